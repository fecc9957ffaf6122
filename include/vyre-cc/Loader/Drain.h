// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs jobs on a megakernel by bounded dispatches: publish what fits, dispatch, collect, until all
// is done. No dispatch waits for the host or for another workgroup.
#ifndef VYRE_CC_LOADER_DRAIN_H
#define VYRE_CC_LOADER_DRAIN_H

#include "vyre-cc/Loader/Device.h"
#include "vyre-cc/Loader/Jobs.h"

namespace vyrecc::loader {

struct DrainOptions {
  uint32_t slots = 0;       ///< 0: the job set's, or else the module's
  uint32_t passes = 0;      ///< a dispatch; 0: chosen by variant and device
  std::optional<Grid> grid; ///< absent: gridFor the slots
  std::chrono::milliseconds timeout = std::chrono::seconds(10);
};

struct DrainReport {
  uint32_t slots = 0;
  uint32_t passes = 0; ///< a dispatch
  Grid grid = {};
  uint64_t executed = 0;
  uint64_t dispatches = 0;
  uint64_t waves = 0;
  uint64_t starvationResets = 0;
  double kernelSeconds = 0;
  bool isGpuTime = false;
  double wallSeconds = 0;
  std::array<uint64_t, protocol::kPriorityLevels> byPriority = {};
  std::map<uint32_t, uint64_t> byTenant;
  std::map<uint32_t, uint64_t> byOpcode;
  /// Each check that failed.
  std::vector<std::string> failures;
};

/// Fails where the jobs could not be carried to their end; wrong results are in the report's
/// failures.
FailureOr<DrainReport> drainJobs(Device &device, const Module &module, const JobSet &jobs,
                                 const DrainOptions &options, DiagnosticEngine &diags);

/// Whether the module loops until it is shut down and nothing in the inputs makes it stop: neither
/// SHUTDOWN in `control` nor a published SHUTDOWN slot.
bool runsForever(const protocol::Manifest &manifest, llvm::ArrayRef<NamedBytes> inputs);

} // namespace vyrecc::loader

#endif
