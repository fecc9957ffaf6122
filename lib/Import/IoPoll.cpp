// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The IO-polling loop of the megakernel (section 6.0 of its specification, block Q): it claims
// requests of io_queue and starts their transfers between two tables that no program declares.
// Known by its shape, it is left out, since the host can do the work, or compiled with the tables
// declared.
#include "Importer.h"
#include "vyre-cc/Protocol/Layout.h"

namespace vyrecc {

using namespace vir0;
using ir::OpKind;
using ir::Type;

static constexpr llvm::StringLiteral kSourceTable = "io_source_capability_table";
static constexpr llvm::StringLiteral kDestinationTable = "io_destination_capability_table";

namespace {

/// Compares a loop with the block's shape. Names are free, and so is whether a value is bound or
/// written in place.
class IoPollShape {
public:
  explicit IoPollShape(const LoopNode &loop) : loop(loop) {}

  bool matches();
  /// Names that the loop binds.
  llvm::ArrayRef<StringRef> boundNames() const { return names; }

private:
  bool isClaim(const Expr *expr) const;
  bool matchesTransfer(NodeList body);
  bool bindPure(const Node *node);
  const Expr *resolve(const Expr *expr) const;
  std::optional<uint32_t> literal(const Expr *expr) const;
  bool isSlotBase(const Expr *expr) const;
  bool isField(const Expr *index, uint32_t field) const;
  bool isQueueLoad(const Expr *expr) const;
  bool isQueueLoad(const Expr *expr, uint32_t field) const;

