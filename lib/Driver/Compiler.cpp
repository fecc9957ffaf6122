// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// One compile from the input's bytes to words: decode or parse, import, run the pipeline, emit,
// validate.
#include "vyre-cc/Driver/Compiler.h"
#include "BudgetReport.h"
#include "vyre-cc/IR/Text.h"
#include "vyre-cc/Transforms/Pass.h"
#include "vyre-cc/VIR0/Assembly.h"
#include "vyre-cc/VIR0/Codec.h"
#include "vyre-cc/VIR0/Inline.h"
#include "vyre-cc/VIR0/Validate.h"
#include "llvm/Support/raw_ostream.h"
#include <deque>

namespace vyrecc {

namespace {

/// One compile. An input is first a program of VIR0 or IR text; each step takes it further, once.
class Compilation {
public:
  Compilation(const CompileOptions &options, ir::Context &context, DiagnosticEngine &diags)
      : options(options), diags(diags), context(context) {}

  /// Starts from any input. `input` must outlive the compile.
  LogicalResult read(llvm::StringRef input);
  /// Starts from a decoded program.
  void use(const vir0::Program &decoded) { program = &decoded; }

  /// Hands over what was read, if it is a program.
  LogicalResult takeProgram(ProgramInput &to);

  LogicalResult validate();
  FailureOr<CompileOutput> toWords();
  FailureOr<std::string> toText(EmitKind kind);
  FailureOr<ir::Module> toModule() {
    if (failed(importIR()))
      return failure();
    return module;
  }

private:
  LogicalResult own(FailureOr<vir0::Program> decoded);
  /// Program to IR; nothing to do where the input was IR.
  LogicalResult importIR();
  /// Replaces calls by what the libraries hold.
  LogicalResult inlineLibraries();
  llvm::SmallVector<llvm::StringRef, 4> externalNames() const {
    return llvm::SmallVector<llvm::StringRef, 4>(
        llvm::map_range(options.externals, [](const spirv::ExternalFunction &external) {
          return llvm::StringRef(external.name);
        }));
  }
  LogicalResult runPasses(llvm::StringRef text);
  FailureOr<std::string> reportBudget(BudgetFormat format);
  FailureOr<spirv::EmittedModule> emit();
  LogicalResult validateWords(llvm::ArrayRef<uint32_t> words);
  std::string printIR() const;

