// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tokens to values: numbers, strings, names.
#include "AssemblyParser.h"
#include "Rules.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include <charconv>

namespace vyrecc::vir0 {

LogicalResult Parser::unexpected(const llvm::Twine &expected) {
  std::string found;
  switch (token.kind) {
  case Token::Kind::End:
    found = "the end of the text";
    break;
  case Token::Kind::Error:
    return diags.error(DiagCode::Syntax, token.loc, token.text);
  case Token::Kind::Word:
  case Token::Kind::Number:
  case Token::Kind::Punctuation:
    found = ("'" + token.text + "'").str();
    break;
  case Token::Kind::String:
  case Token::Kind::HexString:
    found = "a string";
    break;
  case Token::Kind::Percent:
    found = ("'%" + token.text + "'").str();
    break;
  case Token::Kind::At:
    found = ("'@" + token.text + "'").str();
    break;
  }
  return diags.error(DiagCode::Syntax, token.loc, found + " (expected " + expected + ")");
}

bool Parser::consumeWord(StringRef word) {
  if (!token.isWord(word))
    return false;
  advance();
  return true;
}

bool Parser::consumePunctuation(char c) {
  if (!token.isPunctuation(c))
    return false;
  advance();
  return true;
}

LogicalResult Parser::expectWord(StringRef word) {
  return consumeWord(word) ? success() : unexpected("'" + word + "'");
}

LogicalResult Parser::expectPunctuation(char c) {
  return consumePunctuation(c) ? success() : unexpected("'" + llvm::Twine(c) + "'");
}

/// Decimal, or hexadecimal behind 0x; a sign only in decimal.
template <typename Integer> static bool readInteger(StringRef text, Integer &value) {
  if (text.consume_front_insensitive("0x"))
    return !text.empty() && !text.getAsInteger(16, value);
  return !text.getAsInteger(10, value);
}

template <typename Integer> LogicalResult Parser::parseInteger(Integer &value) {
  if (token.kind != Token::Kind::Number || !readInteger(token.text, value))
    return unexpected(std::is_signed_v<Integer>
                          ? "a signed integer of " + llvm::Twine(sizeof(Integer) * 8) + " bits"
                          : "an integer of " + llvm::Twine(sizeof(Integer) * 8) + " bits");
  advance();
  return success();
}
template LogicalResult Parser::parseInteger(uint8_t &);
template LogicalResult Parser::parseInteger(uint32_t &);
template LogicalResult Parser::parseInteger(uint64_t &);
template LogicalResult Parser::parseInteger(int32_t &);
template LogicalResult Parser::parseInteger(int64_t &);

template <typename Float, typename Bits> LogicalResult Parser::parseFloat(Bits &bits) {
  StringRef text = token.text;
  if (token.kind == Token::Kind::Number && text.starts_with_insensitive("0x"))
    return parseInteger(bits);
  Float value = 0;
  if (token.kind == Token::Kind::Number) {
    auto result = std::from_chars(text.begin(), text.end(), value);
    if (result.ec == std::errc() && result.ptr == text.end()) {
      bits = llvm::bit_cast<Bits>(value);
      advance();
      return success();
    }
  }
  return unexpected("a float in range, or its bits in hexadecimal");
}
template LogicalResult Parser::parseFloat<float>(uint32_t &);
template LogicalResult Parser::parseFloat<double>(uint64_t &);

LogicalResult Parser::parseExtension(uint32_t &extension) {
  if (failed(expectPunctuation('<')))
    return failure();
  if (token.kind != Token::Kind::Number || !readInteger(token.text, extension) ||
      !(extension & kExtensionBit))
    return unexpected("an extension id with bit 31 set");
  advance();
  return expectPunctuation('>');
}

LogicalResult Parser::resolveEscapes(StringRef &text) {
  if (text.contains('\\')) {
    std::string plain;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\\') {
        plain.push_back(text[i]);
      } else if (text.substr(i + 1).starts_with("\\")) {
        plain.push_back('\\');
        ++i;
      } else {
        uint8_t byte = 0;
        if (i + 2 >= text.size() || text.substr(i + 1, 2).getAsInteger(16, byte))
          return diags.error(DiagCode::Syntax, token.loc,
                             "a backslash in a string (expected another or two hex digits)");
        plain.push_back(char(byte));
        i += 2;
      }
    }
    text = program.copy(StringRef(plain));
  }
  if (firstBadUtf8(text))
    return diags.error(DiagCode::BadUtf8, token.loc, "a string that is not UTF-8 (expected UTF-8)");
  return success();
}

LogicalResult Parser::parseString(StringRef &text) {
  if (token.kind != Token::Kind::String)
    return unexpected("a string in quotes");
  text = token.text;
  if (failed(resolveEscapes(text)))
    return failure();
  advance();
  return success();
}

LogicalResult Parser::parseName(char sigil, StringRef &name) {
  if (sigil == 0)
    return parseString(name);
  if (token.kind != (sigil == '%' ? Token::Kind::Percent : Token::Kind::At))
    return unexpected(sigil == '%' ? "a variable such as %x" : "a buffer such as @b");
  name = token.text;
  if (token.quoted && failed(resolveEscapes(name)))
    return failure();
  advance();
  return success();
}

LogicalResult Parser::parseHexString(StringRef &bytes) {
  std::string plain;
  if (token.kind != Token::Kind::HexString || token.text.size() % 2 != 0 ||
      !llvm::tryGetFromHex(token.text, plain))
    return unexpected("bytes such as x\"00ff\"");
  bytes = program.copy(StringRef(plain));
  advance();
  return success();
}

} // namespace vyrecc::vir0
