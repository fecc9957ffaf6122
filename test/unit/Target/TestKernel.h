// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A module with one kernel and a few buffers to test emission with, and what came out of it.
#ifndef VYRE_CC_TEST_UNIT_TARGET_TESTKERNEL_H
#define VYRE_CC_TEST_UNIT_TARGET_TESTKERNEL_H

#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Target/SPIRV/SPIRV.h"

namespace vyrecc::test {

inline constexpr spirv::TargetEnv kEnvs[] = {
    spirv::TargetEnv::Vulkan1_1, spirv::TargetEnv::Vulkan1_2, spirv::TargetEnv::Vulkan1_3};

/// The kernel's block is open at its end in `builder`. Storage buffers "u", "i", "f" hold u32, i32
/// and f32; "r" is read-only u32; "w" is a workgroup buffer of 64 u32.
class TestKernel {
public:
  explicit TestKernel(std::array<uint64_t, 3> workgroupSize = {64, 1, 1});

  ir::Op *addBuffer(ir::StringRef name, ir::Type element, ir::Access access, uint64_t binding,
                    uint64_t count = 0);
  ir::Value *load(ir::StringRef buffer, ir::Type type, uint32_t index = 0);
  void store(ir::StringRef buffer, ir::Value *value, uint32_t index = 0);
  /// Loads a value that no pass and no emitter can know; bools are made from u32.
  ir::Value *unknown(ir::Type type);
  /// Stores a value of any type, so that it has a use.
  void use(ir::Value *value);
  void finish() { builder.create(ir::OpKind::Return, {}); }

  FailureOr<spirv::EmittedModule> emit(spirv::TargetEnv env = spirv::TargetEnv::Vulkan1_2);
  /// Emits for each environment and validates. True if all went well; else `diags` says what did
  /// not.
  bool isValidEverywhere();
  std::string disassembly(spirv::TargetEnv env = spirv::TargetEnv::Vulkan1_2);

  ir::Context context;
  ir::Module module;
  ir::Op *kernel;
  ir::Builder builder;
  DiagnosticEngine diags;
  std::vector<spirv::ExternalFunction> externals; ///< that emit is given

private:
  uint32_t nextIndex = 0;
};

/// Times `part` occurs in `text`.
size_t occurrences(llvm::StringRef text, llvm::StringRef part);

} // namespace vyrecc::test

#endif
