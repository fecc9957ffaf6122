// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses the structure of IR text: ops, regions, blocks and the names of values.
#include "Parser.h"

namespace vyrecc::ir {

bool Parser::consumeIf(Token::Kind kind) {
  if (!token.is(kind))
    return false;
  advance();
  return true;
}

LogicalResult Parser::unexpected(const llvm::Twine &expected) {
  return diags.error(DiagCode::Syntax, token.loc,
                     "found " + describe(token.kind) + " (expected " + expected + ")");
}

LogicalResult Parser::expect(Token::Kind kind, const llvm::Twine &where) {
  if (consumeIf(kind))
    return success();
  return unexpected(describe(kind) + " " + where);
}

LogicalResult Parser::expectWord(StringRef word) {
  if (!token.isWord(word))
    return unexpected("'" + word + "'");
  advance();
  return success();
}

LogicalResult Parser::define(const Token &name, NamedValues named) {
  auto [entry, isNew] = values.try_emplace(name.text, named);
  if (!isNew)
    return diags.error(DiagCode::Syntax, name.loc,
                       "%" + name.text + " names another value here (expected a fresh name)");
  scopeNames.push_back(entry->first());
  return success();
}

LogicalResult Parser::parseResultName(ResultName &result) {
  if (!token.is(Token::Percent))
    return success();
  result.name = token;
  result.count = 1;
  advance();
  if (consumeIf(Token::Colon)) {
    FailureOr<uint64_t> count = parseUnsigned(UINT32_MAX);
    if (failed(count))
      return failure();
    result.count = *count;
  }
  return expect(Token::Equal, "after the results");
}

FailureOr<OpKind> Parser::parseOpName() {
  if (!token.is(Token::String))
    return unexpected("an op's name in quotes");
  std::optional<OpKind> kind = opByMnemonic(token.text);
  if (!kind) {
    const OpInfo *nearest = nullptr;
    unsigned best = 4; // farther names are no help
    for (const OpInfo &info : allOpInfos())
      if (unsigned distance = info.mnemonic.edit_distance(token.text.take_front(64), true, best);
          distance < best)
        nearest = &info, best = distance;
    return diags.error(DiagCode::UnknownName, token.loc,
                       "no op is called '" + token.text.take_front(64) + "'" +
                           (nearest ? " (did you mean '" + nearest->mnemonic + "'?)" : ""));
  }
  advance();
  return *kind;
}

LogicalResult Parser::parseOperands(llvm::SmallVectorImpl<Use> &operands) {
  if (failed(expect(Token::LeftParen, "before the operands")))
    return failure();
  if (consumeIf(Token::RightParen))
    return success();
  do {
    if (!token.is(Token::Percent))
      return unexpected("a value");
    auto found = values.find(token.text);
    if (found == values.end())
      return diags.error(DiagCode::UnknownName, token.loc,
                         "%" + token.text +
                             " is not defined here (expected a value of this or an "
                             "outer region, defined above)");
    NamedValues named = found->second;
    SourceLoc loc = token.loc;
    advance();
    uint64_t index = 0;
    if (token.is(Token::Hash)) {
      if (token.text.getAsInteger(10, index) || index >= named.count)
        return diags.error(DiagCode::UnknownName, token.loc,
                           "no result #" + token.text + " (expected a number below " +
                               llvm::Twine(named.count) + ")");
      advance();
    }
    operands.push_back({named.first + index, loc});
  } while (consumeIf(Token::Comma));
  return expect(Token::RightParen, "after the operands");
}

LogicalResult Parser::parseBlockHeader(Block &block) {
  advance(); // The label: nothing can refer to it.
  llvm::SmallVector<Token, 4> names;
  llvm::SmallVector<Type, 4> types;
  if (consumeIf(Token::LeftParen)) {
    do {
      names.push_back(token);
      if (failed(expect(Token::Percent, "as block argument")) ||
          failed(expect(Token::Colon, "before the argument's type")))
        return failure();
      FailureOr<Type> type = parseType();
      if (failed(type))
        return failure();
      types.push_back(*type);
    } while (consumeIf(Token::Comma));
    if (failed(expect(Token::RightParen, "after the block arguments")))
      return failure();
  }
  block.addArguments(context, types);
  for (auto [name, argument] : llvm::zip(names, block.arguments()))
    if (failed(define(name, {argument, 1})))
      return failure();
  return expect(Token::Colon, "after the block's label");
}

FailureOr<Block *> Parser::parseRegion() {
  if (depth == kMaxNesting)
    return diags.error(DiagCode::Syntax, token.loc,
                       "regions nest too deep (expected at most " + llvm::Twine(kMaxNesting) + ")");
  if (failed(expect(Token::LeftBrace, "before the region")))
    return failure();
  if (consumeIf(Token::RightBrace))
    return static_cast<Block *>(nullptr);

  ++depth;
  size_t outerNames = scopeNames.size();
  auto *block = new (context.allocator().Allocate<Block>()) Block(nullptr);
  if (token.is(Token::Caret) && failed(parseBlockHeader(*block)))
    return failure();
  while (!token.is(Token::RightBrace)) {
    if (token.is(Token::Caret))
      return diags.error(DiagCode::Syntax, token.loc,
                         "found a second block (expected one block in a region)");
    FailureOr<Op *> op = parseOp();
    if (failed(op))
      return failure();
    (*op)->insertBefore(*block, block->ops().end());
  }
  advance();
  for (size_t index = outerNames; index != scopeNames.size(); ++index)
    values.erase(scopeNames[index]);
  scopeNames.truncate(outerNames);
  --depth;
  return block;
}

LogicalResult Parser::parseRegions(llvm::SmallVectorImpl<Block *> &blocks) {
  if (!consumeIf(Token::LeftParen))
    return success();
  do {
    FailureOr<Block *> block = parseRegion();
    if (failed(block))
      return failure();
    blocks.push_back(*block);
  } while (consumeIf(Token::Comma));
  return expect(Token::RightParen, "after the regions");
}

LogicalResult Parser::parseOperandTypes(ArrayRef<Use> operands) {
  SourceLoc start = token.loc;
  if (failed(expect(Token::LeftParen, "before the operand types")))
    return failure();
  size_t count = 0;
  if (!consumeIf(Token::RightParen)) {
    do {
      SourceLoc loc = token.loc;
      FailureOr<Type> type = parseType();
      if (failed(type))
        return failure();
      if (count < operands.size() && operands[count].value->type() != *type)
        return diags.error(DiagCode::InvalidIR, loc,
                           "operand " + llvm::Twine(count) + " is said to be " + type->str() +
                               " (expected " + operands[count].value->type().str() + ", its type)");
      ++count;
    } while (consumeIf(Token::Comma));
    if (failed(expect(Token::RightParen, "after the operand types")))
      return failure();
  }
  if (count != operands.size())
    return diags.error(DiagCode::InvalidIR, start,
                       "found " + llvm::Twine(count) + " operand types (expected " +
                           llvm::Twine(operands.size()) + ", one an operand)");
  return success();
}

LogicalResult Parser::parseResultTypes(llvm::SmallVectorImpl<Type> &types) {
  bool inParens = consumeIf(Token::LeftParen);
  if (inParens && consumeIf(Token::RightParen))
    return success();
  do {
    FailureOr<Type> type = parseType();
    if (failed(type))
      return failure();
    types.push_back(*type);
  } while (inParens && consumeIf(Token::Comma));
  return inParens ? expect(Token::RightParen, "after the result types") : success();
}

LogicalResult Parser::parseLocation(SourceLoc &loc) {
  if (!token.isWord("loc"))
    return success();
  advance();
  if (failed(expect(Token::LeftParen, "before the location")))
    return failure();
  if (token.isWord("unknown")) {
    advance();
    loc = {};
    return expect(Token::RightParen, "after the location");
  }
  if (!token.is(Token::String) || (token.text != "bytes" && token.text != "text"))
    return unexpected("unknown, \"bytes\" or \"text\" as location");
  bool isBytes = token.text == "bytes";
  advance();
  uint32_t numbers[2];
  for (uint32_t &number : numbers) {
    if (failed(expect(Token::Colon, "in the location")))
      return failure();
    FailureOr<uint64_t> value = parseUnsigned(UINT32_MAX);
    if (failed(value))
      return failure();
    number = static_cast<uint32_t>(*value);
  }
  loc =
      isBytes ? SourceLoc::bytes(numbers[0], numbers[1]) : SourceLoc::text(numbers[0], numbers[1]);
  return expect(Token::RightParen, "after the location");
}

FailureOr<Op *> Parser::parseOp() {
  ResultName result;
  SourceLoc loc = token.loc;
  if (failed(parseResultName(result)))
    return failure();
  FailureOr<OpKind> kind = parseOpName();
  if (failed(kind))
    return failure();
  llvm::SmallVector<Use, 4> uses;
  llvm::SmallVector<NamedAttr, 4> attrs;
  llvm::SmallVector<Block *, 2> blocks;
  llvm::SmallVector<Type, 2> types;
  if (failed(parseOperands(uses)) || failed(parseAttributes(attrs)) ||
      failed(parseRegions(blocks)) || failed(expect(Token::Colon, "before the op's types")) ||
      failed(parseOperandTypes(uses)) || failed(expect(Token::Arrow, "before the result types")))
    return failure();
  SourceLoc resultLoc = token.loc;
  if (failed(parseResultTypes(types)))
    return failure();
  if (types.size() != result.count)
    return diags.error(DiagCode::InvalidIR, resultLoc,
                       "found " + llvm::Twine(types.size()) + " result types (expected " +
                           llvm::Twine(result.count) + ", one a result)");
  if (failed(parseLocation(loc)))
    return failure();

  llvm::SmallVector<Value *, 4> operands;
  for (const Use &use : uses)
    operands.push_back(use.value);
  Op *op = Op::create(context, *kind, loc, types, operands, attrs, blocks.size());
  for (auto [index, block] : llvm::enumerate(blocks))
    if (block)
      op->region(index).adoptBlock(*block);
  if (op->numResults() != 0 && failed(define(result.name, {op->result(), op->numResults()})))
    return failure();
  return op;
}

FailureOr<Module> Parser::parseModule() {
  SourceLoc start = token.loc;
  FailureOr<Op *> op = parseOp();
  if (failed(op))
    return failure();
  if (!token.is(Token::End))
    return unexpected("the end of the text after the module");
  if (!(*op)->is(OpKind::Module) || (*op)->numRegions() != 1 || (*op)->region().empty())
    return diags.error(DiagCode::InvalidIR, start,
                       "found " + (*op)->info().mnemonic +
                           " (expected vir.module with one region that is not empty)");
  return Module(*op);
}

bool isIRText(StringRef text) {
  Token token = Lexer(text).next();
  return token.is(Token::String) && !token.text.empty();
}

FailureOr<Module> parse(StringRef text, Context &context, DiagnosticEngine &diags) {
  return Parser(text, context, diags).parseModule();
}

} // namespace vyrecc::ir
