// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --case: the runs of a case, compared with what they must give.
#include "Run.h"
#include "ToolIO.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace vyrecc;
using namespace vyrecc::tools;
using namespace vyrecc::loader;

namespace {

/// Why a run is not carried out; empty if it is. A run that the reference refuses is, where the
/// program can trap: then it has to.
std::string reasonToSkip(const CaseRun &run, const protocol::Manifest &manifest) {
  return run.error && !manifest.traps.empty() ? std::string() : skipReason(run);
}

RunResult carryOutRun(Executor &executor, const Case &theCase, const CaseRun &run,
                      const RunOptions &options, DiagnosticEngine &parent) {
  RunResult result{run.label, RunStatus::Skipped, reasonToSkip(run, executor.manifest()), {}, 0};
  if (!result.detail.empty())
    return result;
  result.status = RunStatus::Failed;
  bool hasTrapped = false;
  DiagnosticEngine diags([&](const Diagnostic &diagnostic) {
    hasTrapped |= diagnostic.code == DiagCode::Trapped;
    if (diagnostic.severity() != Severity::Error)
      parent.report(diagnostic.code, diagnostic.loc, diagnostic.message);
    else if (result.detail.empty())
      result.detail = diagInfo(diagnostic.code).spelling.str() + ": " + diagnostic.message;
  });
  FailureOr<std::vector<NamedBytes>> outputs =
      executor.execute(run.inputs, options.grid.value_or(run.grid), result.seconds, diags);
  if (run.error) {
    if (succeeded(outputs))
      result.detail = "no trap, though the reference refuses the run: " + *run.error;
    else if (hasTrapped)
      result.status = RunStatus::Matched;
    return result;
  }
  if (failed(outputs))
    return result;
  if (options.explore) { // nothing to compare: every schedule has a result of its own
    result.status = RunStatus::Matched;
    return result;
  }
  result.comparison = compareOutputs(theCase, run, executor.manifest(), *outputs);
  result.status = result.comparison.count == 0 ? RunStatus::Matched : RunStatus::Differs;
  return result;
}

const char *statusName(RunStatus status) {
  switch (status) {
  case RunStatus::Matched:
    return "matched";
  case RunStatus::Differs:
    return "differs";
  case RunStatus::Skipped:
    return "skipped";
  case RunStatus::Failed:
    return "failed";
  }
  return "";
}

llvm::json::Value toJson(const CaseResult &result, llvm::StringRef device) {
  llvm::json::Array runs;
  for (const RunResult &run : result.runs) {
    llvm::json::Array differences;
    for (const Difference &difference : run.comparison.first)
      differences.push_back(llvm::json::Object{{"buffer", difference.buffer},
                                               {"offset", difference.offset},
                                               {"expected", difference.expected},
                                               {"got", difference.got}});
    runs.push_back(llvm::json::Object{{"label", run.label},
                                      {"status", statusName(run.status)},
                                      {"detail", llvm::json::fixUTF8(run.detail)},
                                      {"seconds", run.seconds},
                                      {"differing_words", run.comparison.count},
                                      {"differences", std::move(differences)}});
  }
  return llvm::json::Object{{"device", llvm::json::fixUTF8(device)},
                            {"runs", std::move(runs)},
                            {"matched", result.count(RunStatus::Matched)},
                            {"differ", result.differ()},
                            {"skipped", result.count(RunStatus::Skipped)}};
}

void print(const CaseResult &result) {
  llvm::raw_ostream &os = llvm::outs();
  for (const RunResult &run : result.runs) {
    os << run.label << ": " << statusName(run.status);
    if (!run.detail.empty())
      os << " (" << run.detail << ")";
    if (run.status == RunStatus::Differs)
      os << " in " << run.comparison.count << " words";
    os << "\n";
    for (const Difference &difference : run.comparison.first)
      os << "  " << difference.buffer << " byte " << difference.offset << ": expected "
         << difference.expected << ", got " << difference.got << "\n";
  }
  os << result.runs.size() << " runs: " << result.count(RunStatus::Matched) << " matched, "
     << result.differ() << " differ, " << result.count(RunStatus::Skipped) << " skipped\n";
}

} // namespace

size_t CaseResult::count(RunStatus status) const {
  return llvm::count_if(runs, [&](const RunResult &run) { return run.status == status; });
}

FailureOr<CaseResult> tools::carryOut(Executor &executor, const Case &theCase,
                                      const RunOptions &options, DiagnosticEngine &diags) {
  CaseResult result;
  for (const CaseRun &run : theCase.runs)
    if (options.runLabel.empty() || run.label == options.runLabel)
      result.runs.push_back(carryOutRun(executor, theCase, run, options, diags));
  if (result.runs.empty() && !options.runLabel.empty())
    return diags.error(DiagCode::BadOption, {}, "the case has no run '" + options.runLabel + "'");
  return result;
}

int tools::runCase(Executor &executor, llvm::StringRef casePath, const RunOptions &options,
                   DiagnosticEngine &diags) {
  DiagnosticEngine caseDiags(printOnStderr(casePath));
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(casePath, caseDiags);
  if (!file)
    return 1;
  FailureOr<Case> theCase = parseCase(file->getBuffer(), caseDiags);
  if (failed(theCase))
    return 1;
  FailureOr<std::string> name = executor.name(diags);
  if (failed(name))
    return 1;
  FailureOr<CaseResult> result = carryOut(executor, *theCase, options, diags);
  if (failed(result))
    return 1;
  if (options.json)
    llvm::outs() << toJson(*result, *name) << "\n";
  else
    print(*result);
  return result->differ() == 0 ? 0 : 1;
}
