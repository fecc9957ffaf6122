// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-opt: IR text in, passes, IR text out.
#ifdef VYRE_HAS_CASES
#include "Check.h"
#endif
#include "Docs.h"
#include "ToolIO.h"
#include "vyre-cc/IR/Text.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace vyrecc;
namespace cl = llvm::cl;

static cl::OptionCategory category("vyre-opt options");
static cl::opt<std::string> inputPath(cl::Positional, cl::desc("<IR text, - for standard input>"),
                                      cl::init("-"), cl::cat(category));
static cl::opt<std::string> outputPath("o", cl::desc("Output file, - for standard output"),
                                       cl::value_desc("file"), cl::init("-"), cl::cat(category));
static cl::opt<std::string> passes("passes", cl::desc("Passes to run: a,b{option=1},c"),
                                   cl::value_desc("pipeline"), cl::cat(category));
static cl::opt<bool> printBeforeAll("print-before-all", cl::desc("Print the IR before each pass"),
                                    cl::cat(category));
static cl::opt<bool> printAfterAll("print-after-all", cl::desc("Print the IR after each pass"),
                                   cl::cat(category));
static cl::opt<bool> printChanged("print-changed",
                                  cl::desc("Print the IR after each pass that changed it"),
                                  cl::cat(category));
static cl::opt<bool> verifyEach("verify-each", cl::desc("Verify after each pass"),
                                cl::cat(category));
#ifdef VYRE_HAS_CASES
static cl::opt<std::string>
    checkFile("check",
              cl::desc("Interpret the runs of a case before and after each pass, and stop at the "
                       "first pass that changes a result"),
              cl::value_desc("case.json"), cl::cat(category));
#endif
static cl::list<std::string>
    remarks("remarks",
            cl::desc("Say what the passes did and what they left alone; with names, only these "
                     "passes"),
            cl::value_desc("PASS,..."), cl::CommaSeparated, cl::ValueOptional, cl::cat(category));
static cl::opt<bool> verifyOnly("verify-only", cl::desc("Parse and verify; write nothing"),
                                cl::cat(category));
static cl::opt<bool> timing("timing", cl::desc("Print the time that each pass took"),
                            cl::cat(category));
static cl::opt<unsigned> passLimit("pass-limit", cl::desc("Run only the first N passes"),
                                   cl::value_desc("N"), cl::init(~0u), cl::cat(category));
static cl::opt<bool> printLocs("print-locs", cl::desc("Print the location of each op"),
                               cl::cat(category));
static cl::opt<bool> listPasses("list-passes", cl::desc("List the passes and exit"),
                                cl::cat(category));
static cl::opt<bool> dumpOpsDoc("dump-ops-doc", cl::desc("Print docs/Ops.md and exit"),
                                cl::cat(category));
static cl::opt<bool> dumpPassesDoc("dump-passes-doc", cl::desc("Print docs/Passes.md and exit"),
                                   cl::cat(category));

/// LLVM's Support library has a --stats of its own, for counters that its packages are built
/// without.
static cl::opt<bool> &stats() {
  static cl::opt<bool> option = [] {
    cl::getRegisteredOptions()["stats"]->removeArgument();
    return cl::opt<bool>("stats", cl::desc("Print what each pass counted"), cl::cat(category));
  }();
  return option;
}

static std::string passList() {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const PassInfo &pass : allPasses())
    os << "  " << llvm::left_justify(pass.flag, 22) << pass.summary << '\n';
  return text;
}

static void dump(llvm::StringRef when, const PassInfo &pass, const ir::Module &module) {
  llvm::errs() << "// " << when << ' ' << pass.flag << '\n';
  ir::print(module, llvm::errs(), {.locations = printLocs});
}

