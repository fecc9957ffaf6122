// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A run: the kernels in their order, each over the grid.
#include "vyre-cc/Interp/Interpreter.h"
#include "Interleaving.h"
#include "Invariants.h"
#include "LaneChooser.h"
#include "Machine.h"

namespace vyrecc::interp {

using namespace ir;

/// Workgroup after workgroup.
static LogicalResult runInOrder(Machine &machine, const CompiledKernel &kernel) {
  const RunOptions &options = machine.options;
  Workgroup workgroup(kernel.code, kernel.size, machine.memories, options, machine.diags,
                      machine.steps, Advance::ToTheEnd);
  for (uint32_t z = 0; z != options.grid[2]; ++z)
    for (uint32_t y = 0; y != options.grid[1]; ++y)
      for (uint32_t x = 0; x != options.grid[0]; ++x)
        if (failed(workgroup.run({x, y, z})))
          return failure();
  return success();
}

/// Keeps the last steps: what is far away explains nothing.
static void record(Step step, std::vector<Step> &schedule) {
  constexpr size_t kMaxSteps = 1u << 14;
  if (schedule.size() == kMaxSteps)
    schedule.erase(schedule.begin(), schedule.begin() + kMaxSteps / 2);
  schedule.push_back(std::move(step));
}

/// All workgroups at once.
static LogicalResult runInterleaved(Machine &machine, const CompiledKernel &kernel,
                                    std::optional<ProtocolMonitor> &monitor,
                                    RunStatistics *statistics) {
  Interleaving grid(kernel.code, kernel.size, machine.memories, machine.options, machine.diags,
                    machine.steps);
  if (failed(grid.start()))
    return failure();
  LaneChooser chooser(machine.options.schedule, grid.numLanes());
  while (!grid.ready().empty()) {
    const uint32_t lane = chooser.choose(grid.ready());
    if (failed(grid.step(lane)))
      return failure();
    chooser.note(grid.event());
    if (statistics && machine.options.recordsSteps)
      record(toStep(lane, grid.event(), machine.memories), statistics->schedule);
    if (!monitor)
      continue;
    if (std::optional<std::string> broken = monitor->note(lane, grid.event(), machine.memories))
      return machine.diags.error(DiagCode::InvariantViolated, grid.event().instruction->op->loc(),
                                 *broken);
  }
  if (std::optional<uint32_t> lane = grid.poller())
    return grid.fail(*lane, DiagCode::LimitExceeded, "waits for a word that nobody writes");
  return success();
}

static LogicalResult execute(Machine &machine, llvm::ArrayRef<BufferBytes> inputs,
                             RunStatistics *statistics) {
  if (failed(machine.setUp(inputs)))
    return failure();
  const RunOptions &options = machine.options;
  std::optional<ProtocolMonitor> monitor;
  if (options.invariants != Invariants::None)
    monitor = ProtocolMonitor::create(machine.module, machine.memories, options.invariants);
  const bool isInterleaved =
      options.schedule.kind != ScheduleKind::LaneByLane || monitor || options.recordsSteps;
  for (Op *op : machine.module.kernels()) {
    FailureOr<CompiledKernel> kernel = machine.compile(*op);
    if (failed(kernel))
      return failure();
    if (!isInterleaved) {
      if (failed(runInOrder(machine, *kernel)))
        return failure();
      continue;
    }
    if (failed(machine.checkAllAlive(*kernel, *op)) ||
        failed(runInterleaved(machine, *kernel, monitor, statistics)))
      return failure();
  }
  if (monitor)
    if (std::optional<std::string> broken = monitor->finish(machine.memories))
      return machine.diags.error(DiagCode::InvariantViolated, {}, *broken);
  return machine.checkTrapRecord();
}

FailureOr<std::vector<BufferBytes>> run(const Module &module, llvm::ArrayRef<BufferBytes> inputs,
                                        const RunOptions &options, DiagnosticEngine &diags,
                                        RunStatistics *statistics) {
  Machine machine(module, options, diags);
  LogicalResult result = execute(machine, inputs, statistics);
  if (statistics)
    statistics->steps = machine.steps;
  if (failed(result))
    return failure();
  return machine.outputs();
}

} // namespace vyrecc::interp
