// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Diagnostics on standard error: text with an excerpt of the input, or lines of JSON.
#include "Excerpt.h"
#include "ToolIO.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace vyrecc::tools {

namespace cl = llvm::cl;

enum class DiagnosticsFormat { Text, Json };

static cl::opt<DiagnosticsFormat> diagnosticsFormat(
    "diagnostics-format", cl::desc("How to write errors and warnings:"),
    cl::init(DiagnosticsFormat::Text),
    cl::values(clEnumValN(DiagnosticsFormat::Text, "text",
                          "with the place in the input (default)"),
               clEnumValN(DiagnosticsFormat::Json, "json", "one object a line")));

void addDiagnosticsFormat(cl::OptionCategory &category) {
  diagnosticsFormat.addCategory(category);
}

static void printJson(const Diagnostic &diagnostic, llvm::StringRef file, llvm::raw_ostream &os) {
  const DiagInfo &info = diagInfo(diagnostic.code);
  llvm::json::Object object{{"code", info.spelling},
                            {"severity", severityName(info.severity)},
                            {"file", llvm::json::fixUTF8(file)},
                            {"message", llvm::json::fixUTF8(diagnostic.message)},
                            {"help", info.help}};
  if (diagnostic.loc.isBytes()) {
    object["offset"] = diagnostic.loc.offset;
  } else if (diagnostic.loc.isText()) {
    object["line"] = diagnostic.loc.line;
    object["column"] = diagnostic.loc.column;
  }
  if (!diagnostic.path.empty())
    object["path"] = llvm::json::fixUTF8(diagnostic.path);
  os << llvm::json::Value(std::move(object)) << '\n';
}

namespace {

/// Prints about one file, which is read again when there is something to show of it.
class TextOutput {
public:
  explicit TextOutput(llvm::StringRef file) : file(file) {}

  void print(const Diagnostic &diagnostic, llvm::StringRef name) {
    printDiagnostic(diagnostic, name, llvm::errs());
    if (!diagnostic.loc.isText() && !diagnostic.loc.isBytes())
      return;
    if (excerptsLeft == 0)
      return;
    --excerptsLeft;
    if (!excerpts)
      excerpts.emplace(content());
    excerpts->print(diagnostic, llvm::errs());
  }

private:
  std::string content() const {
    if (file == "-")
      return standardInput().str();
    auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                              /*RequiresNullTerminator=*/false);
    return buffer ? (*buffer)->getBuffer().str() : std::string();
  }

  std::string file;
  std::optional<ExcerptPrinter> excerpts;
  unsigned excerptsLeft = 20; ///< so that a long list of errors stays readable
};

} // namespace

DiagnosticEngine::Consumer printOnStderr(llvm::StringRef fileName) {
  std::string name = fileName == "-" ? "<stdin>" : fileName.str();
  auto text = std::make_shared<TextOutput>(fileName);
  return [name, text](const Diagnostic &diagnostic) {
    if (diagnosticsFormat == DiagnosticsFormat::Json)
      printJson(diagnostic, name, llvm::errs());
    else
      text->print(diagnostic, name);
  };
}

} // namespace vyrecc::tools
