// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a program can be what its writer meant: tells two readings of one blob apart.
#ifndef VYRE_CC_LIB_VIR0_PLAUSIBILITY_H
#define VYRE_CC_LIB_VIR0_PLAUSIBILITY_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

/// True if each variable that is read is bound by some Let or Loop, wherever it is, each buffer
/// that is loaded, stored, measured or accessed atomically is declared, and no subgroup reduction
/// is over an i32 or bool literal: reductions are defined for u32 and f32 alone. Everything else is
/// the validator's business.
bool isPlausible(const Program &program);

} // namespace vyrecc::vir0

#endif
