// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types and rules of unary and binary operators (sections 15.1 and 15.4).
#include "Validator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc::vir0 {

static std::string listOf(std::initializer_list<TypeTag> tags) {
  return llvm::join(llvm::map_range(tags, [](TypeTag tag) { return mnemonic(tag); }), " or ");
}

void Validator::checkOperands(const BinaryExpr &expr, StaticType left, StaticType right,
                              std::initializer_list<TypeTag> expected) {
  const std::pair<const Expr *, StaticType> sides[] = {{expr.left, left}, {expr.right, right}};
  for (auto [part, type] : sides)
    if (type && !isOneOf(type, expected))
      report(DiagCode::OperandType, part->loc,
             "the operand of '" + mnemonic(expr.op.tag) + "' is " + toString(*type) +
                 " (expected " + listOf(expected) + ")");
}

void Validator::checkMix(const BinaryExpr &expr, StaticType left, StaticType right) {
  if (differ(left, right))
    report(DiagCode::OperandMix, expr.loc,
           "the operands of '" + mnemonic(expr.op.tag) + "' are " + toString(*left) + " and " +
               toString(*right) + " (expected one type)");
}

/// A literal zero, also behind casts (rule V044).
static bool isLiteralZero(const Expr *expr) {
  while (const auto *cast = llvm::dyn_cast<CastExpr>(expr))
    expr = cast->value;
  if (const auto *literal = llvm::dyn_cast<LitU32Expr>(expr))
    return literal->value == 0;
  if (const auto *literal = llvm::dyn_cast<LitI32Expr>(expr))
    return literal->value == 0;
  if (const auto *literal = llvm::dyn_cast<LitF32Expr>(expr))
    return (literal->value.bits & 0x7FFF'FFFF) == 0;
  return false;
}

/// Rules of the operators that floats have too. They say nothing of small integers, halves and vectors.
void Validator::checkArithmetic(const BinaryExpr &expr, StaticType left, StaticType right) {
  auto isWord = [](StaticType type) {
    return isOneOf(type, {TypeTag::U32, TypeTag::I32, TypeTag::F32});
  };
  auto isWide = [](StaticType type) { return isOneOf(type, {TypeTag::U64, TypeTag::I64}); };
  auto refuse = [&](StringRef expected) {
    report(DiagCode::OperandType, expr.loc,
           "the operands of '" + mnemonic(expr.op.tag) + "' are " + toString(*left) + " and " +
               toString(*right) + " (expected " + expected + ")");
  };
  const std::pair<const Expr *, StaticType> sides[] = {{expr.left, left}, {expr.right, right}};
  for (auto [part, type] : sides)
    if (is(type, TypeTag::Bool))
      report(DiagCode::OperandType, part->loc,
             "the operand of '" + mnemonic(expr.op.tag) + "' is bool (expected a number)");
  if (!left || !right)
    return;
  if (isWide(left) || isWide(right))
    refuse("no 64-bit integer");
  if (isWord(left) && isWord(right))
    checkMix(expr, left, right);
  switch (expr.op.tag) {
  case BinaryTag::SaturatingAdd:
  case BinaryTag::SaturatingSub:
  case BinaryTag::SaturatingMul:
    if (!is(left, TypeTag::U32) || !is(right, TypeTag::U32))
      refuse("u32");
    return;
  case BinaryTag::AbsDiff:
    if (is(left, TypeTag::I32) || is(right, TypeTag::I32))
      refuse("u32, since the distance of two i32 may not fit");
    return;
  default: // nothing more for the rest
    return;
  }
}

StaticType Validator::checkBinary(const BinaryExpr &expr) {
  StaticType left = checkExpr(*expr.left), right = checkExpr(*expr.right);
  StaticType word = plainType(TypeTag::U32), boolean = plainType(TypeTag::Bool);
  StaticType same = left && right && !differ(left, right) ? left : word;
  const BinaryTag tag = expr.op.tag;
  if ((tag == BinaryTag::Div || tag == BinaryTag::Mod) && isLiteralZero(expr.right))
    report(DiagCode::DivisorZero, expr.loc,
           "the divisor of '" + mnemonic(tag) + "' is literally 0");
  switch (tag) {
  case BinaryTag::Add:
  case BinaryTag::Sub:
  case BinaryTag::Mul:
  case BinaryTag::Div:
  case BinaryTag::Min:
  case BinaryTag::Max:
  case BinaryTag::SaturatingAdd:
  case BinaryTag::SaturatingSub:
  case BinaryTag::SaturatingMul:
    checkArithmetic(expr, left, right);
    return same;
  case BinaryTag::AbsDiff:
    checkArithmetic(expr, left, right);
    return word;
  case BinaryTag::Mod:
  case BinaryTag::BitAnd:
  case BinaryTag::BitOr:
  case BinaryTag::BitXor:
    // Only Mod looks at an operand whose partner is not known.
    if (tag == BinaryTag::Mod || (left && right))
      checkOperands(expr, left, right, {TypeTag::U32, TypeTag::I32});
    checkMix(expr, left, right);
    return word;
  case BinaryTag::Shl:
  case BinaryTag::Shr:
  case BinaryTag::RotateLeft:
  case BinaryTag::RotateRight:
    checkOperands(expr, left, right, {TypeTag::U32});
    return word;
  case BinaryTag::And:
  case BinaryTag::Or:
    checkOperands(expr, left, right, {TypeTag::U32, TypeTag::Bool});
    return boolean;
  case BinaryTag::Eq:
  case BinaryTag::Ne:
  case BinaryTag::Lt:
  case BinaryTag::Gt:
  case BinaryTag::Le:
  case BinaryTag::Ge:
    checkMix(expr, left, right);
    return boolean;
  case BinaryTag::Shuffle:
  case BinaryTag::Ballot:
  case BinaryTag::WaveReduce:
  case BinaryTag::WaveBroadcast:
    report(DiagCode::WaveOperator, expr.loc,
           "'" + mnemonic(tag) + "' has no meaning of its own (expected a subgroup expression)");
    return word;
  case BinaryTag::WrappingAdd:
  case BinaryTag::WrappingSub:
  case BinaryTag::MulHigh:
  case BinaryTag::Opaque:
    return word;
  }
  return word;
}

StaticType Validator::checkUnary(const UnaryExpr &expr) {
  StaticType operand = checkExpr(*expr.operand);
  auto expect = [&](std::initializer_list<TypeTag> expected) {
    if (operand && !isOneOf(operand, expected))
      report(DiagCode::OperandType, expr.operand->loc,
             "the operand of '" + mnemonic(expr.op.tag) + "' is " + toString(*operand) +
                 " (expected " + listOf(expected) + ")");
  };
  switch (expr.op.tag) {
  case UnaryTag::Negate:
    expect({TypeTag::U32, TypeTag::F32});
    return operand;
  case UnaryTag::LogicalNot:
    expect({TypeTag::U32, TypeTag::Bool});
    return plainType(TypeTag::Bool);
  case UnaryTag::BitNot:
  case UnaryTag::Popcount:
  case UnaryTag::Clz:
  case UnaryTag::Ctz:
  case UnaryTag::ReverseBits:
    expect({TypeTag::U32, TypeTag::I32, TypeTag::U64});
    return operand;
  case UnaryTag::IsNan:
  case UnaryTag::IsInf:
  case UnaryTag::IsFinite:
    expect({TypeTag::F32});
    return plainType(TypeTag::Bool);
  case UnaryTag::Unpack4Low:
  case UnaryTag::Unpack4High:
  case UnaryTag::Unpack8Low:
  case UnaryTag::Unpack8High:
    if (isNewer) {
      expect({TypeTag::U32, TypeTag::I32});
      return plainType(TypeTag::U32);
    }
    [[fallthrough]];
  case UnaryTag::Opaque:
    if (operand)
      report(DiagCode::OperandType, expr.loc,
             expr.op.tag == UnaryTag::Opaque
                 ? llvm::Twine("an opaque unary operator takes no type")
                 : "'" + mnemonic(expr.op.tag) + "' takes no type in this wire version");
    return nullptr;
  case UnaryTag::Abs:
  case UnaryTag::Sqrt:
  case UnaryTag::Floor:
  case UnaryTag::Ceil:
  case UnaryTag::Round:
  case UnaryTag::Trunc:
  case UnaryTag::Sign:
  case UnaryTag::Sin:
  case UnaryTag::Cos:
  case UnaryTag::Tan:
  case UnaryTag::Asin:
  case UnaryTag::Acos:
  case UnaryTag::Atan:
  case UnaryTag::Sinh:
  case UnaryTag::Cosh:
  case UnaryTag::Tanh:
  case UnaryTag::Exp:
  case UnaryTag::Exp2:
  case UnaryTag::Log:
  case UnaryTag::Log2:
  case UnaryTag::InverseSqrt:
  case UnaryTag::Reciprocal:
    expect({TypeTag::F32});
    return plainType(TypeTag::F32);
  }
  return nullptr;
}

} // namespace vyrecc::vir0
