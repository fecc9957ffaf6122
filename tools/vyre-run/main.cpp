// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-run: runs modules on a Vulkan device.
#include "Run.h"
#include "ToolIO.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace vyrecc;
using namespace vyrecc::tools;
namespace cl = llvm::cl;

namespace {

constexpr char kOverview[] = R"(runs modules on a Vulkan device

  A module is SPIR-V that vyre-cc wrote, or anything that vyre-cc compiles: it is compiled with the
  default options then. The module says itself which buffers it has. Drivers are found by libvulkan.so.1; VK_DRIVER_FILES
  names others. The exit status is 0 if everything ran and matched.

EXAMPLES:
  vyre-run --list-devices
  vyre-run kernel.spv --case=kernel.json                  compare with expected outputs
  vyre-run kernel.spv --in a=01000000 --in b=@b.bin --grid=4,1,1
  vyre-run priority.spv --jobs=jobs.json --device=llvmpipe
  vyre-run kernel.vir0 --device=interp --case=kernel.json  without a device
  vyre-run --batch=list.json                              [{"module": ..., "case": ...}, ...]
  vyre-run --bench=plan.json --json                       time kernels that do the same work
  vyre-run --bench=plan.json --device=nvidia              time kernels against each other
)";

cl::OptionCategory category("vyre-run");

cl::opt<std::string> input(cl::Positional, cl::desc("MODULE"), cl::cat(category));
cl::opt<bool> list("list-devices", cl::desc("Show the devices and leave"), cl::cat(category));
cl::opt<std::string>
    deviceName("device",
               cl::desc("A part of the device's name, in any case; 'interp' is the interpreter"),
               cl::value_desc("text"), cl::cat(category));
cl::opt<std::string> caseFile("case", cl::desc("Carry out the runs of a case and compare"),
                              cl::value_desc("file.json"), cl::cat(category));
cl::opt<std::string> runLabel("run", cl::desc("Only the runs of this label"),
                              cl::value_desc("label"), cl::cat(category));
cl::opt<std::string> batchFile("batch", cl::desc("Many modules and cases; JSON lines come out"),
                               cl::value_desc("file.json"), cl::cat(category));
cl::opt<std::string> benchFile("bench", cl::desc("Time kernels against each other"),
                               cl::value_desc("file.json"), cl::cat(category));
cl::opt<std::string> jobsFile("jobs", cl::desc("Run jobs on a megakernel and check the results"),
                              cl::value_desc("file.json"), cl::cat(category));
cl::opt<std::string> equivalenceFile("equivalence",
                                     cl::desc("Compare pairs of megakernels on random rings"),
                                     cl::value_desc("file.json"), cl::cat(category));
cl::opt<uint64_t> cases("cases", cl::desc("Rings for --equivalence (default 1000)"), cl::init(1000),
                        cl::cat(category));
cl::opt<std::string> keep("keep", cl::desc("Where --equivalence writes the case that differs"),
                          cl::value_desc("folder"), cl::init("."), cl::cat(category));
cl::list<std::string> inputs("in", cl::desc("Bytes of a buffer: NAME=HEX or NAME=@FILE"),
                             cl::value_desc("bytes"), cl::cat(category));
cl::opt<std::string> gridText("grid", cl::desc("Workgroups to launch, instead of the default"),
                              cl::value_desc("x,y,z"), cl::cat(category));
cl::opt<LaunchMode>
    mode("mode", cl::desc("How often persistent kernels pass over their work:"),
         cl::init(LaunchMode::Drain), cl::cat(category),
         cl::values(clEnumValN(LaunchMode::Once, "once", "one pass a dispatch"),
                    clEnumValN(LaunchMode::Drain, "drain",
                               "bounded dispatches until nothing is left (default)"),
                    clEnumValN(LaunchMode::Persistent, "persistent",
                               "unbounded, on devices known to make progress")));
cl::opt<unsigned> slots("slots", cl::desc("Slots of the ring; default: what the module declares"),
                        cl::cat(category));
cl::opt<unsigned> passes("passes", cl::desc("Passes of a persistent kernel a dispatch"),
                         cl::cat(category));

