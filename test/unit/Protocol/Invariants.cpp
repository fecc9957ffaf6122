// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The scheduler invariants that concern layout and partition arithmetic, by their numbers in
// section 8 of the megakernel specification.
#include "vyre-cc/Protocol/Opcodes.h"
#include "vyre-cc/Protocol/Partition.h"
#include <doctest/doctest.h>
#include <vector>

using namespace vyrecc::protocol;

/// The probes of one pass over the default levels.
static uint64_t totalProbeBudget(uint32_t slots, uint32_t stride) {
  const PriorityOffsets offsets = defaultPriorityOffsets(slots);
  uint64_t total = 0;
  for (uint32_t level = 0; level < kPriorityLevels; ++level)
    total += partitionProbeBudget(offsets[level + 1] - offsets[level], stride);
  return total;
}

/// A control buffer in which every word differs from every other and from all offsets that are used
/// here.
static std::vector<uint32_t> markedControl() {
  std::vector<uint32_t> control(kControlWords);
  for (uint32_t i = 0; i < kControlWords; ++i)
    control[i] = 0xA000'0000 + i;
  return control;
}

TEST_CASE("R1: five levels and six offsets") {
  CHECK(kPriorityLevels == 5);
  CHECK(PriorityOffsets().size() == 6);
}

TEST_CASE("R2: 256 slots leave no level empty") {
  const PriorityOffsets offsets = defaultPriorityOffsets(256);
  CHECK(offsets.back() == 256);
  for (uint32_t level = 0; level < kPriorityLevels; ++level)
    CHECK(offsets[level] < offsets[level + 1]);
}

TEST_CASE("R3: five slots, one a level") {
  CHECK(defaultPriorityOffsets(5) == PriorityOffsets{0, 1, 2, 3, 4, 5});
}

TEST_CASE("R4: the offsets of every ring up to ten million slots") {
  uint32_t wrong = 0;
  for (uint32_t slots = 0; slots < 10'000'000; ++slots) {
    const PriorityOffsets offsets = defaultPriorityOffsets(slots);
    const uint32_t share = slots / 5;
    const PriorityOffsets expected = {0, share, 2 * share, slots - 2 * share, slots - share, slots};
    wrong += offsets != expected || !arePriorityOffsetsSound(offsets, slots);
  }
  CHECK(wrong == 0);
}

TEST_CASE("R5: the offsets follow the epoch") {
  CHECK(kControlPriorityOffsets == kControlEpoch + 1);
  CHECK(kControlPriorityOffsetsCount == kPriorityLevels + 1);
  CHECK(kControlPriorityOffsetsCount == 6);
}

TEST_CASE("R6: where the counters of the scheduler lie") {
  CHECK(kControlStarvationCounter == kControlPriorityOffsets + 6);
  CHECK(kControlPriorityFairness == kControlStarvationCounter + 1);
  CHECK(kControlPriorityFairness + kControlPriorityFairnessCount == 141);
  CHECK(kObservableBase == 160);
  CHECK(kControlTenantFairness >= 64);
}

TEST_CASE("R7: the offsets overlap nothing and could double") {
  const uint32_t first = kControlPriorityOffsets, end = first + kControlPriorityOffsetsCount;
  for (const WordRow &row : kControlRows)
    if (row.name != "PriorityOffsets")
      CHECK((row.first + row.count <= first || row.first >= end));
  CHECK(first + 2 * kPriorityLevels + 1 <= kObservableBase);
}

