// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// The walk: what holds at each op. RangeArithmetic.cpp has the ranges of single ops.
#include "vyre-cc/Analysis/Ranges.h"
#include "RangeArithmetic.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/IR/Predicate.h"

namespace vyrecc {

using namespace ir;

/// Ops that one condition may be made of and is looked through for; what conditions share is looked
/// at again by each.
static constexpr unsigned kConditionBudget = 8;
/// Spares most programs a table that grows step by step.
static constexpr unsigned kUsualSize = 700;

Ranges::Ranges(Op &kernel) : kernel(kernel) {
  known.reserve(kUsualSize);
  known.push_back({0, 0});
}

std::optional<Range> Ranges::of(const Value &value) const {
  if (value.slot() != 0)
    return known[value.slot()];
  std::optional<Range> full = fullRange(value.type());
  if (!full)
    return std::nullopt;
  // One that the walk has not met, since it was made meanwhile.
  if (std::optional<uint64_t> bits = constantBits(&value))
    return rangeOfBits(value.type(), *bits);
  return full;
}

void Ranges::define(Value &value, std::optional<Range> range) {
  if (!range)
    return forget(value);
  value.setSlot(static_cast<uint32_t>(known.size()));
  known.push_back(*range);
}

void Ranges::refine(Value &value, Range range) {
  std::optional<Range> before = of(value);
  if (!before || before->isSingle())
    return;
  range = {std::max(range.low, before->low), std::min(range.high, before->high)};
  // What contradicts itself never runs; the wider range is right, and nothing empty comes about.
  if (range.low > range.high || range == *before)
    return;
  if (value.slot() == 0)
    define(value, before);
  undo.push_back({value.slot(), *before});
  known[value.slot()] = range;
}

void Ranges::restore(Mark mark) {
  while (undo.size() > mark.ranges) {
    known[undo.back().first] = undo.back().second;
    undo.pop_back();
  }
  while (facts.size() > mark.facts) {
    auto fact = belowLength.find(facts.back());
    if (--fact->second == 0)
      belowLength.erase(fact);
    facts.pop_back();
  }
}

void Ranges::assumeBelow(const Value &index, const Value &bound) {
  const Op *op = bound.definingOp();
  if (!op)
    return;
  if (op->is(OpKind::BufferLen)) {
    facts.push_back({&index, op->stringAttr(AttrName::Buffer).data()});
    ++belowLength[facts.back()];
    return;
  }
  // The least of a length and something else.
  if (op->is(OpKind::Min))
    for (const OpOperand &operand : op->operands())
      if (const Op *inner = operand.get()->definingOp(); inner && inner->is(OpKind::BufferLen))
        assumeBelow(index, *operand.get());
}

void Ranges::assumeComparison(Op &cmp, bool truth) {
  Value *lhs = cmp.operand(0), *rhs = cmp.operand(1);
  std::optional<Range> a = of(*lhs), b = of(*rhs);
  if (!a || !b)
    return;
  auto predicate = cmp.enumAttr<Predicate>(AttrName::Predicate);
  if (!truth)
    predicate = negated(predicate);
  if (predicate == Predicate::Gt || predicate == Predicate::Ge) {
    std::swap(lhs, rhs);
    std::swap(a, b);
    predicate = predicate == Predicate::Gt ? Predicate::Lt : Predicate::Le;
  }
  switch (predicate) {
  case Predicate::Lt:
    refine(*lhs, {a->low, b->high - 1});
    refine(*rhs, {a->low + 1, b->high});
    assumeBelow(*lhs, *rhs);
    break;
  case Predicate::Le:
    refine(*lhs, {a->low, b->high});
    refine(*rhs, {a->low, b->high});
    break;
  case Predicate::Eq:
    refine(*lhs, *b);
    refine(*rhs, *a);
    break;
  case Predicate::Ne:
    if (b->isSingle())
      refine(*lhs, {a->low + (a->low == b->low), a->high - (a->high == b->low)});
    break;
  case Predicate::Gt:
  case Predicate::Ge:
    break;
  }
}

void Ranges::assume(Value &cond, bool truth, unsigned &budget) {
  if (budget == 0)
    return;
  --budget;
  refine(cond, {truth, truth});
  Op *op = cond.definingOp();
  if (!op)
    return;
  if (op->is(OpKind::Cmp))
    return assumeComparison(*op, truth);
  if (op->is(OpKind::Not))
    return assume(*op->operand(0), !truth, budget);
  if (op->is(truth ? OpKind::And : OpKind::Or)) {
    assume(*op->operand(0), truth, budget);
    assume(*op->operand(1), truth, budget);
  }
}

void Ranges::assumeAtEntry(Op &op, unsigned region) {
  if (op.is(OpKind::If)) {
    unsigned budget = kConditionBudget;
    assume(*op.operand(0), region == 0, budget);
  } else if (op.is(OpKind::Switch)) {
    const ArrayRef<uint64_t> cases = op.attr(AttrName::Cases)->asArray();
    if (region < cases.size())
      refine(*op.operand(0),
             {static_cast<int64_t>(cases[region]), static_cast<int64_t>(cases[region])});
  } else if (op.is(OpKind::For)) {
    Value &counter = *op.region().block().arguments()[0];
    const Range from = *of(*op.operand(0)), to = *of(*op.operand(1));
    if (from.low < to.high)
      define(counter, Range{from.low, to.high - 1});
    assumeBelow(counter, *op.operand(1));
  }
}

/// Whether ops behind `op` run after this region.
static bool fallsThrough(Region &region) {
  return region.empty() || region.block().terminator()->is(OpKind::Yield);
}

void Ranges::visitRegion(Op &op, unsigned index,
                         llvm::MutableArrayRef<std::optional<Range>> results) {
  Region &region = op.region(index);
  if (region.empty())
    return;
  const Mark before = mark();
  Block &block = region.block();
  for (Value *argument : block.arguments())
    forget(*argument);
  assumeAtEntry(op, index);
  visitBlock(block);
  const Op *yield = block.terminator();
  if (yield->is(OpKind::Yield))
    for (auto [result, operand] : llvm::zip_equal(results, yield->operands())) {
      std::optional<Range> range = of(*operand.get());
      if (range && result)
        range = {std::min(range->low, result->low), std::max(range->high, result->high)};
      result = range;
    }
  restore(before);
}

void Ranges::visitRegions(Op &op) {
  llvm::SmallVector<std::optional<Range>, 4> results(op.numResults());
  if (op.is(OpKind::For))
    for (auto [index, result] : llvm::enumerate(results))
      result = of(*op.operand(2 + static_cast<unsigned>(index)));
  for (unsigned index = 0; index != op.numRegions(); ++index)
    visitRegion(op, index, results);
  for (auto [result, range] : llvm::zip_equal(op.results(), results))
    define(result, range);
  if (!op.is(OpKind::If))
    return;
  // Who comes past an arm that leaves went the other way.
  const bool passesFirst = fallsThrough(op.region(0)), passesSecond = fallsThrough(op.region(1));
  unsigned budget = kConditionBudget;
  if (passesFirst != passesSecond)
    assume(*op.operand(0), passesFirst, budget);
}

void Ranges::visitBlock(Block &block) {
  for (Op &op : block.ops()) {
    if (op.numRegions() != 0) {
      visitor(op);
      visitRegions(op);
      continue;
    }
    if (op.numResults() == 1)
      define(*op.result(), fullRange(op.result()->type()) ? compute(op) : std::nullopt);
    visitor(op);
  }
}

void Ranges::walk(llvm::function_ref<void(Op &)> visit) {
  visitor = visit;
  visitBlock(kernel.region().block());
  restore({0, 0});
}

std::optional<Range> Ranges::compute(Op &op) const {
  switch (op.kind()) {
  case OpKind::Const:
    return rangeOfBits(op.result()->type(), op.intAttr(AttrName::Value));
  case OpKind::LocalId: {
    const uint64_t size =
        kernel.attr(AttrName::WorkgroupSize)->asArray()[op.intAttr(AttrName::Axis)];
    return Range{0, static_cast<int64_t>(size) - 1};
  }
  case OpKind::SubgroupLocalId:
    return Range{0, 31};
  case OpKind::SubgroupSize:
    return Range{32, 32};
  case OpKind::Select: {
    std::optional<Range> cond = of(*op.operand(0)), a = of(*op.operand(1)), b = of(*op.operand(2));
    if (cond->isSingle())
      return cond->low ? a : b;
    return Range{std::min(a->low, b->low), std::max(a->high, b->high)};
  }
  default: // arithmetic, or any number
    break;
  }
  if (op.info().effects != Pure || op.numOperands() == 0 || op.numOperands() > 2)
    return std::nullopt;
  std::optional<Range> lhs = of(*op.operand(0));
  if (!lhs)
    return std::nullopt;
  if (op.numOperands() == 1)
    return rangeOfUnary(op, *lhs);
  std::optional<Range> rhs = of(*op.operand(1));
  return rhs ? rangeOfBinary(op, *lhs, *rhs) : std::nullopt;
}

} // namespace vyrecc
