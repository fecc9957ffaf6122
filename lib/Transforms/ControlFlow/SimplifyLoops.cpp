// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Spares counted loops the rounds in which they do nothing. VIR0 has no other loops and no way out
// of them, so programs count further than they need to and guard what they do:
//
//   vir.for %i = %a to %b {              ->  vir.for %i = %a to min(%b, %n) { A }
//     vir.if %i < %n { A } }
//
//   vir.for %i = %a to %b {              ->  vir.for %i = %a to select(%c, %b, %a) { A }
//     vir.if %c { A } }
//
//   vir.for %i = %a to %b, %found {      ->  vir.loop %i = %a, %found {
//     vir.if %found == 0 { A } }               vir.if %i >= %b { vir.break }
//                                              vir.if %found != 0 { vir.break }
//                                              A }
//
// The guard is the only op of the loop that has effects, and a round that it shuts passes on what
// the loop carries as it came. So a condition on what is carried, once false, stays false. The
// third form is left to leave=1, since what bounds indices and iterations reads counted loops.
#include "Invariants.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/IR/Predicate.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

namespace {

/// Something that has to hold, or not to hold, for a round to do anything.
struct Condition {
  Value *value;
  bool truth;
};

/// Ops that a condition is followed through before it counts as too much to ask in each round.
constexpr unsigned kConditionBudget = 16;

class LoopSimplifier {
public:
  LoopSimplifier(Op &loop, PassContext &context)
      : loop(loop), body(loop.region().block()), context(context), builder(context.context) {}

  void run(bool leaves) {
    if (!findGuard())
      return;
    llvm::SmallVector<Condition, 4> conditions, kept, exits;
    collect(guard->operand(0), work == 0, conditions);
    for (const Condition &condition : conditions)
      if (!narrow(condition))
        (leaves && followsFrom(*condition.value, /*carried=*/true) ? exits : kept)
            .push_back(condition);
    if (kept.size() != conditions.size())
      setGuard(kept);
    else
      context.missed(loop.loc(), "what the loop's rounds depend on may hold again in later ones");
    if (!exits.empty())
      leaveUnless(exits);
  }

private:
  /// The vir.if that decides whether a round does anything. False if there is none.
  bool findGuard() {
    Op *yield = body.terminator();
    if (!yield->is(OpKind::Yield))
      return false;
    for (Op &op : body.ops()) {
      if (&op == yield || isIdle(op, *yield))
        continue;
      if (guard || !op.is(OpKind::If))
        return false;
      guard = &op;
    }
    if (!guard)
      return false;
    for (unsigned idle : {1u, 0u})
      if (passesOn(guard->region(idle), *yield)) {
        work = 1 - idle;
        return true;
      }
    return false;
  }

  /// True if a round without the op is the same round, but for what others make of its results.
  bool isIdle(const Op &op, const Op &yield) const {
    for (const OpOperand &operand : yield.operands())
      if (operand.get()->definingOp() == &op)
        return false;
    return hasNoEffects(op);
  }

  static bool hasNoEffects(const Op &op) {
    if (op.is(OpKind::Loop) || (op.info().effects & ~Reads) != 0)
      return false;
    for (unsigned index = 0; index != op.numRegions(); ++index) {
      const Region &region = op.region(index);
      if (region.empty())
        continue;
      for (const Op &inner : region.block().ops())
        if (inner.info().isTerminator ? !inner.is(OpKind::Yield) : !hasNoEffects(inner))
          return false;
    }
    return true;
  }

  /// True if a round that runs this region of the guard passes on what the loop carries as it came.
  bool passesOn(Region &region, const Op &yield) const {
    if (!region.empty() && !region.block().ops().front().is(OpKind::Yield))
      return false;
    for (unsigned index = 0; index != yield.numOperands(); ++index) {
      const Value *next = yield.operand(index);
      if (next->definingOp() == guard)
        next = region.block().terminator()->operand(next->index());
      if (next != body.arguments()[1 + index])
        return false;
    }
    return true;
  }

