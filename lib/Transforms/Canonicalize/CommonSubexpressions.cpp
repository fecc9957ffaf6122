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

uint64_t hashOf(const Attr &attr) {
  switch (attr.kind()) {
  case AttrKind::Symbol: // interned, so that the characters lie in one place
    return reinterpret_cast<uintptr_t>(attr.asString().data());
  case AttrKind::String:
    return attr.asString().size();
  case AttrKind::IntArray:
    return attr.asArray().size();
  case AttrKind::Unit:
  case AttrKind::Int:
  case AttrKind::Scalar:
  case AttrKind::Type:
  case AttrKind::Enum:
    return attr.asInt();
  }
  return 0;
}

/// An op and the hash of what it computes. The table holds hashes, so that it seldom has to look at
/// another op and never does when it grows.
struct Computation {
  Op *op;
  unsigned hash;

  explicit Computation(Op *op) : op(op) {
    uint64_t mixed = static_cast<uint64_t>(op->kind());
    for (const OpOperand &operand : op->operands())
      mixed = mix(mixed, reinterpret_cast<uintptr_t>(operand.get()));
    for (const Value &result : op->results())
      mixed = mix(mixed, static_cast<uint64_t>(result.type().scalar()));
    for (const NamedAttr &attr : op->attrs())
      mixed = mix(mixed, hashOf(attr.value));
    hash = static_cast<unsigned>(mixed);
  }
  Computation(Op *marker, unsigned hash) : op(marker), hash(hash) {}
};

/// True if the ops compute the same: kind, operands, attributes and types of the results.
bool areEqual(const Op &a, const Op &b) {
  return a.kind() == b.kind() &&
         llvm::equal(a.operands(), b.operands(),
                     [](const OpOperand &x, const OpOperand &y) { return x.get() == y.get(); }) &&
         llvm::equal(a.results(), b.results(),
                     [](const Value &x, const Value &y) { return x.type() == y.type(); }) &&
         llvm::equal(a.attrs(), b.attrs(), [](const NamedAttr &x, const NamedAttr &y) {
           return x.name == y.name && x.value == y.value;
         });
}

/// Keys without an op mark what is free in the table.
struct SameComputation {
  static Computation getEmptyKey() { return {nullptr, 0}; }
  static Computation getTombstoneKey() { return {nullptr, 1}; }
  static unsigned getHashValue(const Computation &key) { return key.hash; }
  static bool isEqual(const Computation &a, const Computation &b) {
    return a.hash == b.hash && (a.op == b.op || (a.op && b.op && areEqual(*a.op, *b.op)));
  }
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
  Merger() { seen.reserve(kUsualSize); }
  uint64_t numMerged() const { return merged; }

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
    auto [entry, isNew] = seen.insert(Computation(&op));
    if (isNew)
      return;
    Op *earlier = entry->op;
    if (!encloses(earlier->parentBlock(), op.parentBlock())) {
      entry->op = &op;
      return;
    }
    for (auto [mine, other] : llvm::zip(op.results(), earlier->results()))
      mine.replaceAllUsesWith(&other);
    op.erase();
    ++merged;
  }

  /// Spares most programs a table that grows step by step.
  static constexpr unsigned kUsualSize = 700;
  uint64_t merged = 0;
  llvm::DenseSet<Computation, SameComputation> seen;
};

} // namespace

LogicalResult eliminateCommonSubexpressions(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel)
    return success();
  Merger merger;
  merger.visitBlock(kernel->region().block());
  if (merger.numMerged() != 0) {
    context.changed = true;
    context.statistics["ops merged"] = merger.numMerged();
  }
  return success();
}

} // namespace vyrecc
