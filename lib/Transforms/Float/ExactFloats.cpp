// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Computes with one rounding what some devices round twice. vir.fma is done in integers: the
// product of two fractions and the addend are put into 64 bits with room below, so that what falls
// out on the right only has to be remembered as "something"; vir.div likewise. A root is brought
// right afterwards. A ui32 becomes a float in two halves that are exact.
#include "../Lowering/WideArithmetic.h"
#include "Functions.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

namespace {

constexpr uint32_t kSign = 0x8000'0000, kFraction = 0x007F'FFFF, kHidden = 0x0080'0000;
constexpr uint32_t kInfinity = 0x7F80'0000;
/// Bits below the product's 48; the addend's 24 stand in line with its upper half.
constexpr uint32_t kRoom = 14;

class ExactFloats {
public:
  explicit ExactFloats(Builder &builder) : b(builder), wide(builder) {}

  /// Operands are canonical, and so is the result.
  Value *fma(Value *x, Value *y, Value *z) {
    const Type word = Type::getU32();
    Value *bits[] = {b.bitcast(x, word), b.bitcast(y, word), b.bitcast(z, word)};
    // Where a factor is zero or anything is no number, rounding twice changes nothing.
    Value *plain = b.build(OpKind::Add, {b.build(OpKind::Mul, {x, y}), z});
    Value *isSpecialFactor = either(isSpecial(bits[0]), isSpecial(bits[1]));
    Value *isPlain = either(either(isZero(bits[0]), isZero(bits[1])), isSpecialFactor);
    Value *exact = b.bitcast(sum(bits[0], bits[1], bits[2]), Type::getF32());
    // A finite product, though it may not fit a float, changes no infinity.
    exact = select(isSpecial(bits[2]), z, exact);
    return select(isPlain, plain, exact);
  }

  /// Digits of up to 8 bits at a time, each a division of words; the remainder is remembered as
  /// "something".
  Value *div(Value *x, Value *y) {
    const Type type = Type::getU32();
    Value *a = b.bitcast(x, type), *c = b.bitcast(y, type);
    Value *divisor = fraction(c), *rest = fraction(a), *quotient = word(0);
    for (uint32_t digit : {0, 8, 8, 8, 2}) {
      rest = binary(OpKind::Shl, rest, word(digit));
      quotient = binary(OpKind::Or, binary(OpKind::Shl, quotient, word(digit)),
                        binary(OpKind::Div, rest, divisor));
      rest = binary(OpKind::Rem, rest, divisor);
    }
    Value *isInexact = b.convert(b.cmp(Predicate::Ne, rest, word(0)), type);
    Value *digits = binary(OpKind::Or, binary(OpKind::Shl, quotient, word(1)), isInexact);
    Value *top = add(sub(exponent(a), exponent(c)), word(127));
    Value *sign = andWord(binary(OpKind::Xor, a, c), kSign);
    Wide magnitude = {word(0), binary(OpKind::Shl, digits, word(1))};
    Value *exact = round(magnitude, top, sign);
    // Devices go wrong at the ends of the range.
    Value *infinity = word(kInfinity);
    auto isAbove = [&](Value *bits) {
      return b.cmp(Predicate::Gt, andWord(bits, ~kSign), infinity);
    };
    auto isInfinite = [&](Value *bits) {
      return b.cmp(Predicate::Eq, andWord(bits, ~kSign), infinity);
    };
    Value *givesInfinity = either(isInfinite(a), isZero(c));
    Value *givesZero = either(isZero(a), isInfinite(c));
    Value *givesNaN = either(both(givesInfinity, givesZero), either(isAbove(a), isAbove(c)));
    exact = select(givesInfinity, binary(OpKind::Or, sign, infinity), exact);
    exact = select(givesNaN, word(kNaNBits), select(givesZero, sign, exact));
    return b.bitcast(exact, Type::getF32());
  }

private:
  Value *sum(Value *x, Value *y, Value *z) {
    Value *productSign = andWord(binary(OpKind::Xor, x, y), kSign), *addendSign = andWord(z, kSign);
    Wide product = {binary(OpKind::Mul, fraction(x), fraction(y)),
                    binary(OpKind::MulHigh, fraction(x), fraction(y))};
    product = wide.shl(product, wide.zeroExtend(word(kRoom)));
    Wide addend = wide.zeroExtend(select(isZero(z), word(0), fraction(z)));
    addend = wide.shl(addend, wide.zeroExtend(word(kRoom + 23)));
    // The exponent of the product, and how far the addend's lies above it; both biased alike.
    Value *productExponent = sub(add(exponent(x), exponent(y)), word(127));
    Value *distance = sub(exponent(z), productExponent);
    Value *addendIsLarger = less(word(0), asSigned(distance));
    addendIsLarger = both(addendIsLarger, not_(isZero(z)));
    Value *shift = select(addendIsLarger, distance, sub(word(0), distance));
    shift = b.build(OpKind::Min, {shift, word(63)});
    Wide large = wide.select(addendIsLarger, addend, product);
    Wide small = shiftSticky(wide.select(addendIsLarger, product, addend), shift);
    Value *top = select(addendIsLarger, exponent(z), productExponent);
    Value *sameSign = b.cmp(Predicate::Eq, productSign, addendSign);
    Value *swapped = wide.less(large, small, /*isSigned=*/false);
    Wide difference = wide.select(swapped, wide.sub(small, large), wide.sub(large, small));
    Wide magnitude = wide.select(sameSign, wide.add(large, small), difference);
    Value *largeSign = select(addendIsLarger, addendSign, productSign);
    Value *smallSign = select(addendIsLarger, productSign, addendSign);
    Value *sign = select(both(swapped, not_(sameSign)), smallSign, largeSign);
    // A difference of equals is +0.
    return select(wide.isZero(magnitude), word(0), round(magnitude, top, sign));
  }

