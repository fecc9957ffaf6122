// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic (SPIR-V, section 3.42.13) and what the IR defines where SPIR-V does not: division by
// zero, saturation, rounding half away from zero.
#include "Emit/KernelEmitter.h"
#include "vyre-cc/IR/Builder.h"

namespace vyrecc::spirv {

using ir::Type;

namespace {

constexpr uint32_t kAllOnes = 0xFFFFFFFF;
constexpr uint32_t kLowest = 0x80000000;
constexpr uint32_t kHighest = 0x7FFFFFFF;

template <typename T>
T byClass(ir::TypeClass typeClass, T boolean, T unsignedOp, T signedOp, T floatOp) {
  switch (typeClass) {
  case ir::TypeClass::Bool:
    return boolean;
  case ir::TypeClass::Unsigned:
    return unsignedOp;
  case ir::TypeClass::Signed:
    return signedOp;
  case ir::TypeClass::Float:
    return floatOp;
  }
  return boolean;
}

} // namespace

void KernelEmitter::emitCore(Op &op, spv::Op boolean, spv::Op unsignedOp, spv::Op signedOp,
                             spv::Op floatOp) {
  const Type type = op.operand(0)->type();
  const spv::Op opcode = byClass(type.typeClass(), boolean, unsignedOp, signedOp, floatOp);
  assert(opcode != spv::Op::OpNop && "the row does not take this class");
  uint32_t operands[4];
  for (unsigned index = 0; index != op.numOperands(); ++index)
    operands[index] = operand(op, index);
  const ArrayRef<uint32_t> used(operands, op.numOperands());
  define(op, type.isFloat() ? exact(opcode, used) : value(opcode, op.result()->type(), used));
}

void KernelEmitter::emitGlsl(Op &op, GLSLstd450 unsignedOp, GLSLstd450 signedOp,
                             GLSLstd450 floatOp) {
  const GLSLstd450 instruction =
      byClass(op.operand(0)->type().typeClass(), GLSLstd450Bad, unsignedOp, signedOp, floatOp);
  assert(instruction != GLSLstd450Bad && "the row does not take this class");
  uint32_t operands[4];
  for (unsigned index = 0; index != op.numOperands(); ++index)
    operands[index] = operand(op, index);
  define(op, glsl(instruction, op.result()->type(), {operands, op.numOperands()}));
}

uint32_t KernelEmitter::exact(spv::Op opcode, ArrayRef<uint32_t> operands) {
  const uint32_t result = value(opcode, Type::getF32(), operands);
  words.decorate(result, spv::Decoration::NoContraction);
  return result;
}

/// The divisor, or 1 where the division would be undefined: a device may do anything then, faults
/// included.
uint32_t KernelEmitter::safeDivisor(Op &op) {
  const Type type = op.operand(0)->type();
  const uint32_t divisor = operand(op, 1);
  const std::optional<uint64_t> known = ir::constantBits(op.operand(1));
  const bool mayBeZero = !known || static_cast<uint32_t>(*known) == 0;
  const bool mayOverflow = type.isSigned() && (!known || static_cast<uint32_t>(*known) == kAllOnes);
  uint32_t undefined = 0;
  if (mayBeZero)
    undefined = value(spv::Op::OpIEqual, Type::getBool(), {divisor, constants.get(type, 0)});
  if (mayOverflow) {
    const uint32_t lowest =
        value(spv::Op::OpIEqual, Type::getBool(), {operand(op, 0), constants.get(type, kLowest)});
    const uint32_t minusOne =
        value(spv::Op::OpIEqual, Type::getBool(), {divisor, constants.get(type, kAllOnes)});
    const uint32_t both = value(spv::Op::OpLogicalAnd, Type::getBool(), {lowest, minusOne});
    undefined = undefined ? value(spv::Op::OpLogicalOr, Type::getBool(), {undefined, both}) : both;
  }
  return undefined ? select(type, undefined, constants.get(type, 1), divisor) : divisor;
}

void KernelEmitter::emit(Op &op, Row<OpKind::Div>) {
  const Type type = op.result()->type();
  if (type.isFloat())
    return define(op, exact(spv::Op::OpFDiv, {operand(op, 0), operand(op, 1)}));
  const uint32_t divisor = safeDivisor(op);
  if (type.isSigned())
    return define(op, value(spv::Op::OpSDiv, type, {operand(op, 0), divisor}));
  const uint32_t quotient = value(spv::Op::OpUDiv, type, {operand(op, 0), divisor});
  if (divisor == operand(op, 1))
    return define(op, quotient);
  const uint32_t isZero =
      value(spv::Op::OpIEqual, Type::getBool(), {operand(op, 1), constants.get(type, 0)});
  define(op, select(type, isZero, constants.get(type, kAllOnes), quotient));
}

/// Dividing by 1 where the divisor is 0 gives the documented 0.
void KernelEmitter::emit(Op &op, Row<OpKind::Rem>) {
  const Type type = op.result()->type();
  const spv::Op opcode = type.isSigned() ? spv::Op::OpSRem : spv::Op::OpUMod;
  const uint32_t divisor = safeDivisor(op);
  define(op, value(opcode, type, {operand(op, 0), divisor}));
}

void KernelEmitter::emit(Op &op, Row<OpKind::AbsDiff>) {
  const Type type = op.operand(0)->type();
  const uint32_t a = operand(op, 0), b = operand(op, 1);
  const uint32_t high = glsl(type.isSigned() ? GLSLstd450SMax : GLSLstd450UMax, type, {a, b});
  const uint32_t low = glsl(type.isSigned() ? GLSLstd450SMin : GLSLstd450UMin, type, {a, b});
  // The distance of two signed integers fits the unsigned type, and so does the difference, which
  // wraps.
  define(op, value(spv::Op::OpISub, op.result()->type(), {high, low}));
}

/// The end of the signed range on the side of `value`'s sign.
uint32_t KernelEmitter::saturatedBySign(uint32_t operand) {
  const Type type = Type::getI32();
  const uint32_t sign = value(spv::Op::OpShiftRightArithmetic, type, {operand, u32(31)});
  return value(spv::Op::OpBitwiseXor, type, {sign, constants.get(type, kHighest)});
}

void KernelEmitter::emit(Op &op, Row<OpKind::SatAdd>) {
  const Type type = op.result()->type();
  const uint32_t a = operand(op, 0), b = operand(op, 1);
  if (type.isUnsigned()) {
    // What may be added to `a` at most is its complement.
    const uint32_t room = value(spv::Op::OpNot, type, a);
    const uint32_t fitting = glsl(GLSLstd450UMin, type, {b, room});
    return define(op, value(spv::Op::OpIAdd, type, {a, fitting}));
  }
  // The sum overflowed if its sign differs from both operands'.
  const uint32_t sum = value(spv::Op::OpIAdd, type, {a, b});
  const uint32_t fromA = value(spv::Op::OpBitwiseXor, type, {a, sum});
  const uint32_t fromB = value(spv::Op::OpBitwiseXor, type, {b, sum});
  const uint32_t both = value(spv::Op::OpBitwiseAnd, type, {fromA, fromB});
  const uint32_t overflow =
      value(spv::Op::OpSLessThan, Type::getBool(), {both, constants.get(type, 0)});
  define(op, select(type, overflow, saturatedBySign(a), sum));
}

void KernelEmitter::emit(Op &op, Row<OpKind::SatSub>) {
  const Type type = op.result()->type();
  const uint32_t a = operand(op, 0), b = operand(op, 1);
  if (type.isUnsigned()) {
    const uint32_t fitting = glsl(GLSLstd450UMin, type, {a, b});
    return define(op, value(spv::Op::OpISub, type, {a, fitting}));
  }
  // The difference overflowed if the operands' signs differ and its sign is not the first one's.
  const uint32_t difference = value(spv::Op::OpISub, type, {a, b});
  const uint32_t apart = value(spv::Op::OpBitwiseXor, type, {a, b});
  const uint32_t flipped = value(spv::Op::OpBitwiseXor, type, {a, difference});
  const uint32_t both = value(spv::Op::OpBitwiseAnd, type, {apart, flipped});
  const uint32_t overflow =
      value(spv::Op::OpSLessThan, Type::getBool(), {both, constants.get(type, 0)});
  define(op, select(type, overflow, saturatedBySign(a), difference));
}

KernelEmitter::Ids<2> KernelEmitter::wideProduct(Op &op) {
  const Type type = op.operand(0)->type();
  const spv::Op opcode = type.isSigned() ? spv::Op::OpSMulExtended : spv::Op::OpUMulExtended;
  const uint32_t both =
      words.value(opcode, types.pair(types.get(type)), {operand(op, 0), operand(op, 1)});
  const uint32_t low = value(spv::Op::OpCompositeExtract, type, {both, 0});
  const uint32_t high = value(spv::Op::OpCompositeExtract, type, {both, 1});
  return {low, high};
}

void KernelEmitter::emit(Op &op, Row<OpKind::SatMul>) {
  const Type type = op.result()->type();
  const auto [low, high] = wideProduct(op);
  if (type.isUnsigned()) {
    const uint32_t overflow =
        value(spv::Op::OpINotEqual, Type::getBool(), {high, constants.get(type, 0)});
    return define(op, select(type, overflow, constants.get(type, kAllOnes), low));
  }
  // The product fits if the high word only repeats the sign of the low one.
  const uint32_t sign = value(spv::Op::OpShiftRightArithmetic, type, {low, u32(31)});
  const uint32_t overflow = value(spv::Op::OpINotEqual, Type::getBool(), {high, sign});
  const uint32_t signs = value(spv::Op::OpBitwiseXor, type, {operand(op, 0), operand(op, 1)});
  define(op, select(type, overflow, saturatedBySign(signs), low));
}

void KernelEmitter::emit(Op &op, Row<OpKind::MulHigh>) { define(op, wideProduct(op)[1]); }

/// GLSL's InverseSqrt rounds once.
void KernelEmitter::emit(Op &op, Row<OpKind::InverseSqrt>) {
  const uint32_t root = glsl(GLSLstd450Sqrt, Type::getF32(), operand(op, 0));
  define(op, exact(spv::Op::OpFDiv, {f32Bits(0x3F800000), root}));
}

/// GLSL's Round may take either neighbour of a half. The truncated value keeps the sign of zero;
/// what was cut off is exact, as is the step of 1 where it is made.
void KernelEmitter::emit(Op &op, Row<OpKind::Round>) {
  const Type type = Type::getF32();
  const uint32_t operandId = operand(op, 0);
  const uint32_t truncated = glsl(GLSLstd450Trunc, type, operandId);
  const uint32_t rest = exact(spv::Op::OpFSub, {operandId, truncated});
  const uint32_t distance = glsl(GLSLstd450FAbs, type, rest);
  const uint32_t isFar =
      value(spv::Op::OpFOrdGreaterThanEqual, Type::getBool(), {distance, f32Bits(0x3F000000)});
  const uint32_t stepped = exact(spv::Op::OpFAdd, {truncated, signedOne(op)});
  define(op, select(type, isFar, stepped, truncated));
}

/// GLSL's FSign leaves NaN open.
void KernelEmitter::emit(Op &op, Row<OpKind::Sign>) {
  const Type type = Type::getF32();
  const uint32_t magnitude = magnitudeBits(op);
  const uint32_t isZero = value(spv::Op::OpIEqual, Type::getBool(), {magnitude, u32(0)});
  const uint32_t sign = select(type, isZero, f32Bits(0), signedOne(op));
  const uint32_t isNan =
      value(spv::Op::OpUGreaterThan, Type::getBool(), {magnitude, u32(0x7F800000)});
  define(op, select(type, isNan, operand(op, 0), sign));
}

} // namespace vyrecc::spirv
