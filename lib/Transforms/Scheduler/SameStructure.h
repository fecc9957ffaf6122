// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares a piece of a program with a pattern that is written in IR itself. Both say the same if they have the
// same effects in the same order, and each value of one is computed as its counterpart in the other; where pure ops
// stand, in which order operands of commutative ops come and how atomics are ordered does not matter.
#ifndef VYRE_CC_LIB_TRANSFORMS_SCHEDULER_SAMESTRUCTURE_H
#define VYRE_CC_LIB_TRANSFORMS_SCHEDULER_SAMESTRUCTURE_H

#include "vyre-cc/IR/Op.h"
#include "llvm/ADT/DenseMap.h"

namespace vyrecc::scheduler {

class SameStructure {
public:
  /// `holes` are values of the pattern that each stand for any one value of the program.
  explicit SameStructure(llvm::ArrayRef<ir::Value *> holes)
      : holes(holes.begin(), holes.end()), fillings(holes.size()) {}

  /// Compares an op that has effects, with all that it depends on, and remembers what its results stand for.
  bool sameOp(ir::Op &pattern, ir::Op &found);
  bool sameRegion(ir::Region &pattern, ir::Region &found);
  /// Lets a hole stand for a value from the start.
  void fill(unsigned hole, ir::Value *value) { fillings[hole] = value; }
  /// What the hole stands for, or null.
  ir::Value *filled(unsigned hole) const { return fillings[hole]; }
  /// Where the first difference is: ops of pattern and program, or null.
  const ir::Op *expectedOp() const { return expected; }
  const ir::Op *foundOp() const { return different; }

private:
  bool sameValue(const ir::Value *pattern, ir::Value *found);
  bool sameOperands(const ir::Op &pattern, ir::Op &found);
  bool sameBlock(ir::Block &pattern, ir::Block &found);
  bool differ(const ir::Op &pattern, const ir::Op &found);

  llvm::SmallVector<const ir::Value *, 4> holes;
  llvm::SmallVector<ir::Value *, 4> fillings;
  llvm::DenseMap<const ir::Value *, ir::Value *> standsFor;
  const ir::Op *expected = nullptr, *different = nullptr;
};

/// The first op of a block that a comparison of effects stops at.
ir::Op *firstEffect(ir::Block &block);
/// The next one after `op`, in its block; null at the block's end.
ir::Op *effectAfter(ir::Op &op);

} // namespace vyrecc::scheduler

#endif
