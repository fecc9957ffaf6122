// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rules, one function a kind of word.
#include "Invariants.h"
#include "Workgroup.h"
#include "vyre-cc/Protocol/Layout.h"

namespace vyrecc::interp {

using namespace ir;
using namespace protocol;

static uint32_t wordOf(const Memory &memory, uint64_t index) {
  uint32_t value = 0;
  if ((index + 1) * kWordBytes <= memory.bytes.size())
    std::copy_n(memory.bytes.data() + index * kWordBytes, kWordBytes,
                reinterpret_cast<uint8_t *>(&value));
  return value;
}

static std::vector<uint32_t> wordsOf(const Memory &memory) {
  std::vector<uint32_t> words(memory.bytes.size() / kWordBytes);
  for (size_t index = 0; index != words.size(); ++index)
    words[index] = wordOf(memory, index);
  return words;
}

static bool isSchedulable(uint32_t status) {
  return status == word(SlotStatus::Published) || status == word(SlotStatus::Yield) ||
         status == word(SlotStatus::Requeue);
}

static bool isWithin(uint64_t index, uint32_t first, uint32_t count) {
  return index >= first && index - first < count;
}

/// Words that the scheduler counts in.
static bool isCounter(uint64_t index) {
  return index == kControlDoneCount || index == kControlStarvationCounter ||
         isWithin(index, kControlTenantFairness, kControlTenantFairnessCount) ||
         isWithin(index, kControlMetrics, kControlMetricsCount) ||
         isWithin(index, kControlPriorityFairness, kControlPriorityFairnessCount);
}

static std::string slotName(uint32_t slot) { return "slot " + std::to_string(slot); }

std::optional<ProtocolMonitor>
ProtocolMonitor::create(const Module &module, llvm::ArrayRef<Memory> memories, Invariants rules) {
  ProtocolMonitor monitor;
  auto find = [&](StringRef name) -> std::optional<uint32_t> {
    for (auto [index, memory] : llvm::enumerate(memories))
      if (wireName(*memory.decl) == name && memory.element == Type::getU32() && memory.isShared())
        return static_cast<uint32_t>(index);
    return std::nullopt;
  };
  const auto control = find(kBufferControlSpelling), ring = find(kBufferRingSpelling);
  if (!control || !ring || memories[*control].bytes.size() < kControlWords * kWordBytes)
    return std::nullopt;
  monitor.rules = rules;
  monitor.control = *control;
  monitor.ring = *ring;
  monitor.queue = find(kBufferIoQueueSpelling);
  monitor.initialControl = wordsOf(memories[*control]);
  monitor.initialRing = wordsOf(memories[*ring]);
  monitor.controlChanged.resize(monitor.initialControl.size());
  const uint64_t declared = memories[*ring].decl->intAttr(AttrName::Count);
  const uint64_t words = declared ? declared : monitor.initialRing.size();
  monitor.numSlots =
      static_cast<uint32_t>(std::min<uint64_t>(words, monitor.initialRing.size()) / kSlotWords);
  const Attr *variant = module.op()->attr(AttrName::Variant);
  monitor.countsFairness = variant && variant->asString() == "priority";
  monitor.slots.resize(monitor.numSlots);
  for (uint32_t slot = 0; slot != monitor.numSlots; ++slot)
    monitor.slots[slot].initial = monitor.initialRing[slot * kSlotWords + kSlotStatus];
  return monitor;
}

SlotEffects ProtocolMonitor::effectsOf(uint32_t slot) const {
  const uint32_t *words = initialRing.data() + size_t(slot) * kSlotWords;
  return SlotEffects(words[kSlotOpcode],
                     std::span<const uint32_t, kSlotArgsCount>(words + kSlotArgs, kSlotArgsCount));
}

static bool mayWrite(const SlotEffects &effects, uint64_t word) {
  return llvm::any_of(effects, [&](const Effect &effect) {
    return mayWriteControl(effect, static_cast<uint32_t>(word));
  });
}

bool ProtocolMonitor::runsExtension() const {
  for (uint32_t slot = 0; slot != numSlots; ++slot)
    if (slots[slot].phase == Phase::Claimed &&
        llvm::any_of(effectsOf(slot), [](const Effect &e) { return !findOpcode(e.opcode); }))
      return true;
  return false;
}

bool ProtocolMonitor::isNamed(uint64_t word) const {
  for (uint32_t slot = 0; slot != numSlots; ++slot)
    if (slots[slot].phase == Phase::Claimed && mayWrite(effectsOf(slot), word))
      return true;
  return false;
}

bool ProtocolMonitor::isAuthorised(uint32_t slot, llvm::ArrayRef<Memory> memories) const {
  const uint32_t base = wordOf(memories[control], kControlTenantBase);
  const uint32_t tenant = wordOf(memories[ring], slot * kSlotWords + kSlotTenant);
  return wordOf(memories[control], base + tenant) != 0;
}

bool ProtocolMonitor::maskChanged(uint32_t slot) const {
  const uint32_t word =
      initialControl[kControlTenantBase] + initialRing[slot * kSlotWords + kSlotTenant];
  return controlChanged[kControlTenantBase] ||
         (word < controlChanged.size() && controlChanged[word]);
}

uint32_t ProtocolMonitor::levelOf(uint32_t slot) const {
  for (uint32_t level = 0; level != kPriorityLevels; ++level)
    if (slot - initialControl[kControlPriorityOffsets + level] <
        initialControl[kControlPriorityOffsets + level + 1] -
            initialControl[kControlPriorityOffsets + level])
      return level;
  return kPriorityLevels;
}

Broken ProtocolMonitor::note(uint32_t lane, const Event &event, llvm::ArrayRef<Memory> memories) {
  if (lane >= lanes.size())
    lanes.resize(lane + 1);
  if (event.instruction->kind == OpKind::SchedShutdownTest)
    lanes[lane].claimsOfPass = 0;
  for (const WordChange &change : event.changes)
    if (Broken broken = noteWord(lane, change, memories))
      return broken;
  if (event.kind == EventKind::Everything)
    return std::nullopt;
  const uint64_t first = event.firstByte / kWordBytes;
  if (event.buffer == ring && (first + event.bytes / kWordBytes) > uint64_t(numSlots) * kSlotWords)
    return "D7: word " + std::to_string(first) + " of the ring is accessed, which has " +
           std::to_string(numSlots) + " slots";
  if (event.buffer == control && event.kind == EventKind::Read && first == kControlShutdown) {
    lanes[lane].claimsOfPass = 0;
    lanes[lane].sawShutdown |= event.before[0] != 0;
  }
  if (!event.writes())
    return std::nullopt;
  for (uint32_t index = 0; index != std::min(event.bytes / kWordBytes, Event::kMaxWords); ++index)
    if (Broken broken = noteWord(lane,
                                 {event.buffer, static_cast<uint32_t>(first) + index,
                                  event.before[index], event.after[index]},
                                 memories))
      return broken;
  return std::nullopt;
}

Broken ProtocolMonitor::noteWord(uint32_t lane, const WordChange &change,
                                 llvm::ArrayRef<Memory> memories) {
  const auto [buffer, index, before, after] = change;
  if (buffer == control)
    return noteControl(lane, index, before, after);
  if (buffer == ring)
    return noteRing(lane, index, before, after, memories);
  return buffer == queue ? noteQueue(index, before, after) : std::nullopt;
}

Broken ProtocolMonitor::noteRing(uint32_t lane, uint64_t word, uint32_t before, uint32_t after,
                                 llvm::ArrayRef<Memory> memories) {
  const auto slot = static_cast<uint32_t>(word / kSlotWords);
  if (word % kSlotWords == kSlotStatus)
    return noteStatus(lane, slot, before, after, memories);
  // A handler of an extension may write what it likes.
  if (before == after || runsExtension())
    return std::nullopt;
  return "O4: word " + std::to_string(word % kSlotWords) + " of " + slotName(slot) +
         " changes from " + std::to_string(before) + " to " + std::to_string(after);
}

Broken ProtocolMonitor::noteStatus(uint32_t lane, uint32_t slot, uint32_t before, uint32_t after,
                                   llvm::ArrayRef<Memory> memories) {
  Slot &state = slots[slot];
  if (after == word(SlotStatus::Claimed))
    return noteClaim(lane, slot, before, memories);
  if (after == word(SlotStatus::Done))
    return noteDone(lane, slot);
  if (state.phase == Phase::Claimed && after == state.observed && !isLiteral()) {
    state.phase = Phase::Untouched; // given back
    --state.claims;
    return std::nullopt;
  }
  return "D1: the status of " + slotName(slot) + " goes from " + std::to_string(before) + " to " +
         std::to_string(after) + ", which no kernel may do";
}

Broken ProtocolMonitor::noteClaim(uint32_t lane, uint32_t slot, uint32_t before,
                                  llvm::ArrayRef<Memory> memories) {
  Slot &state = slots[slot];
  LaneNotes &notes = lanes[lane];
  if (state.phase != Phase::Untouched)
    return "D1: " + slotName(slot) + " is claimed twice, by invocation " +
           std::to_string(state.claimer) + " and by invocation " + std::to_string(lane);
  if (!isSchedulable(before))
    return "D3: " + slotName(slot) + " is claimed with status " + std::to_string(before);
  if (!isAuthorised(slot, memories) && !maskChanged(slot))
    return "D2: " + slotName(slot) + " is claimed, though the mask of its tenant is 0";
  if (notes.sawShutdown)
    return "D8: " + slotName(slot) + " is claimed by invocation " + std::to_string(lane) +
           ", which has seen the request for shutdown";
  if (isLiteral() && ++notes.claimsOfPass > 1)
    return "D4: invocation " + std::to_string(lane) + " claims " + slotName(slot) +
           ", its second in one pass";
  notes.countedDone = false;
  state.phase = Phase::Claimed;
  state.observed = before;
  state.claimer = lane;
  ++state.claims;
  return std::nullopt;
}

Broken ProtocolMonitor::noteDone(uint32_t lane, uint32_t slot) {
  Slot &state = slots[slot];
  if (state.phase != Phase::Claimed)
    return "D1: " + slotName(slot) + " becomes DONE " +
           (state.phase == Phase::Done ? "twice" : "without a claim");
  if (isLiteral() && state.claimer != lane)
    return "D1: " + slotName(slot) + " is completed by invocation " + std::to_string(lane) +
           " and was claimed by invocation " + std::to_string(state.claimer);
  if (isLiteral() && !lanes[lane].countedDone)
    return "D6: " + slotName(slot) + " becomes DONE before it is counted";
  state.phase = Phase::Done;
  ++state.executions;
  return std::nullopt;
}

Broken ProtocolMonitor::noteControl(uint32_t lane, uint64_t word, uint32_t before, uint32_t after) {
  if (word < controlChanged.size())
    controlChanged[word] = true;
  if (word == kControlDoneCount)
    lanes[lane].countedDone = true;
  if (isCounter(word) || isNamed(word))
    return std::nullopt;
  return "D9: word " + std::to_string(word) + " of control changes from " + std::to_string(before) +
         " to " + std::to_string(after) + ", which no slot that is being executed names";
}

Broken ProtocolMonitor::noteQueue(uint64_t word, uint32_t before, uint32_t after) {
  const uint64_t entry = word / kIoSlotWords;
  if (word % kIoSlotWords != kIoStatus || after != protocol::word(SlotStatus::Published) ||
      before == protocol::word(SlotStatus::Empty) || before == protocol::word(SlotStatus::Claimed))
    return std::nullopt;
  return "O5: entry " + std::to_string(entry) + " of io_queue is published with status " +
         std::to_string(before) + ": two requests share it";
}

Broken ProtocolMonitor::finish(llvm::ArrayRef<Memory> memories) const {
  for (uint32_t slot = 0; slot != numSlots; ++slot)
    if (slots[slot].phase == Phase::Claimed && !maskChanged(slot))
      return "O1: " + slotName(slot) + " stays CLAIMED: invocation " +
             std::to_string(slots[slot].claimer) + " never completes it";
  return checkCounters(memories);
}

Broken ProtocolMonitor::checkCounters(llvm::ArrayRef<Memory> memories) const {
  std::vector<uint32_t> expected = initialControl;
  std::vector<bool> isFree(initialControl.size());
  uint32_t urgent = 0, lower = 0, fairness = 0;
  auto add = [&](uint32_t word, uint32_t count) {
    if (word < expected.size())
      expected[word] += count;
  };
  for (uint32_t slot = 0; slot != numSlots; ++slot) {
    const Slot &state = slots[slot];
    if (state.claims == 0)
      continue;
    const SlotEffects effects = effectsOf(slot);
    for (size_t word = 0; word != isFree.size(); ++word)
      isFree[word] = isFree[word] || mayWrite(effects, word);
    add(kControlDoneCount, state.executions);
    for (const Effect &effect : effects)
      if (effect.opcode < kControlMetricsCount)
        add(kControlMetrics + effect.opcode, state.executions);
    const uint32_t tenant = initialRing[slot * kSlotWords + kSlotTenant];
    add(kControlTenantFairness + tenant % kControlTenantFairnessCount, state.claims);
    const uint32_t level = levelOf(slot);
    if (level < kPriorityLevels)
      add(kControlPriorityFairness + level, state.claims);
    (level <= word(Priority::High) ? urgent : lower) += state.claims;
  }
  auto final = [&](uint32_t word) { return wordOf(memories[control], word); };
  for (uint32_t level = 0; level != kPriorityLevels; ++level)
    fairness +=
        final(kControlPriorityFairness + level) - initialControl[kControlPriorityFairness + level];
  // A sharded kernel counts no fairness; one that does not say what it is is judged by what it
  // counts.
  const bool hasFairness = countsFairness || fairness != 0;
  for (uint32_t index = 0; index != expected.size() && index < kObservableBase; ++index) {
    const bool isFairness =
        isWithin(index, kControlTenantFairness, kControlTenantFairnessCount) ||
        isWithin(index, kControlPriorityFairness, kControlPriorityFairnessCount);
    if (!isCounter(index) || index == kControlStarvationCounter || isFree[index] ||
        (isFairness && !hasFairness) || final(index) == expected[index])
      continue;
    return "D5: word " + std::to_string(index) + " of control counts " +
           std::to_string(final(index) - initialControl[index]) + " (expected " +
           std::to_string(expected[index] - initialControl[index]) + ")";
  }
  const uint32_t starvation = final(kControlStarvationCounter);
  if (!hasFairness || isFree[kControlStarvationCounter])
    return std::nullopt;
  if (lower == 0 ? starvation == initialControl[kControlStarvationCounter] + urgent
                 : starvation <= urgent)
    return std::nullopt;
  return "O3: the starvation counter is " + std::to_string(starvation) + " after " +
         std::to_string(urgent) + " claims of the upper two levels and " + std::to_string(lower) +
         " of the others";
}

std::vector<uint32_t> ProtocolMonitor::waitingSlots(llvm::ArrayRef<Memory> memories) const {
  std::vector<uint32_t> waiting;
  if (wordOf(memories[control], kControlShutdown) != 0)
    return waiting;
  for (uint32_t slot = 0; slot != numSlots; ++slot)
    if (isSchedulable(wordOf(memories[ring], slot * kSlotWords + kSlotStatus)) &&
        isAuthorised(slot, memories))
      waiting.push_back(slot);
  return waiting;
}

} // namespace vyrecc::interp
