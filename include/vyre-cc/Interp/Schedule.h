// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In which order invocations access the memory that they share, and what one such access was.
#ifndef VYRE_CC_INTERP_SCHEDULE_H
#define VYRE_CC_INTERP_SCHEDULE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vyrecc::interp {

/// All but LaneByLane keep the invocations of the whole grid alive at once and switch between them
/// at accesses to memory that they share. A seed chooses the invocation that is singled out.
enum class ScheduleKind : uint8_t {
  LaneByLane,      ///< workgroup after workgroup, each invocation until it ends or waits
  Reversed,        ///< the same from the last invocation of the grid to the first
  RoundRobin,      ///< one access each
  Random,          ///< any invocation, at each access
  RunAhead,        ///< one invocation as far as it can; the others one access each
  StallAfterClaim, ///< one invocation stops after a compare-exchange that succeeds, until no other
                   ///< can go on
  SwitchAtAtomics, ///< the next invocation after each atomic
};

struct Schedule {
  ScheduleKind kind = ScheduleKind::LaneByLane;
  uint64_t seed = 0;
};

/// One access to shared memory.
struct Step {
  uint32_t invocation = 0;        ///< numbered by workgroups, then by local ids
  std::string op;                 ///< "load", "atomic.rmw add"
  std::string buffer;             ///< as the program names it; empty for copies
  uint64_t index = 0;             ///< of the element
  uint32_t before = 0, after = 0; ///< the first word of the element
  bool changes = false;
};

/// A line a step: those that changed memory, and those of the element that the last one changed;
/// how many others lie between. The last `maxLines` of them.
std::vector<std::string> describe(llvm::ArrayRef<Step> steps, size_t maxLines = 40);

} // namespace vyrecc::interp

#endif
