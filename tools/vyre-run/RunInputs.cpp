// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --in: one launch with inputs from the command line.
#include "Run.h"
#include "ToolIO.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace vyrecc;
using namespace vyrecc::tools;
using namespace vyrecc::loader;

namespace {

FailureOr<NamedBytes> parseInput(llvm::StringRef text, DiagnosticEngine &diags) {
  const auto [name, value] = text.split('=');
  if (name.empty() || name.size() == text.size())
    return diags.error(DiagCode::BadOption, {},
                       "--in '" + text + "' (expected NAME=HEX or NAME=@FILE)");
  llvm::StringRef hex = value;
  if (!hex.consume_front("@")) {
    FailureOr<std::vector<uint8_t>> bytes = parseHex(hex, diags);
    if (failed(bytes))
      return failure();
    return NamedBytes{name.str(), std::move(*bytes)};
  }
  DiagnosticEngine fileDiags(printOnStderr(hex));
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(hex, fileDiags);
  if (!file)
    return failure();
  return NamedBytes{name.str(), llvm::arrayRefFromStringRef(file->getBuffer()).vec()};
}

/// Says how to give a buffer that has no bytes. A name that the module lacks is more likely the
/// cause, and the kernel reports it.
LogicalResult checkNothingMissing(const protocol::Manifest &manifest, llvm::ArrayRef<NamedBytes> inputs,
                                  DiagnosticEngine &diags) {
  const auto &buffers = manifest.buffers;
  const auto isKnown = [&](const NamedBytes &input) {
    return llvm::any_of(buffers, [&](const auto &buffer) { return buffer.name == input.name; });
  };
  if (!llvm::all_of(inputs, isKnown))
    return success();
  for (const protocol::ManifestBuffer &buffer : buffers)
    if (protocol::isSupplied(buffer.role) &&
        llvm::none_of(inputs, [&](const NamedBytes &input) { return input.name == buffer.name; }))
      return diags.error(DiagCode::BadCase, {},
                         "no bytes for buffer '" + buffer.name + "' (expected --in " + buffer.name +
                             "=HEX or --in " + buffer.name + "=@FILE)");
  return success();
}

/// The grid of the command line, else the one that the program keeps in a buffer, else one workgroup.
FailureOr<Grid> chooseGrid(const protocol::Manifest &manifest, llvm::ArrayRef<NamedBytes> inputs,
                           const RunOptions &options, DiagnosticEngine &diags) {
  if (options.grid || !manifest.indirectGrid)
    return options.grid.value_or(Grid{1, 1, 1});
  const auto &[name, offset] = *manifest.indirectGrid;
  const NamedBytes *counts =
      llvm::find_if(inputs, [&](const NamedBytes &input) { return input.name == name; });
  Grid grid = {};
  if (counts == inputs.end() || counts->bytes.size() < sizeof(grid) ||
      offset > counts->bytes.size() - sizeof(grid))
    return diags.error(DiagCode::BadCase, {},
                       "buffer '" + name + "' has no grid at byte " + llvm::Twine(offset) +
                           " (expected three words, or --grid=x,y,z)");
  for (size_t axis = 0; axis != grid.size(); ++axis)
    grid[axis] = llvm::support::endian::read32le(counts->bytes.data() + offset + 4 * axis);
  return grid;
}

} // namespace

int tools::runInputs(Executor &executor, const RunOptions &options, DiagnosticEngine &diags) {
  std::vector<NamedBytes> inputs;
  for (const std::string &text : options.inputs) {
    FailureOr<NamedBytes> input = parseInput(text, diags);
    if (failed(input))
      return 1;
    inputs.push_back(std::move(*input));
  }
  if (failed(checkNothingMissing(executor.manifest(), inputs, diags)))
    return 1;
  FailureOr<Grid> grid = chooseGrid(executor.manifest(), inputs, options, diags);
  if (failed(grid))
    return 1;
  double seconds = 0;
  FailureOr<std::vector<NamedBytes>> outputs = executor.execute(inputs, *grid, seconds, diags);
  if (failed(outputs))
    return 1;
  llvm::json::Object buffers;
  for (const NamedBytes &output : *outputs) {
    const std::string hex = llvm::toHex(output.bytes, true);
    if (options.json)
      buffers[output.name] = hex;
    else
      llvm::outs() << output.name << "=" << hex << "\n";
  }
  if (options.json)
    llvm::outs() << llvm::json::Value(llvm::json::Object{{"seconds", seconds},
                                                         {"outputs", std::move(buffers)}})
                 << "\n";
  return 0;
}
