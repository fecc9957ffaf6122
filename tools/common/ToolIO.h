// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files, standard streams and diagnostics, as every tool handles them.
#ifndef VYRE_CC_TOOLS_COMMON_TOOLIO_H
#define VYRE_CC_TOOLS_COMMON_TOOLIO_H

#include "vyre-cc/Support/Diagnostics.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>

namespace vyrecc::tools {

/// Reads a file as bytes, or standard input where `path` is "-"; null and a diagnostic on failure.
std::unique_ptr<llvm::MemoryBuffer> readInput(llvm::StringRef path, DiagnosticEngine &diags);

/// Writes a file as bytes, or standard output where `path` is "-". Call it once everything
/// succeeded, so that a failed run leaves no output.
LogicalResult writeOutput(llvm::StringRef path, llvm::StringRef bytes, DiagnosticEngine &diags);

/// A consumer that prints each diagnostic about `fileName` on standard error ("-" prints as
/// <stdin>).
DiagnosticEngine::Consumer printOnStderr(llvm::StringRef fileName);

/// Makes `--version` print the name of the tool and the version of the project.
void setVersionOf(llvm::StringRef tool);

} // namespace vyrecc::tools

#endif
