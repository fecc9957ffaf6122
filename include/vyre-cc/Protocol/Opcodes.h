// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rows of Opcodes.def as an enumeration and a listing, and the classes that opcodes fall into.
#ifndef VYRE_CC_PROTOCOL_OPCODES_H
#define VYRE_CC_PROTOCOL_OPCODES_H

#include <cstdint>
#include <iterator>
#include <string_view>

namespace vyrecc::protocol {

enum class Opcode : uint32_t {
#define VYRE_OPCODE(Name, Number, Spelling, Args, Builtin, Doc) Name = Number,
#include "vyre-cc/Protocol/Opcodes.def"
};

constexpr uint32_t word(Opcode opcode) { return static_cast<uint32_t>(opcode); }

struct OpcodeRow {
  uint32_t number;
  std::string_view spelling;
  uint32_t args;
  bool isBuiltin;
  std::string_view doc;
};
inline constexpr OpcodeRow kOpcodeRows[] = {
#define VYRE_OPCODE(Name, Number, Spelling, Args, Builtin, Doc) {Number, Spelling, Args, Builtin, Doc},
#include "vyre-cc/Protocol/Opcodes.def"
};

/// The row of a number, or null.
constexpr const OpcodeRow *findOpcode(uint32_t number) {
  for (const OpcodeRow &row : kOpcodeRows)
    if (row.number == number)
      return &row;
  return nullptr;
}
/// The row of a spelling such as "STORE_U32", or null.
constexpr const OpcodeRow *findOpcode(std::string_view spelling) {
  for (const OpcodeRow &row : kOpcodeRows)
    if (row.spelling == spelling)
      return &row;
  return nullptr;
}

inline constexpr uint32_t kSystemMask = 0x80000000;
inline constexpr uint32_t kReservedFirst = 0x0000FFF0; ///< reserved up to kReservedLast
inline constexpr uint32_t kReservedLast = 0x0000FFFF;
inline constexpr uint32_t kLastCoreOpcode = 7; ///< numbers from 0 up to this are the project's

/// The project's numbers: no extension may use them.
constexpr bool isSystemOpcode(uint32_t number) {
  return (number & kSystemMask) != 0 || (number >= kReservedFirst && number <= kReservedLast) ||
         number <= kLastCoreOpcode;
}
/// Numbers that every interpreting kernel knows.
constexpr bool isBuiltinOpcode(uint32_t number) {
  const OpcodeRow *row = findOpcode(number);
  return row && row->isBuiltin;
}
/// Numbers that an extension may use.
constexpr bool isUserOpcode(uint32_t number) { return !isSystemOpcode(number); }
/// Numbers that a slot publisher accepts.
constexpr bool isPublishableOpcode(uint32_t number) {
  return isBuiltinOpcode(number) || isUserOpcode(number);
}

/// True if numbers and spellings differ pairwise and every number is a system one.
constexpr bool opcodeRowsAreSound() {
  for (const OpcodeRow *row = std::begin(kOpcodeRows); row != std::end(kOpcodeRows); ++row)
    if (findOpcode(row->number) != row || findOpcode(row->spelling) != row ||
        !isSystemOpcode(row->number))
      return false;
  return true;
}
static_assert(std::size(kOpcodeRows) == 12);
static_assert(opcodeRowsAreSound());

} // namespace vyrecc::protocol

#endif