  /// Shifts right by up to 63 and sets the last bit if anything fell out.
  Wide shiftSticky(Wide value, Value *shift) {
    Wide amount = wide.zeroExtend(shift);
    Wide kept = wide.shr(value, amount, /*isSigned=*/false);
    Wide back = wide.shl(kept, amount);
    Value *lost = not_(wide.equal(back, value));
    kept.low = binary(OpKind::Or, kept.low, b.convert(lost, Type::getU32()));
    return kept;
  }

  /// To the nearest even. A leading one at bit 60 has the exponent `top`.
  Value *round(Wide magnitude, Value *top, Value *sign) {
    Wide zeros = wide.clz(magnitude);
    Wide normal = wide.shl(magnitude, zeros); // the leading one at bit 63
    Value *exponent = sub(add(top, word(3)), zeros.low);
    Value *kept = binary(OpKind::Shr, normal.high, word(8));
    Value *rest = andWord(normal.high, 0xFF);
    Value *lowBits = b.convert(b.cmp(Predicate::Ne, normal.low, word(0)), Type::getU32());
    // Half is 0x80 without anything below it.
    Value *guard = binary(OpKind::Or, binary(OpKind::Shl, rest, word(1)), lowBits);
    Value *odd = andWord(kept, 1);
    Value *up = either(less(word(0x100), guard), both(b.cmp(Predicate::Eq, guard, word(0x100)),
                                                      b.convert(odd, Type::getBool())));
    Value *rounded = add(kept, b.convert(up, Type::getU32()));
    // The leading one adds one to the exponent's field.
    Value *number = add(binary(OpKind::Shl, sub(exponent, word(1)), word(23)), rounded);
    Value *signedExponent = asSigned(exponent);
    Value *isTooSmall = less(signedExponent, asSigned(word(1)));
    Value *isAlmost = both(b.cmp(Predicate::Eq, exponent, word(0)),
                           b.cmp(Predicate::Eq, kept, word(0x00FF'FFFF)));
    Value *small = select(isAlmost, word(kHidden), word(0));
    Value *isTooLarge = less(asSigned(word(254)), signedExponent);
    number = select(isTooLarge, word(kInfinity), number);
    return binary(OpKind::Or, select(isTooSmall, small, number), sign);
  }

  Value *word(uint32_t value) { return b.constU32(value); }
  Value *binary(OpKind kind, Value *x, Value *y) { return b.build(kind, {x, y}); }
  Value *add(Value *x, Value *y) { return binary(OpKind::Add, x, y); }
  Value *sub(Value *x, Value *y) { return binary(OpKind::Sub, x, y); }
  Value *andWord(Value *x, uint32_t mask) { return binary(OpKind::And, x, word(mask)); }
  Value *asSigned(Value *x) { return b.bitcast(x, Type::getI32()); }
  Value *less(Value *x, Value *y) {
    return b.cmp(Predicate::Lt, y->type().isSigned() ? asSigned(x) : x, y);
  }
  Value *both(Value *x, Value *y) { return binary(OpKind::And, x, y); }
  Value *either(Value *x, Value *y) { return binary(OpKind::Or, x, y); }
  Value *not_(Value *x) { return b.build(OpKind::Not, x); }
  Value *select(Value *cond, Value *x, Value *y) { return b.build(OpKind::Select, {cond, x, y}); }
  Value *fraction(Value *bits) {
    return binary(OpKind::Or, andWord(bits, kFraction), word(kHidden));
  }
  Value *exponent(Value *bits) { return andWord(binary(OpKind::Shr, bits, word(23)), 0xFF); }
  Value *isZero(Value *bits) { return b.cmp(Predicate::Eq, andWord(bits, ~kSign), word(0)); }
  Value *isSpecial(Value *bits) {
    return b.cmp(Predicate::Ge, andWord(bits, ~kSign), word(kInfinity));
  }

  Builder &b;
  WideArithmetic wide;
};

} // namespace

/// Both halves and their product with 2^16 are exact, so that the sum alone is rounded.
static Value *convertUnsigned(Value *x, Builder &builder) {
  const Type type = Type::getF32();
  auto part = [&](OpKind kind, uint32_t constant) {
    return builder.convert(builder.build(kind, {x, builder.constU32(constant)}), type);
  };
  Value *scale = builder.constant(type, 0x4780'0000); // 2^16
  Value *high = builder.build(OpKind::Mul, {part(OpKind::Shr, 16), scale});
  return builder.build(OpKind::Add, {high, part(OpKind::And, 0xFFFF)});
}

/// The value in place of the op's; null for ops that are left alone.
static Value *exactForm(const Op &op, Builder &builder) {
  ExactFloats exactly(builder);
  auto root = [&] { return makeExactSqrt({builder, op.operand(0)}).get(); };
  switch (op.kind()) {
  case OpKind::Fma:
    return exactly.fma(op.operand(0), op.operand(1), op.operand(2));
  case OpKind::Div:
    return exactly.div(op.operand(0), op.operand(1));
  case OpKind::Sqrt:
    return root();
  case OpKind::InverseSqrt: // two roundings
    return exactly.div(builder.constant(Type::getF32(), 0x3F80'0000), root());
  case OpKind::Convert:
    return op.operand(0)->type().isU32() ? convertUnsigned(op.operand(0), builder) : nullptr;
  default:
    return nullptr;
  }
}

LogicalResult exactFloats(Module &module, PassContext &context) {
  llvm::SmallVector<Op *, 8> ops;
  if (Op *kernel = module.kernel(); kernel && context.context.hasMadeValue({Type::getF32()}))
    walkPreOrder(*kernel, [&](Op &op) {
      if (op.numResults() == 1 && op.result()->type() == Type::getF32())
        ops.push_back(&op);
    });
  Builder builder(context.context);
  for (Op *op : ops) {
    builder.setInsertionPointBefore(op);
    builder.setLoc(op->loc());
    Value *exact = exactForm(*op, builder);
    if (!exact)
      continue;
    op->result()->replaceAllUsesWith(exact);
    op->erase();
    context.changed = true;
    ++context.statistics["operations lowered"];
  }
  return success();
}

} // namespace vyrecc
