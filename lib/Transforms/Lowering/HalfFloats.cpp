// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// f16 has 5 bits of exponent and 10 of fraction, and its subnormals are normal as f32. bf16 is the
// upper half of f32, and its subnormals are zeros as those are.
#include "HalfFloats.h"

namespace vyrecc {

using namespace ir;

static constexpr uint32_t kInfinity = 0x7F80'0000, kNaN = 0x7FC0'0000, kLeastNormal = 0x0080'0000;
/// The exponents of f32 that f16 has less, in the place of f32's exponent.
static constexpr uint32_t kRebias = (127 - 15) << 23;

/// Without its last `count` bits, to the nearest even.
static Expression roundOff(Expression bits, uint32_t count) {
  Expression odd = (bits >> count) & 1u;
  return (bits + ((1u << (count - 1)) - 1) + odd) >> count;
}

Expression halfOf(Expression number, Type half) {
  Expression bits = number.bits(), magnitude = bits & 0x7FFF'FFFFu;
  Expression isNaN = magnitude > kInfinity, result = magnitude;
  if (half.scalar() == ScalarKind::BF16) {
    result = (magnitude < kLeastNormal).select(bits.literal(0u), roundOff(magnitude, 16));
  } else {
    result = roundOff(magnitude - kRebias, 13);
    result = (result > 0x7C00u).select(bits.literal(0x7C00u), result);
    // Added to 1/2, whose last bit is 2^-24, a small number is rounded to a subnormal of f16.
    Expression subnormal = (magnitude.asFloat() + 0.5f).bits() - 0x3F00'0000u;
    result = (magnitude < (kRebias | kLeastNormal)).select(subnormal, result);
  }
  result = isNaN.select(bits.literal(half.scalar() == ScalarKind::BF16 ? 0x7FC0u : 0x7E00u),
                        result | ((bits >> 16u) & 0x8000u));
  return result;
}

Expression fromHalf(Expression word, Type half) {
  Expression magnitude = word & 0x7FFFu, sign = (word & 0x8000u) << 16u, bits = word;
  if (half.scalar() == ScalarKind::BF16) {
    bits = magnitude << 16u;
    bits = (bits < kLeastNormal).select(word.literal(0u), bits);
  } else {
    // A signed conversion rounds once on every device; here it need not round at all.
    Expression subnormal = magnitude.as(Type::getI32()).to(Type::getF32()) * 0x1p-24f;
    bits = (magnitude < 0x0400u).select(subnormal.bits(), (magnitude << 13u) + kRebias);
    bits = (magnitude >= 0x7C00u).select((magnitude << 13u) | kInfinity, bits);
  }
  return (bits > kInfinity).select(word.literal(kNaN), bits | sign).asFloat();
}

} // namespace vyrecc
