// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lanes that wait for the others of their subgroup, and what they get from each other.
#include "Workgroup.h"

namespace vyrecc::interp {

using namespace ir;

Released Workgroup::releaseSubgroup() {
  for (uint32_t first = 0; first < numLanes; first += kSubgroupWidth) {
    const uint32_t count = std::min(kSubgroupWidth, numLanes - first);
    llvm::MutableArrayRef<Lane> block = llvm::MutableArrayRef(state.lanes).slice(first, count);
    auto isHere = [&](const Lane &lane) {
      return lane.state == LaneState::AtSubgroup && lane.pc == block.front().pc;
    };
    if (!llvm::all_of(block, isHere))
      continue;
    combine(block);
    Released released{first, first + count};
    for (uint32_t lane = first; lane != first + count; ++lane)
      released.lanes.push_back(lane);
    return released;
  }
  return {};
}

void Workgroup::combine(llvm::MutableArrayRef<Lane> block) {
  const Instruction &i = code.code[block.front().pc];
  llvm::SmallVector<uint64_t, 32> results;
  if (i.kind == OpKind::SubgroupShuffle) {
    for (const Lane &lane : block) {
      const uint64_t from = lane.slots[i.b];
      results.push_back(from < block.size() ? block[from].slots[i.a] : 0);
    }
  } else if (i.kind == OpKind::SubgroupBallot) {
    uint64_t mask = 0;
    for (auto [index, lane] : llvm::enumerate(block))
      mask |= uint64_t(lane.slots[i.a] != 0) << index;
    results.assign(block.size(), mask);
  } else {
    static constexpr OpKind kKinds[] = {OpKind::Add, OpKind::Mul, OpKind::Min, OpKind::Max,
                                        OpKind::And, OpKind::Or,  OpKind::Xor};
    Instruction step = i;
    step.kind = kKinds[i.sub];
    step.resultType = i.type;
    // The identity of a sum of floats is +0, which -0 is added to.
    uint64_t sum = block.front().slots[i.a];
    bool ok = true;
    if (i.type.isFloat() && step.kind == OpKind::Add)
      sum = compute(step, 0, sum, 0, ok);
    for (const Lane &lane : block.drop_front())
      sum = compute(step, sum, lane.slots[i.a], 0, ok);
    results.assign(block.size(), sum);
  }
  for (auto [lane, result] : llvm::zip_equal(block, results)) {
    lane.slots[i.dst] = result;
    lane.state = LaneState::Runs;
    ++lane.pc;
  }
}

Released Workgroup::releaseDeviceSubgroup() {
  for (uint32_t first = 0; first < numLanes; first += options.deviceSubgroupSize) {
    const uint32_t end = std::min(first + options.deviceSubgroupSize, numLanes);
    Released released{first, end};
    bool isRunning = false;
    // Those that are furthest behind: others may still be waiting for them after a condition or a
    // loop.
    uint32_t pc = UINT32_MAX;
    for (uint32_t lane = first; lane != end; ++lane) {
      const Lane &each = state.lanes[lane];
      isRunning |= each.state == LaneState::Runs;
      if (each.state == LaneState::AtDeviceSubgroup)
        pc = std::min(pc, each.pc);
    }
    if (isRunning || pc == UINT32_MAX)
      continue;
    for (uint32_t lane = first; lane != end; ++lane)
      if (state.lanes[lane].state == LaneState::AtDeviceSubgroup && state.lanes[lane].pc == pc)
        released.lanes.push_back(lane);
    combineOnDevice(released.lanes);
    return released;
  }
  return {};
}

void Workgroup::combineOnDevice(llvm::ArrayRef<uint32_t> active) {
  const Instruction &i = code.code[state.lanes[active.front()].pc];
  uint32_t total = 0; // also counts and votes
  llvm::SmallVector<uint32_t, 32> before;
  for (uint32_t index : active) {
    before.push_back(total);
    total += static_cast<uint32_t>(state.lanes[index].slots[i.a]);
  }
  const uint64_t firstValue = state.lanes[active.front()].slots[i.a];
  auto resultOf = [&](size_t position) -> uint64_t {
    switch (i.kind) {
    case OpKind::DeviceSubgroupElect:
      return position == 0;
    case OpKind::DeviceSubgroupAny:
      return total != 0;
    case OpKind::DeviceSubgroupAll:
      return total == active.size();
    case OpKind::DeviceSubgroupExclusiveAdd:
      return before[position];
    case OpKind::DeviceSubgroupBroadcastFirst:
      return firstValue;
    default: // vir.device_subgroup.count and add
      return total;
    }
  };
  for (auto [position, index] : llvm::enumerate(active)) {
    Lane &lane = state.lanes[index];
    lane.slots[i.dst] = resultOf(position);
    lane.state = LaneState::Runs;
    ++lane.pc;
  }
}

} // namespace vyrecc::interp
