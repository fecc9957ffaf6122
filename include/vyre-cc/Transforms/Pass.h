// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Passes over the IR and the runner that applies a pipeline of them.
#ifndef VYRE_CC_TRANSFORMS_PASS_H
#define VYRE_CC_TRANSFORMS_PASS_H

#include "vyre-cc/IR/Op.h"
#include "vyre-cc/Support/Diagnostics.h"
#include "llvm/ADT/MapVector.h"
#include <functional>
#include <string>
#include <vector>

namespace vyrecc {

/// What a pass works with besides the module.
struct PassContext {
  ir::Context &context;
  DiagnosticEngine &diags;
  /// Options of this pass as written in the pipeline: `name{key=value}`; values are unsigned integers.
  llvm::SmallMapVector<llvm::StringRef, uint64_t, 2> options;
  bool changed = false; ///< a pass sets this if it changed anything
  /// Counters that the pass reports under --stats.
  llvm::SmallMapVector<llvm::StringRef, uint64_t, 4> statistics;
};

using PassFunction = LogicalResult (*)(ir::Module &module, PassContext &context);

#define VYRE_PASS(Function, Flag, Needs, Gives, Option, Summary)                                   \
  LogicalResult Function(ir::Module &module, PassContext &context);
#include "vyre-cc/Transforms/Passes.def"

/// One row of Passes.def.
struct PassInfo {
  PassFunction run;
  llvm::StringRef flag;
  std::optional<ir::Form> needs; ///< nullopt: any form
  std::optional<ir::Form> gives; ///< nullopt: leaves the form as it was
  llvm::StringRef option;        ///< the one option that it takes, or empty
  llvm::StringRef summary;
};
llvm::ArrayRef<PassInfo> allPasses();

struct PipelineEntry {
  const PassInfo *pass;
  llvm::SmallMapVector<llvm::StringRef, uint64_t, 2> options;
};
using Pipeline = std::vector<PipelineEntry>;

/// Parses `a,b{key=1,other=2},c`. Unknown passes are DiagCode::BadPipeline with the nearest name. `text` must
/// outlive the pipeline.
FailureOr<Pipeline> parsePipeline(llvm::StringRef text, DiagnosticEngine &diags);

/// Hooks into the runner; each may be left empty.
struct PipelineOptions {
  bool verifyEach = false;
  unsigned passLimit = ~0u; ///< run only the first so many passes
  std::function<void(const PassInfo &, const ir::Module &)> beforePass, afterPass;
  /// Looks at the module after each pass; failure ends the run.
  std::function<LogicalResult(const PassInfo &, const ir::Module &)> check;
  std::function<void(const PassInfo &, double seconds, const PassContext &)> finished;
};

/// Checks that the forms of neighbours fit, then runs the pipeline. A module that a pass leaves invalid is
/// reported with the pass's name.
LogicalResult runPipeline(const Pipeline &pipeline, ir::Module &module, ir::Context &context,
                          DiagnosticEngine &diags, const PipelineOptions &options = {});

} // namespace vyrecc

#endif
