// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports unary and binary operators: a row an operator says for which variants of values it is
// defined (sections 16.3 to 16.5).
#include "Importer.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc {

using namespace vir0;
using ir::OpKind;
using ir::Predicate;
using ir::Type;

namespace {

constexpr uint8_t kWord = kU32 | kI32, kInt = kU32 | kI32 | kU64, kNumber = kInt | kFloat,
                  kAny = kNumber | kBool;

struct UnaryRule {
  OpKind op;
  uint8_t variants;
};

} // namespace

static std::string describe(uint8_t variants) {
  static constexpr std::pair<Variant, const char *> kNames[] = {
      {kU32, "u32"}, {kI32, "i32"}, {kU64, "u64"}, {kFloat, "f32"}, {kBool, "bool"}};
  llvm::SmallVector<llvm::StringRef, 5> names;
  for (auto [variant, name] : kNames)
    if (variants & variant)
      names.push_back(name);
  return llvm::join(names, " or ");
}

static std::optional<BinaryRule> ruleOf(BinaryTag tag) {
  auto compare = [](Predicate predicate, uint8_t variants) {
    return BinaryRule{OpKind::Cmp, variants, predicate};
  };
  auto logical = [](OpKind op) {
    return BinaryRule{op, kInt | kBool, Predicate::Eq, /*isLogical=*/true};
  };
  switch (tag) {
  case BinaryTag::Add:
    return BinaryRule{OpKind::Add, kNumber};
  case BinaryTag::Sub:
    return BinaryRule{OpKind::Sub, kNumber};
  case BinaryTag::Mul:
    return BinaryRule{OpKind::Mul, kNumber};
  case BinaryTag::Div:
    return BinaryRule{OpKind::Div, kNumber};
  case BinaryTag::Mod:
    return BinaryRule{OpKind::Rem, kInt};
  case BinaryTag::BitAnd:
    return BinaryRule{OpKind::And, kInt};
  case BinaryTag::BitOr:
    return BinaryRule{OpKind::Or, kInt};
  case BinaryTag::BitXor:
    return BinaryRule{OpKind::Xor, kInt};
  case BinaryTag::Shl:
    return BinaryRule{OpKind::Shl, kInt};
  case BinaryTag::Shr:
    return BinaryRule{OpKind::Shr, kInt};
  case BinaryTag::Eq:
    return compare(Predicate::Eq, kAny);
  case BinaryTag::Ne:
    return compare(Predicate::Ne, kAny);
  case BinaryTag::Lt:
    return compare(Predicate::Lt, kNumber);
  case BinaryTag::Gt:
    return compare(Predicate::Gt, kNumber);
  case BinaryTag::Le:
    return compare(Predicate::Le, kNumber);
  case BinaryTag::Ge:
    return compare(Predicate::Ge, kNumber);
  case BinaryTag::And:
    return logical(OpKind::And);
  case BinaryTag::Or:
    return logical(OpKind::Or);
  case BinaryTag::AbsDiff:
    return BinaryRule{OpKind::AbsDiff, kInt};
  case BinaryTag::Min:
    return BinaryRule{OpKind::Min, kNumber};
  case BinaryTag::Max:
    return BinaryRule{OpKind::Max, kNumber};
  case BinaryTag::SaturatingAdd:
    return BinaryRule{OpKind::SatAdd, kInt};
  case BinaryTag::SaturatingSub:
    return BinaryRule{OpKind::SatSub, kInt};
  case BinaryTag::SaturatingMul:
    return BinaryRule{OpKind::SatMul, kInt};
  case BinaryTag::RotateLeft:
    return BinaryRule{OpKind::RotL, kU32};
  case BinaryTag::RotateRight:
    return BinaryRule{OpKind::RotR, kU32};
  case BinaryTag::WrappingAdd:
    return BinaryRule{OpKind::Add, kInt};
  case BinaryTag::WrappingSub:
    return BinaryRule{OpKind::Sub, kInt};
  case BinaryTag::MulHigh:
    return BinaryRule{OpKind::MulHigh, kU32 | kU64};
  case BinaryTag::Shuffle:
  case BinaryTag::Ballot:
  case BinaryTag::WaveReduce:
  case BinaryTag::WaveBroadcast:
  case BinaryTag::Opaque:
    return std::nullopt;
  }
  return std::nullopt;
}

