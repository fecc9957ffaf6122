// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs modules in the interpreter and tells which pass changes a result.
#include "Check.h"
#include "ToolIO.h"
#include "vyre-cc/Interp/Compare.h"

namespace vyrecc::tools {

ResultCheck::Outcome ResultCheck::execute(const ir::Module &module, const loader::CaseRun &run) {
  Outcome outcome;
  std::vector<interp::BufferBytes> inputs;
  for (const loader::NamedBytes &input : run.inputs)
    inputs.push_back({input.name, input.bytes});
  interp::RunOptions options;
  options.grid = run.grid;
  DiagnosticEngine diags([&](const Diagnostic &diagnostic) {
    if (diagnostic.severity() != Severity::Error || outcome.error)
      return;
    outcome.error = diagnostic.code;
    outcome.message = diagnostic.message;
  });
  FailureOr<std::vector<interp::BufferBytes>> outputs =
      interp::run(module, inputs, options, diags);
  if (succeeded(outputs))
    outcome.outputs = std::move(*outputs);
  return outcome;
}

LogicalResult ResultCheck::start(llvm::StringRef casePath, const ir::Module &module) {
  DiagnosticEngine diags(printOnStderr(casePath));
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(casePath, diags);
  if (!file)
    return failure();
  FailureOr<loader::Case> parsed = loader::parseCase(file->getBuffer(), diags);
  if (failed(parsed))
    return failure();
  theCase = std::move(*parsed);
  for (const loader::CaseRun &run : theCase.runs) {
    first.push_back(execute(module, run));
    // A trap is a result. Anything else means that the case does not fit, and nothing could be compared.
    const Outcome &outcome = first.back();
    if (outcome.error && outcome.error != DiagCode::Trapped)
      return diags.error(*outcome.error, {},
                         "run '" + run.label + "' before any pass: " + outcome.message);
  }
  return success();
}

/// How a run ended, in words.
static std::string ending(const std::optional<DiagCode> &error, llvm::StringRef message) {
  return error ? (diagInfo(*error).spelling + ": " + message).str() : "a result";
}

LogicalResult ResultCheck::afterPass(llvm::StringRef pass, const ir::Module &module,
                                     DiagnosticEngine &diags) {
  for (size_t i = 0; i < theCase.runs.size(); ++i) {
    const Outcome &before = first[i];
    const Outcome after = execute(module, theCase.runs[i]);
    const std::string where = "'" + pass.str() + "' changed run '" + theCase.runs[i].label + "': ";
    // Messages of traps differ: a lowered trap says less of its place.
    if (before.error != after.error)
      return diags.error(DiagCode::ResultChanged, {},
                         where + "it gave " + ending(before.error, before.message) +
                             " before the passes, and now " + ending(after.error, after.message));
    if (before.error)
      continue;
    if (std::optional<interp::ResultDifference> difference =
            interp::firstDifference(before.outputs, after.outputs))
      return diags.error(DiagCode::ResultChanged, {},
                         where + "buffer '" + difference->buffer + "', byte " +
                             llvm::Twine(difference->offset) + " was " + difference->before +
                             " before the passes and is now " + difference->after);
  }
  return success();
}

} // namespace vyrecc::tools
