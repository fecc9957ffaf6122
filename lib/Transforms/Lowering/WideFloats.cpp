// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions between 64-bit integers, f32, and f64 in two words, exact with integers alone.
#include "WideArithmetic.h"

namespace vyrecc {

using ir::OpKind;
using ir::Predicate;
using ir::Type;
using ir::Value;

// Fields of f32.
static constexpr uint32_t kSign = 0x8000'0000, kInfinity = 0x7F80'0000, kNaN = 0x7FC0'0000;
static constexpr uint32_t kFractionBits = 23, kBias = 127;
// Fields of the upper word of f64.
static constexpr uint32_t kWideInfinity = 0x7FF0'0000, kWideNaN = 0x7FF8'0000;
static constexpr uint32_t kWideFractionBits = 20, kWideBias = 1023;

/// The top 32 bits, with all bits below them gathered in the lowest, round as all 64 would.
Value *WideArithmetic::toF32(Wide x) {
  Wide zeros = clz(x);
  Wide top = shl(x, zeros);
  Value *sticky = flag(b.cmp(Predicate::Ne, top.low, word(0)));
  Value *rounded = b.convert(bitOr(top.high, sticky), Type::getF32());
  // The top bit stands for 2^(63 - zeros) and was converted as 2^31.
  Value *exponent = sub(word(kBias + 32), zeros.low);
  Value *scale = b.bitcast(shl(exponent, word(kFractionBits)), Type::getF32());
  Value *scaled = b.build(OpKind::Mul, {rounded, scale});
  // A word is converted as it is: with 64 zeros there is no scale.
  return select(equal(x.high, word(0)), b.convert(x.low, Type::getF32()), scaled);
}

Wide WideArithmetic::fromF32(Value *value) {
  const Type type = Type::getF32();
  auto power = [&](uint32_t exponent) { return b.constant(type, (kBias + exponent) << 23); };
  Value *high = b.convert(b.build(OpKind::Mul, {value, power(-32u)}), Type::getU32());
  Value *whole = b.build(OpKind::Mul, {b.convert(high, type), power(32)});
  Value *low = b.convert(b.build(OpKind::Sub, {value, whole}), Type::getU32());
  Value *tooLarge = b.cmp(Predicate::Ge, value, power(64));
  return select(tooLarge, constant(~0ull), {low, high});
}

Wide WideArithmetic::f32ToF64(Value *value) {
  Value *bits = b.bitcast(value, Type::getU32());
  Value *sign = bitAnd(bits, word(kSign)), *magnitude = bitAnd(bits, word(~kSign));
  Value *rebias = word((kWideBias - kBias) << kWideFractionBits);
  Wide number = {shl(bits, word(29)), add(shr(magnitude, word(3)), rebias)};
  Wide infinity = {word(0), word(kWideInfinity)}, nan = {word(0), word(kWideNaN)};
  Value *isSmall = less(magnitude, word(1u << kFractionBits));
  Wide result = select(isSmall, constant(0), number);
  result = select(equal(magnitude, word(kInfinity)), infinity, result);
  result.high = bitOr(result.high, sign);
  return select(less(word(kInfinity), magnitude), nan, result);
}

Value *WideArithmetic::f64ToF32(Wide bits) {
  Value *sign = bitAnd(bits.high, word(kSign)), *magnitude = bitAnd(bits.high, word(~kSign));
  // The upper 24 bits of the fraction with its leading one, rounded by the 29 bits below them.
  Value *fraction = bitAnd(bits.high, word((1u << kWideFractionBits) - 1));
  Value *kept = bitOr(word(1u << kFractionBits),
                      bitOr(shl(fraction, word(3)), shr(bits.low, word(29))));
  Value *rest = bitAnd(bits.low, word((1u << 29) - 1)), *half = word(1u << 28);
  Value *odd = bitAnd(kept, word(1));
  Value *tieUp = bitAnd(flag(equal(rest, half)), odd);
  Value *rounded = add(kept, bitOr(flag(less(half, rest)), tieUp));
  // Adding the rounded fraction carries into the exponent where it has grown by a bit.
  Value *exponent = shr(magnitude, word(kWideFractionBits));
  Value *field = sub(exponent, word(kWideBias - kBias + 1));
  Value *number = add(shl(field, word(kFractionBits)), rounded);
  // Below the normal numbers all is zero, but for what rounds up to the first of them.
  Value *isSmall = less(exponent, word(kWideBias - kBias + 1));
  Value *isAlmost = b.build(OpKind::And, {equal(exponent, word(kWideBias - kBias)),
                                          equal(kept, word((1u << 24) - 1))});
  Value *small = select(isAlmost, word(1u << kFractionBits), word(0));
  Value *isLarge = less(word(kWideBias + kBias), exponent);
  Value *result = select(isSmall, small, select(isLarge, word(kInfinity), number));
  Value *isSpecial = less(word(kWideInfinity - 1), magnitude);
  Value *isNaN = b.build(
      OpKind::And, {isSpecial, b.cmp(Predicate::Ne, bitOr(fraction, bits.low), word(0))});
  result = select(isNaN, word(kNaN), bitOr(result, sign));
  return b.bitcast(result, Type::getF32());
}

} // namespace vyrecc
