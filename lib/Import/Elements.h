// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Run-time values of the reference (section 16.1) and how the elements of buffers become such values
// (section 16.7).
#ifndef VYRE_CC_LIB_IMPORT_ELEMENTS_H
#define VYRE_CC_LIB_IMPORT_ELEMENTS_H

#include "vyre-cc/IR/Op.h"
#include "vyre-cc/VIR0/Program.h"

namespace vyrecc {

/// The variants of the reference's values; a bit each, for sets of them.
enum Variant : uint8_t {
  kU32 = 1,
  kI32 = 2,
  kU64 = 4,
  kFloat = 8, ///< f32, or f64 as it was loaded
  kBool = 16,
  kBytes = 32,
  kEither = kU32 | kI32, ///< one of them: which one shows when the program runs
};

/// An evaluated expression. Bytes are held in ui32, ui64 or vector<4xui32>, least byte first, and
/// zero beyond their length.
struct Operand {
  ir::Value *value = nullptr;
  bool isBytes = false;
  uint32_t length = 0; ///< of Bytes, at most
  /// Of a word that is a U32 or an I32 as the program runs, and held as ui32: true if it is an I32.
  ir::Value *isSigned = nullptr;
  /// Of Bytes whose length the run decides: the length, as ui32.
  ir::Value *runLength = nullptr;

  ir::Type type() const { return value->type(); }
  Variant variant() const;
  bool isWord() const { return variant() == kU32 || variant() == kI32 || variant() == kEither; }

  static Operand bytes(ir::Value *value, uint32_t length, ir::Value *runLength = nullptr) {
    return {value, true, length, nullptr, runLength};
  }
};

/// How a declared element type is held in memory and what a load of it gives.
struct ElementLayout {
  ir::Type element;           ///< in the IR's buffer
  uint32_t stride = 4;        ///< bytes
  uint64_t count = 0;         ///< elements of the IR's buffer
  uint32_t bytesLength = 0;   ///< of the Bytes that a load gives; 0: a load gives no Bytes
  uint32_t lengthFactor = 1;  ///< BufLen is the buffer's length times this
  uint32_t lengthDivisor = 1; ///< and divided by this
  bool isArray = false;       ///< loads give zeros, stores do nothing
  bool isTail = false;        ///< a load gives all bytes to the end of the buffer
};

/// The layout of a buffer's elements, or nullopt for types that have none: the reference refuses them
/// before it runs anything.
std::optional<ElementLayout> layoutOf(const vir0::DataType &type, uint32_t count);

} // namespace vyrecc

#endif
