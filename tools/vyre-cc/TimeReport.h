// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --time-report: what the stages of a compile take, over several runs in this process.
#ifndef VYRE_CC_TOOLS_VYRECC_TIMEREPORT_H
#define VYRE_CC_TOOLS_VYRECC_TIMEREPORT_H

#include "vyre-cc/Support/StageTimer.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace vyrecc::tools {

class TimeReport {
public:
  /// For the compiles of the runs. Must not outlive the report.
  StageObserver observer();
  /// Runs one compile and takes its time.
  void measure(llvm::function_ref<void()> run);
  /// One line a stage: median, lowest, quartiles in microseconds. `words` is the time from the input's bytes to words,
  /// without the validator of SPIRV-Tools.
  void print(llvm::raw_ostream &os);

private:
  using Seconds = llvm::SmallVector<double, 0>;
  struct Stage {
    std::string name;
    Seconds seconds;
  };
  llvm::SmallVector<Stage, 0> stages; ///< in order; every run goes through the same ones
  size_t next = 0;                    ///< the stage at hand in this run
  double validation = 0;              ///< of this run
  Seconds words, total;
};

} // namespace vyrecc::tools

#endif
