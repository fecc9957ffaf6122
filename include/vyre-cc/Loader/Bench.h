// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Benchmarks: kernels that do the same work, dispatched in turn on the same inputs, so that what
// disturbs one disturbs all. Every result is checked.
#ifndef VYRE_CC_LOADER_BENCH_H
#define VYRE_CC_LOADER_BENCH_H

#include "vyre-cc/Loader/Device.h"

namespace vyrecc::loader {

struct BenchBuffer {
  uint32_t binding = 0;
  std::string file; ///< holds its bytes
};

/// What words of a buffer must be after each dispatch: `first`, `first` + `step` and so on.
struct BenchExpectation {
  uint32_t binding = 0;
  uint32_t first = 0;
  uint32_t step = 1;
  std::optional<uint32_t> count; ///< absent: to the end of the buffer
  std::optional<uint32_t> value; ///< absent: as they were before
};

struct BenchKernel {
  std::string name;
  std::string module;       ///< a file
  std::optional<Grid> grid; ///< absent: gridFor the group's lanes
  uint32_t passes = 0;      ///< 0: the module's default
  /// For modules that do not say it themselves: Manifest::anyGrid.
  bool anyGrid = false;
};

/// A race.
struct BenchGroup {
  std::string name;
  uint32_t lanes = 1;
  std::vector<BenchBuffer> buffers;
  std::vector<BenchExpectation> expectations;
  std::vector<BenchKernel> kernels;
};

struct Bench {
  uint32_t warmup = 0;
  uint32_t repetitions = 1;
  std::vector<BenchGroup> groups;
};
/// Reads the form of docs/Loader.md.
FailureOr<Bench> parseBench(llvm::StringRef json, DiagnosticEngine &diags);

/// The bytes of a binding.
struct BoundBytes {
  uint32_t binding = 0;
  std::vector<uint8_t> bytes;
};

/// A kernel ready to run, and its times so far.
class Contender {
public:
  /// Gives the kernel the bytes for the bindings that it has.
  static FailureOr<Contender> create(Kernel &&kernel, const Grid &grid,
                                     llvm::ArrayRef<BoundBytes> inputs, DiagnosticEngine &diags);

  /// One dispatch on the inputs; gives what is not as expected, or an empty text.
  FailureOr<std::string> run(llvm::ArrayRef<BenchExpectation> expectations,
                             llvm::ArrayRef<BoundBytes> inputs, std::chrono::milliseconds timeout,
                             DiagnosticEngine &diags);

  const Grid &grid() const { return dispatchGrid; }
  /// Of the last dispatch.
  const DispatchResult &last() const { return lastResult; }

private:
  Contender(Kernel &&kernel, const Grid &grid) : kernel(std::move(kernel)), dispatchGrid(grid) {}

  Kernel kernel;
  Grid dispatchGrid;
  DispatchResult lastResult;
};

struct TimeSummary {
  double median = 0, lowest = 0, lowerQuartile = 0, upperQuartile = 0;
};
/// Of at least one time. Quartiles are times that were taken: those a quarter of the way from
/// either end.
TimeSummary summarise(std::vector<double> times);

} // namespace vyrecc::loader

#endif
