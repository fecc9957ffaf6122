// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a compiled handler is and does.
#ifndef VYRE_CC_LIB_GLSL_CHECKHANDLER_H
#define VYRE_CC_LIB_GLSL_CHECKHANDLER_H

#include "vyre-cc/GLSL/Handler.h"

namespace vyrecc::glsl {

/// Finds the handler in a module of glslang's, refuses what it may not do, and says which blocks it
/// uses.
FailureOr<Handler> checkHandler(std::vector<uint32_t> words, llvm::StringRef name,
                                DiagnosticEngine &diags);

} // namespace vyrecc::glsl

#endif
