// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expands the table of diagnostics, collects what is reported and renders it as text.
#include "vyre-cc/Support/Diagnostics.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace vyrecc {

static constexpr DiagInfo kTable[] = {
#define VYRE_DIAG(Name, Code, Level, Help) {DiagCode::Name, Code, Severity::Level, Help},
#include "vyre-cc/Support/Diagnostics.def"
};

const DiagInfo &diagInfo(DiagCode code) { return kTable[static_cast<size_t>(code)]; }

llvm::ArrayRef<DiagInfo> allDiagInfos() { return kTable; }

void DiagnosticEngine::report(DiagCode code, SourceLoc loc, const llvm::Twine &message,
                              std::string path) {
  reported.push_back({code, loc, message.str(), std::move(path)});
  if (reported.back().severity() == Severity::Error)
    ++errorCount;
  if (consumer)
    consumer(reported.back());
}

llvm::StringRef severityName(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Remark:
    return "remark";
  }
  return {};
}

void printDiagnostic(const Diagnostic &diagnostic, llvm::StringRef fileName, llvm::raw_ostream &os) {
  os << fileName << ':';
  if (diagnostic.loc.isBytes())
    os << '@' << llvm::format_hex(diagnostic.loc.offset, 1) << ':';
  else if (diagnostic.loc.isText())
    os << diagnostic.loc.line << ':' << diagnostic.loc.column << ':';
  os << ' ' << severityName(diagnostic.severity()) << '[' << diagInfo(diagnostic.code).spelling
     << "]: " << diagnostic.message << '\n';
  if (!diagnostic.path.empty())
    os << "  at " << diagnostic.path << '\n';
}

} // namespace vyrecc
