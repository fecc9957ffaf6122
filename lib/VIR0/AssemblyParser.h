// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The recursive-descent parser of the assembly: the state that the AssemblyParser*.cpp files share.
#ifndef VYRE_CC_LIB_VIR0_ASSEMBLYPARSER_H
#define VYRE_CC_LIB_VIR0_ASSEMBLYPARSER_H

#include "AssemblyLexer.h"
#include "Tables.h"
#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

class Parser {
public:
  Parser(StringRef text, DiagnosticEngine &diags) : lexer(text), diags(diags) { advance(); }

  FailureOr<Program> parse();

private:
  friend struct FieldParser;

  // AssemblyParser.cpp: the program and its buffers.
  LogicalResult parseHeader();
  LogicalResult parseAttributes();
  LogicalResult parseBuffer(Buffer &buffer);
  LogicalResult parseBufferAttribute(StringRef word, Buffer &buffer);
  LogicalResult parseRange(Buffer &buffer);
  LogicalResult parsePredicate(const ShapePredicate *&predicate, unsigned depth);

  // AssemblyParserTypes.cpp
  LogicalResult parseType(TypePtr &type);
  LogicalResult parseTypeParams(const TypeRow &row, DataType &type);
  LogicalResult parseDims(ArrayRef<uint32_t> &dims);
  LogicalResult parseQuantization(DataType &type);
  template <typename Spelled>
  LogicalResult parseQuantizationPart(Spelled last, Spelled &value, uint32_t &param);

  // AssemblyParserTree.cpp
  LogicalResult parseNode(const Node *&node);
  LogicalResult parseExpr(const Expr *&expr);
  LogicalResult parseBody(NodeList &body);
  LogicalResult parseWideLiteral(StringRef word, const Expr *&expr);
  template <typename Struct, typename Base, typename Fields>
  LogicalResult parseStruct(Struct *made, Fields &&fields, const Base *&result);
  LogicalResult enterNode();

  // AssemblyParserTokens.cpp: tokens and values.
  void advance() { token = lexer.next(); }
  LogicalResult unexpected(const llvm::Twine &expected);
  bool consumeWord(StringRef word);
  bool consumePunctuation(char c);
  LogicalResult expectWord(StringRef word);
  LogicalResult expectPunctuation(char c);
  template <typename Integer> LogicalResult parseInteger(Integer &value);
  template <typename Float, typename Bits> LogicalResult parseFloat(Bits &bits);
  LogicalResult parseExtension(uint32_t &extension);
  LogicalResult parseString(StringRef &text);
  LogicalResult parseName(char sigil, StringRef &name);
  LogicalResult parseHexString(StringRef &bytes);
  LogicalResult resolveEscapes(StringRef &text);
  template <typename Enum> LogicalResult parseEnum(Enum &value);

  Lexer lexer;
  Token token;
  Program program;
  DiagnosticEngine &diags;
  unsigned depth = 0;
  unsigned typeDepth = 0;
};

template <typename Enum> LogicalResult Parser::parseEnum(Enum &value) {
  std::optional<Enum> found;
  if (token.kind == Token::Kind::Word)
    found = fromMnemonic<Enum>(token.text);
  if (!found)
    return unexpected(tableName(value));
  value = *found;
  advance();
  return success();
}

} // namespace vyrecc::vir0

#endif
