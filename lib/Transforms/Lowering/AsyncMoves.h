// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Moves bytes between buffers of any elements, and finds out when an asynchronous copy may be moved
// without being kept in between.
#ifndef VYRE_CC_LIB_TRANSFORMS_LOWERING_ASYNCMOVES_H
#define VYRE_CC_LIB_TRANSFORMS_LOWERING_ASYNCMOVES_H

#include "vyre-cc/IR/Builder.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

namespace vyrecc {

/// The asynchronous ops of a tag.
struct AsyncTag {
  llvm::SmallVector<ir::Op *, 2> issues, waits;
};
using AsyncTags = llvm::MapVector<ir::StringRef, AsyncTag>;

/// Buffers that some op of the kernel may write.
class WrittenBuffers {
public:
  WrittenBuffers(ir::Module &module, ir::Op &kernel);
  bool contains(ir::StringRef buffer) const;

private:
  llvm::DenseSet<ir::StringRef> names, readOnly;
  bool any = false; ///< an op may write whatever is not read-only
};

/// A copy that is waited for in the block in which it is issued, where it can be moved in one go.
struct DirectCopy {
  ir::Op *wait;
  ir::Op *moveAt; ///< the issue or the wait
};

/// How `issue` can be moved in one go; nullopt if the copy has to be pending.
std::optional<DirectCopy> findDirectCopy(ir::Op &issue, const AsyncTags &tags,
                                         const WrittenBuffers &written);

/// Whether every number that `value` can be is a multiple of 4; false where that is not plain to
/// see.
bool isMultipleOf4(const ir::Value &value);

/// Whether the elements are words of 32 bits.
bool isWordBuffer(const ir::Op &buffer);

/// Builds loops that move bytes.
class ByteMover {
public:
  explicit ByteMover(ir::Builder &builder) : builder(builder) {}

  /// Where a move reads or writes.
  struct Side {
    const ir::Op &buffer;
    ir::Value *first;      ///< byte
    bool inBounds = false; ///< known to be inside the buffer
  };
  struct Shape {
    bool words; ///< whole words, between buffers of words; all numbers are multiples of 4
    bool backwards = false; ///< the last byte first
  };

  /// Moves `size` bytes.
  void move(Side from, Side to, ir::Value *size, Shape shape);

  /// The number of bytes that a buffer has.
  ir::Value *byteLength(const ir::Op &buffer);

private:
  struct Place {
    ir::Value *element; ///< the element that holds a byte
    ir::Value *shift;   ///< where in it, in bits
  };

  ir::Value *word(uint32_t value) { return builder.constU32(value); }
  ir::Value *build(ir::OpKind kind, ir::Value *x, ir::Value *y) {
    return builder.build(kind, {x, y});
  }
  ir::Value *extract(ir::Value *vector, unsigned lane);
  llvm::SmallVector<ir::NamedAttr, 2> attrsOf(const Side &side);
  Place placeOf(const ir::Op &buffer, ir::Value *byte);
  ir::Value *bitsAt(ir::Value *element, ir::Value *&shift);
  ir::Value *insertByte(ir::Value *bits, ir::Value *shift, ir::Value *byte);
  ir::Value *loadElement(const Side &side, ir::Value *index);
  ir::Value *loadByte(const Side &side, ir::Value *byte);
  void storeByte(const Side &side, ir::Value *byte, ir::Value *value);

  ir::Builder &builder;
};

} // namespace vyrecc

#endif
