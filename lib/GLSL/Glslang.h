// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one place that calls glslang.
#ifndef VYRE_CC_LIB_GLSL_GLSLANG_H
#define VYRE_CC_LIB_GLSL_GLSLANG_H

#include "vyre-cc/GLSL/Handler.h"

namespace vyrecc::glsl {

/// A compute module with all functions of the source, also those that nothing calls, and OpLine.
FailureOr<std::vector<uint32_t>>
compileSource(llvm::StringRef source, const HandlerOptions &options, DiagnosticEngine &diags);

} // namespace vyrecc::glsl

#endif
