// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions of f32 from operations that every device rounds alike: at most 4 ULP off, also where quotients
// and roots are 2.5 ULP off and subnormals are zeros. What NaN gives is open.
#ifndef VYRE_CC_LIB_TRANSFORMS_FLOAT_FUNCTIONS_H
#define VYRE_CC_LIB_TRANSFORMS_FLOAT_FUNCTIONS_H

#include "Expression.h"

namespace vyrecc {

Expression makeExp(Expression x);
Expression makeExp2(Expression x);
Expression makeLog(Expression x);
Expression makeLog2(Expression x);
Expression makeSinh(Expression x);
Expression makeCosh(Expression x);
Expression makeTanh(Expression x);

Expression makeSin(Expression x);
Expression makeCos(Expression x);
Expression makeTan(Expression x);
Expression makeAsin(Expression x);
Expression makeAcos(Expression x);
Expression makeAtan(Expression x);

/// With one rounding, for any canonical x.
Expression makeExactSqrt(Expression x);

/// An angle as quarter turns and what remains of it, which is at most an eighth of a turn.
struct Angle {
  Expression quarters; ///< ui32; counts modulo 4
  Expression rest;     ///< f32, with an error below 1 ULP
};
/// Of any finite angle that is not negative.
Angle reduceAngle(Expression x);

inline Expression magnitudeOf(Expression x) { return x.apply(ir::OpKind::FAbs); }
/// The result with its sign turned where x is negative, zeros included.
inline Expression withSignOf(Expression x, Expression result) {
  return (result.bits() ^ (x.bits() & 0x8000'0000u)).asFloat();
}
inline constexpr uint32_t kInfinityBits = 0x7F80'0000u, kNaNBits = 0x7FC0'0000u;

} // namespace vyrecc

#endif
