// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Trigonometric functions and their inverses.
#include "Functions.h"

namespace vyrecc {

using namespace ir;

namespace {

struct SinCos {
  Expression sin, cos;
};

/// Of up to an eighth of a turn, by their series.
SinCos sinCosOf(Expression x) {
  static constexpr float kSin[] = {-1 / 6.0f, 1 / 120.0f, -1 / 5040.0f, 1 / 362880.0f};
  static constexpr float kCos[] = {1 / 24.0f, -1 / 720.0f, 1 / 40320.0f, -1 / 3628800.0f};
  Expression square = x * x;
  Expression sin = x + x * square * polynomial(square, kSin);
  // What 1 - x^2 / 2 loses when it is rounded goes to the other terms.
  Expression half = square * 0.5f, most = 1.0f - half;
  Expression cos = most + (((1.0f - most) - half) + square * square * polynomial(square, kCos));
  return {sin, cos};
}

Expression isOdd(Expression quarters) { return (quarters & 1u) != 0u; }
/// The second bit of a number of quarter turns, as the sign of a float.
Expression signAfter(Expression quarters) { return (quarters << 30u) & 0x8000'0000u; }

/// No angle is infinite.
Expression ofFinite(Expression x, Expression result) {
  return (magnitudeOf(x).bits() < kInfinityBits)
      .select(result, x.literal(llvm::bit_cast<float>(kNaNBits)));
}

/// sin(rest + quarters * pi / 2)
Expression sinAfter(Angle angle) {
  auto [sin, cos] = sinCosOf(angle.rest);
  Expression value = isOdd(angle.quarters).select(cos, sin);
  return (value.bits() ^ signAfter(angle.quarters)).asFloat();
}

/// pi / 2 in two parts.
constexpr float kQuarterTurn = 1.57079637f, kQuarterTurnLow = -4.37113883e-8f;

/// The arc sine s of a magnitude up to 1/2; beyond, that of sqrt((1 - magnitude) / 2), with which the arc
/// sine of the magnitude is pi / 2 - 2 s.
struct ArcSine {
  Expression isFar, value;
};
ArcSine arcSine(Expression magnitude) {
  // Minimax up to 1/2, with a relative error of 2^-27.6.
  static constexpr float kAsin[] = {0.166667521f, 0.0749529526f, 0.0454706848f, 0.0241778661f,
                                    0.042169299f};
  Expression isFar = magnitude > 0.5f;
  Expression square = isFar.select((1.0f - magnitude) * 0.5f, magnitude * magnitude);
  Expression argument = isFar.select(square.apply(OpKind::Sqrt), magnitude);
  return {isFar, argument + argument * square * polynomial(square, kAsin)};
}

} // namespace

Expression makeSin(Expression x) {
  return ofFinite(x, withSignOf(x, sinAfter(reduceAngle(magnitudeOf(x)))));
}

Expression makeCos(Expression x) {
  auto [quarters, rest] = reduceAngle(magnitudeOf(x));
  return ofFinite(x, sinAfter({quarters + 1u, rest}));
}

Expression makeTan(Expression x) {
  auto [quarters, rest] = reduceAngle(magnitudeOf(x));
  auto [sin, cos] = sinCosOf(rest);
  Expression odd = isOdd(quarters);
  Expression quotient = odd.select(cos, sin) / odd.select(sin, cos);
  quotient = (quotient.bits() ^ (quarters << 31u)).asFloat();
  return ofFinite(x, withSignOf(x, quotient));
}

Expression makeAsin(Expression x) {
  auto [isFar, value] = arcSine(magnitudeOf(x));
  Expression far = kQuarterTurn - ((value + value) - kQuarterTurnLow);
  return withSignOf(x, isFar.select(far, value));
}

Expression makeAcos(Expression x) {
  auto [isFar, value] = arcSine(magnitudeOf(x));
  Expression near = kQuarterTurn - (withSignOf(x, value) - kQuarterTurnLow);
  Expression twice = value + value;
  Expression negative = 2 * kQuarterTurn - (twice - 2 * kQuarterTurnLow);
  return isFar.select((x < 0.0f).select(negative, twice), near);
}

/// By the tangents of an eighth and of three eighths of half a turn: the arc tangent of x, pi / 4 plus that of
/// (x - 1) / (x + 1), or pi / 2 minus that of 1 / x.
Expression makeAtan(Expression x) {
  constexpr float kEighth = 0.414213568f, kThreeEighths = 2.41421366f;
  // Minimax up to the tangent of an eighth, with a relative error of 2^-30.5.
  static constexpr float kAtan[] = {-0.333333164f, 0.199984714f, -0.142435223f, 0.105937272f,
                                    -0.0607799068f};
  Expression magnitude = magnitudeOf(x);
  Expression isNear = magnitude < kEighth, isFar = magnitude > kThreeEighths;
  Expression numerator = isFar.select(x.literal(-1.0f), magnitude - 1.0f);
  Expression denominator = isFar.select(magnitude, magnitude + 1.0f);
  Expression argument = isNear.select(magnitude, numerator / denominator);
  Expression square = argument * argument;
  Expression value = argument + argument * square * polynomial(square, kAtan);
  auto base = [&](float quarter) {
    return isFar.select(x.literal(quarter), x.literal(quarter / 2));
  };
  Expression moved = base(kQuarterTurn) + (value + base(kQuarterTurnLow));
  return withSignOf(x, isNear.select(value, moved));
}

} // namespace vyrecc
