// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folds ops whose result follows without knowing all operands:
//
//   vir.add %x, 0  ->  %x        vir.div %x, 8  ->  vir.shr %x, 3  (unsigned)
//
// One function a group of ops. Floats keep their ops, but for quotients by 0: 0 and NaN have more than one form.
#include "Fold.h"
#include "vyre-cc/IR/Predicate.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc {

using namespace ir;

static uint64_t allOnes(Type type) { return llvm::maskTrailingOnes<uint64_t>(type.bits()); }

static Op *definedBy(Value *value, OpKind kind) {
  Op *op = value->definingOp();
  return op && op->is(kind) ? op : nullptr;
}

static Value *foldAdd(Op &op, Folder &folder) {
  std::optional<uint64_t> rhs = constantBits(op.operand(1));
  if (!rhs)
    return nullptr;
  if (*rhs == 0)
    return op.operand(0);
  Op *inner = definedBy(op.operand(0), OpKind::Add);
  std::optional<uint64_t> innerRhs = inner ? constantBits(inner->operand(1)) : std::nullopt;
  if (innerRhs) {
    Type type = op.result()->type();
    folder.setOperand(op, 0, inner->operand(0));
    folder.setOperand(op, 1, folder.constant(op, (*rhs + *innerRhs) & allOnes(type)));
  }
  return nullptr;
}

static Value *foldSub(Op &op, Folder &folder) {
  if (op.operand(0) == op.operand(1))
    return folder.constant(op, 0);
  return constantBits(op.operand(1)) == 0 ? op.operand(0) : nullptr;
}

static Value *foldMul(Op &op, Folder &folder) {
  std::optional<uint64_t> rhs = constantBits(op.operand(1));
  if (!rhs)
    return nullptr;
  if (*rhs == 0)
    return op.operand(1);
  if (*rhs == 1)
    return op.operand(0);
  if (!op.result()->type().isUnsigned() || op.is(OpKind::SatMul) || !llvm::isPowerOf2_64(*rhs))
    return nullptr;
  return folder.before(op).build(OpKind::Shl,
                                 {op.operand(0), folder.constant(op, llvm::Log2_64(*rhs))});
}

/// A float divided by a zero, which is undefined in SPIR-V and makes drivers drop what depends on it.
static Value *foldDivByZero(Op &op, uint64_t rhs, Folder &folder) {
  constexpr uint64_t kSign = 0x8000'0000, kInfinity = 0x7F80'0000;
  if (op.result()->type() != Type::getF32() || (rhs & ~kSign) != 0)
    return nullptr;
  Value *infinity = folder.constant(op, rhs | kInfinity);
  return folder.before(op).build(OpKind::Mul, {op.operand(0), infinity});
}

static Value *foldDiv(Op &op, Folder &folder) {
  std::optional<uint64_t> rhs = constantBits(op.operand(1));
  if (!rhs)
    return nullptr;
  if (op.result()->type().isFloat())
    return foldDivByZero(op, *rhs, folder);
  if (*rhs == 1)
    return op.operand(0);
  Type type = op.result()->type();
  if (!type.isUnsigned())
    return nullptr;
  if (*rhs == 0)
    return folder.constant(op, allOnes(type));
  if (!llvm::isPowerOf2_64(*rhs))
    return nullptr;
  return folder.before(op).build(OpKind::Shr,
                                 {op.operand(0), folder.constant(op, llvm::Log2_64(*rhs))});
}

static Value *foldRem(Op &op, Folder &folder) {
  std::optional<uint64_t> rhs = constantBits(op.operand(1));
  if (!rhs)
    return nullptr;
  if (*rhs == 1)
    return folder.constant(op, 0);
  if (!op.result()->type().isUnsigned())
    return nullptr;
  if (*rhs == 0)
    return op.operand(1);
  if (!llvm::isPowerOf2_64(*rhs))
    return nullptr;
  return folder.before(op).build(OpKind::And, {op.operand(0), folder.constant(op, *rhs - 1)});
}

static Value *foldAnd(Op &op, Folder &) {
  std::optional<uint64_t> rhs = constantBits(op.operand(1));
  if (rhs == 0)
    return op.operand(1);
  if (op.operand(0) == op.operand(1) || rhs == allOnes(op.result()->type()))
    return op.operand(0);
  return nullptr;
}

