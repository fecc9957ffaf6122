// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions between f32 and the floats of 16 bits, in integers: to the nearest even, with one
// NaN.
#ifndef VYRE_CC_LIB_TRANSFORMS_LOWERING_HALFFLOATS_H
#define VYRE_CC_LIB_TRANSFORMS_LOWERING_HALFFLOATS_H

#include "../Float/Expression.h"

namespace vyrecc {

/// The f16 or bf16 nearest to a f32, in the low bits of a word.
Expression halfOf(Expression number, ir::Type half);
/// The f32 of the f16 or bf16 in the low bits of a word.
Expression fromHalf(Expression word, ir::Type half);

} // namespace vyrecc

#endif
