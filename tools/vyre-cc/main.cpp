// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// vyre-cc: compiles VIR0 to SPIR-V, and generates megakernels.
#include "DiagnosticsDoc.h"
#include "Generate.h"
#include "TimeReport.h"
#include "ToolIO.h"
#include "vyre-cc/Driver/Compiler.h"
#include "vyre-cc/GLSL/Handler.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace vyrecc;
namespace cl = llvm::cl;

namespace {

constexpr char kOverview[] = R"(compiles VIR0 to SPIR-V

  The input is VIR0 bytes, hex armour, VIR0 assembly or IR text, told apart by its content; '-' is
  standard input. Nothing is written unless everything succeeded; errors name the place in the input.

EXAMPLES:
  vyre-cc kernel.vir0 -o kernel.spv --target-env=vulkan1.2
  vyre-cc kernel.vir --emit=spirv-asm -o -
  vyre-cc kernel.vir0 --emit=imported-ir -o -        the IR before any pass
  vyre-cc kernel.vir0 --validate-only                exit status 1 and why, if a rule is broken
  vyre-cc --megakernel=priority --slots=4096 --workgroup=64 --emit=vir0 -o priority.vir0
  vyre-cc --megakernel=sharded --handler=0x40=hash.vir -o sharded.spv     an opcode of one's own
  vyre-cc --megakernel=priority --handler=0x41=scale.comp -o priority.spv   another, written in GLSL
  vyre-cc priority.vir0 --emit=raised-ir -o -        the scheduler that was recognised, as ops
  vyre-cc priority.vir0 --scheduler=strided -o priority.spv
  vyre-cc priority.vir0 --budget-report=svg --offsets=default -o budget.svg
)";

cl::OptionCategory outputCategory("Output");
cl::OptionCategory compileCategory("Compilation");

cl::opt<std::string> input(cl::Positional, cl::desc("INPUT"), cl::cat(outputCategory));
cl::opt<std::string>
    output("o",
           cl::desc("Write to this file; '-' is standard output. Default: "
                    "the input's name with .spv or .vir0, or standard output for text"),
           cl::value_desc("file"), cl::cat(outputCategory));
cl::opt<EmitKind> emitKind(
    "emit", cl::desc("What to write:"), cl::init(EmitKind::Spirv), cl::cat(outputCategory),
    cl::values(clEnumValN(EmitKind::Spirv, "spirv", "a SPIR-V module (default)"),
               clEnumValN(EmitKind::SpirvAsm, "spirv-asm", "SPIR-V assembly"),
               clEnumValN(EmitKind::IR, "ir", "IR text after the passes"),
               clEnumValN(EmitKind::ImportedIR, "imported-ir", "IR text before the passes"),
               clEnumValN(EmitKind::RaisedIR, "raised-ir",
                          "IR text with the ops of a scheduler that was recognised"),
               clEnumValN(EmitKind::Vir0, "vir0", "VIR0 bytes"),
               clEnumValN(EmitKind::Manifest, "manifest", "the module's manifest as JSON")));
cl::opt<bool> validateOnly("validate-only",
                           cl::desc("Check the input against the rules of VIR0 and write nothing"),
                           cl::cat(outputCategory));
cl::list<std::string>
    remarks("remarks",
            cl::desc("Say what was recognised, changed or left out, and why; with names, only what "
                     "these passes say"),
            cl::value_desc("PASS,..."), cl::CommaSeparated, cl::ValueOptional,
            cl::cat(outputCategory));
cl::opt<bool> dumpDiagnosticsDoc("dump-diagnostics-doc",
                                 cl::desc("Print docs/diagnostics.md and exit"),
                                 cl::cat(outputCategory));

cl::opt<OptLevel>
    optLevel(cl::desc("Optimisation:"), cl::init(OptLevel::O1), cl::cat(compileCategory),
             cl::values(clEnumValN(OptLevel::O0, "O0", "none"),
                        clEnumValN(OptLevel::O1, "O1", "one round (default)"),
                        clEnumValN(OptLevel::O2, "O2", "until little is left to find")));
