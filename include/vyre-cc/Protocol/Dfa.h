// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words of the batch drain's buffers (docs/Megakernel.md, "The batch drain").
#ifndef VYRE_CC_PROTOCOL_DFA_H
#define VYRE_CC_PROTOCOL_DFA_H

#include <cstdint>

namespace vyrecc::protocol {

/// queue_state
enum DfaState : uint32_t {
  kDfaHead,        ///< pairs claimed, and once more by each lane that ends
  kDfaQueueLen,    ///< segments times rules
  kDfaHitHead,     ///< hits found, also those that did not fit
  kDfaHitCapacity, ///< hits that hit_ring holds
  kDfaDoneCount,   ///< pairs finished
  kDfaRuleCount,
  kDfaStateWords,
};
/// file_metadata, a file
enum DfaFile : uint32_t { kDfaFileHashLo, kDfaFileHashHi, kDfaFileSize, kDfaFileLayer, kDfaFileWords };
/// rule_meta, a rule; bases count words of the other buffers
enum DfaRule : uint32_t {
  kDfaRuleTransitions,
  kDfaRuleAccept,
  kDfaRuleStates,
  kDfaRuleClassMap,
  kDfaRuleClasses,
  kDfaRuleWords,
};
/// segments; positions are bytes of the haystack
enum DfaSegment : uint32_t {
  kDfaSegmentFile,
  kDfaSegmentScanStart, ///< where the automaton starts, at or before emit_start
  kDfaSegmentEmitStart,
  kDfaSegmentEmitEnd,
  kDfaSegmentWords,
};
/// hit_ring; the offset counts bytes from the start of the file
enum DfaHit : uint32_t { kDfaHitFile, kDfaHitRule, kDfaHitLayer, kDfaHitOffset, kDfaHitWords };

} // namespace vyrecc::protocol

#endif
