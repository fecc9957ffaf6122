// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One rule a schedule.
#include "LaneChooser.h"
#include "llvm/ADT/STLExtras.h"

namespace vyrecc::interp {

/// The first that is ready after `lane`, around the end.
static uint32_t after(llvm::ArrayRef<uint32_t> ready, uint32_t lane) {
  auto *next = llvm::upper_bound(ready, lane);
  return next == ready.end() ? ready.front() : *next;
}

static bool isReady(llvm::ArrayRef<uint32_t> ready, uint32_t lane) {
  return std::binary_search(ready.begin(), ready.end(), lane);
}

uint32_t LaneChooser::choose(llvm::ArrayRef<uint32_t> ready) {
  switch (kind) {
  case ScheduleKind::LaneByLane:
    return ready.front();
  case ScheduleKind::Reversed:
    return ready.back();
  case ScheduleKind::Random:
    return ready[random() % ready.size()];
  case ScheduleKind::RoundRobin:
    return last = after(ready, last);
  case ScheduleKind::RunAhead:
    return last = isReady(ready, singled) ? singled : after(ready, last);
  case ScheduleKind::StallAfterClaim:
    last = after(ready, last);
    if (hasClaimed && last == singled)
      last = after(ready, last);
    return last;
  case ScheduleKind::SwitchAtAtomics:
    if (switches || !isReady(ready, last))
      last = after(ready, last);
    switches = false;
    return last;
  }
  return ready.front();
}

void LaneChooser::note(const Event &event) {
  hasClaimed |= last == singled && event.instruction->code == Code::AtomicCmpxchg &&
                event.kind == EventKind::Write;
  switches = event.isAtomic();
}

} // namespace vyrecc::interp
