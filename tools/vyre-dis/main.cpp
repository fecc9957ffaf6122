// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-dis: VIR0 bytes or hex armour in, VIR0 assembly out.
#include "ToolIO.h"
#include "vyre-cc/VIR0/Assembly.h"
#include "vyre-cc/VIR0/Codec.h"
#include "vyre-cc/VIR0/Limits.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

using namespace vyrecc;
namespace cl = llvm::cl;

static constexpr const char *kOverview = R"(vyre-dis: the VIR0 disassembler

Reads a VIR0 blob, or its hex armour, and writes assembly (docs/VIR0Assembly.md).

EXAMPLES:
  vyre-dis kernel.vir0                        list a blob
  vyre-dis --decode-only kernel.vir0          only check that it can be read
  vyre-dis --subgroup-rule=with-op old.vir0   read expression tag 17 as vyre 0.6.5 wrote it
)";

namespace {
enum class Form { Assembly, Armor, Bytes, Nothing };
} // namespace

int main(int argc, char **argv) {
  cl::OptionCategory category("vyre-dis options");
  cl::opt<std::string> input(cl::Positional, cl::desc("<input, - for standard input>"),
                             cl::init("-"), cl::cat(category));
  cl::opt<std::string> output("o", cl::desc("Output file (default: standard output)"),
                              cl::value_desc("file"), cl::init("-"), cl::cat(category));
  cl::opt<Form> form(
      cl::desc("What to write instead of assembly:"),
      cl::values(clEnumValN(Form::Armor, "armor", "The re-encoded blob in hex armour"),
                 clEnumValN(Form::Bytes, "reencode", "The re-encoded blob"),
                 clEnumValN(Form::Nothing, "decode-only", "Nothing; only check the input")),
      cl::init(Form::Assembly), cl::cat(category));
  cl::opt<vir0::SubgroupRule> subgroupRule(
      "subgroup-rule", cl::desc("How version 4 spells expression tag 17:"),
      cl::values(clEnumValN(vir0::SubgroupRule::Auto, "auto", "Whichever fits (default)"),
                 clEnumValN(vir0::SubgroupRule::AddOnly, "add-only", "As 0.6.3: a value"),
                 clEnumValN(vir0::SubgroupRule::WithOp, "with-op", "As 0.6.5: an op and a value")),
      cl::init(vir0::SubgroupRule::Auto), cl::cat(category));
  tools::addDiagnosticsFormat(category);
  cl::HideUnrelatedOptions(category);
  tools::setVersionOf("vyre-dis");
  cl::ParseCommandLineOptions(argc, argv, kOverview);

  DiagnosticEngine diags(tools::printOnStderr(input));
  if (form == Form::Nothing && output.getNumOccurrences() != 0) {
    diags.report(DiagCode::BadOption, {}, "--decode-only writes nothing (expected no -o with it)");
    return 1;
  }
  std::unique_ptr<llvm::MemoryBuffer> buffer = tools::readInput(input, diags);
  if (!buffer)
    return 1;
  llvm::StringRef blob = buffer->getBuffer();
  std::string plain;
  if (vir0::isArmored(blob)) {
    FailureOr<std::string> bytes = vir0::dearmor(blob, diags);
    if (failed(bytes))
      return 1;
    plain = std::move(*bytes);
    blob = plain;
  } else if (!blob.starts_with("VYRE") && blob.size() <= vir0::kMaxProgramBytes) {
    diags.report(DiagCode::BadMagic, SourceLoc::bytes(0, 0),
                 "the input does not start like a blob (expected VYRE) nor like hex armour "
                 "(expected 'vyre_ir v0.1')");
    return 1;
  }
  FailureOr<vir0::Program> program =
      vir0::decode(blob, diags, {.subgroupRule = subgroupRule.getValue()});
  if (failed(program))
    return 1;

  std::string text;
  switch (form) {
  case Form::Nothing:
    return 0;
  case Form::Assembly: {
    llvm::raw_string_ostream os(text);
    vir0::printAssembly(*program, os);
    break;
  }
  case Form::Armor:
  case Form::Bytes: {
    FailureOr<std::string> bytes = vir0::encode(*program, diags);
    if (failed(bytes))
      return 1;
    text = form == Form::Armor ? vir0::armor(*bytes) : std::move(*bytes);
    break;
  }
  }
  return failed(tools::writeOutput(output, text, diags));
}
