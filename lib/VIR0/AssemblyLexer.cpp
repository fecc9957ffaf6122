// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lexer of the assembly; see AssemblyLexer.h.
#include "AssemblyLexer.h"
#include "AssemblySyntax.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc::vir0 {

static constexpr StringRef kBlanks = " \t\r\n";
static constexpr StringRef kPunctuation = "{}()[]<>,=:";

static bool isWordChar(char c) { return llvm::isAlnum(c) || c == '_'; }

StringRef Lexer::advance(size_t size) {
  StringRef taken = rest.take_front(size);
  rest = rest.drop_front(taken.size());
  size_t lastLine = taken.rfind('\n');
  if (lastLine == StringRef::npos) {
    column += uint32_t(taken.size());
  } else {
    line += uint32_t(taken.count('\n'));
    column = uint32_t(taken.size() - lastLine);
  }
  return taken;
}

void Lexer::skipBlanks() {
  while (true) {
    advance(std::min(rest.find_first_not_of(kBlanks), rest.size()));
    if (!rest.starts_with("//"))
      return;
    advance(std::min(rest.find('\n'), rest.size()));
  }
}

template <typename Predicate> size_t Lexer::span(Predicate belongs) const {
  size_t size = 0;
  while (size < rest.size() && belongs(rest[size]))
    ++size;
  return size;
}

size_t Lexer::numberLength() const {
  bool isHex = rest.starts_with_insensitive("0x");
  size_t size = rest.starts_with("-") ? 1 : 0;
  for (; size < rest.size(); ++size) {
    char c = rest[size];
    bool isExponentSign = (c == '+' || c == '-') && !isHex && llvm::toLower(rest[size - 1]) == 'e';
    if (!llvm::isAlnum(c) && c != '.' && !isExponentSign)
      break;
  }
  return size;
}

/// Takes a quoted text, the cursor being at its first quote. A backslash keeps the next character
/// in it.
bool Lexer::quotedText(Token &token) {
  size_t end = 1;
  while (end < rest.size() && rest[end] != '"' && rest[end] != '\n')
    end += rest[end] == '\\' ? 2 : 1;
  if (end >= rest.size() || rest[end] != '"')
    return false;
  token.text = advance(end + 1).slice(1, end);
  token.quoted = true;
  return true;
}

Token Lexer::error(Token token, StringRef message) {
  token.kind = Token::Kind::Error;
  token.text = message;
  return token;
}

Token Lexer::next() {
  skipBlanks();
  Token token;
  token.loc = SourceLoc::text(line, column);
  if (rest.empty())
    return token;

  char c = rest.front();
  bool isSigil = c == '%' || c == '@';
  if (isSigil) {
    token.kind = c == '%' ? Token::Kind::Percent : Token::Kind::At;
    advance(1);
    if (!rest.starts_with("\"")) {
      token.text = advance(span(isBareNameChar));
      return token.text.empty() ? error(token, "no name behind the sigil (expected one)") : token;
    }
  } else if (c == '"') {
    token.kind = Token::Kind::String;
  } else if (rest.starts_with("x\"")) {
    token.kind = Token::Kind::HexString;
    advance(1);
  } else if (kPunctuation.contains(c)) {
    token.kind = Token::Kind::Punctuation;
    token.text = advance(1);
    return token;
  } else if (llvm::isDigit(c) || (c == '-' && rest.size() > 1 && llvm::isDigit(rest[1]))) {
    token.kind = Token::Kind::Number;
    token.text = advance(numberLength());
    return token;
  } else if (llvm::isAlpha(c) || c == '_') {
    token.kind = Token::Kind::Word;
    token.text = advance(span(isWordChar));
    return token;
  } else {
    return error(token, "a character that starts nothing (expected a word, a name or a number)");
  }
  return quotedText(token) ? token : error(token, "a quote that is not closed in its line");
}

} // namespace vyrecc::vir0
