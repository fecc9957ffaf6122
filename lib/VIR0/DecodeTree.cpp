// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes and expressions (sections 5 and 6), read field by field as their rows say.
#include "Decoder.h"
#include "Rules.h"
#include "llvm/ADT/ScopeExit.h"

namespace vyrecc::vir0 {

/// Reads one field; its type says how.
struct FieldReader {
  Decoder &decoder;
  Reader &reader;

  LogicalResult operator()(StringRef, uint32_t &field) { return reader.u32(field); }
  LogicalResult operator()(StringRef, uint64_t &field) { return reader.u64(field); }
  LogicalResult operator()(StringRef, StringRef &field) { return reader.str(field); }
  LogicalResult operator()(StringRef, Axis &field) { return reader.u8(field.value); }
  LogicalResult operator()(StringRef, F32Bits &field) { return reader.u32(field.bits); }
  LogicalResult operator()(StringRef, int32_t &field) {
    uint32_t bits = 0;
    if (failed(reader.u32(bits)))
      return failure();
    field = int32_t(bits);
    return success();
  }
  /// Any byte but 0 is true.
  LogicalResult operator()(StringRef, bool &field) {
    uint8_t byte = 0;
    if (failed(reader.u8(byte)))
      return failure();
    field = byte != 0;
    return success();
  }

  LogicalResult operator()(StringRef name, ExprPtr &field) {
    return decoder.fault.within(name, decoder.readExpr(reader, field));
  }
  LogicalResult operator()(StringRef name, OptionalExpr &field) {
    bool present = false;
    if (failed((*this)(name, present)))
      return failure();
    return present ? (*this)(name, field.expr) : success();
  }
  LogicalResult operator()(StringRef name, ExprList &field) {
    return list<Expr>(name, field, kMaxArgs, "arguments",
                      [&](const Expr *&expr) { return decoder.readExpr(reader, expr); });
  }
  LogicalResult operator()(StringRef name, NodeList &field) {
    return list<Node>(name, field, kMaxNodes, "nodes",
                      [&](const Node *&node) { return decoder.readNode(reader, node); });
  }

  LogicalResult operator()(StringRef, OptionalString &field) {
    bool present = false;
    StringRef text;
    if (failed(decoder.readFlag(reader, present, "the presence of a name")))
      return failure();
    if (!present)
      return success();
    if (failed(reader.str(text)))
      return failure();
    field.text = text;
    return success();
  }
  LogicalResult operator()(StringRef, OpaqueBytes &field) {
    uint32_t from = reader.offset();
    uint32_t size = 0;
    if (failed(reader.u32(size)) ||
        failed(reader.expectAtMost(size, kMaxOpaqueBytes, from, "bytes in an opaque payload")))
      return failure();
    return reader.take(size, field.bytes);
  }

  LogicalResult operator()(StringRef, TypePtr &field) { return decoder.readType(reader, field); }
  LogicalResult operator()(StringRef, BinaryOp &field) { return op(field); }
  LogicalResult operator()(StringRef, UnaryOp &field) { return op(field); }
  LogicalResult operator()(StringRef, AtomicOp &field) { return op(field); }
  LogicalResult operator()(StringRef, ReduceOp &field) {
    if (!decoder.subgroupReduceOffset)
      decoder.subgroupReduceOffset = reader.offset() - 1; // the tag that was just read
    if (decoder.program.subgroupRule == SubgroupRule::AddOnly) {
      field = ReduceOp::Add;
      return success();
    }
    return decoder.readTag(reader, field);
  }
  template <typename Enum>
    requires std::is_enum_v<Enum>
  LogicalResult operator()(StringRef, Enum &field) {
    return decoder.readTag(reader, field);
  }

private:
  template <typename Op> LogicalResult op(Op &field) {
    if (failed(decoder.readTag(reader, field.tag)))
      return failure();
    if (field.tag != decltype(field.tag)::Opaque)
      return success();
    return decoder.readExtension(reader, field.extension);
  }

