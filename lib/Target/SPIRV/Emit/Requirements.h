// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The capabilities and extensions that a module has to declare, from what it uses and the grammar.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_EMIT_REQUIREMENTS_H
#define VYRE_CC_LIB_TARGET_SPIRV_EMIT_REQUIREMENTS_H

#include "Emit/Words.h"
#include "vyre-cc/Support/Diagnostics.h"

namespace vyrecc::spirv {

/// Declares them in `words`. Fails if something used is in no form part of `version`.
LogicalResult declareRequirements(Words &words, uint32_t version, DiagnosticEngine &diags);

} // namespace vyrecc::spirv

#endif
