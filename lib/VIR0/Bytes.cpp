// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts about byte strings that reader and writer share: UTF-8 and the digest.
#include "Rules.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/ConvertUTF.h"

namespace vyrecc::vir0 {

std::optional<size_t> firstBadUtf8(StringRef text) {
  if (llvm::isASCII(text))
    return std::nullopt;
  const llvm::UTF8 *position = text.bytes_begin();
  if (llvm::isLegalUTF8String(&position, text.bytes_end()))
    return std::nullopt;
  return size_t(position - text.bytes_begin());
}

std::string bodyDigest(StringRef body) {
  llvm::BLAKE3 hasher;
  hasher.update(body);
  llvm::BLAKE3Result<> digest = hasher.final();
  return std::string(digest.begin(), digest.end());
}

} // namespace vyrecc::vir0
