// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How long the stages of a compile take, for whoever asks.
#ifndef VYRE_CC_SUPPORT_STAGETIMER_H
#define VYRE_CC_SUPPORT_STAGETIMER_H

#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <functional>

namespace vyrecc {

/// Told of each stage as it ends; may be empty.
using StageObserver = std::function<void(llvm::StringRef stage, double seconds)>;

/// Tells an observer of the time from its construction to its end.
class StageTimer {
public:
  StageTimer(const StageObserver &observer, llvm::StringRef stage)
      : observer(observer), stage(stage), start(Clock::now()) {}
  StageTimer(const StageTimer &) = delete;
  StageTimer &operator=(const StageTimer &) = delete;
  ~StageTimer() {
    if (observer)
      observer(stage, std::chrono::duration<double>(Clock::now() - start).count());
  }

private:
  using Clock = std::chrono::steady_clock;
  const StageObserver &observer;
  llvm::StringRef stage;
  Clock::time_point start;
};

} // namespace vyrecc

#endif
