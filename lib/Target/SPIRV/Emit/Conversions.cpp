// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions (SPIR-V, section 3.42.11). Where a float is out of the integer's range, or not a
// number, SPIR-V's conversion is undefined; the IR saturates, and makes NaN 0.
#include "Emit/KernelEmitter.h"

namespace vyrecc::spirv {

using ir::Type;

namespace {

// Bit patterns of floats. Patterns of floats of one sign are ordered as the floats are, with NaNs
// above infinity.
constexpr uint32_t kTwoTo31 = 0x4F000000;
constexpr uint32_t kTwoTo32 = 0x4F800000;
constexpr uint32_t kInfinityBits = 0x7F800000;

} // namespace

uint32_t KernelEmitter::toBool(const Op &op) {
  const Type type = op.operand(0)->type();
  // Unordered, so that NaN is true.
  const spv::Op opcode = type.isFloat() ? spv::Op::OpFUnordNotEqual : spv::Op::OpINotEqual;
  return value(opcode, Type::getBool(), {operand(op, 0), constants.get(type, 0)});
}

uint32_t KernelEmitter::fromBool(const Op &op) {
  const Type type = op.results()[0].type();
  const uint32_t one = constants.get(type, type.isFloat() ? 0x3F800000 : 1);
  return select(type, operand(op, 0), one, constants.get(type, 0));
}

/// One unsigned comparison of the bits finds the range [+0, 2^32): negative floats and NaNs have
/// larger patterns.
uint32_t KernelEmitter::floatToUnsigned(const Op &op) {
  const Type type = Type::getU32();
  const uint32_t bits = value(spv::Op::OpBitcast, type, operand(op, 0));
  const uint32_t fits = value(spv::Op::OpULessThan, Type::getBool(), {bits, u32(kTwoTo32)});
  const uint32_t above = value(spv::Op::OpISub, type, {bits, u32(kTwoTo32)});
  const uint32_t tooLarge =
      value(spv::Op::OpULessThanEqual, Type::getBool(), {above, u32(kInfinityBits - kTwoTo32)});
  const uint32_t safe = select(Type::getF32(), fits, operand(op, 0), f32Bits(0));
  const uint32_t converted = value(spv::Op::OpConvertFToU, type, safe);
  return select(type, tooLarge, u32(0xFFFFFFFF), converted);
}

/// The same with the sign taken off first; it decides to which end a float that is too large goes.
uint32_t KernelEmitter::floatToSigned(const Op &op) {
  const Type type = Type::getI32();
  const uint32_t magnitude = magnitudeBits(op);
  const uint32_t fits = value(spv::Op::OpULessThan, Type::getBool(), {magnitude, u32(kTwoTo31)});
  const uint32_t above = value(spv::Op::OpISub, Type::getU32(), {magnitude, u32(kTwoTo31)});
  const uint32_t tooLarge =
      value(spv::Op::OpULessThanEqual, Type::getBool(), {above, u32(kInfinityBits - kTwoTo31)});
  const uint32_t safe = select(Type::getF32(), fits, operand(op, 0), f32Bits(0));
  const uint32_t converted = value(spv::Op::OpConvertFToS, type, safe);
  const uint32_t signedBits = value(spv::Op::OpBitcast, type, operand(op, 0));
  return select(type, tooLarge, saturatedBySign(signedBits), converted);
}

void KernelEmitter::emit(Op &op, Row<OpKind::Convert>) {
  const Type from = op.operand(0)->type(), to = op.result()->type();
  if (from == to)
    return define(op, operand(op, 0));
  if (to.isBool())
    return define(op, toBool(op));
  if (from.isBool())
    return define(op, fromBool(op));
  if (from.isFloat())
    return define(op, to.isSigned() ? floatToSigned(op) : floatToUnsigned(op));
  if (!to.isFloat() && from.bits() == to.bits())
    return define(op, value(spv::Op::OpBitcast, to, operand(op, 0)));
  if (!to.isFloat()) // the operand says how to extend; the result is as wide whatever its sign
    return define(op, value(from.isSigned() ? spv::Op::OpSConvert : spv::Op::OpUConvert, to,
                            operand(op, 0)));
  const spv::Op opcode = from.isSigned() ? spv::Op::OpConvertSToF : spv::Op::OpConvertUToF;
  define(op, value(opcode, to, operand(op, 0)));
}

void KernelEmitter::emit(Op &op, Row<OpKind::Bitcast>) {
  const Type to = op.result()->type();
  if (op.operand(0)->type() == to)
    return define(op, operand(op, 0));
  define(op, value(spv::Op::OpBitcast, to, operand(op, 0)));
}

} // namespace vyrecc::spirv
