// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What SPIR-V's grammar says an opcode or enumerant needs. The table is generated from
// SPIRV-Headers' JSON.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_GRAMMAR_GRAMMAR_H
#define VYRE_CC_LIB_TARGET_SPIRV_GRAMMAR_GRAMMAR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <spirv/unified1/spirv.hpp11>

namespace vyrecc::spirv::grammar {

enum class Kind : uint8_t {
  Opcode,
  Capability,
  ExecutionModel,
  ExecutionMode,
  StorageClass,
  Decoration,
  BuiltIn,
};

/// The version of an entry that no version of SPIR-V holds without an extension.
inline constexpr uint32_t kNeverCore = 0xFFFFFFFF;

struct Requirement {
  Kind kind;
  uint32_t value;
  uint32_t version;                             ///< as the header word of a module; 0: all versions
  llvm::ArrayRef<spv::Capability> capabilities; ///< one of them has to be declared
  llvm::ArrayRef<llvm::StringRef> extensions;   ///< where the version is too old, one of them
};

/// The row of an entry, or null if it needs nothing.
const Requirement *find(Kind kind, uint32_t value);

} // namespace vyrecc::spirv::grammar

#endif
