// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Validates a program: the static rules of the wire format's section 15 and of appendix A.
#ifndef VYRE_CC_VIR0_VALIDATE_H
#define VYRE_CC_VIR0_VALIDATE_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

/// Where upstream's validator and its reference interpreter part: before it validates, the interpreter wraps loose
/// statements into a region and replaces collectives of a single rank.
struct ValidateOptions {
  bool wrapsEntry = true;           ///< loose statements are taken, unless a Store comes first
  bool rewritesCollectives = true;  ///< collectives of group 0 are taken; otherwise none is
};

/// Checks every rule and reports each breach with the offset and the path of the node, at most 100 of them. Fails if
/// an error was reported; narrowing casts are warnings. Programs of wire version 5 and later, and of version 4 with
/// subgroup operators, follow the rules that later releases relaxed or added (appendix A.5). Takes time in
/// proportion to the program; the depth of its recursion is bounded.
LogicalResult validate(const Program &program, DiagnosticEngine &diags,
                       const ValidateOptions &options = {});

} // namespace vyrecc::vir0

#endif
