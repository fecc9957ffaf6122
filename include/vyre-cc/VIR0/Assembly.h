// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// VIR0 assembly: a readable text, one-to-one with the program tree. docs/VIR0Assembly.md has the grammar.
#ifndef VYRE_CC_VIR0_ASSEMBLY_H
#define VYRE_CC_VIR0_ASSEMBLY_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

/// True if `text` starts with the word that opens an assembly file, after white space and comments.
bool isAssembly(StringRef text);

/// Parses assembly. Reports located errors and fails on the first one. `text` must outlive the program.
FailureOr<Program> parseAssembly(StringRef text, DiagnosticEngine &diags);

/// Writes assembly that parses back to an equal program.
void printAssembly(const Program &program, llvm::raw_ostream &os);

/// One statement as a line of assembly, with "{ ... }" for the statements inside it, and where an expression stands in
/// that line.
struct StatementLine {
  std::string text;
  size_t begin = 0, length = 0; ///< of the expression; the whole line where there is none
};
/// The line of `place.node`, which is not null.
StatementLine printStatement(const Place &place);

} // namespace vyrecc::vir0

#endif