cl::opt<uint32_t> deviceSubgroup(
    "device-subgroup",
    cl::desc("Invocations of a device's subgroup in the interpreter: 1 to 128, a power of two (default 32)"),
    cl::value_desc("N"), cl::init(32), cl::cat(category));

using interp::Invariants;
using interp::ScheduleKind;
cl::opt<ScheduleKind>
    schedule("schedule", cl::desc("Order of the invocations in the interpreter:"),
             cl::init(ScheduleKind::LaneByLane), cl::cat(category),
             cl::values(clEnumValN(ScheduleKind::LaneByLane, "lane-by-lane",
                                   "one after the other (default)"),
                        clEnumValN(ScheduleKind::Reversed, "reversed", "the last one first"),
                        clEnumValN(ScheduleKind::RoundRobin, "round-robin", "one access each"),
                        clEnumValN(ScheduleKind::Random, "random", "any, at each access"),
                        clEnumValN(ScheduleKind::RunAhead, "run-ahead", "one as far as it can get"),
                        clEnumValN(ScheduleKind::StallAfterClaim, "stall-after-claim",
                                   "one stops after a compare-exchange that succeeds"),
                        clEnumValN(ScheduleKind::SwitchAtAtomics, "switch-at-atomics",
                                   "the next one after each atomic")));
cl::opt<uint64_t> seed("seed", cl::desc("Seed of the schedule; chooses the one invocation, too"),
                       cl::cat(category));
cl::opt<bool> explore("explore", cl::desc("Try all orders of the invocations in the interpreter"),
                      cl::cat(category));
cl::opt<uint64_t> maxExecutions("max-executions", cl::desc("Give up --explore after so many"),
                                cl::init(1'000'000), cl::cat(category));
cl::opt<Invariants> invariants(
    "invariants", cl::desc("Rules that accesses of megakernels are held to in the interpreter:"),
    cl::cat(category),
    cl::values(clEnumValN(Invariants::None, "none", "none (default without --explore)"),
               clEnumValN(Invariants::Contract, "contract",
                          "of every scheduler (default with --explore)"),
               clEnumValN(Invariants::Literal, "literal", "also those of the literal scheduler")));
cl::opt<double> timeout("timeout", cl::desc("Longest wait for a dispatch (default 10)"),
                        cl::value_desc("seconds"), cl::init(10.0), cl::cat(category));
cl::opt<bool> validate("validate", cl::desc("Use the Khronos validation layer; its errors fail"),
                       cl::cat(category));
cl::opt<bool> json("json", cl::desc("Print the result as JSON"), cl::cat(category));

LogicalResult bad(const llvm::Twine &message, DiagnosticEngine &diags) {
  return diags.error(DiagCode::BadOption, {}, message);
}

/// "x", "x,y" or "x,y,z".
FailureOr<loader::Grid> parseGrid(llvm::StringRef text, DiagnosticEngine &diags) {
  llvm::SmallVector<llvm::StringRef, 3> parts;
  text.split(parts, ',');
  loader::Grid grid = {1, 1, 1};
  if (parts.size() > grid.size())
    return bad("--grid=" + text + " (expected x,y,z)", diags);
  for (size_t i = 0; i < parts.size(); ++i)
    if (parts[i].getAsInteger(10, grid[i]))
      return bad("--grid=" + text + " (expected x,y,z)", diags);
  return grid;
}

/// The file that names the modules where MODULE does not.
llvm::StringRef listFile() {
  for (const std::string *file : {&batchFile.getValue(), &benchFile.getValue()})
    if (!file->empty())
      return *file;
  return equivalenceFile;
}

