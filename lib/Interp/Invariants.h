// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Holds each access of a megakernel to the rules of the slot protocol: the invariants of section 8
// and the contract of section 20.1 of the megakernel specification. A message starts with the
// number of the rule.
#ifndef VYRE_CC_LIB_INTERP_INVARIANTS_H
#define VYRE_CC_LIB_INTERP_INVARIANTS_H

#include "Event.h"
#include "vyre-cc/Interp/Interpreter.h"
#include "vyre-cc/Protocol/Effects.h"

namespace vyrecc::interp {

using Broken = std::optional<std::string>;

/// What has happened to the ring so far. A value: explorers keep copies.
class ProtocolMonitor {
public:
  /// Absent where the module has no `control` and `ring_buffer` of words.
  static std::optional<ProtocolMonitor> create(const ir::Module &module,
                                               llvm::ArrayRef<Memory> memories, Invariants rules);

  /// After an access: the rule that it breaks, if any.
  Broken note(uint32_t lane, const Event &event, llvm::ArrayRef<Memory> memories);
  /// After the last one: what the counters and slots must hold.
  Broken finish(llvm::ArrayRef<Memory> memories) const;
  /// Slots that stay unclaimed though their tenant may run them, if nothing asks for shutdown: what
  /// the next dispatch has to execute.
  std::vector<uint32_t> waitingSlots(llvm::ArrayRef<Memory> memories) const;

private:
  enum class Phase : uint8_t {
    Untouched,
    Claimed,
    Done,
  };
  struct Slot {
    Phase phase = Phase::Untouched;
    uint32_t initial = 0, observed = 0, claimer = 0;
    uint32_t claims = 0, executions = 0;
  };
  struct LaneNotes {
    bool sawShutdown = false;
    uint32_t claimsOfPass = 0;
    bool countedDone = false; ///< DONE_COUNT since the claim
  };

  Broken noteWord(uint32_t lane, const WordChange &change, llvm::ArrayRef<Memory> memories);
  Broken noteRing(uint32_t lane, uint64_t word, uint32_t before, uint32_t after,
                  llvm::ArrayRef<Memory> memories);
  Broken noteStatus(uint32_t lane, uint32_t slot, uint32_t before, uint32_t after,
                    llvm::ArrayRef<Memory> memories);
  Broken noteClaim(uint32_t lane, uint32_t slot, uint32_t before, llvm::ArrayRef<Memory> memories);
  Broken noteDone(uint32_t lane, uint32_t slot);
  Broken noteControl(uint32_t lane, uint64_t word, uint32_t before, uint32_t after);
  Broken noteQueue(uint64_t word, uint32_t before, uint32_t after);
  Broken checkCounters(llvm::ArrayRef<Memory> memories) const;

  bool isLiteral() const { return rules == Invariants::Literal; }
  protocol::SlotEffects effectsOf(uint32_t slot) const;
  /// True if a slot that is being executed has an opcode that the project does not know.
  bool runsExtension() const;
  /// True if a slot that is being executed may write the word.
  bool isNamed(uint64_t word) const;
  bool isAuthorised(uint32_t slot, llvm::ArrayRef<Memory> memories) const;
  /// True if the kernel itself has changed what authorises the slot.
  bool maskChanged(uint32_t slot) const;
  uint32_t levelOf(uint32_t slot) const;

  Invariants rules = Invariants::Contract;
  uint32_t control = 0, ring = 0;
  std::optional<uint32_t> queue;
  uint32_t numSlots = 0;
  bool countsFairness = false;
  std::vector<uint32_t> initialControl, initialRing;
  std::vector<bool> controlChanged;
  std::vector<Slot> slots;
  std::vector<LaneNotes> lanes;
};

} // namespace vyrecc::interp

#endif
