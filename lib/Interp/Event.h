// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An access to shared memory as it happened, and which two accesses do not commute.
#ifndef VYRE_CC_LIB_INTERP_EVENT_H
#define VYRE_CC_LIB_INTERP_EVENT_H

#include "Bytecode.h"
#include "vyre-cc/Interp/Schedule.h"

namespace vyrecc::interp {

struct Memory;

enum class EventKind : uint8_t {
  None,      ///< outside of the buffer: nothing happened
  Read,      ///< also a read-modify-write that cannot change the word, and a compare-exchange that
             ///< failed
  Commuting, ///< a read-modify-write whose result is unused: the order of two of one kind does not
             ///< matter
  Write,
  Everything, ///< a copy, or a scheduler op
};

/// A word that an op of many accesses wrote.
struct WordChange {
  uint32_t buffer, index, before, after;
};

struct Event {
  static constexpr unsigned kMaxWords = 4;

  const Instruction *instruction = nullptr;
  EventKind kind = EventKind::None;
  uint32_t buffer = 0;
  uint32_t workgroup = 0; ///< whose memory it is; 0 for storage
  uint64_t index = 0;     ///< of the element
  uint64_t firstByte = 0;
  uint32_t bytes = 0;
  std::array<uint32_t, kMaxWords> before = {}, after = {};
  std::vector<WordChange> changes; ///< of Everything

  bool writes() const { return kind == EventKind::Write || kind == EventKind::Commuting; }
  bool isAtomic() const {
    return instruction->code != Code::Load && instruction->code != Code::Store;
  }
};

/// True if the order of the two may matter.
bool conflict(const Event &a, const Event &b);

Step toStep(uint32_t lane, const Event &event, llvm::ArrayRef<Memory> memories);

} // namespace vyrecc::interp

#endif