FailureOr<RunOptions> readOptions(DiagnosticEngine &diags) {
  RunOptions options;
  options.deviceName = deviceName;
  options.validate = validate;
  options.json = json;
  options.mode = mode;
  options.runLabel = runLabel;
  options.slots = slots;
  options.passes = passes;
  options.inputs.assign(inputs.begin(), inputs.end());
  options.deviceSubgroupSize = deviceSubgroup;
  options.schedule = {schedule, seed};
  options.explore = explore;
  options.maxExecutions = maxExecutions;
  options.cases = cases;
  options.seed = seed;
  options.keep = keep;
  if (invariants.getNumOccurrences() != 0)
    options.invariants = invariants;
  if (!(timeout > 0 && timeout <= 86400))
    return bad("--timeout takes seconds (expected more than 0, at most 86400)", diags);
  options.timeout = std::chrono::milliseconds(static_cast<int64_t>(timeout * 1000) + 1);
  if (passes.getNumOccurrences() != 0 && passes == 0)
    return bad("--passes=0 (expected 1 or more)", diags);
  if (!gridText.empty()) {
    FailureOr<loader::Grid> grid = parseGrid(gridText, diags);
    if (failed(grid))
      return failure();
    options.grid = *grid;
  }
  const int modes = int(!caseFile.empty()) + int(!batchFile.empty()) + int(!benchFile.empty()) +
                    int(!equivalenceFile.empty()) + int(!jobsFile.empty()) + int(!inputs.empty());
  if (modes > 1)
    return bad("more than one of --case, --batch, --bench, --equivalence, --jobs and --in", diags);
  if (usesInterpreter(options) &&
      (!jobsFile.empty() || !benchFile.empty() || validate))
    return bad("--device=interp with --jobs, --bench or --validate (expected a Vulkan device)", diags);
  if (!usesInterpreter(options) &&
      (explore || options.invariants || schedule != ScheduleKind::LaneByLane ||
       deviceSubgroup.getNumOccurrences() != 0))
    return bad("--schedule, --explore, --invariants and --device-subgroup are the interpreter's "
               "(expected --device=interp)",
               diags);
  if (!llvm::isPowerOf2_32(deviceSubgroup) || deviceSubgroup > 128)
    return bad("--device-subgroup=" + llvm::Twine(deviceSubgroup) +
                   " (expected a power of two from 1 to 128)",
               diags);
  if (input.empty() != (list || !listFile().empty()))
    return bad(input.empty() ? "no module (expected MODULE, --batch=FILE, --bench=FILE or "
                               "--list-devices; see --help)"
                             : "a module with --list-devices, --batch, --bench or --equivalence",
               diags);
  return options;
}

bool needsInputs(const protocol::Manifest &manifest) {
  return llvm::any_of(manifest.buffers, [](const protocol::ManifestBuffer &buffer) {
    return protocol::isSupplied(buffer.role);
  });
}

/// What diagnostics are about: the module, the list of them or, without either, the tool.
llvm::StringRef subject() {
  if (!input.empty())
    return input;
  return listFile().empty() ? "vyre-run" : listFile();
}

int runModule(Session &session, const RunOptions &options, DiagnosticEngine &diags) {
  if (!jobsFile.empty()) {
    FailureOr<loader::Module> module = loadModule(input, diags);
    return failed(module) ? 1 : runJobs(session, *module, jobsFile, options, diags);
  }
  FailureOr<std::unique_ptr<Executor>> executor = makeExecutor(session, input, options, diags);
  if (failed(executor))
    return 1;
  if (!caseFile.empty())
    return runCase(**executor, caseFile, options, diags);
  if (options.inputs.empty() && needsInputs((*executor)->manifest())) {
    (void)bad("nothing to run the module with (expected --case=, --jobs= or --in)", diags);
    return 1;
  }
  return runInputs(**executor, options, diags);
}

int run(Session &session, const RunOptions &options, DiagnosticEngine &diags) {
  if (list)
    return listDevices(session, options, diags);
  if (!batchFile.empty())
    return runBatch(batchFile, options, diags);
  if (!benchFile.empty())
    return runBench(session, benchFile, options, diags);
  if (!equivalenceFile.empty())
    return runEquivalence(session, equivalenceFile, options, diags);
  return runModule(session, options, diags);
}

} // namespace

int main(int argc, char **argv) {
  setVersionOf("vyre-run");
  addDiagnosticsFormat(category);
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(argc, argv, kOverview);
  DiagnosticEngine diags(printOnStderr(subject()));
  FailureOr<RunOptions> options = readOptions(diags);
  if (failed(options))
    return 1;
  Session session(*options);
  const int status = run(session, *options, diags);
  if (session.lostDevice()) {
    // The driver's threads may still be inside the kernel: leave without tearing anything down.
    llvm::outs().flush();
    std::_Exit(status);
  }
  return status;
}
