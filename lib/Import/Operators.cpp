// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports unary and binary operators: a row an operator says which types the validator takes
// (section 15.4) and which types the reference computes with (sections 16.3 to 16.5).
#include "Importer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc {

using namespace vir0;
using ir::OpKind;
using ir::Predicate;
using ir::Type;

namespace {

/// A set of the four types.
enum TypeSet : uint8_t {
  kU32 = 1,
  kI32 = 2,
  kF32 = 4,
  kBool = 8,
  kInt = 3,
  kNumber = 7,
  kAll = 15
};

/// What an operator's result counts as for the validator.
enum class Declared : uint8_t { U32, Bool, F32, Operand };

struct BinaryRule {
  OpKind op;
  TypeSet declared; ///< accepted by the validator, operand by operand
  TypeSet computed; ///< accepted by the reference, both the same
  Declared result = Declared::U32;
  bool mixes = false;                  ///< the validator takes operands of different types
  Predicate predicate = Predicate::Eq; ///< only with OpKind::Cmp
};

struct UnaryRule {
  OpKind op;
  TypeSet declared;
  TypeSet computed;
  Declared result;
};

} // namespace

static TypeSet setOf(Type type) {
  if (type.isBool())
    return kBool;
  if (type.isFloat())
    return kF32;
  return type.isSigned() ? kI32 : kU32;
}

static std::string describe(TypeSet set) {
  llvm::SmallVector<llvm::StringRef, 4> names;
  for (Type type : {Type::getU32(), Type::getI32(), Type::getF32(), Type::getBool()})
    if (set & setOf(type))
      names.push_back(typeName(type));
  return llvm::join(names, " or ");
}

