// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cuts IR text into tokens.
#ifndef VYRE_CC_LIB_IR_LEXER_H
#define VYRE_CC_LIB_IR_LEXER_H

#include "vyre-cc/Support/SourceLoc.h"
#include "llvm/ADT/StringRef.h"

namespace vyrecc::ir {

struct Token {
  enum Kind : uint8_t {
    End,
    Unknown,      ///< a byte that starts no token
    Unterminated, ///< a string without its closing quote
    String,       ///< text: what is between the quotes, still escaped
    Bare,         ///< a word
    Percent,      ///< %name, text without %
    Caret,        ///< ^name, text without ^
    At,           ///< @name, text without @
    AtString,     ///< @"name", text: what is between the quotes, still escaped
    Hash,         ///< #number, text without #
    Integer,      ///< decimal digits, with sign
    Hex,          ///< 0x and hex digits
    Float,        ///< digits, a point, digits and exponent, with sign
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    Less,
    Greater,
    Comma,
    Colon,
    Equal,
    Arrow,
  };
  Kind kind = End;
  llvm::StringRef text;
  SourceLoc loc;

  bool is(Kind other) const { return kind == other; }
  bool isWord(llvm::StringRef word) const { return kind == Bare && text == word; }
};

/// How messages call a token of this kind.
llvm::StringRef describe(Token::Kind kind);

class Lexer {
public:
  explicit Lexer(llvm::StringRef text)
      : cursor(text.begin()), end(text.end()), lineStart(text.begin()) {}

  Token next();

private:
  void skipSpace();
  Token finish(Token::Kind kind, const char *start, llvm::StringRef text);
  Token lexString(Token::Kind kind, const char *start);
  Token lexNumber(const char *start);
  Token lexName(Token::Kind kind, const char *start);
  bool at(char c) const { return cursor != end && *cursor == c; }

  const char *cursor;
  const char *end;
  const char *lineStart;
  uint32_t line = 1;
};

} // namespace vyrecc::ir

#endif
