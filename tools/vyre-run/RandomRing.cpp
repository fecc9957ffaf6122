// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The generator and the contract.
#include "RandomRing.h"
#include "llvm/ADT/STLExtras.h"
#include <cstring>

using namespace vyrecc;
using namespace vyrecc::tools;
using namespace vyrecc::loader;
using namespace vyrecc::protocol;

namespace {

/// What opcodes may read and write: reserved words and some observables.
constexpr uint32_t kUsedObservables = 48;
constexpr uint32_t kFirstFree = kControlReserved, kFree = kControlReservedCount + kUsedObservables;
/// COMPARE_SWAP of word i shows the old word at observable i.
constexpr uint32_t kObservables = kFirstFree + kFree;

std::vector<uint8_t> bytesOf(const Words &words) {
  std::vector<uint8_t> bytes(words.size() * kWordBytes);
  std::memcpy(bytes.data(), words.data(), bytes.size());
  return bytes;
}

Words wordsOf(llvm::ArrayRef<uint8_t> bytes) {
  Words words(bytes.size() / kWordBytes);
  std::memcpy(words.data(), bytes.data(), words.size() * kWordBytes);
  return words;
}

class Generator {
public:
  Generator(const RingShape &shape, std::mt19937_64 &random) : random(random) {
    result.shape = shape;
  }

  RingCase make() {
    const RingShape &shape = result.shape;
    result.workgroups = 1 + below(1 + 2 * shape.slots / shape.workgroup);
    RingImage &image = result.image;
    image.control.resize(kObservableBase + kObservables);
    image.ring.resize(shape.slots * kSlotWords);
    image.debugLog.resize(kDebugWords);
    image.ioQueue.resize(kBufferIoQueueWords);
    fillControl();
    for (uint32_t slot = 0; slot != shape.slots; ++slot)
      fillSlot(image.ring.data() + slot * kSlotWords);
    return std::move(result);
  }

private:
  uint32_t below(uint32_t end) { return static_cast<uint32_t>(random() % end); }
  bool oneIn(uint32_t n) { return below(n) == 0; }

  void fillControl() {
    Words &control = result.image.control;
    auto fill = [&](uint32_t first, uint32_t count) {
      for (uint32_t index = first; index != first + count; ++index)
        control[index] = oneIn(8) ? static_cast<uint32_t>(random()) : below(100);
    };
    fill(kControlDoneCount, 1);
    fill(kControlTenantQuotas, kControlTenantQuotasCount);
    fill(kControlTenantFairness, kControlTenantFairnessCount);
    fill(kControlMetrics, kControlMetricsCount);
    fill(kControlEpoch, 1);
    fill(kControlPriorityFairness, kControlPriorityFairnessCount);
    fill(kFirstFree, kFree);
    control[kControlShutdown] = oneIn(40);
    control[kControlTenantBase] = kControlTenantMasks + (oneIn(4) ? below(8) : 0);
    const bool mostlyAuthorised = !oneIn(4);
    for (uint32_t tenant = 0; tenant != kControlTenantMasksCount; ++tenant)
      control[kControlTenantMasks + tenant] =
          (mostlyAuthorised ? !oneIn(6) : oneIn(2)) ? static_cast<uint32_t>(random()) | 1 : 0;
    control[kControlStarvationCounter] = oneIn(3) ? kStarvationThreshold - 2 + below(4) : below(24);
    PriorityOffsets offsets = defaultPriorityOffsets(result.shape.slots);
    if (!oneIn(3)) {
      for (uint32_t &offset : offsets)
        offset = below(result.shape.slots + 1);
      if (oneIn(2)) {
        offsets.front() = 0;
        offsets.back() = result.shape.slots;
      }
      llvm::sort(offsets);
    }
    (void)storePriorityOffsets(control, offsets);
    fullness = below(4);
  }

  uint32_t anyStatus() {
    if (oneIn(20))
      return 8 + below(100); // none that the protocol knows
    return fullness == 0 ? below(8) : fullness == 3 ? word(SlotStatus::Published) : below(3);
  }

  void fillSlot(uint32_t *words) {
    words[kSlotStatus] = oneIn(6) ? word(oneIn(2) ? SlotStatus::Yield : SlotStatus::Requeue) : anyStatus();
    words[kSlotTenant] = below(oneIn(2) ? 3 : kControlTenantMasksCount - 8);
    words[kSlotPriority] = oneIn(4) ? static_cast<uint32_t>(random()) : below(kPriorityLevels);
    uint32_t *args = words + kSlotArgs;
    for (uint32_t index = 0; index != kSlotArgsCount; ++index)
      args[index] = static_cast<uint32_t>(random());
    words[kSlotOpcode] = oneIn(6) ? fillPacked(args) : fillOpcode(args);
  }

