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
  if (found == buffers.end()) // asynchronous copies name buffers that no rule asks for
    return error(DiagCode::UndeclaredBuffer, loc, "buffer '" + name + "' is not declared");
  return &found->second;
}

ir::Value *Importer::buildLoad(const BufferInfo &info, ir::Value *index) {
  return builder
      .create(OpKind::Load, info.layout.element, index, builder.bufferAttr(info.symbol))
      ->result();
}

void Importer::buildStore(const BufferInfo &info, ir::Value *index, ir::Value *value) {
  builder.create(OpKind::Store, {}, {index, value}, builder.bufferAttr(info.symbol));
}

ir::Value *Importer::buildLength(const BufferInfo &info) {
  ir::Value *length = builder.build(OpKind::BufferLen, {}, builder.bufferAttr(info.symbol));
  if (info.layout.lengthFactor != 1)
    length = builder.build(OpKind::Mul, {length, builder.constU32(info.layout.lengthFactor)});
  if (info.layout.lengthDivisor != 1)
    length = builder.build(OpKind::Div, {length, builder.constU32(info.layout.lengthDivisor)});
  return length;
}

/// What a load of the element gives.
Operand Importer::fromElement(ir::Value *element, const BufferInfo &info) {
  const ElementLayout &layout = info.layout;
  if (layout.bytesLength == 0)
    return {element};
  if (layout.element.bits() < 32)
    element = builder.convert(element, Type::getU32());
  return Operand::bytes(element, layout.bytesLength);
}

/// What the element holds after a store: the value's bytes, but for f32 elements.
ir::Value *Importer::toElement(Operand operand, const BufferInfo &info) {
  const Type element = info.layout.element;
  if (element == Type::getF32()) {
    if (operand.variant() == kFloat)
      return asF32(operand.value);
    if (!(operand.variant() & kU32))
      return builder.zero(element);
    ir::Value *bits = builder.bitcast(operand.value, element);
    return operand.isSigned ? builder.build(OpKind::Select,
                                            {operand.isSigned, builder.zero(element), bits})
                            : bits;
  }
  if (element == Type::getF64() && operand.variant() == kFloat)
    return builder.convert(operand.value, element);
  ir::Value *raw = rawBytes(operand, std::max(info.layout.stride, 4u));
  if (element.bits() < 32)
    return builder.convert(raw, element);
  return builder.bitcast(raw, element);
}

FailureOr<Operand> Importer::importLoad(const LoadExpr &expr) {
  FailureOr<const BufferInfo *> info = findBuffer(expr.buffer, expr.loc);
  if (failed(info))
    return failure();
  FailureOr<Operand> index = importExpr(*expr.index);
  if (failed(index))
    return failure();
  ir::Value *word = asU32(*index);
  if ((*info)->layout.isTail)
    return unsupported(expr.loc, "a load of bytes that is not stored at once");
  if ((*info)->layout.isArray)
    return Operand::bytes(builder.constU32(0), (*info)->layout.bytesLength);
  return fromElement(buildLoad(**info, word), **info);
}

FailureOr<Operand> Importer::importBufLen(const BufLenExpr &expr) {
  FailureOr<const BufferInfo *> info = findBuffer(expr.buffer, expr.loc);
  if (failed(info))
    return failure();
  return Operand{buildLength(**info)};
}

