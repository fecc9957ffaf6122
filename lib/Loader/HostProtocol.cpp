// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host's side of the megakernel protocol: buffers, publishing, packed slots, and names.
#include "vyre-cc/Loader/Jobs.h"
#include "llvm/ADT/STLExtras.h"

using namespace vyrecc;
using namespace vyrecc::loader;
using namespace vyrecc::protocol;

FailureOr<Words> loader::encodeControl(bool shutdown, uint32_t tenants, uint32_t observables,
                                       DiagnosticEngine &diags) {
  if (observables > kMaxEncodedObservables)
    return diags.error(DiagCode::BadCase, {},
                       llvm::Twine(observables) + " observables (expected at most " +
                           llvm::Twine(kMaxEncodedObservables) + ")");
  Words control(kObservableBase + observables);
  control[kControlShutdown] = shutdown ? 1 : 0;
  control[kControlTenantBase] = kControlTenantMasks;
  std::fill_n(control.begin() + kControlTenantMasks, std::min(tenants, kControlTenantMasksCount),
              kTenantAuthorised);
  std::fill_n(control.begin() + kControlTenantQuotas, std::min(tenants, kControlTenantQuotasCount),
              kTenantQuotaDefault);
  return control;
}

FailureOr<Words> loader::encodeEmptyRing(uint32_t slots, DiagnosticEngine &diags) {
  if (slots > kMaxEncodedRingSlots)
    return diags.error(DiagCode::BadCase, {},
                       llvm::Twine(slots) + " slots (expected at most " +
                           llvm::Twine(kMaxEncodedRingSlots) + ")");
  return Words(size_t(slots) * kSlotWords);
}

LogicalResult loader::publishSlot(llvm::MutableArrayRef<uint32_t> ring, uint32_t slot,
                                  uint32_t tenant, uint32_t opcode, llvm::ArrayRef<uint32_t> args,
                                  DiagnosticEngine &diags) {
  if (ring.size() % kSlotWords != 0 || slot >= ring.size() / kSlotWords)
    return diags.error(DiagCode::BadCase, {},
                       "slot " + llvm::Twine(slot) + " of a ring of " + llvm::Twine(ring.size()) +
                           " words");
  if (args.size() > kSlotArgsCount)
    return diags.error(DiagCode::BadCase, {},
                       llvm::Twine(args.size()) + " arguments (expected at most " +
                           llvm::Twine(kSlotArgsCount) + ")");
  if (!isPublishableOpcode(opcode))
    return diags.error(DiagCode::BadCase, {},
                       "opcode " + opcodeName(opcode) + " cannot be published");
  llvm::MutableArrayRef<uint32_t> words = ring.slice(size_t(slot) * kSlotWords, kSlotWords);
  const uint32_t status = words[kSlotStatus];
  if (status != word(SlotStatus::Empty) && status != word(SlotStatus::Done))
    return diags.error(DiagCode::BadCase, {},
                       "slot " + llvm::Twine(slot) + " is " + statusName(status) +
                           " (expected EMPTY or DONE)");
  words[kSlotOpcode] = opcode;
  words[kSlotTenant] = tenant;
  words[kSlotPriority] = word(Priority::Normal);
  std::fill_n(words.begin() + kSlotArgs, kSlotArgsCount, 0);
  llvm::copy(args, words.begin() + kSlotArgs);
  words[kSlotStatus] = word(SlotStatus::Published);
  return success();
}

std::string loader::opcodeName(uint32_t opcode) {
  if (const OpcodeRow *row = findOpcode(opcode))
    return std::string(row->spelling);
  return std::to_string(opcode);
}

llvm::StringRef loader::priorityName(Priority priority) {
  switch (priority) {
  case Priority::Critical:
    return "CRITICAL";
  case Priority::High:
    return "HIGH";
  case Priority::Normal:
    return "NORMAL";
  case Priority::Low:
    return "LOW";
  case Priority::Idle:
    return "IDLE";
  }
  return {};
}

std::string loader::statusName(uint32_t status) {
  static constexpr const char *kNames[] = {"EMPTY",   "PUBLISHED", "CLAIMED", "DONE",
                                           "WAIT_IO", "YIELD",     "REQUEUE", "FAULT"};
  return status < std::size(kNames) ? kNames[status] : "status " + std::to_string(status);
}