  /// Takes `value == truth` apart into what has to hold all at once, as far as the budget goes:
  /// what is used more than once is taken apart as often.
  static void collect(Value *value, bool truth, llvm::SmallVectorImpl<Condition> &conditions) {
    llvm::SmallVector<Condition, 8> open = {{value, truth}};
    unsigned budget = kConditionBudget;
    while (!open.empty()) {
      const auto [next, holds] = open.pop_back_val();
      const Op *op = budget != 0 ? next->definingOp() : nullptr;
      budget -= budget != 0;
      if (op && op->is(OpKind::Not))
        open.push_back({op->operand(0), !holds});
      else if (op && op->is(holds ? OpKind::And : OpKind::Or))
        open.append({{op->operand(1), holds}, {op->operand(0), holds}});
      else
        conditions.push_back({next, holds});
    }
  }

  /// Values that the top level of the loop's body sees come from there or from outside.
  bool isOutside(const Value &value) const {
    const Op *op = value.definingOp();
    return (op ? op->parentBlock() : value.owner()) != &body;
  }

  /// Puts a condition into the loop's bounds: one that is the same in each round, or one on the
  /// counter. Sums saturate: no counter is 2^32-1.
  bool narrow(const Condition &condition) {
    if (bringOutside(*condition.value)) {
      builder.setInsertionPointBefore(&loop);
      builder.setLoc(loop.loc());
      Value *from = loop.operand(0), *to = loop.operand(1);
      loop.setOperand(1, condition.truth
                             ? builder.build(OpKind::Select, {condition.value, to, from})
                             : builder.build(OpKind::Select, {condition.value, from, to}));
      noteNarrowed("a condition that each round asks decides whether the loop runs at all");
      return true;
    }
    Op *cmp = condition.value->definingOp();
    if (!cmp || !cmp->is(OpKind::Cmp))
      return false;
    Value *bound = cmp->operand(1);
    auto predicate = cmp->enumAttr<Predicate>(AttrName::Predicate);
    if (!condition.truth)
      predicate = negated(predicate);
    if (bound == body.arguments()[0]) {
      bound = cmp->operand(0);
      predicate = swapped(predicate);
    } else if (cmp->operand(0) != body.arguments()[0]) {
      return false;
    }
    if (predicate == Predicate::Ne || !bringOutside(*bound))
      return false;
    builder.setInsertionPointBefore(&loop);
    builder.setLoc(loop.loc());
    auto behind = [&] { return builder.build(OpKind::SatAdd, {bound, builder.constU32(1)}); };
    auto set = [&](unsigned operand, OpKind kind, Value *value) {
      loop.setOperand(operand, builder.build(kind, {loop.operand(operand), value}));
    };
    if (predicate == Predicate::Ge || predicate == Predicate::Eq)
      set(0, OpKind::Max, bound);
    if (predicate == Predicate::Gt)
      set(0, OpKind::Max, behind());
    if (predicate == Predicate::Lt)
      set(1, OpKind::Min, bound);
    if (predicate == Predicate::Le || predicate == Predicate::Eq)
      set(1, OpKind::Min, behind());
    noteNarrowed("the loop counts only where a condition on its counter holds");
    return true;
  }

  void noteNarrowed(const char *what) {
    context.applied(loop.loc(), what);
    context.changed = true;
    ++context.statistics["loops narrowed"];
  }

  /// True if the value is computed of nothing but what lies outside of the loop and, if `carried`
  /// is set, of what the loop carries.
  bool followsFrom(Value &value, bool carried) const {
    llvm::SmallVector<Value *, kConditionBudget> open = {&value};
    for (unsigned budget = kConditionBudget; !open.empty(); --budget) {
      const Value &next = *open.pop_back_val();
      if (budget == 0)
        return false;
      if (isOutside(next))
        continue;
      const Op *op = next.definingOp();
      if (!op) {
        if (!carried || &next == body.arguments()[0])
          return false;
        continue;
      }
      if (!mayRunWithoutNeed(*op))
        return false;
      for (const OpOperand &operand : op->operands())
        open.push_back(operand.get());
    }
    return true;
  }