cl::opt<spirv::TargetEnv> targetEnv(
    "target-env", cl::desc("What the module may use:"), cl::init(spirv::TargetEnv::Vulkan1_2),
    cl::cat(compileCategory),
    cl::values(clEnumValN(spirv::TargetEnv::Vulkan1_1, "vulkan1.1", "SPIR-V 1.3"),
               clEnumValN(spirv::TargetEnv::Vulkan1_2, "vulkan1.2", "SPIR-V 1.5 (default)"),
               clEnumValN(spirv::TargetEnv::Vulkan1_3, "vulkan1.3", "SPIR-V 1.6")));
enum class Feature : uint8_t { SmallIntegers, WideIntegers };
cl::bits<Feature> features(
    "target-features", cl::desc("What the device has; without it the module runs everywhere:"),
    cl::CommaSeparated, cl::cat(compileCategory),
    cl::values(clEnumValN(Feature::SmallIntegers, "small-integers",
                          "8- and 16-bit integers and their access to storage buffers"),
               clEnumValN(Feature::WideIntegers, "wide-integers", "64-bit integers")));
cl::opt<Bounds>
    bounds("bounds", cl::desc("Accesses outside a buffer:"), cl::init(Bounds::Robust),
           cl::cat(compileCategory),
           cl::values(clEnumValN(Bounds::Robust, "robust",
                                 "loads give 0, stores and atomics do nothing (default)"),
                      clEnumValN(Bounds::None, "none", "undefined: no checks")));
cl::opt<FloatPolicy> floatPolicy(
    "float", cl::desc("Where devices differ in floats:"), cl::init(FloatPolicy::Native),
    cl::cat(compileCategory),
    cl::values(clEnumValN(FloatPolicy::Native, "native",
                          "NaNs and subnormals are the device's (default)"),
               clEnumValN(FloatPolicy::Reference, "reference",
                          "one NaN and no subnormals, after every operation")));
cl::opt<IoPoll> ioPoll(
    "io-poll", cl::desc("The IO-polling block of megakernels:"), cl::init(IoPoll::Host),
    cl::cat(compileCategory),
    cl::values(clEnumValN(IoPoll::Host, "host", "left out, the host services io_queue (default)"),
               clEnumValN(IoPoll::Device, "device", "kept, with its tables at bindings 4 and 5")));
cl::opt<Subgroups> subgroups(
    "subgroups", cl::desc("Operations on subgroups of 32 invocations:"), cl::init(Subgroups::Emulate),
    cl::cat(compileCategory),
    cl::values(clEnumValN(Subgroups::Emulate, "emulate",
                          "by workgroup memory and barriers, on every device (default)"),
               clEnumValN(Subgroups::Native, "native",
                          "by the device's own, for devices whose subgroups have 32 invocations")));
cl::opt<vir0::SubgroupRule> subgroupRule(
    "subgroup-rule", cl::desc("How version 4 spells expression tag 17:"),
    cl::init(vir0::SubgroupRule::Auto), cl::cat(compileCategory),
    cl::values(clEnumValN(vir0::SubgroupRule::Auto, "auto",
                          "find out, refuse if ambiguous (default)"),
               clEnumValN(vir0::SubgroupRule::AddOnly, "add-only", "the value follows the tag"),
               clEnumValN(vir0::SubgroupRule::WithOp, "with-op", "an op byte follows the tag")));
cl::OptionCategory schedulerCategory("Scheduling of megakernels");
cl::opt<SchedulerStrategy> strategy(
    "scheduler", cl::desc("How a megakernel looks for work, from -O1 on:"),
    cl::init(SchedulerStrategy::Auto), cl::cat(schedulerCategory),
    cl::values(
        clEnumValN(SchedulerStrategy::Auto, "auto", "the fastest that its kernel allows (default)"),
        clEnumValN(SchedulerStrategy::Literal, "literal", "as the program says"),
        clEnumValN(SchedulerStrategy::Strided, "strided", "the same slots by the same lanes, lean"),
        clEnumValN(SchedulerStrategy::Cooperative, "cooperative",
                   "launched lanes share the ring out, and subgroups count together"),
        clEnumValN(SchedulerStrategy::Sweep, "sweep", "workgroups, however many, sweep the ring")));
cl::opt<bool> workConserving(
    "work-conserving",
    cl::desc("Serve urgent levels that wait where the others have nothing to do (default)"),
    cl::init(true), cl::cat(schedulerCategory));