static std::optional<BinaryRule> ruleOf(BinaryTag tag) {
  constexpr Declared same = Declared::Operand, boolean = Declared::Bool, word = Declared::U32;
  auto compare = [](Predicate predicate, TypeSet computed) {
    return BinaryRule{OpKind::Cmp, kAll, computed, boolean, false, predicate};
  };
  switch (tag) {
  case BinaryTag::Add:
    return BinaryRule{OpKind::Add, kNumber, kNumber, same};
  case BinaryTag::Sub:
    return BinaryRule{OpKind::Sub, kNumber, kNumber, same};
  case BinaryTag::Mul:
    return BinaryRule{OpKind::Mul, kNumber, kNumber, same};
  case BinaryTag::Div:
    return BinaryRule{OpKind::Div, kNumber, kNumber, same};
  case BinaryTag::Mod:
    return BinaryRule{OpKind::Rem, kInt, kInt};
  case BinaryTag::BitAnd:
    return BinaryRule{OpKind::And, kInt, kInt};
  case BinaryTag::BitOr:
    return BinaryRule{OpKind::Or, kInt, kInt};
  case BinaryTag::BitXor:
    return BinaryRule{OpKind::Xor, kInt, kInt};
  case BinaryTag::Shl:
    return BinaryRule{OpKind::Shl, kU32, kInt};
  case BinaryTag::Shr:
    return BinaryRule{OpKind::Shr, kU32, kInt};
  case BinaryTag::Eq:
    return compare(Predicate::Eq, kAll);
  case BinaryTag::Ne:
    return compare(Predicate::Ne, kAll);
  case BinaryTag::Lt:
    return compare(Predicate::Lt, kNumber);
  case BinaryTag::Gt:
    return compare(Predicate::Gt, kNumber);
  case BinaryTag::Le:
    return compare(Predicate::Le, kNumber);
  case BinaryTag::Ge:
    return compare(Predicate::Ge, kNumber);
  case BinaryTag::And:
    return BinaryRule{OpKind::And, TypeSet(kU32 | kBool), TypeSet(kInt | kBool), boolean, true};
  case BinaryTag::Or:
    return BinaryRule{OpKind::Or, TypeSet(kU32 | kBool), TypeSet(kInt | kBool), boolean, true};
  case BinaryTag::AbsDiff:
    return BinaryRule{OpKind::AbsDiff, TypeSet(kU32 | kF32), kInt};
  case BinaryTag::Min:
    return BinaryRule{OpKind::Min, kNumber, kNumber, same};
  case BinaryTag::Max:
    return BinaryRule{OpKind::Max, kNumber, kNumber, same};
  case BinaryTag::SaturatingAdd:
    return BinaryRule{OpKind::SatAdd, kU32, kInt, same};
  case BinaryTag::SaturatingSub:
    return BinaryRule{OpKind::SatSub, kU32, kInt, same};
  case BinaryTag::SaturatingMul:
    return BinaryRule{OpKind::SatMul, kU32, kInt, same};
  case BinaryTag::RotateLeft:
    return BinaryRule{OpKind::RotL, kU32, kU32};
  case BinaryTag::RotateRight:
    return BinaryRule{OpKind::RotR, kU32, kU32};
  case BinaryTag::WrappingAdd:
    return BinaryRule{OpKind::Add, kAll, kInt, word, true};
  case BinaryTag::WrappingSub:
    return BinaryRule{OpKind::Sub, kAll, kInt, word, true};
  case BinaryTag::MulHigh:
    return BinaryRule{OpKind::MulHigh, kAll, kU32, word, true};
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
  auto bits = [](OpKind op) { return UnaryRule{op, kInt, kInt, Declared::Operand}; };
  auto math = [](OpKind op) { return UnaryRule{op, kF32, kF32, Declared::F32}; };
  auto test = [](OpKind op) { return UnaryRule{op, kF32, kF32, Declared::Bool}; };
  switch (tag) {
  case UnaryTag::Negate:
    return UnaryRule{OpKind::Neg, TypeSet(kU32 | kF32), kNumber, Declared::Operand};
  case UnaryTag::LogicalNot:
    return UnaryRule{OpKind::Not, TypeSet(kU32 | kBool), TypeSet(kInt | kBool), Declared::Bool};
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
    return test(OpKind::IsNan);
  case UnaryTag::IsInf:
    return test(OpKind::IsInf);
  case UnaryTag::IsFinite:
    return test(OpKind::IsFinite);
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
  case UnaryTag::Unpack4High:
  case UnaryTag::Unpack8Low:
  case UnaryTag::Unpack8High:
  case UnaryTag::Opaque:
    return std::nullopt;
  }
  return std::nullopt;
}

static Type declaredResult(Declared result, Type operand) {
  switch (result) {
  case Declared::U32:
    return Type::getU32();
  case Declared::Bool:
    return Type::getBool();
  case Declared::F32:
    return Type::getF32();
  case Declared::Operand:
    return operand;
  }
  return {};
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

LogicalResult Importer::checkSignedDivisor(const BinaryExpr &expr, ir::Value *divisor) {
  std::optional<uint64_t> bits = ir::constantBits(divisor);
  if (bits && *bits != 0 && *bits != 0xFFFF'FFFF)
    return success();
  return unsupported(expr.loc, "'" + mnemonic(expr.op.tag) +
                                   "' of i32 by a value that may be 0 or -1 needs a trap, which");
}

FailureOr<Operand> Importer::importBinary(const BinaryExpr &expr) {
  std::optional<BinaryRule> rule = ruleOf(expr.op.tag);
  if (!rule)
    return unsupported(expr.loc, expr.op.tag == BinaryTag::Opaque
                                     ? "an opaque binary operator"
                                     : "'" + mnemonic(expr.op.tag).str() + "'");
  llvm::StringRef name = mnemonic(expr.op.tag);
  Operand sides[2];
  const Expr *const parts[] = {expr.left, expr.right};
  for (auto [side, part] : llvm::zip_equal(sides, parts)) {
    FailureOr<Operand> operand = importExpr(*part);
    if (failed(operand))
      return failure();
    side = *operand;
    if (side.declared && !(rule->declared & setOf(side.declared)))
      return error(DiagCode::TypeMismatch, part->loc,
                   "the operand of '" + name + "' is " + typeName(side.declared) + " (expected " +
                       describe(rule->declared) + ")");
  }
  auto [left, right] = sides;
  bool bothKnown = left.declared && right.declared;
  if ((!rule->mixes && bothKnown && left.declared != right.declared) || left.type() != right.type())
    return error(DiagCode::TypeMismatch, expr.loc,
                 "the operands of '" + name + "' are " + typeName(left.type()) + " and " +
                     typeName(right.type()) + " (expected one type)");
  if (!(rule->computed & setOf(left.type())))
    return error(DiagCode::TypeMismatch, expr.loc,
                 "'" + name + "' is not defined for " + typeName(left.type()) + " (expected " +
                     describe(rule->computed) + ")");
  bool divides = rule->op == OpKind::Div || rule->op == OpKind::Rem;
  if (divides && isLiteralZero(expr.right))
    return error(DiagCode::InvalidProgram, expr.loc,
                 "the divisor of '" + name + "' is literally 0");
  if (divides && left.type().isSigned() && failed(checkSignedDivisor(expr, right.value)))
    return failure();

  Type operandType = bothKnown && left.declared == right.declared ? left.declared : Type::getU32();
  Type declared = declaredResult(rule->result, operandType);
  if (rule->op == OpKind::Cmp)
    return Operand{builder.cmp(rule->predicate, left.value, right.value), declared};
  if (rule->result == Declared::Bool) // logical: of truth values, whatever the operands are
    for (ir::Value **value : {&left.value, &right.value})
      *value = builder.convert(*value, Type::getBool());
  return Operand{builder.build(rule->op, {left.value, right.value}), declared};
}

FailureOr<Operand> Importer::importUnary(const UnaryExpr &expr) {
  std::optional<UnaryRule> rule = ruleOf(expr.op.tag);
  if (!rule)
    return unsupported(expr.loc, expr.op.tag == UnaryTag::Opaque
                                     ? "an opaque unary operator"
                                     : "'" + mnemonic(expr.op.tag).str() + "'");
  llvm::StringRef name = mnemonic(expr.op.tag);
  FailureOr<Operand> operand = importExpr(*expr.operand);
  if (failed(operand))
    return failure();
  if (operand->declared && !(rule->declared & setOf(operand->declared)))
    return error(DiagCode::TypeMismatch, expr.operand->loc,
                 "the operand of '" + name + "' is " + typeName(operand->declared) + " (expected " +
                     describe(rule->declared) + ")");
  if (!(rule->computed & setOf(operand->type())))
    return error(DiagCode::TypeMismatch, expr.operand->loc,
                 "the operand of '" + name + "' is " + typeName(operand->type()) + " (expected " +
                     describe(rule->computed) + ")");
  ir::Value *value = operand->value;
  Type declared = declaredResult(rule->result, operand->declared);
  if (expr.op.tag == UnaryTag::LogicalNot)
    value = builder.convert(value, Type::getBool());
  if (expr.op.tag == UnaryTag::Reciprocal) {
    constexpr uint32_t kOne = 0x3F80'0000;
    return Operand{builder.build(OpKind::Div, {builder.constant(Type::getF32(), kOne), value}),
                   declared};
  }
  return Operand{builder.build(rule->op, value), declared};
}

} // namespace vyrecc
