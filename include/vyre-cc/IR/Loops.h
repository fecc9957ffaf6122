// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts about vir.for.
#ifndef VYRE_CC_IR_LOOPS_H
#define VYRE_CC_IR_LOOPS_H

#include "vyre-cc/IR/Builder.h"

namespace vyrecc::ir {

/// True if the constant bounds of a vir.for ask for so many rounds that nobody waits for their end:
/// the program leaves the loop otherwise.
inline bool isEndless(const Value *from, const Value *to) {
  constexpr uint64_t kPatience = 1 << 24;
  const std::optional<uint64_t> first = constantBits(from), end = constantBits(to);
  return first && end && *first < *end && *end - *first >= kPatience;
}

} // namespace vyrecc::ir

#endif
