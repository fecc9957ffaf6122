// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shifts, rotations, bit counts, comparisons, choice, and tests on the bits of floats.
#include "Emit/KernelEmitter.h"
#include "vyre-cc/IR/Builder.h"

namespace vyrecc::spirv {

using ir::Predicate;
using ir::Type;

namespace {

constexpr uint32_t kMagnitudeMask = 0x7FFFFFFF;
constexpr uint32_t kInfinityBits = 0x7F800000;

spv::Op boolComparison(Predicate predicate) {
  assert((predicate == Predicate::Eq || predicate == Predicate::Ne) && "bools have no order");
  return predicate == Predicate::Eq ? spv::Op::OpLogicalEqual : spv::Op::OpLogicalNotEqual;
}

spv::Op integerComparison(Predicate predicate, bool isSigned) {
  switch (predicate) {
  case Predicate::Eq:
    return spv::Op::OpIEqual;
  case Predicate::Ne:
    return spv::Op::OpINotEqual;
  case Predicate::Lt:
    return isSigned ? spv::Op::OpSLessThan : spv::Op::OpULessThan;
  case Predicate::Le:
    return isSigned ? spv::Op::OpSLessThanEqual : spv::Op::OpULessThanEqual;
  case Predicate::Gt:
    return isSigned ? spv::Op::OpSGreaterThan : spv::Op::OpUGreaterThan;
  case Predicate::Ge:
    return isSigned ? spv::Op::OpSGreaterThanEqual : spv::Op::OpUGreaterThanEqual;
  }
  return spv::Op::OpNop;
}

/// False with NaN, but for "not equal".
spv::Op floatComparison(Predicate predicate) {
  switch (predicate) {
  case Predicate::Eq:
    return spv::Op::OpFOrdEqual;
  case Predicate::Ne:
    return spv::Op::OpFUnordNotEqual;
  case Predicate::Lt:
    return spv::Op::OpFOrdLessThan;
  case Predicate::Le:
    return spv::Op::OpFOrdLessThanEqual;
  case Predicate::Gt:
    return spv::Op::OpFOrdGreaterThan;
  case Predicate::Ge:
    return spv::Op::OpFOrdGreaterThanEqual;
  }
  return spv::Op::OpNop;
}

spv::Op comparison(Predicate predicate, Type type) {
  switch (type.typeClass()) {
  case ir::TypeClass::Bool:
    return boolComparison(predicate);
  case ir::TypeClass::Unsigned:
    return integerComparison(predicate, false);
  case ir::TypeClass::Signed:
    return integerComparison(predicate, true);
  case ir::TypeClass::Float:
    return floatComparison(predicate);
  }
  return spv::Op::OpNop;
}

} // namespace

/// SPIR-V leaves shifts by the width or more undefined.
uint32_t KernelEmitter::shiftAmount(const Op &op) {
  const Type type = op.operand(1)->type();
  if (std::optional<uint64_t> known = ir::constantBits(op.operand(1)))
    return constants.get(type, *known & (type.bits() - 1));
  return value(spv::Op::OpBitwiseAnd, type, {operand(op, 1), constants.get(type, type.bits() - 1)});
}

void KernelEmitter::emit(Op &op, Row<OpKind::Shl>) {
  const uint32_t amount = shiftAmount(op);
  define(op, value(spv::Op::OpShiftLeftLogical, op.result()->type(), {operand(op, 0), amount}));
}

void KernelEmitter::emit(Op &op, Row<OpKind::Shr>) {
  const Type type = op.result()->type();
  const spv::Op opcode =
      type.isSigned() ? spv::Op::OpShiftRightArithmetic : spv::Op::OpShiftRightLogical;
  const uint32_t amount = shiftAmount(op);
  define(op, value(opcode, type, {operand(op, 0), amount}));
}

/// The bits shifted out along come back from the other side. Both amounts stay below the width, 0
/// included.
void KernelEmitter::emitRotate(Op &op, spv::Op along, spv::Op back) {
  const Type type = op.result()->type();
  const uint32_t amount = shiftAmount(op);
  uint32_t rest;
  if (std::optional<uint64_t> known = ir::constantBits(op.operand(1))) {
    rest = constants.get(type, (0 - *known) & 31);
  } else {
    const uint32_t negated = value(spv::Op::OpSNegate, type, amount);
    rest = value(spv::Op::OpBitwiseAnd, type, {negated, constants.get(type, 31)});
  }
  const uint32_t moved = value(along, type, {operand(op, 0), amount});
  const uint32_t returned = value(back, type, {operand(op, 0), rest});
  define(op, value(spv::Op::OpBitwiseOr, type, {moved, returned}));
}

void KernelEmitter::emit(Op &op, Row<OpKind::RotL>) {
  emitRotate(op, spv::Op::OpShiftLeftLogical, spv::Op::OpShiftRightLogical);
}

void KernelEmitter::emit(Op &op, Row<OpKind::RotR>) {
  emitRotate(op, spv::Op::OpShiftRightLogical, spv::Op::OpShiftLeftLogical);
}

/// FindUMsb gives -1 for 0, so that the difference is the width there.
void KernelEmitter::emit(Op &op, Row<OpKind::Clz>) {
  const Type type = op.result()->type();
  const uint32_t highest = glsl(GLSLstd450FindUMsb, type, operand(op, 0));
  define(op, value(spv::Op::OpISub, type, {constants.get(type, 31), highest}));
}

/// FindILsb gives -1 for 0, the largest unsigned value.
void KernelEmitter::emit(Op &op, Row<OpKind::Ctz>) {
  const Type type = op.result()->type();
  const uint32_t lowest = glsl(GLSLstd450FindILsb, type, operand(op, 0));
  define(op, glsl(GLSLstd450UMin, type, {lowest, constants.get(type, 32)}));
}

void KernelEmitter::emit(Op &op, Row<OpKind::Cmp>) {
  const auto predicate = op.enumAttr<Predicate>(ir::AttrName::Predicate);
  define(op, value(comparison(predicate, op.operand(0)->type()), Type::getBool(),
                   {operand(op, 0), operand(op, 1)}));
}

void KernelEmitter::emit(Op &op, Row<OpKind::Select>) {
  define(op, select(op.result()->type(), operand(op, 0), operand(op, 1), operand(op, 2)));
}

uint32_t KernelEmitter::magnitudeBits(const Op &op) {
  const uint32_t bits = value(spv::Op::OpBitcast, Type::getU32(), operand(op, 0));
  return value(spv::Op::OpBitwiseAnd, Type::getU32(), {bits, u32(kMagnitudeMask)});
}

uint32_t KernelEmitter::signedOne(const Op &op) {
  const Type type = Type::getU32();
  const uint32_t bits = value(spv::Op::OpBitcast, type, operand(op, 0));
  const uint32_t sign = value(spv::Op::OpBitwiseAnd, type, {bits, u32(~kMagnitudeMask)});
  const uint32_t one = value(spv::Op::OpBitwiseOr, type, {sign, u32(0x3F800000)});
  return value(spv::Op::OpBitcast, Type::getF32(), one);
}

// A device may assume that there are no NaNs and infinities, and answer SPIR-V's own tests
// accordingly.
void KernelEmitter::emit(Op &op, Row<OpKind::IsNan>) {
  const uint32_t magnitude = magnitudeBits(op);
  define(op, value(spv::Op::OpUGreaterThan, Type::getBool(), {magnitude, u32(kInfinityBits)}));
}

void KernelEmitter::emit(Op &op, Row<OpKind::IsInf>) {
  const uint32_t magnitude = magnitudeBits(op);
  define(op, value(spv::Op::OpIEqual, Type::getBool(), {magnitude, u32(kInfinityBits)}));
}

void KernelEmitter::emit(Op &op, Row<OpKind::IsFinite>) {
  const uint32_t magnitude = magnitudeBits(op);
  define(op, value(spv::Op::OpULessThan, Type::getBool(), {magnitude, u32(kInfinityBits)}));
}

/// On the bits, since the device may treat subnormals and NaNs in floats as it likes.
void KernelEmitter::emit(Op &op, Row<OpKind::FCanon>) {
  constexpr uint32_t kInfinity = 0x7F800000, kSmallestNormal = 0x00800000, kNaN = 0x7FC00000;
  const Type type = Type::getU32();
  const uint32_t bits = value(spv::Op::OpBitcast, type, operand(op, 0));
  const uint32_t magnitude = magnitudeBits(op);
  const uint32_t sign = value(spv::Op::OpBitwiseAnd, type, {bits, u32(0x80000000)});
  const uint32_t isSmall =
      value(spv::Op::OpULessThan, Type::getBool(), {magnitude, u32(kSmallestNormal)});
  const uint32_t isNaN =
      value(spv::Op::OpUGreaterThan, Type::getBool(), {magnitude, u32(kInfinity)});
  const uint32_t flushed = select(type, isSmall, sign, bits);
  const uint32_t canonical = select(type, isNaN, u32(kNaN), flushed);
  define(op, value(spv::Op::OpBitcast, Type::getF32(), canonical));
}

} // namespace vyrecc::spirv
