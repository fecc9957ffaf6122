// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a ring is cut into priority levels, how many probes a scan of a level costs, and how long the buffers are:
// pure arithmetic that compiler and loader share. Nothing here overflows, whatever the arguments.
#ifndef VYRE_CC_PROTOCOL_PARTITION_H
#define VYRE_CC_PROTOCOL_PARTITION_H

#include "vyre-cc/Protocol/Layout.h"
#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace vyrecc::protocol {

/// First slot of each level, then the number of slots.
using PriorityOffsets = std::array<uint32_t, kPriorityLevels + 1>;

/// Five equal levels; what does not divide goes to Normal.
constexpr PriorityOffsets defaultPriorityOffsets(uint32_t slots) {
  const uint32_t share = slots / kPriorityLevels;
  const uint32_t rest = slots % kPriorityLevels;
  PriorityOffsets offsets = {};
  for (uint32_t level = 0; level < kPriorityLevels; ++level)
    offsets[level + 1] = offsets[level] + share + (level == word(Priority::Normal) ? rest : 0);
  return offsets;
}

/// What a scan needs of offsets: they never fall, and end inside the ring.
constexpr bool arePriorityOffsetsSound(const PriorityOffsets &offsets, uint32_t slots) {
  return std::is_sorted(offsets.begin(), offsets.end()) && offsets.back() <= slots;
}

/// Puts the offsets into the words of a `control` buffer and touches no other. False, with nothing written, if
/// the buffer ends before them.
constexpr bool storePriorityOffsets(std::span<uint32_t> control, const PriorityOffsets &offsets) {
  if (control.size() < kControlPriorityOffsets + kControlPriorityOffsetsCount)
    return false;
  std::copy(offsets.begin(), offsets.end(), control.begin() + kControlPriorityOffsets);
  return true;
}

/// Probes that one lane makes in a level of `length` slots when lanes step by `stride` (0 counts as 1).
constexpr uint32_t partitionProbeCount(uint32_t length, uint32_t stride) {
  const uint32_t step = std::max(stride, 1u);
  return length / step + (length % step != 0 ? 1 : 0);
}
/// Lanes that probe such a level at all.
constexpr uint32_t partitionActiveLanes(uint32_t length, uint32_t stride) {
  return std::min(length, std::max(stride, 1u));
}
/// Probes of all lanes together, saturating: what one pass may spend on the level.
constexpr uint32_t partitionProbeBudget(uint32_t length, uint32_t stride) {
  const uint64_t probes =
      uint64_t(partitionActiveLanes(length, stride)) * partitionProbeCount(length, stride);
  return static_cast<uint32_t>(std::min<uint64_t>(probes, UINT32_MAX));
}

/// What one pass of `lanes` lanes costs in a level of `length` slots when lanes step by `stride` (section 7.6).
struct PartitionCost {
  uint32_t probes = 0;      ///< of one lane
  uint32_t activeLanes = 0; ///< lanes that probe the level
  uint64_t budget = 0;      ///< probes of all lanes
  uint64_t duplicates = 0;  ///< probes of slots that another probe of the pass looks at too
  uint32_t uncovered = 0;   ///< slots that no lane ever probes, because too few lanes are launched

  bool operator==(const PartitionCost &) const = default;
};
constexpr PartitionCost partitionCost(uint32_t length, uint32_t stride, uint32_t lanes) {
  const uint32_t step = std::max(stride, 1u);
  PartitionCost cost;
  cost.probes = partitionProbeCount(length, step);
  cost.activeLanes = std::min(partitionActiveLanes(length, step), lanes);
  cost.budget = uint64_t(cost.activeLanes) * cost.probes;
  // Where the last round wraps around it only meets slots that the same lanes have covered in the first.
  const uint64_t covered = uint64_t(length / step) * cost.activeLanes +
                           std::min(cost.activeLanes, length % step);
  cost.duplicates = cost.budget - covered;
  cost.uncovered = static_cast<uint32_t>(length - covered);
  return cost;
}

/// Bytes of `control` with that many observable words, of a ring, and of a debug log; nullopt beyond what word
/// indices reach.
constexpr std::optional<uint64_t> controlByteLength(uint32_t observables) {
  if (observables > kMaxObservables)
    return std::nullopt;
  return (uint64_t(kObservableBase) + observables) * kWordBytes;
}
constexpr std::optional<uint64_t> ringByteLength(uint32_t slots) {
  if (slots > kMaxRingSlots)
    return std::nullopt;
  return uint64_t(slots) * kSlotBytes;
}
constexpr std::optional<uint64_t> debugLogByteLength(uint32_t records) {
  if (records > kMaxDebugRecords)
    return std::nullopt;
  return (uint64_t(kDebugRecords) + uint64_t(records) * kDebugRecordWords) * kWordBytes;
}

/// Words that a program declares for a ring: at least one slot, saturating.
constexpr uint32_t declaredRingWords(uint32_t slots) {
  const uint64_t words = uint64_t(std::max(slots, 1u)) * kSlotWords;
  return static_cast<uint32_t>(std::min<uint64_t>(words, UINT32_MAX));
}

} // namespace vyrecc::protocol

#endif
