// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses types and attributes of IR text; the attribute table says what form each attribute has.
#include "FloatSemantics.h"
#include "Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc::ir {

/// Longer float literals are refused: converting them costs quadratic time, and no printed float
/// needs more.
static constexpr size_t kMaxFloatLiteral = 128;

FailureOr<Type> Parser::parseType() {
  if (!token.is(Token::Bare))
    return unexpected("a type");
  if (!token.isWord("vector")) {
    std::optional<Type> type = typeByText(token.text);
    if (!type)
      return diags.error(DiagCode::UnknownName, token.loc,
                         "no type is called '" + token.text.take_front(64) +
                             "' (expected i1, ui8 to ui64, si8 to si64, f16, bf16, f32, f64 or a "
                             "vector)");
    advance();
    return *type;
  }
  advance();
  if (failed(expect(Token::Less, "after 'vector'")))
    return failure();
  FailureOr<uint64_t> lanes = parseUnsigned(4);
  if (failed(lanes))
    return failure();
  StringRef element = token.text;
  std::optional<Type> type;
  if (token.is(Token::Bare) && element.consume_front("x"))
    type = typeByText(element);
  if (*lanes < 2 || !type)
    return unexpected("vector<2xT> to vector<4xT>");
  advance();
  if (failed(expect(Token::Greater, "after the vector's element")))
    return failure();
  return Type(type->scalar(), static_cast<uint8_t>(*lanes));
}

FailureOr<uint64_t> Parser::parseUnsigned(uint64_t max) {
  uint64_t value;
  if (!token.is(Token::Integer) || token.text.getAsInteger(10, value) || value > max)
    return unexpected("an integer from 0 to " + llvm::Twine(max));
  advance();
  return value;
}

FailureOr<uint64_t> Parser::parseInt64() {
  uint64_t unsignedValue;
  int64_t signedValue;
  if (!token.is(Token::Integer))
    return unexpected("an integer");
  if (token.text.getAsInteger(10, unsignedValue)) {
    if (token.text.getAsInteger(10, signedValue))
      return unexpected("an integer of 64 bits");
    unsignedValue = static_cast<uint64_t>(signedValue);
  }
  advance();
  return unsignedValue;
}

FailureOr<std::string> Parser::parseString() {
  std::string text;
  StringRef escaped = token.text;
  for (size_t index = 0; index < escaped.size(); ++index) {
    if (escaped[index] != '\\') {
      text += escaped[index];
      continue;
    }
    StringRef rest = escaped.substr(index + 1);
    if (rest.size() >= 2 && llvm::isHexDigit(rest[0]) && llvm::isHexDigit(rest[1])) {
      text += static_cast<char>(llvm::hexFromNibbles(rest[0], rest[1]));
      index += 2;
      continue;
    }
    switch (rest.empty() ? '\0' : rest[0]) {
    case '"':
    case '\\':
      text += rest[0];
      break;
    case 'n':
      text += '\n';
      break;
    case 't':
      text += '\t';
      break;
    default:
      return diags.error(DiagCode::Syntax, token.loc,
                         "the string holds an unknown escape (expected \\\", \\\\, \\n, \\t or two "
                         "hex digits)");
    }
    ++index;
  }
  advance();
  return text;
}

FailureOr<Attr> Parser::parseTypedNumber(const Token &number, Type type) {
  auto refuse = [&](const llvm::Twine &expected) {
    return diags.error(DiagCode::InvalidIR, number.loc,
                       "found " + number.text.take_front(64) + " (expected " + expected +
                           " of type " + type.str() + ")");
  };
  if (type.isVector())
    return refuse("a scalar type, not a number");
  if (type.isFloat()) {
    uint64_t bits;
    if (number.is(Token::Hex)) {
      if (number.text.drop_front(2).getAsInteger(16, bits) || !llvm::isUIntN(type.bits(), bits))
        return refuse("a bit pattern");
      return Attr::scalar(type, bits);
    }
    std::optional<uint64_t> value;
    if (number.is(Token::Float) && number.text.size() <= kMaxFloatLiteral)
      value = parseFloat(type, number.text);
    if (!value)
      return refuse("a decimal number with a point, or a bit pattern,");
    return Attr::scalar(type, *value);
  }
  if (!number.is(Token::Integer) || type.isBool())
    return refuse("a value");
  if (type.isUnsigned()) {
    uint64_t value;
    if (number.text.getAsInteger(10, value) || !llvm::isUIntN(type.bits(), value))
      return refuse("an integer in the range");
    return Attr::scalar(type, value);
  }
  int64_t value;
  if (number.text.getAsInteger(10, value) || !llvm::isIntN(type.bits(), value))
    return refuse("an integer in the range");
  return Attr::scalar(type,
                      static_cast<uint64_t>(value) & llvm::maskTrailingOnes<uint64_t>(type.bits()));
}

