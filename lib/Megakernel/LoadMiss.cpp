// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LOAD_MISS (section 4.5): asks io_queue for a resource, and waits until it is there.
#include "Handlers.h"
#include "vyre-cc/Protocol/Layout.h"

namespace vyrecc::megakernel {

using namespace protocol;

static constexpr const char *kQueue = kBufferIoQueueSpelling;

static TreeBuilder::Operand field(TreeBuilder &b, const char *base, uint32_t wordOfRequest) {
  return wordOfRequest == 0 ? TreeBuilder::Operand(base) : b.add(base, wordOfRequest);
}

/// Leaves the number of a free request in found_io_slot, or kIoSlotCount. Literal: two lanes may
/// find the same one.
static Nodes findRequest(TreeBuilder &b, LoadMiss kind) {
  auto status = [&] { return field(b, "scan_base", kIoStatus); };
  ExprPtr seen = b.load(kQueue, status());
  if (kind == LoadMiss::Checked)
    seen = b.compareExchange(kQueue, status(), word(SlotStatus::Empty), word(SlotStatus::Claimed));
  Nodes look = {
      b.let("scan_base", b.mul("scan_i", kIoSlotWords)),
      b.let("scan_status", seen),
      b.ifThen(b.eq("scan_status", word(SlotStatus::Empty)), b.assign("found_io_slot", "scan_i")),
  };
  return {
      b.let("found_io_slot", kIoSlotCount),
      b.loop("scan_i", 0u, kIoSlotCount, b.ifThen(b.eq("found_io_slot", kIoSlotCount), look)),
  };
}

/// Checked: all accesses are atomic, since the format wants one kind in a list. `name` is that of
/// the old word, which no one reads.
static NodePtr set(TreeBuilder &b, LoadMiss kind, uint32_t wordOfRequest, const char *name,
                   TreeBuilder::Operand value) {
  TreeBuilder::Operand index = field(b, "io_base", wordOfRequest);
  if (kind == LoadMiss::Literal)
    return b.store(kQueue, index, value);
  return b.let(name, b.atomicExchange(kQueue, index, value));
}

/// All fields, the status last.
static Nodes publishRequest(TreeBuilder &b, LoadMiss kind) {
  return {
      b.let("io_base", b.mul("found_io_slot", kIoSlotWords)),
      set(b, kind, kIoOpType, "io_op_prev", word(IoOp::Read)),
      set(b, kind, kIoSrcHandle, "io_src_prev", "resource_id"),
      set(b, kind, kIoDstHandle, "io_dst_prev", "resource_id"),
      set(b, kind, kIoOffsetLo, "io_offset_lo_prev", 0u),
      set(b, kind, kIoOffsetHi, "io_offset_hi_prev", 0u),
      set(b, kind, kIoByteCount, "io_byte_count_prev", 0u),
      set(b, kind, kIoTag, "io_tag_prev", "resource_id"),
      set(b, kind, kIoStatus, "io_publish_prev", word(SlotStatus::Published)),
  };
}

/// The format has no way out of a loop but returning: the rest of the iterations do nothing. A
/// request that no one served in time stays with the host.
static Nodes awaitRequest(TreeBuilder &b, LoadMiss kind) {
  const bool isChecked = kind == LoadMiss::Checked;
  TreeBuilder::Operand index = field(b, "io_base", kIoStatus);
  ExprPtr isOver = b.eq("poll_status", word(IoStatus::Ok));
  if (isChecked)
    isOver = b.logicalOr(isOver, b.eq("poll_status", word(IoStatus::Error)));
  Nodes poll = {
      b.let("poll_status", isChecked ? b.atomicLoad(kQueue, index) : b.load(kQueue, index)),
      b.ifThen(isOver, {set(b, kind, kIoStatus, "io_recycle_prev", word(SlotStatus::Empty)),
                        b.assign("poll_done", 1u)}),
  };
  return {
      b.let("poll_done", 0u),
      b.loop("poll_i", 0u, isChecked ? kLoadMissPolls : kForeverPasses,
             b.ifThen(b.ne("poll_done", 1u), poll)),
  };
}

Nodes loadMiss(TreeBuilder &b, LoadMiss kind) {
  Nodes body = {
      b.let("resource_id", b.load(kBufferRingSpelling, b.add("slot_base", kSlotArgs))),
      b.let("prefetch_flag", b.load(kBufferRingSpelling, b.add("slot_base", kSlotArgs + 1))),
  };
  body.append(findRequest(b, kind));
  Nodes request = publishRequest(b, kind);
  request.append(awaitRequest(b, kind));
  body.push_back(b.ifThen(b.ne("found_io_slot", kIoSlotCount), request));
  return body;
}

} // namespace vyrecc::megakernel
