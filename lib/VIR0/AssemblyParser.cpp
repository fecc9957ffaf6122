// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Assembly to program: the header, the program's attributes and its buffers.
#include "AssemblyParser.h"
#include "AssemblySyntax.h"
#include "Rules.h"
#include "vyre-cc/VIR0/Assembly.h"
#include "llvm/ADT/STLExtras.h"

namespace vyrecc::vir0 {

bool isAssembly(StringRef text) { return Lexer(text).next().isWord(kAssemblyWord); }

FailureOr<Program> parseAssembly(StringRef text, DiagnosticEngine &diags) {
  return Parser(text, diags).parse();
}

LogicalResult Parser::parseHeader() {
  if (failed(expectWord(kAssemblyWord)))
    return failure();
  StringRef version = token.text;
  if (token.kind != Token::Kind::Word || !version.consume_front("v") ||
      version.getAsInteger(10, program.version) || program.version < kMinVersion ||
      program.version > kMaxVersion)
    return unexpected("v4, v5 or v6");
  advance();
  bool withOp = program.version >= 5 || consumeWord(kWithOpWord);
  program.subgroupRule = withOp ? SubgroupRule::WithOp : SubgroupRule::AddOnly;
  return success();
}

LogicalResult Parser::parseAttributes() {
  StringRef opId;
  if (consumeWord("entry_op")) {
    if (failed(parseString(opId)))
      return failure();
    program.entryOpId = opId;
  }
  if (consumeWord("workgroup"))
    for (uint32_t &size : program.workgroupSize)
      if (failed(parseInteger(size)))
        return failure();
  program.nonComposableWithSelf = consumeWord("non_composable");
  return success();
}

LogicalResult Parser::parseRange(Buffer &buffer) {
  Buffer::ByteRange range;
  if (failed(parseInteger(range.start)) || failed(expectWord("to")) ||
      failed(parseInteger(range.end)))
    return failure();
  buffer.outputByteRange = range;
  return success();
}

/// Parses what follows the word of an attribute.
LogicalResult Parser::parseBufferAttribute(StringRef word, Buffer &buffer) {
  if (word == "kind")
    return parseEnum(buffer.kind);
  if (word == "binding")
    return parseInteger(buffer.binding);
  if (word == "count")
    return parseInteger(buffer.count);
  if (word == "range")
    return parseRange(buffer);
  if (word == "coalesce")
    return parseInteger(buffer.hints.coalesceAxis.emplace());
  if (word == "align")
    return parseInteger(buffer.hints.preferredAlignment);
  if (word == "locality")
    return parseEnum(buffer.hints.cacheLocality);
  if (word == "linear")
    return parseEnum(buffer.linearType);
  if (word == "where")
    return parsePredicate(buffer.shapePredicate, 0);
  buffer.isOutput |= word == "output";
  buffer.pipelineLiveOut |= word == "live_out";
  buffer.bytesExtraction |= word == "bytes_extraction";
  return success();
}

LogicalResult Parser::parseBuffer(Buffer &buffer) {
  static constexpr StringRef kAttributes[] = {
      "kind",     "binding", "count",    "output", "live_out",         "range",
      "coalesce", "align",   "locality", "linear", "bytes_extraction", "where"};
  buffer.loc = token.loc;
  advance();
  if (failed(parseName('@', buffer.name)) || failed(expectPunctuation(':')) ||
      failed(parseType(buffer.element)) || failed(parseEnum(buffer.access)))
    return failure();
  buffer.kind = defaultKind(buffer.access);
  llvm::SmallVector<StringRef, std::size(kAttributes)> seen;
  while (token.kind == Token::Kind::Word && llvm::is_contained(kAttributes, token.text)) {
    StringRef word = token.text;
    if (llvm::is_contained(seen, word))
      return unexpected("each attribute of a buffer once");
    seen.push_back(word);
    advance();
    if (failed(parseBufferAttribute(word, buffer)))
      return failure();
  }
  return success();
}

LogicalResult Parser::parsePredicate(const ShapePredicate *&result, unsigned depth) {
  if (depth == kMaxPredicateDepth)
    return diags.error(DiagCode::TooDeep, token.loc,
                       "a shape predicate below 32 others (expected at most 32)");
  std::optional<ShapePredicate::Kind> kind;
  if (token.kind == Token::Kind::Word)
    kind = predicateFromSpelling(token.text);
  if (!kind)
    return unexpected("a shape predicate");
  advance();
  auto *made = program.make<ShapePredicate>();
  made->kind = *kind;
  result = made;

  bool first = true;
  auto begin = [&] { return expectPunctuation(std::exchange(first, false) ? '(' : ','); };
  auto integers = [&](auto... fields) -> LogicalResult {
    return success((... && (succeeded(begin()) && succeeded(parseInteger(*fields)))));
  };
  auto operand = [&](const ShapePredicate *&predicate) -> LogicalResult {
    return failed(begin()) ? failure() : parsePredicate(predicate, depth + 1);
  };
  auto arguments = [&]() -> LogicalResult {
    switch (made->kind) {
    case ShapePredicate::Kind::AtLeast:
    case ShapePredicate::Kind::AtMost:
    case ShapePredicate::Kind::Exactly:
    case ShapePredicate::Kind::MultipleOf:
      return integers(&made->value);
    case ShapePredicate::Kind::ModEquals:
      return integers(&made->value, &made->remainder);
    case ShapePredicate::Kind::AffineRange:
      return integers(&made->scale, &made->offset, &made->min, &made->max);
    case ShapePredicate::Kind::And:
    case ShapePredicate::Kind::Or:
      return failed(operand(made->left)) ? failure() : operand(made->right);
    case ShapePredicate::Kind::Not:
      return operand(made->left);
    }
    return failure();
  };
  return failed(arguments()) ? failure() : expectPunctuation(')');
}

FailureOr<Program> Parser::parse() {
  if (failed(parseHeader()) || failed(parseAttributes()))
    return failure();
  llvm::SmallVector<Buffer, 0> buffers;
  while (token.isWord("buffer"))
    if (failed(parseBuffer(buffers.emplace_back())))
      return failure();
  llvm::SmallVector<const Node *, 8> entry;
  while (token.kind != Token::Kind::End)
    if (failed(parseNode(entry.emplace_back())))
      return failure();
  program.buffers = program.copy(ArrayRef<Buffer>(buffers));
  program.entry = program.copy(NodeList(entry));
  return std::move(program);
}

} // namespace vyrecc::vir0
