// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Identities: ops that equal one of their operands, a constant, or a cheaper op.
#include "Fold.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc {

using namespace ir;

namespace {

/// The op with what is known of its second operand.
struct WithConstant {
  Value *lhs;
  Type type;
  uint64_t rhs;

  uint64_t allOnes() const { return llvm::maskTrailingOnes<uint64_t>(type.bits()); }
  bool isPowerOfTwo() const { return llvm::isPowerOf2_64(rhs); }
};

Value *shift(OpKind kind, const WithConstant &op, Builder &builder) {
  return builder.build(kind, {op.lhs, builder.constant(op.type, llvm::Log2_64(op.rhs))});
}

/// x op c.
Value *simplifyWithConstant(OpKind kind, const WithConstant &op, Builder &builder) {
  switch (kind) {
  case OpKind::Add:
  case OpKind::Sub:
  case OpKind::Xor:
  case OpKind::Shl:
  case OpKind::Shr:
  case OpKind::RotL:
  case OpKind::RotR:
    return op.rhs == 0 ? op.lhs : nullptr;
  case OpKind::Or:
    if (op.rhs == 0)
      return op.lhs;
    return op.rhs == op.allOnes() ? builder.constant(op.type, op.rhs) : nullptr;
  case OpKind::And:
    if (op.rhs == op.allOnes())
      return op.lhs;
    return op.rhs == 0 ? builder.zero(op.type) : nullptr;
  case OpKind::Mul:
    if (op.rhs <= 1)
      return op.rhs == 1 ? op.lhs : builder.zero(op.type);
    return op.type.isUnsigned() && op.isPowerOfTwo() ? shift(OpKind::Shl, op, builder) : nullptr;
  case OpKind::Div:
    if (op.rhs == 1)
      return op.lhs;
    return op.type.isUnsigned() && op.isPowerOfTwo() ? shift(OpKind::Shr, op, builder) : nullptr;
  case OpKind::Rem:
    if (op.rhs == 1)
      return builder.zero(op.type);
    if (op.type.isUnsigned() && op.isPowerOfTwo())
      return builder.build(OpKind::And, {op.lhs, builder.constant(op.type, op.rhs - 1)});
    return nullptr;
  default: // no identity with a constant
    return nullptr;
  }
}

bool isCommutative(OpKind kind) {
  return kind == OpKind::Add || kind == OpKind::Mul || kind == OpKind::And || kind == OpKind::Or ||
         kind == OpKind::Xor;
}

Value *simplifyBinary(Op &op, Builder &builder) {
  Value *lhs = op.operand(0), *rhs = op.operand(1);
  if (lhs->type().isFloat() || lhs->type().isVector())
    return nullptr;
  if (lhs == rhs) {
    if (op.is(OpKind::And) || op.is(OpKind::Or))
      return lhs;
    if (op.is(OpKind::Sub) || op.is(OpKind::Xor))
      return builder.zero(lhs->type());
  }
  if (std::optional<uint64_t> constant = constantBits(rhs))
    return simplifyWithConstant(op.kind(), {lhs, lhs->type(), *constant}, builder);
  if (std::optional<uint64_t> constant = constantBits(lhs); constant && isCommutative(op.kind()))
    return simplifyWithConstant(op.kind(), {rhs, rhs->type(), *constant}, builder);
  return nullptr;
}

Predicate inverse(Predicate predicate) {
  switch (predicate) {
  case Predicate::Eq:
    return Predicate::Ne;
  case Predicate::Ne:
    return Predicate::Eq;
  case Predicate::Lt:
    return Predicate::Ge;
  case Predicate::Le:
    return Predicate::Gt;
  case Predicate::Gt:
    return Predicate::Le;
  case Predicate::Ge:
    return Predicate::Lt;
  }
  return predicate;
}

/// !!x is x; the complement of a comparison of integers is the opposite comparison.
Value *simplifyNot(Op &op, Builder &builder) {
  Op *inner = op.operand(0)->definingOp();
  if (!inner)
    return nullptr;
  if (inner->is(OpKind::Not))
    return inner->operand(0);
  if (inner->is(OpKind::Cmp) && !inner->operand(0)->type().isFloat())
    return builder.cmp(inverse(inner->enumAttr<Predicate>(AttrName::Predicate)), inner->operand(0),
                       inner->operand(1));
  return nullptr;
}

/// bool -> integer -> bool is where it began; so is any value that keeps its type.
Value *simplifyConversion(Op &op, Builder &) {
  Value *value = op.operand(0);
  Type type = op.result()->type();
  if (value->type() == type)
    return value;
  Op *inner = value->definingOp();
  if (!inner || !inner->is(op.kind()) || inner->operand(0)->type() != type)
    return nullptr;
  return op.is(OpKind::Bitcast) || type.isBool() ? inner->operand(0) : nullptr;
}

Value *simplifySelect(Op &op, Builder &) {
  if (op.operand(1) == op.operand(2))
    return op.operand(1);
  std::optional<uint64_t> cond = constantBits(op.operand(0));
  return cond ? op.operand(*cond ? 1 : 2) : nullptr;
}

} // namespace

Value *simplify(Op &op, Builder &builder) {
  if (op.is(OpKind::Not))
    return simplifyNot(op, builder);
  if (op.is(OpKind::Convert) || op.is(OpKind::Bitcast))
    return simplifyConversion(op, builder);
  if (op.is(OpKind::Select))
    return simplifySelect(op, builder);
  if (op.numOperands() == 2 && op.numResults() == 1 && op.info().effects == Pure &&
      op.numRegions() == 0)
    return simplifyBinary(op, builder);
  return nullptr;
}

} // namespace vyrecc
