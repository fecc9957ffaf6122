// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --batch: many modules and cases in one process, one line of JSON each.
#include "Run.h"
#include "ToolIO.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace vyrecc;
using namespace vyrecc::tools;
using namespace vyrecc::loader;

namespace {

std::string firstError(const DiagnosticEngine &diags) {
  for (const Diagnostic &diagnostic : diags.diagnostics())
    if (diagnostic.severity() == Severity::Error)
      return diagInfo(diagnostic.code).spelling.str() + ": " + diagnostic.message;
  return {};
}

/// The error of the first run that failed, or where the first that differs does so.
std::string firstTrouble(const CaseResult &result) {
  for (const RunResult &run : result.runs) {
    if (run.status == RunStatus::Failed)
      return run.label + ": " + run.detail;
    if (run.status == RunStatus::Differs) {
      const Difference &difference = run.comparison.first.front();
      return run.label + ": " + difference.buffer + " byte " + std::to_string(difference.offset) +
             ": expected " + difference.expected + ", got " + difference.got;
    }
  }
  return {};
}

FailureOr<CaseResult> carryOutFiles(Session &session, llvm::StringRef modulePath,
                                    llvm::StringRef casePath, const RunOptions &options,
                                    DiagnosticEngine &diags) {
  FailureOr<std::unique_ptr<Executor>> executor = makeExecutor(session, modulePath, options, diags);
  if (failed(executor))
    return failure();
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(casePath, diags);
  if (!file)
    return failure();
  FailureOr<Case> theCase = parseCase(file->getBuffer(), diags);
  if (failed(theCase))
    return failure();
  return carryOut(**executor, *theCase, options, diags);
}

/// One row of the list; true if everything matched.
bool runRow(Session &session, llvm::StringRef modulePath, llvm::StringRef casePath,
            const RunOptions &options) {
  DiagnosticEngine diags;
  FailureOr<CaseResult> result = carryOutFiles(session, modulePath, casePath, options, diags);
  const CaseResult none;
  const CaseResult &counted = succeeded(result) ? *result : none;
  llvm::json::Array warnings;
  for (const Diagnostic &diagnostic : diags.diagnostics())
    if (diagnostic.severity() == Severity::Warning)
      warnings.push_back(llvm::json::fixUTF8(diagnostic.message));
  const std::string error = succeeded(result) ? firstTrouble(counted) : firstError(diags);
  llvm::outs() << llvm::json::Value(
                      llvm::json::Object{{"module", llvm::json::fixUTF8(modulePath)},
                                         {"case", llvm::json::fixUTF8(casePath)},
                                         {"runs", counted.runs.size()},
                                         {"matched", counted.count(RunStatus::Matched)},
                                         {"differ", counted.differ()},
                                         {"skipped", counted.count(RunStatus::Skipped)},
                                         {"error", llvm::json::fixUTF8(error)},
                                         {"warnings", std::move(warnings)}})
               << "\n";
  llvm::outs().flush();
  return succeeded(result) && counted.differ() == 0;
}

} // namespace

int tools::runBatch(Session &session, llvm::StringRef listPath, const RunOptions &options,
                    DiagnosticEngine &diags) {
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(listPath, diags);
  if (!file)
    return 1;
  llvm::Expected<llvm::json::Value> list = llvm::json::parse(file->getBuffer());
  if (!list) {
    diags.report(DiagCode::BadCase, {}, "no JSON: " + llvm::toString(list.takeError()));
    return 1;
  }
  const llvm::json::Array *rows = list->getAsArray();
  if (!rows) {
    diags.report(DiagCode::BadCase, {}, "no JSON array of {\"module\", \"case\"}");
    return 1;
  }
  // Without any device every row would fail alike.
  if (!usesInterpreter(options) && failed(session.device(diags)))
    return 1;
  bool allMatched = true;
  for (const llvm::json::Value &value : *rows) {
    const llvm::json::Object *row = value.getAsObject();
    std::optional<llvm::StringRef> module = row ? row->getString("module") : std::nullopt;
    std::optional<llvm::StringRef> casePath = row ? row->getString("case") : std::nullopt;
    if (!module || !casePath) {
      diags.report(DiagCode::BadCase, {}, "a row is no {\"module\", \"case\"}");
      return 1;
    }
    allMatched &= runRow(session, *module, *casePath, options);
  }
  return allMatched ? 0 : 1;
}