  uint32_t freeWord() { return kFirstFree + below(kFree); }
  uint32_t smallValue() { return oneIn(4) ? static_cast<uint32_t>(random()) : below(5); }

  /// Arguments of an opcode that keep it to free words.
  uint32_t fillOpcode(uint32_t *args) {
    constexpr Opcode kOpcodes[] = {Opcode::Nop,         Opcode::StoreU32, Opcode::AtomicAdd,
                                   Opcode::AtomicAdd,   Opcode::LoadU32,  Opcode::CompareSwap,
                                   Opcode::Memcpy,      Opcode::DfaStep,  Opcode::BatchFence,
                                   Opcode::Printf};
    if (oneIn(60))
      return word(Opcode::Shutdown);
    if (oneIn(60))
      return 0x40 + below(4); // an extension that the kernel does not have
    const Opcode opcode = kOpcodes[below(std::size(kOpcodes))];
    fillArguments(opcode, args);
    return word(opcode);
  }

  void fillArguments(Opcode opcode, uint32_t *args) {
    switch (opcode) {
    case Opcode::StoreU32:
    case Opcode::AtomicAdd:
      args[0] = smallValue();
      args[1] = freeWord();
      break;
    case Opcode::LoadU32:
      args[0] = freeWord();
      args[1] = below(kUsedObservables);
      break;
    case Opcode::CompareSwap:
      args[0] = freeWord();
      args[1] = smallValue();
      args[2] = smallValue();
      break;
    case Opcode::Memcpy:
      args[2] = below(4);
      args[0] = kFirstFree + below(kFree - args[2]);
      args[1] = kFirstFree + below(kFree - args[2]);
      break;
    case Opcode::Nop:
    case Opcode::DfaStep:
    case Opcode::BatchFence:
    case Opcode::LoadMiss:
    case Opcode::Printf:
    case Opcode::PackedSlot:
    case Opcode::Shutdown:
      break;
    }
  }

  /// Up to three ops whose windows lie inside the arguments.
  uint32_t fillPacked(uint32_t *args) {
    const uint32_t count = below(4);
    const uint32_t metadataWords = (2 + 2 * count + kWordBytes - 1) / kWordBytes;
    uint8_t metadata[3 * kWordBytes] = {static_cast<uint8_t>(count),
                                        static_cast<uint8_t>(count * kPackedArgWindow)};
    for (uint32_t op = 0; op != count; ++op) {
      constexpr Opcode kOpcodes[] = {Opcode::Nop, Opcode::StoreU32, Opcode::AtomicAdd,
                                     Opcode::LoadU32, Opcode::BatchFence};
      const Opcode opcode = kOpcodes[below(std::size(kOpcodes))];
      metadata[2 + 2 * op] = static_cast<uint8_t>(word(opcode));
      metadata[3 + 2 * op] = static_cast<uint8_t>(op * kPackedArgWindow);
      fillArguments(opcode, args + metadataWords + op * kPackedArgWindow);
    }
    std::memcpy(args, metadata, metadataWords * kWordBytes);
    return word(Opcode::PackedSlot);
  }

  std::mt19937_64 &random;
  RingCase result;
  uint32_t fullness = 0;
};

bool isSchedulable(uint32_t status) {
  return status == word(SlotStatus::Published) || status == word(SlotStatus::Yield) ||
         status == word(SlotStatus::Requeue);
}

/// The level of a slot; kPriorityLevels if it lies in none.
uint32_t levelOf(const Words &control, uint32_t slot) {
  for (uint32_t level = 0; level != kPriorityLevels; ++level)
    if (slot >= control[kControlPriorityOffsets + level] &&
        slot < control[kControlPriorityOffsets + level + 1])
      return level;
  return kPriorityLevels;
}

bool isExecutable(const RingImage &image, uint32_t slot) {
  const uint32_t *words = image.ring.data() + slot * kSlotWords;
  return isSchedulable(words[kSlotStatus]) && levelOf(image.control, slot) != kPriorityLevels &&
         image.control[image.control[kControlTenantBase] + words[kSlotTenant]] != 0;
}

Job jobOf(const RingImage &image, uint32_t slot) {
  const uint32_t *words = image.ring.data() + slot * kSlotWords;
  Job job;
  job.opcode = words[kSlotOpcode];
  job.tenant = words[kSlotTenant];
  job.priority = static_cast<Priority>(levelOf(image.control, slot));
  std::copy_n(words + kSlotArgs, kSlotArgsCount, job.args.begin());
  return job;
}

} // namespace

