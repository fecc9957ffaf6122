// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// 64-bit integers in two words.
#include "WideArithmetic.h"

namespace vyrecc {

using ir::OpKind;
using ir::Predicate;
using ir::Type;
using ir::Value;

Wide WideArithmetic::constant(uint64_t bits) {
  return {word(static_cast<uint32_t>(bits)), word(static_cast<uint32_t>(bits >> 32))};
}

Wide WideArithmetic::signExtend(Value *value) {
  Value *bits = b.bitcast(value, Type::getI32());
  Value *sign = b.build(OpKind::Shr, {bits, b.constant(Type::getI32(), 31)});
  return {b.bitcast(bits, Type::getU32()), b.bitcast(sign, Type::getU32())};
}

Wide WideArithmetic::select(Value *cond, Wide x, Wide y) {
  return {select(cond, x.low, y.low), select(cond, x.high, y.high)};
}

Value *WideArithmetic::equal(Wide x, Wide y) {
  return b.build(OpKind::And, {equal(x.low, y.low), equal(x.high, y.high)});
}

Value *WideArithmetic::isZero(Wide x) { return equal(bitOr(x.low, x.high), word(0)); }

Value *WideArithmetic::less(Wide x, Wide y, bool isSigned) {
  auto ordered = [&](Value *high) { return isSigned ? b.bitcast(high, Type::getI32()) : high; };
  Value *above = less(ordered(x.high), ordered(y.high));
  Value *tie = b.build(OpKind::And, {equal(x.high, y.high), less(x.low, y.low)});
  return b.build(OpKind::Or, {above, tie});
}

Wide WideArithmetic::add(Wide x, Wide y) {
  Value *low = add(x.low, y.low);
  Value *carry = flag(less(low, x.low));
  return {low, add(add(x.high, y.high), carry)};
}

Wide WideArithmetic::sub(Wide x, Wide y) {
  Value *borrow = flag(less(x.low, y.low));
  return {sub(x.low, y.low), sub(sub(x.high, y.high), borrow)};
}

Wide WideArithmetic::mul(Wide x, Wide y) {
  Value *cross = add(build(OpKind::Mul, x.low, y.high), build(OpKind::Mul, x.high, y.low));
  return {build(OpKind::Mul, x.low, y.low), add(build(OpKind::MulHigh, x.low, y.low), cross)};
}

/// Schoolbook, a word a digit: what the middle digits carry goes into the upper half.
Wide WideArithmetic::mulHigh(Wide x, Wide y) {
  auto product = [&](Value *p, Value *q) {
    return Wide{build(OpKind::Mul, p, q), build(OpKind::MulHigh, p, q)};
  };
  Value *lowest = build(OpKind::MulHigh, x.low, y.low);
  Wide middle = add(product(x.low, y.high), zeroExtend(lowest)); // cannot overflow
  Wide other = add(product(x.high, y.low), zeroExtend(middle.low));
  Wide upper = add(product(x.high, y.high), zeroExtend(middle.high));
  return add(upper, zeroExtend(other.high));
}

Wide WideArithmetic::satAdd(Wide x, Wide y) {
  Wide sum = add(x, y);
  return select(less(sum, x, /*isSigned=*/false), constant(~0ull), sum);
}

Wide WideArithmetic::satSub(Wide x, Wide y) {
  return select(less(x, y, /*isSigned=*/false), constant(0), sub(x, y));
}

Wide WideArithmetic::satMul(Wide x, Wide y) {
  return select(isZero(mulHigh(x, y)), mul(x, y), constant(~0ull));
}

Wide WideArithmetic::absDiff(Wide x, Wide y, bool isSigned) {
  return select(less(x, y, isSigned), sub(y, x), sub(x, y));
}

/// Words suffice where both operands are words; a divisor of 0 is one.
WideArithmetic::Division WideArithmetic::divide(Wide x, Wide y) {
  ir::Block *block = b.insertionBlock();
  Value *bothWords = equal(bitOr(x.high, y.high), word(0));
  const Type types[] = {Type::getU32(), Type::getU32(), Type::getU32(), Type::getU32()};
  ir::Op *branch = b.createIf(bothWords, types);
  b.setInsertionPointToEnd(branch->region(0).block());
  Value *quotient = build(OpKind::Div, x.low, y.low);
  // The quotient of a word by 0 is all ones in both words.
  Value *high = select(equal(y.low, word(0)), word(0xFFFF'FFFF), word(0));
  b.yield({quotient, high, build(OpKind::Rem, x.low, y.low), word(0)});
  b.setInsertionPointToEnd(branch->region(1).block());
  Division result = longDivision(x, y);
  b.yield({result.quotient.low, result.quotient.high, result.remainder.low,
           result.remainder.high});
  (void)block;
  b.setInsertionPointAfter(branch);
  return {{branch->result(0), branch->result(1)}, {branch->result(2), branch->result(3)}};
}

/// A bit a round, from the top: the remainder takes the next bit of x, which the quotient makes room
/// for in the same words.
WideArithmetic::Division WideArithmetic::longDivision(Wide x, Wide y) {
  ir::Op *loop =
      b.createFor(word(0), word(64), {x.low, x.high, word(0), word(0)});
  ir::Block &body = loop->region().block();
  b.setInsertionPointToEnd(body);
  Wide bits = {body.arguments()[1], body.arguments()[2]};
  Wide rest = {body.arguments()[3], body.arguments()[4]};
  Value *top = shr(rest.high, word(31)); // a bit that the shift pushes out counts too
  Wide next = {bitOr(shl(rest.low, word(1)), shr(bits.high, word(31))),
               bitOr(shl(rest.high, word(1)), shr(rest.low, word(31)))};
  Wide shifted = {shl(bits.low, word(1)),
                  bitOr(shl(bits.high, word(1)), shr(bits.low, word(31)))};
  Value *isLess = less(next, y, /*isSigned=*/false);
  Value *fits = b.build(OpKind::Or, {b.cmp(Predicate::Ne, top, word(0)),
                                     b.build(OpKind::Not, isLess)});
  Wide reduced = select(fits, sub(next, y), next);
  b.yield({bitOr(shifted.low, flag(fits)), shifted.high, reduced.low, reduced.high});
  b.setInsertionPointAfter(loop);
  Wide quotient = {loop->result(0), loop->result(1)};
  Wide remainder = {loop->result(2), loop->result(3)};
  Value *byZero = isZero(y);
  return {select(byZero, constant(~0ull), quotient), select(byZero, constant(0), remainder)};
}

/// With a shift by one of the bits that move to the other word, no shift is by 32.
Wide WideArithmetic::shl(Wide x, Wide amount) {
  Value *count = bitAnd(amount.low, word(31));
  Value *moved = shr(shr(x.low, word(1)), sub(word(31), count));
  Value *isFar = b.cmp(Predicate::Ne, bitAnd(amount.low, word(32)), word(0));
  Value *low = shl(x.low, count);
  return {select(isFar, word(0), low), select(isFar, low, bitOr(shl(x.high, count), moved))};
}

Wide WideArithmetic::shr(Wide x, Wide amount, bool isSigned) {
  Value *count = bitAnd(amount.low, word(31));
  Value *moved = shl(shl(x.high, word(1)), sub(word(31), count));
  Value *isFar = b.cmp(Predicate::Ne, bitAnd(amount.low, word(32)), word(0));
  Value *high = shr(x.high, count), *fill = word(0);
  if (isSigned) {
    const Type type = Type::getI32();
    Value *top = b.bitcast(x.high, type);
    high = b.bitcast(shr(top, b.bitcast(count, type)), Type::getU32());
    fill = b.bitcast(shr(top, b.constant(type, 31)), Type::getU32());
  }
  return {select(isFar, high, bitOr(shr(x.low, count), moved)), select(isFar, fill, high)};
}

Wide WideArithmetic::rotl(Wide x, Wide amount) {
  Wide back = {sub(word(0), amount.low), word(0)};
  return wordwise(OpKind::Or, shl(x, amount), shr(x, back, /*isSigned=*/false));
}

Wide WideArithmetic::rotr(Wide x, Wide amount) {
  return rotl(x, {sub(word(0), amount.low), word(0)});
}

Wide WideArithmetic::popcount(Wide x) {
  return zeroExtend(add(b.build(OpKind::Popcount, x.low), b.build(OpKind::Popcount, x.high)));
}

Wide WideArithmetic::clz(Wide x) {
  Value *inLow = add(word(32), b.build(OpKind::Clz, x.low));
  return zeroExtend(select(equal(x.high, word(0)), inLow, b.build(OpKind::Clz, x.high)));
}

Wide WideArithmetic::ctz(Wide x) {
  Value *inHigh = add(word(32), b.build(OpKind::Ctz, x.high));
  return zeroExtend(select(equal(x.low, word(0)), inHigh, b.build(OpKind::Ctz, x.low)));
}

Wide WideArithmetic::reverse(Wide x) {
  return {b.build(OpKind::BitReverse, x.high), b.build(OpKind::BitReverse, x.low)};
}

} // namespace vyrecc
