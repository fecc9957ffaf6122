// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// All numbers fit into 64 bits with room for one sum; products are tested. Where a result may wrap
// it may be any number.
#include "RangeArithmetic.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc {

using namespace ir;

std::optional<Range> fullRange(Type type) {
  if (type.isFloat() || type.isVector() || type.bits() > 32)
    return std::nullopt;
  if (type.isBool())
    return Range{0, 1};
  const int64_t values = int64_t(1) << type.bits();
  return type.isSigned() ? Range{-values / 2, values / 2 - 1} : Range{0, values - 1};
}

Range rangeOfBits(Type type, uint64_t bits) {
  const int64_t number =
      type.isSigned() ? llvm::SignExtend64(bits, type.bits()) : static_cast<int64_t>(bits);
  return {number, number};
}

/// The range, if all of it is in the type.
static std::optional<Range> fit(Type type, Range range) {
  const Range full = *fullRange(type);
  if (range.low < full.low || range.high > full.high)
    return std::nullopt;
  return range;
}

static Range clamp(Type type, Range range) {
  const Range full = *fullRange(type);
  return {std::clamp(range.low, full.low, full.high), std::clamp(range.high, full.low, full.high)};
}

/// The least 2^n - 1 that is not below a number that is not negative.
static int64_t maskOver(int64_t number) {
  return static_cast<int64_t>(
      llvm::maskTrailingOnes<uint64_t>(llvm::bit_width(static_cast<uint64_t>(number))));
}

/// Nullopt where a product does not fit into 64 bits.
static std::optional<Range> multiply(Range a, Range b) {
  int64_t products[4];
  if (__builtin_mul_overflow(a.low, b.low, &products[0]) ||
      __builtin_mul_overflow(a.low, b.high, &products[1]) ||
      __builtin_mul_overflow(a.high, b.low, &products[2]) ||
      __builtin_mul_overflow(a.high, b.high, &products[3]))
    return std::nullopt;
  auto [least, greatest] = std::minmax_element(std::begin(products), std::end(products));
  return Range{*least, *greatest};
}

static bool isNegativeNowhere(Range range) { return range.low >= 0; }

/// Quotients and remainders have ranges of their own where nothing is negative.
static std::optional<Range> divide(Range a, Range b) {
  if (!isNegativeNowhere(a) || b.low <= 0)
    return std::nullopt;
  return Range{a.low / b.high, a.high / b.low};
}

static std::optional<Range> remainder(Range a, Range b) {
  if (!isNegativeNowhere(a) || !isNegativeNowhere(b))
    return std::nullopt;
  if (a.high < b.low)
    return a;
  return Range{0, std::min(a.high, std::max<int64_t>(b.high - 1, 0))};
}

static std::optional<Range> bitAnd(Range a, Range b) {
  if (!isNegativeNowhere(a) && !isNegativeNowhere(b))
    return std::nullopt;
  if (!isNegativeNowhere(a))
    return Range{0, b.high};
  return Range{0, isNegativeNowhere(b) ? std::min(a.high, b.high) : a.high};
}

static std::optional<Range> shift(const Op &op, Range value, Range amount) {
  const Type type = op.results()[0].type();
  const bool isLeft = op.is(OpKind::Shl);
  if (!amount.isSingle()) {
    if (isLeft || !isNegativeNowhere(value))
      return std::nullopt;
    return Range{0, value.high};
  }
  const int64_t by = amount.low & (type.bits() - 1);
  if (!isLeft)
    return Range{value.low >> by, value.high >> by};
  return fit(type, {value.low * (int64_t(1) << by), value.high * (int64_t(1) << by)});
}

