// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Statements and expressions in assembly, parsed field by field as their rows say.
#include "AssemblyParser.h"
#include "AssemblySyntax.h"
#include "Rules.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/SaveAndRestore.h"

namespace vyrecc::vir0 {

/// Parses one field; its type and its name say how.
struct FieldParser {
  Parser &parser;
  Form form;
  bool opIsHead = false; ///< the operator was the mnemonic
  bool first = true;
  bool begun = false; ///< an absent field took the comma of the next one

  LogicalResult separator() {
    bool skip = form != Form::Call || begun;
    char wanted = first ? '(' : ',';
    first = begun = false;
    return skip ? success() : parser.expectPunctuation(wanted);
  }
  LogicalResult begin(StringRef name) {
    if (failed(separator()))
      return failure();
    StringRef lead = fieldSyntax(name, form).lead;
    if (lead.empty())
      return success();
    return lead == "=" ? parser.expectPunctuation('=') : parser.expectWord(lead);
  }
  template <typename Parse> LogicalResult get(StringRef name, Parse parse) {
    if (failed(begin(name)))
      return failure();
    return parse();
  }

  LogicalResult operator()(StringRef name, uint32_t &field) {
    return get(name, [&] { return parser.parseInteger(field); });
  }
  LogicalResult operator()(StringRef name, uint64_t &field) {
    return get(name, [&] { return parser.parseInteger(field); });
  }
  LogicalResult operator()(StringRef name, int32_t &field) {
    return get(name, [&] { return parser.parseInteger(field); });
  }
  LogicalResult operator()(StringRef name, bool &field) {
    return get(name, [&]() -> LogicalResult {
      field = parser.consumeWord("true");
      return field ? success() : parser.expectWord("false");
    });
  }
  LogicalResult operator()(StringRef name, Axis &field) {
    return get(name, [&]() -> LogicalResult {
      for (uint8_t axis = 0; axis < 3; ++axis)
        if (parser.consumeWord(StringRef("xyz").substr(axis, 1)))
          return field.value = axis, success();
      return parser.parseInteger(field.value);
    });
  }
  LogicalResult operator()(StringRef name, F32Bits &field) {
    return get(name, [&] { return parser.parseFloat<float>(field.bits); });
  }
  LogicalResult operator()(StringRef name, StringRef &field) {
    return get(name, [&] { return parser.parseName(fieldSyntax(name, form).sigil, field); });
  }
  LogicalResult operator()(StringRef name, OptionalString &field) {
    if (!parser.token.isWord(fieldSyntax(name, form).lead))
      return success();
    StringRef text;
    if (failed((*this)(name, text)))
      return failure();
    field.text = text;
    return success();
  }
  LogicalResult operator()(StringRef name, OpaqueBytes &field) {
    return get(name, [&] { return parser.parseHexString(field.bytes); });
  }
  LogicalResult operator()(StringRef name, TypePtr &field) {
    return get(name, [&] { return parser.parseType(field); });
  }

  LogicalResult operator()(StringRef name, ExprPtr &field) {
    if (!isIndexField(name))
      return get(name, [&] { return parser.parseExpr(field); });
    if (failed(parser.expectPunctuation('[')) || failed(parser.parseExpr(field)))
      return failure();
    return parser.expectPunctuation(']');
  }
  LogicalResult operator()(StringRef name, OptionalExpr &field) {
    if (failed(separator()))
      return failure();
    begun = true;
    return parser.token.isWord(fieldSyntax(name, form).lead) ? (*this)(name, field.expr)
                                                             : success();
  }
  LogicalResult operator()(StringRef name, ExprList &field) {
    llvm::SmallVector<const Expr *, 8> exprs;
    while (parser.token.isPunctuation(','))
      if (failed((*this)(name, exprs.emplace_back())))
        return failure();
    field = parser.program.copy(ExprList(exprs));
    return success();
  }
  LogicalResult operator()(StringRef name, NodeList &field) {
    StringRef lead = fieldSyntax(name, form).lead;
    if (!lead.empty() && !parser.token.isWord(lead))
      return success();
    return get(name, [&] { return parser.parseBody(field); });
  }

