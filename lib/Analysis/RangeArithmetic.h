// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Ranges of the results of single ops.
#ifndef VYRE_CC_LIB_ANALYSIS_RANGEARITHMETIC_H
#define VYRE_CC_LIB_ANALYSIS_RANGEARITHMETIC_H

#include "vyre-cc/Analysis/Ranges.h"

namespace vyrecc {

/// All numbers of a type; nullopt for types that have no ranges.
std::optional<Range> fullRange(ir::Type type);
/// The number with this bit pattern; the type has ranges.
Range rangeOfBits(ir::Type type, uint64_t bits);
/// The results of the op over these operands; nullopt: any number.
std::optional<Range> rangeOfUnary(const ir::Op &op, Range value);
std::optional<Range> rangeOfBinary(const ir::Op &op, Range lhs, Range rhs);

} // namespace vyrecc

#endif