/// Stores to a buffer of bytes: those of a word, or all that another one holds from an index on.
LogicalResult Importer::importBytesStore(const StoreNode &node, const BufferInfo &info,
                                         ir::Value *index) {
  const auto *load = llvm::dyn_cast<LoadExpr>(node.value);
  auto source = load ? buffers.find(load->buffer) : buffers.end();
  const bool isCopy = source != buffers.end() && source->second.layout.isTail;
  FailureOr<Operand> value = importExpr(isCopy ? *load->index : *node.value);
  if (failed(value))
    return failure();
  ir::Value *first = isCopy ? asU32(*value) : nullptr;
  ir::Value *raw = isCopy ? nullptr : rawBytes(*value, 8);
  ir::Value *count = builder.constU32(value->isBytes ? value->length
                                      : value->variant() & (kU64 | kFloat) ? 8 : 4);
  if (isCopy) { // nothing where the index lies past the end
    ir::Value *length = buildLength(source->second);
    count = builder.build(OpKind::SatSub, {length, first});
  }
  // No longer than what the destination holds, so that no index wraps.
  ir::Value *room = builder.build(OpKind::SatSub, {buildLength(info), index});
  count = builder.build(OpKind::Min, {count, room});
  ir::Block *block = builder.insertionBlock();
  ir::Block &body = builder.createFor(builder.constU32(0), count, {})->region().block();
  builder.setInsertionPointToEnd(body);
  ir::Value *offset = body.arguments().front();
  if (isCopy && source->second.buffer == info.buffer) {
    // Towards the end of the same buffer from its last byte on, so that each is read before it is written.
    ir::Value *last = builder.build(OpKind::Sub, {count, builder.constU32(1)});
    offset = builder.build(OpKind::Select, {builder.cmp(ir::Predicate::Lt, first, index),
                                            builder.build(OpKind::Sub, {last, offset}), offset});
  }
  ir::Value *byte;
  if (isCopy) {
    byte = buildLoad(source->second, builder.build(OpKind::Add, {first, offset}));
  } else {
    ir::Value *shift = builder.build(OpKind::Mul, {offset, builder.constU32(8)});
    shift = builder.convert(shift, Type::getU64());
    byte = builder.convert(builder.build(OpKind::Shr, {raw, shift}), Type::getU8());
  }
  buildStore(info, builder.build(OpKind::Add, {index, offset}), byte);
  builder.yield();
  builder.setInsertionPointToEnd(*block);
  return success();
}

LogicalResult Importer::importStore(const StoreNode &node) {
  FailureOr<const BufferInfo *> info = findBuffer(node.buffer, node.loc);
  if (failed(info))
    return failure();
  FailureOr<Operand> index = importExpr(*node.index);
  if (failed(index))
    return failure();
  ir::Value *word = asU32(*index);
  if ((*info)->layout.isTail)
    return importBytesStore(node, **info, word);
  FailureOr<Operand> value = importExpr(*node.value);
  if (failed(value))
    return failure();
  if (!(*info)->layout.isArray)
    buildStore(**info, word, toElement(*value, **info));
  return success();
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
  case AtomicTag::FetchNand:
    return ir::RmwKind::Nand;
  case AtomicTag::CompareExchange:
  case AtomicTag::CompareExchangeWeak:
  case AtomicTag::Opaque:
    return std::nullopt;
  }
  return std::nullopt;
}

FailureOr<Operand> Importer::importAtomic(const AtomicExpr &expr) {
  const bool exchanges = expr.op.tag == AtomicTag::CompareExchange;
  std::optional<ir::RmwKind> rmw = rmwOf(expr.op.tag);
  if (!rmw && !exchanges)
    return unsupported(expr.loc, expr.op.tag == AtomicTag::Opaque
                                     ? "an opaque atomic operator"
                                     : "the atomic '" + mnemonic(expr.op.tag).str() + "'");
  FailureOr<const BufferInfo *> info = findBuffer(expr.buffer, expr.loc);
  if (failed(info))
    return failure();
  llvm::SmallVector<ir::Value *, 3> operands;
  for (const Expr *part : {expr.index, expr.expected.expr, expr.value}) {
    if (!part)
      continue;
    FailureOr<Operand> operand = importExpr(*part);
    if (failed(operand))
      return failure();
    operands.push_back(asU32(*operand));
  }
  llvm::SmallVector<ir::NamedAttr, 4> attrs;
  if (rmw)
    attrs.push_back({AttrName::Rmw, ir::Attr::enumerator(*rmw)});
  attrs.push_back(builder.bufferAttr((*info)->symbol));
  attrs.push_back(
      {AttrName::Ordering, ir::Attr::enumerator(static_cast<ir::Ordering>(expr.ordering))});
  attrs.push_back({AttrName::Scope, ir::Attr::enumerator(ir::Scope::Device)});
  OpKind kind = rmw ? OpKind::AtomicRmw : OpKind::AtomicCmpxchg;
  return Operand{builder.build(kind, operands, attrs)};
}

LogicalResult Importer::importSingleRankCopy(const Node &node, llvm::StringRef input,
                                             llvm::StringRef output) {
  FailureOr<const BufferInfo *> from = findBuffer(input, node.loc);
  FailureOr<const BufferInfo *> to = findBuffer(output, node.loc);
  if (failed(from) || failed(to))
    return failure();
  if ((*from)->layout.isTail || (*from)->layout.isArray)
    return unsupported(node.loc, "'" + mnemonic(node.kind) + "' of " +
                                     toString(*(*from)->buffer->element));
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
