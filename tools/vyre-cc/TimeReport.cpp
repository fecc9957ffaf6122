// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Collects the times of each run and prints their spread.
#include "TimeReport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"

namespace vyrecc::tools {

StageObserver TimeReport::observer() {
  return [this](llvm::StringRef stage, double seconds) {
    if (next == stages.size())
      stages.push_back({stage.str(), {}});
    stages[next++].seconds.push_back(seconds);
    if (stage == "validate")
      validation += seconds;
  };
}

void TimeReport::measure(llvm::function_ref<void()> run) {
  using Clock = std::chrono::steady_clock;
  next = 0;
  validation = 0;
  const Clock::time_point start = Clock::now();
  run();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  total.push_back(seconds);
  words.push_back(seconds - validation);
}

void TimeReport::print(llvm::raw_ostream &os) {
  auto line = [&os](llvm::StringRef name, Seconds &seconds) {
    llvm::sort(seconds);
    auto at = [&](size_t quarter) { return seconds[(seconds.size() - 1) * quarter / 4] * 1e6; };
    os << llvm::format("%-24s%12.1f%12.1f%12.1f%12.1f\n", name.str().c_str(), at(2), at(0), at(1),
                       at(3));
  };
  os << "stage (us)                    median      lowest  quartile 1  quartile 3\n";
  for (auto &[name, seconds] : stages)
    line(name, seconds);
  line("words", words);
  line("total", total);
}

} // namespace vyrecc::tools
