// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Formulas that make ops: `x * x + 1.0f` with an Expression x makes a multiplication and an addition at the
// builder's insertion point. Both operands have one type, f32, ui32 or si32; literals take it from the other.
#ifndef VYRE_CC_LIB_TRANSFORMS_FLOAT_EXPRESSION_H
#define VYRE_CC_LIB_TRANSFORMS_FLOAT_EXPRESSION_H

#include "vyre-cc/IR/Builder.h"
#include "llvm/ADT/bit.h"

namespace vyrecc {

class Expression {
public:
  Expression(ir::Builder &builder, ir::Value *value) : b(&builder), value(value) {}
  ir::Value *get() const { return value; }

  Expression literal(float number) const {
    return {*b, b->constant(ir::Type::getF32(), llvm::bit_cast<uint32_t>(number))};
  }
  Expression literal(uint32_t bits) const { return {*b, b->constant(value->type(), bits)}; }

  /// The same bits as another type.
  Expression as(ir::Type type) const { return {*b, b->bitcast(value, type)}; }
  Expression bits() const { return as(ir::Type::getU32()); }
  Expression asFloat() const { return as(ir::Type::getF32()); }
  /// The same number as another type.
  Expression to(ir::Type type) const { return {*b, b->convert(value, type)}; }

  Expression apply(ir::OpKind kind) const { return {*b, b->build(kind, value)}; }
  Expression apply(ir::OpKind kind, Expression other) const {
    return {*b, b->build(kind, {value, other.value})};
  }
  Expression compare(ir::Predicate predicate, Expression other) const {
    return {*b, b->cmp(predicate, value, other.value)};
  }
  /// Of a bool: one of two values.
  Expression select(Expression yes, Expression no) const {
    return {*b, b->build(ir::OpKind::Select, {value, yes.value, no.value})};
  }

  ir::Builder &builder() const { return *b; }

private:
  ir::Builder *b;
  ir::Value *value;
};

#define VYRE_BINARY(Operator, Call)                                                                \
  inline Expression operator Operator(Expression x, Expression y) { return x.Call; }               \
  inline Expression operator Operator(Expression x, float literal) {                               \
    return x Operator x.literal(literal);                                                          \
  }                                                                                                \
  inline Expression operator Operator(float literal, Expression y) {                               \
    return y.literal(literal) Operator y;                                                          \
  }                                                                                                \
  inline Expression operator Operator(Expression x, uint32_t literal) {                            \
    return x Operator x.literal(literal);                                                          \
  }                                                                                                \
  inline Expression operator Operator(uint32_t literal, Expression y) {                            \
    return y.literal(literal) Operator y;                                                          \
  }
VYRE_BINARY(+, apply(ir::OpKind::Add, y))
VYRE_BINARY(-, apply(ir::OpKind::Sub, y))
VYRE_BINARY(*, apply(ir::OpKind::Mul, y))
VYRE_BINARY(/, apply(ir::OpKind::Div, y))
VYRE_BINARY(&, apply(ir::OpKind::And, y))
VYRE_BINARY(|, apply(ir::OpKind::Or, y))
VYRE_BINARY(^, apply(ir::OpKind::Xor, y))
VYRE_BINARY(<<, apply(ir::OpKind::Shl, y))
VYRE_BINARY(>>, apply(ir::OpKind::Shr, y))
VYRE_BINARY(<, compare(ir::Predicate::Lt, y))
VYRE_BINARY(>, compare(ir::Predicate::Gt, y))
VYRE_BINARY(>=, compare(ir::Predicate::Ge, y))
VYRE_BINARY(==, compare(ir::Predicate::Eq, y))
VYRE_BINARY(!=, compare(ir::Predicate::Ne, y))
#undef VYRE_BINARY

/// first + x * (second + x * (...)), by Horner's rule.
inline Expression polynomial(Expression x, llvm::ArrayRef<float> coefficients) {
  Expression sum = x.literal(coefficients.back());
  for (float coefficient : llvm::reverse(coefficients.drop_back()))
    sum = sum * x + coefficient;
  return sum;
}

} // namespace vyrecc

#endif
