// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folding of single ops: constants in Fold.cpp, identities in Identities.cpp.
#ifndef VYRE_CC_LIB_TRANSFORMS_CANONICALIZE_FOLD_H
#define VYRE_CC_LIB_TRANSFORMS_CANONICALIZE_FOLD_H

#include "vyre-cc/IR/Builder.h"
#include "llvm/ADT/DenseMap.h"

namespace vyrecc {

/// The constants of a kernel, one op for each, at the start of its block: there they dominate
/// everything and need no further merging.
class ConstantPool {
public:
  ConstantPool(ir::Block &entry, ir::Context &context) : entry(entry), builder(context) {}

  ir::Value *get(ir::Type type, uint64_t bits, SourceLoc loc);
  /// Makes `op` the pool's constant of its value, or replaces it by the one there is. True if that
  /// changed anything.
  bool adopt(ir::Op &op);

private:
  using Key = std::pair<uint64_t, unsigned>;
  static Key keyOf(ir::Type type, uint64_t bits) {
    return {bits, static_cast<unsigned>(type.scalar())};
  }
  ir::Block::OpList::iterator end();

  ir::Block &entry;
  ir::Builder builder;
  ir::Op *last = nullptr;
  llvm::DenseMap<Key, ir::Value *> known;
};

/// What a fold works with: it makes ops before the one that it folds.
class Folder {
public:
  Folder(ConstantPool &pool, ir::Context &context) : pool(pool), builder(context) {}

  /// A value that equals the result of `op`, or null. It may also rewrite the op's operands and
  /// attributes in place, and says so in `changedInPlace`. The op has one result and no regions.
  ir::Value *fold(ir::Op &op);
  bool changedInPlace = false;

  ir::Value *constant(const ir::Op &op, ir::Type type, uint64_t bits) {
    return pool.get(type, bits, op.loc());
  }
  /// A constant of the type of the result.
  ir::Value *constant(ir::Op &op, uint64_t bits) { return constant(op, op.result()->type(), bits); }
  ir::Builder &before(ir::Op &op) {
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    return builder;
  }
  void setOperand(ir::Op &op, unsigned index, ir::Value *value) {
    op.setOperand(index, value);
    changedInPlace = true;
  }

private:
  ConstantPool &pool;
  ir::Builder builder;
};

/// The bits of the result where all operands are constants and the op has a rule for them.
std::optional<uint64_t> evaluate(ir::Op &op);
/// The same for floats.
std::optional<uint64_t> evaluateFloats(ir::Op &op);
/// The value of `lhs predicate rhs`, both bit patterns of `type`.
bool compare(ir::Predicate predicate, ir::Type type, uint64_t lhs, uint64_t rhs);
/// Folds by identities such as x + 0; constants are second operands already where operands commute.
ir::Value *foldIdentity(ir::Op &op, Folder &folder);

} // namespace vyrecc

#endif
