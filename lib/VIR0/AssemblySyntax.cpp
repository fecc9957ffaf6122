// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tables behind the spelling of fields, predicates and wide literals.
#include "AssemblySyntax.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace vyrecc::vir0 {

FieldSyntax fieldSyntax(StringRef field, Form form) {
  // The value of a statement is what its target becomes; among operands it needs no mark.
  if (field == "value" && form == Form::Node)
    return {"="};
  return llvm::StringSwitch<FieldSyntax>(field)
      .Cases("name", "var", {"", '%'})
      .Cases("buffer", "source", "input", "countBuffer", {"", '@'})
      .Cases("destination", "output", {"to", '@'})
      .Case("from", {"from"})
      .Case("to", {"to"})
      .Cases("offset", "countOffset", {"offset"})
      .Case("size", {"size"})
      .Case("tag", {"tag"})
      .Case("group", {"group"})
      .Case("root", {"root"})
      .Case("elseBody", {"else"})
      .Case("expected", {"expected"})
      .Case("sourceRegion", {"source"})
      .Default({});
}

namespace {
struct FormProbe {
  Form &form;
  LogicalResult operator()(StringRef name, ExprPtr) {
    if (!isIndexField(name))
      form = Form::Call;
    return success();
  }
  LogicalResult operator()(StringRef, OptionalExpr) { return form = Form::Call, success(); }
  LogicalResult operator()(StringRef, ExprList) { return form = Form::Call, success(); }
  template <typename T> LogicalResult operator()(StringRef, const T &) { return success(); }
};
} // namespace

Form formOf(const Expr &expr) {
  Form form = Form::Bare;
  (void)visitFields(expr, FormProbe{form});
  return form;
}

MemoryKind defaultKind(BufferAccess access) {
  switch (access) {
  case BufferAccess::ReadOnly:
    return MemoryKind::Readonly;
  case BufferAccess::Uniform:
    return MemoryKind::Uniform;
  case BufferAccess::Workgroup:
    return MemoryKind::Shared;
  case BufferAccess::ReadWrite:
  case BufferAccess::WriteOnly:
    return MemoryKind::Global;
  }
  return MemoryKind::Global;
}

static constexpr std::pair<ShapePredicate::Kind, StringRef> kPredicates[] = {
    {ShapePredicate::Kind::AtLeast, "at_least"},
    {ShapePredicate::Kind::AtMost, "at_most"},
    {ShapePredicate::Kind::Exactly, "exactly"},
    {ShapePredicate::Kind::MultipleOf, "multiple_of"},
    {ShapePredicate::Kind::ModEquals, "mod_equals"},
    {ShapePredicate::Kind::AffineRange, "affine_range"},
    {ShapePredicate::Kind::And, "and"},
    {ShapePredicate::Kind::Or, "or"},
    {ShapePredicate::Kind::Not, "not"},
};

StringRef spelling(ShapePredicate::Kind kind) {
  auto *row = llvm::find_if(kPredicates, [&](auto &entry) { return entry.first == kind; });
  return row == std::end(kPredicates) ? StringRef() : row->second;
}

std::optional<ShapePredicate::Kind> predicateFromSpelling(StringRef word) {
  auto *row = llvm::find_if(kPredicates, [&](auto &entry) { return entry.second == word; });
  if (row == std::end(kPredicates))
    return std::nullopt;
  return row->first;
}

StringRef wideLiteralKind(StringRef word) {
  return llvm::StringSwitch<StringRef>(word)
      .Case("u64", "vyre.literal.u64")
      .Case("i64", "vyre.literal.i64")
      .Case("f64", "vyre.literal.f64")
      .Default({});
}

StringRef wideLiteralWord(StringRef kind) {
  return llvm::StringSwitch<StringRef>(kind)
      .Case("vyre.literal.u64", "u64")
      .Case("vyre.literal.i64", "i64")
      .Case("vyre.literal.f64", "f64")
      .Default({});
}

bool isBareNameChar(char c) { return llvm::isAlnum(c) || c == '_' || c == '.' || c == '$'; }

bool isBareName(StringRef name) { return !name.empty() && llvm::all_of(name, isBareNameChar); }

} // namespace vyrecc::vir0
