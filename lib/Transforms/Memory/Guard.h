// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes one access depend on a condition.
#ifndef VYRE_CC_LIB_TRANSFORMS_MEMORY_GUARD_H
#define VYRE_CC_LIB_TRANSFORMS_MEMORY_GUARD_H

#include "vyre-cc/IR/Builder.h"

namespace vyrecc {

/// Puts `access` into the first arm of a vir.if on `condition`, which stands before it; where that is false, nothing is
/// accessed and its results are 0.
void runOnlyIf(ir::Value *condition, ir::Op &access, ir::Builder &builder);

} // namespace vyrecc

#endif