static PipelineOptions hooks(const ir::Module &module) {
  PipelineOptions options;
  options.verifyEach = verifyEach;
  options.passLimit = passLimit;
  if (printBeforeAll)
    options.beforePass = [](const PassInfo &pass, const ir::Module &before) {
      dump("before", pass, before);
    };
  if (printAfterAll)
    options.afterPass = [](const PassInfo &pass, const ir::Module &after) {
      dump("after", pass, after);
    };
  options.finished = [&module](const PassInfo &pass, double seconds, const PassContext &context) {
    if (timing)
      llvm::errs() << llvm::format("%10.1f us  ", seconds * 1e6) << pass.flag << '\n';
    if (stats())
      for (auto [what, count] : context.statistics)
        llvm::errs() << llvm::format("%10llu  ", static_cast<unsigned long long>(count))
                     << pass.flag << ": " << what << '\n';
    if (printChanged && context.changed)
      dump("changed by", pass, module);
  };
  return options;
}

static FailureOr<std::string> optimise(llvm::StringRef text, DiagnosticEngine &diags) {
  FailureOr<Pipeline> pipeline = parsePipeline(passes, diags);
  FailureOr<RemarkFilter> wanted = RemarkFilter::of(remarks, diags);
  if (failed(pipeline) || failed(wanted))
    return failure();
  ir::Context context;
  FailureOr<ir::Module> module = ir::parse(text, context, diags);
  if (failed(module) || failed(ir::verify(*module, diags)))
    return failure();
  PipelineOptions options = hooks(*module);
  options.remarks = *wanted;
#ifdef VYRE_HAS_CASES
  tools::ResultCheck check;
  if (!checkFile.empty()) {
    if (failed(check.start(checkFile, *module)))
      return failure();
    options.check = [&](const PassInfo &pass, const ir::Module &after) {
      return check.afterPass(pass.flag, after, diags);
    };
  }
#endif
  if (failed(runPipeline(*pipeline, *module, context, diags, options)))
    return failure();
  if (!pipeline->empty() && failed(ir::verify(*module, diags)))
    return diags.error(DiagCode::InvalidIR, {}, "the passes left the module invalid");
  std::string output;
  llvm::raw_string_ostream os(output);
  ir::print(*module, os, {.locations = printLocs});
  return output;
}

static bool printReference() {
  if (dumpOpsDoc)
    tools::writeOpsDoc(llvm::outs());
  else if (dumpPassesDoc)
    tools::writePassesDoc(llvm::outs());
  else if (listPasses)
    llvm::outs() << passList();
  else
    return false;
  return true;
}

int main(int argc, char **argv) {
  stats();
  tools::addDiagnosticsFormat(category);
  cl::HideUnrelatedOptions(category);
  tools::setVersionOf("vyre-opt");
  std::string help =
      "\nPASSES:\n" + passList() +
      "\nEXAMPLES:\n"
      "  vyre-opt in.mlir --passes=canonicalize,cse,dce -o out.mlir\n"
      "  vyre-opt in.mlir --passes=check-bounds,canonicalize --print-changed --stats\n"
      "  vyre-opt in.mlir --passes=canonicalize,dce --check=case.json\n"
      "  vyre-cc --emit=ir in.vir0 | vyre-opt - --passes=bound-loops{max=1000}\n";
  cl::extrahelp extra(help);
  cl::ParseCommandLineOptions(argc, argv, "vyre-opt: runs passes over IR text\n");
  if (printReference())
    return 0;

  DiagnosticEngine diags(tools::printOnStderr(inputPath));
  if (verifyOnly && (outputPath.getNumOccurrences() != 0 || passes.getNumOccurrences() != 0)) {
    diags.report(DiagCode::BadOption, {},
                 "--verify-only runs no passes and writes nothing "
                 "(expected neither --passes nor -o with it)");
    return 1;
  }
  std::unique_ptr<llvm::MemoryBuffer> input = tools::readInput(inputPath, diags);
  if (!input)
    return 1;
  FailureOr<std::string> output = optimise(input->getBuffer(), diags);
  if (failed(output))
    return 1;
  if (verifyOnly)
    return 0;
  return failed(tools::writeOutput(outputPath, *output, diags));
}
