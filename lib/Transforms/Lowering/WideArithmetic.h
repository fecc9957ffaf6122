// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on 64 bits as arithmetic on two words. Each function makes ops at the builder's insertion
// point.
#ifndef VYRE_CC_LIB_TRANSFORMS_LOWERING_WIDEARITHMETIC_H
#define VYRE_CC_LIB_TRANSFORMS_LOWERING_WIDEARITHMETIC_H

#include "vyre-cc/IR/Builder.h"

namespace vyrecc {

/// A 64-bit value as two ui32.
struct Wide {
  ir::Value *low, *high;
};

class WideArithmetic {
public:
  explicit WideArithmetic(ir::Builder &builder) : b(builder) {}

  Wide constant(uint64_t bits);
  Wide zeroExtend(ir::Value *word) { return {word, b.constU32(0)}; }
  Wide signExtend(ir::Value *word);

  Wide add(Wide x, Wide y);
  Wide sub(Wide x, Wide y);
  Wide mul(Wide x, Wide y);
  Wide mulHigh(Wide x, Wide y);
  /// All ones for a divisor of 0.
  Wide div(Wide x, Wide y) { return divide(x, y).quotient; }
  /// 0 for a divisor of 0.
  Wide rem(Wide x, Wide y) { return divide(x, y).remainder; }
  Wide satAdd(Wide x, Wide y);
  Wide satSub(Wide x, Wide y);
  Wide satMul(Wide x, Wide y);
  Wide neg(Wide x) { return sub(constant(0), x); }
  Wide min(Wide x, Wide y, bool isSigned) { return select(less(x, y, isSigned), x, y); }
  Wide max(Wide x, Wide y, bool isSigned) { return select(less(x, y, isSigned), y, x); }
  Wide absDiff(Wide x, Wide y, bool isSigned);

  /// A word by word op: and, or, xor.
  Wide wordwise(ir::OpKind kind, Wide x, Wide y) {
    return {b.build(kind, {x.low, y.low}), b.build(kind, {x.high, y.high})};
  }
  Wide invert(Wide x) {
    return {b.build(ir::OpKind::Not, x.low), b.build(ir::OpKind::Not, x.high)};
  }
  // Amounts count modulo 64.
  Wide shl(Wide x, Wide amount);
  Wide shr(Wide x, Wide amount, bool isSigned);
  Wide rotl(Wide x, Wide amount);
  Wide rotr(Wide x, Wide amount);
  Wide popcount(Wide x);
  Wide clz(Wide x);
  Wide ctz(Wide x);
  Wide reverse(Wide x);

  Wide select(ir::Value *cond, Wide x, Wide y);
  ir::Value *equal(Wide x, Wide y);
  ir::Value *less(Wide x, Wide y, bool isSigned);
  ir::Value *isZero(Wide x);

  /// To f32, to the nearest even.
  ir::Value *toF32(Wide x);
  /// From f32, towards zero, saturating; 0 of NaN.
  Wide fromF32(ir::Value *value);
  /// The bits of a f64 with the value of a f32; subnormals become zero and NaN its canonical form.
  Wide f32ToF64(ir::Value *value);
  /// The other way, to the nearest even, likewise.
  ir::Value *f64ToF32(Wide bits);

private:
  struct Division {
    Wide quotient, remainder;
  };
  Division divide(Wide x, Wide y);
  Division longDivision(Wide x, Wide y);

  ir::Value *word(uint32_t value) { return b.constU32(value); }
  ir::Value *build(ir::OpKind kind, ir::Value *x, ir::Value *y) { return b.build(kind, {x, y}); }
  ir::Value *add(ir::Value *x, ir::Value *y) { return build(ir::OpKind::Add, x, y); }
  ir::Value *sub(ir::Value *x, ir::Value *y) { return build(ir::OpKind::Sub, x, y); }
  ir::Value *bitAnd(ir::Value *x, ir::Value *y) { return build(ir::OpKind::And, x, y); }
  ir::Value *bitOr(ir::Value *x, ir::Value *y) { return build(ir::OpKind::Or, x, y); }
  ir::Value *shl(ir::Value *x, ir::Value *y) { return build(ir::OpKind::Shl, x, y); }
  ir::Value *shr(ir::Value *x, ir::Value *y) { return build(ir::OpKind::Shr, x, y); }
  ir::Value *less(ir::Value *x, ir::Value *y) { return b.cmp(ir::Predicate::Lt, x, y); }
  ir::Value *equal(ir::Value *x, ir::Value *y) { return b.cmp(ir::Predicate::Eq, x, y); }
  ir::Value *select(ir::Value *cond, ir::Value *x, ir::Value *y) {
    return b.build(ir::OpKind::Select, {cond, x, y});
  }
  ir::Value *flag(ir::Value *cond) { return b.convert(cond, ir::Type::getU32()); }

  ir::Builder &b;
};

} // namespace vyrecc

#endif
