// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Computes functions whose built-in forms are not accurate enough: GLSL.std.450 asks for an absolute error
// of hyperbolic functions of small arguments, and of logarithms near 1.
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/bit.h"

namespace vyrecc {

using namespace ir;

namespace {

class Expander {
public:
  explicit Expander(Builder &builder) : b(builder) {}

  /// From 1 on the difference of two exponentials loses nothing; below, the series to x^11 is exact to
  /// less than half a ULP.
  Value *sinh(Value *x) {
    Value *magnitude = b.build(OpKind::FAbs, x);
    // In two factors, so that the result and not the exponential decides where the range ends.
    Value *root = b.build(OpKind::Exp, mul(magnitude, number(0.5f)));
    Value *half = mul(mul(root, number(0.5f)), root);
    Value *far = sub(half, div(number(0.25f), half));
    return select(less(magnitude, number(1.0f)), series(x), withSignOf(x, far));
  }

  /// sinh / sqrt(1 + sinh^2) near zero, 1 - 2 / (e^2x + 1) else.
  Value *tanh(Value *x) {
    Value *near = series(x);
    near = div(near, b.build(OpKind::Sqrt, add(number(1.0f), mul(near, near))));
    Value *magnitude = b.build(OpKind::FAbs, x);
    Value *power = b.build(OpKind::Exp, mul(magnitude, number(2.0f)));
    Value *far = sub(number(1.0f), div(number(2.0f), add(power, number(1.0f))));
    return select(less(magnitude, number(1.0f)), near, withSignOf(x, far));
  }