static Value *foldOr(Op &op, Folder &) {
  std::optional<uint64_t> rhs = constantBits(op.operand(1));
  if (rhs == allOnes(op.result()->type()))
    return op.operand(1);
  return op.operand(0) == op.operand(1) || rhs == 0 ? op.operand(0) : nullptr;
}

static Value *foldXor(Op &op, Folder &folder) {
  if (op.operand(0) == op.operand(1))
    return folder.constant(op, 0);
  return constantBits(op.operand(1)) == 0 ? op.operand(0) : nullptr;
}

static Value *foldNot(Op &op, Folder &folder) {
  if (Op *inner = definedBy(op.operand(0), OpKind::Not))
    return inner->operand(0);
  Op *cmp = definedBy(op.operand(0), OpKind::Cmp);
  // With a NaN, both a comparison of floats and its opposite are false.
  if (!cmp || cmp->operand(0)->type().isFloat())
    return nullptr;
  return folder.before(op).cmp(negated(cmp->enumAttr<Predicate>(AttrName::Predicate)),
                               cmp->operand(0), cmp->operand(1));
}

static Value *foldNeg(Op &op, Folder &) {
  Op *inner = definedBy(op.operand(0), OpKind::Neg);
  return inner ? inner->operand(0) : nullptr;
}

static Value *foldShift(Op &op, Folder &) {
  std::optional<uint64_t> amount = constantBits(op.operand(1));
  if (amount && *amount % op.result()->type().bits() == 0)
    return op.operand(0);
  bool isShift = op.is(OpKind::Shl) || op.is(OpKind::Shr);
  return isShift && constantBits(op.operand(0)) == 0 ? op.operand(0) : nullptr;
}

static Value *foldMinMax(Op &op, Folder &) {
  if (op.operand(0) == op.operand(1))
    return op.operand(0);
  Type type = op.result()->type();
  std::optional<uint64_t> rhs = constantBits(op.operand(1));
  if (!rhs || !type.isUnsigned())
    return nullptr;
  uint64_t absorbing = op.is(OpKind::Min) ? 0 : allOnes(type);
  if (*rhs == absorbing)
    return op.operand(1);
  return *rhs == allOnes(type) - absorbing ? op.operand(0) : nullptr;
}

static Value *foldAbsDiff(Op &op, Folder &folder) {
  return op.operand(0) == op.operand(1) ? folder.constant(op, 0) : nullptr;
}

static Value *foldMulHigh(Op &op, Folder &) {
  return constantBits(op.operand(1)) == 0 ? op.operand(1) : nullptr;
}

static Value *foldSatAdd(Op &op, Folder &) {
  return constantBits(op.operand(1)) == 0 ? op.operand(0) : nullptr;
}

/// vir.cmp eq or ne of a value that is one of two constants, chosen by `cond`.
static Value *foldChosen(Op &op, Value *cond, bool whenTrue, bool whenFalse, Folder &folder) {
  if (whenTrue == whenFalse)
    return folder.constant(op, whenTrue);
  return whenTrue ? cond : folder.before(op).build(OpKind::Not, cond);
}

static Value *foldCmp(Op &op, Folder &folder) {
  Value *lhs = op.operand(0);
  Type type = lhs->type();
  if (type.isFloat())
    return nullptr;
  auto predicate = op.enumAttr<Predicate>(AttrName::Predicate);
  if (lhs == op.operand(1))
    return folder.constant(op, compare(predicate, type, 0, 0));
  std::optional<uint64_t> rhs = constantBits(op.operand(1));
  if (!rhs)
    return nullptr;
  if (type.isBool())
    return foldChosen(op, lhs, compare(predicate, type, 1, *rhs), compare(predicate, type, 0, *rhs),
                      folder);
  if (Op *convert = definedBy(lhs, OpKind::Convert);
      convert && convert->operand(0)->type().isBool())
    return foldChosen(op, convert->operand(0), compare(predicate, type, 1, *rhs),
                      compare(predicate, type, 0, *rhs), folder);
  if (Op *select = definedBy(lhs, OpKind::Select)) {
    std::optional<uint64_t> a = constantBits(select->operand(1));
    std::optional<uint64_t> b = constantBits(select->operand(2));
    if (a && b)
      return foldChosen(op, select->operand(0), compare(predicate, type, *a, *rhs),
                        compare(predicate, type, *b, *rhs), folder);
  }
  // Nothing is below the least value or above the greatest.
  uint64_t least = type.isSigned() ? allOnes(type) / 2 + 1 : 0;
  uint64_t greatest = type.isSigned() ? allOnes(type) / 2 : allOnes(type);
  if (*rhs == least && (predicate == Predicate::Lt || predicate == Predicate::Ge))
    return folder.constant(op, predicate == Predicate::Ge);
  if (*rhs == greatest && (predicate == Predicate::Gt || predicate == Predicate::Le))
    return folder.constant(op, predicate == Predicate::Le);
  return nullptr;
}

