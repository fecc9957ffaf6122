// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rules of the Vulkan environment for SPIR-V that are newer than the validator of the distribution.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_NEWERRULES_H
#define VYRE_CC_LIB_TARGET_SPIRV_NEWERRULES_H

#include "vyre-cc/Support/Diagnostics.h"

namespace vyrecc::spirv {

/// Checks a module that the validator has found well-formed. Reports each breach as
/// DiagCode::InvalidModule.
LogicalResult checkNewerRules(llvm::ArrayRef<uint32_t> words, DiagnosticEngine &diags);

} // namespace vyrecc::spirv

#endif