  /// Moves what the value is computed with before the loop. False if it changes in the loop.
  bool bringOutside(Value &value) {
    if (!followsFrom(value, /*carried=*/false))
      return false;
    if (!isOutside(value))
      moveBeforeLoop(*value.definingOp(), loop, [](Op &) {});
    return true;
  }

  Value *all(ArrayRef<Condition> conditions) {
    Value *result = nullptr;
    for (auto [value, truth] : conditions) {
      Value *holds = truth ? value : builder.build(OpKind::Not, value);
      result = result ? builder.build(OpKind::And, {result, holds}) : holds;
    }
    return result ? result : builder.constBool(true);
  }

  void setGuard(ArrayRef<Condition> conditions) {
    builder.setInsertionPointBefore(guard);
    builder.setLoc(guard->loc());
    Value *holds = all(conditions);
    guard->setOperand(0, work == 0 ? holds : builder.build(OpKind::Not, holds));
  }

  void breakUnless(Value *holds, ArrayRef<Value *> results) {
    Op *branch = builder.createIf(holds, {});
    Builder(context.context, branch->region(0).block()).yield();
    builder.setInsertionPointToEnd(branch->region(1).block());
    builder.create(OpKind::Break, {}, results);
    builder.setInsertionPointAfter(branch);
  }

  /// Makes a vir.loop of the vir.for, which ends when one of the conditions no longer holds.
  void leaveUnless(ArrayRef<Condition> conditions) {
    context.applied(loop.loc(), "the loop ends once no later round does anything");
    context.changed = true;
    ++context.statistics["loops left"];
    llvm::SmallVector<Type, 4> types;
    for (Value &result : loop.results())
      types.push_back(result.type());
    llvm::SmallVector<Value *, 4> inits = {loop.operand(0)};
    for (const OpOperand &init : loop.operands().drop_front(2))
      inits.push_back(init.get());
    Value *to = loop.operand(1), *counter = body.arguments()[0];
    builder.setInsertionPointBefore(&loop);
    builder.setLoc(loop.loc());
    Op *made = builder.create(OpKind::Loop, types, inits, {}, 1);
    made->region().takeBlock(loop.region());
    ArrayRef<Value *> carried = body.arguments().drop_front();

    builder.setInsertionPointBefore(&body.ops().front());
    breakUnless(builder.cmp(Predicate::Lt, counter, to), carried);
    builder.setInsertionPointBefore(guard);
    breakUnless(all(conditions), carried);
    Op *yield = body.terminator();
    builder.setInsertionPointBefore(yield);
    llvm::SmallVector<Value *, 4> next = {
        builder.build(OpKind::Add, {counter, builder.constU32(1)})};
    for (const OpOperand &operand : yield->operands())
      next.push_back(operand.get());
    builder.create(OpKind::Continue, {}, next);
    yield->erase();

    for (auto [old, result] : llvm::zip_equal(loop.results(), made->results()))
      old.replaceAllUsesWith(&result);
    loop.erase();
  }

  Op &loop;
  Block &body;
  PassContext &context;
  Builder builder;
  Op *guard = nullptr;
  unsigned work = 0; ///< the region of the guard that does something
};

} // namespace

LogicalResult simplifyLoops(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel || !context.context.hasMade({OpKind::For}))
    return success();
  const bool leaves = context.options.number("leave").value_or(0) != 0;
  llvm::SmallVector<Op *, 16> loops;
  walkPostOrder(*kernel, [&](Op &op) {
    if (op.is(OpKind::For) && !op.hasAttr(AttrName::Persistent))
      loops.push_back(&op);
  });
  for (Op *loop : loops)
    LoopSimplifier(*loop, context).run(leaves);
  return success();
}

} // namespace vyrecc
