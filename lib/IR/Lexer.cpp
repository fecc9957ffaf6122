// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cuts IR text into tokens.
#include "Lexer.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc::ir {

using llvm::StringRef;

StringRef describe(Token::Kind kind) {
  switch (kind) {
  case Token::End:
    return "the end of the text";
  case Token::Unknown:
    return "a stray character";
  case Token::Unterminated:
    return "a string without end";
  case Token::String:
    return "a string";
  case Token::Bare:
    return "a word";
  case Token::Percent:
    return "a value";
  case Token::Caret:
    return "a block label";
  case Token::At:
  case Token::AtString:
    return "a symbol";
  case Token::Hash:
    return "a result number";
  case Token::Integer:
  case Token::Hex:
  case Token::Float:
    return "a number";
  case Token::LeftParen:
    return "'('";
  case Token::RightParen:
    return "')'";
  case Token::LeftBrace:
    return "'{'";
  case Token::RightBrace:
    return "'}'";
  case Token::Less:
    return "'<'";
  case Token::Greater:
    return "'>'";
  case Token::Comma:
    return "','";
  case Token::Colon:
    return "':'";
  case Token::Equal:
    return "'='";
  case Token::Arrow:
    return "'->'";
  }
  return {};
}

static bool isNameChar(char c) { return llvm::isAlnum(c) || c == '_' || c == '$' || c == '.'; }

void Lexer::skipSpace() {
  while (cursor != end) {
    if (*cursor == '\n') {
      ++line;
      lineStart = ++cursor;
    } else if (*cursor == ' ' || *cursor == '\t' || *cursor == '\r') {
      ++cursor;
    } else if (*cursor == '/' && cursor + 1 != end && cursor[1] == '/') {
      while (cursor != end && *cursor != '\n')
        ++cursor;
    } else {
      return;
    }
  }
}

Token Lexer::finish(Token::Kind kind, const char *start, StringRef text) {
  return {kind, text, SourceLoc::text(line, static_cast<uint32_t>(start - lineStart) + 1)};
}

Token Lexer::lexString(Token::Kind kind, const char *start) {
  const char *content = ++cursor;
  while (cursor != end && *cursor != '"' && *cursor != '\n') {
    // An escaped quote must not end the string.
    if (*cursor == '\\' && cursor + 1 != end && cursor[1] != '\n')
      ++cursor;
    ++cursor;
  }
  if (!at('"'))
    return finish(Token::Unterminated, start, {});
  StringRef text(content, cursor - content);
  ++cursor;
  return finish(kind, start, text);
}

Token Lexer::lexName(Token::Kind kind, const char *start) {
  const char *name = cursor;
  while (cursor != end && isNameChar(*cursor))
    ++cursor;
  StringRef text(name, cursor - name);
  return finish(text.empty() ? Token::Unknown : kind, start, text);
}

Token Lexer::lexNumber(const char *start) {
  auto skipDigits = [&] {
    while (cursor != end && llvm::isDigit(*cursor))
      ++cursor;
  };
  Token::Kind kind = Token::Integer;
  if (at('0') && end - cursor > 2 && cursor[1] == 'x' && llvm::isHexDigit(cursor[2])) {
    kind = Token::Hex;
    cursor += 2;
    while (cursor != end && llvm::isHexDigit(*cursor))
      ++cursor;
  } else {
    if (at('-'))
      ++cursor;
    skipDigits();
    if (at('.')) {
      kind = Token::Float;
      ++cursor;
      skipDigits();
      if (at('e') || at('E')) {
        ++cursor;
        if (at('+') || at('-'))
          ++cursor;
        skipDigits();
      }
    }
  }
  return finish(kind, start, StringRef(start, cursor - start));
}

Token Lexer::next() {
  skipSpace();
  const char *start = cursor;
  if (cursor == end)
    return finish(Token::End, start, {});
  char c = *cursor;
  bool digitFollows = cursor + 1 != end && llvm::isDigit(cursor[1]);
  if (llvm::isDigit(c) || (c == '-' && digitFollows))
    return lexNumber(start);
  if (llvm::isAlpha(c) || c == '_')
    return lexName(Token::Bare, start);
  if (c == '"')
    return lexString(Token::String, start);

  ++cursor;
  auto single = [&](Token::Kind kind) { return finish(kind, start, StringRef(start, 1)); };
  switch (c) {
  case '%':
    return lexName(Token::Percent, start);
  case '^':
    return lexName(Token::Caret, start);
  case '#':
    return lexName(Token::Hash, start);
  case '@':
    return at('"') ? lexString(Token::AtString, start) : lexName(Token::At, start);
  case '(':
    return single(Token::LeftParen);
  case ')':
    return single(Token::RightParen);
  case '{':
    return single(Token::LeftBrace);
  case '}':
    return single(Token::RightBrace);
  case '<':
    return single(Token::Less);
  case '>':
    return single(Token::Greater);
  case ',':
    return single(Token::Comma);
  case ':':
    return single(Token::Colon);
  case '=':
    return single(Token::Equal);
  case '-':
    if (at('>')) {
      ++cursor;
      return finish(Token::Arrow, start, StringRef(start, 2));
    }
    break;
  }
  return single(Token::Unknown);
}

} // namespace vyrecc::ir
