// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What executing a slot means: which opcodes run with which arguments, and which words of `control`
// they name.
#ifndef VYRE_CC_PROTOCOL_EFFECTS_H
#define VYRE_CC_PROTOCOL_EFFECTS_H

#include "vyre-cc/Protocol/Layout.h"
#include "vyre-cc/Protocol/Opcodes.h"
#include <algorithm>
#include <array>
#include <span>

namespace vyrecc::protocol {

/// One execution of an opcode: a slot's own, or that of an op packed in it.
struct Effect {
  uint32_t opcode = 0;
  std::array<uint32_t, kPackedArgWindow> args = {};
};

/// The slot's own opcode first, then the packed ops that a kernel really runs.
class SlotEffects {
public:
  constexpr SlotEffects(uint32_t opcode, std::span<const uint32_t, kSlotArgsCount> args) {
    add(opcode, args, 0);
    if (opcode != word(Opcode::PackedSlot))
      return;
    const auto byte = [&](uint32_t index) {
      return args[index / kWordBytes] >> (index % kWordBytes * 8) & 0xFF;
    };
    // The kernel reckons where arguments start with the count that it executes, not with the one
    // announced.
    const uint32_t packed = std::min(byte(0), kPackedOps);
    const uint32_t metadataWords = (2 + 2 * packed + kWordBytes - 1) / kWordBytes;
    for (uint32_t i = 0; i < packed; ++i)
      if (const uint32_t first = metadataWords + byte(3 + 2 * i);
          first + kPackedArgWindow <= kSlotArgsCount)
        add(byte(2 + 2 * i), args, first);
  }

  constexpr uint32_t size() const { return count; }
  constexpr const Effect &operator[](uint32_t index) const { return list[index]; }
  constexpr const Effect *begin() const { return list.data(); }
  constexpr const Effect *end() const { return list.data() + count; }

private:
  constexpr void add(uint32_t opcode, std::span<const uint32_t, kSlotArgsCount> args,
                     uint32_t first) {
    list[count++] = {opcode, {args[first], args[first + 1], args[first + 2]}};
  }

  std::array<Effect, 1 + kPackedOps> list = {};
  uint32_t count = 0;
};

/// True if the opcode may write this word of `control` on behalf of its handler. Extensions may
/// write any.
constexpr bool mayWriteControl(const Effect &effect, uint32_t index) {
  const auto [arg0, arg1, arg2] = effect.args;
  switch (static_cast<Opcode>(effect.opcode)) {
  case Opcode::Nop:
  case Opcode::DfaStep:
  case Opcode::LoadMiss:
  case Opcode::Printf:
  case Opcode::PackedSlot:
    return false;
  case Opcode::StoreU32:
  case Opcode::AtomicAdd:
    return index == arg1;
  case Opcode::LoadU32:
    return index == kObservableBase + arg1;
  case Opcode::CompareSwap:
    return index == arg0 || index == kObservableBase + arg0;
  case Opcode::Memcpy:
    return index - arg1 < arg2;
  case Opcode::BatchFence:
    return index == kControlEpoch || index == kObservableBase;
  case Opcode::Shutdown:
    return index == kControlShutdown;
  }
  return true;
}

} // namespace vyrecc::protocol

#endif
