// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folds ops over constant floats where every device and the reference agree: no NaN and no subnormal
// takes part, and the result is rounded correctly by all.
#include "Fold.h"
#include "llvm/ADT/bit.h"
#include <cmath>

namespace vyrecc {

using namespace ir;

/// Zeros, normal numbers and infinities.
static bool isPlain(uint32_t bits) {
  const uint32_t exponent = bits & 0x7F80'0000, fraction = bits & 0x007F'FFFF;
  return fraction == 0 || (exponent != 0 && exponent != 0x7F80'0000);
}

static std::optional<float> compute(OpKind kind, float a, float b, float c) {
  switch (kind) {
  case OpKind::Add:
    return a + b;
  case OpKind::Sub:
    return a - b;
  case OpKind::Mul:
    return a * b;
  case OpKind::Div:
    return a / b;
  case OpKind::Fma:
    return std::fma(a, b, c);
  case OpKind::Neg:
    return -a;
  case OpKind::FAbs:
    return std::fabs(a);
  case OpKind::Sqrt:
    return std::sqrt(a);
  case OpKind::Floor:
    return std::floor(a);
  case OpKind::Ceil:
    return std::ceil(a);
  case OpKind::Trunc:
    return std::trunc(a);
  case OpKind::Round:
    return std::round(a);
  case OpKind::Sign:
    return a > 0 ? 1.0f : a < 0 ? -1.0f : 0.0f;
  default: // rounded differently by devices, or not of floats alone
    return std::nullopt;
  }
}

static bool holds(Predicate predicate, float a, float b) {
  switch (predicate) {
  case Predicate::Eq:
    return a == b;
  case Predicate::Ne:
    return a != b;
  case Predicate::Lt:
    return a < b;
  case Predicate::Le:
    return a <= b;
  case Predicate::Gt:
    return a > b;
  case Predicate::Ge:
    return a >= b;
  }
  return false;
}

static std::optional<uint64_t> plainBits(float value) {
  const auto bits = llvm::bit_cast<uint32_t>(value);
  return isPlain(bits) ? std::optional<uint64_t>(bits) : std::nullopt;
}

/// From the 32-bit integers and bool.
static std::optional<uint64_t> convertToFloat(Type from, uint64_t bits) {
  if (from == Type::getI32())
    return plainBits(static_cast<float>(static_cast<int32_t>(bits)));
  if (from.isBool() || from == Type::getU32())
    return plainBits(static_cast<float>(static_cast<uint32_t>(bits)));
  return std::nullopt;
}

/// Questions about the bits themselves, NaN and subnormals included.
static std::optional<uint64_t> classify(const Op &op, uint32_t bits) {
  const uint32_t magnitude = bits & 0x7FFF'FFFF, infinity = 0x7F80'0000;
  switch (op.kind()) {
  case OpKind::IsNan:
    return magnitude > infinity;
  case OpKind::IsInf:
    return magnitude == infinity;
  case OpKind::IsFinite:
    return magnitude < infinity;
  case OpKind::Convert:
    if (op.results()[0].type().isBool() && isPlain(bits))
      return magnitude != 0;
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

std::optional<uint64_t> evaluateFloats(Op &op) {
  const Type type = op.operand(0)->type();
  if (op.numOperands() > 3 || op.numResults() != 1)
    return std::nullopt;
  float values[3] = {};
  for (unsigned index = 0; index != op.numOperands(); ++index) {
    std::optional<uint64_t> bits = constantBits(op.operand(index));
    if (!bits)
      return std::nullopt;
    if (op.is(OpKind::Convert) && op.result()->type() == Type::getF32())
      return convertToFloat(type, *bits);
    if (type == Type::getF32())
      if (std::optional<uint64_t> answer = classify(op, static_cast<uint32_t>(*bits)))
        return answer;
    if (type != Type::getF32() || !isPlain(static_cast<uint32_t>(*bits)))
      return std::nullopt;
    values[index] = llvm::bit_cast<float>(static_cast<uint32_t>(*bits));
  }
  if (op.is(OpKind::Cmp))
    return holds(op.enumAttr<Predicate>(AttrName::Predicate), values[0], values[1]);
  if (op.result()->type() != Type::getF32())
    return std::nullopt;
  std::optional<float> result = compute(op.kind(), values[0], values[1], values[2]);
  return result ? plainBits(*result) : std::nullopt;
}

} // namespace vyrecc
