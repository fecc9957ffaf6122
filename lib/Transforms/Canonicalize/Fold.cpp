// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folds ops over constants:
//
//   vir.add 2, 3  ->  5
//
// with the meaning that the op table gives each op.
#include "Fold.h"
#include "vyre-cc/IR/Predicate.h"
#include "llvm/ADT/APInt.h"
#include <array>

namespace vyrecc {

using namespace ir;
using llvm::APInt;

Block::OpList::iterator ConstantPool::end() {
  return last ? std::next(last->getIterator()) : entry.ops().begin();
}

Value *ConstantPool::get(Type type, uint64_t bits, SourceLoc loc) {
  Value *&value = known[keyOf(type, bits)];
  if (value)
    return value;
  if (last)
    builder.setInsertionPointAfter(last);
  else
    builder.setInsertionPointBefore(&entry.ops().front());
  builder.setLoc(loc);
  value = builder.constant(type, bits);
  last = value->definingOp();
  return value;
}

bool ConstantPool::adopt(Op &op) {
  const Attr &attr = *op.attr(AttrName::Value);
  auto [entryOf, isNew] = known.try_emplace(keyOf(attr.asType(), attr.asInt()), op.result());
  if (!isNew) {
    if (entryOf->second == op.result())
      return false;
    op.result()->replaceAllUsesWith(entryOf->second);
    op.erase();
    return true;
  }
  bool isInPlace = end() == op.getIterator();
  if (!isInPlace)
    op.moveBefore(&*end());
  last = &op;
  return !isInPlace;
}

bool compare(Predicate predicate, Type type, uint64_t lhs, uint64_t rhs) {
  APInt a(type.bits(), lhs), b(type.bits(), rhs);
  bool less = type.isSigned() ? a.slt(b) : a.ult(b);
  switch (predicate) {
  case Predicate::Eq:
    return a == b;
  case Predicate::Ne:
    return a != b;
  case Predicate::Lt:
    return less;
  case Predicate::Le:
    return less || a == b;
  case Predicate::Gt:
    return !less && a != b;
  case Predicate::Ge:
    return !less;
  }
  return false;
}

namespace {

using Unary = APInt (*)(const APInt &value);
/// nullopt where the op is undefined for these values.
using Binary = std::optional<APInt> (*)(const APInt &lhs, const APInt &rhs, bool isSigned);

constexpr size_t kNumOps = 0
#define VYRE_OP(...) +1
#include "vyre-cc/IR/Ops.def"
    ;

template <typename Rule> struct RuleTable {
  std::array<Rule, kNumOps> rules{};
  constexpr Rule &operator[](OpKind kind) { return rules[static_cast<size_t>(kind)]; }
  constexpr Rule operator[](OpKind kind) const { return rules[static_cast<size_t>(kind)]; }
};

unsigned amount(const APInt &value) { return value.urem(value.getBitWidth()); }

constexpr RuleTable<Unary> kUnary = [] {
  RuleTable<Unary> table;
  table[OpKind::Neg] = [](const APInt &x) { return -x; };
  table[OpKind::Not] = [](const APInt &x) { return ~x; };
  table[OpKind::Popcount] = [](const APInt &x) { return APInt(x.getBitWidth(), x.popcount()); };
  table[OpKind::Clz] = [](const APInt &x) { return APInt(x.getBitWidth(), x.countl_zero()); };
  table[OpKind::Ctz] = [](const APInt &x) { return APInt(x.getBitWidth(), x.countr_zero()); };
  table[OpKind::BitReverse] = [](const APInt &x) { return x.reverseBits(); };
  return table;
}();

using Folded = std::optional<APInt>;

constexpr RuleTable<Binary> kBinary = [] {
  RuleTable<Binary> table;
  table[OpKind::Add] = [](const APInt &a, const APInt &b, bool) -> Folded { return a + b; };
  table[OpKind::Sub] = [](const APInt &a, const APInt &b, bool) -> Folded { return a - b; };
  table[OpKind::Mul] = [](const APInt &a, const APInt &b, bool) -> Folded { return a * b; };
  table[OpKind::Div] = [](const APInt &a, const APInt &b, bool isSigned) -> Folded {
    if (!isSigned)
      return b.isZero() ? APInt::getAllOnes(a.getBitWidth()) : a.udiv(b);
    if (b.isZero() || (a.isMinSignedValue() && b.isAllOnes()))
      return std::nullopt;
    return a.sdiv(b);
  };
  table[OpKind::Rem] = [](const APInt &a, const APInt &b, bool isSigned) -> Folded {
    if (!isSigned)
      return b.isZero() ? APInt::getZero(a.getBitWidth()) : a.urem(b);
    if (b.isZero() || (a.isMinSignedValue() && b.isAllOnes()))
      return std::nullopt;
    return a.srem(b);
  };
  table[OpKind::Min] = [](const APInt &a, const APInt &b, bool isSigned) -> Folded {
    return isSigned ? llvm::APIntOps::smin(a, b) : llvm::APIntOps::umin(a, b);
  };
  table[OpKind::Max] = [](const APInt &a, const APInt &b, bool isSigned) -> Folded {
    return isSigned ? llvm::APIntOps::smax(a, b) : llvm::APIntOps::umax(a, b);
  };
  table[OpKind::AbsDiff] = [](const APInt &a, const APInt &b, bool isSigned) -> Folded {
    return isSigned ? llvm::APIntOps::abds(a, b) : llvm::APIntOps::abdu(a, b);
  };
  table[OpKind::SatAdd] = [](const APInt &a, const APInt &b, bool isSigned) -> Folded {
    return isSigned ? a.sadd_sat(b) : a.uadd_sat(b);
  };
  table[OpKind::SatSub] = [](const APInt &a, const APInt &b, bool isSigned) -> Folded {
    return isSigned ? a.ssub_sat(b) : a.usub_sat(b);
  };
  table[OpKind::SatMul] = [](const APInt &a, const APInt &b, bool isSigned) -> Folded {
    return isSigned ? a.smul_sat(b) : a.umul_sat(b);
  };
  table[OpKind::MulHigh] = [](const APInt &a, const APInt &b, bool isSigned) -> Folded {
    return isSigned ? llvm::APIntOps::mulhs(a, b) : llvm::APIntOps::mulhu(a, b);
  };
  table[OpKind::And] = [](const APInt &a, const APInt &b, bool) -> Folded { return a & b; };
  table[OpKind::Or] = [](const APInt &a, const APInt &b, bool) -> Folded { return a | b; };
  table[OpKind::Xor] = [](const APInt &a, const APInt &b, bool) -> Folded { return a ^ b; };
  table[OpKind::Shl] = [](const APInt &a, const APInt &b, bool) -> Folded {
    return a.shl(amount(b));
  };
  table[OpKind::Shr] = [](const APInt &a, const APInt &b, bool isSigned) -> Folded {
    return isSigned ? a.ashr(amount(b)) : a.lshr(amount(b));
  };
  table[OpKind::RotL] = [](const APInt &a, const APInt &b, bool) -> Folded {
    return a.rotl(amount(b));
  };
  table[OpKind::RotR] = [](const APInt &a, const APInt &b, bool) -> Folded {
    return a.rotr(amount(b));
  };
  return table;
}();

std::optional<uint64_t> evaluateConvert(Type from, Type to, uint64_t bits) {
  if (from.isFloat() || to.isFloat())
    return std::nullopt;
  if (to.isBool())
    return bits != 0;
  APInt value(from.bits(), bits);
  return (from.isSigned() ? value.sextOrTrunc(to.bits()) : value.zextOrTrunc(to.bits()))
      .getZExtValue();
}

} // namespace

std::optional<uint64_t> evaluate(Op &op) {
  std::optional<uint64_t> lhs = constantBits(op.operand(0));
  if (!lhs)
    return std::nullopt;
  Type type = op.operand(0)->type();
  if (op.is(OpKind::Convert))
    return evaluateConvert(type, op.result()->type(), *lhs);
  if (op.is(OpKind::Bitcast))
    return op.result()->type().isVector() ? std::nullopt : lhs;
  if (type.isFloat())
    return std::nullopt;
  if (op.numOperands() == 1) {
    Unary rule = kUnary[op.kind()];
    return rule ? std::optional(rule(APInt(type.bits(), *lhs)).getZExtValue()) : std::nullopt;
  }
  std::optional<uint64_t> rhs = constantBits(op.operand(1));
  if (!rhs)
    return std::nullopt;
  if (op.is(OpKind::Cmp))
    return compare(op.enumAttr<Predicate>(AttrName::Predicate), type, *lhs, *rhs);
  Binary rule = kBinary[op.kind()];
  if (!rule)
    return std::nullopt;
  Folded result = rule(APInt(type.bits(), *lhs), APInt(type.bits(), *rhs), type.isSigned());
  return result ? std::optional(result->getZExtValue()) : std::nullopt;
}

static bool isCommutative(OpKind kind) {
  static constexpr OpKind kKinds[] = {
      OpKind::Add, OpKind::Mul,     OpKind::And,    OpKind::Or,     OpKind::Xor,    OpKind::Min,
      OpKind::Max, OpKind::AbsDiff, OpKind::SatAdd, OpKind::SatMul, OpKind::MulHigh};
  return llvm::is_contained(kKinds, kind);
}

/// Moves a constant to the right, so that identities need to look there alone.
static void moveConstantRight(Op &op, Folder &folder) {
  Value *lhs = op.operand(0), *rhs = op.operand(1);
  if (!constantBits(lhs) || constantBits(rhs) || lhs->type().isFloat())
    return;
  if (op.is(OpKind::Cmp))
    op.setAttr(AttrName::Predicate,
               Attr::enumerator(swapped(op.enumAttr<Predicate>(AttrName::Predicate))));
  else if (!isCommutative(op.kind()))
    return;
  folder.setOperand(op, 0, rhs);
  folder.setOperand(op, 1, lhs);
}

Value *Folder::fold(Op &op) {
  if (op.numOperands() == 0 || op.info().effects != Pure || op.operand(0)->type().isVector())
    return nullptr;
  if (std::optional<uint64_t> bits = evaluate(op))
    return constant(op, *bits);
  if (std::optional<uint64_t> bits = evaluateFloats(op))
    return constant(op, *bits);
  if (op.numOperands() == 2)
    moveConstantRight(op, *this);
  return foldIdentity(op, *this);
}

} // namespace vyrecc
