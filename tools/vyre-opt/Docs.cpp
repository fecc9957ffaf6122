// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes docs/Ops.md and docs/Passes.md.
#include "Docs.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace vyrecc::tools {

using namespace ir;

static llvm::StringRef describe(Is is) {
  switch (is) {
  case Is::None:
    return "none";
  case Is::Scalar:
    return "any";
  case Is::Number:
    return "integer or float";
  case Is::Integer:
    return "integer";
  case Is::Unsigned:
    return "unsigned integer";
  case Is::Float:
    return "float";
  case Is::Bool:
    return "`i1`";
  case Is::BoolOrInteger:
    return "`i1` or integer";
  case Is::U32:
    return "`ui32`";
  case Is::Vector:
    return "vector";
  case Is::SameAsFirst:
    return "type of operand 0";
  case Is::SameAsSecond:
    return "type of operand 1";
  case Is::Variadic:
    return "any number of any types";
  }
  return {};
}

static llvm::StringRef describe(Result result) {
  switch (result) {
  case Result::None:
    return "none";
  case Result::SameAsFirst:
    return "one, of the type of operand 0";
  case Result::SameAsSecond:
    return "one, of the type of operand 1";
  case Result::UnsignedOfFirst:
    return "one, unsigned, as wide as operand 0";
  case Result::ElementOfFirst:
    return "one, of the element type of operand 0";
  case Result::Bool:
    return "one `i1`";
  case Result::U32:
    return "one `ui32`";
  case Result::Explicit:
    return "one, of a free type";
  case Result::Variadic:
    return "any number of any types";
  }
  return {};
}

static llvm::StringRef describe(AttrKind kind) {
  switch (kind) {
  case AttrKind::Unit:
    return "flag";
  case AttrKind::Int:
    return "integer";
  case AttrKind::Scalar:
    return "scalar with its type";
  case AttrKind::String:
    return "string";
  case AttrKind::Symbol:
    return "symbol";
  case AttrKind::Type:
    return "type";
  case AttrKind::IntArray:
    return "integers";
  case AttrKind::Enum:
    return "one of";
  }
  return {};
}

static void writeOperands(const OpInfo &info, llvm::raw_ostream &os) {
  for (const OperandInfo &operand : info.operands)
    if (operand.is != Is::None)
      os << "* operand `" << operand.name << "`: " << describe(operand.is) << '\n';
}

static void writeAttributes(const OpInfo &info, llvm::raw_ostream &os) {
  for (const AttrUse &use : info.attrs) {
    if (!use.used)
      continue;
    const AttrInfo &attr = attrInfo(use.name);
    os << "* attribute `" << attr.text << (use.required ? "`: " : "` (may be absent): ")
       << describe(attr.kind);
    if (attr.kind == AttrKind::Enum)
      for (uint64_t value = 0; !enumText(attr.enumKind, value).empty(); ++value)
        os << (value ? ", `" : " `") << enumText(attr.enumKind, value) << '`';
    os << '\n';
  }
}

static void writeEffects(const OpInfo &info, llvm::raw_ostream &os) {
  llvm::SmallVector<llvm::StringRef, 3> effects;
  if (info.effects & Reads)
    effects.push_back("reads memory");
  if (info.effects & Writes)
    effects.push_back("writes memory");
  if (info.effects & Syncs)
    effects.push_back("synchronises");
  if (!effects.empty())
    os << "* effects: " << llvm::join(effects, ", ") << '\n';
}

void writeOpsDoc(llvm::raw_ostream &os) {
  os << "# Ops\n\n"
        "Written by `vyre-opt --dump-ops-doc` from include/vyre-cc/IR/Ops.def: change the table, "
        "not "
        "this page. IR.md explains\nthe terms.\n";
  for (const OpInfo &info : allOpInfos()) {
    os << "\n## " << info.mnemonic << "\n\n" << info.doc << "\n\n";
    writeOperands(info, os);
    os << "* results: " << describe(info.result) << '\n';
    writeAttributes(info, os);
    if (info.numRegions == kAnyRegions)
      os << "* regions: one or more\n";
    else if (info.numRegions != 0)
      os << "* regions: " << unsigned(info.numRegions) << '\n';
    writeEffects(info, os);
    if (info.isTerminator)
      os << "* ends its block\n";
  }
}

static llvm::StringRef formText(std::optional<Form> form, llvm::StringRef none) {
  return form ? enumText(EnumKind::Form, static_cast<uint64_t>(*form)) : none;
}

/// The options as they are written after the flag.
static std::string bracedOptions(const PassInfo &pass) {
  if (pass.options.empty())
    return {};
  std::string text = "{";
  for (char c : pass.options) {
    if (c == '|')
      text += '\\'; // a bar ends a cell of the table
    text += c == ' ' ? ',' : c;
  }
  return text + '}';
}

void writePassesDoc(llvm::raw_ostream &os) {
  os << "# Passes\n\n"
        "Written by `vyre-opt --dump-passes-doc` from include/vyre-cc/Transforms/Passes.def: "
        "change "
        "the table, not this page.\nIR.md explains forms. The head of each pass's source file "
        "shows the "
        "change.\n\n"
        "| pass | needs | gives | what it does |\n|---|---|---|---|\n";
  for (const PassInfo &pass : allPasses())
    os << "| `" << pass.flag << bracedOptions(pass) << "` | " << formText(pass.needs, "any form")
       << " | " << formText(pass.gives, "the same form") << " | " << pass.summary << " |\n";
}

} // namespace vyrecc::tools