std::vector<NamedBytes> RingImage::toBytes() const {
  return {{kBufferControlSpelling, bytesOf(control)},
          {kBufferRingSpelling, bytesOf(ring)},
          {kBufferDebugLogSpelling, bytesOf(debugLog)},
          {kBufferIoQueueSpelling, bytesOf(ioQueue)}};
}

RingImage RingImage::fromBytes(llvm::ArrayRef<NamedBytes> buffers) {
  auto find = [&](llvm::StringRef name) {
    auto *found = llvm::find_if(buffers, [&](const NamedBytes &b) { return b.name == name; });
    return found == buffers.end() ? Words() : wordsOf(found->bytes);
  };
  return {find(kBufferControlSpelling), find(kBufferRingSpelling), find(kBufferDebugLogSpelling),
          find(kBufferIoQueueSpelling)};
}

RingCase tools::makeRandomCase(const RingShape &shape, std::mt19937_64 &random) {
  return Generator(shape, random).make();
}

bool tools::waitsForReset(const RingImage &image, const RingShape &shape) {
  if (image.control[kControlStarvationCounter] < kStarvationThreshold)
    return false;
  for (uint32_t slot = 0; slot != shape.slots; ++slot)
    if (isExecutable(image, slot) && levelOf(image.control, slot) <= word(Priority::High))
      return true;
  return false;
}

FailureOr<std::vector<bool>> tools::checkOutcome(const RingCase &theCase,
                                                 const RingOutcome &outcome, std::string &why) {
  const RingImage &before = theCase.image, &after = outcome.image;
  const RingShape &shape = theCase.shape;
  auto fail = [&](const llvm::Twine &message) {
    why = message.str();
    return failure();
  };
  if (before.ioQueue != after.ioQueue)
    return fail("io_queue has changed");
  std::vector<bool> executed(shape.slots);
  JobSet set;
  uint32_t urgent = 0, lower = 0;
  bool hasShutdown = before.control[kControlShutdown] != 0;
  for (uint32_t slot = 0; slot != shape.slots; ++slot) {
    const uint32_t *old = before.ring.data() + slot * kSlotWords;
    const uint32_t *now = after.ring.data() + slot * kSlotWords;
    if (!std::equal(old + 1, old + kSlotWords, now + 1))
      return fail("O4: words of slot " + llvm::Twine(slot) + " have changed");
    if (old[kSlotStatus] == now[kSlotStatus])
      continue;
    if (!isExecutable(before, slot) || now[kSlotStatus] != word(SlotStatus::Done) ||
        before.control[kControlShutdown] != 0)
      return fail("the status of slot " + llvm::Twine(slot) + " goes from " +
                  llvm::Twine(old[kSlotStatus]) + " to " + llvm::Twine(now[kSlotStatus]));
    executed[slot] = true;
    set.jobs.push_back(jobOf(before, slot));
    hasShutdown |= old[kSlotOpcode] == word(Opcode::Shutdown);
    (levelOf(before.control, slot) <= word(Priority::High) ? urgent : lower) += 1;
  }
  for (uint32_t slot = 0; slot != shape.slots && !hasShutdown; ++slot) {
    if (executed[slot] || !isExecutable(before, slot))
      continue;
    // Section 7.6: some lane owns the slot's class.
    const uint32_t first =
        before.control[kControlPriorityOffsets + levelOf(before.control, slot)];
    if ((slot - first) % shape.stride < theCase.lanes())
      return fail("O1: slot " + llvm::Twine(slot) + " is not executed, though invocation " +
                  llvm::Twine((slot - first) % shape.stride) + " has to");
  }
  const std::vector<std::string> failures = verifyJobs(
      set, before.control, after.control, after.debugLog, Accounting::MetricsAndFairness);
  if (!failures.empty())
    return fail(failures.front());
  const uint32_t starvation = after.control[kControlStarvationCounter],
                 initial = before.control[kControlStarvationCounter];
  const bool isExact = lower == 0 && !outcome.resetStarvation;
  if (isExact ? starvation != initial + urgent : starvation > urgent)
    return fail("O3: the starvation counter goes from " + llvm::Twine(initial) + " to " +
                llvm::Twine(starvation));
  return executed;
}
