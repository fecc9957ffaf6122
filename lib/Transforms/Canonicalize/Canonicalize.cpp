// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Folds constants and identities, and removes control flow that is decided. One walk forward:
// operands are simple by the time their users are seen.
#include "Fold.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

namespace {

class Canonicalizer {
public:
  explicit Canonicalizer(PassContext &context) : context(context), builder(context.context) {}

  void walk(Block &block);

private:
  /// Each gives true if the op is gone.
  bool fold(Op &op);
  bool inlineDecidedIf(Op &op);
  bool dropEmptyLoop(Op &op);
  /// Puts the ops of a region, which ends in vir.yield, in the op's place.
  void inlineRegion(Op &op, Region &region);

  void count(llvm::StringRef what) {
    context.changed = true;
    ++context.statistics[what];
  }

  PassContext &context;
  Builder builder;
};

bool Canonicalizer::fold(Op &op) {
  if (op.numResults() != 1 || op.info().effects != Pure || op.numRegions() != 0 ||
      op.is(OpKind::Const))
    return false;
  builder.setInsertionPointBefore(&op);
  builder.setLoc(op.loc());
  Value *simpler = nullptr;
  if (std::optional<uint64_t> bits = foldConstants(op))
    simpler = builder.constant(op.result()->type(), *bits);
  else
    simpler = simplify(op, builder);
  if (!simpler)
    return false;
  op.result()->replaceAllUsesWith(simpler);
  op.erase();
  count("ops folded");
  return true;
}

void Canonicalizer::inlineRegion(Op &op, Region &region) {
  Op *yield = region.block().terminator();
  for (unsigned index = 0; index != op.numResults(); ++index)
    op.result(index)->replaceAllUsesWith(yield->operand(index));
  yield->erase();
  Block &block = region.block();
  while (!block.ops().empty())
    block.ops().front().moveBefore(&op);
}

bool Canonicalizer::inlineDecidedIf(Op &op) {
  std::optional<uint64_t> cond = constantBits(op.operand(0));
  if (!cond)
    return false;
  Region &taken = op.region(*cond ? 0 : 1);
  // A taken arm that ends in vir.return would cut off what follows; leave it to the device.
  if (!taken.empty() && !taken.block().terminator()->is(OpKind::Yield))
    return false;
  if (!taken.empty())
    inlineRegion(op, taken);
  op.erase();
  count("conditions decided");
  return true;
}

bool Canonicalizer::dropEmptyLoop(Op &op) {
  std::optional<uint64_t> from = constantBits(op.operand(0)), to = constantBits(op.operand(1));
  if (!from || !to || *from < *to)
    return false;
  for (unsigned index = 0; index != op.numResults(); ++index)
    op.result(index)->replaceAllUsesWith(op.operand(2 + index));
  op.erase();
  count("loops without rounds removed");
  return true;
}

void Canonicalizer::walk(Block &block) {
  for (auto it = block.ops().begin(); it != block.ops().end();) {
    Op &op = *it++;
    if (fold(op))
      continue;
    for (Region &region : op.regions())
      if (!region.empty())
        walk(region.block());
    if (op.is(OpKind::If))
      inlineDecidedIf(op);
    else if (op.is(OpKind::For))
      dropEmptyLoop(op);
  }
}

} // namespace

LogicalResult canonicalize(Module &module, PassContext &context) {
  if (Op *kernel = module.kernel())
    Canonicalizer(context).walk(kernel->region().block());
  return success();
}

} // namespace vyrecc
