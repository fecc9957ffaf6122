// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Merges ops that compute the same. With structured control flow an op dominates what follows it in
// its block and in the regions there, which is exactly what a scope of a hash table per block
// holds.
#include "vyre-cc/IR/Op.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/ScopedHashTable.h"

namespace vyrecc {

using namespace ir;

namespace {

llvm::hash_code hashAttr(const NamedAttr &attr) {
  const Attr &value = attr.value;
  switch (value.kind()) {
  case AttrKind::String:
  case AttrKind::Symbol:
    return llvm::hash_combine(attr.name, value.asString());
  case AttrKind::IntArray:
    return llvm::hash_combine(
        attr.name, llvm::hash_combine_range(value.asArray().begin(), value.asArray().end()));
  case AttrKind::Unit:
  case AttrKind::Int:
  case AttrKind::Scalar:
  case AttrKind::Type:
  case AttrKind::Enum:
    return llvm::hash_combine(attr.name, value.asInt());
  }
  return {};
}

/// Ops by what they compute: kind, operands, attributes and result type.
struct SameComputation {
  static Op *getEmptyKey() { return llvm::DenseMapInfo<Op *>::getEmptyKey(); }
  static Op *getTombstoneKey() { return llvm::DenseMapInfo<Op *>::getTombstoneKey(); }

  static unsigned getHashValue(const Op *op) {
    llvm::hash_code hash = llvm::hash_combine(op->kind(), op->numOperands());
    for (const OpOperand &operand : op->operands())
      hash = llvm::hash_combine(hash, operand.get());
    for (const NamedAttr &attr : op->attrs())
      hash = llvm::hash_combine(hash, hashAttr(attr));
    return static_cast<unsigned>(size_t(hash));
  }

  static bool isEqual(const Op *a, const Op *b) {
    if (a == b)
      return true;
    if (a == getEmptyKey() || a == getTombstoneKey() || b == getEmptyKey() ||
        b == getTombstoneKey())
      return false;
    return a->kind() == b->kind() && a->results()[0].type() == b->results()[0].type() &&
           llvm::equal(a->operands(), b->operands(),
                       [](const OpOperand &x, const OpOperand &y) { return x.get() == y.get(); }) &&
           llvm::equal(a->attrs(), b->attrs(), [](const NamedAttr &x, const NamedAttr &y) {
             return x.name == y.name && x.value == y.value;
           });
  }
};

using Scopes = llvm::ScopedHashTable<Op *, Op *, SameComputation>;

bool isMergeable(const Op &op) {
  return op.info().effects == Pure && op.numRegions() == 0 && op.numResults() == 1;
}

void mergeIn(Block &block, Scopes &scopes, PassContext &context) {
  Scopes::ScopeTy scope(scopes);
  for (auto it = block.ops().begin(); it != block.ops().end();) {
    Op &op = *it++;
    for (Region &region : op.regions())
      if (!region.empty())
        mergeIn(region.block(), scopes, context);
    if (!isMergeable(op))
      continue;
    Op *earlier = scopes.lookup(&op);
    if (!earlier) {
      scopes.insert(&op, &op);
      continue;
    }
    op.result()->replaceAllUsesWith(earlier->result());
    op.erase();
    context.changed = true;
    ++context.statistics["ops merged"];
  }
}

} // namespace

LogicalResult eliminateCommonSubexpressions(Module &module, PassContext &context) {
  Scopes scopes;
  if (Op *kernel = module.kernel())
    mergeIn(kernel->region().block(), scopes, context);
  return success();
}

} // namespace vyrecc