  /// With x = m * 2^e and m within a factor of sqrt(2) of 1: e * ln 2 + log m, the latter from the series of
  /// the inverse hyperbolic tangent of (m - 1) / (m + 1).
  Value *log(Value *x) {
    const Type word = Type::getU32();
    constexpr uint32_t kSqrtHalf = 0x3F35'04F3;
    // Counted from sqrt(1/2), the exponent is that of m above it.
    Value *bits = b.bitcast(x, word);
    Value *above = b.build(OpKind::Sub, {bits, b.constU32(kSqrtHalf)});
    Value *exponent = b.build(OpKind::Shr, {b.bitcast(above, Type::getI32()),
                                            b.constant(Type::getI32(), 23)});
    Value *scale = b.build(OpKind::Shl, {b.bitcast(exponent, word), b.constU32(23)});
    Value *fraction =
        sub(b.bitcast(b.build(OpKind::Sub, {bits, scale}), Type::getF32()), number(1.0f));
    Value *ratio = div(fraction, add(number(2.0f), fraction));
    Value *square = mul(ratio, ratio);
    static constexpr float kOdd[] = {2.0f / 11, 2.0f / 9, 2.0f / 7, 2.0f / 5, 2.0f / 3};
    Value *sum = number(kOdd[0]);
    for (float coefficient : llvm::ArrayRef(kOdd).drop_front())
      sum = add(mul(sum, square), number(coefficient));
    // log m = fraction - ratio * (fraction - square * sum), in which the first term is exact.
    Value *rest = mul(ratio, sub(fraction, mul(square, sum)));
    // ln 2 in two parts, the first with so few bits that its product is exact.
    Value *power = b.convert(exponent, Type::getF32());
    Value *low = sub(mul(power, number(-2.12194440e-4f)), rest);
    Value *result = add(mul(power, number(0.693359375f)), add(fraction, low));
    return special(x, bits, result);
  }

private:
  /// -infinity of zero, NaN of negative numbers, and the arguments infinity and NaN themselves.
  Value *special(Value *x, Value *bits, Value *result) {
    Value *infinity = b.constU32(0x7F80'0000);
    result = select(b.cmp(Predicate::Ge, bits, infinity), x, result);
    Value *nan = b.constant(Type::getF32(), 0x7FC0'0000);
    result = select(less(x, number(0.0f)), nan, result);
    Value *magnitude = b.build(OpKind::And, {bits, b.constU32(0x7FFF'FFFF)});
    Value *isZero = b.cmp(Predicate::Lt, magnitude, b.constU32(0x0080'0000));
    return select(isZero, b.constant(Type::getF32(), 0xFF80'0000), result);
  }

  /// x + x^3/3! + ... + x^11/11!
  Value *series(Value *x) {
    static constexpr float kInverseFactorials[] = {2.50521084e-8f, 2.75573192e-6f, 1.98412698e-4f,
                                                   8.33333333e-3f, 1.66666667e-1f};
    Value *square = mul(x, x);
    Value *sum = number(kInverseFactorials[0]);
    for (float coefficient : llvm::ArrayRef(kInverseFactorials).drop_front())
      sum = add(mul(sum, square), number(coefficient));
    return add(x, mul(mul(x, square), sum));
  }

  Value *number(float value) {
    return b.constant(Type::getF32(), llvm::bit_cast<uint32_t>(value));
  }
  Value *add(Value *x, Value *y) { return b.build(OpKind::Add, {x, y}); }
  Value *sub(Value *x, Value *y) { return b.build(OpKind::Sub, {x, y}); }
  Value *mul(Value *x, Value *y) { return b.build(OpKind::Mul, {x, y}); }
  Value *div(Value *x, Value *y) { return b.build(OpKind::Div, {x, y}); }
  Value *less(Value *x, Value *y) { return b.cmp(Predicate::Lt, x, y); }
  Value *select(Value *cond, Value *x, Value *y) { return b.build(OpKind::Select, {cond, x, y}); }
  Value *withSignOf(Value *x, Value *magnitude) {
    return select(less(x, number(0.0f)), b.build(OpKind::Neg, magnitude), magnitude);
  }

  Builder &b;
};

} // namespace

/// Functions that some devices give numbers of NaN for.
static constexpr std::initializer_list<OpKind> kForgetNaN = {
    OpKind::Sin,  OpKind::Cos,  OpKind::Tan, OpKind::Asin, OpKind::Acos,
    OpKind::Atan, OpKind::Cosh, OpKind::Exp, OpKind::Exp2, OpKind::Log2};
static constexpr std::initializer_list<OpKind> kExpanded = {OpKind::Sinh, OpKind::Tanh,
                                                            OpKind::Log};

/// Ops of these kinds in the order of the program.
static llvm::SmallVector<Op *, 8> opsOf(std::initializer_list<OpKind> kinds, Module &module,
                                        const Context &context) {
  llvm::SmallVector<Op *, 8> ops;
  if (Op *kernel = module.kernel(); kernel && context.hasMade(kinds))
    walkPreOrder(*kernel, [&](Op &op) {
      if (llvm::is_contained(kinds, op.kind()))
        ops.push_back(&op);
    });
  return ops;
}

/// Lets NaN through the device's function, and small arguments through its tangent.
static void guardFunction(Op &op, Builder &b) {
  b.setInsertionPointAfter(&op);
  b.setLoc(op.loc());
  const Type type = Type::getF32();
  Value *x = op.operand(0);
  Value *keeps = b.build(OpKind::IsNan, x);
  if (op.is(OpKind::Tan)) {
    Value *limit = b.constant(type, 0x3980'0000); // 2^-12
    Value *isSmall = b.cmp(Predicate::Lt, b.build(OpKind::FAbs, x), limit);
    keeps = b.build(OpKind::Or, {keeps, isSmall});
  }
  Op *guarded = b.create(OpKind::Select, type, {keeps, x, op.result()});
  op.result()->replaceAllUsesWith(guarded->result());
  guarded->setOperand(2, op.result());
}

LogicalResult expandMath(Module &module, PassContext &context) {
  llvm::SmallVector<Op *, 8> ops = opsOf(kExpanded, module, context.context);
  Builder builder(context.context);
  Expander expander(builder);
  for (Op *op : ops) {
    builder.setInsertionPointBefore(op);
    builder.setLoc(op->loc());
    Value *x = op->operand(0);
    op->result()->replaceAllUsesWith(op->is(OpKind::Sinh)   ? expander.sinh(x)
                                     : op->is(OpKind::Tanh) ? expander.tanh(x)
                                                            : expander.log(x));
    op->erase();
  }
  llvm::SmallVector<Op *, 8> functions = opsOf(kForgetNaN, module, context.context);
  for (Op *op : functions)
    guardFunction(*op, builder);
  context.changed |= !ops.empty() || !functions.empty();
  context.statistics["functions expanded"] += ops.size();
  return success();
}

} // namespace vyrecc
