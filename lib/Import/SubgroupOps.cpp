// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Moves subgroup ops out of conditions. In the reference all invocations of the subgroup take part, also
// those that do not come to the op: it evaluates the operands for them as well (section 16.11). So the op
// and what its operands are computed from go in front of the condition, where all come by.
#include "SubgroupOps.h"
#include "vyre-cc/Analysis/Uniformity.h"
#include "llvm/ADT/SetVector.h"

namespace vyrecc {

using namespace ir;

/// Ops before `op` in its block on which it depends, `op` last; false if some cannot be moved to where
/// nothing is known of the condition.
static bool collect(Op &op, llvm::SetVector<Op *> &moved) {
  for (OpOperand &operand : op.operands()) {
    Op *source = operand.get()->definingOp();
    if (operand.get()->owner() == op.parentBlock())
      return false;
    if (!source || source->parentBlock() != op.parentBlock())
      continue;
    const bool isLoad = source->is(OpKind::Load);
    if (source->numRegions() != 0 || (source->info().effects != Pure && !isLoad))
      return false;
    if (!collect(*source, moved))
      return false;
  }
  moved.insert(&op);
  return true;
}

/// Whether something before `op` in its block may change what a load gives.
static bool followsWrites(Op &op) {
  for (Op &other : op.parentBlock()->ops()) {
    if (&other == &op)
      return false;
    if (other.numRegions() != 0 || (other.info().effects & (Writes | Syncs)))
      return true;
  }
  return false;
}

void hoistSubgroupOps(Op &kernel) {
  llvm::SmallVector<Op *, 8> ops;
  walkPreOrder(kernel, [&](Op &op) {
    if (op.is(OpKind::SubgroupReduce) || op.is(OpKind::SubgroupShuffle) ||
        op.is(OpKind::SubgroupBallot))
      ops.push_back(&op);
  });
  for (Op *op : ops) {
    while (!isInUniformFlow(*op) && op->parentOp()->is(OpKind::If)) {
      llvm::SetVector<Op *> moved;
      if (followsWrites(*op) || !collect(*op, moved))
        break;
      Op *condition = op->parentOp();
      for (Op *each : moved)
        each->moveBefore(condition);
    }
  }
}

} // namespace vyrecc
