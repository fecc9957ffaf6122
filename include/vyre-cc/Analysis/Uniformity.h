// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the invocations of a workgroup have in common.
#ifndef VYRE_CC_ANALYSIS_UNIFORMITY_H
#define VYRE_CC_ANALYSIS_UNIFORMITY_H

#include "vyre-cc/IR/Op.h"
#include "llvm/ADT/DenseMap.h"

namespace vyrecc {

/// Answers questions and remembers the answers, which hold as long as no op gets other operands.
class Uniformity {
public:
  /// True if all invocations of a workgroup surely have the same value. Looks at ops without effects and at counters of
  /// loops; what comes from memory or from control flow counts as different.
  bool isUniform(const ir::Value &value);

  /// True if the conditions and bounds of the op, which has regions, are uniform: either all invocations that come to
  /// it go the same way, or none comes.
  bool branchesUniformly(const ir::Op &op);

  /// True if all invocations of a workgroup or none of them reach the op, unless they have ended before.
  bool isInUniformFlow(const ir::Op &op);

private:
  llvm::DenseMap<const ir::Value *, bool> known;
};

} // namespace vyrecc

#endif
