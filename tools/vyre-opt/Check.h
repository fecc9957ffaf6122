// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --check: the results of a case's runs, before the first and after each pass.
#ifndef VYRE_CC_TOOLS_VYRE_OPT_CHECK_H
#define VYRE_CC_TOOLS_VYRE_OPT_CHECK_H

#include "vyre-cc/Interp/Interpreter.h"
#include "vyre-cc/Loader/Case.h"

namespace vyrecc::tools {

/// Interprets a module on the runs of a case and remembers what came out first.
class ResultCheck {
public:
  /// Reads the case, and runs the module as it is before any pass. Diagnostics about the case name its file.
  LogicalResult start(llvm::StringRef casePath, const ir::Module &module);
  /// Runs the module after a pass. An error names the pass, the run and the first byte that changed.
  LogicalResult afterPass(llvm::StringRef pass, const ir::Module &module, DiagnosticEngine &diags);

private:
  /// What a run gave: bytes, or the error that ended it.
  struct Outcome {
    std::vector<interp::BufferBytes> outputs;
    std::optional<DiagCode> error;
    std::string message; ///< of the error
  };
  static Outcome execute(const ir::Module &module, const loader::CaseRun &run);

  loader::Case theCase;
  std::vector<Outcome> first; ///< one a run
};

} // namespace vyrecc::tools

#endif