static std::optional<UnaryRule> ruleOf(UnaryTag tag) {
  auto bits = [](OpKind op) { return UnaryRule{op, kInt}; };
  auto math = [](OpKind op) { return UnaryRule{op, kFloat}; };
  switch (tag) {
  case UnaryTag::Negate:
    return UnaryRule{OpKind::Neg, kNumber};
  case UnaryTag::LogicalNot:
    return UnaryRule{OpKind::Not, kInt | kBool};
  case UnaryTag::BitNot:
    return bits(OpKind::Not);
  case UnaryTag::Popcount:
    return bits(OpKind::Popcount);
  case UnaryTag::Clz:
    return bits(OpKind::Clz);
  case UnaryTag::Ctz:
    return bits(OpKind::Ctz);
  case UnaryTag::ReverseBits:
    return bits(OpKind::BitReverse);
  case UnaryTag::Cos:
    return math(OpKind::Cos);
  case UnaryTag::Sin:
    return math(OpKind::Sin);
  case UnaryTag::Abs:
    return math(OpKind::FAbs);
  case UnaryTag::Sqrt:
    return math(OpKind::Sqrt);
  case UnaryTag::Floor:
    return math(OpKind::Floor);
  case UnaryTag::Ceil:
    return math(OpKind::Ceil);
  case UnaryTag::Round:
    return math(OpKind::Round);
  case UnaryTag::Trunc:
    return math(OpKind::Trunc);
  case UnaryTag::Sign:
    return math(OpKind::Sign);
  case UnaryTag::IsNan:
    return math(OpKind::IsNan);
  case UnaryTag::IsInf:
    return math(OpKind::IsInf);
  case UnaryTag::IsFinite:
    return math(OpKind::IsFinite);
  case UnaryTag::Exp:
    return math(OpKind::Exp);
  case UnaryTag::Log:
    return math(OpKind::Log);
  case UnaryTag::Log2:
    return math(OpKind::Log2);
  case UnaryTag::Exp2:
    return math(OpKind::Exp2);
  case UnaryTag::Tan:
    return math(OpKind::Tan);
  case UnaryTag::Acos:
    return math(OpKind::Acos);
  case UnaryTag::Asin:
    return math(OpKind::Asin);
  case UnaryTag::Atan:
    return math(OpKind::Atan);
  case UnaryTag::Tanh:
    return math(OpKind::Tanh);
  case UnaryTag::Sinh:
    return math(OpKind::Sinh);
  case UnaryTag::Cosh:
    return math(OpKind::Cosh);
  case UnaryTag::InverseSqrt:
    return math(OpKind::InverseSqrt);
  case UnaryTag::Reciprocal: // 1 / x
    return math(OpKind::Div);
  case UnaryTag::Unpack4Low:
  case UnaryTag::Unpack8Low:
    return UnaryRule{OpKind::And, kWord};
  case UnaryTag::Unpack4High:
  case UnaryTag::Unpack8High:
    return UnaryRule{OpKind::Shr, kWord};
  case UnaryTag::Opaque:
    return std::nullopt;
  }
  return std::nullopt;
}

