// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the programs that go into a megakernel, checks each in its place, and builds the whole.
#include "Generate.h"
#include "ToolIO.h"
#include "vyre-cc/Driver/GlslHandler.h"
#include "vyre-cc/Megakernel/Megakernel.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"

namespace vyrecc::tools {

namespace cl = llvm::cl;
using megakernel::LoadMiss;
using megakernel::MegakernelOptions;
using megakernel::OpcodeHandler;
using megakernel::Variant;

namespace {

cl::OptionCategory category("Megakernels (instead of an input)");

cl::opt<Variant> variant(
    "megakernel", cl::desc("Generate a megakernel:"), cl::cat(category),
    cl::values(clEnumValN(Variant::Priority, "priority",
                          "workers scan five priority levels and claim what they find"),
               clEnumValN(Variant::Sharded, "sharded", "worker i owns slot i"),
               clEnumValN(Variant::Jit, "jit", "as sharded, and every slot runs --payload"),
               clEnumValN(Variant::Dfa, "dfa", "workers run automata over the segments of files")));
cl::opt<uint32_t> slots("slots", cl::desc("Slots of the ring (default 256)"), cl::value_desc("N"),
                        cl::init(256), cl::cat(category));
cl::opt<uint32_t> workgroup("workgroup", cl::desc("Workers a workgroup (default 64)"),
                            cl::value_desc("N"), cl::init(64), cl::cat(category));
cl::opt<uint32_t> stride("stride",
                         cl::desc("Slots between two probes of a worker (default: all slots)"),
                         cl::value_desc("N"), cl::init(0), cl::cat(category));
cl::opt<bool> once("once", cl::desc("One pass instead of a persistent loop"), cl::cat(category));
cl::opt<bool> controlReport("control-report",
                            cl::desc("Only control is read back (sharded with --once)"),
                            cl::cat(category));
cl::opt<LoadMiss> loadMiss(
    "load-miss", cl::desc("The opcode LOAD_MISS, which asks io_queue for a resource:"),
    cl::init(LoadMiss::None), cl::cat(category),
    cl::values(clEnumValN(LoadMiss::Literal, "literal", "as upstream: racy, and deaf to errors"),
               clEnumValN(LoadMiss::Checked, "checked",
                          "requests are claimed, errors end the wait, and so do 65536 polls")));
cl::list<std::string>
    handlers("handler",
             cl::desc("What an opcode does: the statements of a program, or a function in GLSL if "
                      "the file's name ends in .comp or .glsl; may be repeated"),
             cl::value_desc("opcode=file"), cl::cat(category));
cl::opt<std::string> payload("payload", cl::desc("The program that every slot runs (jit)"),
                             cl::value_desc("file"), cl::cat(category));
cl::opt<std::string> workspace("workspace",
                               cl::desc("A program that every worker runs when a pass starts"),
                               cl::value_desc("file"), cl::cat(category));

llvm::StringRef nameOf(Variant variant) {
  switch (variant) {
  case Variant::Sharded:
    return "sharded";
  case Variant::Priority:
    return "priority";
  case Variant::Jit:
    return "jit";
  case Variant::Dfa:
    return "dfa";
  }
  return {};
}

/// The megakernel of some options, and the programs in it.
class Generator {
public:
  Generator(CompileOptions &options, DiagnosticEngine &diags)
      : options(options), diags(diags) {
    wanted.variant = variant;
    wanted.slots = slots;
    wanted.workgroup = workgroup;
    wanted.stride = stride;
    wanted.once = once;
    wanted.ioPoll = options.ioPoll == IoPoll::Device;
    wanted.controlReport = controlReport;
    wanted.loadMiss = loadMiss;
  }

  FailureOr<vir0::Program> run() {
    if (failed(readPart(payload, &MegakernelOptions::payload)) ||
        failed(readPart(workspace, &MegakernelOptions::workspace)))
      return failure();
    for (const std::string &text : handlers)
      if (failed(readHandler(text)))
        return failure();
    MegakernelOptions whole = wanted;
    whole.handlers = opcodeHandlers;
    return megakernel::buildMegakernel(whole, diags);
  }

private:
  LogicalResult readPart(const std::string &path, const vir0::Program *MegakernelOptions::*part) {
    if (path.empty())
      return success();
    FailureOr<const vir0::Program *> program = read(path);
    if (failed(program))
      return failure();
    wanted.*part = *program;
    return check(path, wanted);
  }

