// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Diagnostics: what the library says about an input. The library never prints; a consumer receives each
// diagnostic. Codes live in Diagnostics.def and nowhere else.
#ifndef VYRE_CC_SUPPORT_DIAGNOSTICS_H
#define VYRE_CC_SUPPORT_DIAGNOSTICS_H

#include "vyre-cc/Support/SourceLoc.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/LogicalResult.h"
#include <functional>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace vyrecc {

using llvm::failed;
using llvm::failure;
using llvm::FailureOr;
using llvm::LogicalResult;
using llvm::succeeded;
using llvm::success;

enum class Severity : uint8_t { Error, Warning, Remark };

/// "error", "warning" or "remark".
llvm::StringRef severityName(Severity severity);

/// One value per row of Diagnostics.def.
enum class DiagCode : uint16_t {
#define VYRE_DIAG(Name, Code, Level, Help) Name,
#include "vyre-cc/Support/Diagnostics.def"
};

/// One row of the table: the code as users see it, its severity, and a line of help.
struct DiagInfo {
  DiagCode code;
  llvm::StringRef spelling;
  Severity severity;
  llvm::StringRef help;
};

/// The row of `code`.
const DiagInfo &diagInfo(DiagCode code);
/// Every row, in the table's order.
llvm::ArrayRef<DiagInfo> allDiagInfos();

/// A finished diagnostic. `message` says what is wrong and, in parentheses, what was expected; `path`
/// names the nodes from the entry to the culprit where there are any (`entry[0].body[3].value`).
struct Diagnostic {
  DiagCode code;
  SourceLoc loc;
  std::string message;
  std::string path;

  Severity severity() const { return diagInfo(code).severity; }
};

/// Collects what happens while one input is worked on and passes it to the consumer, if there is one.
/// Not thread-safe: one engine a compile.
class DiagnosticEngine {
public:
  using Consumer = std::function<void(const Diagnostic &)>;

  DiagnosticEngine() = default;
  explicit DiagnosticEngine(Consumer consumer) : consumer(std::move(consumer)) {}
  DiagnosticEngine(const DiagnosticEngine &) = delete;
  DiagnosticEngine &operator=(const DiagnosticEngine &) = delete;

  /// Reports a diagnostic of any severity.
  void report(DiagCode code, SourceLoc loc, const llvm::Twine &message, std::string path = {});

  /// Reports an error and gives failure, so that `return diags.error(...)` both reports and leaves.
  LogicalResult error(DiagCode code, SourceLoc loc, const llvm::Twine &message,
                      std::string path = {}) {
    report(code, loc, message, std::move(path));
    return failure();
  }

  bool hasErrors() const { return errorCount != 0; }
  unsigned numErrors() const { return errorCount; }
  /// Everything reported so far, in order.
  llvm::ArrayRef<Diagnostic> diagnostics() const { return reported; }

private:
  Consumer consumer;
  std::vector<Diagnostic> reported;
  unsigned errorCount = 0;
};

/// Writes `FILE:@0xOFFSET: error[CODE]: message` (or `FILE:LINE:COL:`), and the path as a note line.
void printDiagnostic(const Diagnostic &diagnostic, llvm::StringRef fileName, llvm::raw_ostream &os);

} // namespace vyrecc

#endif
