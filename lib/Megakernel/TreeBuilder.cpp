// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Allocates the tree structs in the program's arena.
#include "TreeBuilder.h"

namespace vyrecc::megakernel {

using namespace vir0;

ExprPtr TreeBuilder::resolve(Operand operand) {
  if (operand.expr)
    return operand.expr;
  if (operand.variable) {
    auto *expr = program.make<VarExpr>();
    expr->name = operand.variable;
    return expr;
  }
  auto *expr = program.make<LitU32Expr>();
  expr->value = operand.literal;
  return expr;
}

ExprPtr TreeBuilder::load(const char *buffer, Operand index) {
  auto *expr = program.make<LoadExpr>();
  expr->buffer = buffer;
  expr->index = resolve(index);
  return expr;
}

ExprPtr TreeBuilder::workgroupIdX() { return program.make<WorkgroupIdExpr>(); }

ExprPtr TreeBuilder::localIdX() { return program.make<LocalIdExpr>(); }

ExprPtr TreeBuilder::select(Operand cond, Operand trueValue, Operand falseValue) {
  auto *expr = program.make<SelectExpr>();
  expr->cond = resolve(cond);
  expr->trueValue = resolve(trueValue);
  expr->falseValue = resolve(falseValue);
  return expr;
}

ExprPtr TreeBuilder::logicalNot(Operand operand) {
  auto *expr = program.make<UnaryExpr>();
  expr->op.tag = UnaryTag::LogicalNot;
  expr->operand = resolve(operand);
  return expr;
}

ExprPtr TreeBuilder::binary(BinaryTag tag, Operand left, Operand right) {
  auto *expr = program.make<BinaryExpr>();
  expr->op.tag = tag;
  expr->left = resolve(left);
  expr->right = resolve(right);
  return expr;
}

ExprPtr TreeBuilder::atomic(AtomicTag tag, const char *buffer, Operand index, ExprPtr expected,
                            Operand value) {
  auto *expr = program.make<AtomicExpr>();
  expr->op.tag = tag;
  expr->ordering = MemoryOrdering::SeqCst;
  expr->buffer = buffer;
  expr->index = resolve(index);
  expr->expected.expr = expected;
  expr->value = resolve(value);
  return expr;
}

ExprPtr TreeBuilder::atomicAdd(const char *buffer, Operand index, Operand value) {
  return atomic(AtomicTag::Add, buffer, index, nullptr, value);
}

ExprPtr TreeBuilder::atomicExchange(const char *buffer, Operand index, Operand value) {
  return atomic(AtomicTag::Exchange, buffer, index, nullptr, value);
}

ExprPtr TreeBuilder::compareExchange(const char *buffer, Operand index, Operand expected,
                                     Operand desired) {
  return atomic(AtomicTag::CompareExchange, buffer, index, resolve(expected), desired);
}

ExprPtr TreeBuilder::atomicLoad(const char *buffer, Operand index) {
  return atomicAdd(buffer, index, 0u);
}

NodePtr TreeBuilder::let(const char *name, Operand value) {
  auto *node = program.make<LetNode>();
  node->name = name;
  node->value = resolve(value);
  return node;
}

NodePtr TreeBuilder::assign(const char *name, Operand value) {
  auto *node = program.make<AssignNode>();
  node->name = name;
  node->value = resolve(value);
  return node;
}

NodePtr TreeBuilder::store(const char *buffer, Operand index, Operand value) {
  auto *node = program.make<StoreNode>();
  node->buffer = buffer;
  node->index = resolve(index);
  node->value = resolve(value);
  return node;
}

NodePtr TreeBuilder::ifThen(Operand cond, NodeList thenBody, NodeList elseBody) {
  auto *node = program.make<IfNode>();
  node->cond = resolve(cond);
  node->thenBody = program.copy(thenBody);
  node->elseBody = program.copy(elseBody);
  return node;
}

NodePtr TreeBuilder::loop(const char *variable, Operand from, Operand to, NodeList body) {
  auto *node = program.make<LoopNode>();
  node->var = variable;
  node->from = resolve(from);
  node->to = resolve(to);
  node->body = program.copy(body);
  return node;
}

NodePtr TreeBuilder::block(NodeList body) {
  auto *node = program.make<BlockNode>();
  node->body = program.copy(body);
  return node;
}

NodePtr TreeBuilder::returnNode() { return program.make<ReturnNode>(); }

NodePtr TreeBuilder::asyncLoad(const char *source, const char *destination, Operand offset,
                               Operand size, const char *tag) {
  auto *node = program.make<AsyncLoadNode>();
  node->source = source;
  node->destination = destination;
  node->offset = resolve(offset);
  node->size = resolve(size);
  node->tag = tag;
  return node;
}

void TreeBuilder::declareBuffer(const char *name, uint32_t words, BufferAccess access) {
  Buffer buffer;
  buffer.name = name;
  buffer.binding = nextBinding++;
  buffer.count = words;
  buffer.access = access;
  buffer.kind = access == BufferAccess::ReadOnly ? MemoryKind::Readonly : MemoryKind::Global;
  buffer.element = program.make<DataType>();
  buffers.push_back(buffer);
}

void TreeBuilder::declareBuffer(const Buffer &wanted) {
  Buffer buffer = wanted;
  buffer.binding = nextBinding++;
  buffer.isOutput = false;
  buffer.pipelineLiveOut = false;
  buffer.outputByteRange.reset();
  buffers.push_back(buffer);
}

const Buffer *TreeBuilder::findBuffer(llvm::StringRef name) const {
  for (const Buffer &buffer : buffers)
    if (buffer.name == name)
      return &buffer;
  return nullptr;
}

void TreeBuilder::reportFirstBufferOnly() {
  for (Buffer &buffer : llvm::drop_begin(buffers))
    buffer.outputByteRange = Buffer::ByteRange{0, 0};
}

void TreeBuilder::finish(uint32_t workgroup, NodeList body) {
  auto *root = program.make<RegionNode>();
  root->generator = "vyre.program.root";
  root->body = program.copy(body);
  program.workgroupSize[0] = workgroup;
  program.buffers = program.copy(ArrayRef<Buffer>(buffers));
  program.entry = program.copy(NodeList(root));
}

} // namespace vyrecc::megakernel
