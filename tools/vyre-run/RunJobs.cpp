// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --jobs: jobs through a megakernel, and a table of what was done.
#include "Run.h"
#include "ToolIO.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace vyrecc;
using namespace vyrecc::tools;
using namespace vyrecc::loader;

namespace {

double perSecond(const DrainReport &report) {
  return report.kernelSeconds > 0 ? static_cast<double>(report.executed) / report.kernelSeconds : 0;
}

std::string label(uint32_t priority) {
  return priorityName(static_cast<protocol::Priority>(priority)).str();
}

void print(const DrainReport &report, llvm::StringRef device) {
  llvm::raw_ostream &os = llvm::outs();
  const auto row = [&](llvm::StringRef name, uint64_t count) {
    os << "  " << llvm::left_justify(name, 16)
       << llvm::format("%12llu\n", (unsigned long long)count);
  };
  os << "device " << device << "\n";
  os << "slots executed " << report.executed << " in a ring of " << report.slots << "\n";
  os << "by priority\n";
  for (uint32_t level = 0; level < report.byPriority.size(); ++level)
    row(label(level), report.byPriority[level]);
  os << "by tenant\n";
  for (const auto &[tenant, count] : report.byTenant)
    row(std::to_string(tenant), count);
  os << "by opcode\n";
  for (const auto &[opcode, count] : report.byOpcode)
    row(opcodeName(opcode), count);
  os << report.dispatches << " dispatches of " << report.passes << " passes, grid "
     << report.grid[0] << "," << report.grid[1] << "," << report.grid[2] << "; " << report.waves
     << " waves of publishing; " << report.starvationResets << " starvation resets\n";
  os << llvm::format(
      "%.6f s %s, %.6f s in all, %.0f slots a second\n", report.kernelSeconds,
      static_cast<const char *>(report.isGpuTime ? "on the device" : "in dispatches"),
      report.wallSeconds, perSecond(report));
  for (const std::string &failure : report.failures)
    os << "FAILED: " << failure << "\n";
  os << (report.failures.empty() ? "all checks passed\n" : "some checks failed\n");
}

llvm::json::Value toJson(const DrainReport &report, llvm::StringRef device) {
  llvm::json::Object priorities, tenants, opcodes;
  for (uint32_t level = 0; level < report.byPriority.size(); ++level)
    priorities[label(level)] = report.byPriority[level];
  for (const auto &[tenant, count] : report.byTenant)
    tenants[std::to_string(tenant)] = count;
  for (const auto &[opcode, count] : report.byOpcode)
    opcodes[opcodeName(opcode)] = count;
  return llvm::json::Object{{"device", llvm::json::fixUTF8(device)},
                            {"slots", report.slots},
                            {"executed", report.executed},
                            {"by_priority", std::move(priorities)},
                            {"by_tenant", std::move(tenants)},
                            {"by_opcode", std::move(opcodes)},
                            {"dispatches", report.dispatches},
                            {"passes", report.passes},
                            {"grid", {report.grid[0], report.grid[1], report.grid[2]}},
                            {"waves", report.waves},
                            {"starvation_resets", report.starvationResets},
                            {"kernel_seconds", report.kernelSeconds},
                            {"gpu_time", report.isGpuTime},
                            {"wall_seconds", report.wallSeconds},
                            {"slots_per_second", perSecond(report)},
                            {"failures", llvm::json::Array(report.failures)}};
}

} // namespace

int tools::runJobs(Session &session, const Module &module, llvm::StringRef jobsPath,
                   const RunOptions &options, DiagnosticEngine &diags) {
  if (options.mode == LaunchMode::Persistent) {
    diags.report(DiagCode::BadOption, {},
                 "--mode=persistent with --jobs (jobs are drained by bounded dispatches)");
    return 1;
  }
  DiagnosticEngine jobsDiags(printOnStderr(jobsPath));
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(jobsPath, jobsDiags);
  if (!file)
    return 1;
  FailureOr<JobSet> jobs = parseJobs(file->getBuffer(), jobsDiags);
  if (failed(jobs))
    return 1;
  FailureOr<Device *> device = session.device(diags);
  if (failed(device))
    return 1;
  DrainOptions drain;
  drain.slots = options.slots;
  drain.passes = options.mode == LaunchMode::Once ? 1 : options.passes;
  drain.grid = options.grid;
  drain.timeout = options.timeout;
  FailureOr<DrainReport> report = drainJobs(**device, module, *jobs, drain, diags);
  if (failed(report))
    return 1;
  if (options.json)
    llvm::outs() << toJson(*report, (*device)->info().name) << "\n";
  else
    print(*report, (*device)->info().name);
  return report->failures.empty() ? 0 : 1;
}