  const CompileOptions &options;
  DiagnosticEngine &diags;
  ir::Context &context;
  std::string dearmored; ///< what an armoured program's strings refer to
  std::optional<vir0::Program> owned, withoutCalls;
  std::deque<DiagnosticEngine> libraryDiags; ///< of the libraries, by number
  std::vector<std::unique_ptr<Compilation>> libraries;
  const vir0::Program *program = nullptr; ///< null where the input is IR text
  ir::Module module;
};

} // namespace

LogicalResult Compilation::own(FailureOr<vir0::Program> decoded) {
  if (failed(decoded))
    return failure();
  owned.emplace(std::move(*decoded));
  program = &*owned;
  return success();
}

LogicalResult Compilation::read(llvm::StringRef input) {
  std::optional<InputKind> kind = detectInput(input);
  if (!kind)
    return diags.error(DiagCode::UnknownInput, SourceLoc::bytes(0, 0),
                       input.empty() ? "the input is empty"
                                     : "the input starts like nothing that vyre-cc reads");
  StageTimer timer(options.stageEnded, "decode");
  vir0::DecodeOptions decodeOptions{options.subgroupRule};
  switch (*kind) {
  case InputKind::Vir0Bytes:
    return own(vir0::decode(input, diags, decodeOptions));
  case InputKind::HexArmor: {
    FailureOr<std::string> blob = vir0::dearmor(input, diags);
    if (failed(blob))
      return failure();
    dearmored = std::move(*blob);
    return own(vir0::decode(dearmored, diags, decodeOptions));
  }
  case InputKind::Vir0Assembly:
    return own(vir0::parseAssembly(input, diags));
  case InputKind::IRText: {
    FailureOr<ir::Module> parsed = ir::parse(input, context, diags);
    if (failed(parsed))
      return failure();
    module = *parsed;
    return ir::verify(module, diags);
  }
  }
  return failure();
}

LogicalResult Compilation::takeProgram(ProgramInput &to) {
  if (!owned)
    return diags.error(DiagCode::UnknownInput, {}, "the input is IR text (expected VIR0)");
  to.program = std::move(*owned);
  if (!dearmored.empty())
    to.bytes.swap(dearmored);
  return success();
}

LogicalResult Compilation::importIR() {
  if (!program)
    return success();
  if (failed(inlineLibraries()))
    return failure();
  const llvm::SmallVector<llvm::StringRef, 4> externals = externalNames();
  FailureOr<ir::Module> imported = importProgram(
      *program, context, diags, {options.ioPoll, options.variant, externals, options.stageEnded});
  if (failed(imported))
    return failure();
  module = *imported;
  // What a subgroup op means where only some come to it; the interpreter wants to see that, too.
  PassContext pass{context, diags};
  return gatherSubgroups(module, pass);
}

LogicalResult Compilation::runPasses(llvm::StringRef text) {
  FailureOr<Pipeline> pipeline = parsePipeline(text, diags);
  FailureOr<RemarkFilter> remarks = RemarkFilter::of(options.remarks, diags);
  if (failed(pipeline) || failed(remarks))
    return failure();
  PipelineOptions hooks;
  hooks.remarks = *remarks;
  if (options.stageEnded)
    hooks.finished = [this](const PassInfo &pass, double seconds, const PassContext &) {
      options.stageEnded(pass.flag, seconds);
    };
  return runPipeline(*pipeline, module, context, diags, hooks);
}

FailureOr<spirv::EmittedModule> Compilation::emit() {
  StageTimer timer(options.stageEnded, "emit");
  return spirv::emit(module,
                     {options.targetEnv, options.names,
                      options.floatPolicy == FloatPolicy::Reference, options.externals},
                     diags);
}

LogicalResult Compilation::validateWords(llvm::ArrayRef<uint32_t> words) {
  StageTimer timer(options.stageEnded, "validate");
  return spirv::validate(words, options.targetEnv, diags);
}

FailureOr<CompileOutput> Compilation::toWords() {
  if (failed(importIR()) || failed(runPasses(pipelineFor(options, module.form()))))
    return failure();
  FailureOr<spirv::EmittedModule> emitted = emit();
  if (failed(emitted))
    return failure();
  if (options.validate && failed(validateWords(emitted->words)))
    return failure();
  return CompileOutput{std::move(emitted->words), std::move(emitted->manifest)};
}

FailureOr<std::string> Compilation::reportBudget(BudgetFormat format) {
  if (failed(importIR()) || failed(runPasses(budgetPipelineFor(options.scheduler))))
    return failure();
  return budgetReport(module, format, diags);
}

std::string Compilation::printIR() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  ir::print(module, os);
  return text;
}

FailureOr<std::string> Compilation::toText(EmitKind kind) {
  switch (kind) {
  case EmitKind::Vir0:
    if (program)
      return vir0::encode(*program, diags);
    return diags.error(DiagCode::Unsupported, module.op()->loc(),
                       "IR text cannot be written as VIR0 (expected VIR0 bytes, armour or "
                       "assembly)");
  case EmitKind::ImportedIR:
    if (failed(importIR()))
      return failure();
    return printIR();
  case EmitKind::RaisedIR:
    if (failed(importIR()) || failed(runPasses(budgetPipelineFor(options.scheduler))))
      return failure();
    return printIR();
  case EmitKind::IR:
    if (failed(importIR()) || failed(runPasses(pipelineFor(options, module.form()))))
      return failure();
    return printIR();
  case EmitKind::BudgetText:
    return reportBudget(BudgetFormat::Text);
  case EmitKind::BudgetJson:
    return reportBudget(BudgetFormat::Json);
  case EmitKind::BudgetPicture:
    return reportBudget(BudgetFormat::Svg);
  case EmitKind::Spirv:
  case EmitKind::SpirvAsm:
  case EmitKind::Manifest:
    break;
  }
  FailureOr<CompileOutput> output = toWords();
  if (failed(output))
    return failure();
  if (kind == EmitKind::Manifest)
    return spirv::toJson(output->manifest, /*pretty=*/true);
  if (kind == EmitKind::SpirvAsm)
    return spirv::disassemble(output->words, diags);
  return std::string(reinterpret_cast<const char *>(output->words.data()),
                     output->words.size() * sizeof(uint32_t));
}

