// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stands in for the component in builds without glslang.
#include "vyre-cc/GLSL/Handler.h"

namespace vyrecc::glsl {

bool isAvailable() { return false; }

std::string compilerVersion() { return "none"; }

FailureOr<Handler> compileHandler(llvm::StringRef, llvm::StringRef, const HandlerOptions &,
                                  DiagnosticEngine &diags) {
  return diags.error(DiagCode::GlslUnavailable, {}, "handlers written in GLSL need glslang");
}

} // namespace vyrecc::glsl
