// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files and standard streams, on top of LLVM's Support library.
#include "ToolIO.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

namespace vyrecc::tools {

/// Standard input cannot be read twice, so that it is kept.
static std::string readFromStdin;

llvm::StringRef standardInput() { return readFromStdin; }

std::unique_ptr<llvm::MemoryBuffer> readInput(llvm::StringRef path, DiagnosticEngine &diags) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path, /*IsText=*/false,
                                                   /*RequiresNullTerminator=*/false);
  if (buffer) {
    if (path == "-")
      readFromStdin = (*buffer)->getBuffer();
    return std::move(*buffer);
  }
  diags.report(DiagCode::FileUnreadable, {}, "cannot read: " + buffer.getError().message());
  return nullptr;
}

LogicalResult writeOutput(llvm::StringRef path, llvm::StringRef bytes, DiagnosticEngine &diags) {
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (!error) {
    os << bytes;
    os.flush();
    error = os.error();
    os.clear_error();
  }
  if (!error)
    return success();
  return diags.error(DiagCode::FileUnwritable, {},
                     "cannot write '" + path + "': " + error.message());
}

void setVersionOf(llvm::StringRef tool) {
  llvm::cl::SetVersionPrinter(
      [line = (tool + " " + VYRE_VERSION + "\n").str()](llvm::raw_ostream &os) { os << line; });
}

} // namespace vyrecc::tools
