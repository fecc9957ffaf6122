// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One SPIR-V instruction in a module's words.
#ifndef VYRE_CC_LIB_LOADER_INSTRUCTION_H
#define VYRE_CC_LIB_LOADER_INSTRUCTION_H

#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <spirv/unified1/spirv.hpp11>

namespace vyrecc::loader {

inline constexpr size_t kHeaderWords = 5;
inline constexpr size_t kBoundWord = 3; ///< of the header: one more than the largest id

/// One instruction: opcode and the words after the first.
struct Instruction {
  spv::Op opcode;
  size_t firstWord;
  llvm::ArrayRef<uint32_t> words; ///< the first word included

  size_t size() const { return words.size(); }
  uint32_t operator[](size_t i) const { return words[i]; }
};

/// The instruction at `at`, or none if its length is 0 or reaches beyond the module.
inline std::optional<Instruction> instructionAt(llvm::ArrayRef<uint32_t> module, size_t at) {
  const size_t length = module[at] >> 16;
  if (length == 0 || length > module.size() - at)
    return std::nullopt;
  return Instruction{static_cast<spv::Op>(module[at] & 0xFFFF), at, module.slice(at, length)};
}

} // namespace vyrecc::loader

#endif
