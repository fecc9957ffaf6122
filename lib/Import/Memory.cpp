// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports accesses to buffers: loads, stores, lengths, atomics (sections 16.7 and 16.8), and the
// collectives of a group of one rank (section 14).
#include "Importer.h"

namespace vyrecc {

using namespace vir0;
using ir::AttrName;
using ir::OpKind;
using ir::Type;

FailureOr<const BufferInfo *> Importer::findBuffer(llvm::StringRef name, SourceLoc loc) {
  auto found = buffers.find(name);
  if (found == buffers.end())
    return error(DiagCode::UndeclaredBuffer, loc, "buffer '" + name + "' is not declared");
  return &found->second;
}

FailureOr<const BufferInfo *> Importer::findElements(llvm::StringRef name, SourceLoc loc) {
  FailureOr<const BufferInfo *> info = findBuffer(name, loc);
  if (failed(info))
    return failure();
  const Buffer &buffer = *(*info)->buffer;
  if (buffer.element->tag == TypeTag::Bytes && !buffer.bytesExtraction)
    return error(DiagCode::BytesAccess, loc,
                 "buffer '" + name + "' holds bytes, which have no elements to access");
  if (!(*info)->element)
    return unsupported(loc, "an access to buffer '" + name + "' with element type '" +
                                toString(*buffer.element) + "'");
  return info;
}

ir::Value *Importer::buildLoad(const BufferInfo &info, ir::Value *index) {
  return builder.create(OpKind::Load, info.element, index, builder.bufferAttr(info.symbol))
      ->result();
}

void Importer::buildStore(const BufferInfo &info, ir::Value *index, ir::Value *value) {
  builder.create(OpKind::Store, {}, {index, value}, builder.bufferAttr(info.symbol));
}

ir::Value *Importer::buildLength(const BufferInfo &info) {
  return builder.build(OpKind::BufferLen, {}, builder.bufferAttr(info.symbol));
}

FailureOr<Operand> Importer::importLoad(const LoadExpr &expr) {
  FailureOr<const BufferInfo *> info = findElements(expr.buffer, expr.loc);
  if (failed(info))
    return failure();
  FailureOr<Operand> index = importExpr(*expr.index);
  if (failed(index))
    return failure();
  FailureOr<ir::Value *> word = asU32(*index, expr.index->loc, "the index of 'load'");
  if (failed(word))
    return failure();
  return Operand{buildLoad(**info, *word), (*info)->declared};
}

FailureOr<Operand> Importer::importBufLen(const BufLenExpr &expr) {
  FailureOr<const BufferInfo *> info = findBuffer(expr.buffer, expr.loc);
  if (failed(info))
    return failure();
  if (!(*info)->element)
    return unsupported(expr.loc, "the length of buffer '" + expr.buffer + "' with element type '" +
                                     toString(*(*info)->buffer->element) + "'");
  return Operand{buildLength(**info), Type::getU32()};
}

LogicalResult Importer::checkWritable(const BufferInfo &info, SourceLoc loc) {
  switch (info.buffer->access) {
  case BufferAccess::ReadWrite:
  case BufferAccess::WriteOnly:
  case BufferAccess::Workgroup:
    return success();
  case BufferAccess::ReadOnly:
  case BufferAccess::Uniform:
    break;
  }
  return error(DiagCode::NotWritable, loc,
               "buffer '" + info.buffer->name + "' has access '" + mnemonic(info.buffer->access) +
                   "' (expected read_write, write_only or workgroup)");
}

/// What the element of `info` holds after a store of `operand`: its bytes, but for f32 elements.
FailureOr<ir::Value *> Importer::toElement(Operand operand, const BufferInfo &info, SourceLoc loc) {
  ir::Value *value = operand.value;
  if (info.element.isFloat()) {
    if (operand.type().isFloat() || operand.type().isU32())
      return builder.bitcast(value, info.element);
    return builder.zero(info.element);
  }
  if (operand.type().isBool())
    return builder.convert(value, info.element);
  if (operand.type().isInteger())
    return builder.bitcast(value, info.element);
  return unsupported(loc, "an f32 stored in buffer '" + info.buffer->name + "' of " +
                              typeName(info.declared));
}

LogicalResult Importer::importStore(const StoreNode &node) {
  FailureOr<const BufferInfo *> info = findElements(node.buffer, node.loc);
  if (failed(info) || failed(checkWritable(**info, node.loc)))
    return failure();
  FailureOr<Operand> index = importExpr(*node.index);
  if (failed(index) ||
      failed(expectDeclared(*index, Type::getU32(), node.index->loc, "the index of 'store'")))
    return failure();
  const auto *literal = llvm::dyn_cast<LitU32Expr>(node.index);
  uint32_t count = (*info)->buffer->count;
  if (literal && count != 0 && literal->value >= count)
    return error(DiagCode::InvalidProgram, node.index->loc,
                 "the index " + llvm::Twine(literal->value) + " is outside buffer '" + node.buffer +
                     "' (expected less than " + llvm::Twine(count) + ")");
  FailureOr<Operand> value = importExpr(*node.value);
  if (failed(value) || failed(expectDeclared(*value, (*info)->declared, node.value->loc,
                                             "the value stored in '" + node.buffer.str() + "'")))
    return failure();
  FailureOr<ir::Value *> word = asU32(*index, node.index->loc, "the index of 'store'");
  if (failed(word))
    return failure();
  FailureOr<ir::Value *> element = toElement(*value, **info, node.value->loc);
  if (failed(element))
    return failure();
  buildStore(**info, *word, *element);
  return success();
}

LogicalResult Importer::checkAtomicBuffer(const AtomicExpr &expr) {
  FailureOr<const BufferInfo *> info = findBuffer(expr.buffer, expr.loc);
  if (failed(info))
    return failure();
  const Buffer &buffer = *(*info)->buffer;
  if (buffer.element->tag == TypeTag::Bytes)
    return error(DiagCode::BytesAccess, expr.loc,
                 "buffer '" + expr.buffer + "' holds bytes, which have no elements to access");
  if (buffer.element->tag != TypeTag::U32)
    return error(DiagCode::AtomicElement, expr.loc,
                 "an atomic on buffer '" + expr.buffer + "' of " + toString(*buffer.element) +
                     " (expected u32)");
  if (buffer.access == BufferAccess::Workgroup)
    return error(DiagCode::AtomicWorkgroup, expr.loc,
                 "an atomic on workgroup buffer '" + expr.buffer + "'");
  if (buffer.access != BufferAccess::ReadWrite)
    return error(DiagCode::AtomicAccess, expr.loc,
                 "an atomic on buffer '" + expr.buffer + "' with access '" +
                     mnemonic(buffer.access) + "' (expected read_write)");
  return success();
}

LogicalResult Importer::checkAtomicExpected(const AtomicExpr &expr) {
  bool wants = expr.op.tag == AtomicTag::CompareExchange;
  bool has = expr.expected.expr != nullptr;
  if (wants == has)
    return success();
  return error(DiagCode::InvalidProgram, expr.loc,
               wants ? llvm::Twine("'compare_exchange' has no expected value")
                     : "'" + mnemonic(expr.op.tag) + "' has an expected value (expected none)");
}

static std::optional<ir::RmwKind> rmwOf(AtomicTag tag) {
  switch (tag) {
  case AtomicTag::Add:
    return ir::RmwKind::Add;
  case AtomicTag::Or:
    return ir::RmwKind::Or;
  case AtomicTag::And:
    return ir::RmwKind::And;
  case AtomicTag::Xor:
    return ir::RmwKind::Xor;
  case AtomicTag::Min:
    return ir::RmwKind::Min;
  case AtomicTag::Max:
  case AtomicTag::LruUpdate:
    return ir::RmwKind::Max;
  case AtomicTag::Exchange:
    return ir::RmwKind::Exchange;
  case AtomicTag::CompareExchange:
  case AtomicTag::CompareExchangeWeak:
  case AtomicTag::FetchNand:
  case AtomicTag::Opaque:
    return std::nullopt;
  }
  return std::nullopt;
}

FailureOr<Operand> Importer::importAtomic(const AtomicExpr &expr) {
  if (failed(checkAtomicBuffer(expr)) || failed(checkAtomicExpected(expr)))
    return failure();
  if (expr.ordering == MemoryOrdering::GridSync)
    return error(DiagCode::InvalidProgram, expr.loc,
                 "an atomic has ordering 'grid_sync' (expected relaxed to seq_cst)");
  bool exchanges = expr.op.tag == AtomicTag::CompareExchange;
  std::optional<ir::RmwKind> rmw = rmwOf(expr.op.tag);
  if (!rmw && !exchanges)
    return unsupported(expr.loc, expr.op.tag == AtomicTag::Opaque
                                     ? "an opaque atomic operator"
                                     : "the atomic '" + mnemonic(expr.op.tag).str() + "'");

  struct Part {
    const Expr *expr;
    llvm::StringRef role;
  };
  llvm::SmallVector<ir::Value *, 3> operands;
  for (Part part : {Part{expr.index, "the index of an atomic"},
                    Part{expr.expected.expr, "the expected value of an atomic"},
                    Part{expr.value, "the value of an atomic"}}) {
    if (!part.expr)
      continue;
    FailureOr<Operand> operand = importExpr(*part.expr);
    if (failed(operand) ||
        failed(expectDeclared(*operand, Type::getU32(), part.expr->loc, part.role)))
      return failure();
    FailureOr<ir::Value *> word = asU32(*operand, part.expr->loc, part.role);
    if (failed(word))
      return failure();
    operands.push_back(*word);
  }

  llvm::SmallVector<ir::NamedAttr, 4> attrs;
  if (rmw)
    attrs.push_back({AttrName::Rmw, ir::Attr::enumerator(*rmw)});
  attrs.push_back(builder.bufferAttr(expr.buffer));
  attrs.push_back(
      {AttrName::Ordering, ir::Attr::enumerator(static_cast<ir::Ordering>(expr.ordering))});
  attrs.push_back({AttrName::Scope, ir::Attr::enumerator(ir::Scope::Device)});
  OpKind kind = rmw ? OpKind::AtomicRmw : OpKind::AtomicCmpxchg;
  return Operand{builder.build(kind, operands, attrs), Type::getU32()};
}

LogicalResult Importer::importCollective(const Node &node, uint32_t group, uint32_t root) {
  if (group != 0 || root != 0)
    return unsupported(node.loc, "'" + mnemonic(node.kind) + "' over more than one rank");
  // What one rank reduces or broadcasts it has already.
  return success();
}

LogicalResult Importer::importSingleRankCopy(const Node &node, llvm::StringRef input,
                                             llvm::StringRef output, uint32_t group) {
  if (failed(importCollective(node, group, /*root=*/0)))
    return failure();
  FailureOr<const BufferInfo *> from = findElements(input, node.loc);
  if (failed(from))
    return failure();
  FailureOr<const BufferInfo *> to = findElements(output, node.loc);
  if (failed(to) || failed(checkWritable(**to, node.loc)))
    return failure();
  if ((*from)->declared != (*to)->declared)
    return error(DiagCode::TypeMismatch, node.loc,
                 "'" + mnemonic(node.kind) + "' copies " + typeName((*from)->declared) + " to " +
                     typeName((*to)->declared) + " (expected one type)");
  // Each invocation copies the element of its own global x index where both buffers have it.
  ir::Block *block = builder.insertionBlock();
  ir::Value *index =
      builder.build(OpKind::InvocationId, {}, ir::NamedAttr{AttrName::Axis, ir::Attr::integer(0)});
  ir::Value *inTo = builder.cmp(ir::Predicate::Lt, index, buildLength(**to));
  ir::Value *inFrom = builder.cmp(ir::Predicate::Lt, index, buildLength(**from));
  ir::Op *guard = builder.createIf(builder.build(OpKind::And, {inTo, inFrom}), {});
  builder.setInsertionPointToEnd(guard->region(0).block());
  buildStore(**to, index, buildLoad(**from, index));
  builder.yield();
  builder.setInsertionPointToEnd(guard->region(1).block());
  builder.yield();
  builder.setInsertionPointToEnd(*block);
  return success();
}

} // namespace vyrecc
