// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Effects are compared in their order; values along their definitions.
#include "SameStructure.h"

namespace vyrecc::scheduler {

using namespace ir;

static bool hasEffects(const Op &op) {
  return op.info().effects != Pure || op.numRegions() != 0 || op.info().isTerminator;
}

static Op *effectFrom(Block::OpList::iterator at, Block::OpList::iterator end) {
  at = std::find_if(at, end, hasEffects);
  return at == end ? nullptr : &*at;
}

Op *firstEffect(Block &block) { return effectFrom(block.ops().begin(), block.ops().end()); }

Op *effectAfter(Op &op) {
  return effectFrom(std::next(op.getIterator()), op.parentBlock()->ops().end());
}

/// The ordering of atomics does not count: only the form that is built in their place decides it.
static bool sameAttributes(const Op &pattern, const Op &found) {
  if (pattern.attrs().size() != found.attrs().size())
    return false;
  return llvm::all_of(pattern.attrs(), [&](const NamedAttr &attr) {
    const Attr *other = found.attr(attr.name);
    return other && (attr.name == AttrName::Ordering || attr.name == AttrName::Scope ||
                     *other == attr.value);
  });
}

static bool isCommutative(const Op &op) {
  switch (op.kind()) {
  case OpKind::Add:
  case OpKind::Mul:
  case OpKind::And:
  case OpKind::Or:
    return true;
  case OpKind::Cmp: {
    const auto predicate = op.enumAttr<Predicate>(AttrName::Predicate);
    return predicate == Predicate::Eq || predicate == Predicate::Ne;
  }
  default:
    return false;
  }
}

bool SameStructure::differ(const Op &pattern, const Op &found) {
  if (!expected) {
    expected = &pattern;
    different = &found;
  }
  return false;
}

bool SameStructure::sameOperands(const Op &pattern, Op &found) {
  if (pattern.numOperands() != found.numOperands())
    return false;
  for (unsigned index = 0; index != pattern.numOperands(); ++index)
    if (!sameValue(pattern.operand(index), found.operand(index)))
      return false;
  return true;
}

bool SameStructure::sameValue(const Value *pattern, Value *found) {
  if (auto known = standsFor.find(pattern); known != standsFor.end())
    return known->second == found;
  if (const auto *hole = llvm::find(holes, pattern); hole != holes.end()) {
    Value *&filling = fillings[hole - holes.begin()];
    if (!filling)
      filling = found;
    return filling == found;
  }
  if (pattern == found)
    return true;
  Op *mine = pattern->definingOp(), *other = found->definingOp();
  if (!mine || !other || mine->kind() != other->kind() || hasEffects(*mine) ||
      pattern->type() != found->type() || !sameAttributes(*mine, *other))
    return false;
  const llvm::SmallVector<Value *, 4> before = fillings;
  bool same = sameOperands(*mine, *other);
  if (!same && isCommutative(*mine)) {
    fillings = before;
    same = sameValue(mine->operand(0), other->operand(1)) &&
           sameValue(mine->operand(1), other->operand(0));
  }
  if (same)
    standsFor[pattern] = found;
  else
    fillings = before;
  return same;
}

bool SameStructure::sameRegion(Region &pattern, Region &found) {
  if (!pattern.empty() && !found.empty())
    return sameBlock(pattern.block(), found.block());
  // An absent else is one that yields nothing.
  Region &present = pattern.empty() ? found : pattern;
  return present.empty() || firstEffect(present.block())->is(OpKind::Yield);
}

bool SameStructure::sameBlock(Block &pattern, Block &found) {
  if (pattern.arguments().size() != found.arguments().size())
    return false;
  for (auto [mine, other] : llvm::zip_equal(pattern.arguments(), found.arguments()))
    standsFor[mine] = other;
  Op *mine = firstEffect(pattern), *other = firstEffect(found);
  while (mine && other) {
    if (!sameOp(*mine, *other))
      return false;
    mine = effectAfter(*mine);
    other = effectAfter(*other);
  }
  return mine == other;
}

bool SameStructure::sameOp(Op &pattern, Op &found) {
  if (pattern.kind() != found.kind() || pattern.numResults() != found.numResults() ||
      pattern.numRegions() != found.numRegions() || !sameAttributes(pattern, found) ||
      !sameOperands(pattern, found))
    return differ(pattern, found);
  for (unsigned index = 0; index != pattern.numRegions(); ++index)
    if (!sameRegion(pattern.region(index), found.region(index)))
      return differ(pattern, found);
  for (unsigned index = 0; index != pattern.numResults(); ++index)
    standsFor[pattern.result(index)] = found.result(index);
  return true;
}

} // namespace vyrecc::scheduler
