// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of an input that a diagnostic is about.
#ifndef VYRE_CC_TOOLS_COMMON_EXCERPT_H
#define VYRE_CC_TOOLS_COMMON_EXCERPT_H

#include "vyre-cc/Support/Diagnostics.h"
#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::tools {

/// Prints excerpts of one input. Never fails: where an input cannot be shown, nothing is printed.
class ExcerptPrinter {
public:
  explicit ExcerptPrinter(std::string content) : content(std::move(content)) {}

  /// The line of a text, or the statement of a blob, with a caret below the place. At most three lines of some
  /// hundred characters.
  void print(const Diagnostic &diagnostic, llvm::raw_ostream &os);

private:
  void printTextLine(SourceLoc loc, llvm::raw_ostream &os);
  void printStatementAt(const Diagnostic &diagnostic, llvm::raw_ostream &os);
  void printBytes(uint32_t offset, llvm::raw_ostream &os);
  void decode();

  std::string content;
  bool isDecoded = false;               ///< decoding was tried
  std::string blob;                     ///< the bytes that offsets count in; empty if there are none
  std::optional<vir0::Program> program; ///< refers to `blob`
};

} // namespace vyrecc::tools

#endif
