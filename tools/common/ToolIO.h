// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files, standard streams and diagnostics, as every tool handles them.
#ifndef VYRE_CC_TOOLS_COMMON_TOOLIO_H
#define VYRE_CC_TOOLS_COMMON_TOOLIO_H

#include "vyre-cc/Support/Diagnostics.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>

namespace llvm::cl {
class OptionCategory;
}

namespace vyrecc::tools {

/// Reads a file as bytes, or standard input where `path` is "-"; null and a diagnostic on failure.
std::unique_ptr<llvm::MemoryBuffer> readInput(llvm::StringRef path, DiagnosticEngine &diags);

/// Writes a file as bytes, or standard output where `path` is "-". Call it once everything
/// succeeded, so that a failed run leaves no output.
LogicalResult writeOutput(llvm::StringRef path, llvm::StringRef bytes, DiagnosticEngine &diags);

/// What readInput read from standard input, for excerpts in diagnostics.
llvm::StringRef standardInput();

/// A consumer that writes each diagnostic about `fileName` to standard error ("-" prints as <stdin>), as
/// --diagnostics-format says: as text with an excerpt of the file, or as a line of JSON.
DiagnosticEngine::Consumer printOnStderr(llvm::StringRef fileName);

/// Lists --diagnostics-format among the options of `category`.
void addDiagnosticsFormat(llvm::cl::OptionCategory &category);

/// Makes `--version` print the name of the tool and the version of the project.
void setVersionOf(llvm::StringRef tool);

} // namespace vyrecc::tools

#endif
