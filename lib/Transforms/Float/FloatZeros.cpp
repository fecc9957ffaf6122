// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Does away with zeros that are constants of float arithmetic. Drivers fold x * 0 to 0 and x + 0 to x,
// even where they are told to keep the signs of zeros, infinities and NaNs:
//
//   x * 0  ->  a zero with both signs, or NaN of a NaN or an infinity
//   x + 0  ->  x, but +0 of -0
//   0 / x  ->  a zero with both signs, or NaN of a zero or a NaN
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

namespace {

constexpr uint32_t kSign = 0x8000'0000, kInfinity = 0x7F80'0000, kNaN = 0x7FC0'0000;

/// The sign of a constant zero, or nullopt for other values.
std::optional<uint32_t> zeroSign(const Value *value) {
  std::optional<uint64_t> bits = constantBits(value);
  if (!bits || (*bits & ~uint64_t(kSign)) != 0)
    return std::nullopt;
  return static_cast<uint32_t>(*bits);
}

class Zeros {
public:
  explicit Zeros(Builder &builder) : b(builder) {}

  /// What the op gives where one of its operands is a constant zero; null for others.
  Value *replacement(const Op &op) {
    Value *x = op.operand(0), *y = op.numOperands() > 1 ? op.operand(1) : nullptr;
    switch (op.kind()) {
    case OpKind::Mul:
      return zeroSign(y) ? times(x, *zeroSign(y)) : zeroSign(x) ? times(y, *zeroSign(x)) : nullptr;
    case OpKind::Add:
      return zeroSign(y) ? plus(x, *zeroSign(y)) : zeroSign(x) ? plus(y, *zeroSign(x)) : nullptr;
    case OpKind::Sub:
      if (std::optional<uint32_t> sign = zeroSign(y))
        return plus(x, *sign ^ kSign);
      return zeroSign(x) ? plus(b.build(OpKind::Neg, y), *zeroSign(x)) : nullptr;
    case OpKind::Div:
      return zeroSign(x) ? dividedBy(*zeroSign(x), y) : nullptr;
    default:
      return nullptr;
    }
  }

private:
  Value *word(uint32_t value) { return b.constU32(value); }
  Value *bitsOf(Value *x) { return b.bitcast(x, Type::getU32()); }
  Value *floatOf(Value *bits) { return b.bitcast(bits, Type::getF32()); }
  Value *build(OpKind kind, Value *x, Value *y) { return b.build(kind, {x, y}); }
  Value *select(Value *cond, Value *x, Value *y) { return b.build(OpKind::Select, {cond, x, y}); }

  Value *times(Value *x, uint32_t sign) {
    Value *bits = bitsOf(x);
    Value *zero = build(OpKind::Xor, build(OpKind::And, bits, word(kSign)), word(sign));
    Value *magnitude = build(OpKind::And, bits, word(~kSign));
    Value *isFinite = b.cmp(Predicate::Lt, magnitude, word(kInfinity));
    return floatOf(select(isFinite, zero, word(kNaN)));
  }

  Value *plus(Value *x, uint32_t sign) {
    if (sign != 0)
      return x;
    Value *bits = bitsOf(x);
    return floatOf(select(b.cmp(Predicate::Eq, bits, word(kSign)), word(0), bits));
  }

  Value *dividedBy(uint32_t sign, Value *y) {
    Value *bits = bitsOf(y);
    Value *zero = build(OpKind::Xor, build(OpKind::And, bits, word(kSign)), word(sign));
    Value *magnitude = build(OpKind::And, bits, word(~kSign));
    Value *isZero = b.cmp(Predicate::Eq, magnitude, word(0));
    Value *isNaN = b.cmp(Predicate::Gt, magnitude, word(kInfinity));
    return floatOf(select(build(OpKind::Or, isZero, isNaN), word(kNaN), zero));
  }

  Builder &b;
};

} // namespace

LogicalResult foldFloatZeros(Module &module, PassContext &context) {
  llvm::SmallVector<Op *, 8> ops;
  if (Op *kernel = module.kernel(); kernel && context.context.hasMadeValue({Type::getF32()}))
    walkPreOrder(*kernel, [&](Op &op) {
      if (op.numResults() == 1 && op.result()->type() == Type::getF32())
        ops.push_back(&op);
    });
  Builder builder(context.context);
  Zeros zeros(builder);
  for (Op *op : ops) {
    builder.setInsertionPointBefore(op);
    builder.setLoc(op->loc());
    Value *instead = zeros.replacement(*op);
    if (!instead)
      continue;
    op->result()->replaceAllUsesWith(instead);
    op->erase();
    context.changed = true;
    ++context.statistics["operations replaced"];
  }
  return success();
}

} // namespace vyrecc