LogicalResult Compilation::inlineLibraries() {
  if (options.libraries.empty() || !vir0::hasCalls(*program))
    return success(); // a call without a library is refused where it stands
  std::vector<const vir0::Program *> callees;
  for (const std::string &bytes : options.libraries) {
    const auto number = static_cast<uint32_t>(libraries.size() + 1);
    DiagnosticEngine &ofLibrary =
        libraryDiags.emplace_back([this, number](const Diagnostic &found) {
          diags.report(found.code, found.loc.inSource(number), found.message, found.path);
        });
    libraries.push_back(std::make_unique<Compilation>(options, context, ofLibrary));
    if (failed(libraries.back()->read(bytes)))
      return failure();
    if (!libraries.back()->program)
      return ofLibrary.error(DiagCode::UnknownInput, {}, "a library is IR text (expected VIR0)");
    callees.push_back(libraries.back()->program);
  }
  FailureOr<vir0::Program> inlined = vir0::inlineCalls(*program, callees, diags, externalNames());
  if (failed(inlined))
    return failure();
  withoutCalls.emplace(std::move(*inlined));
  program = &*withoutCalls;
  return success();
}

LogicalResult Compilation::validate() {
  return program ? vir0::validate(*program, diags) : success(); // IR was verified when it was read
}

FailureOr<std::unique_ptr<ProgramInput>> readProgram(llvm::StringRef input, vir0::SubgroupRule rule,
                                                     DiagnosticEngine &diags) {
  CompileOptions options;
  options.subgroupRule = rule;
  auto result = std::make_unique<ProgramInput>();
  result->bytes = input.str();
  ir::Context context;
  Compilation compilation(options, context, diags);
  if (failed(compilation.read(result->bytes)))
    return failure();
  if (failed(compilation.takeProgram(*result)))
    return failure();
  return result;
}

FailureOr<ir::Module> importInput(llvm::StringRef input, const CompileOptions &options,
                                  ir::Context &context, DiagnosticEngine &diags) {
  Compilation compilation(options, context, diags);
  if (failed(compilation.read(input)))
    return failure();
  return compilation.toModule();
}

LogicalResult validateInput(llvm::StringRef input, const CompileOptions &options,
                            DiagnosticEngine &diags) {
  ir::Context context;
  Compilation compilation(options, context, diags);
  if (failed(compilation.read(input)))
    return failure();
  return compilation.validate();
}

FailureOr<CompileOutput> compile(llvm::StringRef input, const CompileOptions &options,
                                 DiagnosticEngine &diags) {
  ir::Context context;
  Compilation compilation(options, context, diags);
  if (failed(compilation.read(input)))
    return failure();
  return compilation.toWords();
}

FailureOr<CompileOutput> compile(const vir0::Program &program, const CompileOptions &options,
                                 DiagnosticEngine &diags) {
  ir::Context context;
  Compilation compilation(options, context, diags);
  compilation.use(program);
  return compilation.toWords();
}

FailureOr<std::string> compileTo(EmitKind kind, llvm::StringRef input,
                                 const CompileOptions &options, DiagnosticEngine &diags) {
  ir::Context context;
  Compilation compilation(options, context, diags);
  if (failed(compilation.read(input)))
    return failure();
  return compilation.toText(kind);
}

FailureOr<std::string> compileTo(EmitKind kind, const vir0::Program &program,
                                 const CompileOptions &options, DiagnosticEngine &diags) {
  ir::Context context;
  Compilation compilation(options, context, diags);
  compilation.use(program);
  return compilation.toText(kind);
}

} // namespace vyrecc
