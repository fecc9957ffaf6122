// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cuts assembly into tokens. Every token refers into the text; comments and white space fall away.
#ifndef VYRE_CC_LIB_VIR0_ASSEMBLYLEXER_H
#define VYRE_CC_LIB_VIR0_ASSEMBLYLEXER_H

#include "vyre-cc/Support/SourceLoc.h"
#include "llvm/ADT/StringRef.h"

namespace vyrecc::vir0 {

using llvm::StringRef;

struct Token {
  enum class Kind : uint8_t {
    End,
    Word,        ///< mnemonics and other bare words
    Number,      ///< whatever starts like a number; the parser judges it
    String,      ///< "…"
    HexString,   ///< x"…"
    Percent,     ///< the sigil of a variable; its name is in `text`
    At,          ///< the sigil of a buffer
    Punctuation, ///< one character
    Error        ///< `text` says why
  };
  Kind kind = Kind::End;
  bool quoted = false; ///< a name in quotes
  StringRef text;      ///< without sigil and quotes, escapes not yet resolved
  SourceLoc loc;

  bool isWord(StringRef word) const { return kind == Kind::Word && text == word; }
  bool isPunctuation(char c) const { return kind == Kind::Punctuation && text[0] == c; }
};

class Lexer {
public:
  explicit Lexer(StringRef text) : rest(text) {}
  Token next();

private:
  void skipBlanks();
  StringRef advance(size_t size);
  /// The length of the name, number or word at the cursor.
  template <typename Predicate> size_t span(Predicate belongs) const;
  size_t numberLength() const;
  bool quotedText(Token &token);
  Token error(Token token, StringRef message);

  StringRef rest;
  uint32_t line = 1, column = 1;
};

} // namespace vyrecc::vir0

#endif
