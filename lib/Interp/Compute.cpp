// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops on scalars (sections 16.3 to 16.6).
#include "Bytecode.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

namespace vyrecc::interp {

using namespace ir;

namespace {

float toFloat(uint64_t bits) {
  return llvm::bit_cast<float>(canonical(static_cast<uint32_t>(bits)));
}
uint64_t fromFloat(float value) { return canonical(llvm::bit_cast<uint32_t>(value)); }
double toDouble(uint64_t bits) { return llvm::bit_cast<double>(bits); }
uint64_t fromDouble(double value) { return llvm::bit_cast<uint64_t>(value); }

uint64_t maskOf(Type type) { return type.bits() == 64 ? ~0ull : (1ull << type.bits()) - 1; }
int64_t asSigned(Type type, uint64_t bits) { return llvm::SignExtend64(bits, type.bits()); }

int64_t lowest(Type type) { return llvm::minIntN(type.bits()); }
int64_t highest(Type type) { return ~lowest(type); }

/// Saturating arithmetic, by the exact result in twice the width.
uint64_t saturate(Type type, OpKind kind, uint64_t a, uint64_t b) {
  if (type.isUnsigned()) {
    const uint64_t limit = maskOf(type);
    uint64_t result = 0;
    bool overflows = false;
    switch (kind) {
    case OpKind::SatAdd:
      overflows = __builtin_add_overflow(a, b, &result) || result > limit;
      break;
    case OpKind::SatSub:
      return a < b ? 0 : a - b;
    default:
      overflows = __builtin_mul_overflow(a, b, &result) || result > limit;
      break;
    }
    return overflows ? limit : result;
  }
  const int64_t x = asSigned(type, a), y = asSigned(type, b);
  int64_t result = 0;
  bool overflows = false, isNegative = false;
  switch (kind) {
  case OpKind::SatAdd:
    overflows = __builtin_add_overflow(x, y, &result);
    isNegative = x < 0;
    break;
  case OpKind::SatSub:
    overflows = __builtin_sub_overflow(x, y, &result);
    isNegative = x < 0;
    break;
  default:
    overflows = __builtin_mul_overflow(x, y, &result);
    isNegative = (x < 0) != (y < 0);
    break;
  }
  if (overflows)
    result = isNegative ? lowest(type) : highest(type);
  return static_cast<uint64_t>(std::clamp(result, lowest(type), highest(type))) & maskOf(type);
}

uint64_t mulHigh(Type type, uint64_t a, uint64_t b) {
  if (type.bits() < 64) {
    if (type.isSigned())
      return static_cast<uint64_t>((asSigned(type, a) * asSigned(type, b)) >> type.bits());
    return (a * b) >> type.bits();
  }
  const uint64_t mask = 0xFFFF'FFFF;
  const uint64_t low = (a & mask) * (b & mask);
  const uint64_t cross = (a >> 32) * (b & mask) + (low >> 32);
  const uint64_t other = (a & mask) * (b >> 32) + (cross & mask);
  uint64_t high = (a >> 32) * (b >> 32) + (cross >> 32) + (other >> 32);
  if (type.isSigned())
    high -= (asSigned(type, a) < 0 ? b : 0) + (asSigned(type, b) < 0 ? a : 0);
  return high;
}

uint64_t divide(Type type, OpKind kind, uint64_t a, uint64_t b, bool &ok) {
  const bool isQuotient = kind == OpKind::Div;
  if (type.isUnsigned()) {
    if (b == 0)
      return isQuotient ? ~0ull : 0;
    return isQuotient ? a / b : a % b;
  }
  const int64_t x = asSigned(type, a), y = asSigned(type, b);
  ok = y != 0 && !(x == lowest(type) && y == -1);
  if (!ok)
    return 0;
  return static_cast<uint64_t>(isQuotient ? x / y : x % y);
}

template <typename T> bool holds(Predicate predicate, T a, T b) {
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

uint64_t compare(Type type, Predicate predicate, uint64_t a, uint64_t b) {
  if (type == Type::getF64())
    return holds(predicate, toDouble(a), toDouble(b));
  if (type.isFloat())
    return holds(predicate, toFloat(a), toFloat(b));
  if (type.isSigned())
    return holds(predicate, asSigned(type, a), asSigned(type, b));
  return holds(predicate, a, b);
}

uint64_t reverse(Type type, uint64_t value) {
  return llvm::reverseBits(value) >> (64 - type.bits());
}

uint64_t onIntegers(const Instruction &i, uint64_t a, uint64_t b, bool &ok) {
  const Type type = i.type;
  const unsigned bits = type.bits();
  switch (i.kind) {
  case OpKind::Add:
    return a + b;
  case OpKind::Sub:
    return a - b;
  case OpKind::Mul:
    return a * b;
  case OpKind::Neg:
    return 0 - a;
  case OpKind::Div:
  case OpKind::Rem:
    return divide(type, i.kind, a, b, ok);
  case OpKind::Min:
    return compare(type, Predicate::Lt, b, a) ? b : a;
  case OpKind::Max:
    return compare(type, Predicate::Lt, a, b) ? b : a;
  case OpKind::AbsDiff:
    return compare(type, Predicate::Lt, a, b) ? b - a : a - b;
  case OpKind::SatAdd:
  case OpKind::SatSub:
  case OpKind::SatMul:
    return saturate(type, i.kind, a, b);
  case OpKind::MulHigh:
    return mulHigh(type, a, b);
  case OpKind::And:
    return a & b;
  case OpKind::Or:
    return a | b;
  case OpKind::Xor:
    return a ^ b;
  case OpKind::Not:
    return ~a;
  case OpKind::Shl:
    return a << (b % bits);
  case OpKind::Shr:
    return type.isSigned() ? static_cast<uint64_t>(asSigned(type, a) >> (b % bits))
                           : a >> (b % bits);
  case OpKind::RotL:
  case OpKind::RotR: {
    const uint64_t amount = b % bits,
                   left = i.kind == OpKind::RotL ? amount : (bits - amount) % bits;
    return left == 0 ? a : a << left | a >> (bits - left);
  }
  case OpKind::Popcount:
    return static_cast<uint64_t>(llvm::popcount(a));
  case OpKind::Clz:
    return static_cast<uint64_t>(llvm::countl_zero(a)) - (64 - bits);
  case OpKind::Ctz:
    return std::min<uint64_t>(static_cast<uint64_t>(llvm::countr_zero(a)), bits);
  case OpKind::BitReverse:
    return reverse(type, a);
  default:
    ok = false;
    return 0;
  }
}

/// Halves away from zero, the sign of zero kept.
float roundHalfAway(float x) { return std::round(x); }

float sign(float x) { return std::isnan(x) ? x : x > 0 ? 1.0f : x < 0 ? -1.0f : 0.0f; }

uint64_t onFloats(const Instruction &i, float a, float b, float c, bool &ok) {
  switch (i.kind) {
  case OpKind::Add:
    return fromFloat(a + b);
  case OpKind::Sub:
    return fromFloat(a - b);
  case OpKind::Mul:
    return fromFloat(a * b);
  case OpKind::Div:
    return fromFloat(a / b);
  case OpKind::Neg:
    return fromFloat(-a);
  case OpKind::Min:
    return fromFloat(std::fmin(a, b));
  case OpKind::Max:
    return fromFloat(std::fmax(a, b));
  case OpKind::Fma:
    return fromFloat(std::fma(a, b, c));
  case OpKind::FAbs:
    return fromFloat(std::fabs(a));
  case OpKind::Sqrt:
    return fromFloat(std::sqrt(a));
  case OpKind::InverseSqrt:
    return fromFloat(1.0f / std::sqrt(a));
  case OpKind::Floor:
    return fromFloat(std::floor(a));
  case OpKind::Ceil:
    return fromFloat(std::ceil(a));
  case OpKind::Round:
    return fromFloat(roundHalfAway(a));
  case OpKind::Trunc:
    return fromFloat(std::trunc(a));
  case OpKind::Sign:
    return fromFloat(sign(a));
  case OpKind::FCanon:
    return fromFloat(a);
  case OpKind::IsNan:
    return std::isnan(a);
  case OpKind::IsInf:
    return std::isinf(a);
  case OpKind::IsFinite:
    return std::isfinite(a);
  // Computed in double, so that a single rounding remains.
  case OpKind::Sin:
    return fromFloat(static_cast<float>(std::sin(static_cast<double>(a))));
  case OpKind::Cos:
    return fromFloat(static_cast<float>(std::cos(static_cast<double>(a))));
  case OpKind::Tan:
    return fromFloat(static_cast<float>(std::tan(static_cast<double>(a))));
  case OpKind::Asin:
    return fromFloat(static_cast<float>(std::asin(static_cast<double>(a))));
  case OpKind::Acos:
    return fromFloat(static_cast<float>(std::acos(static_cast<double>(a))));
  case OpKind::Atan:
    return fromFloat(static_cast<float>(std::atan(static_cast<double>(a))));
  case OpKind::Sinh:
    return fromFloat(static_cast<float>(std::sinh(static_cast<double>(a))));
  case OpKind::Cosh:
    return fromFloat(static_cast<float>(std::cosh(static_cast<double>(a))));
  case OpKind::Tanh:
    return fromFloat(static_cast<float>(std::tanh(static_cast<double>(a))));
  case OpKind::Exp:
    return fromFloat(static_cast<float>(std::exp(static_cast<double>(a))));
  case OpKind::Exp2:
    return fromFloat(static_cast<float>(std::exp2(static_cast<double>(a))));
  case OpKind::Log:
    return fromFloat(static_cast<float>(std::log(static_cast<double>(a))));
  case OpKind::Log2:
    return fromFloat(static_cast<float>(std::log2(static_cast<double>(a))));
  default:
    ok = false;
    return 0;
  }
}

/// Towards zero, saturating; 0 of NaN.
uint64_t floatToInteger(Type to, double value) {
  if (std::isnan(value))
    return 0;
  if (to.isSigned()) {
    if (value <= static_cast<double>(lowest(to)))
      return static_cast<uint64_t>(lowest(to));
    return value >= -static_cast<double>(lowest(to))
               ? static_cast<uint64_t>(highest(to))
               : static_cast<uint64_t>(static_cast<int64_t>(value));
  }
  if (value <= 0)
    return 0;
  return value >= std::ldexp(1.0, static_cast<int>(to.bits())) ? maskOf(to)
                                                               : static_cast<uint64_t>(value);
}

bool isHalf(Type type) { return type.isFloat() && type.bits() == 16; }
const llvm::fltSemantics &halfSemantics(Type type) {
  return type.scalar() == ScalarKind::F16 ? llvm::APFloat::IEEEhalf() : llvm::APFloat::BFloat();
}
uint64_t halfToFloat(Type from, uint64_t bits) {
  llvm::APFloat value(halfSemantics(from), llvm::APInt(16, bits));
  return fromFloat(value.convertToFloat());
}
uint64_t floatToHalf(Type to, uint64_t bits) {
  llvm::APFloat value(toFloat(bits));
  bool losesInfo;
  value.convert(halfSemantics(to), llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  const uint64_t half = value.bitcastToAPInt().getZExtValue();
  // A bf16 is subnormal where a f32 is.
  return to.scalar() == ScalarKind::BF16 && (half & 0x7F80) == 0 ? half & 0x8000 : half;
}

uint64_t convert(Type from, Type to, uint64_t a) {
  // By way of f32, as for a device without them.
  if (from == to)
    return a;
  if (isHalf(from))
    return convert(Type::getF32(), to, halfToFloat(from, a));
  if (isHalf(to))
    return floatToHalf(to, convert(from, Type::getF32(), a));
  const bool fromWide = from == Type::getF64(), toWide = to == Type::getF64();
  if (to.isBool())
    return from.isFloat() ? (fromWide ? toDouble(a) : toFloat(a)) != 0.0 : a != 0;
  if (from.isFloat()) {
    if (to.isFloat())
      return toWide ? fromDouble(fromWide ? toDouble(a) : toFloat(a))
                    : fromFloat(fromWide ? static_cast<float>(toDouble(a)) : toFloat(a));
    return floatToInteger(to, fromWide ? toDouble(a) : toFloat(a));
  }
  if (!to.isFloat())
    return from.isSigned() ? static_cast<uint64_t>(asSigned(from, a)) : a;
  if (from.isSigned())
    return toWide ? fromDouble(static_cast<double>(asSigned(from, a)))
                  : fromFloat(static_cast<float>(asSigned(from, a)));
  return toWide ? fromDouble(static_cast<double>(a)) : fromFloat(static_cast<float>(a));
}

} // namespace

uint64_t compute(const Instruction &i, uint64_t a, uint64_t b, uint64_t c, bool &ok) {
  switch (i.kind) {
  case OpKind::Cmp:
    return compare(i.type, static_cast<Predicate>(i.sub), a, b);
  case OpKind::Select:
    return a ? b : c;
  case OpKind::Bitcast:
    return a;
  case OpKind::Convert:
    return convert(i.type, i.resultType, a) & maskOf(i.resultType);
  default:
    break;
  }
  if (i.type == Type::getF32())
    return onFloats(i, toFloat(a), toFloat(b), toFloat(c), ok);
  if (i.type.isFloat()) {
    ok = false; // arithmetic is done in f32
    return 0;
  }
  return onIntegers(i, a, b, ok) & maskOf(i.resultType);
}

} // namespace vyrecc::interp
