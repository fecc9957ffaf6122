// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The recursive-descent parser of IR text. Structure is in Parser.cpp, types and attributes in
// ParserAttributes.cpp.
#ifndef VYRE_CC_LIB_IR_PARSER_H
#define VYRE_CC_LIB_IR_PARSER_H

#include "Lexer.h"
#include "vyre-cc/IR/Text.h"
#include "llvm/ADT/StringMap.h"

namespace vyrecc::ir {

class Parser {
public:
  Parser(StringRef text, Context &context, DiagnosticEngine &diags)
      : lexer(text), context(context), diags(diags) {
    advance();
  }

  FailureOr<Module> parseModule();

private:
  /// What a name stands for: the results of one op, or one block argument.
  struct NamedValues {
    Value *first;
    unsigned count;
  };
  struct Use {
    Value *value;
    SourceLoc loc;
  };
  struct ResultName {
    Token name; ///< kind End: the op gives none
    uint64_t count = 0;
  };

  // Tokens.
  void advance() { token = lexer.next(); }
  bool consumeIf(Token::Kind kind);
  LogicalResult expect(Token::Kind kind, const llvm::Twine &where);
  LogicalResult unexpected(const llvm::Twine &expected);
  LogicalResult expectWord(StringRef word);

  // Ops, regions and values.
  FailureOr<Op *> parseOp();
  LogicalResult parseResultName(ResultName &result);
  FailureOr<OpKind> parseOpName();
  LogicalResult parseOperands(llvm::SmallVectorImpl<Use> &operands);
  LogicalResult parseRegions(llvm::SmallVectorImpl<Block *> &blocks);
  FailureOr<Block *> parseRegion();
  LogicalResult parseBlockHeader(Block &block);
  LogicalResult parseOperandTypes(ArrayRef<Use> operands);
  LogicalResult parseResultTypes(llvm::SmallVectorImpl<Type> &types);
  LogicalResult parseLocation(SourceLoc &loc);
  LogicalResult define(const Token &name, NamedValues values);

  // Types and attributes.
  FailureOr<Type> parseType();
  LogicalResult parseAttributes(llvm::SmallVectorImpl<NamedAttr> &attrs);
  FailureOr<NamedAttr> parseNamedAttr();
  FailureOr<Attr> parseAttr(const AttrInfo &info);
  FailureOr<Attr> parseScalar();
  FailureOr<Attr> parseTypedNumber(const Token &number, Type type);
  FailureOr<Attr> parseEnum(EnumKind kind);
  FailureOr<Attr> parseIntArray();
  FailureOr<uint64_t> parseInt64();
  FailureOr<uint64_t> parseUnsigned(uint64_t max);
  FailureOr<std::string> parseString();

  Lexer lexer;
  Context &context;
  DiagnosticEngine &diags;
  Token token;
  llvm::StringMap<NamedValues> values;
  llvm::SmallVector<StringRef, 64> scopeNames; ///< names in `values`, innermost region last
  unsigned depth = 0;
};

} // namespace vyrecc::ir

#endif
