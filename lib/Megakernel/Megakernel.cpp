// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Assembles the megakernel's variants from the scan, the slot interpreter and the parts that they
// share.
#include "vyre-cc/Megakernel/Megakernel.h"
#include "Handlers.h"
#include "PriorityScan.h"
#include "vyre-cc/Protocol/Partition.h"

namespace vyrecc::megakernel {

using namespace protocol;

static constexpr const char *kControl = kBufferControlSpelling;
static constexpr const char *kRing = kBufferRingSpelling;
static constexpr const char *kQueue = kBufferIoQueueSpelling;

static LogicalResult checkOptions(const MegakernelOptions &options, DiagnosticEngine &diags) {
  auto refuse = [&](const llvm::Twine &message) {
    diags.report(DiagCode::BadOption, {}, message);
  };
  const unsigned errorsBefore = diags.numErrors();
  if (options.slots == 0 || options.slots > kMaxRingSlots)
    refuse("slots is " + llvm::Twine(options.slots) + " (expected 1 to " +
                        llvm::Twine(kMaxRingSlots) + ")");
  if (options.workgroup == 0)
    refuse("workgroup is 0 (expected at least 1)");
  if (options.variant == Variant::Sharded) {
    if (options.workgroup != 0 && options.slots % options.workgroup != 0)
      refuse("slots is " + llvm::Twine(options.slots) +
                          " (expected a multiple of workgroup, " + llvm::Twine(options.workgroup) +
                          ")");
    if (options.stride != 0)
      refuse("stride is " + llvm::Twine(options.stride) +
                           " (expected 0: a lane of the sharded variant has one slot)");
  }
  return success(diags.numErrors() == errorsBefore);
}

/// Leaves the kernel on shutdown and numbers the lane. The return is taken a lane at a time.
static Nodes prologue(TreeBuilder &b, uint32_t workgroup) {
  return {
      b.let("shutdown_flag", b.atomicLoad(kControl, kControlShutdown)),
      b.ifThen(b.ne("shutdown_flag", 0u), b.returnNode()),
      b.let("lane_id", b.add(b.mul(b.workgroupIdX(), workgroup), b.localIdX())),
  };
}

/// Runs `body` if the tenant's mask is not 0. A tenant beyond the table reads whatever word is
/// there.
static Nodes tenantGate(TreeBuilder &b, TreeBuilder::Operand tenant, vir0::NodeList body) {
  return {
      b.let("tenant_id", tenant),
      b.let("tenant_base", b.atomicLoad(kControl, kControlTenantBase)),
      b.let("tenant_mask", b.atomicLoad(kControl, b.add("tenant_base", "tenant_id"))),
      b.ifThen(b.ne("tenant_mask", 0u), body),
  };
}

/// The lane's own slot: status, then tenant, then claim. In this order an idle slot costs one
/// access and one that its tenant may not run is never claimed.
static Nodes shardedBody(TreeBuilder &b) {
  Nodes claim = {
      b.let("prev_status", b.compareExchange(kRing, "status_index", word(SlotStatus::Published),
                                             word(SlotStatus::Claimed))),
      b.ifThen(b.eq("prev_status", word(SlotStatus::Published)), executeSlot(b)),
  };
  Nodes gate = tenantGate(b, b.load(kRing, b.add("slot_base", kSlotTenant)), claim);
  return {
      b.let("slot_base", b.mul("lane_id", kSlotWords)),
      b.block({b.let("status_index", b.add("slot_base", kSlotStatus)),
               b.let("observed_status", b.atomicLoad(kRing, "status_index")),
               b.ifThen(b.eq("observed_status", word(SlotStatus::Published)), gate)}),
  };
}

/// The scan, then what it claimed. The tenant's mask is read once more: a host may have withdrawn
/// it, and the slot then stays claimed.
static Nodes priorityBody(TreeBuilder &b, uint32_t slots, uint32_t stride) {
  Nodes execute = {
      b.let("slot_base", "claimed_slot_base"),
      b.let("status_index", b.add("slot_base", kSlotStatus)),
  };
  execute.append(tenantGate(b, "claimed_tenant", executeSlot(b)));
  Nodes body = priorityScan(b, slots, stride);
  body.push_back(b.ifThen(b.ne("claimed_slot_base", kNothingClaimed), execute));
  return body;
}

/// Every lane tries to claim every request. The handles name entries of the two tables, which a
/// lowering resolves.
static NodePtr ioPollBlock(TreeBuilder &b) {
  auto field = [&](uint32_t wordOfSlot) { return b.load(kQueue, b.add("io_base", wordOfSlot)); };
  Nodes transfer = {
      b.let("io_src_handle", field(kIoSrcHandle)),
      b.let("io_dst_handle", field(kIoDstHandle)),
      b.asyncLoad("io_source_capability_table", "io_destination_capability_table",
                  field(kIoOffsetLo), field(kIoByteCount), "io_queue_dma"),
      b.store(kQueue, "io_status_idx", word(SlotStatus::Done)),
  };
  Nodes poll = {
      b.let("io_base", b.mul("io_idx", kIoSlotWords)),
      b.let("io_status_idx", b.add("io_base", kIoStatus)),
      b.let("prev_io_status",
            b.compareExchange(kQueue, "io_status_idx", word(SlotStatus::Published),
                              word(SlotStatus::Claimed))),
      b.ifThen(b.eq("prev_io_status", word(SlotStatus::Published)), transfer),
  };
  return b.block(b.loop("io_idx", 0u, kIoSlotCount, poll));
}

static Nodes passBody(TreeBuilder &b, const MegakernelOptions &options) {
  Nodes body = prologue(b, options.workgroup);
  switch (options.variant) {
  case Variant::Sharded:
    body.append(shardedBody(b));
    break;
  case Variant::Priority:
    body.append(priorityBody(b, options.slots, options.stride ? options.stride : options.slots));
    break;
  }
  if (options.ioPoll)
    body.push_back(ioPollBlock(b));
  return body;
}

FailureOr<vir0::Program> buildMegakernel(const MegakernelOptions &options,
                                         DiagnosticEngine &diags) {
  if (failed(checkOptions(options, diags)))
    return failure();
  vir0::Program program;
  TreeBuilder b(program);
  b.declareBuffer(kControl, kControlWords);
  b.declareBuffer(kRing, declaredRingWords(options.slots));
  b.declareBuffer(kBufferDebugLogSpelling, kDebugWords);
  b.declareBuffer(kQueue, kBufferIoQueueWords);
  Nodes pass = passBody(b, options);
  if (options.once)
    b.finish(options.workgroup, pass);
  else
    b.finish(options.workgroup, b.loop("__forever__", 0u, kForeverPasses, pass));
  return program;
}

} // namespace vyrecc::megakernel
