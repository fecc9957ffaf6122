// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The priority scan, from the outside in: accounting of a claim, then levels, slots of a level, one
// probe.
#include "PriorityScan.h"
#include "vyre-cc/Megakernel/Megakernel.h"
#include "vyre-cc/Protocol/Partition.h"

namespace vyrecc::megakernel {

using namespace protocol;

static constexpr const char *kControl = kBufferControlSpelling;
static constexpr const char *kRing = kBufferRingSpelling;

/// Claims the probed slot if its tenant may run. The compare-exchange expects the very status that
/// was seen: a slot that changed in between stays as it is.
static Nodes claimSchedulable(TreeBuilder &b) {
  NodePtr recordClaim =
      b.ifThen(b.eq("probe_prev", "probe_expected"), {b.assign("claimed_slot_base", "probe_base"),
                                                      b.assign("claimed_priority", "scan_pri"),
                                                      b.assign("claimed_tenant", "probe_tenant")});
  return {
      b.let("probe_tenant", b.load(kRing, b.add("probe_base", kSlotTenant))),
      b.let("probe_tenant_base", b.atomicLoad(kControl, kControlTenantBase)),
      b.let("probe_tenant_mask",
            b.atomicLoad(kControl, b.add("probe_tenant_base", "probe_tenant"))),
      b.ifThen(b.ne("probe_tenant_mask", 0u),
               {b.let("probe_expected", "probe_status"),
                b.let("probe_prev", b.compareExchange(kRing, "probe_base", "probe_expected",
                                                      word(SlotStatus::Claimed))),
                recordClaim}),
  };
}

static Nodes probeSlot(TreeBuilder &b) {
  ExprPtr isSchedulable = b.logicalOr(b.eq("probe_status", word(SlotStatus::Published)),
                                      b.logicalOr(b.eq("probe_status", word(SlotStatus::Yield)),
                                                  b.eq("probe_status", word(SlotStatus::Requeue))));
  return {
      b.let("probe_base", b.mul("scan_slot", kSlotWords)),
      b.let("probe_status", b.atomicLoad(kRing, "probe_base")),
      b.let("probe_schedulable", isSchedulable),
      b.ifThen("probe_schedulable", claimSchedulable(b)),
  };
}

static Nodes probeLevel(TreeBuilder &b, uint32_t slots, uint32_t stride) {
  ExprPtr offset = b.mod(b.add("partition_lane", b.mul("scan_idx", stride)), "part_len");
  // Offsets that run past the ring come from a host's mistake; the bound keeps the kernel inside
  // its memory.
  ExprPtr mayProbe =
      b.logicalAnd(b.eq("claimed_slot_base", kNothingClaimed), b.lt("scan_slot", slots));
  return {
      b.loop("scan_idx", 0u, "probe_count",
             {b.let("scan_slot", b.add("part_start", offset)), b.ifThen(mayProbe, probeSlot(b))})};
}

static Nodes scanLevel(TreeBuilder &b, uint32_t slots, uint32_t stride) {
  ExprPtr endIndex = b.add(kControlPriorityOffsets, b.add("scan_pri", 1u));
  return {
      b.let("part_start", b.atomicLoad(kControl, b.add(kControlPriorityOffsets, "scan_pri"))),
      b.let("part_end", b.atomicLoad(kControl, endIndex)),
      b.let("part_len", b.sub("part_end", "part_start")),
      b.let("probe_count", b.div(b.add("part_len", stride - 1), stride)),
      b.ifThen(b.gt("part_len", 0u),
               {b.let("partition_lane", b.mod("lane_id", stride)),
                b.ifThen(b.lt("partition_lane", "part_len"), probeLevel(b, slots, stride))}),
  };
}

/// Counts the claim before its opcode runs: for its level, for its tenant, and towards or against
/// making the upper two levels wait.
static Nodes accountForClaim(TreeBuilder &b) {
  ExprPtr tenantCounter =
      b.add(kControlTenantFairness, b.mod("claimed_tenant", kControlTenantFairnessCount));
  return {
      b.ifThen(
          b.le("claimed_priority", word(Priority::High)),
          {b.let("priority_starvation_prev", b.atomicAdd(kControl, kControlStarvationCounter, 1u))},
          {b.let("priority_starvation_prev",
                 b.atomicExchange(kControl, kControlStarvationCounter, 0u))}),
      b.let("tenant_fairness_prev", b.atomicAdd(kControl, tenantCounter, 1u)),
      b.let("priority_fairness_prev",
            b.atomicAdd(kControl, b.add(kControlPriorityFairness, "claimed_priority"), 1u)),
  };
}

Nodes priorityScan(TreeBuilder &b, uint32_t slots, uint32_t stride) {
  stride = std::max(stride, 1u);
  ExprPtr mayServe =
      b.logicalOr(b.logicalNot("priority_force_lower"), b.gt("scan_pri", word(Priority::High)));
  ExprPtr mayScan = b.logicalAnd(b.eq("claimed_slot_base", kNothingClaimed), mayServe);
  return {
      b.let("claimed_slot_base", kNothingClaimed),
      b.let("claimed_priority", kNothingClaimed),
      b.let("claimed_tenant", kNothingClaimed),
      b.let("priority_starvation_count", b.atomicLoad(kControl, kControlStarvationCounter)),
      b.let("priority_force_lower", b.ge("priority_starvation_count", kStarvationThreshold)),
      b.loop("scan_pri", 0u, kPriorityLevels, {b.ifThen(mayScan, scanLevel(b, slots, stride))}),
      b.ifThen(b.ne("claimed_priority", kNothingClaimed), accountForClaim(b)),
  };
}

vir0::Program buildPriorityScan(uint32_t slots, uint32_t stride) {
  vir0::Program program;
  TreeBuilder b(program);
  b.declareBuffer(kControl, kControlWords);
  b.declareBuffer(kRing, declaredRingWords(slots));
  b.declareBuffer("lane", 1, vir0::BufferAccess::ReadOnly);
  Nodes body = {b.let("lane_id", b.load("lane", 0u))};
  body.append(priorityScan(b, slots, stride));
  b.finish(/*workgroup=*/1, body);
  return program;
}

} // namespace vyrecc::megakernel
