// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the invocations of a workgroup or of a subgroup have in common.
#ifndef VYRE_CC_ANALYSIS_UNIFORMITY_H
#define VYRE_CC_ANALYSIS_UNIFORMITY_H

#include "vyre-cc/IR/Op.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace vyrecc {

/// Invocations that are compared with each other.
enum class Group : uint8_t {
  Workgroup,
  Subgroup,       ///< blocks of 32 by linear local id, which vir.subgroup ops work on
  DeviceSubgroup, ///< of any size, and of any invocations of the workgroup
};

/// A kernel as it is when the analysis is made. What is changed later is not looked at: new values
/// count as different, constants aside.
class Uniformity {
public:
  Uniformity(ir::Op &kernel, Group group);

  /// True if all invocations of a group that compute the value surely have the same. Looks at
  /// arithmetic and at control flow, and knows what ids have in common in a subgroup; what comes
  /// from memory that may be written is different.
  bool isUniform(const ir::Value &value) const;

  /// True if the conditions and bounds of the op, which has regions, are uniform: either all
  /// invocations of a group that come to it go the same way, or none comes.
  bool branchesUniformly(const ir::Op &op) const;

  /// True if all invocations of a group or none of them reach the op, unless they have ended
  /// before.
  bool isInUniformFlow(const ir::Op &op) const;

  /// What is known of a value: `step` * (position in the subgroup) + something uniform that is a
  /// multiple of 2^`alignment`, modulo 2^32; or nothing. Only uniform values, which have step 0,
  /// may have other types than words.
  struct Shape {
    int32_t step = 0;
    uint8_t alignment = 0;
    bool isKnown = true;

    bool isUniform() const { return isKnown && step == 0; }
    bool operator==(const Shape &) const = default;
  };

private:
  class Solver;
  llvm::DenseMap<const ir::Value *, Shape> shapes;
  llvm::DenseSet<const ir::Op *>
      divergentLoops; ///< vir.loop that is left or repeated in different ways
};

} // namespace vyrecc

#endif
