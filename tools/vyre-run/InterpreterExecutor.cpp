// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs programs in the reference interpreter.
#include "Run.h"
#include "ToolIO.h"
#include "vyre-cc/Driver/Compiler.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>

using namespace vyrecc;
using namespace vyrecc::tools;
using namespace vyrecc::loader;

namespace {

/// What of a manifest is needed without a device.
protocol::Manifest describe(const ir::Module &module) {
  using ir::AttrName;
  protocol::Manifest manifest;
  for (const ir::Op *buffer : module.buffers()) {
    protocol::ManifestBuffer entry;
    const ir::Attr *name = buffer->attr(AttrName::WireName);
    entry.name = (name ? name->asString() : buffer->stringAttr(AttrName::SymName)).str();
    switch (buffer->enumAttr<ir::Role>(AttrName::BufferRole)) {
    case ir::Role::Input:
      entry.role = protocol::BufferRole::Input;
      break;
    case ir::Role::InOut:
      entry.role = protocol::BufferRole::InOut;
      break;
    case ir::Role::Output:
      entry.role = protocol::BufferRole::Output;
      break;
    case ir::Role::Workgroup:
    case ir::Role::Private:
    case ir::Role::TrapRecord:
    case ir::Role::Lengths:
      continue;
    }
    if (const ir::Attr *range = buffer->attr(AttrName::OutputRange))
      entry.outputByteRange = {range->asArray()[0], range->asArray()[1]};
    manifest.buffers.push_back(std::move(entry));
  }
  for (ir::Op *kernel : module.kernels())
    ir::walkPreOrder(*kernel, [&](ir::Op &op) {
      if (op.is(ir::OpKind::Trap) || op.is(ir::OpKind::AsyncWait) || op.is(ir::OpKind::AsyncLoad) ||
          op.is(ir::OpKind::AsyncStore))
        manifest.traps.push_back(op.stringAttr(AttrName::Tag).str());
      if (op.is(ir::OpKind::IndirectDispatch))
        manifest.indirectGrid = {op.stringAttr(AttrName::Source).str(),
                                 op.intAttr(AttrName::Offset)};
    });
  return manifest;
}

/// A line a step, on standard output.
void print(llvm::ArrayRef<interp::Step> schedule) {
  for (const std::string &line : interp::describe(schedule))
    llvm::outs() << "  " << line << "\n";
}

void print(const interp::Exploration &found) {
  llvm::outs() << found.executions << " executions, " << found.redundant << " cut, "
               << found.finalStates << " final states, " << found.steps << " accesses, at most "
               << found.longest << " an execution";
  if (found.waiting != 0)
    llvm::outs() << "; " << found.waiting << " executions wait for ever";
  llvm::outs() << (found.isComplete ? "; complete\n" : "; INCOMPLETE\n");
}

class InterpreterExecutor : public Executor {
public:
  explicit InterpreterExecutor(const RunOptions &options) : options(options) {}

  LogicalResult load(llvm::StringRef path, DiagnosticEngine &diags) {
    std::unique_ptr<llvm::MemoryBuffer> file = readInput(path, diags);
    if (!file)
      return failure();
    if (loader::isSpirv(llvm::arrayRefFromStringRef(file->getBuffer())))
      return diags.error(DiagCode::BadOption, {},
                         "the interpreter runs programs, not SPIR-V (expected VIR0 or IR text)");
    FailureOr<ir::Module> imported =
        importInput(file->getBuffer(), CompileOptions(), context, diags);
    if (failed(imported))
      return failure();
    module = *imported;
    description = describe(module);
    return success();
  }

  const protocol::Manifest &manifest() const override { return description; }
  FailureOr<std::string> name(DiagnosticEngine &) override { return std::string("interpreter"); }

  FailureOr<std::vector<NamedBytes>> execute(llvm::ArrayRef<NamedBytes> inputs, Grid grid,
                                             double &seconds, DiagnosticEngine &diags) override {
    std::vector<interp::BufferBytes> bytes;
    for (const NamedBytes &input : inputs)
      bytes.push_back({input.name, input.bytes});
    const auto start = std::chrono::steady_clock::now();
    FailureOr<std::vector<interp::BufferBytes>> results =
        options.explore ? explore(bytes, grid, diags) : run(bytes, grid, diags);
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (failed(results))
      return failure();
    std::vector<NamedBytes> outputs;
    for (interp::BufferBytes &result : *results)
      outputs.push_back({std::move(result.name), std::move(result.bytes)});
    return outputs;
  }

private:
  interp::RunOptions interpOptions(Grid grid, interp::Invariants otherwise) const {
    interp::RunOptions result;
    result.grid = grid;
    result.deviceSubgroupSize = options.deviceSubgroupSize;
    result.schedule = options.schedule;
    result.invariants = options.invariants.value_or(otherwise);
    result.recordsSteps = result.invariants != interp::Invariants::None;
    if (options.passes != 0)
      result.passLimit = options.passes;
    return result;
  }

  FailureOr<std::vector<interp::BufferBytes>> run(llvm::ArrayRef<interp::BufferBytes> bytes,
                                                  Grid grid, DiagnosticEngine &diags) {
    interp::RunStatistics statistics;
    FailureOr<std::vector<interp::BufferBytes>> results = interp::run(
        module, bytes, interpOptions(grid, interp::Invariants::None), diags, &statistics);
    if (failed(results))
      print(statistics.schedule);
    return results;
  }

  /// Gives no buffers: there is one content for each final state.
  FailureOr<std::vector<interp::BufferBytes>> explore(llvm::ArrayRef<interp::BufferBytes> bytes,
                                                      Grid grid, DiagnosticEngine &diags) {
    interp::Exploration exploration;
    const interp::ExploreOptions exploreOptions{interpOptions(grid, interp::Invariants::Contract),
                                                options.maxExecutions};
    const LogicalResult result = interp::explore(module, bytes, exploreOptions, diags, exploration);
    print(exploration.schedule);
    if (failed(result))
      return failure();
    print(exploration);
    return std::vector<interp::BufferBytes>();
  }

  const RunOptions &options;
  ir::Context context;
  ir::Module module;
  protocol::Manifest description;
};

} // namespace

bool tools::usesInterpreter(const RunOptions &options) { return options.deviceName == "interp"; }

FailureOr<std::unique_ptr<Executor>>
tools::makeInterpreter(llvm::StringRef path, const RunOptions &options, DiagnosticEngine &diags) {
  auto executor = std::make_unique<InterpreterExecutor>(options);
  if (failed(executor->load(path, diags)))
    return failure();
  return std::unique_ptr<Executor>(std::move(executor));
}
