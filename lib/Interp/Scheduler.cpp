// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the scheduler ops mean, each in one step: one of the interleavings that their lowerings allow. Written
// from the specification and apart from those lowerings, which are tested against it.
#include "Workgroup.h"
#include "vyre-cc/Protocol/Layout.h"

namespace vyrecc::interp {

using namespace ir;
using namespace protocol;

namespace {

/// The words of one buffer: outside of it, reads give 0 and writes are dropped.
class WordsOf {
public:
  WordsOf(std::vector<uint8_t> &bytes, uint32_t buffer, std::vector<WordChange> &changes)
      : bytes(bytes), buffer(buffer), changes(changes) {}

  uint32_t get(uint32_t index) const {
    uint32_t value = 0;
    if (isInside(index))
      std::copy_n(bytes.data() + size_t(index) * kWordBytes, kWordBytes,
                  reinterpret_cast<uint8_t *>(&value));
    return value;
  }
  void set(uint32_t index, uint32_t value) {
    if (!isInside(index))
      return;
    changes.push_back({buffer, index, get(index), value});
    std::copy_n(reinterpret_cast<const uint8_t *>(&value), kWordBytes,
                bytes.data() + size_t(index) * kWordBytes);
  }
  void add(uint32_t index, uint32_t value) { set(index, get(index) + value); }

private:
  bool isInside(uint32_t index) const {
    return (size_t(index) + 1) * kWordBytes <= bytes.size();
  }
  std::vector<uint8_t> &bytes;
  uint32_t buffer;
  std::vector<WordChange> &changes;
};

bool isAuthorised(const WordsOf &control, uint32_t tenant) {
  return control.get(control.get(kControlTenantBase) + tenant) != 0;
}

bool isSchedulable(uint32_t status) {
  return status == word(SlotStatus::Published) || status == word(SlotStatus::Yield) ||
         status == word(SlotStatus::Requeue);
}

bool claim(const WordsOf &control, WordsOf &ring, uint32_t base) {
  if (!isAuthorised(control, ring.get(base + kSlotTenant)))
    return false;
  ring.set(base + kSlotStatus, word(SlotStatus::Claimed));
  return true;
}

struct Claim {
  uint32_t base = kNothingClaimed, level = kNothingClaimed, tenant = kNothingClaimed;
};

/// Section 7.4, steps 1 to 3.
Claim scan(const Op &op, const WordsOf &control, WordsOf &ring, uint32_t lane,
           llvm::ArrayRef<uint32_t> offsets) {
  const auto slots = static_cast<uint32_t>(op.intAttr(AttrName::Slots));
  const auto stride = static_cast<uint32_t>(op.intAttr(AttrName::ProbeStride));
  const bool isForced = control.get(kControlStarvationCounter) >= kStarvationThreshold;
  const uint32_t column = lane % stride;
  for (uint32_t level = isForced ? word(Priority::Normal) : 0; level != kPriorityLevels; ++level) {
    const uint32_t length = offsets[level + 1] - offsets[level];
    const uint32_t probes = (length + (stride - 1)) / stride;
    for (uint32_t probe = 0; column < length && probe != probes; ++probe) {
      const uint32_t slot = offsets[level] + (column + probe * stride) % length;
      const uint32_t base = slot * kSlotWords;
      if (slot >= slots || !isSchedulable(ring.get(base)))
        continue;
      const uint32_t tenant = ring.get(base + kSlotTenant);
      if (claim(control, ring, base))
        return {base, level, tenant};
    }
  }
  return {};
}

void count(WordsOf &control, Counter counter, uint32_t key) {
  switch (counter) {
  case Counter::Tenant:
    control.add(kControlTenantFairness + key % kControlTenantFairnessCount, 1);
    return;
  case Counter::Priority:
    control.add(kControlPriorityFairness + key, 1);
    return;
  case Counter::Metrics:
    if (key < kControlMetricsCount)
      control.add(kControlMetrics + key, 1);
    return;
  }
}

/// Section 7.4, step 4.
void account(WordsOf &control, uint32_t level, uint32_t tenant) {
  if (level <= word(Priority::High))
    control.add(kControlStarvationCounter, 1);
  else
    control.set(kControlStarvationCounter, 0);
  count(control, Counter::Tenant, tenant);
  count(control, Counter::Priority, level);
}

} // namespace

void Workgroup::executeSchedule(Lane &lane, const Instruction &i) {
  scheduleChanges.clear();
  const Op &op = *i.op;
  const uint32_t *slots = code.lists.data() + i.a;
  const unsigned numOperands = op.numOperands();
  auto wordsOf = [&](AttrName name) {
    const Attr *buffer = op.attr(name);
    const uint32_t number = buffer ? bufferNumber(buffer->asString()) : 0;
    return WordsOf(bytesOf(lane, number), number, scheduleChanges);
  };
  auto argument = [&](unsigned index) { return static_cast<uint32_t>(lane.slots[slots[index]]); };
  auto give = [&](unsigned index, uint64_t value) {
    lane.slots[slots[numOperands + index]] = value;
  };
  WordsOf control = wordsOf(AttrName::Control), ring = wordsOf(AttrName::Ring);
  switch (op.kind()) {
  case OpKind::SchedShutdownTest:
    return give(0, control.get(kControlShutdown) != 0);
  case OpKind::SchedPartitionTable:
    for (uint32_t index = 0; index != kControlPriorityOffsetsCount; ++index)
      give(index, control.get(kControlPriorityOffsets + index));
    return;
  case OpKind::SchedScan: {
    llvm::SmallVector<uint32_t, 8> offsets;
    for (unsigned index = 1; index != numOperands; ++index)
      offsets.push_back(argument(index));
    const Claim claimed = scan(op, control, ring, argument(0), offsets);
    give(0, claimed.base);
    give(1, claimed.level);
    give(2, claimed.tenant);
    return;
  }
  case OpKind::SchedClaim: {
    const uint32_t status = ring.get(argument(0));
    return give(0, llvm::is_contained(op.attr(AttrName::Statuses)->asArray(), status) &&
                       claim(control, ring, argument(0)));
  }
  case OpKind::SchedTenantGate:
    return give(0, isAuthorised(control, argument(0)));
  case OpKind::SchedAccount:
    return account(control, argument(0), argument(1));
  case OpKind::SchedCount:
    return count(control, op.enumAttr<Counter>(AttrName::Counter), argument(0));
  case OpKind::SchedComplete:
    control.add(kControlDoneCount, 1);
    return ring.set(argument(0) + kSlotStatus, word(SlotStatus::Done));
  case OpKind::SchedIoPoll: { // counter, whether to complete, the request's first word, claimed
    WordsOf queue = wordsOf(AttrName::Queue);
    const uint32_t request = argument(0) * kIoSlotWords;
    const bool completes = argument(1) != 0;
    const bool isOpen = queue.get(request + kIoStatus) == word(SlotStatus::Published);
    give(2, request);
    give(3, isOpen);
    if (completes || isOpen)
      queue.set(request + kIoStatus, word(completes ? SlotStatus::Done : SlotStatus::Claimed));
    return;
  }
  default:
    return;
  }
}

} // namespace vyrecc::interp
