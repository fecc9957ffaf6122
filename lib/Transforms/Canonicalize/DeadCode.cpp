// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Removes what has no effect and no use, in one walk against the order of the program, so that uses
// go before what they use:
//
//   vir.load with no use                        ->  nothing
//   vir.if whose second result has no use       ->  vir.if with one result
//   vir.for, vir.if, vir.switch without effects ->  nothing
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

namespace {

/// True if running the op can be seen, apart from what its regions do: it writes, synchronises, leaves its region, or
/// may not end.
bool hasOwnEffect(const Op &op) {
  bool leaves = op.info().isTerminator && !op.is(OpKind::Yield);
  return (op.info().effects & (Writes | Syncs)) != 0 || leaves || op.is(OpKind::Loop);
}

class Sweeper {
public:
  explicit Sweeper(PassContext &context) : context(context), builder(context.context) {}

  /// True if running what is left of the block can be seen.
  bool visitBlock(Block &block) {
    bool hasEffect = false;
    for (Op *op = block.ops().empty() ? nullptr : &block.ops().back(); op;) {
      Op *before = op == &block.ops().front() ? nullptr : &*std::prev(op->getIterator());
      hasEffect |= visit(*op);
      op = before;
    }
    return hasEffect;
  }

private:
  bool visit(Op &op) {
    bool hasEffect = hasOwnEffect(op);
    if (op.info().isTerminator)
      return hasEffect;
    Op *kept = &op;
    if (op.is(OpKind::If) || op.is(OpKind::Switch))
      kept = dropUnusedResults(op);
    else if (op.is(OpKind::For))
      kept = dropUnusedCarried(op);
    // What the regions hold is known once they are swept, so that each op is looked at once however deep it is.
    for (Region &region : kept->regions())
      if (!region.empty())
        hasEffect |= visitBlock(region.block());
    if (hasEffect || kept->hasUses())
      return hasEffect;
    kept->erase();
    context.changed = true;
    ++context.statistics["ops removed"];
    return false;
  }

  /// Passes on only the values `kept` of what a yield passed on.
  void narrowYield(Region &region, ArrayRef<unsigned> kept) {
    Op *yield = region.empty() ? nullptr : region.block().terminator();
    if (!yield || !yield->is(OpKind::Yield))
      return;
    llvm::SmallVector<Value *, 4> values;
    for (unsigned index : kept)
      values.push_back(yield->operand(index));
    builder.setInsertionPointBefore(yield);
    builder.setLoc(yield->loc());
    builder.yield(values);
    yield->erase();
  }

  /// The op with only the results `kept` and with these operands; takes over the regions.
  Op *narrowResults(Op &op, ArrayRef<unsigned> kept, ArrayRef<Value *> operands) {
    llvm::SmallVector<Type, 4> types;
    for (unsigned index : kept)
      types.push_back(op.result(index)->type());
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    Op *narrow = builder.create(op.kind(), types, operands, op.attrs(), op.numRegions());
    for (unsigned index = 0; index != op.numRegions(); ++index) {
      narrow->region(index).takeBlock(op.region(index));
      narrowYield(narrow->region(index), kept);
    }
    for (auto [index, old] : llvm::enumerate(kept))
      op.result(old)->replaceAllUsesWith(narrow->result(index));
    context.changed = true;
    context.statistics["results removed"] += op.numResults() - kept.size();
    op.erase();
    return narrow;
  }

  Op *dropUnusedResults(Op &op) {
    llvm::SmallVector<unsigned, 4> kept;
    for (Value &result : op.results())
      if (result.hasUses())
        kept.push_back(result.index());
    if (kept.size() == op.numResults())
      return &op;
    return narrowResults(op, kept, op.operand(0));
  }

  /// True if nothing but the loop's own yield uses the argument, to pass it on.
  static bool isOnlyPassedOn(const Value *argument, const Op *yield) {
    const OpOperand *use = argument->firstUse();
    return !use || (use->owner() == yield && !use->nextUse() &&
                    yield->operand(argument->index() - 1) == argument);
  }

  Op *dropUnusedCarried(Op &loop) {
    Block &body = loop.region().block();
    Op *yield = body.terminator();
    llvm::SmallVector<unsigned, 4> kept, dropped;
    for (Value &result : loop.results()) {
      bool isUsed =
          result.hasUses() || !isOnlyPassedOn(body.arguments()[1 + result.index()], yield);
      if (isUsed)
        kept.push_back(result.index());
      else
        dropped.push_back(1 + result.index()); // behind the counter
    }
    if (dropped.empty())
      return &loop;
    llvm::SmallVector<Value *, 8> operands = {loop.operand(0), loop.operand(1)};
    for (unsigned index : kept)
      operands.push_back(loop.operand(2 + index));
    Op *narrow = narrowResults(loop, kept, operands);
    body.eraseArguments(context.context, dropped);
    return narrow;
  }

  PassContext &context;
  Builder builder;
};

} // namespace

LogicalResult eliminateDeadCode(Module &module, PassContext &context) {
  if (Op *kernel = module.kernel())
    Sweeper(context).visitBlock(kernel->region().block());
  return success();
}

} // namespace vyrecc
