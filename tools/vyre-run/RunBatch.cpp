// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --batch: many modules and cases in one process, one line of JSON each.
#include "Run.h"
#include "ToolIO.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

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

struct Row {
  llvm::StringRef module, casePath;
};

void printRow(const Row &row, const CaseResult &counted, llvm::StringRef error,
              llvm::json::Array warnings) {
  llvm::outs() << llvm::json::Value(
                      llvm::json::Object{{"module", llvm::json::fixUTF8(row.module)},
                                         {"case", llvm::json::fixUTF8(row.casePath)},
                                         {"runs", counted.runs.size()},
                                         {"matched", counted.count(RunStatus::Matched)},
                                         {"differ", counted.differ()},
                                         {"skipped", counted.count(RunStatus::Skipped)},
                                         {"error", llvm::json::fixUTF8(error)},
                                         {"warnings", std::move(warnings)}})
               << "\n";
  llvm::outs().flush();
}

/// One row of the list; true if everything matched.
bool runRow(Session &session, const Row &row, const RunOptions &options) {
  DiagnosticEngine diags;
  FailureOr<CaseResult> result = carryOutFiles(session, row.module, row.casePath, options, diags);
  const CaseResult counted = succeeded(result) ? *result : CaseResult();
  llvm::json::Array warnings;
  for (const Diagnostic &diagnostic : diags.diagnostics())
    if (diagnostic.severity() == Severity::Warning)
      warnings.push_back(llvm::json::fixUTF8(diagnostic.message));
  printRow(row, counted, succeeded(result) ? firstTrouble(counted) : firstError(diags),
           std::move(warnings));
  return succeeded(result) && counted.differ() == 0;
}

/// How far a batch got. It lies in memory that the processes of the batch share.
struct Progress {
  size_t next; ///< the first row without a result
  bool allMatched;
  bool isOver; ///< nothing is left to do, or nothing can be done
};

/// Runs rows until the device is given up or none is left.
void runRows(Session &session, llvm::ArrayRef<Row> rows, const RunOptions &options,
             Progress &progress) {
  while (progress.next != rows.size() && !session.lostDevice()) {
    progress.allMatched &= runRow(session, rows[progress.next], options);
    ++progress.next;
  }
  progress.isOver = progress.next == rows.size();
}

/// Runs rows on a device. A dispatch that never ends keeps threads of its driver busy, and they
/// would be missing on every later device of the same process: each device lives in a process of
/// its own, which ends with it.
LogicalResult runOnDevices(llvm::ArrayRef<Row> rows, const RunOptions &options, Progress &progress,
                           DiagnosticEngine &diags) {
  while (!progress.isOver) {
    llvm::outs().flush();
    const size_t before = progress.next;
    const pid_t child = fork();
    if (child < 0)
      return diags.error(DiagCode::DeviceFailure, {},
                         llvm::Twine("cannot start a process: ") + std::strerror(errno));
    if (child == 0) {
      Session session(options);
      // Without any device every row would fail alike.
      if (failed(session.device(diags))) {
        progress.isOver = true;
        progress.allMatched = false;
      } else {
        runRows(session, rows, options, progress);
      }
      llvm::outs().flush();
      std::_Exit(0); // the driver may still be inside a kernel: nothing is torn down
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
      ;
    const bool endedWell = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (progress.isOver || (endedWell && progress.next != before))
      continue;
    const std::string how = WIFSIGNALED(status)
                                ? "signal " + std::to_string(WTERMSIG(status))
                                : "exit status " + std::to_string(WEXITSTATUS(status));
    printRow(rows[progress.next], {}, "device-failure: the driver ended the process (" + how + ")",
             {});
    progress.allMatched = false;
    progress.isOver = ++progress.next == rows.size();
  }
  return success();
}

} // namespace

int tools::runBatch(llvm::StringRef listPath, const RunOptions &options, DiagnosticEngine &diags) {
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(listPath, diags);
  if (!file)
    return 1;
  llvm::Expected<llvm::json::Value> list = llvm::json::parse(file->getBuffer());
  if (!list) {
    diags.report(DiagCode::BadCase, {}, "no JSON: " + llvm::toString(list.takeError()));
    return 1;
  }
  const llvm::json::Array *values = list->getAsArray();
  if (!values) {
    diags.report(DiagCode::BadCase, {}, "no JSON array of {\"module\", \"case\"}");
    return 1;
  }
  std::vector<Row> rows;
  for (const llvm::json::Value &value : *values) {
    const llvm::json::Object *row = value.getAsObject();
    std::optional<llvm::StringRef> module = row ? row->getString("module") : std::nullopt;
    std::optional<llvm::StringRef> casePath = row ? row->getString("case") : std::nullopt;
    if (!module || !casePath) {
      diags.report(DiagCode::BadCase, {}, "a row is no {\"module\", \"case\"}");
      return 1;
    }
    rows.push_back({*module, *casePath});
  }
  if (usesInterpreter(options)) {
    Progress progress = {0, true, false};
    Session session(options);
    runRows(session, rows, options, progress);
    return progress.allMatched ? 0 : 1;
  }
  void *shared =
      mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) {
    diags.report(DiagCode::DeviceFailure, {},
                 llvm::Twine("no memory for the batch: ") + std::strerror(errno));
    return 1;
  }
  Progress &progress = *new (shared) Progress{0, true, false};
  return succeeded(runOnDevices(rows, options, progress, diags)) && progress.allMatched ? 0 : 1;
}
