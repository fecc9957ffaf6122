// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reports of what probe-budget has found.
#ifndef VYRE_CC_LIB_DRIVER_BUDGETREPORT_H
#define VYRE_CC_LIB_DRIVER_BUDGETREPORT_H

#include "vyre-cc/Driver/Compiler.h"

namespace vyrecc {

/// The form of a report.
enum class BudgetFormat : uint8_t { Text, Json, Svg };

/// Tells of each sched.scan of the module; an error where there is none.
FailureOr<std::string> budgetReport(const ir::Module &module, BudgetFormat format,
                                    DiagnosticEngine &diags);

/// The passes that a report needs, in the syntax of vyre-opt --passes.
std::string budgetPipelineFor(const SchedulerOptions &scheduler);

} // namespace vyrecc

#endif