cl::opt<bool> tenantLimit("tenant-limit", cl::desc("Refuse tenants beyond the table of masks"),
                          cl::cat(schedulerCategory));
cl::opt<bool> clampOffsets("clamp-offsets",
                           cl::desc("End levels with the ring, whatever the host's offsets say (default)"),
                           cl::init(true), cl::cat(schedulerCategory));
cl::opt<bool> protectControl(
    "protect-control",
    cl::desc("Drop what handlers write to the scheduler's words at indices from arguments"),
    cl::cat(schedulerCategory));
cl::opt<bool> handlerStatus("handler-status",
                            cl::desc("Keep a slot's status where its handler has set one, instead of DONE"),
                            cl::cat(schedulerCategory));
cl::opt<std::string> offsets(
    "offsets", cl::desc("First slot of each level and the end: six numbers with slashes, or default"),
    cl::value_desc("0/1/2/3/4/5"), cl::cat(schedulerCategory));
cl::opt<uint32_t> lanes("lanes", cl::desc("Invocations that will be launched, for warnings and reports"),
                        cl::value_desc("N"), cl::init(0), cl::cat(schedulerCategory));
cl::opt<EmitKind> budgetFormat(
    "budget-report", cl::desc("Write what the passes of a scan cost, instead of a module:"),
    cl::cat(schedulerCategory),
    cl::values(clEnumValN(EmitKind::BudgetText, "text", "a table"),
               clEnumValN(EmitKind::BudgetJson, "json", "the same as JSON"),
               clEnumValN(EmitKind::BudgetPicture, "svg", "a picture of lanes and levels")));
cl::list<std::string> libraries("library", cl::desc("A program that may be called; may be repeated"),
                                cl::value_desc("file"), cl::cat(compileCategory));
cl::opt<uint32_t> loopBound("loop-bound",
                            cl::desc("Stop every loop after N iterations (default: never)"),
                            cl::value_desc("N"), cl::init(0), cl::cat(compileCategory));
cl::opt<bool> noNames("no-names", cl::desc("Leave debug names out of the module"),
                      cl::cat(compileCategory));
cl::opt<bool> noValidate("no-validate", cl::desc("Do not run the SPIR-V validator"),
                         cl::cat(compileCategory));

cl::opt<unsigned> timeReport("time-report",
                             cl::desc("Compile N times and print what each stage took"),
                             cl::value_desc("N"), cl::init(0), cl::cat(compileCategory));

/// The file to write where -o is not given.
std::string defaultOutput() {
  bool isText = emitKind != EmitKind::Spirv && emitKind != EmitKind::Vir0;
  if (isText || input == "-")
    return "-";
  llvm::SmallString<128> path(input.empty() ? llvm::StringRef("megakernel")
                                            : llvm::StringRef(input));
  llvm::sys::path::replace_extension(path, emitKind == EmitKind::Spirv ? ".spv" : ".vir0");
  return std::string(path);
}

/// Compiles as often as --time-report says; diagnostics come once.
FailureOr<std::string> compileTimed(llvm::StringRef bytes, CompileOptions options,
                                    DiagnosticEngine &diags) {
  tools::TimeReport report;
  options.stageEnded = report.observer();
  FailureOr<std::string> result = failure();
  DiagnosticEngine silent([](const Diagnostic &) {});
  for (unsigned round = 0; round != timeReport; ++round) {
    report.measure([&] {
      result = compileTo(emitKind, bytes, options, round == 0 ? diags : silent);
    });
    if (failed(result))
      return failure();
  }
  report.print(llvm::errs());
  return result;
}

FailureOr<CompileOptions> compileOptions() {
  CompileOptions options;
  for (const std::string &path : libraries) {
    DiagnosticEngine diags(tools::printOnStderr(path));
    std::unique_ptr<llvm::MemoryBuffer> file = tools::readInput(path, diags);
    if (!file)
      return failure();
    options.libraries.push_back(file->getBuffer().str());
  }
  options.optLevel = optLevel;
  options.targetEnv = targetEnv;
  options.bounds = bounds;
  options.features = {features.isSet(Feature::SmallIntegers), features.isSet(Feature::WideIntegers)};
  options.floatPolicy = floatPolicy;
  options.ioPoll = ioPoll;
  options.scheduler = {.strategy = strategy,
                       .workConserving = workConserving,
                       .tenantLimit = tenantLimit,
                       .clampOffsets = clampOffsets,
                       .protectControl = protectControl,
                       .handlerStatus = handlerStatus,
                       .offsets = offsets,
                       .lanes = lanes};
  options.subgroups = subgroups;
  options.subgroupRule = subgroupRule;
  options.loopBound = loopBound;
  options.names = !noNames;
  options.validate = !noValidate;
  options.remarks = remarks;
  return options;
}

