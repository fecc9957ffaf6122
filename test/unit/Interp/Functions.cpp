// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions as the compiler computes them against the host's, which has twice the digits and reduces angles of
// any size.
#include "Elementwise.h"
#include "llvm/ADT/bit.h"
#include <cmath>

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

namespace {

constexpr double kLeastNormal = 0x1p-126;

/// Floats of every exponent and both signs, and those around places where something changes.
std::vector<uint64_t> arguments() {
  std::vector<uint64_t> bits = floatEdges();
  std::mt19937 random(4);
  for (uint32_t exponent = 0; exponent != 255; ++exponent)
    for (unsigned count = exponent > 110 && exponent < 140 ? 1000 : 100; count != 0; --count)
      bits.push_back((exponent << 23) | (random() & 0x807F'FFFF));
  auto around = [&](double value, unsigned distance) {
    const auto centre = llvm::bit_cast<uint32_t>(static_cast<float>(value));
    for (uint32_t word = centre - distance; word <= centre + distance; ++word)
      for (uint32_t sign : {0u, 0x8000'0000u})
        bits.push_back(word | sign);
  };
  for (double value : {0.5, 0.625, 1.0, 0.41421356, 2.41421356, 0.70710678, 256.0, 9.0, 87.33655,
                       88.72284, 89.415985, 126.0, 128.0})
    around(value, 20);
  for (unsigned multiple = 1; multiple != 2000; ++multiple)
    around(multiple * M_PI_2, 1);
  // Those closest to a multiple of a quarter turn.
  for (uint32_t closest : {0x6F79'BE45u, 0x7BFD'BE57u, 0x5B5C'3B0Du})
    bits.push_back(closest);
  return bits;
}

/// How far a result is off, in units in the last place of the exact one. Subnormals are zeros.
double errorOf(float got, double exact) {
  if (std::isnan(exact) || std::isnan(got))
    return std::isnan(exact) && std::isnan(got) ? 0 : HUGE_VAL;
  if (std::fabs(exact) < kLeastNormal)
    return got == 0 || std::fabs(got) == kLeastNormal ? 0 : HUGE_VAL;
  if (std::fabs(exact) > 0x1.FFFFFFp127) // rounded to infinity
    return std::isinf(got) && (got > 0) == (exact > 0) ? 0 : HUGE_VAL;
  return std::fabs(got - exact) / std::ldexp(1.0, std::ilogb(exact) - 23);
}

float asFloat(uint64_t bits) { return llvm::bit_cast<float>(static_cast<uint32_t>(bits)); }

struct Function {
  OpKind kind;
  double (*of)(double);
  double limit; ///< in ULP
};
const Function kFunctions[] = {
    {OpKind::Sin, std::sin, 2},   {OpKind::Cos, std::cos, 2},     {OpKind::Tan, std::tan, 3},
    {OpKind::Asin, std::asin, 2.5}, {OpKind::Acos, std::acos, 1.5}, {OpKind::Atan, std::atan, 2.5},
    {OpKind::Sinh, std::sinh, 2}, {OpKind::Cosh, std::cosh, 2},   {OpKind::Tanh, std::tanh, 1.5},
    {OpKind::Exp, std::exp, 1},   {OpKind::Exp2, std::exp2, 1.1}, {OpKind::Log, std::log, 1},
    {OpKind::Log2, std::log2, 2}};

Elementwise apply(OpKind kind) {
  return Elementwise({Type::getF32()}, [kind](Builder &builder, ArrayRef<Value *> x) {
    return builder.build(kind, x[0]);
  });
}

} // namespace

TEST_CASE("expand-math stays within a few units in the last place") {
  const std::vector<uint64_t> inputs = arguments();
  for (const Function &function : kFunctions) {
    CAPTURE(opInfo(function.kind).mnemonic.str());
    Elementwise kernel = apply(function.kind);
    kernel.transform("expand-math");
    const std::vector<uint64_t> results = kernel.run({inputs});
    REQUIRE(results.size() == inputs.size());
    for (size_t index = 0; index != inputs.size(); ++index) {
      float x = asFloat(inputs[index]);
      x = std::fpclassify(x) == FP_SUBNORMAL ? std::copysign(0.0f, x) : x;
      const double exact = function.of(x);
      const float got = asFloat(results[index]);
      if (errorOf(got, exact) > function.limit || (x == 0 && exact == 0 && std::signbit(got) != std::signbit(exact))) {
        CAPTURE(x);
        CAPTURE(got);
        CHECK(got == exact);
      }
    }
  }
}

TEST_CASE("exact-floats rounds roots right on devices that do not") {
  std::vector<uint64_t> inputs = floatEdges();
  std::mt19937 random(5);
  for (unsigned count = 0; count != 20000; ++count)
    inputs.push_back(random() & 0x7FFF'FFFF);
  // Squares and their neighbours: the root is, or almost is, a float or half way between two.
  for (unsigned count = 0; count != 20000; ++count) {
    const float root = asFloat((random() & 0x007F'FFFF) | (random() % 2 ? 0x3F80'0000 : 0x4000'0000));
    const auto square = llvm::bit_cast<uint32_t>(root * root);
    for (uint32_t word : {square - 1, square, square + 1})
      inputs.push_back(word);
  }
  for (OpKind kind : {OpKind::Sqrt, OpKind::InverseSqrt})
    for (int off : {-7, -1, 0, 1, 7}) {
      CAPTURE(off);
      Elementwise kernel = apply(kind);
      const std::vector<uint64_t> expected = kernel.run({inputs});
      kernel.transform("exact-floats");
      // The device's root is so many units off.
      Op *root = nullptr;
      walkPreOrder(*kernel.module.kernel(), [&](Op &op) { root = op.is(OpKind::Sqrt) ? &op : root; });
      REQUIRE(root);
      kernel.builder.setInsertionPointAfter(root);
      Value *bits = kernel.builder.bitcast(root->result(), Type::getU32());
      Value *moved = kernel.builder.build(
          OpKind::Add, {bits, kernel.builder.constU32(static_cast<uint32_t>(off))});
      Value *other = kernel.builder.bitcast(moved, Type::getF32());
      root->result()->replaceAllUsesWith(other);
      bits->definingOp()->setOperand(0, root->result());
      const std::vector<uint64_t> results = kernel.run({inputs});
      REQUIRE(results.size() == inputs.size());
      for (size_t index = 0; index != inputs.size(); ++index)
        if (results[index] != expected[index]) {
          CAPTURE(inputs[index]);
          CHECK(results[index] == expected[index]);
        }
    }
}