  template <typename T, typename Read>
  LogicalResult list(StringRef name, ArrayRef<const T *> &field, uint32_t limit, StringRef what,
                     Read read) {
    uint32_t from = reader.offset();
    uint32_t count = 0;
    if (failed(reader.u32(count)) || failed(reader.expectAtMost(count, limit, from, what)) ||
        failed(reader.expectElements(count, 1, from)))
      return failure();
    llvm::SmallVector<const T *, 8> elements;
    for (uint32_t i = 0; i < count; ++i) {
      const T *element = nullptr;
      if (failed(decoder.fault.within(name, i, read(element))))
        return failure();
      elements.push_back(element);
    }
    field = decoder.program.copy(ArrayRef<const T *>(elements));
    return success();
  }
};

/// What an opaque payload must be, beyond its framing: upstream refuses every kind that no one
/// registered.
static LogicalResult checkOpaque(Reader &reader, uint32_t from, const OpaqueExprExpr &opaque) {
  if (!isWideLiteral(opaque.kind))
    return reader.fail(DiagCode::UnknownExtension, from,
                       "the opaque expression '" + opaque.kind + "' (expected a known kind)");
  if (opaque.payload.bytes.size() == kWideLiteralBytes)
    return success();
  return reader.fail(DiagCode::BadValue, from,
                     "a payload of " + llvm::Twine(opaque.payload.bytes.size()) + " bytes for '" +
                         opaque.kind + "' (expected 8)");
}
static LogicalResult checkOpaque(Reader &reader, uint32_t from, const OpaqueNodeNode &opaque) {
  return reader.fail(DiagCode::UnknownExtension, from,
                     "the opaque node '" + opaque.kind + "' (expected a known kind)");
}
template <typename T> static LogicalResult checkOpaque(Reader &, uint32_t, const T &) {
  return success();
}

template <typename Struct, typename Base>
LogicalResult Decoder::readStruct(Reader &reader, uint32_t from, const Base *&result) {
  auto *made = program.make<Struct>();
  if (failed(visitFields(*made, FieldReader{*this, reader})) ||
      failed(checkOpaque(reader, from, *made)))
    return failure();
  made->loc = SourceLoc::bytes(from, reader.offset() - from);
  result = made;
  return success();
}

LogicalResult Decoder::enterNode(Reader &reader) {
  if (depth == kMaxDepth)
    return fault.set(DiagCode::TooDeep, SourceLoc::bytes(reader.offset(), reader.atEnd() ? 0 : 1),
                     "nodes and expressions nest deeper than 64 (expected at most 64)");
  ++depth;
  return success();
}

LogicalResult Decoder::readNode(Reader &reader, const Node *&node) {
  uint32_t from = reader.offset();
  NodeKind kind{};
  if (failed(enterNode(reader)))
    return failure();
  auto leave = llvm::make_scope_exit([this] { --depth; });
  if (failed(readTag(reader, kind)))
    return failure();
  switch (kind) {
#define VIR0_NODE(Name, Tag, OpId, Mnemonic, Fields)                                               \
  case NodeKind::Name:                                                                             \
    return readStruct<Name##Node>(reader, from, node);
#include "vyre-cc/VIR0/Format.def"
  }
  return failure();
}

LogicalResult Decoder::readExpr(Reader &reader, const Expr *&expr) {
  uint32_t from = reader.offset();
  ExprKind kind{};
  if (failed(enterNode(reader)))
    return failure();
  auto leave = llvm::make_scope_exit([this] { --depth; });
  if (failed(readTag(reader, kind)))
    return failure();
  if (program.version < sinceVersion(kind))
    return unknownTag(reader, from, uint8_t(kind), "an expression of this version");
  switch (kind) {
#define VIR0_EXPR(Name, Tag, Mnemonic, Fields)                                                     \
  case ExprKind::Name:                                                                             \
    return readStruct<Name##Expr>(reader, from, expr);
#include "vyre-cc/VIR0/Format.def"
  }
  return failure();
}

} // namespace vyrecc::vir0
