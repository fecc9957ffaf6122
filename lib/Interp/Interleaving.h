// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All workgroups of a grid at once, advanced one access to shared memory at a time.
#ifndef VYRE_CC_LIB_INTERP_INTERLEAVING_H
#define VYRE_CC_LIB_INTERP_INTERLEAVING_H

#include "Workgroup.h"

namespace vyrecc::interp {

/// Lanes are numbered over the grid: workgroups x fastest, then local ids.
class Interleaving {
public:
  /// All that changes while the grid runs.
  struct State {
    std::vector<std::vector<uint8_t>> storage;
    std::vector<WorkgroupState> workgroups;
  };

  Interleaving(const Bytecode &code, std::array<uint32_t, 3> size, std::vector<Memory> &memories,
               const RunOptions &options, DiagnosticEngine &diags, uint64_t &steps);

  /// Takes every lane to its first access. Once.
  LogicalResult start();
  uint32_t numLanes() const { return lanesPerWorkgroup * static_cast<uint32_t>(workgroups.size()); }
  /// The lanes that can make an access, ascending.
  llvm::ArrayRef<uint32_t> ready() const { return readyLanes; }
  /// One access of a lane that is ready.
  LogicalResult step(uint32_t lane);
  /// What the last step was.
  const Event &event() const { return last; }
  /// Which lanes the last step made wait for each other and go on.
  llvm::ArrayRef<Released> joined() const { return joins; }
  /// A lane that waits for a word that nobody writes, if there is one.
  std::optional<uint32_t> poller() const;
  /// Reports an error where the lane stands.
  LogicalResult fail(uint32_t lane, DiagCode code, const llvm::Twine &message);

  void save(State &into) const;
  void restore(const State &from);

private:
  Lane &laneOf(uint32_t lane) {
    return workgroups[lane / lanesPerWorkgroup].current().lanes[lane % lanesPerWorkgroup];
  }
  LogicalResult settle(uint32_t workgroup);
  void findReady();
  /// Lets lanes go on that polled what has been written.
  void wakePollers();

  const Bytecode &code;
  std::vector<Memory> &memories;
  const RunOptions &options;
  uint32_t lanesPerWorkgroup;
  std::vector<Workgroup> workgroups;
  std::vector<uint32_t> readyLanes;
  bool hasPollers = false;
  std::vector<Released> joins;
  Event last;
};

} // namespace vyrecc::interp

#endif
