// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names for people who read a module.
#include "Emit/KernelEmitter.h"
#include "TargetEnv.h"

namespace vyrecc::spirv {

/// The start of `text` that a literal string can hold: no zero byte, not too long, and no cut
/// inside a character.
static StringRef literalPrefix(StringRef text) {
  text = text.take_until([](char c) { return c == '\0'; });
  if (text.size() <= kMaxStringBytes)
    return text;
  size_t size = kMaxStringBytes;
  while (size != 0 && (static_cast<uint8_t>(text[size]) & 0xC0) == 0x80)
    --size;
  return text.take_front(size);
}

void KernelEmitter::name(uint32_t id, StringRef text) {
  if (options.names)
    words.emitString(Section::Names, spv::Op::OpName, id, literalPrefix(text));
}

} // namespace vyrecc::spirv
