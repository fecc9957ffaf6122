// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which job is in which slot: publishing in waves and collecting.
#include "vyre-cc/Loader/Jobs.h"
#include "llvm/ADT/STLExtras.h"

using namespace vyrecc;
using namespace vyrecc::loader;
using namespace vyrecc::protocol;

namespace {

constexpr size_t kMaxProblems = 16;
constexpr size_t kMaxListedSlots = 8;

} // namespace

JobRing::JobRing(llvm::ArrayRef<Job> jobs, uint32_t slots, Placement placement)
    : jobs(jobs), placement(placement), offsets(defaultPriorityOffsets(slots)),
      ring(size_t(slots) * kSlotWords), jobOfSlot(slots, kNoJob) {
  if (placement == Placement::Anywhere)
    offsets = {0, slots, slots, slots, slots, slots};
  for (uint32_t i = 0; i < jobs.size(); ++i)
    waiting[queueOf(jobs[i].priority)].push_back(i);
}

uint32_t JobRing::queueOf(Priority priority) const {
  return placement == Placement::Anywhere ? 0 : word(priority);
}

void JobRing::complain(const llvm::Twine &message) {
  if (problems.size() < kMaxProblems)
    problems.push_back(message.str());
}

FailureOr<uint32_t> JobRing::publishWave(DiagnosticEngine &diags) {
  uint32_t published = 0;
  for (uint32_t queue = 0; queue < kPriorityLevels; ++queue) {
    if (!waiting[queue].empty() && offsets[queue] == offsets[queue + 1])
      return diags.error(DiagCode::BadCase, {},
                         "jobs of priority " + priorityName(static_cast<Priority>(queue)) +
                             ", which has none of the " + llvm::Twine(jobOfSlot.size()) +
                             " slots (expected 5 slots or more)");
    for (uint32_t slot = offsets[queue];
         slot < offsets[queue + 1] && nextWaiting[queue] < waiting[queue].size(); ++slot) {
      if (jobOfSlot[slot] != kNoJob)
        continue;
      const uint32_t number = waiting[queue][nextWaiting[queue]];
      const Job &job = jobs[number];
      if (failed(publishSlot(ring, slot, job.tenant, job.opcode, job.args, diags)))
        return failure();
      jobOfSlot[slot] = number;
      ++nextWaiting[queue];
      ++published;
    }
  }
  return published;
}

uint32_t JobRing::collect(llvm::ArrayRef<uint32_t> after) {
  uint32_t done = 0;
  for (size_t slot = 0; slot < jobOfSlot.size(); ++slot) {
    llvm::ArrayRef<uint32_t> before = llvm::ArrayRef(ring).slice(slot * kSlotWords, kSlotWords);
    llvm::ArrayRef<uint32_t> now = after.slice(slot * kSlotWords, kSlotWords);
    for (uint32_t i = kSlotStatus + 1; i < kSlotWords; ++i)
      if (before[i] != now[i])
        complain("slot " + llvm::Twine(slot) + " word " + llvm::Twine(i) + ": " +
                 llvm::Twine(now[i]) + " (published as " + llvm::Twine(before[i]) + ")");
    const uint32_t status = now[kSlotStatus];
    if (jobOfSlot[slot] == kNoJob) {
      if (status != before[kSlotStatus])
        complain("slot " + llvm::Twine(slot) + " holds no job and became " + statusName(status));
      continue;
    }
    if (status == word(SlotStatus::Done)) {
      jobOfSlot[slot] = kNoJob;
      ++done;
    } else if (status != word(SlotStatus::Published)) {
      complain("slot " + llvm::Twine(slot) + " was left " + statusName(status) +
               " (expected PUBLISHED or DONE)");
    }
  }
  llvm::copy(after.take_front(ring.size()), ring.begin());
  completedCount += done;
  return done;
}

bool JobRing::hasPending(Priority first, Priority last) const {
  return llvm::any_of(jobOfSlot, [&](uint32_t number) {
    return number != kNoJob && jobs[number].priority >= first && jobs[number].priority <= last;
  });
}

std::string JobRing::describePending() const {
  std::string text;
  size_t pending = 0;
  for (size_t slot = 0; slot < jobOfSlot.size(); ++slot) {
    if (jobOfSlot[slot] == kNoJob || ++pending > kMaxListedSlots)
      continue;
    text += (text.empty() ? "" : ", ");
    text += "slot " + std::to_string(slot) + " (" +
            statusName(ring[slot * kSlotWords + kSlotStatus]) + ")";
  }
  if (pending > kMaxListedSlots)
    text += " and " + std::to_string(pending - kMaxListedSlots) + " more";
  return text;
}
