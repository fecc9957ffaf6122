// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The batch drain. Work is claimed by counting up, so that the kernel ends by itself and no lane
// waits for another.
#include "DfaDrain.h"
#include "vyre-cc/Protocol/Dfa.h"
#include "vyre-cc/Protocol/Layout.h"

namespace vyrecc::megakernel {

using namespace protocol;
using vir0::BufferAccess;

static constexpr const char *kState = "queue_state";

void declareDfaBuffers(TreeBuilder &b) {
  for (const char *name : {"file_offsets", "file_metadata", "class_maps", "haystack", "rule_meta",
                           "transitions", "accept"})
    b.declareBuffer(name, 0, BufferAccess::ReadOnly);
  b.declareBuffer(kState, kDfaStateWords);
  b.declareBuffer("hit_ring", 0);
  b.declareBuffer("segments", 0, BufferAccess::ReadOnly);
}

/// Written only where the host made room; what did not fit is counted all the same.
static Nodes reportHit(TreeBuilder &b) {
  auto put = [&](uint32_t field, TreeBuilder::Operand value) {
    return b.store("hit_ring", b.add("hit_base", field), value);
  };
  Nodes record = {
      b.let("hit_base", b.mul("hit_slot", kDfaHitWords)),
      put(kDfaHitFile, "file_idx"),
      put(kDfaHitRule, "rule_idx"),
      put(kDfaHitLayer, "layer_idx"),
      put(kDfaHitOffset, b.sub("byte_pos", "file_start")),
  };
  return {
      b.let("hit_slot", b.atomicAdd(kState, kDfaHitHead, 1u)),
      b.ifThen(b.lt("hit_slot", b.atomicLoad(kState, kDfaHitCapacity)), record),
  };
}

/// One byte: its class, the next state, and a hit where that accepts and the byte is this
/// segment's own. Bytes before emit_start only warm the automaton up.
static Nodes step(TreeBuilder &b) {
  ExprPtr byte = b.bitAnd(b.shr(b.load("haystack", b.div("byte_pos", kWordBytes)),
                                b.mul(b.mod("byte_pos", kWordBytes), 8u)),
                          0xFFu);
  ExprPtr next = b.add("transition_base", b.add(b.mul("state", "num_classes"), "byte_class"));
  return {
      b.let("byte_class", b.load("class_maps", b.add("class_map_base", byte))),
      b.assign("state", b.load("transitions", next)),
      b.ifThen(b.ge("byte_pos", "emit_start"),
               b.ifThen(b.ne(b.load("accept", b.add("accept_base", "state")), 0u), reportHit(b))),
  };
}

Nodes dfaPass(TreeBuilder &b) {
  auto segment = [&](uint32_t field) { return b.load("segments", b.add("segment_base", field)); };
  auto rule = [&](uint32_t field) { return b.load("rule_meta", b.add("rule_base", field)); };
  return {
      b.let("claim", b.atomicAdd(kState, kDfaHead, 1u)),
      b.ifThen(b.ge("claim", b.atomicLoad(kState, kDfaQueueLen)), b.returnNode()),
      b.let("rule_count", b.atomicLoad(kState, kDfaRuleCount)),
      b.let("segment_base", b.mul(b.div("claim", "rule_count"), kDfaSegmentWords)),
      b.let("rule_idx", b.mod("claim", "rule_count")),
      b.let("rule_base", b.mul("rule_idx", kDfaRuleWords)),
      b.let("file_idx", segment(kDfaSegmentFile)),
      b.let("emit_start", segment(kDfaSegmentEmitStart)),
      b.let("file_start", b.load("file_offsets", "file_idx")),
      b.let("layer_idx", b.load("file_metadata",
                                b.add(b.mul("file_idx", kDfaFileWords), kDfaFileLayer))),
      b.let("transition_base", rule(kDfaRuleTransitions)),
      b.let("accept_base", rule(kDfaRuleAccept)),
      b.let("class_map_base", rule(kDfaRuleClassMap)),
      b.let("num_classes", rule(kDfaRuleClasses)),
      b.let("state", 0u),
      b.loop("byte_pos", segment(kDfaSegmentScanStart), segment(kDfaSegmentEmitEnd), step(b)),
      b.let("done_prev", b.atomicAdd(kState, kDfaDoneCount, 1u)),
  };
}

} // namespace vyrecc::megakernel
