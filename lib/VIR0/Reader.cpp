// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of the cursor that are more than a load: LEB128, strings and the checks on lengths.
#include "Reader.h"
#include "Rules.h"
#include "llvm/Support/LEB128.h"

namespace vyrecc::vir0 {

static constexpr size_t kMaxLebBytes = 10;

LogicalResult Reader::truncated(uint64_t wanted) {
  return fault.set(DiagCode::Truncated, SourceLoc::bytes(offset(), uint32_t(remaining())),
                   llvm::Twine(remaining()) + " bytes are left (expected " + llvm::Twine(wanted) +
                       ")");
}

LogicalResult Reader::leb(uint64_t &value) {
  const uint8_t *begin = bytes.bytes_begin() + position;
  size_t window = std::min(remaining(), kMaxLebBytes);
  unsigned size = 0;
  const char *error = nullptr;
  value = llvm::decodeULEB128(begin, &size, begin + window, &error);
  if (!error) {
    position += size;
    return success();
  }
  if (size == window && window < kMaxLebBytes)
    return truncated(window + 1);
  uint32_t from = offset();
  position += window;
  return fail(DiagCode::BadLeb, from, "a LEB128 integer above 64 bits (expected at most 10 bytes)");
}

LogicalResult Reader::leb32(uint32_t &value) {
  uint32_t from = offset();
  uint64_t wide = 0;
  if (failed(leb(wide)))
    return failure();
  if (wide > UINT32_MAX)
    return fail(DiagCode::BadLeb, from,
                "the LEB128 integer " + llvm::Twine(wide) + " (expected at most 32 bits)");
  value = uint32_t(wide);
  return success();
}

LogicalResult Reader::take(uint64_t size, StringRef &taken) {
  if (size > remaining())
    return truncated(size);
  taken = bytes.substr(position, size);
  position += size;
  return success();
}

FailureOr<Reader> Reader::slice(uint64_t size) {
  uint32_t from = offset();
  StringRef taken;
  if (failed(take(size, taken)))
    return failure();
  return Reader(taken, from, fault);
}

LogicalResult Reader::text(uint64_t size, StringRef &result) {
  uint32_t from = offset();
  if (failed(take(size, result)))
    return failure();
  if (std::optional<size_t> bad = firstBadUtf8(result))
    return fail(DiagCode::BadUtf8, from + uint32_t(*bad),
                "a byte that is not UTF-8 in a string (expected UTF-8)");
  return success();
}

LogicalResult Reader::str(StringRef &result) {
  uint32_t from = offset();
  uint32_t size = 0;
  if (failed(u32(size)) || failed(expectAtMost(size, kMaxStringBytes, from, "bytes in a string")))
    return failure();
  return text(size, result);
}

LogicalResult Reader::lebStr(StringRef &result) {
  uint32_t from = offset();
  uint64_t size = 0;
  if (failed(leb(size)) || failed(expectAtMost(size, kMaxStringBytes, from, "bytes in a string")))
    return failure();
  return text(size, result);
}

LogicalResult Reader::expectElements(uint64_t count, uint64_t elementBytes, uint32_t from) {
  if (count <= remaining() / elementBytes)
    return success();
  return fail(DiagCode::Truncated, from,
              llvm::Twine(count) + " elements where " + llvm::Twine(remaining()) +
                  " bytes are left (expected at least " + llvm::Twine(elementBytes) + " for each)");
}

LogicalResult Reader::expectEnd(StringRef what) {
  if (atEnd())
    return success();
  return fault.set(DiagCode::TrailingBytes, SourceLoc::bytes(offset(), uint32_t(remaining())),
                   llvm::Twine(remaining()) + " bytes after " + what + " (expected none)");
}

LogicalResult Reader::expectAtMost(uint64_t value, uint64_t limit, uint32_t from, StringRef what) {
  if (value <= limit)
    return success();
  return fail(DiagCode::LimitExceeded, from,
              llvm::Twine(value) + " " + what + " (expected at most " + llvm::Twine(limit) + ")");
}

} // namespace vyrecc::vir0
