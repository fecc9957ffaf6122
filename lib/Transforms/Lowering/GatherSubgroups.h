// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Subgroup ops that only some invocations come to.
#ifndef VYRE_CC_LIB_TRANSFORMS_LOWERING_GATHERSUBGROUPS_H
#define VYRE_CC_LIB_TRANSFORMS_LOWERING_GATHERSUBGROUPS_H

#include "vyre-cc/Analysis/Uniformity.h"
#include "vyre-cc/IR/Builder.h"

namespace vyrecc {

/// True for ops that all invocations of a block of 32, or of the workgroup, take part in.
bool isSubgroupOp(const ir::Op &op);
/// True if the context may hold such ops.
bool mayHaveSubgroupOps(const ir::Context &context);

/// The largest value, a ui32, of the invocations of a group: a subgroup or a workgroup.
ir::Value *maxOfGroup(ir::Builder &builder, Group group, ir::Value *value);

/// Lets invocations that return early come to the end of the kernel, or, from a loop without end,
/// return together with the last of their group. False if none does, or if that cannot be done, and
/// then nothing has changed.
bool joinReturns(ir::Op &kernel, Group group, ir::Context &context);

/// Takes subgroup ops out of conditions that the invocations of a group may decide differently, and
/// lets all of a group go round loops as often as the one that goes round most often. Those that
/// cannot be taken out stay. Invocations that have ended take part, too. Gives how many conditions
/// and loops were dissolved.
unsigned gatherSubgroupOps(ir::Op &kernel, Group group, ir::Context &context);

} // namespace vyrecc

#endif
