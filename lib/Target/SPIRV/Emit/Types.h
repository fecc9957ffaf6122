// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The types of a module, each declared once and only if it is used.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_EMIT_TYPES_H
#define VYRE_CC_LIB_TARGET_SPIRV_EMIT_TYPES_H

#include "Emit/Words.h"
#include "vyre-cc/IR/Type.h"
#include "llvm/ADT/DenseMap.h"
#include <map>

namespace vyrecc::spirv {

/// How a storage buffer's one member is decorated.
struct BlockLayout {
  uint32_t strideBytes;
  bool readOnly;
  bool coherent;
};

class Types {
public:
  explicit Types(Words &words) : words(words) {}

  /// True for the types that this target has: bool, integers, f32, and vectors of those with 32 bits.
  static bool isSupported(ir::Type type);
  uint32_t get(ir::Type type);
  /// True if the scalar type has been declared.
  bool has(ir::Type type) const { return scalars[static_cast<size_t>(type.scalar())] != 0; }
  uint32_t u32() { return get(ir::Type::getU32()); }
  uint32_t boolean() { return get(ir::Type::getBool()); }

  uint32_t voidType() { return unique(spv::Op::OpTypeVoid, {}); }
  /// void()
  uint32_t entryFunction() { return unique(spv::Op::OpTypeFunction, voidType()); }
  /// Three u32, as the invocation's ids are.
  uint32_t u32x3() { return unique(spv::Op::OpTypeVector, {u32(), 3}); }
  /// struct { member, member }, as wide multiplications give.
  uint32_t pair(uint32_t member) { return unique(spv::Op::OpTypeStruct, {member, member}); }
  uint32_t pointer(spv::StorageClass storage, uint32_t pointee);
  /// An array without layout; `length` is a constant's id.
  uint32_t array(uint32_t element, uint32_t length) {
    return unique(spv::Op::OpTypeArray, {element, length});
  }
  /// A type of a module from elsewhere, whose operands are mapped already: the one that there is, or
  /// a new one. Aggregates are always new, since their decorations may differ.
  uint32_t adopt(spv::Op opcode, ArrayRef<uint32_t> operands);
  /// The Block struct around a runtime array of `element`.
  uint32_t storageBlock(uint32_t element, BlockLayout layout);

private:
  void declareCapability(ir::Type type);
  using Key = std::tuple<uint32_t, uint32_t, uint32_t>; ///< opcode and up to two operands
  uint32_t unique(spv::Op opcode, ArrayRef<uint32_t> operands);

  Words &words;
  uint32_t scalars[16] = {};
  llvm::DenseMap<Key, uint32_t> known;
  /// Opcode and operands of those that do not fit a key.
  std::map<std::vector<uint32_t>, uint32_t> knownLong;
  /// Element, stride, decorations.
  llvm::DenseMap<Key, uint32_t> arrays;
  llvm::DenseMap<Key, uint32_t> blocks;
};

} // namespace vyrecc::spirv

#endif
