// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --bench: races of kernels on one device, one group after the other.
#include "Run.h"
#include "ToolIO.h"
#include "vyre-cc/Loader/Bench.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <numeric>
#include <random>

using namespace vyrecc;
using namespace vyrecc::tools;
using namespace vyrecc::loader;

namespace {

struct Row {
  std::string name;
  std::optional<Contender> contender;
  std::vector<double> microseconds;
  std::string error; ///< why it is out of the race
};

class GroupRunner {
public:
  GroupRunner(Session &session, const Bench &bench, const BenchGroup &group,
              const RunOptions &options)
      : session(session), bench(bench), group(group), options(options) {}

  LogicalResult prepare(DiagnosticEngine &diags) {
    for (const BenchBuffer &buffer : group.buffers) {
      DiagnosticEngine fileDiags(printOnStderr(buffer.file));
      std::unique_ptr<llvm::MemoryBuffer> file = readInput(buffer.file, fileDiags);
      if (!file)
        return failure();
      inputs.push_back({buffer.binding, llvm::arrayRefFromStringRef(file->getBuffer()).vec()});
    }
    if (failed(session.device(diags)))
      return failure();
    for (const BenchKernel &kernel : group.kernels) {
      rows.push_back({kernel.name, {}, {}, {}});
      attempt(rows.back(), kernel.module, [&](DiagnosticEngine &moduleDiags) {
        return prepareKernel(kernel, rows.back(), moduleDiags);
      });
    }
    return success();
  }

  /// False if the device is no longer usable. What a kernel leaves in caches and clocks the next
  /// one finds, so that each round has an order of its own.
  bool race() {
    const uint64_t rounds = uint64_t(bench.warmup) + bench.repetitions;
    std::vector<size_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0);
    std::mt19937 chance; // the same orders in each run
    for (uint64_t i = 0; i < rounds; ++i) {
      std::shuffle(order.begin(), order.end(), chance);
      for (size_t index : order) {
        Row &row = rows[index];
        if (!row.contender)
          continue;
        attempt(row, group.kernels[index].module,
                [&](DiagnosticEngine &diags) { return runOnce(row, i >= bench.warmup, diags); });
        if (session.lostDevice())
          return false;
      }
    }
    return true;
  }

  bool isSound() const {
    return llvm::all_of(rows, [](const Row &row) { return row.error.empty(); });
  }

  void print(llvm::StringRef device) const {
    llvm::raw_ostream &os = llvm::outs();
    os << group.name << " on " << device << ", microseconds\n"
       << "kernel                        median      lowest   quartiles\n";
    for (const Row &row : rows) {
      os << llvm::left_justify(row.name, 24);
      if (!row.error.empty()) {
        os << " FAILED: " << row.error << "\n";
        continue;
      }
      const TimeSummary times = summarise(row.microseconds);
      os << llvm::format("%12.1f%12.1f%12.1f%12.1f\n", times.median, times.lowest,
                         times.lowerQuartile, times.upperQuartile);
    }
    os.flush();
  }

  void printJson(llvm::StringRef device) const {
    llvm::json::Array kernels;
    for (const Row &row : rows) {
      if (!row.error.empty()) {
        kernels.push_back(llvm::json::Object{{"name", llvm::json::fixUTF8(row.name)},
                                             {"error", llvm::json::fixUTF8(row.error)}});
        continue;
      }
      const TimeSummary times = summarise(row.microseconds);
      const Grid &grid = row.contender->grid();
      kernels.push_back(
          llvm::json::Object{{"name", llvm::json::fixUTF8(row.name)},
                             {"grid", {grid[0], grid[1], grid[2]}},
                             {"gpu_time", row.contender->last().isGpuTime},
                             {"median_us", times.median},
                             {"lowest_us", times.lowest},
                             {"quartiles_us", {times.lowerQuartile, times.upperQuartile}},
                             {"times_us", llvm::json::Array(row.microseconds)}});
    }
    llvm::outs() << llvm::json::Value(llvm::json::Object{{"group", llvm::json::fixUTF8(group.name)},
                                                         {"device", llvm::json::fixUTF8(device)},
                                                         {"kernels", std::move(kernels)}})
                 << "\n";
    llvm::outs().flush();
  }

private:
  /// Carries out a step of one kernel. If it fails, the kernel is out, and the others go on.
  void attempt(Row &row, llvm::StringRef module,
               llvm::function_ref<LogicalResult(DiagnosticEngine &)> step) {
    DiagnosticEngine diags(printOnStderr(module));
    if (succeeded(step(diags)))
      return;
    for (const Diagnostic &diagnostic : llvm::reverse(diags.diagnostics()))
      if (diagnostic.severity() == Severity::Error)
        row.error = diagnostic.message;
    // A device that was given up may still use the kernel's memory; its destructor knows.
    row.contender.reset();
  }

  LogicalResult runOnce(Row &row, bool counts, DiagnosticEngine &diags) {
    FailureOr<std::string> difference =
        row.contender->run(group.expectations, inputs, options.timeout, diags);
    if (failed(difference))
      return failure();
    if (!difference->empty()) {
      row.error = *difference;
      row.contender.reset();
    } else if (counts) {
      row.microseconds.push_back(row.contender->last().seconds * 1e6);
    }
    return success();
  }

  LogicalResult prepareKernel(const BenchKernel &kernel, Row &row, DiagnosticEngine &diags) {
    FailureOr<Module> module = loadModule(kernel.module, diags);
    FailureOr<Device *> device = session.device(diags);
    if (failed(module) || failed(device))
      return failure();
    module->manifest.anyGrid |= kernel.anyGrid;
    RunOptions launch = options;
    launch.passes = kernel.passes;
    FailureOr<KernelOptions> kernelOptions =
        launchOptions(*module, {}, (*device)->info(), launch, diags);
    if (failed(kernelOptions))
      return failure();
    FailureOr<Kernel> made = (*device)->createKernel(*module, *kernelOptions, diags);
    if (failed(made))
      return failure();
    const Grid grid = kernel.grid.value_or(
        options.grid.value_or(gridFor((*device)->info(), module->manifest, group.lanes)));
    FailureOr<Contender> contender = Contender::create(std::move(*made), grid, inputs, diags);
    if (failed(contender))
      return failure();
    row.contender.emplace(std::move(*contender));
    return success();
  }

  Session &session;
  const Bench &bench;
  const BenchGroup &group;
  const RunOptions &options;
  std::vector<BoundBytes> inputs;
  std::vector<Row> rows;
};

} // namespace

int tools::runBench(Session &session, llvm::StringRef planPath, const RunOptions &options,
                    DiagnosticEngine &diags) {
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(planPath, diags);
  if (!file)
    return 1;
  FailureOr<Bench> bench = parseBench(file->getBuffer(), diags);
  if (failed(bench))
    return 1;
  bool isSound = true;
  for (const BenchGroup &group : bench->groups) {
    GroupRunner runner(session, *bench, group, options);
    if (failed(runner.prepare(diags)))
      return 1;
    FailureOr<Device *> device = session.device(diags);
    if (failed(device))
      return 1;
    const std::string name = (*device)->info().name;
    if (!runner.race())
      return 1;
    isSound &= runner.isSound();
    if (options.json)
      runner.printJson(name);
    else
      runner.print(name);
  }
  return isSound ? 0 : 1;
}
