// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Replaces an op without effects by an equal one that dominates it:
//
//   %a = vir.add %x, %y      %b = vir.add %x, %y     ->  one vir.add
#include "vyre-cc/IR/Op.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/DenseSet.h"

namespace vyrecc {

using namespace ir;

namespace {

uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9E37'79B9'7F4A'7C15;
  return hash ^ (hash >> 32);
}

/// Ops are equal if they compute the same: kind, operands, attributes and types of the results.
struct SameComputation {
  static Op *getEmptyKey() { return llvm::DenseMapInfo<Op *>::getEmptyKey(); }
  static Op *getTombstoneKey() { return llvm::DenseMapInfo<Op *>::getTombstoneKey(); }

  static unsigned getHashValue(const Op *op) {
    uint64_t hash = static_cast<uint64_t>(op->kind());
    for (const OpOperand &operand : op->operands())
      hash = mix(hash, reinterpret_cast<uintptr_t>(operand.get()));
    for (const Value &result : op->results())
      hash = mix(hash, static_cast<uint64_t>(result.type().scalar()));
    // Symbols are interned, so their characters lie in one place.
    for (const NamedAttr &attr : op->attrs())
      hash = mix(hash, attr.value.kind() == AttrKind::Symbol
                           ? reinterpret_cast<uintptr_t>(attr.value.asString().data())
                           : attr.value.asInt());
    return static_cast<unsigned>(hash);
  }

  static bool isEqual(const Op *a, const Op *b) {
    if (a == b)
      return true;
    if (isMarker(a) || isMarker(b) || a->kind() != b->kind())
      return false;
    return llvm::equal(a->operands(), b->operands(),
                       [](const OpOperand &x, const OpOperand &y) { return x.get() == y.get(); }) &&
           llvm::equal(a->results(), b->results(),
                       [](const Value &x, const Value &y) { return x.type() == y.type(); }) &&
           llvm::equal(a->attrs(), b->attrs(), [](const NamedAttr &x, const NamedAttr &y) {
             return x.name == y.name && x.value == y.value;
           });
  }

  static bool isMarker(const Op *op) { return op == getEmptyKey() || op == getTombstoneKey(); }
};

bool isMergeable(const Op &op) {
  return op.numResults() != 0 && op.numRegions() == 0 && op.info().effects == Pure;
}

/// True if what is in `outer` above the op at hand is visible in `inner`.
bool encloses(const Block *outer, const Block *inner) {
  while (inner != outer) {
    const Op *parent = inner->parentOp();
    inner = parent ? parent->parentBlock() : nullptr;
    if (!inner)
      return false;
  }
  return true;
}

class Merger {
public:
  Merger(Op &kernel, PassContext &context) : context(context) {
    // Growing step by step would hash every op again and again.
    unsigned count = 0;
    walkPreOrder(kernel, [&](Op &op) { count += isMergeable(op); });
    seen.reserve(count);
  }

  void visitBlock(Block &block) {
    for (auto it = block.ops().begin(), end = block.ops().end(); it != end;) {
      Op &op = *it++;
      if (isMergeable(op))
        visit(op);
      for (Region &region : op.regions())
        if (!region.empty())
          visitBlock(region.block());
    }
  }

private:
  // One op is kept for each computation. Where it is in a region that has ended it makes way for
  // the one at hand; one in a region that is still open is never lost that way, since all equal ops
  // after it were merged into it.
  void visit(Op &op) {
    auto [entry, isNew] = seen.insert(&op);
    if (isNew)
      return;
    Op *earlier = *entry;
    if (!encloses(earlier->parentBlock(), op.parentBlock())) {
      seen.erase(entry);
      seen.insert(&op);
      return;
    }
    for (auto [mine, other] : llvm::zip(op.results(), earlier->results()))
      mine.replaceAllUsesWith(&other);
    op.erase();
    context.changed = true;
    ++context.statistics["ops merged"];
  }

  PassContext &context;
  llvm::DenseSet<Op *, SameComputation> seen;
};

} // namespace

LogicalResult eliminateCommonSubexpressions(Module &module, PassContext &context) {
  if (Op *kernel = module.kernel())
    Merger(*kernel, context).visitBlock(kernel->region().block());
  return success();
}

} // namespace vyrecc
