// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rows of Layout.def as constants, enumerations and listings, and the rules that hold between them. Kernel
// builder and loader both take every index from here.
#ifndef VYRE_CC_PROTOCOL_LAYOUT_H
#define VYRE_CC_PROTOCOL_LAYOUT_H

#include <cstdint>
#include <string_view>

namespace vyrecc::protocol {

// For each row Name: the index of its first word, kControlName, and how many words it has, kControlNameCount.
// Likewise kSlot…, kDebug…, kIo…, and kBufferNameBinding, kBufferNameSpelling, kBufferNameWords.
#define VYRE_BUFFER(Name, BINDING, SPELLING, WORDS, Doc)                                           \
  inline constexpr uint32_t kBuffer##Name##Binding = BINDING;                                      \
  inline constexpr char kBuffer##Name##Spelling[] = SPELLING;                                      \
  inline constexpr uint32_t kBuffer##Name##Words = WORDS;
#define VYRE_CONTROL(Name, WORD, COUNT, Doc)                                                       \
  inline constexpr uint32_t kControl##Name = WORD;                                                 \
  inline constexpr uint32_t kControl##Name##Count = COUNT;
#define VYRE_SLOT(Name, WORD, COUNT, Doc)                                                          \
  inline constexpr uint32_t kSlot##Name = WORD;                                                    \
  inline constexpr uint32_t kSlot##Name##Count = COUNT;
#define VYRE_DEBUG(Name, WORD, COUNT, Doc)                                                         \
  inline constexpr uint32_t kDebug##Name = WORD;                                                   \
  inline constexpr uint32_t kDebug##Name##Count = COUNT;
#define VYRE_IO(Name, WORD, COUNT, Doc)                                                            \
  inline constexpr uint32_t kIo##Name = WORD;                                                      \
  inline constexpr uint32_t kIo##Name##Count = COUNT;
#include "vyre-cc/Protocol/Layout.def"

enum class SlotStatus : uint32_t {
#define VYRE_STATUS(Name, Value, Doc) Name = Value,
#include "vyre-cc/Protocol/Layout.def"
};
enum class Priority : uint32_t {
#define VYRE_PRIORITY(Name, Level) Name = Level,
#include "vyre-cc/Protocol/Layout.def"
};
enum class IoOp : uint32_t {
#define VYRE_IO_OP(Name, Value) Name = Value,
#include "vyre-cc/Protocol/Layout.def"
};
enum class IoStatus : uint32_t {
#define VYRE_IO_STATUS(Name, Value) Name = Value,
#include "vyre-cc/Protocol/Layout.def"
};

/// The word that a status or a level is in memory.
constexpr uint32_t word(SlotStatus status) { return static_cast<uint32_t>(status); }
constexpr uint32_t word(Priority level) { return static_cast<uint32_t>(level); }
constexpr uint32_t word(IoOp op) { return static_cast<uint32_t>(op); }
constexpr uint32_t word(IoStatus status) { return static_cast<uint32_t>(status); }

// Sizes in words unless the name says otherwise.
inline constexpr uint32_t kWordBytes = 4;
inline constexpr uint32_t kControlWords = kBufferControlWords; ///< without observable words
inline constexpr uint32_t kObservableBase = kControlWords;     ///< observable i is word kObservableBase + i
inline constexpr uint32_t kSlotWords = 16;
inline constexpr uint32_t kSlotBytes = kSlotWords * kWordBytes;
inline constexpr uint32_t kDebugRecordWords = 4;
inline constexpr uint32_t kDebugRecordCapacity = kDebugRecordsCount / kDebugRecordWords;
inline constexpr uint32_t kDebugWords = kBufferDebugLogWords;
inline constexpr uint32_t kIoSlotWords = 8;
inline constexpr uint32_t kIoSlotCount = 64;
/// Where the tables of device-side transfers are bound, behind the megakernel's buffers.
inline constexpr uint32_t kIoSourceTableBinding = 4;
inline constexpr uint32_t kIoDestinationTableBinding = 5;

// Scheduler constants.
inline constexpr uint32_t kPriorityLevels = 5;
inline constexpr uint32_t kStarvationThreshold = 16; ///< at this count the upper two levels wait
inline constexpr uint32_t kTenantFairnessThreshold = 64;
inline constexpr uint32_t kNothingClaimed = 0xFFFFFFFF;
inline constexpr uint32_t kForeverPasses = 0xFFFFFFFF; ///< bound of a persistent kernel's loop
inline constexpr uint32_t kTenantQuotaDefault = 1'000'000;
inline constexpr uint32_t kTenantAuthorised = 0xFFFFFFFF;
inline constexpr uint32_t kPackedOps = 4; ///< inner ops of a packed slot that a kernel executes
inline constexpr uint32_t kPackedArgWindow = 3; ///< argument words that an inner op must have left

// How many elements a buffer can have by arithmetic, and how many an encoder will allocate.
inline constexpr uint32_t kMaxObservables = 0xFFFFFFFF - kObservableBase;
inline constexpr uint32_t kMaxRingSlots = 0xFFFFFFFF / kSlotWords;
inline constexpr uint32_t kMaxDebugRecords = 0xFFFFFFFF / kDebugRecordWords;
inline constexpr uint32_t kMaxEncodedObservables = 1'048'576;
inline constexpr uint32_t kMaxEncodedRingSlots = 1'048'576;
inline constexpr uint32_t kMaxEncodedDebugRecords = 1'048'576;

/// One row of a word table, for listings and reports.
struct WordRow {
  std::string_view name;
  uint32_t first;
  uint32_t count;
  std::string_view doc;
};
inline constexpr WordRow kControlRows[] = {
#define VYRE_CONTROL(Name, Word, Count, Doc) {#Name, Word, Count, Doc},
#include "vyre-cc/Protocol/Layout.def"
};
inline constexpr WordRow kSlotRows[] = {
#define VYRE_SLOT(Name, Word, Count, Doc) {#Name, Word, Count, Doc},
#include "vyre-cc/Protocol/Layout.def"
};
inline constexpr WordRow kDebugRows[] = {
#define VYRE_DEBUG(Name, Word, Count, Doc) {#Name, Word, Count, Doc},
#include "vyre-cc/Protocol/Layout.def"
};
inline constexpr WordRow kIoRows[] = {
#define VYRE_IO(Name, Word, Count, Doc) {#Name, Word, Count, Doc},
#include "vyre-cc/Protocol/Layout.def"
};

/// True if the rows start at word 0, follow each other without gap or overlap, and end at `end`.
template <unsigned N> constexpr bool rowsTile(const WordRow (&rows)[N], uint32_t end) {
  uint32_t next = 0;
  for (const WordRow &row : rows) {
    if (row.first != next || row.count == 0)
      return false;
    next += row.count;
  }
  return next == end;
}

static_assert(rowsTile(kControlRows, kControlWords));
static_assert(rowsTile(kSlotRows, kSlotWords));
static_assert(rowsTile(kDebugRows, kDebugWords));
static_assert(rowsTile(kIoRows, kIoSlotWords));
static_assert(kBufferIoQueueWords == kIoSlotCount * kIoSlotWords);
static_assert(kDebugWords == kDebugRecords + kDebugRecordCapacity * kDebugRecordWords);

// The order of the regions of `control` that hosts and kernels rely on.
static_assert(kControlTenantBase > kControlDoneCount);
static_assert(kControlTenantQuotas > kControlTenantBase);
static_assert(kControlTenantFairness > kControlTenantQuotas);
static_assert(kControlMetrics >= kControlTenantFairness + kControlTenantFairnessCount);
static_assert(kControlEpoch >= kControlMetrics + kControlMetricsCount);
static_assert(kControlPriorityOffsets > kControlEpoch);
static_assert(kControlStarvationCounter >= kControlPriorityOffsets + kControlPriorityOffsetsCount);
static_assert(kControlPriorityFairness > kControlStarvationCounter);
static_assert(kObservableBase > kControlPriorityFairness + kControlPriorityFairnessCount);
static_assert(kControlPriorityOffsetsCount == kPriorityLevels + 1);
static_assert(kControlPriorityFairnessCount == kPriorityLevels);
static_assert(word(Priority::Idle) + 1 == kPriorityLevels);

} // namespace vyrecc::protocol

#endif
