// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exponentials, logarithms and hyperbolic functions.
#include "Functions.h"

namespace vyrecc {

using namespace ir;

namespace {

/// ln 2 in two parts, the first with so few bits that its product with an exponent is exact.
constexpr float kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
constexpr float kLn2 = 0.693147182f, kLog2E = 1.44269502f;
/// Added to a float it leaves the nearest integer in the last bits.
constexpr float kRound = 12582912.0f; // 1.5 * 2^23
constexpr uint32_t kRoundBits = 0x4B40'0000u;

/// 2^n, for n from -126 to 127.
Expression powerOfTwo(Expression n) { return ((n + 127u) << 23u).bits().asFloat(); }

/// e^x * 2^n, for x of at most half ln 2 and si32 n of at most twice the range of exponents. In two steps,
/// since 2^n may be no float where the result is.
Expression scaledExp(Expression x, Expression n) {
  static constexpr float kInverseFactorials[] = {1 / 2.0f,   1 / 6.0f,   1 / 24.0f,
                                                 1 / 120.0f, 1 / 720.0f, 1 / 5040.0f};
  Expression power = 1.0f + (x + x * x * polynomial(x, kInverseFactorials));
  Expression half = n >> 1u;
  return power * powerOfTwo(half) * powerOfTwo(n - half);
}

/// e^x * 2^exponent
Expression exponential(Expression x, int exponent) {
  // Beyond, the result is 0 or infinity with any of the exponents that are asked for.
  x = x.apply(OpKind::Max, x.literal(-105.0f)).apply(OpKind::Min, x.literal(91.0f));
  Expression shifted = x * kLog2E + kRound;
  Expression count = shifted - kRound;
  Expression rest = (x - count * kLn2High) - count * kLn2Low;
  return scaledExp(rest, shifted.as(Type::getI32()) - (kRoundBits - static_cast<uint32_t>(exponent)));
}

/// x = m * 2^power with m within a factor of sqrt(2) of 1, and log m = fraction - rest, where the fraction is
/// exact: from the series of the inverse hyperbolic tangent of (m - 1) / (m + 1).
struct Logarithm {
  Expression power, fraction, rest;
};
Logarithm logarithm(Expression x) {
  constexpr uint32_t kSqrtHalf = 0x3F35'04F3u;
  Expression bits = x.bits();
  // Counted from sqrt(1/2), the exponent is that of m above it.
  Expression power = (bits - kSqrtHalf).as(Type::getI32()) >> 23u;
  Expression fraction = (bits - (power << 23u).bits()).asFloat() - 1.0f;
  Expression ratio = fraction / (fraction + 2.0f);
  Expression square = ratio * ratio;
  static constexpr float kOdd[] = {2 / 3.0f, 2 / 5.0f, 2 / 7.0f, 2 / 9.0f, 2 / 11.0f};
  Expression sum = polynomial(square, kOdd);
  return {power.to(Type::getF32()), fraction, ratio * (fraction - square * sum)};
}

/// -infinity of zero, NaN of negative numbers, and infinity of itself.
Expression specialLogarithm(Expression x, Expression result) {
  Expression bits = x.bits(), isFinite = bits < kInfinityBits;
  result = isFinite.select(result, x);
  result = (x < 0.0f).select(x.literal(llvm::bit_cast<float>(kNaNBits)), result);
  Expression isZero = (bits & 0x7FFF'FFFFu) < 0x0080'0000u;
  return isZero.select(x.literal(llvm::bit_cast<float>(0xFF80'0000u)), result);
}

} // namespace

Expression makeExp(Expression x) { return exponential(x, 0); }

Expression makeExp2(Expression x) {
  x = x.apply(OpKind::Max, x.literal(-152.0f)).apply(OpKind::Min, x.literal(130.0f));
  Expression shifted = x + kRound;
  Expression rest = x - (shifted - kRound);
  return scaledExp(rest * kLn2, shifted.as(Type::getI32()) - kRoundBits);
}

Expression makeLog(Expression x) {
  Logarithm log = logarithm(x);
  Expression low = log.power * kLn2Low - log.rest;
  return specialLogarithm(x, log.power * kLn2High + (log.fraction + low));
}

Expression makeLog2(Expression x) {
  Logarithm log = logarithm(x);
  return specialLogarithm(x, log.power + (log.fraction * kLog2E - log.rest * kLog2E));
}

/// From 1 on the difference of two exponentials loses nothing; below, the series to x^11 is exact to less
/// than half a ULP.
Expression makeSinh(Expression x) {
  static constexpr float kInverseFactorials[] = {1 / 6.0f, 1 / 120.0f, 1 / 5040.0f, 1 / 362880.0f,
                                                 1 / 39916800.0f};
  Expression magnitude = magnitudeOf(x);
  Expression square = magnitude * magnitude;
  Expression near = magnitude + magnitude * square * polynomial(square, kInverseFactorials);
  Expression half = exponential(magnitude, -1);
  return withSignOf(x, (magnitude < 1.0f).select(near, half - 0.25f / half));
}

Expression makeCosh(Expression x) {
  Expression half = exponential(magnitudeOf(x), -1);
  return half + 0.25f / half;
}

/// 1 - 2 / (e^2x + 1), but a polynomial where that loses digits.
Expression makeTanh(Expression x) {
  constexpr float kNear = 0.625f;
  // Minimax up to kNear, with a relative error of 2^-27.8.
  static constexpr float kTanh[] = {-0.333332807f, 0.133314416f, -0.0537396558f, 0.0206388831f,
                                    -0.00570474938f};
  Expression magnitude = magnitudeOf(x);
  Expression square = magnitude * magnitude;
  Expression near = magnitude + magnitude * square * polynomial(square, kTanh);
  Expression far = 1.0f - 2.0f / (exponential(magnitude + magnitude, 0) + 1.0f);
  return withSignOf(x, (magnitude < kNear).select(near, far));
}

} // namespace vyrecc
