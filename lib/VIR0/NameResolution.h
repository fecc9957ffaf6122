// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a program's names are declared: tells two readings of one blob apart.
#ifndef VYRE_CC_LIB_VIR0_NAMERESOLUTION_H
#define VYRE_CC_LIB_VIR0_NAMERESOLUTION_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

/// True if each variable that is read is bound by some Let or Loop, wherever it is, and each buffer that is
/// loaded, stored, measured or accessed atomically is declared. Scopes are the validator's business.
bool namesResolve(const Program &program);

} // namespace vyrecc::vir0

#endif
