// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds the first byte that differs between two results.
#include "vyre-cc/Interp/Compare.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc::interp {

static const BufferBytes *findBuffer(llvm::ArrayRef<BufferBytes> buffers, llvm::StringRef name) {
  const BufferBytes *found =
      llvm::find_if(buffers, [&](const BufferBytes &buffer) { return buffer.name == name; });
  return found == buffers.end() ? nullptr : found;
}

static std::string bytesAt(llvm::ArrayRef<uint8_t> bytes, size_t offset) {
  if (offset >= bytes.size())
    return "nothing";
  return llvm::toHex(bytes.drop_front(offset).take_front(8), /*LowerCase=*/true);
}

std::optional<ResultDifference> firstDifference(llvm::ArrayRef<BufferBytes> before,
                                                llvm::ArrayRef<BufferBytes> after) {
  for (const BufferBytes &left : before) {
    const BufferBytes *right = findBuffer(after, left.name);
    if (!right)
      return ResultDifference{left.name, 0, bytesAt(left.bytes, 0), "no such buffer"};
    const size_t shorter = std::min(left.bytes.size(), right->bytes.size());
    size_t at = 0;
    while (at < shorter && left.bytes[at] == right->bytes[at])
      ++at;
    if (at < shorter || left.bytes.size() != right->bytes.size())
      return ResultDifference{left.name, at, bytesAt(left.bytes, at), bytesAt(right->bytes, at)};
  }
  for (const BufferBytes &right : after)
    if (!findBuffer(before, right.name))
      return ResultDifference{right.name, 0, "no such buffer", bytesAt(right.bytes, 0)};
  return std::nullopt;
}

} // namespace vyrecc::interp
