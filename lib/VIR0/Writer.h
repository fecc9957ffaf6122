// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Appends the primitive encodings of section 1 to a string of bytes.
#ifndef VYRE_CC_LIB_VIR0_WRITER_H
#define VYRE_CC_LIB_VIR0_WRITER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/LEB128.h"
#include <string>

namespace vyrecc::vir0 {

class Writer {
public:
  void u8(uint8_t value) { out.push_back(char(value)); }
  void u16(uint16_t value) { fixed(value); }
  void u32(uint32_t value) { fixed(value); }
  void u64(uint64_t value) { fixed(value); }
  /// The shortest LEB128 form.
  void leb(uint64_t value) {
    uint8_t buffer[10];
    unsigned size = llvm::encodeULEB128(value, buffer);
    out.append(buffer, buffer + size);
  }
  void bytes(llvm::StringRef text) { out.append(text.data(), text.size()); }
  void lebBytes(llvm::StringRef text) {
    leb(text.size());
    bytes(text);
  }

  llvm::StringRef str() const { return out; }
  std::string take() { return std::move(out); }

private:
  template <typename T> void fixed(T value) {
    char buffer[sizeof(T)];
    llvm::support::endian::write<T, llvm::endianness::little>(buffer, value);
    out.append(buffer, sizeof(T));
  }

  std::string out;
};

} // namespace vyrecc::vir0

#endif
