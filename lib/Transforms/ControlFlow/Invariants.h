// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops that are the same in each round of a loop.
#ifndef VYRE_CC_LIB_TRANSFORMS_CONTROLFLOW_INVARIANTS_H
#define VYRE_CC_LIB_TRANSFORMS_CONTROLFLOW_INVARIANTS_H

#include "vyre-cc/IR/Op.h"

namespace vyrecc {

/// True if running the op where the program does not come to it does no harm: it has no effects and
/// is defined for all operands. Loads are left to the caller.
bool mayRunWithoutNeed(const ir::Op &op);

/// Moves the op out of the loop, and before it what it uses of the ops inside, all of which may go.
/// Calls `moved` for each.
void moveBeforeLoop(ir::Op &op, ir::Op &loop, llvm::function_ref<void(ir::Op &)> moved);

} // namespace vyrecc

#endif