  LogicalResult readHandler(llvm::StringRef text) {
    auto [number, path] = text.split('=');
    OpcodeHandler handler{};
    if (path.empty() || number.getAsInteger(0, handler.opcode))
      return diags.error(DiagCode::BadOption, {},
                         "handler is '" + text + "' (expected opcode=file, as in 0x40=hash.vir)");
    FailureOr<const vir0::Program *> program =
        isGlsl(path) ? readGlsl(path, handler.opcode) : read(path);
    if (failed(program))
      return failure();
    handler.program = *program;
    opcodeHandlers.push_back(handler);
    MegakernelOptions alone = wanted;
    alone.handlers = llvm::ArrayRef(handler);
    return check(path, alone);
  }

  FailureOr<const vir0::Program *> read(llvm::StringRef path) {
    DiagnosticEngine fileDiags(printOnStderr(path));
    std::unique_ptr<llvm::MemoryBuffer> file = readInput(path, fileDiags);
    if (!file)
      return failure();
    FailureOr<std::unique_ptr<ProgramInput>> input =
        readProgram(file->getBuffer(), options.subgroupRule, fileDiags);
    if (failed(input))
      return failure();
    inputs.push_back(std::move(*input));
    return &inputs.back()->program;
  }

  static bool isGlsl(llvm::StringRef path) {
    return path.ends_with(".comp") || path.ends_with(".glsl");
  }

  FailureOr<const vir0::Program *> readGlsl(llvm::StringRef path, uint32_t opcode) {
    DiagnosticEngine fileDiags(printOnStderr(path));
    std::unique_ptr<llvm::MemoryBuffer> file = readInput(path, fileDiags);
    if (!file)
      return failure();
    const std::string name = "glsl.0x" + llvm::utohexstr(opcode);
    FailureOr<std::unique_ptr<GlslHandler>> handler = readGlslHandler(
        file->getBuffer(), name, {options.targetEnv, {workgroup, 1, 1}}, fileDiags);
    if (failed(handler))
      return failure();
    glslHandlers.push_back(std::move(*handler));
    options.externals.push_back(glslHandlers.back()->function);
    return &glslHandlers.back()->program;
  }

  /// Compiles a megakernel with one part of the whole, so that errors name the part's file.
  LogicalResult check(llvm::StringRef path, const MegakernelOptions &part) {
    auto print = printOnStderr(path);
    DiagnosticEngine fileDiags([&](const Diagnostic &diagnostic) {
      if (diagnostic.severity() == Severity::Error)
        print(diagnostic);
    });
    FailureOr<vir0::Program> program = megakernel::buildMegakernel(part, fileDiags);
    return success(succeeded(program) &&
                   succeeded(compileTo(EmitKind::ImportedIR, *program, options, fileDiags)));
  }

  CompileOptions &options; ///< gets the functions of handlers written in GLSL
  DiagnosticEngine &diags;
  MegakernelOptions wanted;
  std::vector<std::unique_ptr<GlslHandler>> glslHandlers;
  std::vector<std::unique_ptr<ProgramInput>> inputs;
  std::vector<OpcodeHandler> opcodeHandlers;
};

} // namespace

cl::OptionCategory &megakernelOptions() { return category; }

bool generatesMegakernel() { return variant.getNumOccurrences() != 0; }

LogicalResult refuseMegakernelOptions(DiagnosticEngine &diags) {
  for (const auto &[name, option] : cl::getRegisteredOptions())
    if (llvm::is_contained(option->Categories, &category) && option->getNumOccurrences() != 0)
      return diags.error(DiagCode::BadOption, {}, "--" + name + " needs --megakernel");
  return success();
}

FailureOr<std::string> generateMegakernel(EmitKind kind, CompileOptions options,
                                          DiagnosticEngine &diags) {
  options.variant = nameOf(variant);
  Generator generator(options, diags);
  FailureOr<vir0::Program> program = generator.run();
  if (failed(program))
    return failure();
  if (kind == EmitKind::Vir0 && !options.externals.empty())
    return diags.error(DiagCode::BadOption, {},
                       "--emit=vir0 with a handler in GLSL (expected handlers in VIR0, or another "
                       "--emit)");
  return compileTo(kind, *program, options, diags);
}

} // namespace vyrecc::tools