/// Whether the comparison holds for all numbers of the ranges, or for none.
static std::optional<Range> compareRanges(Predicate predicate, Range a, Range b) {
  auto decided = [](bool always, bool never) -> std::optional<Range> {
    return always || never ? std::optional(Range{always, always}) : std::nullopt;
  };
  const bool apart = a.high < b.low || b.high < a.low;
  const bool same = a.isSingle() && a == b;
  switch (predicate) {
  case Predicate::Eq:
    return decided(same, apart);
  case Predicate::Ne:
    return decided(apart, same);
  case Predicate::Lt:
    return decided(a.high < b.low, a.low >= b.high);
  case Predicate::Le:
    return decided(a.high <= b.low, a.low > b.high);
  case Predicate::Gt:
    return decided(a.low > b.high, a.high <= b.low);
  case Predicate::Ge:
    return decided(a.low >= b.high, a.high < b.low);
  }
  return std::nullopt;
}

std::optional<Range> rangeOfUnary(const Op &op, Range value) {
  const Type type = op.results()[0].type();
  const Type from = op.operand(0)->type();
  switch (op.kind()) {
  case OpKind::Neg:
    return fit(type, {-value.high, -value.low});
  case OpKind::Not: {
    const Range full = *fullRange(type);
    return Range{full.low + full.high - value.high, full.low + full.high - value.low};
  }
  case OpKind::Popcount:
  case OpKind::Clz:
  case OpKind::Ctz:
    return fit(type, {0, type.bits()});
  case OpKind::Convert:
    if (type.isBool())
      return value.low > 0 || value.high < 0 ? Range{1, 1} : Range{0, value != Range{0, 0}};
    return fit(type, value);
  case OpKind::Bitcast:
    return from.bits() == type.bits() && isNegativeNowhere(value) ? fit(type, value) : std::nullopt;
  default: // any number
    return std::nullopt;
  }
}

std::optional<Range> rangeOfBinary(const Op &op, Range lhs, Range rhs) {
  const Type type = op.results()[0].type();
  switch (op.kind()) {
  case OpKind::Add:
    return fit(type, {lhs.low + rhs.low, lhs.high + rhs.high});
  case OpKind::Sub:
    return fit(type, {lhs.low - rhs.high, lhs.high - rhs.low});
  case OpKind::Mul: {
    std::optional<Range> product = multiply(lhs, rhs);
    return product ? fit(type, *product) : std::nullopt;
  }
  case OpKind::Div:
    return divide(lhs, rhs);
  case OpKind::Rem:
    return remainder(lhs, rhs);
  case OpKind::Min:
    return Range{std::min(lhs.low, rhs.low), std::min(lhs.high, rhs.high)};
  case OpKind::Max:
    return Range{std::max(lhs.low, rhs.low), std::max(lhs.high, rhs.high)};
  case OpKind::AbsDiff:
    return Range{std::max<int64_t>({0, lhs.low - rhs.high, rhs.low - lhs.high}),
                 std::max(lhs.high - rhs.low, rhs.high - lhs.low)};
  case OpKind::SatAdd:
    return clamp(type, {lhs.low + rhs.low, lhs.high + rhs.high});
  case OpKind::SatSub:
    return clamp(type, {lhs.low - rhs.high, lhs.high - rhs.low});
  case OpKind::And:
    return type.isBool() ? Range{lhs.low & rhs.low, lhs.high & rhs.high} : bitAnd(lhs, rhs);
  case OpKind::Or:
    if (!isNegativeNowhere(lhs) || !isNegativeNowhere(rhs))
      return std::nullopt;
    return Range{std::max(lhs.low, rhs.low), maskOver(lhs.high | rhs.high)};
  case OpKind::Xor:
    if (!isNegativeNowhere(lhs) || !isNegativeNowhere(rhs))
      return std::nullopt;
    if (lhs.isSingle() && rhs.isSingle())
      return Range{lhs.low ^ rhs.low, lhs.low ^ rhs.low};
    return Range{0, maskOver(lhs.high | rhs.high)};
  case OpKind::Shl:
  case OpKind::Shr:
    return shift(op, lhs, rhs);
  case OpKind::Cmp:
    return compareRanges(op.enumAttr<Predicate>(AttrName::Predicate), lhs, rhs);
  default: // any number
    return std::nullopt;
  }
}

} // namespace vyrecc
