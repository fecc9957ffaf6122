// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The built-in opcodes, one function each, and the two places that dispatch on them: a slot and the
// ops packed in one. Handlers see `opcode`, `arg0` to `arg2` and `slot_base`. All indices wrap at
// 2^32, as u32 does.
#include "Handlers.h"
#include "Inserts.h"
#include "vyre-cc/Protocol/Layout.h"
#include "vyre-cc/Protocol/Opcodes.h"

namespace vyrecc::megakernel {

using namespace protocol;

static constexpr const char *kControl = kBufferControlSpelling;
static constexpr const char *kRing = kBufferRingSpelling;
static constexpr const char *kLog = kBufferDebugLogSpelling;
static constexpr const char *kArgNames[] = {"arg0", "arg1", "arg2"};
static_assert(std::size(kArgNames) == kPackedArgWindow);

static Nodes storeU32(TreeBuilder &b) {
  return {b.let("store_u32_prev", b.atomicExchange(kControl, "arg1", "arg0"))};
}

static Nodes atomicAdd(TreeBuilder &b) {
  return {b.let("atomic_add_prev", b.atomicAdd(kControl, "arg1", "arg0"))};
}

static Nodes loadU32(TreeBuilder &b) {
  return {
      b.let("load_u32_observable_prev", b.atomicExchange(kControl, b.add(kObservableBase, "arg1"),
                                                         b.atomicLoad(kControl, "arg0")))};
}

/// The observable is chosen by the index that was swapped, not by an argument of its own.
static Nodes compareSwap(TreeBuilder &b) {
  return {
      b.let("cas_prev", b.compareExchange(kControl, "arg0", "arg1", "arg2")),
      b.let("cas_observable_prev",
            b.atomicExchange(kControl, b.add(kObservableBase, "arg0"), "cas_prev")),
  };
}

/// Ascending and word by word: a copy onto a later overlapping place repeats its first words.
static Nodes memcpyWords(TreeBuilder &b) {
  ExprPtr source = b.atomicLoad(kControl, b.add("arg0", "copy_i"));
  return {b.loop(
      "copy_i", 0u, "arg2",
      {b.let("memcpy_dst_prev", b.atomicExchange(kControl, b.add("arg1", "copy_i"), source))})};
}

static Nodes batchFence(TreeBuilder &b) {
  return {
      b.let("epoch_prev", b.atomicAdd(kControl, kControlEpoch, 1u)),
      b.let("fence_observable_prev", b.atomicExchange(kControl, kObservableBase, "arg1")),
  };
}

/// The cursor advances also when the log is full; the host sees from it how much was lost.
static Nodes printfRecord(TreeBuilder &b) {
  ExprPtr firstWord = b.add(b.atomicAdd(kLog, kDebugCursor, kDebugRecordWords), kDebugRecords);
  return {
      b.let("printf_base", firstWord),
      b.ifThen(b.le(b.add("printf_base", kDebugRecordWords), kDebugWords),
               {b.let("printf_fmt_prev", b.atomicExchange(kLog, "printf_base", "arg0")),
                b.let("printf_arg1_prev", b.atomicExchange(kLog, b.add("printf_base", 1u), "arg1")),
                b.let("printf_arg2_prev", b.atomicExchange(kLog, b.add("printf_base", 2u), "arg2")),
                b.let("printf_slot_prev",
                      b.atomicExchange(kLog, b.add("printf_base", 3u), "slot_base"))}),
  };
}

static Nodes shutdown(TreeBuilder &b) {
  return {b.let("shutdown_prev", b.atomicExchange(kControl, kControlShutdown, 1u))};
}

struct Handler {
  Opcode opcode;
  Nodes (*build)(TreeBuilder &b);
};
/// In the order of their tests.
static constexpr Handler kHandlers[] = {
    {Opcode::StoreU32, storeU32},   {Opcode::AtomicAdd, atomicAdd},
    {Opcode::LoadU32, loadU32},     {Opcode::CompareSwap, compareSwap},
    {Opcode::Memcpy, memcpyWords},  {Opcode::BatchFence, batchFence},
    {Opcode::Printf, printfRecord}, {Opcode::Shutdown, shutdown},
};

/// Counts `opcode` and runs its handlers. A block of its own, since a packed slot holds a second
/// copy.
static NodePtr dispatch(TreeBuilder &b, const MegakernelOptions &options) {
  Nodes body = {b.ifThen(
      b.lt("opcode", kControlMetricsCount),
      {b.let("metric_prev", b.atomicAdd(kControl, b.add(kControlMetrics, "opcode"), 1u))})};
  for (const Handler &handler : kHandlers)
    body.push_back(b.ifThen(b.eq("opcode", word(handler.opcode)), handler.build(b)));
  for (const OpcodeHandler &handler : options.handlers)
    body.push_back(b.ifThen(b.eq("opcode", handler.opcode), insertedBody(*handler.program)));
  if (options.loadMiss != LoadMiss::None)
    body.push_back(
        b.ifThen(b.eq("opcode", word(Opcode::LoadMiss)), loadMiss(b, options.loadMiss)));
  return b.block(body);
}

/// Argument word `index` of the slot.
static ExprPtr argument(TreeBuilder &b, TreeBuilder::Operand index) {
  return b.load(kRing, b.add(b.add("slot_base", kSlotArgs), index));
}

/// Byte packed_pair_byte + `offset` of the argument words, lowest byte of a word first.
static ExprPtr packedByte(TreeBuilder &b, uint32_t offset) {
  auto byteIndex = [&] { return b.add("packed_pair_byte", offset); };
  ExprPtr packedWord = argument(b, b.div(byteIndex(), kWordBytes));
  return b.bitAnd(b.shr(packedWord, b.mul(b.mod(byteIndex(), kWordBytes), 8u)), 0xFFu);
}

/// One packed op: its opcode and arguments take the place of the slot's own.
static Nodes executePackedOp(TreeBuilder &b, const MegakernelOptions &options) {
  Nodes body = {
      b.let("packed_pair_byte", b.add(2u, b.mul("packed_inner_index", 2u))),
      b.let("packed_arg_base", b.add("packed_metadata_words", packedByte(b, 1))),
      b.assign("opcode", packedByte(b, 0)),
  };
  for (uint32_t i = 0; i < kPackedArgWindow; ++i)
    body.push_back(b.assign(kArgNames[i], argument(b, b.add("packed_arg_base", i))));
  body.push_back(
      b.ifThen(b.le(b.add("packed_arg_base", kPackedArgWindow), kSlotArgsCount),
               dispatch(b, options)));
  return body;
}

/// Runs at most kPackedOps ops. Where their arguments start follows from the count after that cut.
static Nodes executePackedSlot(TreeBuilder &b, const MegakernelOptions &options) {
  ExprPtr count =
      b.select(b.gt("packed_raw_opcode_count", kPackedOps), kPackedOps, "packed_raw_opcode_count");
  ExprPtr metadataBytes = b.add(2u, b.mul("packed_opcode_count", 2u));
  return {
      b.let("packed_raw_opcode_count", b.bitAnd(argument(b, 0u), 0xFFu)),
      b.let("packed_opcode_count", count),
      b.let("packed_metadata_words", b.div(b.add(metadataBytes, kWordBytes - 1), kWordBytes)),
      b.loop("packed_inner_index", 0u, "packed_opcode_count", executePackedOp(b, options)),
  };
}

Nodes executeSlot(TreeBuilder &b, const MegakernelOptions &options) {
  Nodes body = {b.let("opcode", b.load(kRing, b.add("slot_base", kSlotOpcode)))};
  for (uint32_t i = 0; i < kPackedArgWindow; ++i)
    body.push_back(b.let(kArgNames[i], b.load(kRing, b.add("slot_base", kSlotArgs + i))));
  if (options.variant == Variant::Jit) {
    const vir0::NodeList payload = insertedBody(*options.payload);
    body.append(payload.begin(), payload.end());
  } else {
    body.push_back(dispatch(b, options));
    body.push_back(
        b.ifThen(b.eq("opcode", word(Opcode::PackedSlot)), executePackedSlot(b, options)));
  }
  body.push_back(b.let("done_prev", b.atomicAdd(kControl, kControlDoneCount, 1u)));
  body.push_back(b.store(kRing, "status_index", word(SlotStatus::Done)));
  return body;
}

} // namespace vyrecc::megakernel
