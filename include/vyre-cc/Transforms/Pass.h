// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Passes over the IR and the runner that applies a pipeline of them.
#ifndef VYRE_CC_TRANSFORMS_PASS_H
#define VYRE_CC_TRANSFORMS_PASS_H

#include "vyre-cc/IR/Op.h"
#include "vyre-cc/Support/Diagnostics.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include <functional>
#include <string>
#include <vector>

namespace vyrecc {

/// Options of a pass as written in the pipeline, `name{key=value}`, checked against its row.
class PassOptions {
public:
  /// The value of a number; nullopt if it is not given.
  std::optional<uint64_t> number(llvm::StringRef key) const;
  /// The value as it is written; empty if it is not given.
  llvm::StringRef word(llvm::StringRef key) const { return values.lookup(key); }
  /// False if `key` has a value already.
  bool add(llvm::StringRef key, llvm::StringRef value) { return values.insert({key, value}).second; }

private:
  llvm::SmallMapVector<llvm::StringRef, llvm::StringRef, 2> values;
};

/// What a pass works with besides the module.
struct PassContext {
  ir::Context &context;
  DiagnosticEngine &diags;
  llvm::StringRef flag = {}; ///< the pass's own, for what it says
  PassOptions options = {};
  bool remarks = false; ///< whether anybody wants to hear of this pass
  bool changed = false; ///< a pass sets this if it changed anything
  /// Counters that the pass reports under --stats.
  llvm::SmallMapVector<llvm::StringRef, uint64_t, 4> statistics = {};

  /// Remarks on what the pass did at `loc`.
  void applied(SourceLoc loc, const llvm::Twine &message) const {
    if (remarks)
      diags.report(DiagCode::PassApplied, loc, flag + ": " + message);
  }
  /// Remarks on what the pass left alone at `loc`, and why.
  void missed(SourceLoc loc, const llvm::Twine &message) const {
    if (remarks)
      diags.report(DiagCode::PassMissed, loc, flag + ": " + message);
  }
};

using PassFunction = LogicalResult (*)(ir::Module &module, PassContext &context);

#define VYRE_PASS(Function, Flag, Needs, Gives, Options, Summary)                                  \
  LogicalResult Function(ir::Module &module, PassContext &context);
#include "vyre-cc/Transforms/Passes.def"

/// One row of Passes.def.
struct PassInfo {
  PassFunction run;
  llvm::StringRef flag;
  std::optional<ir::Form> needs; ///< nullopt: any form
  std::optional<ir::Form> gives; ///< nullopt: leaves the form as it was
  llvm::StringRef options;       ///< what it takes in braces, in the syntax of Passes.def
  llvm::StringRef summary;
};
llvm::ArrayRef<PassInfo> allPasses();

struct PipelineEntry {
  const PassInfo *pass;
  PassOptions options;
};
using Pipeline = std::vector<PipelineEntry>;

/// Parses `a,b{key=1,other=2},c`. Unknown passes are DiagCode::BadPipeline with the nearest name. `text` must
/// outlive the pipeline.
FailureOr<Pipeline> parsePipeline(llvm::StringRef text, DiagnosticEngine &diags);

/// The passes whose remarks are wanted.
class RemarkFilter {
public:
  /// From the flags of passes; an empty name stands for all. Unknown ones are DiagCode::BadOption.
  static FailureOr<RemarkFilter> of(llvm::ArrayRef<std::string> flags, DiagnosticEngine &diags);
  bool wants(const PassInfo &pass) const { return all || llvm::is_contained(passes, &pass); }

private:
  bool all = false;
  llvm::SmallVector<const PassInfo *, 4> passes;
};

/// Hooks into the runner; each may be left empty.
struct PipelineOptions {
  bool verifyEach = false;
  unsigned passLimit = ~0u; ///< run only the first so many passes
  RemarkFilter remarks;
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
