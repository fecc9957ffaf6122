// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-as: VIR0 assembly or hex armour in, VIR0 bytes out.
#include "ToolIO.h"
#include "vyre-cc/VIR0/Assembly.h"
#include "vyre-cc/VIR0/Codec.h"
#include "llvm/Support/CommandLine.h"

using namespace vyrecc;
namespace cl = llvm::cl;

static constexpr const char *kOverview = R"(vyre-as: the VIR0 assembler

Reads VIR0 assembly (docs/VIR0Assembly.md) or the hex armour of a blob and writes the blob.

EXAMPLES:
  vyre-as kernel.vir -o kernel.vir0          assemble a file
  vyre-as kernel.vir | vyre-dis -            assemble and list again
  vyre-as --fix-digest bad.bin -o bad.vir0   give a hand-made blob the digest that it needs
)";

int main(int argc, char **argv) {
  cl::OptionCategory category("vyre-as options");
  cl::opt<std::string> input(cl::Positional, cl::desc("<input, - for standard input>"),
                             cl::init("-"), cl::cat(category));
  cl::opt<std::string> output("o", cl::desc("Output file (default: standard output)"),
                              cl::value_desc("file"), cl::init("-"), cl::cat(category));
  cl::opt<bool> armor("armor", cl::desc("Write the blob in hex armour"), cl::cat(category));
  cl::opt<bool> fixDigest("fix-digest",
                          cl::desc("Read a blob as it is and write it with the right digest"),
                          cl::cat(category));
  cl::opt<unsigned> wireVersion(
      "wire-version", cl::desc("Wire version to write: 4, 5 or 6 (default: as the input)"),
      cl::value_desc("N"), cl::init(0), cl::cat(category));
  tools::addDiagnosticsFormat(category);
  cl::HideUnrelatedOptions(category);
  tools::setVersionOf("vyre-as");
  cl::ParseCommandLineOptions(argc, argv, kOverview);

  DiagnosticEngine diags(tools::printOnStderr(input));
  std::unique_ptr<llvm::MemoryBuffer> buffer = tools::readInput(input, diags);
  if (!buffer)
    return 1;
  llvm::StringRef text = buffer->getBuffer();

  auto assemble = [&]() -> FailureOr<std::string> {
    if (fixDigest && !text.starts_with("VYRE"))
      return diags.error(DiagCode::BadMagic, SourceLoc::bytes(0, 0),
                         "the input does not start like a blob (expected VYRE)");
    if (fixDigest)
      return vir0::withFixedDigest(text, diags);
    if (vir0::isArmored(text))
      return vir0::dearmor(text, diags);
    if (!vir0::isAssembly(text))
      return diags.error(DiagCode::UnknownInput, SourceLoc::bytes(0, 0),
                         "the input starts neither like assembly (expected 'vir0') nor like hex "
                         "armour (expected 'vyre_ir v0.1')");
    FailureOr<vir0::Program> program = vir0::parseAssembly(text, diags);
    if (failed(program))
      return failure();
    return vir0::encode(*program, diags,
                        {.version = uint16_t(std::min(wireVersion.getValue(), 0xFFFFu))});
  };
  FailureOr<std::string> blob = assemble();
  if (failed(blob))
    return 1;
  return failed(tools::writeOutput(output, armor ? vir0::armor(*blob) : *blob, diags));
}
