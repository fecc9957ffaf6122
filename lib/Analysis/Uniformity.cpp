// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows values to what they are computed from.
#include "vyre-cc/Analysis/Uniformity.h"
#include "llvm/ADT/DenseMap.h"

namespace vyrecc {

using namespace ir;

namespace {

/// Remembers what it has seen, since values share operands.
class Walker {
public:
  bool visit(const Value &value) {
    auto [entry, isNew] = known.try_emplace(&value, false);
    if (!isNew)
      return entry->second;
    const bool uniform = compute(value);
    return known[&value] = uniform;
  }

private:
  bool compute(const Value &value) {
    const Op *op = value.definingOp();
    if (!op) {
      const Op *parent = value.owner()->parentOp();
      return parent->is(OpKind::For) && value.index() == 0 && visit(*parent->operand(0)) &&
             visit(*parent->operand(1));
    }
    if (op->is(OpKind::InvocationId) || op->is(OpKind::LocalId) ||
        op->is(OpKind::SubgroupLocalId) || op->info().effects != Pure || op->numRegions() != 0)
      return false;
    return llvm::all_of(op->operands(),
                        [&](const OpOperand &operand) { return visit(*operand.get()); });
  }

  llvm::DenseMap<const Value *, bool> known;
};

} // namespace

bool isUniform(const Value &value) { return Walker().visit(value); }

bool branchesUniformly(const Op &op) {
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

bool isInUniformFlow(const Op &op) {
  for (const Op *parent = op.parentOp(); parent && !parent->is(OpKind::Kernel);
       parent = parent->parentOp())
    if (!branchesUniformly(*parent))
      return false;
  return true;
}

} // namespace vyrecc