TEST_CASE("R8: writing the offsets of ten slots") {
  std::vector<uint32_t> control = markedControl();
  REQUIRE(storePriorityOffsets(control, defaultPriorityOffsets(10)));
  CHECK(control[129] == 0);
  CHECK(control[134] == 10);
  CHECK(control[kControlEpoch] == 0xA000'0000 + kControlEpoch);
}

TEST_CASE("R9: writing the offsets changes no other word") {
  std::vector<uint32_t> control = markedControl(), before = control;
  REQUIRE(storePriorityOffsets(control, defaultPriorityOffsets(1024)));
  for (uint32_t i = 0; i < kControlWords; ++i)
    if (i < kControlPriorityOffsets || i >= kControlPriorityOffsets + kControlPriorityOffsetsCount)
      CHECK(control[i] == before[i]);
  CHECK(control[kControlPriorityOffsets + 1] == 204);
}

TEST_CASE("R10: fairness counters and offsets leave each other alone") {
  std::vector<uint32_t> control(kControlWords);
  const PriorityOffsets offsets = defaultPriorityOffsets(40);
  REQUIRE(storePriorityOffsets(control, offsets));
  for (uint32_t tenant = 0; tenant < kControlTenantFairnessCount; ++tenant)
    control[kControlTenantFairness + tenant] = 1000 + tenant;
  for (uint32_t level = 0; level < kControlPriorityFairnessCount; ++level)
    control[kControlPriorityFairness + level] = 2000 + level;
  CHECK(std::equal(offsets.begin(), offsets.end(), control.begin() + kControlPriorityOffsets));
  REQUIRE(storePriorityOffsets(control, offsets));
  for (uint32_t tenant = 0; tenant < kControlTenantFairnessCount; ++tenant)
    CHECK(control[kControlTenantFairness + tenant] == 1000 + tenant);
  for (uint32_t level = 0; level < kControlPriorityFairnessCount; ++level)
    CHECK(control[kControlPriorityFairness + level] == 2000 + level);
}

TEST_CASE("a buffer that ends before the offsets is refused untouched") {
  std::vector<uint32_t> control(kControlPriorityOffsets + kControlPriorityOffsetsCount - 1, 7);
  CHECK_FALSE(storePriorityOffsets(control, defaultPriorityOffsets(10)));
  for (uint32_t word : control)
    CHECK(word == 7);
}

TEST_CASE("R15: probes of a level") {
  CHECK(partitionProbeCount(0, 256) == 0);
  CHECK(partitionProbeCount(1, 256) == 1);
  CHECK(partitionProbeCount(256, 256) == 1);
  CHECK(partitionProbeCount(257, 256) == 2);
}

TEST_CASE("R16: the work of a pass is linear in the slots") {
  CHECK(totalProbeBudget(1024, 256) <= 1024 + 256 * 5);
}

TEST_CASE("R17: with the full stride each slot is probed once") {
  CHECK(totalProbeBudget(1024, 1024) == 1024);
}

TEST_CASE("offsets that fall or pass the ring are not sound") {
  CHECK_FALSE(arePriorityOffsetsSound({0, 3, 2, 6, 7, 8}, 8));
  CHECK_FALSE(arePriorityOffsetsSound({0, 1, 2, 6, 7, 9}, 8));
  CHECK(arePriorityOffsetsSound({0, 0, 0, 8, 8, 8}, 8));
}

TEST_CASE("opcodes are found by number and spelling") {
  REQUIRE(findOpcode("PACKED_SLOT"));
  CHECK(findOpcode("PACKED_SLOT")->number == 0x80000001);
  REQUIRE(findOpcode(4u));
  CHECK(findOpcode(4u)->spelling == "COMPARE_SWAP");
  CHECK(findOpcode(4u)->args == 3);
  CHECK(findOpcode(8u) == nullptr);
  CHECK(findOpcode("store_u32") == nullptr);
}

TEST_CASE("declared ring words saturate") {
  CHECK(declaredRingWords(0) == 16);
  CHECK(declaredRingWords(64) == 1024);
  CHECK(declaredRingWords(kMaxRingSlots) == 0xFFFFFFF0);
  CHECK(declaredRingWords(kMaxRingSlots + 1) == 0xFFFFFFFF);
}

TEST_CASE("the cost of a level counts each probe, duplicate and uncovered slot") {
  for (uint32_t length = 0; length != 40; ++length)
    for (uint32_t stride = 1; stride != 24; ++stride)
      for (uint32_t lanes = 0; lanes != 30; ++lanes) {
        std::vector<unsigned> probes(length);
        uint32_t active = 0;
        for (uint32_t lane = 0; lane < std::min({lanes, stride, length}); ++lane) {
          ++active;
          for (uint32_t k = 0; k != partitionProbeCount(length, stride); ++k)
            ++probes[(lane + k * stride) % length];
        }
        uint64_t budget = 0, covered = 0;
        for (unsigned count : probes) {
          budget += count;
          covered += count != 0;
        }
        const PartitionCost expected = {partitionProbeCount(length, stride), active, budget,
                                        budget - covered,
                                        static_cast<uint32_t>(length - covered)};
        INFO(length, " slots, stride ", stride, ", ", lanes, " lanes");
        CHECK(partitionCost(length, stride, lanes) == expected);
      }
}
