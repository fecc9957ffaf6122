// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The IR as text, in MLIR's generic syntax, and the verifier. docs/IR.md describes both.
#ifndef VYRE_CC_IR_TEXT_H
#define VYRE_CC_IR_TEXT_H

#include "vyre-cc/IR/Op.h"
#include "vyre-cc/Support/Diagnostics.h"

namespace llvm {
class raw_ostream;
}

namespace vyrecc::ir {

/// Regions may nest so deep in text and in what the verifier accepts, so that walks may recurse.
inline constexpr unsigned kMaxNesting = 256;

struct PrintOptions {
  bool locations = false; ///< append loc(...) to each op
};

/// Prints the module. Printing what parses back from the text gives the same text.
void print(const Module &module, llvm::raw_ostream &os, PrintOptions options = {});

/// True if `text` starts like IR: a quoted op name after white space and comments.
bool isIRText(StringRef text);
/// Parses a module. Reports a located error and fails on the first thing it cannot take; nesting is
/// bounded. The module is not verified.
FailureOr<Module> parse(StringRef text, Context &context, DiagnosticEngine &diags);

/// Checks structure, types, attributes, dominance and the rules of single ops. Reports each broken
/// rule.
LogicalResult verify(const Module &module, DiagnosticEngine &diags);

} // namespace vyrecc::ir

#endif
