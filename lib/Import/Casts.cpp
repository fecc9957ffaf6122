// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports casts and the coercions of indices, bounds and conditions (sections 16.1 and 16.6). What the
// reference refuses when it meets a value becomes a trap.
#include "Importer.h"

namespace vyrecc {

using namespace vir0;
using ir::OpKind;
using ir::Predicate;
using ir::Type;

static constexpr llvm::StringLiteral kOutOfRange = "vir0.out-of-range";

void Importer::trapIf(ir::Value *bad, llvm::StringRef tag) {
  ir::Block *block = builder.insertionBlock();
  SourceLoc loc = builder.loc();
  ir::Op *branch = builder.createIf(bad, {});
  builder.setInsertionPointToEnd(branch->region(0).block());
  // Where the program goes wrong: the byte of the blob, or the line of the assembly.
  ir::Value *address = builder.constU32(loc.isBytes() ? loc.offset : loc.line);
  builder.create(OpKind::Trap, {}, address, ir::NamedAttr{ir::AttrName::Tag, ir::Attr::string(tag)});
  builder.setInsertionPointToEnd(branch->region(1).block());
  builder.yield();
  builder.setInsertionPointToEnd(*block);
}

ir::Value *Importer::lowWord(ir::Value *u64) { return builder.convert(u64, Type::getU32()); }

ir::Value *Importer::highWord(ir::Value *u64) {
  ir::Value *shift = builder.constant(Type::getU64(), 32);
  return lowWord(builder.build(OpKind::Shr, {u64, shift}));
}

ir::Value *Importer::asF32(ir::Value *value) { return builder.convert(value, Type::getF32()); }

ir::Value *Importer::rawBytes(Operand operand, unsigned bytes) {
  ir::Value *value = operand.value;
  const Type wide = Type::getU64(), word = Type::getU32(), quad(ir::ScalarKind::U32, 4);
  if (value->type().isBool())
    value = builder.convert(value, word);
  else if (value->type().isFloat()) // the reference holds every float as f64
    value = builder.bitcast(builder.convert(value, Type::getF64()), wide);
  else if (value->type() == Type::getI32())
    value = builder.bitcast(value, word);
  auto lane = [&](unsigned index) {
    return builder.build(OpKind::VectorExtract, value,
                         ir::NamedAttr{ir::AttrName::Lane, ir::Attr::integer(index)});
  };
  auto join = [&](ir::Value *low, ir::Value *high) {
    ir::Value *upper = builder.build(
        OpKind::Shl, {builder.convert(high, wide), builder.constant(wide, 32)});
    return builder.build(OpKind::Or, {builder.convert(low, wide), upper});
  };
  const Type from = value->type();
  if (bytes == 4)
    return from == quad ? lane(0) : builder.convert(value, word);
  if (bytes == 8)
    return from == quad ? join(lane(0), lane(1)) : builder.convert(value, wide);
  if (from == quad)
    return value;
  ir::Value *zero = builder.constU32(0);
  ir::Value *high = from == wide ? highWord(value) : zero;
  ir::Value *low = builder.convert(value, word);
  return builder.create(OpKind::VectorMake, quad, {low, high, zero, zero})->result();
}

ir::Value *Importer::isLongerThan(Operand operand, uint32_t bytes) {
  if (!operand.runLength)
    return builder.constBool(operand.length > bytes);
  return builder.cmp(Predicate::Gt, operand.runLength, builder.constU32(bytes));
}

/// Of an I32, or of a word that may be one.
ir::Value *Importer::isNegative(Operand operand) {
  ir::Value *word = builder.bitcast(operand.value, Type::getI32());
  ir::Value *negative = builder.cmp(Predicate::Lt, word, builder.zero(Type::getI32()));
  return operand.isSigned ? builder.build(OpKind::And, {operand.isSigned, negative}) : negative;
}

/// Computed from its bits: an f32 between would round across the limit, or to the next index.
ir::Value *Importer::wordOfF64(ir::Value *value) {
  constexpr uint64_t kLimit = 0x41EF'FFFF'FFE0'0000, kOne = 0x3FF0'0000'0000'0000; // 2^32 - 1, 1
  constexpr unsigned kFractionBits = 52, kBias = 1023;
  const Type wide = Type::getU64();
  auto number = [&](uint64_t bits) { return builder.constant(wide, bits); };
  ir::Value *bits = builder.bitcast(value, wide);
  // Those of negative numbers, infinities and NaNs are larger than the limit's.
  ir::Value *inRange = builder.cmp(Predicate::Le, bits, number(kLimit));
  ir::Value *isMinusZero = builder.cmp(Predicate::Eq, bits, number(uint64_t(1) << 63));
  ir::Value *isGood = builder.build(OpKind::Or, {inRange, isMinusZero});
  trapIf(builder.build(OpKind::Not, isGood), kOutOfRange);
  ir::Value *exponent = builder.build(OpKind::Shr, {bits, number(kFractionBits)});
  ir::Value *shift = builder.build(OpKind::Sub, {number(kBias + kFractionBits), exponent});
  constexpr uint64_t kImplied = uint64_t(1) << kFractionBits;
  ir::Value *fraction = builder.build(OpKind::And, {bits, number(kImplied - 1)});
  ir::Value *significand = builder.build(OpKind::Or, {fraction, number(kImplied)});
  ir::Value *whole = lowWord(builder.build(OpKind::Shr, {significand, shift}));
  ir::Value *isOneOrMore =
      builder.build(OpKind::And, {inRange, builder.cmp(Predicate::Ge, bits, number(kOne))});
  return builder.build(OpKind::Select, {isOneOrMore, whole, builder.constU32(0)});
}

ir::Value *Importer::asU32(Operand operand) {
  ir::Value *value = operand.value;
  switch (operand.variant()) {
  case kU32:
    return value;
  case kBool:
    return builder.convert(value, Type::getU32());
  case kI32:
  case kEither:
    trapIf(isNegative(operand), kOutOfRange);
    return builder.bitcast(value, Type::getU32());
  case kU64:
    trapIf(builder.cmp(Predicate::Gt, value, builder.constant(Type::getU64(), 0xFFFF'FFFF)),
           kOutOfRange);
    return lowWord(value);
  case kFloat: {
    if (operand.type() == Type::getF64())
      return wordOfF64(value);
    // No f32 lies between the largest u32 and 2^32. A NaN is in no range.
    ir::Value *limit = builder.constant(Type::getF32(), 0x4F80'0000); // 2^32
    ir::Value *inRange =
        builder.build(OpKind::And, {builder.cmp(Predicate::Ge, value, builder.zero(Type::getF32())),
                                    builder.cmp(Predicate::Lt, value, limit)});
    trapIf(builder.build(OpKind::Not, inRange), kOutOfRange);
    return builder.convert(value, Type::getU32());
  }
  case kBytes:
    trapIf(isLongerThan(operand, 4), kOutOfRange);
    return rawBytes(operand, 4);
  }
  return value;
}

ir::Value *Importer::asByteCount(Operand operand) {
  const Type wide = Type::getU64();
  switch (operand.variant()) {
  case kU64: {
    ir::Value *largest = builder.constant(wide, 0xFFFF'FFFF);
    return lowWord(builder.build(OpKind::Min, {operand.value, largest}));
  }
  case kFloat: {
    ir::Value *value = asF32(operand.value);
    ir::Value *limit = builder.constant(Type::getF32(), 0x5F80'0000); // 2^64
    ir::Value *inRange =
        builder.build(OpKind::And, {builder.cmp(Predicate::Ge, value, builder.zero(Type::getF32())),
                                    builder.cmp(Predicate::Lt, value, limit)});
    trapIf(builder.build(OpKind::Not, inRange), kOutOfRange);
    return builder.convert(value, Type::getU32());
  }
  case kU32:
  case kI32:
  case kEither:
  case kBool:
  case kBytes:
    return asU32(operand);
  }
  return operand.value;
}

ir::Value *Importer::asCondition(Operand operand) {
  // Bytes that are too long for a number are true, whatever they hold.
  if (operand.isBytes && !operand.runLength && operand.length > 4)
    return builder.constBool(true);
  ir::Value *isSet = builder.convert(operand.value, Type::getBool());
  return operand.runLength ? builder.build(OpKind::Or, {isLongerThan(operand, 4), isSet}) : isSet;
}

/// To U32 and I32: the value's bits, and for floats the nearest number towards zero.
Operand Importer::castWord(Operand operand, Type target) {
  const Variant variant = operand.variant();
  if (!operand.isBytes && operand.type() == target)
    return {operand.value};
  if (variant == kFloat)
    return {builder.convert(operand.value, target)};
  if (variant == kU64)
    return {builder.bitcast(asU32(operand), target)};
  if (variant == kBytes)
    trapIf(isLongerThan(operand, 4), kOutOfRange);
  return {builder.bitcast(rawBytes(operand, 4), target)};
}

Operand Importer::castU64(Operand operand) {
  const Type wide = Type::getU64();
  ir::Value *value = operand.value;
  if (operand.variant() & kI32) {
    auto zeroExtended = [&] {
      return builder.convert(builder.bitcast(value, Type::getU32()), wide);
    };
    if (!isNewer) {
      trapIf(isNegative(operand), kOutOfRange);
      return {zeroExtended()};
    }
    ir::Value *number = builder.bitcast(value, Type::getI32());
    number = builder.bitcast(builder.convert(number, Type::getI64()), wide);
    return {operand.isSigned
                ? builder.build(OpKind::Select, {operand.isSigned, number, zeroExtended()})
                : number};
  }
  if (operand.isBytes)
    trapIf(isLongerThan(operand, 8), kOutOfRange);
  return {rawBytes(operand, 8)};
}

FailureOr<Operand> Importer::castF32(Operand operand, SourceLoc loc) {
  if (operand.variant() == kBytes)
    return Operand{builder.convert(asU32(operand), Type::getF32())};
  if (operand.type() == Type::getF64())
    return error(DiagCode::TypeMismatch, loc, "a cast from f64 to f32 (expected a word)");
  ir::Value *value = builder.convert(operand.value, Type::getF32());
  if (operand.isSigned) {
    ir::Value *word = builder.bitcast(operand.value, Type::getI32());
    value = builder.build(OpKind::Select,
                          {operand.isSigned, builder.convert(word, Type::getF32()), value});
  }
  return Operand{value};
}

/// To types without arithmetic: the value's bytes as they are, neither narrowed nor extended.
Operand Importer::castRaw(Operand operand, const DataType &target) {
  if (target.tag == TypeTag::Vec2U32)
    return Operand::bytes(rawBytes(operand, 8), 8);
  if (target.tag == TypeTag::Vec4U32)
    return Operand::bytes(rawBytes(operand, 16), 16);
  if (operand.isBytes)
    return operand;
  const bool isWide = operand.variant() == kU64 || operand.variant() == kFloat;
  // As wide as the target, so that all values of a variable of this type fit each other.
  const bool heldWide = isWide || strideBytes(target) == 8;
  return Operand::bytes(rawBytes(operand, heldWide ? 8 : 4), isWide ? 8 : 4);
}

/// Since 0.6.5, casts to small integers cut and extend, and give a U32 or an I32.
Operand Importer::castNarrow(Operand operand, const DataType &target) {
  const bool isSigned = target.tag == TypeTag::I8 || target.tag == TypeTag::I16;
  ir::Value *shift = builder.constU32(32 - 8 * strideBytes(target));
  ir::Value *top = builder.build(OpKind::Shl, {rawBytes(operand, 4), shift});
  if (!isSigned)
    return {builder.build(OpKind::Shr, {top, shift})};
  return {builder.build(OpKind::Shr, {builder.bitcast(top, Type::getI32()),
                                      builder.bitcast(shift, Type::getI32())})};
}

FailureOr<Operand> Importer::importCast(const CastExpr &expr) {
  FailureOr<Operand> operand = importExpr(*expr.value);
  if (failed(operand))
    return failure();
  switch (expr.target->tag) {
  case TypeTag::U32:
    return castWord(*operand, Type::getU32());
  case TypeTag::I32:
    return castWord(*operand, Type::getI32());
  case TypeTag::U64:
    return castU64(*operand);
  case TypeTag::F32:
    return castF32(*operand, expr.loc);
  case TypeTag::Bool:
    return Operand{asCondition(*operand)};
  case TypeTag::U8:
  case TypeTag::U16:
  case TypeTag::I8:
  case TypeTag::I16:
    if (isNewer)
      return castNarrow(*operand, *expr.target);
    return castRaw(*operand, *expr.target);
  case TypeTag::I64:
    if (isNewer)
      return castU64(*operand);
    return castRaw(*operand, *expr.target);
  default: // Bytes in and Bytes out
    return castRaw(*operand, *expr.target);
  }
}

} // namespace vyrecc