  LogicalResult operator()(StringRef name, BinaryOp &field) { return op(name, field, false); }
  LogicalResult operator()(StringRef name, UnaryOp &field) { return op(name, field, false); }
  LogicalResult operator()(StringRef name, AtomicOp &field) { return op(name, field, true); }
  template <typename Enum>
    requires std::is_enum_v<Enum>
  LogicalResult operator()(StringRef name, Enum &field) {
    return get(name, [&] { return parser.parseEnum(field); });
  }

private:
  /// Operators with a mnemonic of their own stand here only if they have no place as a head.
  template <typename Op> LogicalResult op(StringRef name, Op &field, bool named) {
    if (opIsHead)
      return success();
    return get(name, [&]() -> LogicalResult {
      if (named && !parser.token.isWord("opaque"))
        return parser.parseEnum(field.tag);
      field.tag = decltype(field.tag)::Opaque;
      return failed(parser.expectWord("opaque")) ? failure()
                                                 : parser.parseExtension(field.extension);
    });
  }
};

LogicalResult Parser::enterNode() {
  if (depth < kMaxDepth)
    return success();
  return diags.error(DiagCode::TooDeep, token.loc,
                     "nodes and expressions nest deeper than 64 (expected at most 64)");
}

template <typename Struct, typename Base, typename Fields>
LogicalResult Parser::parseStruct(Struct *made, Fields &&fields, const Base *&result) {
  made->loc = token.loc;
  advance();
  if (failed(visitFields(*made, fields)))
    return failure();
  result = made;
  return fields.form == Form::Call ? expectPunctuation(')') : success();
}

LogicalResult Parser::parseBody(NodeList &body) {
  llvm::SmallVector<const Node *, 8> nodes;
  if (failed(expectPunctuation('{')))
    return failure();
  while (!token.isPunctuation('}'))
    if (failed(parseNode(nodes.emplace_back())))
      return failure();
  body = program.copy(NodeList(nodes));
  return expectPunctuation('}');
}

LogicalResult Parser::parseNode(const Node *&node) {
  if (failed(enterNode()))
    return failure();
  llvm::SaveAndRestore<unsigned> level(depth, depth + 1);
  if (token.kind != Token::Kind::Word)
    return unexpected("a statement");
  std::optional<NodeKind> kind = fromMnemonic<NodeKind>(token.text);
  if (!kind)
    return diags.error(DiagCode::UnknownName, token.loc,
                       "'" + token.text + "' (expected a statement)");
  FieldParser fields{*this, Form::Node};
  switch (*kind) {
#define VIR0_NODE(Name, Tag, OpId, Mnemonic, Fields)                                               \
  case NodeKind::Name:                                                                             \
    return parseStruct(program.make<Name##Node>(), fields, node);
#include "vyre-cc/VIR0/Format.def"
  }
  return failure();
}

LogicalResult Parser::parseWideLiteral(StringRef word, const Expr *&expr) {
  auto *made = program.make<OpaqueExprExpr>();
  made->loc = token.loc;
  made->kind = wideLiteralKind(word);
  advance();
  uint64_t bits = 0;
  int64_t value = 0;
  if (word == "f64") {
    if (failed(parseFloat<double>(bits)))
      return failure();
  } else if (word == "i64") {
    if (failed(parseInteger(value)))
      return failure();
    bits = uint64_t(value);
  } else if (failed(parseInteger(bits))) {
    return failure();
  }
  char bytes[kWideLiteralBytes];
  llvm::support::endian::write64le(bytes, bits);
  made->payload.bytes = program.copy(StringRef(bytes, sizeof(bytes)));
  expr = made;
  return success();
}

LogicalResult Parser::parseExpr(const Expr *&expr) {
  if (failed(enterNode()))
    return failure();
  llvm::SaveAndRestore<unsigned> level(depth, depth + 1);
  if (token.kind == Token::Kind::Percent) {
    auto *var = program.make<VarExpr>();
    var->loc = token.loc;
    expr = var;
    return parseName('%', var->name);
  }
  if (token.kind != Token::Kind::Word)
    return unexpected("an expression");

  StringRef word = token.text;
  FieldParser fields{*this, Form::Call};
  if (std::optional<BinaryTag> tag = fromMnemonic<BinaryTag>(word)) {
    auto *binary = program.make<BinaryExpr>();
    binary->op.tag = *tag;
    fields.opIsHead = true;
    return parseStruct(binary, fields, expr);
  }
  if (std::optional<UnaryTag> tag = fromMnemonic<UnaryTag>(word)) {
    auto *unary = program.make<UnaryExpr>();
    unary->op.tag = *tag;
    fields.opIsHead = true;
    return parseStruct(unary, fields, expr);
  }
  if (!wideLiteralKind(word).empty())
    return parseWideLiteral(word, expr);

  std::optional<ExprKind> kind = fromMnemonic<ExprKind>(word);
  if (!kind || *kind == ExprKind::Var)
    return diags.error(DiagCode::UnknownName, token.loc, "'" + word + "' (expected an expression)");
  switch (*kind) {
#define VIR0_EXPR(Name, Tag, Mnemonic, Fields)                                                     \
  case ExprKind::Name: {                                                                           \
    auto *made = program.make<Name##Expr>();                                                       \
    fields.form = formOf(*made);                                                                   \
    return parseStruct(made, fields, expr);                                                        \
  }
#include "vyre-cc/VIR0/Format.def"
  }
  return failure();
}

} // namespace vyrecc::vir0