static Value *foldSelect(Op &op, Folder &folder) {
  Value *cond = op.operand(0), *ifTrue = op.operand(1), *ifFalse = op.operand(2);
  if (std::optional<uint64_t> decided = constantBits(cond))
    return *decided ? ifTrue : ifFalse;
  if (ifTrue == ifFalse)
    return ifTrue;
  if (Op *inverse = definedBy(cond, OpKind::Not)) {
    folder.setOperand(op, 0, inverse->operand(0));
    folder.setOperand(op, 1, ifFalse);
    folder.setOperand(op, 2, ifTrue);
    return nullptr;
  }
  std::optional<uint64_t> a = constantBits(ifTrue), b = constantBits(ifFalse);
  Type type = op.result()->type();
  if (!a || !b || type.isFloat())
    return nullptr;
  if (type.isBool())
    return foldChosen(op, cond, *a, *b, folder);
  return *a == 1 && *b == 0 ? folder.before(op).convert(cond, type) : nullptr;
}

static Value *foldConvert(Op &op, Folder &folder) {
  Type type = op.result()->type();
  if (op.operand(0)->type() == type)
    return op.operand(0);
  // The number that a bool became is 0 or 1 in every type.
  Op *inner = definedBy(op.operand(0), OpKind::Convert);
  if (inner && inner->operand(0)->type().isBool())
    return folder.before(op).convert(inner->operand(0), type);
  return nullptr;
}

static Value *foldBitcast(Op &op, Folder &) {
  Type type = op.result()->type();
  if (op.operand(0)->type() == type)
    return op.operand(0);
  Op *inner = definedBy(op.operand(0), OpKind::Bitcast);
  return inner && inner->operand(0)->type() == type ? inner->operand(0) : nullptr;
}

namespace {
struct Identity {
  OpKind kind;
  Value *(*fold)(Op &, Folder &);
  bool takesFloats = false; ///< the rule holds for them, or looks itself
};
} // namespace

static constexpr Identity kIdentities[] = {
    {OpKind::Add, foldAdd},
    {OpKind::Sub, foldSub},
    {OpKind::Mul, foldMul},
    {OpKind::SatMul, foldMul},
    {OpKind::Div, foldDiv, true},
    {OpKind::Rem, foldRem},
    {OpKind::And, foldAnd},
    {OpKind::Or, foldOr},
    {OpKind::Xor, foldXor},
    {OpKind::Not, foldNot},
    {OpKind::Neg, foldNeg},
    {OpKind::Shl, foldShift},
    {OpKind::Shr, foldShift},
    {OpKind::RotL, foldShift},
    {OpKind::RotR, foldShift},
    {OpKind::Min, foldMinMax},
    {OpKind::Max, foldMinMax},
    {OpKind::AbsDiff, foldAbsDiff},
    {OpKind::MulHigh, foldMulHigh},
    {OpKind::SatAdd, foldSatAdd},
    {OpKind::SatSub, foldSub},
    {OpKind::Cmp, foldCmp, true},
    {OpKind::Select, foldSelect},
    {OpKind::Convert, foldConvert, true},
    {OpKind::Bitcast, foldBitcast, true},
};

Value *foldIdentity(Op &op, Folder &folder) {
  for (const Identity &identity : kIdentities)
    if (op.is(identity.kind))
      return identity.takesFloats || !op.operand(0)->type().isFloat() ? identity.fold(op, folder)
                                                                      : nullptr;
  return nullptr;
}

} // namespace vyrecc
