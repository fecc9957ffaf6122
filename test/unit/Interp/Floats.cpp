// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops on floats against the host's arithmetic, with one NaN and zeros in place of subnormals.
#include "Elementwise.h"
#include "llvm/ADT/bit.h"
#include <cmath>

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

namespace {

float asFloat(uint64_t bits) { return llvm::bit_cast<float>(static_cast<uint32_t>(bits)); }
double asDouble(uint64_t bits) { return llvm::bit_cast<double>(bits); }

/// What the reference makes of every float that it touches.
uint64_t canonical(float value) {
  if (std::isnan(value))
    return 0x7FC00000;
  if (std::fpclassify(value) == FP_SUBNORMAL)
    value = std::copysign(0.0f, value);
  return llvm::bit_cast<uint32_t>(value);
}
float flushed(uint64_t bits) { return asFloat(canonical(asFloat(bits))); }

struct Binary {
  OpKind kind;
  float (*of)(float, float);
};
const Binary kBinary[] = {
    {OpKind::Add, [](float a, float b) { return a + b; }},
    {OpKind::Sub, [](float a, float b) { return a - b; }},
    {OpKind::Mul, [](float a, float b) { return a * b; }},
    {OpKind::Div, [](float a, float b) { return a / b; }},
};

struct Unary {
  OpKind kind;
  double (*of)(double); ///< rounded once to f32
};
const Unary kUnary[] = {
    {OpKind::Neg, [](double a) { return -a; }},
    {OpKind::FAbs, [](double a) { return a < 0 || std::signbit(a) ? -a : a; }},
    {OpKind::Sqrt, [](double a) { return std::sqrt(a); }},
    {OpKind::Floor, [](double a) { return std::floor(a); }},
    {OpKind::Ceil, [](double a) { return std::ceil(a); }},
    {OpKind::Trunc, [](double a) { return std::trunc(a); }},
    {OpKind::Round,
     [](double a) { return std::copysign(std::floor(std::fabs(a) + 0.5), a); }},
    {OpKind::Sign,
     [](double a) { return std::isnan(a) ? a : a > 0 ? 1.0 : a < 0 ? -1.0 : 0.0; }},
    {OpKind::FCanon, [](double a) { return a; }},
    {OpKind::Sin, [](double a) { return std::sin(a); }},
    {OpKind::Cos, [](double a) { return std::cos(a); }},
    {OpKind::Tan, [](double a) { return std::tan(a); }},
    {OpKind::Asin, [](double a) { return std::asin(a); }},
    {OpKind::Acos, [](double a) { return std::acos(a); }},
    {OpKind::Atan, [](double a) { return std::atan(a); }},
    {OpKind::Sinh, [](double a) { return std::sinh(a); }},
    {OpKind::Cosh, [](double a) { return std::cosh(a); }},
    {OpKind::Tanh, [](double a) { return std::tanh(a); }},
    {OpKind::Exp, [](double a) { return std::exp(a); }},
    {OpKind::Exp2, [](double a) { return std::exp2(a); }},
    {OpKind::Log, [](double a) { return std::log(a); }},
    {OpKind::Log2, [](double a) { return std::log2(a); }},
};

Elementwise unary(OpKind kind) {
  return Elementwise({Type::getF32()}, [kind](Builder &builder, ArrayRef<Value *> x) {
    return builder.build(kind, x[0]);
  });
}
Elementwise conversion(Type from, Type to) {
  return Elementwise({from}, [to](Builder &builder, ArrayRef<Value *> x) {
    return builder.convert(x[0], to);
  });
}

/// Towards zero, saturating; 0 of NaN. In extended precision all limits are exact.
uint64_t integerOf(double value, Type type) {
  const long double one = 1, high = std::ldexp(one, int(type.bits()) - int(type.isSigned())) - one;
  const long double low = type.isSigned() ? -high - 1 : 0;
  if (std::isnan(value))
    return 0;
  const long double cut = std::trunc(static_cast<long double>(value));
  if (cut <= low)
    return type.isSigned() ? 1ull << (type.bits() - 1) : 0;
  if (cut >= high)
    return type.isSigned() ? maskOf(type) >> 1 : maskOf(type);
  return (cut < 0 ? 0 - static_cast<uint64_t>(-cut) : static_cast<uint64_t>(cut)) & maskOf(type);
}

const Type kIntegers[] = {Type::getU32(), Type::getI32(), Type::getU64(), Type::getI64()};

} // namespace

TEST_CASE("ops on two floats") {
  const auto [a, b] = allPairs(floatEdges(), floatEdges());
  for (const Binary &op : kBinary) {
    CAPTURE(opInfo(op.kind).mnemonic.str());
    Elementwise kernel({Type::getF32(), Type::getF32()},
                       [&](Builder &builder, ArrayRef<Value *> x) {
                         return builder.build(op.kind, {x[0], x[1]});
                       });
    std::vector<uint64_t> results = kernel.run({a, b});
    REQUIRE(results.size() == a.size());
    for (size_t index = 0; index != a.size(); ++index) {
      CAPTURE(a[index]);
      CAPTURE(b[index]);
      CHECK(results[index] == canonical(op.of(flushed(a[index]), flushed(b[index]))));
    }
  }
}

