// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Assembles the megakernel's variants from the scan, the slot interpreter and the parts that they
// share.
#include "vyre-cc/Megakernel/Megakernel.h"
#include "DfaDrain.h"
#include "Handlers.h"
#include "Inserts.h"
#include "PriorityScan.h"
#include "vyre-cc/Protocol/Opcodes.h"
#include "vyre-cc/Protocol/Partition.h"
#include "llvm/ADT/DenseSet.h"

namespace vyrecc::megakernel {

using namespace protocol;

static constexpr const char *kControl = kBufferControlSpelling;
static constexpr const char *kRing = kBufferRingSpelling;
static constexpr const char *kQueue = kBufferIoQueueSpelling;

static bool ownsSlots(Variant variant) {
  return variant == Variant::Sharded || variant == Variant::Jit;
}

static void checkHandlers(const MegakernelOptions &options, DiagnosticEngine &diags) {
  llvm::DenseSet<uint64_t> seen; // wider than opcodes, all of which are keys here
  for (const OpcodeHandler &handler : options.handlers) {
    const llvm::Twine number(handler.opcode);
    if (const OpcodeRow *row = findOpcode(handler.opcode))
      diags.report(DiagCode::HandlerOpcode, {},
                   "opcode " + number + " is " + llvm::StringRef(row->spelling));
    else if (isSystemOpcode(handler.opcode))
      diags.report(DiagCode::HandlerOpcode, {}, "opcode " + number + " is reserved");
    else if (!seen.insert(handler.opcode).second)
      diags.report(DiagCode::HandlerOpcode, {}, "opcode " + number + " has two handlers");
  }
}

static LogicalResult checkOptions(const MegakernelOptions &options, DiagnosticEngine &diags) {
  auto refuse = [&](const llvm::Twine &message) {
    diags.report(DiagCode::BadOption, {}, message);
  };
  const unsigned errorsBefore = diags.numErrors();
  const bool isJit = options.variant == Variant::Jit;
  if (options.slots == 0 || options.slots > kMaxRingSlots)
    refuse("slots is " + llvm::Twine(options.slots) + " (expected 1 to " +
           llvm::Twine(kMaxRingSlots) + ")");
  if (options.workgroup == 0)
    refuse("workgroup is 0 (expected at least 1)");
  if (ownsSlots(options.variant) && options.workgroup != 0 &&
      options.slots % options.workgroup != 0)
    refuse("slots is " + llvm::Twine(options.slots) + " (expected a multiple of workgroup, " +
           llvm::Twine(options.workgroup) + ")");
  if (options.variant != Variant::Priority && options.stride != 0)
    refuse("stride is " + llvm::Twine(options.stride) +
           " (expected 0: only a lane of the priority variant probes slots)");
  if (options.controlReport && (options.variant != Variant::Sharded || !options.once))
    refuse("control-report needs a single pass of the sharded variant");
  if (isJit != (options.payload != nullptr))
    refuse(isJit ? "payload is missing (expected a program: it is all that the jit variant runs)"
                 : "payload is of the jit variant only");
  if ((isJit || options.variant == Variant::Dfa) &&
      (!options.handlers.empty() || options.loadMiss != LoadMiss::None))
    refuse("handler is given to a variant without opcodes");
  if (options.variant == Variant::Dfa && (options.ioPoll || options.workspace))
    refuse("dfa is a variant without io_queue and workspace");
  checkHandlers(options, diags);
  return success(diags.numErrors() == errorsBefore);
}

/// Checks the programs that become part of this one, and declares their buffers.
static LogicalResult insertPrograms(TreeBuilder &b, const MegakernelOptions &options,
                                    DiagnosticEngine &diags) {
  auto insert = [&](const vir0::Program &program, Returns returns) {
    return success(succeeded(checkInsert(program, returns, diags)) &&
                   succeeded(declareBuffers(b, program, diags)));
  };
  if (options.ioPoll)
    b.skipBindingsTo(kIoDestinationTableBinding + 1);
  if (options.workspace && failed(insert(*options.workspace, Returns::Allowed)))
    return failure();
  if (options.payload && failed(insert(*options.payload, Returns::Refused)))
    return failure();
  for (const OpcodeHandler &handler : options.handlers)
    if (failed(insert(*handler.program, Returns::Refused)))
      return failure();
  return success();
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
static Nodes shardedBody(TreeBuilder &b, const MegakernelOptions &options) {
  Nodes claim = {
      b.let("prev_status", b.compareExchange(kRing, "status_index", word(SlotStatus::Published),
                                             word(SlotStatus::Claimed))),
      b.ifThen(b.eq("prev_status", word(SlotStatus::Published)), executeSlot(b, options)),
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
static Nodes priorityBody(TreeBuilder &b, const MegakernelOptions &options) {
  Nodes execute = {
      b.let("slot_base", "claimed_slot_base"),
      b.let("status_index", b.add("slot_base", kSlotStatus)),
  };
  execute.append(tenantGate(b, "claimed_tenant", executeSlot(b, options)));
  Nodes body = priorityScan(b, options.slots, options.stride ? options.stride : options.slots);
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
  Nodes body;
  if (options.workspace) {
    const vir0::NodeList statements = insertedBody(*options.workspace);
    body.append(statements.begin(), statements.end());
  }
  body.append(prologue(b, options.workgroup));
  body.append(ownsSlots(options.variant) ? shardedBody(b, options) : priorityBody(b, options));
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
  Nodes pass;
  if (options.variant == Variant::Dfa) {
    declareDfaBuffers(b);
    pass = dfaPass(b);
  } else {
    b.declareBuffer(kControl, kControlWords);
    b.declareBuffer(kRing, declaredRingWords(options.slots));
    b.declareBuffer(kBufferDebugLogSpelling, kDebugWords);
    b.declareBuffer(kQueue, kBufferIoQueueWords);
    if (options.controlReport)
      b.reportFirstBufferOnly();
    if (failed(insertPrograms(b, options, diags)))
      return failure();
    pass = passBody(b, options);
  }
  if (options.once)
    b.finish(options.workgroup, pass);
  else
    b.finish(options.workgroup, b.loop("__forever__", 0u, kForeverPasses, pass));
  return program;
}

} // namespace vyrecc::megakernel
