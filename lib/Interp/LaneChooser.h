// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which invocation makes the next access under a schedule.
#ifndef VYRE_CC_LIB_INTERP_LANECHOOSER_H
#define VYRE_CC_LIB_INTERP_LANECHOOSER_H

#include "Event.h"
#include "vyre-cc/Interp/Interpreter.h"
#include <random>

namespace vyrecc::interp {

class LaneChooser {
public:
  LaneChooser(Schedule schedule, uint32_t numLanes)
      : kind(schedule.kind), random(schedule.seed),
        singled(static_cast<uint32_t>(schedule.seed % numLanes)) {}

  /// One of those that are ready, which are ascending and not none.
  uint32_t choose(llvm::ArrayRef<uint32_t> ready);
  /// What the lane that was chosen did.
  void note(const Event &event);

private:
  const ScheduleKind kind;
  std::mt19937_64 random;
  const uint32_t singled;
  bool hasClaimed = false;
  bool switches = false;
  uint32_t last = UINT32_MAX; ///< so that the first lane follows
};

} // namespace vyrecc::interp

#endif
