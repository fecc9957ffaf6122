// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Opcode handlers written in GLSL, as a megakernel takes them.
#ifndef VYRE_CC_DRIVER_GLSLHANDLER_H
#define VYRE_CC_DRIVER_GLSLHANDLER_H

#include "vyre-cc/Driver/Compiler.h"
#include "vyre-cc/GLSL/Handler.h"

namespace vyrecc {

/// A program that calls a function with the job's words, and the function: a megakernel with the
/// program in it is compiled with the function in CompileOptions::externals.
struct GlslHandler {
  vir0::Program program;
  spirv::ExternalFunction function;
};

/// Compiles a handler, which becomes the function `name`. Its blocks become buffers of the program;
/// those that are called like one of the megakernel's four have its elements, whatever the
/// handler's view is. Errors: those of glsl::compileHandler, and HandlerBuffer for a binding that
/// the buffer does not get.
FailureOr<std::unique_ptr<GlslHandler>> readGlslHandler(llvm::StringRef source,
                                                        llvm::StringRef name,
                                                        const glsl::HandlerOptions &options,
                                                        DiagnosticEngine &diags);

} // namespace vyrecc

#endif