  const LoopNode &loop;
  llvm::SmallVector<StringRef, 8> names;
  llvm::DenseMap<StringRef, const Expr *> bound;
};

} // namespace

const Expr *IoPollShape::resolve(const Expr *expr) const {
  // A value only refers to names bound before it, so this ends.
  while (const auto *var = llvm::dyn_cast<VarExpr>(expr)) {
    auto found = bound.find(var->name);
    if (found == bound.end())
      return expr;
    expr = found->second;
  }
  return expr;
}

std::optional<uint32_t> IoPollShape::literal(const Expr *expr) const {
  if (const auto *found = llvm::dyn_cast<LitU32Expr>(resolve(expr)))
    return found->value;
  return std::nullopt;
}

/// counter * 8, or counter << 3
bool IoPollShape::isSlotBase(const Expr *expr) const {
  const auto *product = llvm::dyn_cast<BinaryExpr>(resolve(expr));
  if (!product)
    return false;
  bool shifts = product->op.tag == BinaryTag::Shl;
  if (!shifts && product->op.tag != BinaryTag::Mul)
    return false;
  const auto *counter = llvm::dyn_cast<VarExpr>(resolve(product->left));
  return counter && counter->name == loop.var &&
         literal(product->right) ==
             (shifts ? llvm::Log2_32(protocol::kIoSlotWords) : protocol::kIoSlotWords);
}

/// base + field
bool IoPollShape::isField(const Expr *index, uint32_t field) const {
  const auto *sum = llvm::dyn_cast<BinaryExpr>(resolve(index));
  return sum && sum->op.tag == BinaryTag::Add && isSlotBase(sum->left) &&
         literal(sum->right) == field;
}

bool IoPollShape::isQueueLoad(const Expr *expr) const {
  for (uint32_t field = 0; field != protocol::kIoSlotWords; ++field)
    if (isQueueLoad(expr, field))
      return true;
  return false;
}

bool IoPollShape::isQueueLoad(const Expr *expr, uint32_t field) const {
  const auto *load = llvm::dyn_cast<LoadExpr>(resolve(expr));
  return load && load->buffer == protocol::kBufferIoQueueSpelling && isField(load->index, field);
}

/// compare_exchange(io_queue, base + status, PUBLISHED -> CLAIMED)
bool IoPollShape::isClaim(const Expr *expr) const {
  const auto *atomic = llvm::dyn_cast<AtomicExpr>(resolve(expr));
  return atomic && atomic->op.tag == AtomicTag::CompareExchange && atomic->expected.expr &&
         atomic->buffer == protocol::kBufferIoQueueSpelling &&
         isField(atomic->index, protocol::kIoStatus) &&
         literal(atomic->expected.expr) == word(protocol::SlotStatus::Published) &&
         literal(atomic->value) == word(protocol::SlotStatus::Claimed);
}

/// Takes a Let of an index or of a word of the request.
bool IoPollShape::bindPure(const Node *node) {
  const auto *let = llvm::dyn_cast<LetNode>(node);
  if (!let || let->name == loop.var || bound.contains(let->name))
    return false;
  bool isIndex = isSlotBase(let->value);
  for (uint32_t field = 0; field != protocol::kIoSlotWords && !isIndex; ++field)
    isIndex = isField(let->value, field);
  if (!isIndex && !isQueueLoad(let->value))
    return false;
  // Resolved at once, so that no chain of names grows.
  bound[let->name] = resolve(let->value);
  names.push_back(let->name);
  return true;
}

/// The transfer, then status = DONE, with bindings before either.
bool IoPollShape::matchesTransfer(NodeList body) {
  auto dropBindings = [&] {
    while (!body.empty() && bindPure(body.front()))
      body = body.drop_front();
  };
  dropBindings();
  const auto *load = body.empty() ? nullptr : llvm::dyn_cast<AsyncLoadNode>(body.front());
  if (!load || load->source != kSourceTable || load->destination != kDestinationTable ||
      load->tag.empty() || !isQueueLoad(load->offset, protocol::kIoOffsetLo) ||
      !isQueueLoad(load->size, protocol::kIoByteCount))
    return false;
  body = body.drop_front();
  dropBindings();
  const auto *done = body.size() == 1 ? llvm::dyn_cast<StoreNode>(body.front()) : nullptr;
  return done && done->buffer == protocol::kBufferIoQueueSpelling &&
         isField(done->index, protocol::kIoStatus) &&
         literal(done->value) == word(protocol::SlotStatus::Done);
}

bool IoPollShape::matches() {
  if (literal(loop.from) != 0 || !literal(loop.to))
    return false;
  names.push_back(loop.var);
  NodeList body = loop.body;
  while (!body.empty() && bindPure(body.front()))
    body = body.drop_front();
  if (body.empty())
    return false;
  StringRef claim;
  if (const auto *let = llvm::dyn_cast<LetNode>(body.front())) {
    if (!isClaim(let->value) || let->name == loop.var || bound.contains(let->name))
      return false;
    claim = let->name;
    names.push_back(claim);
    body = body.drop_front();
  }
  const auto *branch = body.size() == 1 ? llvm::dyn_cast<IfNode>(body.front()) : nullptr;
  if (!branch || !branch->elseBody.empty())
    return false;
  const auto *won = llvm::dyn_cast<BinaryExpr>(branch->cond);
  if (!won || won->op.tag != BinaryTag::Eq ||
      literal(won->right) != word(protocol::SlotStatus::Published))
    return false;
  const auto *previous = llvm::dyn_cast<VarExpr>(won->left);
  bool testsClaim = claim.empty() ? isClaim(won->left) : previous && previous->name == claim;
  return testsClaim && matchesTransfer(branch->thenBody);
}

bool Importer::isIoPoll(const LoopNode &loop) {
  auto queue = buffers.find(protocol::kBufferIoQueueSpelling);
  if (queue == buffers.end() || queue->second.buffer->access != BufferAccess::ReadWrite ||
      queue->second.buffer->element->tag != TypeTag::U32)
    return false;
  if (!ioTablesDeclared && (buffers.contains(kSourceTable) || buffers.contains(kDestinationTable)))
    return false;
  IoPollShape shape(loop);
  if (!shape.matches())
    return false;
  // A name that is bound already has to be refused, wherever the loop goes.
  return llvm::none_of(shape.boundNames(), [&](StringRef name) { return scopes.find(name); });
}

LogicalResult Importer::importIoPoll(const LoopNode &loop) {
  if (options.ioPoll == IoPoll::Host) {
    report(DiagCode::IoPollLeftOut, loop.loc,
           "the loop that services io_queue is left out: the host does it");
    return success();
  }
  if (failed(declareIoTables(loop.loc)))
    return failure();
  insideIoPoll = true;
  LogicalResult result = importLoop(loop);
  insideIoPoll = false;
  return result;
}

LogicalResult Importer::checkBindingFree(const Buffer &table) {
  for (const Buffer &other : program.buffers)
    if (other.access != BufferAccess::Workgroup && other.binding == table.binding)
      return error(DiagCode::DuplicateBufferBinding, table.loc,
                   "buffer '" + table.name + "' has binding " + llvm::Twine(table.binding) +
                       ", and so has '" + other.name + "'");
  return success();
}

LogicalResult Importer::declareIoTables(SourceLoc loc) {
  if (std::exchange(ioTablesDeclared, true))
    return success();
  struct Table {
    llvm::StringRef name;
    uint32_t binding;
    BufferAccess access;
  };
  static constexpr DataType kWord{};
  ir::Block *block = builder.insertionBlock();
  builder.setInsertionPointBefore(kernel);
  LogicalResult result = success();
  for (Table table : {Table{kSourceTable, protocol::kIoSourceTableBinding, BufferAccess::ReadOnly},
                      Table{kDestinationTable, protocol::kIoDestinationTableBinding, BufferAccess::ReadWrite}}) {
    ioTables.push_back({});
    Buffer &buffer = ioTables.back();
    buffer.name = table.name;
    buffer.binding = table.binding;
    buffer.access = table.access;
    buffer.element = &kWord;
    buffer.loc = loc;
    if (succeeded(result))
      result = checkBindingFree(buffer);
    if (succeeded(result))
      result = declareBuffer(buffer);
  }
  builder.setInsertionPointToEnd(*block);
  builder.setLoc(loc);
  return result;
}

/// Copies words as the loop meets them: as many as `size` bytes touch and the destination holds,
/// from the word of byte `offset` on; words outside the source read as 0.
LogicalResult Importer::importIoTransfer(const AsyncLoadNode &node) {
  FailureOr<const BufferInfo *> source = findBuffer(node.source, node.loc);
  FailureOr<const BufferInfo *> destination = findBuffer(node.destination, node.loc);
  if (failed(source) || failed(destination))
    return failure();
  FailureOr<Operand> offset = importExpr(*node.offset);
  if (failed(offset))
    return failure();
  FailureOr<Operand> size = importExpr(*node.size);
  if (failed(size))
    return failure();

  ir::Value *two = builder.constU32(2);
  ir::Value *first = builder.build(OpKind::Shr, {offset->value, two});
  ir::Value *wholeWords = builder.build(OpKind::Shr, {size->value, two});
  ir::Value *restBytes = builder.build(OpKind::And, {size->value, builder.constU32(3)});
  ir::Value *restWord = builder.convert(
      builder.cmp(ir::Predicate::Ne, restBytes, builder.constU32(0)), Type::getU32());
  ir::Value *words = builder.build(OpKind::Add, {wholeWords, restWord});
  ir::Value *count = builder.build(OpKind::Min, {words, buildLength(**destination)});
  ir::Block *block = builder.insertionBlock();
  ir::Block &body = builder.createFor(builder.constU32(0), count, {})->region().block();
  builder.setInsertionPointToEnd(body);
  ir::Value *index = body.arguments().front();
  ir::Value *from = builder.build(OpKind::Add, {first, index});
  buildStore(**destination, index, buildLoad(**source, from));
  builder.yield();
  builder.setInsertionPointToEnd(*block);
  return success();
}

} // namespace vyrecc
