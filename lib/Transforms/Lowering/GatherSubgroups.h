// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Subgroup ops that only some invocations come to.
#ifndef VYRE_CC_LIB_TRANSFORMS_LOWERING_GATHERSUBGROUPS_H
#define VYRE_CC_LIB_TRANSFORMS_LOWERING_GATHERSUBGROUPS_H

#include "vyre-cc/Analysis/Uniformity.h"

namespace vyrecc {

/// True for ops that all invocations of a block of 32 take part in.
bool isSubgroupOp(const ir::Op &op);
/// True if the context may hold such ops.
bool mayHaveSubgroupOps(const ir::Context &context);

/// Lets invocations that return early come to the end of the kernel. False if none does, or if that
/// cannot be done, and then nothing has changed.
bool joinReturns(ir::Op &kernel, ir::Context &context);

/// Takes subgroup ops out of conditions that the invocations of a group may decide differently.
/// Those that cannot be taken out stay. Invocations that have ended take part, too. Gives how many
/// conditions were dissolved.
unsigned gatherSubgroupOps(ir::Op &kernel, Group group, ir::Context &context);

} // namespace vyrecc

#endif
