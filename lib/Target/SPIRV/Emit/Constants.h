// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The constants of a module, each declared once and only if it is used.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_EMIT_CONSTANTS_H
#define VYRE_CC_LIB_TARGET_SPIRV_EMIT_CONSTANTS_H

#include "Emit/Types.h"

namespace vyrecc::spirv {

class Constants {
public:
  Constants(Words &words, Types &types) : words(words), types(types) {}

  /// `bits` is the value's pattern, cut to the width of the type.
  uint32_t get(ir::Type type, uint64_t bits);
  /// A 32-bit number of a type that is declared already.
  uint32_t word(uint32_t type, uint32_t bits);
  /// All zeros, of any type.
  uint32_t null(uint32_t type);
  uint32_t u32(uint32_t value) { return get(ir::Type::getU32(), value); }
  /// The u32 specialisation constant that bounds the passes of scheduling loops.
  uint32_t passLimit(uint32_t defaultValue);

private:
  Words &words;
  Types &types;
  llvm::DenseMap<std::pair<uint32_t, uint64_t>, uint32_t> known; ///< type id and bits
  llvm::DenseMap<uint32_t, uint32_t> nulls; ///< by type id
  uint32_t passLimitId = 0;
};

} // namespace vyrecc::spirv

#endif
