// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Invariants.h"
#include "vyre-cc/IR/Builder.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc {

using namespace ir;

bool mayRunWithoutNeed(const Op &op) {
  if (op.info().effects != Pure || op.numRegions() != 0)
    return false;
  const bool divides = op.is(OpKind::Div) || op.is(OpKind::Rem);
  if (!divides || !op.results()[0].type().isSigned())
    return true;
  std::optional<uint64_t> divisor = constantBits(op.operand(1));
  return divisor && *divisor != 0 &&
         *divisor != llvm::maskTrailingOnes<uint64_t>(op.results()[0].type().bits());
}

static bool isInside(const Op &op, const Op &loop) {
  for (const Op *parent = op.parentOp(); parent; parent = parent->parentOp())
    if (parent == &loop)
      return true;
  return false;
}

void moveBeforeLoop(Op &op, Op &loop, llvm::function_ref<void(Op &)> moved) {
  llvm::SmallVector<Op *, 8> open = {&op};
  while (!open.empty()) {
    Op &next = *open.back();
    const size_t depth = open.size();
    if (isInside(next, loop))
      for (const OpOperand &operand : next.operands())
        if (Op *definition = operand.get()->definingOp(); definition && isInside(*definition, loop))
          open.push_back(definition);
    if (open.size() != depth)
      continue;
    open.pop_back();
    if (isInside(next, loop)) {
      next.moveBefore(&loop);
      moved(next);
    }
  }
}

} // namespace vyrecc
