// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Storage of ops, uses, blocks and regions.
#include "vyre-cc/IR/Op.h"

namespace vyrecc::ir {

bool Attr::operator==(const Attr &other) const {
  if (attrKind != other.attrKind || valueType != other.valueType)
    return false;
  switch (attrKind) {
  case AttrKind::String:
  case AttrKind::Symbol:
    return asString() == other.asString();
  case AttrKind::IntArray:
    return asArray() == other.asArray();
  case AttrKind::Unit:
  case AttrKind::Int:
  case AttrKind::Scalar:
  case AttrKind::Type:
  case AttrKind::Enum:
    return bits == other.bits;
  }
  return false;
}

void Value::replaceAllUsesWith(Value *other) {
  assert(other != this && "a value cannot replace itself");
  while (uses)
    uses->set(other);
}

Op *Block::parentOp() const { return region->parentOp(); }

Value *Block::addArgument(Context &context, Type type) {
  addArguments(context, type);
  return args.back();
}

void Block::addArguments(Context &context, ArrayRef<Type> types) {
  size_t before = args.size();
  auto *values = context.allocator().Allocate<Value>(types.size());
  Value **grown = context.allocator().Allocate<Value *>(before + types.size());
  std::copy(args.begin(), args.end(), grown);
  for (auto [index, type] : llvm::enumerate(types)) {
    grown[before + index] =
        new (&values[index]) Value(type, this, static_cast<unsigned>(before + index));
    context.madeScalars.set(static_cast<size_t>(type.scalar()));
  }
  args = ArrayRef<Value *>(grown, before + types.size());
}

void Block::eraseArguments(Context &context, ArrayRef<unsigned> indices) {
  Value **kept = context.allocator().Allocate<Value *>(args.size() - indices.size());
  size_t count = 0;
  for (Value *argument : args) {
    if (!indices.empty() && argument->number == indices.front()) {
      assert(!argument->hasUses() && "an argument with uses cannot be erased");
      indices = indices.drop_front();
      continue;
    }
    argument->number = static_cast<uint32_t>(count);
    kept[count++] = argument;
  }
  args = ArrayRef<Value *>(kept, count);
}

Op *Block::terminator() {
  if (list.empty() || !list.back().info().isTerminator)
    return nullptr;
  return &list.back();
}

Block &Region::emplaceBlock(Context &context) {
  assert(!entry && "a region has at most one block");
  entry = new (context.allocator().Allocate<Block>()) Block(this);
  return *entry;
}

void Region::adoptBlock(Block &block) {
  assert(!entry && !block.region && "a region has one block, and a block one region");
  entry = &block;
  block.region = this;
}

void Region::takeBlock(Region &other) {
  assert(!entry && "a region has at most one block");
  entry = std::exchange(other.entry, nullptr);
  if (entry)
    entry->region = this;
}

Op *Op::create(Context &context, OpKind kind, SourceLoc loc, ArrayRef<Type> resultTypes,
               ArrayRef<Value *> operands, ArrayRef<NamedAttr> attrs, unsigned numRegions) {
  // The attributes come last; they move away if their number grows.
  static_assert(alignof(NamedAttr) <= alignof(Op));
  const size_t ownSize =
      totalSizeToAlloc<Value, OpOperand, Region>(resultTypes.size(), operands.size(), numRegions);
  auto *memory = static_cast<char *>(context.allocator().Allocate(
      ownSize + attrs.size() * sizeof(NamedAttr), llvm::Align::Of<Op>()));
  Op *op = new (memory) Op(context, kind, loc, resultTypes.size(), operands.size(), numRegions);
  context.madeOps.set(static_cast<size_t>(kind));

  auto *result = op->getTrailingObjects<Value>();
  for (unsigned index = 0; index != resultTypes.size(); ++index) {
    new (result + index) Value(resultTypes[index], op, index);
    context.madeScalars.set(static_cast<size_t>(resultTypes[index].scalar()));
  }
  auto *use = op->getTrailingObjects<OpOperand>();
  for (Value *operand : operands)
    new (use++) OpOperand(op, operand);
  auto *region = op->getTrailingObjects<Region>();
  for (unsigned index = 0; index != numRegions; ++index)
    new (region + index) Region(op);
  auto *attr = reinterpret_cast<NamedAttr *>(memory + ownSize);
  std::uninitialized_copy(attrs.begin(), attrs.end(), attr);
  op->attributes = {attr, attrs.size()};
  return op;
}

void Op::setAttr(AttrName name, Attr value) {
  for (NamedAttr &attr : attributes)
    if (attr.name == name) {
      attr.value = value;
      return;
    }
  auto *grown = ctx->allocator().Allocate<NamedAttr>(attributes.size() + 1);
  std::uninitialized_copy(attributes.begin(), attributes.end(), grown);
  new (&grown[attributes.size()]) NamedAttr{name, value};
  attributes = {grown, attributes.size() + 1};
}

void Op::removeAttr(AttrName name) {
  auto *kept =
      llvm::remove_if(attributes, [&](const NamedAttr &attr) { return attr.name == name; });
  attributes = attributes.take_front(kept - attributes.begin());
}

void Op::insertBefore(Block &into, Block::OpList::iterator position) {
  assert(!block && "the op is in a block already");
  block = &into;
  into.ops().insert(position, *this);
}

void Op::moveBefore(Op *other) {
  block->ops().remove(*this);
  block = nullptr;
  insertBefore(*other->block, other->getIterator());
}

void Op::erase() {
  assert(!hasUses() && "an op with uses cannot be erased");
  walkPreOrder(*this, [](Op &inner) {
    for (OpOperand &operand : inner.operands())
      operand.set(nullptr);
  });
  if (block)
    block->ops().remove(*this);
  block = nullptr;
}

Op *Module::kernel() const {
  for (Op &op : body().ops())
    if (op.is(OpKind::Kernel))
      return &op;
  return nullptr;
}

llvm::SmallVector<Op *, 2> Module::kernels() const {
  llvm::SmallVector<Op *, 2> found;
  for (Op &op : body().ops())
    if (op.is(OpKind::Kernel))
      found.push_back(&op);
  return found;
}

llvm::SmallVector<Op *, 8> Module::buffers() const {
  llvm::SmallVector<Op *, 8> found;
  for (Op &op : body().ops())
    if (op.is(OpKind::BufferDecl))
      found.push_back(&op);
  return found;
}

Op *Module::findBuffer(StringRef name) const {
  for (Op &op : body().ops())
    if (op.is(OpKind::BufferDecl) && op.stringAttr(AttrName::SymName) == name)
      return &op;
  return nullptr;
}

} // namespace vyrecc::ir
