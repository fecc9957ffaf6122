// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Steps of a grid whose workgroups are all alive.
#include "Interleaving.h"

namespace vyrecc::interp {

Interleaving::Interleaving(const Bytecode &code, std::array<uint32_t, 3> size,
                           std::vector<Memory> &memories, const RunOptions &options,
                           DiagnosticEngine &diags, uint64_t &steps)
    : code(code), memories(memories), options(options),
      lanesPerWorkgroup(size[0] * size[1] * size[2]) {
  const size_t count = size_t(options.grid[0]) * options.grid[1] * options.grid[2];
  workgroups.reserve(count);
  for (size_t index = 0; index != count; ++index)
    workgroups.emplace_back(code, size, memories, options, diags, steps, Advance::ByAccess);
}

LogicalResult Interleaving::start() {
  uint32_t index = 0;
  for (uint32_t z = 0; z != options.grid[2]; ++z)
    for (uint32_t y = 0; y != options.grid[1]; ++y)
      for (uint32_t x = 0; x != options.grid[0]; ++x, ++index)
        if (failed(workgroups[index].start({x, y, z})) || failed(settle(index)))
          return failure();
  findReady();
  return success();
}

LogicalResult Interleaving::settle(uint32_t workgroup) {
  const uint32_t first = workgroup * lanesPerWorkgroup;
  while (true) {
    FailureOr<Released> released = workgroups[workgroup].settle();
    if (failed(released))
      return failure();
    if (released->lanes.empty())
      return success();
    released->first += first;
    released->end += first;
    for (uint32_t &lane : released->lanes)
      lane += first;
    joins.push_back(std::move(*released));
  }
}

LogicalResult Interleaving::step(uint32_t lane) {
  joins.clear();
  const uint32_t workgroup = lane / lanesPerWorkgroup;
  Lane &moved = laneOf(lane);
  if (failed(workgroups[workgroup].step(moved, last)))
    return failure();
  if (last.kind != EventKind::Everything && memories[last.buffer].access == ir::Access::Workgroup)
    last.workgroup = workgroup;
  wakePollers();
  if (moved.state == LaneState::Runs)
    return success();
  if (moved.state != LaneState::Polls && failed(settle(workgroup)))
    return failure();
  findReady();
  return success();
}

void Interleaving::findReady() {
  readyLanes.clear();
  hasPollers = false;
  for (uint32_t lane = 0, end = numLanes(); lane != end; ++lane) {
    const LaneState state = laneOf(lane).state;
    if (state == LaneState::Runs)
      readyLanes.push_back(lane);
    hasPollers |= state == LaneState::Polls;
  }
}

void Interleaving::wakePollers() {
  if (!hasPollers || last.kind == EventKind::Read || last.kind == EventKind::None)
    return;
  for (uint32_t lane = 0, end = numLanes(); lane != end; ++lane) {
    Lane &sleeper = laneOf(lane);
    const Instruction &read = code.code[sleeper.pc];
    if (sleeper.state == LaneState::Polls &&
        (last.kind == EventKind::Everything ||
         (read.target == last.buffer && sleeper.slots[read.a] == last.index)))
      sleeper.state = LaneState::Runs;
  }
  findReady();
}

std::optional<uint32_t> Interleaving::poller() const {
  for (uint32_t lane = 0, end = numLanes(); lane != end; ++lane)
    if (workgroups[lane / lanesPerWorkgroup].current().lanes[lane % lanesPerWorkgroup].state ==
        LaneState::Polls)
      return lane;
  return std::nullopt;
}

LogicalResult Interleaving::fail(uint32_t lane, DiagCode diagCode, const llvm::Twine &message) {
  const Lane &at = laneOf(lane);
  return workgroups[lane / lanesPerWorkgroup].fail(at, code.code[at.pc], diagCode, message);
}

void Interleaving::save(State &into) const {
  into.storage.resize(memories.size());
  for (size_t index = 0; index != memories.size(); ++index)
    if (memories[index].isShared())
      into.storage[index] = memories[index].bytes;
  into.workgroups.resize(workgroups.size());
  for (size_t index = 0; index != workgroups.size(); ++index)
    into.workgroups[index] = workgroups[index].current();
}

void Interleaving::restore(const State &from) {
  for (size_t index = 0; index != memories.size(); ++index)
    if (memories[index].isShared())
      memories[index].bytes = from.storage[index];
  for (size_t index = 0; index != workgroups.size(); ++index)
    workgroups[index].current() = from.workgroups[index];
  findReady();
}

} // namespace vyrecc::interp
