// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The first rule that an input breaks, held until it is known whether to report it. The path of
// nodes is collected while the recursion unwinds, so that an input without faults pays nothing for
// it.
#ifndef VYRE_CC_LIB_VIR0_FAULT_H
#define VYRE_CC_LIB_VIR0_FAULT_H

#include "vyre-cc/Support/Diagnostics.h"
#include "llvm/ADT/SmallVector.h"

namespace vyrecc::vir0 {

struct Fault {
  DiagCode code = DiagCode::Truncated;
  SourceLoc loc;
  std::string message;
  llvm::SmallVector<std::string, 0> path; ///< innermost first

  LogicalResult set(DiagCode newCode, SourceLoc newLoc, const llvm::Twine &newMessage) {
    code = newCode;
    loc = newLoc;
    message = newMessage.str();
    return failure();
  }

  /// Adds a step to the path if `result` is a failure, and passes it on.
  LogicalResult within(llvm::StringRef step, LogicalResult result) {
    if (failed(result))
      path.push_back(step.str());
    return result;
  }
  LogicalResult within(llvm::StringRef list, size_t index, LogicalResult result) {
    if (failed(result))
      path.push_back((list + "[" + llvm::Twine(index) + "]").str());
    return result;
  }

  LogicalResult report(DiagnosticEngine &diags) const {
    std::string joined;
    for (size_t i = path.size(); i-- > 0;)
      joined += path[i] + (i ? "." : "");
    return diags.error(code, loc, message, std::move(joined));
  }
};

} // namespace vyrecc::vir0

#endif
