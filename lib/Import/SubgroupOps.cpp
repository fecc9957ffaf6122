// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Moves subgroup ops out of conditions. In the reference all invocations of the subgroup take part, also
// those that do not come to the op: it evaluates the operands for them as well (section 16.11). So the op
// and what its operands are computed from go in front of the condition, where all come by.
#include "SubgroupOps.h"
#include "vyre-cc/Analysis/Uniformity.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace vyrecc {

using namespace ir;

/// Ops before `op` in its block on which it depends, `op` first; false if some cannot be moved to where
/// nothing is known of the condition.
static bool collect(Op &op, llvm::SmallVectorImpl<Op *> &moved) {
  llvm::SmallPtrSet<const Op *, 16> needed = {&op};
  // Against the order of the block, until nothing is needed any more.
  for (Op *at = &op; moved.size() != needed.size(); at = &*std::prev(at->getIterator())) {
    if (!needed.contains(at))
      continue;
    const bool isMovable = at == &op || at->info().effects == Pure || at->is(OpKind::Load);
    if (!isMovable || at->numRegions() != 0)
      return false;
    for (const OpOperand &operand : at->operands()) {
      if (operand.get()->owner() == op.parentBlock())
        return false;
      const Op *source = operand.get()->definingOp();
      if (source && source->parentBlock() == op.parentBlock())
        needed.insert(source);
    }
    moved.push_back(at);
  }
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

void hoistSubgroupOps(Op &kernel, const Context &context) {
  if (!context.hasMade(
          {OpKind::SubgroupReduce, OpKind::SubgroupShuffle, OpKind::SubgroupBallot}))
    return;
  llvm::SmallVector<Op *, 8> ops;
  walkPreOrder(kernel, [&](Op &op) {
    if (op.is(OpKind::SubgroupReduce) || op.is(OpKind::SubgroupShuffle) ||
        op.is(OpKind::SubgroupBallot))
      ops.push_back(&op);
  });
  const Uniformity uniformity(kernel, Group::Workgroup);
  for (Op *op : ops) {
    while (!uniformity.isInUniformFlow(*op) && op->parentOp()->is(OpKind::If)) {
      llvm::SmallVector<Op *, 16> moved;
      if (followsWrites(*op) || !collect(*op, moved))
        break;
      Op *condition = op->parentOp();
      for (Op *each : llvm::reverse(moved))
        each->moveBefore(condition);
    }
  }
}

} // namespace vyrecc
