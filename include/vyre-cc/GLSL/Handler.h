// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Opcode handlers written in GLSL. glslang compiles the source in this process; what comes out is
// checked and becomes a function that spirv::emit splices into a module. docs/Megakernel.md says
// what a handler may do.
#ifndef VYRE_CC_GLSL_HANDLER_H
#define VYRE_CC_GLSL_HANDLER_H

#include "vyre-cc/Support/Diagnostics.h"
#include "vyre-cc/Target/SPIRV/SPIRV.h"

namespace vyrecc::glsl {

/// The parameters of `void handler(uint ...)`, in order.
inline constexpr const char *kParameters[] = {"slot_base", "opcode", "arg0", "arg1", "arg2"};

/// Whether glslang was there when this was built.
bool isAvailable();
/// glslang's version, or "none".
std::string compilerVersion();

/// What an element of a buffer is. A block of other shape than one array of words is a buffer of
/// U32, and the handler's own view of it.
enum class Element : uint8_t { U32, I32, F32 };

/// A storage block that the handler uses.
struct Block {
  std::string name; ///< of the block: the buffer's name
  Element element;
  uint32_t count; ///< elements; 0 where the block ends in an array without size
  bool readOnly;
  uint32_t binding; ///< as declared; 0 where nothing is
  SourceLoc loc;    ///< where it is used first
};

struct Handler {
  spirv::ExternalFunction function;
  std::vector<Block> blocks; ///< one for each buffer of `function`
};

struct HandlerOptions {
  spirv::TargetEnv env;
  std::array<uint32_t, 3> workgroupSize; ///< what gl_WorkGroupSize is
};

/// Compiles a handler, which becomes the function `name`. Errors are located in `source`:
/// GlslUnavailable in a build without glslang; GlslError, with glslang's message; GlslHandler where
/// the function is missing or another, or the source has a main or local_size of its own;
/// HandlerBody for barriers, subgroup operations and shared memory, which need lanes that do not
/// run the handler at the same time; GlslResource for whatever else is no argument, storage block
/// or local variable. glslang's warnings are passed on. Safe to call from many threads, which take
/// turns.
FailureOr<Handler> compileHandler(llvm::StringRef source, llvm::StringRef name,
                                  const HandlerOptions &options, DiagnosticEngine &diags);

} // namespace vyrecc::glsl

#endif
