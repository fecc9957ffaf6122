// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Computes hyperbolic functions from exponentials and polynomials. What GLSL.std.450 asks of the built-in
// ones is an absolute error, so that devices give 0 or worse for small arguments.
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

private:
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

LogicalResult expandMath(Module &module, PassContext &context) {
  llvm::SmallVector<Op *, 8> ops;
  if (Op *kernel = module.kernel())
    walkPreOrder(*kernel, [&](Op &op) {
      if (op.is(OpKind::Sinh) || op.is(OpKind::Tanh))
        ops.push_back(&op);
    });
  Builder builder(context.context);
  Expander expander(builder);
  for (Op *op : ops) {
    builder.setInsertionPointBefore(op);
    builder.setLoc(op->loc());
    Value *x = op->operand(0);
    op->result()->replaceAllUsesWith(op->is(OpKind::Sinh) ? expander.sinh(x) : expander.tanh(x));
    op->erase();
  }
  context.changed |= !ops.empty();
  context.statistics["functions expanded"] += ops.size();
  return success();
}

} // namespace vyrecc