/// Complains about options that contradict each other.
LogicalResult checkOptions(DiagnosticEngine &diags) {
  const bool generates = tools::generatesMegakernel();
  if (generates && validateOnly)
    return diags.error(DiagCode::BadOption, {}, "--validate-only needs an input, not --megakernel");
  if (generates && !input.empty())
    return diags.error(DiagCode::BadOption, {}, "--megakernel takes no input file");
  if (!generates && input.empty())
    return diags.error(DiagCode::BadOption, {},
                       "no input (expected a file, '-' or --megakernel; see --help)");
  if (timeReport != 0 && (generates || validateOnly))
    return diags.error(DiagCode::BadOption, {}, "--time-report needs an input that is compiled");
  if (budgetFormat.getNumOccurrences() != 0 && emitKind.getNumOccurrences() != 0)
    return diags.error(DiagCode::BadOption, {}, "--budget-report with --emit (expected one of them)");
  if (!generates)
    return tools::refuseMegakernelOptions(diags);
  return success();
}

LogicalResult run() {
  std::string name = input.empty() ? "vyre-cc" : input.getValue();
  // By SourceLoc::source.
  std::vector<DiagnosticEngine::Consumer> printers = {tools::printOnStderr(name)};
  for (const std::string &path : libraries)
    printers.push_back(tools::printOnStderr(path));
  // Passes make only the remarks that were asked for; those of the importer have no pass to ask for.
  bool allRemarks = llvm::is_contained(remarks, "");
  DiagnosticEngine diags([&](const Diagnostic &diagnostic) {
    bool isOfPass =
        diagnostic.code == DiagCode::PassApplied || diagnostic.code == DiagCode::PassMissed;
    if (diagnostic.severity() != Severity::Remark || allRemarks || isOfPass)
      printers[diagnostic.loc.source](diagnostic);
  });
  if (failed(checkOptions(diags)))
    return failure();
  if (budgetFormat.getNumOccurrences() != 0)
    emitKind = budgetFormat.getValue();

  FailureOr<CompileOptions> options = compileOptions();
  if (failed(options))
    return failure();
  FailureOr<std::string> result = failure();
  if (tools::generatesMegakernel()) {
    result = tools::generateMegakernel(emitKind, *options, diags);
  } else {
    std::unique_ptr<llvm::MemoryBuffer> bytes = tools::readInput(input, diags);
    if (!bytes)
      return failure();
    if (validateOnly)
      return validateInput(bytes->getBuffer(), *options, diags);
    result = timeReport == 0 ? compileTo(emitKind, bytes->getBuffer(), *options, diags)
                             : compileTimed(bytes->getBuffer(), *options, diags);
  }
  if (failed(result))
    return failure();
  return tools::writeOutput(output.empty() ? defaultOutput() : output.getValue(), *result, diags);
}

} // namespace

int main(int argc, char **argv) {
  cl::SetVersionPrinter([](llvm::raw_ostream &os) {
    os << "vyre-cc " VYRE_VERSION "\n  LLVM " LLVM_VERSION_STRING "\n  SPIRV-Tools "
       << spirv::validatorVersion() << "\n  glslang " << glsl::compilerVersion() << '\n';
  });
  tools::addDiagnosticsFormat(outputCategory);
  cl::HideUnrelatedOptions(
      {&outputCategory, &compileCategory, &schedulerCategory, &tools::megakernelOptions()});
  cl::ParseCommandLineOptions(argc, argv, kOverview);
  if (dumpDiagnosticsDoc) {
    tools::writeDiagnosticsDoc(llvm::outs());
    return 0;
  }
  return succeeded(run()) ? 0 : 1;
}
