// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// The default pipelines, in the syntax of vyre-opt --passes.
#include "BudgetReport.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc {

static llvm::StringRef nameOf(SchedulerStrategy strategy) {
  switch (strategy) {
  case SchedulerStrategy::Literal:
    return "literal";
  case SchedulerStrategy::Strided:
    return "strided";
  case SchedulerStrategy::Cooperative:
    return "cooperative";
  case SchedulerStrategy::Auto: // falls back by itself where a kernel cannot be swept
  case SchedulerStrategy::Sweep:
    break;
  }
  return "sweep";
}

static std::string probeBudget(const SchedulerOptions &scheduler) {
  std::string options;
  if (!scheduler.offsets.empty())
    options += "offsets=" + scheduler.offsets;
  if (scheduler.lanes != 0)
    options += (options.empty() ? "lanes=" : ",lanes=") + std::to_string(scheduler.lanes);
  return options.empty() ? "probe-budget" : "probe-budget{" + options + "}";
}

static std::string lowerScheduler(const SchedulerOptions &scheduler) {
  auto on = [](llvm::StringRef fix, bool isOn) { return isOn ? (fix + "=1").str() : std::string(); };
  return ("lower-scheduler{strategy=" + nameOf(scheduler.strategy) +
          on(",work-conserving", scheduler.workConserving) +
          on(",tenant-limit", scheduler.tenantLimit) +
          on(",clamp-offsets", scheduler.clampOffsets) +
          on(",protect-control", scheduler.protectControl) +
          on(",handler-status", scheduler.handlerStatus) + "}")
      .str();
}

std::string budgetPipelineFor(const SchedulerOptions &scheduler) {
  return "canonicalize,cse,dce,raise-scheduler," + probeBudget(scheduler);
}

std::string pipelineFor(const CompileOptions &options, ir::Form form) {
  llvm::SmallVector<std::string, 16> passes;
  auto add = [&](std::initializer_list<llvm::StringRef> names) {
    for (llvm::StringRef name : names)
      passes.push_back(name.str());
  };
  llvm::StringRef bounds = options.bounds == Bounds::Robust ? "check-bounds" : "assume-bounds";

  if (options.optLevel != OptLevel::O0)
    add({"canonicalize", "cse", "dce"});
  // A scheduler is recognised in the program's own words, simplified but otherwise untouched.
  const bool schedules = options.optLevel != OptLevel::O0 &&
                         options.scheduler.strategy != SchedulerStrategy::Literal;
  const bool rewritesLoops = schedules && options.optLevel == OptLevel::O2;
  if (schedules) {
    add({"raise-scheduler"});
    // The program's own counters; how the scheduler counts is the strategy's to say.
    if (options.optLevel == OptLevel::O2)
      add({"aggregate-atomics"});
    passes.push_back(probeBudget(options.scheduler));
    passes.push_back(lowerScheduler(options.scheduler));
    add({"canonicalize"});
    // After the scheduler is known by the atomics that it is written with. The lowered one has none of these left.
    add({"promote-atomics"});
    // Likewise: a scan is recognised by its conditions.
    if (options.optLevel == OptLevel::O2)
      add({"form-switches"});
  } else if (form == ir::Form::Raised) {
    passes.push_back("lower-scheduler{strategy=literal}");
  }
  const bool isReference = options.floatPolicy == FloatPolicy::Reference;
  add({options.subgroups == Subgroups::Native ? "lower-subgroups{mode=native}" : "lower-subgroups",
       "lower-atomic-nand"});
  // Sums of subgroups are canonical at each step; copies move bytes, and know of no floats.
  if (isReference)
    add({"canonicalize-floats"});
  // Copies may trap, and the accesses of all of them have to be checked.
  add({"lower-async", "add-trap-record"});
  // The exact forms take canonical operands. What is computed with many roundings anyway needs none
  // of that inside.
  if (isReference)
    add({"canonicalize", "exact-floats", "expand-math"});
  else
    add({"expand-math"});
  // Before the bounds are checked, while an access is still one op and not an op inside a vir.if.
  add({"unify-atomic-buffers"});
  // Once the loads that may see other invocations' atomics are atomic themselves, and while a load
  // still gives 0 outside its buffer, so that it may run without need. What was merged in a loop
  // leaves it as one.
  if (options.optLevel == OptLevel::O2)
    add({"forward-loads", "licm"});
  // A bound that was loaded in each round stands before the loop by now, and bounds of loops prove
  // those of indices.
  if (rewritesLoops)
    add({"simplify-loops"});
  // The guard goes over what the program says, not over the tests that we add.
  if (options.loopBound != 0)
    passes.push_back("bound-loops{max=" + std::to_string(options.loopBound) + "}");
  add({bounds});
  // The checks count elements as the program does; what they guard may then become words.
  add({options.features.smallIntegers ? "lower-small-types{keep=1}" : "lower-small-types",
       options.features.wideIntegers ? "lower-wide-types{keep=1}" : "lower-wide-types"});
  // Checks of the same buffer read its length again and again.
  if (options.optLevel != OptLevel::O0)
    add({"cse", "canonicalize", "dce"});
  // What the first round folded uncovers equal ops in the arms of conditions, and the checks that
  // are now the same value are decided by those around them. Checks that a loop asks in each round,
  // it asks once.
  if (options.optLevel == OptLevel::O2) {
    add({"cse", "fold-ranges", "canonicalize", "licm"});
    if (rewritesLoops)
      add({"simplify-loops{leave=1}", "canonicalize"});
    add({"dce"});
  }
  // What zeros do is decided here, not by the driver. A load that is outside its buffer is one more
  // of them, which the checks of bounds have uncovered.
  if (isReference)
    add({"canonicalize", "fold-float-zeros"});
  // Last, since every other pass looks at one kernel.
  add({"split-grid-sync"});
  return llvm::join(passes, ",");
}

} // namespace vyrecc
