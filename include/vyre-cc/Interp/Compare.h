// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares the results of two runs, bit for bit.
#ifndef VYRE_CC_INTERP_COMPARE_H
#define VYRE_CC_INTERP_COMPARE_H

#include "vyre-cc/Interp/Interpreter.h"

namespace vyrecc::interp {

/// The first place where two results part.
struct ResultDifference {
  std::string buffer;
  uint64_t offset = 0;      ///< of the first byte that differs, or where the shorter buffer ends
  std::string before, after; ///< up to eight bytes there, in hex; a word where there are none
};

/// Compares in the order of `before`; buffers that only one side has differ at offset 0.
std::optional<ResultDifference> firstDifference(llvm::ArrayRef<BufferBytes> before,
                                                llvm::ArrayRef<BufferBytes> after);

} // namespace vyrecc::interp

#endif
