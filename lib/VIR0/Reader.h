// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A bounds-checked cursor over a blob: fixed-width integers, LEB128, strings. No other code of this
// library touches raw bytes. Every failure is recorded in the fault with the range of the offending
// bytes.
#ifndef VYRE_CC_LIB_VIR0_READER_H
#define VYRE_CC_LIB_VIR0_READER_H

#include "Fault.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"

namespace vyrecc::vir0 {

using llvm::StringRef;

class Reader {
public:
  /// Reads `bytes`, whose first byte is at `offset` of the blob.
  Reader(StringRef bytes, uint32_t offset, Fault &fault)
      : bytes(bytes), origin(offset), fault(fault) {}

  /// Offset of the next byte in the blob.
  uint32_t offset() const { return origin + uint32_t(position); }
  size_t remaining() const { return bytes.size() - position; }
  bool atEnd() const { return position == bytes.size(); }

  LogicalResult u8(uint8_t &value) { return fixed(value); }
  LogicalResult u16(uint16_t &value) { return fixed(value); }
  LogicalResult u32(uint32_t &value) { return fixed(value); }
  LogicalResult u64(uint64_t &value) { return fixed(value); }
  /// Unsigned LEB128 of at most 10 bytes; need not be minimal.
  LogicalResult leb(uint64_t &value);
  LogicalResult leb32(uint32_t &value);
  /// A string behind a u32 length, and one behind a LEB128 length.
  LogicalResult str(StringRef &text);
  LogicalResult lebStr(StringRef &text);
  /// The next `size` bytes.
  LogicalResult take(uint64_t size, StringRef &taken);
  /// A reader of the next `size` bytes.
  FailureOr<Reader> slice(uint64_t size);

  /// Fails unless at least `count` elements of `elementBytes` bytes can follow; `from` is where the
  /// count is.
  LogicalResult expectElements(uint64_t count, uint64_t elementBytes, uint32_t from);
  /// Fails unless everything was read; `what` names what was read.
  LogicalResult expectEnd(StringRef what);
  /// Fails if `value`, read from offset `from`, is above `limit`.
  LogicalResult expectAtMost(uint64_t value, uint64_t limit, uint32_t from, StringRef what);

  /// Records a fault about the bytes from `from` to the cursor, and gives failure.
  LogicalResult fail(DiagCode code, uint32_t from, const llvm::Twine &message) {
    return fault.set(code, SourceLoc::bytes(from, offset() - from), message);
  }

private:
  template <typename T> LogicalResult fixed(T &value) {
    if (remaining() < sizeof(T))
      return truncated(sizeof(T));
    value = llvm::support::endian::read<T, llvm::endianness::little>(bytes.data() + position);
    position += sizeof(T);
    return success();
  }
  LogicalResult truncated(uint64_t wanted);
  LogicalResult text(uint64_t size, StringRef &result);

  StringRef bytes;
  size_t position = 0;
  uint32_t origin;
  Fault &fault;
};

} // namespace vyrecc::vir0

#endif
