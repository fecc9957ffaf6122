// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts about vir.for.
#ifndef VYRE_CC_IR_LOOPS_H
#define VYRE_CC_IR_LOOPS_H

#include "vyre-cc/IR/Builder.h"

namespace vyrecc::ir {

/// True if bounds ask for so many rounds that nobody waits for their end: the program leaves the loop
/// otherwise.
inline bool isEndless(uint64_t from, uint64_t to) {
  constexpr uint64_t kPatience = 1 << 24;
  return from < to && to - from >= kPatience;
}

/// True if the bounds of a vir.for are constants that do.
inline bool isEndless(const Value *from, const Value *to) {
  const std::optional<uint64_t> first = constantBits(from), end = constantBits(to);
  return first && end && isEndless(*first, *end);
}

} // namespace vyrecc::ir

#endif
