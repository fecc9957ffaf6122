// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where something is in an input: a byte range of a VIR0 blob, or a line and column of a text.
#ifndef VYRE_CC_SUPPORT_SOURCELOC_H
#define VYRE_CC_SUPPORT_SOURCELOC_H

#include <cstdint>

namespace vyrecc {

/// A place in one input. Binary inputs set `offset` (bytes from the start of the blob) and `length`;
/// text inputs set `line` and `column`, both from 1. A default-made location is unknown.
/// The path of nodes that leads to an offset is not stored: vir0::nodePathAt computes it on demand.
struct SourceLoc {
  static constexpr uint32_t kNoOffset = 0xFFFFFFFF;

  uint32_t offset = kNoOffset;
  uint32_t length = 0;
  uint32_t line = 0;
  uint32_t column = 0;
  uint32_t source = 0; ///< 0: the input itself; k: the k-th library of the compile

  static SourceLoc bytes(uint32_t offset, uint32_t length) { return {offset, length, 0, 0, 0}; }
  static SourceLoc text(uint32_t line, uint32_t column) { return {kNoOffset, 0, line, column, 0}; }

  /// The same place in the `number`-th source.
  SourceLoc inSource(uint32_t number) const {
    SourceLoc loc = *this;
    loc.source = number;
    return loc;
  }

  bool isBytes() const { return offset != kNoOffset; }
  bool isText() const { return line != 0; }
  bool isKnown() const { return isBytes() || isText(); }
  bool operator==(const SourceLoc &) const = default;
};

} // namespace vyrecc

#endif
