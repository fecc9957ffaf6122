// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expands the tables of types, enumerations, attributes and ops.
#include "vyre-cc/IR/OpInfo.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/Twine.h"
#include <string_view>

namespace vyrecc::ir {

namespace {

struct EnumRow {
  EnumKind kind;
  uint64_t value;
  StringRef text;
};

constexpr EnumRow kEnums[] = {
#define VYRE_ENUM(Enum, Name, Text) {EnumKind::Enum, static_cast<uint64_t>(Enum::Name), Text},
#include "vyre-cc/IR/Enums.def"
};

// What the kind column of Attrs.def may say.
constexpr AttrInfo Unit = {{}, AttrKind::Unit, {}};
constexpr AttrInfo Int = {{}, AttrKind::Int, {}};
constexpr AttrInfo Scalar = {{}, AttrKind::Scalar, {}};
constexpr AttrInfo String = {{}, AttrKind::String, {}};
constexpr AttrInfo Symbol = {{}, AttrKind::Symbol, {}};
constexpr AttrInfo IntArray = {{}, AttrKind::IntArray, {}};
constexpr AttrInfo TypeRow = {{}, AttrKind::Type, {}};
#define Enum(E) (AttrInfo{{}, AttrKind::Enum, EnumKind::E})
constexpr AttrInfo named(StringRef text, AttrInfo info) {
  info.text = text;
  return info;
}

constexpr AttrInfo kAttrs[] = {
#define Type TypeRow
#define VYRE_ATTR(Name, Text, Kind) named(Text, Kind),
#include "vyre-cc/IR/Attrs.def"
#undef Type
};
#undef Enum

constexpr AttrUse Need(AttrName name) { return {name, true, true}; }
constexpr AttrUse May(AttrName name) { return {name, false, true}; }

// Rows leave out the members that keep their defaults.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#define VYRE_ATTR(Name, Text, Kind) constexpr AttrName Name = AttrName::Name;
namespace attr_names {
#include "vyre-cc/IR/Attrs.def"
} // namespace attr_names

using namespace attr_names;
constexpr OpInfo kOps[] = {
#define VYRE_OP(Name, Mnemonic, Target, ...)                                                       \
  {.kind = OpKind::Name, .mnemonic = Mnemonic, __VA_ARGS__},
#include "vyre-cc/IR/Ops.def"
};
#pragma GCC diagnostic pop

constexpr bool mnemonicsAreUnique() {
  for (const OpInfo &a : kOps)
    for (const OpInfo &b : kOps)
      if (&a != &b && std::string_view(a.mnemonic) == std::string_view(b.mnemonic))
        return false;
  return true;
}
constexpr bool everyOpIsDocumented() {
  for (const OpInfo &info : kOps)
    if (info.doc.empty())
      return false;
  return true;
}
static_assert(mnemonicsAreUnique());
static_assert(everyOpIsDocumented());

} // namespace

Type Type::toUnsigned() const {
  switch (bits()) {
  case 8:
    return Type(ScalarKind::U8, numLanes);
  case 16:
    return Type(ScalarKind::U16, numLanes);
  case 64:
    return Type(ScalarKind::U64, numLanes);
  default:
    return Type(ScalarKind::U32, numLanes);
  }
}

std::string Type::str() const {
  StringRef text = info().text;
  if (!isVector())
    return text.str();
  return ("vector<" + llvm::Twine(unsigned(numLanes)) + "x" + text + ">").str();
}

std::optional<Type> typeByText(StringRef text) {
  for (size_t index = 0; index != std::size(kScalarInfos); ++index)
    if (kScalarInfos[index].text == text)
      return Type(static_cast<ScalarKind>(index));
  return std::nullopt;
}

StringRef enumText(EnumKind kind, uint64_t value) {
  for (const EnumRow &row : kEnums)
    if (row.kind == kind && row.value == value)
      return row.text;
  return {};
}

std::optional<uint64_t> enumValue(EnumKind kind, StringRef text) {
  for (const EnumRow &row : kEnums)
    if (row.kind == kind && row.text == text)
      return row.value;
  return std::nullopt;
}

const AttrInfo &attrInfo(AttrName name) { return kAttrs[static_cast<size_t>(name)]; }

std::optional<AttrName> attrByText(StringRef text) {
  for (size_t index = 0; index != std::size(kAttrs); ++index)
    if (kAttrs[index].text == text)
      return static_cast<AttrName>(index);
  return std::nullopt;
}

unsigned OpInfo::numFixedOperands() const {
  unsigned count = 0;
  while (count != std::size(operands) && operands[count].is != Is::None &&
         operands[count].is != Is::Variadic)
    ++count;
  return count;
}

bool OpInfo::hasVariadicOperands() const {
  unsigned fixed = numFixedOperands();
  return fixed != std::size(operands) && operands[fixed].is == Is::Variadic;
}

const AttrUse *OpInfo::findAttr(AttrName name) const {
  for (const AttrUse &use : attrs) {
    if (!use.used)
      return nullptr;
    if (use.name == name)
      return &use;
  }
  return nullptr;
}

const OpInfo *const kOpInfos = kOps;

ArrayRef<OpInfo> allOpInfos() { return kOps; }

std::optional<OpKind> opByMnemonic(StringRef mnemonic) {
  return llvm::StringSwitch<std::optional<OpKind>>(mnemonic)
#define VYRE_OP(Name, Mnemonic, Target, ...) .Case(Mnemonic, OpKind::Name)
#include "vyre-cc/IR/Ops.def"
      .Default(std::nullopt);
}

} // namespace vyrecc::ir