FailureOr<Attr> Parser::parseScalar() {
  if (token.isWord("true") || token.isWord("false")) {
    bool value = token.isWord("true");
    advance();
    return Attr::scalar(Type::getBool(), value);
  }
  if (!token.is(Token::Integer) && !token.is(Token::Hex) && !token.is(Token::Float))
    return unexpected("true, false or a number");
  Token number = token;
  advance();
  if (failed(expect(Token::Colon, "before the number's type")))
    return failure();
  FailureOr<Type> type = parseType();
  if (failed(type))
    return failure();
  return parseTypedNumber(number, *type);
}

FailureOr<Attr> Parser::parseEnum(EnumKind kind) {
  if (!token.is(Token::String))
    return unexpected("a string");
  std::optional<uint64_t> value = enumValue(kind, token.text);
  if (!value) {
    std::string values;
    for (uint64_t next = 0; !enumText(kind, next).empty(); ++next)
      values += (next ? ", " : "") + enumText(kind, next).str();
    return diags.error(DiagCode::UnknownName, token.loc,
                       "found \"" + token.text.take_front(64) + "\" (expected one of " + values +
                           ")");
  }
  advance();
  return Attr::enumerator(*value);
}

FailureOr<Attr> Parser::parseIntArray() {
  if (failed(expectWord("array")) || failed(expect(Token::Less, "after 'array'")) ||
      failed(expectWord("i64")))
    return failure();
  llvm::SmallVector<uint64_t, 8> elements;
  if (consumeIf(Token::Colon)) {
    do {
      FailureOr<uint64_t> element = parseInt64();
      if (failed(element))
        return failure();
      elements.push_back(*element);
    } while (consumeIf(Token::Comma));
  }
  if (failed(expect(Token::Greater, "after the array")))
    return failure();
  return Attr::array(context.copy(elements));
}

FailureOr<Attr> Parser::parseAttr(const AttrInfo &info) {
  switch (info.kind) {
  case AttrKind::Unit:
    return Attr::unit();
  case AttrKind::Int: {
    FailureOr<uint64_t> value = parseInt64();
    if (failed(value) || failed(expect(Token::Colon, "before the number's type")) ||
        failed(expectWord("i64")))
      return failure();
    return Attr::integer(*value);
  }
  case AttrKind::Scalar:
    return parseScalar();
  case AttrKind::String: {
    if (!token.is(Token::String))
      return unexpected("a string");
    FailureOr<std::string> text = parseString();
    if (failed(text))
      return failure();
    return Attr::string(context.copy(StringRef(*text)));
  }
  case AttrKind::Symbol: {
    if (!token.is(Token::At) && !token.is(Token::AtString))
      return unexpected("a symbol");
    if (token.is(Token::At)) {
      StringRef name = token.text;
      advance();
      return Attr::symbol(context.intern(name));
    }
    FailureOr<std::string> name = parseString();
    if (failed(name))
      return failure();
    return Attr::symbol(context.intern(*name));
  }
  case AttrKind::Type: {
    FailureOr<Type> type = parseType();
    if (failed(type))
      return failure();
    return Attr::type(*type);
  }
  case AttrKind::IntArray:
    return parseIntArray();
  case AttrKind::Enum:
    return parseEnum(info.enumKind);
  }
  return failure();
}

FailureOr<NamedAttr> Parser::parseNamedAttr() {
  if (!token.is(Token::Bare))
    return unexpected("an attribute's name");
  std::optional<AttrName> name = attrByText(token.text);
  if (!name)
    return diags.error(DiagCode::UnknownName, token.loc,
                       "no attribute is called '" + token.text.take_front(64) + "'");
  advance();
  const AttrInfo &info = attrInfo(*name);
  if (info.kind != AttrKind::Unit && failed(expect(Token::Equal, "after the attribute's name")))
    return failure();
  FailureOr<Attr> value = parseAttr(info);
  if (failed(value))
    return failure();
  return NamedAttr{*name, *value};
}

LogicalResult Parser::parseAttributes(llvm::SmallVectorImpl<NamedAttr> &attrs) {
  if (!consumeIf(Token::Less))
    return success();
  if (failed(expect(Token::LeftBrace, "before the attributes")))
    return failure();
  if (!token.is(Token::RightBrace)) {
    do {
      SourceLoc loc = token.loc;
      FailureOr<NamedAttr> attr = parseNamedAttr();
      if (failed(attr))
        return failure();
      // The list stays as short as the attribute table.
      if (llvm::any_of(attrs, [&](const NamedAttr &other) { return other.name == attr->name; }))
        return diags.error(DiagCode::Syntax, loc,
                           "attribute " + attrInfo(attr->name).text + " is given twice");
      attrs.push_back(*attr);
    } while (consumeIf(Token::Comma));
  }
  if (failed(expect(Token::RightBrace, "after the attributes")))
    return failure();
  return expect(Token::Greater, "after the attributes");
}

} // namespace vyrecc::ir
