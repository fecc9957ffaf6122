// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Removes ops whose results nobody uses and that do nothing else, and conditions that are left with
// nothing in them.
#include "vyre-cc/IR/Op.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

/// True if running the region does nothing but yield: it holds its vir.yield alone.
static bool isTrivial(Region &region) {
  if (region.empty())
    return true;
  Block &block = region.block();
  return &block.ops().front() == &block.ops().back() && block.ops().front().is(OpKind::Yield);
}

/// True if the op may go once its results are unused. Loads may: what they read is not changed by
/// reading.
static bool isRemovable(Op &op) {
  const OpInfo &info = op.info();
  if (info.isTerminator || op.hasUses())
    return false;
  if (op.numRegions() != 0)
    return !op.is(OpKind::Loop) &&
           llvm::all_of(op.regions(), isTrivial); // a vir.loop may never end
  return (info.effects & (Writes | Syncs)) == 0;
}

LogicalResult eliminateDeadCode(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel)
    return success();
  // Uses come after their values: going backwards, an op is seen once all its users are.
  auto sweep = [&](auto &self, Block &block) -> void {
    for (auto it = block.ops().end(); it != block.ops().begin();) {
      Op &op = *--it;
      for (Region &region : op.regions())
        if (!region.empty())
          self(self, region.block());
      if (!isRemovable(op))
        continue;
      ++it;
      op.erase();
      context.changed = true;
      ++context.statistics["ops removed"];
    }
  };
  sweep(sweep, kernel->region().block());
  return success();
}

} // namespace vyrecc
