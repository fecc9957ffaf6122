// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ring as one sequence of slots. Levels lie one behind the other, so that ascending slots are descending urgency, and
// lanes, however many they are, share the slots out by taking every n-th.
#ifndef VYRE_CC_LIB_TRANSFORMS_SCHEDULER_RINGORDER_H
#define VYRE_CC_LIB_TRANSFORMS_SCHEDULER_RINGORDER_H

#include "Lower.h"

namespace vyrecc::scheduler {

/// The invocation among all that are launched, along the first axis.
struct LaneOrder {
  ir::Value *local, *lane, *lanes;
};
LaneOrder emitLaneOrder(ir::Builder &b, uint32_t workgroupSize);

/// What a pass knows of the ring from `control`, read once.
struct RingOrder {
  llvm::SmallVector<ir::Value *, 6> offsets;
  ir::Value *isForced = nullptr; ///< the upper two levels wait
  ir::Value *tenants = nullptr;  ///< where the masks start
  ir::Value *begin = nullptr;    ///< first slot of all levels
  ir::Value *total = nullptr;    ///< slots from there to the end of the last level
  ir::Value *upper = nullptr;    ///< slots from there to where NORMAL starts

  /// The most urgent level that holds the slot; kPriorityLevels if none does.
  ir::Value *levelOf(ir::Builder &b, ir::Value *slot) const;
  /// Whether the level is one, and is served in this pass.
  ir::Value *mayServe(ir::Builder &b, ir::Value *level, const Fixes &fixes) const;
  /// How many of the lane's slots belong to levels that wait if any do: lane, lane + lanes, … below `upper`.
  ir::Value *upperSteps(ir::Builder &b, const LaneOrder &order) const;
};
RingOrder emitRingOrder(ir::Builder &b, SchedulerBuilder &s, llvm::ArrayRef<ir::Value *> offsets, uint32_t slots);

} // namespace vyrecc::scheduler

#endif
