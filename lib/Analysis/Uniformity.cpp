// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows values to what they are computed from. Chains of values are as long as the program, so that nothing recurses.
#include "vyre-cc/Analysis/Uniformity.h"

namespace vyrecc {

using namespace ir;

/// What the value is computed from: it is uniform if all of that is. Nullopt if it may differ in any case.
static std::optional<ArrayRef<OpOperand>> sourcesOf(const Value &value) {
  const Op *op = value.definingOp();
  if (!op) {
    const Op *parent = value.owner()->parentOp();
    if (!parent->is(OpKind::For) || value.index() != 0)
      return std::nullopt;
    return parent->operands().take_front(2); // the counter's bounds
  }
  if (op->is(OpKind::InvocationId) || op->is(OpKind::LocalId) || op->is(OpKind::SubgroupLocalId) ||
      op->info().effects != Pure || op->numRegions() != 0)
    return std::nullopt;
  return op->operands();
}

bool Uniformity::isUniform(const Value &value) {
  // A value stays on the stack below its sources until they are known.
  llvm::SmallVector<const Value *, 32> pending = {&value};
  while (!pending.empty()) {
    const Value &current = *pending.back();
    std::optional<ArrayRef<OpOperand>> sources = sourcesOf(current);
    const bool isNew = known.try_emplace(&current, false).second;
    if (isNew && sources)
      for (const OpOperand &source : *sources)
        if (!known.contains(source.get()))
          pending.push_back(source.get());
    if (pending.back() != &current)
      continue;
    pending.pop_back();
    known[&current] = sources && llvm::all_of(*sources, [&](const OpOperand &source) {
      return known.lookup(source.get());
    });
  }
  return known.lookup(&value);
}

bool Uniformity::branchesUniformly(const Op &op) {
  switch (op.kind()) {
  case OpKind::If:
  case OpKind::Switch:
    return isUniform(*op.operand(0));
  case OpKind::For:
    return isUniform(*op.operand(0)) && isUniform(*op.operand(1));
  default: // vir.loop leaves where it is told to from inside
    return false;
  }
}

bool Uniformity::isInUniformFlow(const Op &op) {
  for (const Op *parent = op.parentOp(); parent && !parent->is(OpKind::Kernel);
       parent = parent->parentOp())
    if (!branchesUniformly(*parent))
      return false;
  return true;
}

} // namespace vyrecc
