// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Evaluates ops on constant integers and bools, with the meaning that the op table gives them.
// Floats are left to the device, whose rounding of denormals and NaNs is its own.
#include "Fold.h"
#include "llvm/ADT/APInt.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc {

using namespace ir;
using llvm::APInt;

/// The constant operand as wide as its type.
static std::optional<APInt> constantOperand(const Op &op, unsigned index) {
  const Value *value = op.operand(index);
  std::optional<uint64_t> bits = constantBits(value);
  if (!bits || value->type().isFloat() || value->type().isVector())
    return std::nullopt;
  return APInt(value->type().bits(), *bits);
}

static uint64_t compare(Predicate predicate, bool isSigned, const APInt &a, const APInt &b) {
  switch (predicate) {
  case Predicate::Eq:
    return a == b;
  case Predicate::Ne:
    return a != b;
  case Predicate::Lt:
    return isSigned ? a.slt(b) : a.ult(b);
  case Predicate::Le:
    return isSigned ? a.sle(b) : a.ule(b);
  case Predicate::Gt:
    return isSigned ? a.sgt(b) : a.ugt(b);
  case Predicate::Ge:
    return isSigned ? a.sge(b) : a.uge(b);
  }
  return 0;
}

/// Quotients; nullopt for those that the table leaves undefined.
static std::optional<APInt> divide(bool wantsQuotient, bool isSigned, const APInt &a,
                                   const APInt &b) {
  if (!isSigned) {
    if (b.isZero())
      return wantsQuotient ? APInt::getAllOnes(a.getBitWidth()) : APInt::getZero(a.getBitWidth());
    return wantsQuotient ? a.udiv(b) : a.urem(b);
  }
  if (b.isZero() || (b.isAllOnes() && a.isMinSignedValue()))
    return std::nullopt;
  return wantsQuotient ? a.sdiv(b) : a.srem(b);
}

static std::optional<APInt> foldBinary(const Op &op, const APInt &a, const APInt &b) {
  bool isSigned = op.operand(0)->type().isSigned();
  unsigned width = a.getBitWidth();
  unsigned amount = static_cast<unsigned>(b.urem(width));
  switch (op.kind()) {
  case OpKind::Add:
    return a + b;
  case OpKind::Sub:
    return a - b;
  case OpKind::Mul:
    return a * b;
  case OpKind::Div:
  case OpKind::Rem:
    return divide(op.is(OpKind::Div), isSigned, a, b);
  case OpKind::And:
    return a & b;
  case OpKind::Or:
    return a | b;
  case OpKind::Xor:
    return a ^ b;
  case OpKind::Shl:
    return a.shl(amount);
  case OpKind::Shr:
    return isSigned ? a.ashr(amount) : a.lshr(amount);
  case OpKind::RotL:
    return a.rotl(amount);
  case OpKind::RotR:
    return a.rotr(amount);
  case OpKind::Min:
    return (isSigned ? a.slt(b) : a.ult(b)) ? a : b;
  case OpKind::Max:
    return (isSigned ? a.slt(b) : a.ult(b)) ? b : a;
  case OpKind::AbsDiff:
    return (isSigned ? a.slt(b) : a.ult(b)) ? b - a : a - b;
  case OpKind::SatAdd:
    return isSigned ? a.sadd_sat(b) : a.uadd_sat(b);
  case OpKind::SatSub:
    return isSigned ? a.ssub_sat(b) : a.usub_sat(b);
  case OpKind::SatMul:
    return isSigned ? a.smul_sat(b) : a.umul_sat(b);
  case OpKind::MulHigh:
    return isSigned ? llvm::APIntOps::mulhs(a, b) : llvm::APIntOps::mulhu(a, b);
  case OpKind::Cmp:
    return APInt(1, compare(op.enumAttr<Predicate>(AttrName::Predicate), isSigned, a, b));
  default: // every other op has another shape
    return std::nullopt;
  }
}

static std::optional<APInt> foldUnary(const Op &op, const APInt &a) {
  const Type to = const_cast<Op &>(op).result()->type();
  unsigned width = a.getBitWidth();
  switch (op.kind()) {
  case OpKind::Neg:
    return -a;
  case OpKind::Not:
    return ~a;
  case OpKind::Popcount:
    return APInt(width, a.popcount());
  case OpKind::Clz:
    return APInt(width, a.countl_zero());
  case OpKind::Ctz:
    return APInt(width, a.countr_zero());
  case OpKind::BitReverse:
    return a.reverseBits();
  case OpKind::Bitcast:
    return to.isFloat() ? std::nullopt : std::optional(a);
  case OpKind::Convert:
    if (to.isFloat())
      return std::nullopt;
    if (to.isBool())
      return APInt(1, !a.isZero());
    return op.operand(0)->type().isSigned() ? a.sextOrTrunc(to.bits()) : a.zextOrTrunc(to.bits());
  default: // every other op has another shape
    return std::nullopt;
  }
}

std::optional<uint64_t> foldConstants(const Op &op) {
  std::optional<APInt> folded;
  if (op.numResults() != 1 || op.numOperands() == 0 || op.numOperands() > 2 || op.numRegions() != 0)
    return std::nullopt;
  std::optional<APInt> first = constantOperand(op, 0);
  if (!first)
    return std::nullopt;
  if (op.numOperands() == 1) {
    folded = foldUnary(op, *first);
  } else if (std::optional<APInt> second = constantOperand(op, 1)) {
    folded = foldBinary(op, *first, *second);
  }
  if (!folded)
    return std::nullopt;
  return folded->getZExtValue();
}

} // namespace vyrecc