/// The reference stops where the quotient of two i32 has no i32.
void Importer::trapOnBadDivisor(ir::Value *dividend, ir::Value *divisor, ir::Value *isSigned) {
  auto trapIfSigned = [&](ir::Value *bad, llvm::StringRef tag) {
    trapIf(isSigned ? builder.build(OpKind::And, {isSigned, bad}) : bad, tag);
  };
  const Type type = Type::getI32();
  std::optional<uint64_t> bits = ir::constantBits(divisor);
  const bool mayBeZero = !bits || *bits == 0, mayBeMinusOne = !bits || *bits == 0xFFFF'FFFF;
  if (mayBeZero)
    trapIfSigned(builder.cmp(Predicate::Eq, divisor, builder.zero(type)), "vir0.division-by-zero");
  if (!mayBeMinusOne)
    return;
  ir::Value *isLowest =
      builder.cmp(Predicate::Eq, dividend, builder.constant(type, 0x8000'0000));
  ir::Value *isMinusOne =
      builder.cmp(Predicate::Eq, divisor, builder.constant(type, 0xFFFF'FFFF));
  trapIfSigned(builder.build(OpKind::And, {isLowest, isMinusOne}), "vir0.division-overflow");
}

FailureOr<Operand> Importer::importBinary(const BinaryExpr &expr) {
  std::optional<BinaryRule> rule = ruleOf(expr.op.tag);
  if (!rule)
    return unsupported(expr.loc, expr.op.tag == BinaryTag::Opaque
                                     ? "an opaque binary operator"
                                     : "'" + mnemonic(expr.op.tag).str() + "'");
  llvm::StringRef name = mnemonic(expr.op.tag);
  FailureOr<Operand> left = importExpr(*expr.left);
  if (failed(left))
    return failure();
  FailureOr<Operand> right = importExpr(*expr.right);
  if (failed(right))
    return failure();
  if (!(left->variant() & right->variant()))
    return error(DiagCode::TypeMismatch, expr.loc,
                 "the operands of '" + name + "' are " + typeName(*left) + " and " +
                     typeName(*right) + " (expected one type)");
  if (!(rule->variants & left->variant()))
    return error(DiagCode::TypeMismatch, expr.loc,
                 "'" + name + "' is not defined for " + typeName(*left) + " (expected " +
                     describe(rule->variants) + ")");
  if (left->isSigned || right->isSigned)
    return importEitherBinary(*rule, *left, *right);
  return importBinaryOf(*rule, left->value, right->value);
}

/// Of operands of one type that the operator is defined for.
Operand Importer::importBinaryOf(const BinaryRule &rule, ir::Value *left, ir::Value *right) {
  ir::Value *sides[] = {left, right};
  for (ir::Value *&side : sides)
    if (side->type().isFloat())
      side = asF32(side);
    else if (rule.isLogical)
      side = builder.convert(side, Type::getBool());
  if (rule.op == OpKind::Cmp)
    return Operand{builder.cmp(rule.predicate, sides[0], sides[1])};
  if ((rule.op == OpKind::Div || rule.op == OpKind::Rem) && sides[0]->type().isSigned())
    trapOnBadDivisor(sides[0], sides[1]);
  return Operand{builder.build(rule.op, sides)};
}

Operand Importer::unpack(UnaryTag tag, ir::Value *word) {
  word = builder.bitcast(word, Type::getU32());
  auto shifted = [&](uint32_t by) {
    return builder.build(OpKind::Shr, {word, builder.constU32(by)});
  };
  switch (tag) {
  case UnaryTag::Unpack8High:
    return {shifted(24)};
  case UnaryTag::Unpack4High:
    return {builder.build(OpKind::And, {shifted(4), builder.constU32(0xF)})};
  case UnaryTag::Unpack8Low:
    return {builder.build(OpKind::And, {word, builder.constU32(0xFF)})};
  default: // Unpack4Low
    return {builder.build(OpKind::And, {word, builder.constU32(0xF)})};
  }
}

FailureOr<Operand> Importer::importUnary(const UnaryExpr &expr) {
  std::optional<UnaryRule> rule = ruleOf(expr.op.tag);
  if (!rule)
    return unsupported(expr.loc, "an opaque unary operator");
  FailureOr<Operand> operand = importExpr(*expr.operand);
  if (failed(operand))
    return failure();
  if (!(rule->variants & operand->variant()))
    return error(DiagCode::TypeMismatch, expr.operand->loc,
                 "the operand of '" + mnemonic(expr.op.tag) + "' is " + typeName(*operand) +
                     " (expected " + describe(rule->variants) + ")");
  ir::Value *value = operand->value;
  if (value->type().isFloat())
    value = asF32(value);
  switch (expr.op.tag) {
  case UnaryTag::LogicalNot:
    return Operand{builder.build(OpKind::Not, builder.convert(value, Type::getBool()))};
  case UnaryTag::Reciprocal: {
    constexpr uint32_t kOne = 0x3F80'0000;
    return Operand{builder.build(OpKind::Div, {builder.constant(Type::getF32(), kOne), value})};
  }
  case UnaryTag::Unpack4Low:
  case UnaryTag::Unpack4High:
  case UnaryTag::Unpack8Low:
  case UnaryTag::Unpack8High:
    return unpack(expr.op.tag, value);
  default: // one op each
    return Operand{.value = builder.build(rule->op, value), .isSigned = operand->isSigned};
  }
}

} // namespace vyrecc
