// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All interleavings of a small grid, up to the order of accesses that commute.
#ifndef VYRE_CC_INTERP_EXPLORE_H
#define VYRE_CC_INTERP_EXPLORE_H

#include "vyre-cc/Interp/Interpreter.h"

namespace vyrecc::interp {

struct ExploreOptions {
  RunOptions run; ///< its schedule is not used
  /// Executions after which the exploration is given up.
  uint64_t maxExecutions = 1'000'000;
};

struct Exploration {
  uint64_t executions = 0; ///< that came to an end
  uint64_t redundant = 0;  ///< that were cut, since another leads to the same
  uint64_t waiting =
      0; ///< of the executions, those that end with an invocation that waits for ever
  uint64_t finalStates = 0; ///< different contents of the buffers at the end
  uint64_t steps = 0;       ///< accesses
  uint64_t longest = 0;     ///< accesses of the longest execution
  bool isComplete = false;
  std::vector<Step> schedule; ///< where an execution fails: what led there
};

/// Runs the one kernel of a module under every schedule of its invocations, at most 64, until one
/// breaks an invariant or fails in another way. Two executions that differ only in the order of
/// accesses that commute count as one. Where nothing is broken and the program is a megakernel, it
/// is dispatched again and again from each final state, until nothing changes: slots that then wait
/// for ever are an error too. Failure: the error is reported, and `exploration` says which schedule
/// led there.
LogicalResult explore(const ir::Module &module, llvm::ArrayRef<BufferBytes> inputs,
                      const ExploreOptions &options, DiagnosticEngine &diags,
                      Exploration &exploration);

} // namespace vyrecc::interp

#endif
