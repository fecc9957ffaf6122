// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What printer and parser of the assembly agree on: how each field of a row is introduced, which
// rows take parentheses, and the words that no table has. docs/VIR0Assembly.md is the grammar.
#ifndef VYRE_CC_LIB_VIR0_ASSEMBLYSYNTAX_H
#define VYRE_CC_LIB_VIR0_ASSEMBLYSYNTAX_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

inline constexpr StringRef kAssemblyWord = "vir0";
inline constexpr StringRef kWithOpWord = "with_op";

/// Where a field stands: after a statement's mnemonic, after an expression's, or between its
/// parentheses.
enum class Form : uint8_t { Node, Bare, Call };

/// How one field is spelled, by its name in Format.def. A name that is not listed has no lead and,
/// if it is a string, stands in quotes.
struct FieldSyntax {
  StringRef lead; ///< word before the field; fields that may be absent are known by it
  char sigil = 0; ///< `%` of variables, `@` of buffers, 0 of quoted strings
};
FieldSyntax fieldSyntax(StringRef field, Form form);

/// True for the field that stands in brackets behind the buffer that it indexes.
inline bool isIndexField(StringRef field) { return field == "index"; }

/// True if the row has an operand besides an index: its fields then stand in parentheses.
Form formOf(const Expr &expr);

/// The memory kind that a buffer has where none is written (section 14).
MemoryKind defaultKind(BufferAccess access);

StringRef spelling(ShapePredicate::Kind kind);
std::optional<ShapePredicate::Kind> predicateFromSpelling(StringRef word);

/// The opaque literal kind behind the mnemonics u64, i64 and f64; empty for other words.
StringRef wideLiteralKind(StringRef word);
/// The reverse.
StringRef wideLiteralWord(StringRef kind);

/// True if a name may follow its sigil without quotes.
bool isBareName(StringRef name);
bool isBareNameChar(char c);

} // namespace vyrecc::vir0

#endif
