// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The instructions of a module from elsewhere, and which of their words are ids.
#ifndef VYRE_CC_TARGET_SPIRV_INSTRUCTIONS_H
#define VYRE_CC_TARGET_SPIRV_INSTRUCTIONS_H

#include "vyre-cc/Support/Diagnostics.h"
#include "llvm/ADT/SmallVector.h"
#include <string>
#include <vector>

namespace vyrecc::spirv {

struct Instruction {
  uint32_t opcode;
  llvm::ArrayRef<uint32_t> words; ///< the first, with opcode and length, included
  uint32_t type;                  ///< id of the result's type, or 0
  uint32_t result;                ///< or 0
  /// Which words are ids of something else: the type and the operands, but not the result.
  llvm::SmallVector<uint16_t, 6> ids;

  uint32_t operator[](size_t index) const { return words[index]; }
  size_t size() const { return words.size(); }
};

/// Takes a module apart. The words must outlive the result. Fails with InvalidModule on what
/// SPIRV-Tools cannot parse.
FailureOr<std::vector<Instruction>> parseInstructions(llvm::ArrayRef<uint32_t> words,
                                                      DiagnosticEngine &diags);

/// The literal string that starts at word `first`.
std::string literalString(const Instruction &instruction, size_t first);

} // namespace vyrecc::spirv

#endif