TEST_CASE("a NaN loses against a number in minimum and maximum") {
  const auto [a, b] = allPairs(floatEdges(), floatEdges());
  for (OpKind kind : {OpKind::Min, OpKind::Max}) {
    Elementwise kernel({Type::getF32(), Type::getF32()},
                       [&](Builder &builder, ArrayRef<Value *> x) {
                         return builder.build(kind, {x[0], x[1]});
                       });
    std::vector<uint64_t> results = kernel.run({a, b});
    REQUIRE(results.size() == a.size());
    for (size_t index = 0; index != a.size(); ++index) {
      const float x = flushed(a[index]), y = flushed(b[index]);
      if (x == y) // zeros of either sign
        CHECK(asFloat(results[index]) == x);
      else if (std::isnan(x) || std::isnan(y))
        CHECK(results[index] == canonical(std::isnan(x) ? y : x));
      else
        CHECK(results[index] == canonical((x < y) == (kind == OpKind::Min) ? x : y));
    }
  }
}

TEST_CASE("ops on one float") {
  const std::vector<uint64_t> a = floatEdges();
  for (const Unary &op : kUnary) {
    CAPTURE(opInfo(op.kind).mnemonic.str());
    std::vector<uint64_t> results = unary(op.kind).run({a});
    REQUIRE(results.size() == a.size());
    for (size_t index = 0; index != a.size(); ++index) {
      CAPTURE(a[index]);
      CHECK(results[index] == canonical(static_cast<float>(op.of(flushed(a[index])))));
    }
  }
}

TEST_CASE("an inverse square root is rounded twice, a fused multiply-add once") {
  for (uint64_t bits : floatEdges())
    CHECK(unary(OpKind::InverseSqrt).run({{bits}})[0] ==
          canonical(1.0f / std::sqrt(flushed(bits))));
  Elementwise fma({Type::getF32(), Type::getF32(), Type::getF32()},
                  [](Builder &builder, ArrayRef<Value *> x) {
                    return builder.build(OpKind::Fma, {x[0], x[1], x[2]});
                  });
  // (1 + 2^-12)^2 - (1 + 2^-11) is 2^-24, which the product alone would lose.
  CHECK(fma.run({{0x3F800800}, {0x3F800800}, {0xBF801000}})[0] == 0x33800000);
}

TEST_CASE("classes of floats") {
  const std::vector<uint64_t> a = floatEdges();
  std::vector<uint64_t> nan, infinite, finite;
  for (uint64_t bits : a) {
    nan.push_back(std::isnan(asFloat(bits)));
    infinite.push_back(std::isinf(asFloat(bits)));
    finite.push_back(std::isfinite(asFloat(bits)));
  }
  CHECK(unary(OpKind::IsNan).run({a}) == nan);
  CHECK(unary(OpKind::IsInf).run({a}) == infinite);
  CHECK(unary(OpKind::IsFinite).run({a}) == finite);
}

TEST_CASE("comparisons of floats are false with NaN, but for ne") {
  const auto [a, b] = allPairs(floatEdges(), floatEdges());
  for (Predicate predicate : {Predicate::Eq, Predicate::Ne, Predicate::Lt, Predicate::Le,
                              Predicate::Gt, Predicate::Ge}) {
    Elementwise kernel({Type::getF32(), Type::getF32()},
                       [&](Builder &builder, ArrayRef<Value *> x) {
                         return builder.cmp(predicate, x[0], x[1]);
                       });
    std::vector<uint64_t> results = kernel.run({a, b});
    REQUIRE(results.size() == a.size());
    for (size_t index = 0; index != a.size(); ++index) {
      const float x = flushed(a[index]), y = flushed(b[index]);
      const bool expected[] = {x == y, x != y, x < y, x <= y, x > y, x >= y};
      CHECK(results[index] == expected[static_cast<size_t>(predicate)]);
    }
  }
}

TEST_CASE("floats become integers towards zero, saturating") {
  for (Type to : kIntegers) {
    CAPTURE(to.str());
    for (uint64_t bits : floatEdges()) {
      CAPTURE(bits);
      CHECK(conversion(Type::getF32(), to).run({{bits}})[0] == integerOf(flushed(bits), to));
    }
    for (uint64_t bits : wideFloatEdges())
      CHECK(conversion(Type::getF64(), to).run({{bits}})[0] == integerOf(asDouble(bits), to));
  }
  for (uint64_t bits : floatEdges())
    CHECK(conversion(Type::getF32(), Type::getBool()).run({{bits}})[0] == (flushed(bits) != 0));
}

TEST_CASE("integers become floats to the nearest even") {
  for (Type from : kIntegers)
    for (uint64_t bits : integerEdges(from)) {
      const long double value =
          from.isSigned()
              ? static_cast<long double>(static_cast<int64_t>(bits << (64 - from.bits())) >>
                                         (64 - from.bits()))
              : static_cast<long double>(bits);
      CHECK(conversion(from, Type::getF32()).run({{bits}})[0] ==
            llvm::bit_cast<uint32_t>(static_cast<float>(value)));
      CHECK(conversion(from, Type::getF64()).run({{bits}})[0] ==
            llvm::bit_cast<uint64_t>(static_cast<double>(value)));
    }
}

TEST_CASE("floats of two widths") {
  for (uint64_t bits : wideFloatEdges())
    CHECK(conversion(Type::getF64(), Type::getF32()).run({{bits}})[0] ==
          canonical(static_cast<float>(asDouble(bits))));
  for (uint64_t bits : floatEdges()) {
    const uint64_t wide = conversion(Type::getF32(), Type::getF64()).run({{bits}})[0];
    if (std::isnan(asFloat(bits)))
      CHECK(wide == 0x7FF8000000000000ull);
    else
      CHECK(wide == llvm::bit_cast<uint64_t>(static_cast<double>(flushed(bits))));
  }
}
