// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The IR: ops with operands, results, attributes and regions, in static single assignment form. A
// program is one vir.module op that holds vir.buffer ops and one vir.kernel. Control flow stays
// structured to the very end, so a region holds at most one block. All of it lives in a Context,
// which is one arena for one compile.
#ifndef VYRE_CC_IR_OP_H
#define VYRE_CC_IR_OP_H

#include "vyre-cc/IR/OpInfo.h"
#include "vyre-cc/Support/Arena.h"
#include "vyre-cc/Support/SourceLoc.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/simple_ilist.h"
#include "llvm/Support/TrailingObjects.h"
#include <bitset>

namespace vyrecc::ir {

class Block;
class Op;
class Region;
class Value;

/// Owns the memory of one compile. Not thread-safe; two compiles use two contexts.
class Context {
public:
  Context() : symbols(arena) {}
  Context(const Context &) = delete;
  Context &operator=(const Context &) = delete;

  /// The one copy of a name, to be used in Attr::symbol.
  StringRef intern(StringRef name) { return symbols.insert(name).first->first(); }
  StringRef copy(StringRef text) {
    char *data = arena.Allocate<char>(text.size());
    std::uninitialized_copy(text.begin(), text.end(), data);
    return StringRef(data, text.size());
  }
  ArrayRef<uint64_t> copy(ArrayRef<uint64_t> values) {
    uint64_t *data = arena.Allocate<uint64_t>(values.size());
    std::uninitialized_copy(values.begin(), values.end(), data);
    return ArrayRef<uint64_t>(data, values.size());
  }
  Arena &allocator() { return arena; }

  /// True if an op of one of these kinds was made here, whether or not it is still in a block. A pass that is about
  /// certain ops need not look through a program for what was never made.
  bool hasMade(std::initializer_list<OpKind> kinds) const {
    return llvm::any_of(kinds, [this](OpKind kind) { return madeOps[static_cast<size_t>(kind)]; });
  }
  /// The same for values of such scalars or vectors.
  bool hasMadeValue(std::initializer_list<Type> types) const {
    return llvm::any_of(
        types, [this](Type type) { return madeScalars[static_cast<size_t>(type.scalar())]; });
  }

private:
  friend class Block;
  friend class Op;
  Arena arena;
  llvm::StringSet<Arena &> symbols;
  std::bitset<256> madeOps;
  std::bitset<std::size(kScalarInfos)> madeScalars;
};

/// A use of a value: one operand of an op. Linked into the list of uses of its value.
class OpOperand {
public:
  OpOperand(Op *owner, Value *value) : user(owner) { set(value); }
  OpOperand(const OpOperand &) = delete;
  Value *get() const { return value; }
  Op *owner() const { return user; }
  OpOperand *nextUse() const { return next; }
  inline void set(Value *newValue);

private:
  Value *value = nullptr;
  Op *user;
  OpOperand *next = nullptr;
  OpOperand **link = nullptr; ///< what points at this use
};

/// The result of an op, or an argument of a block.
class Value {
public:
  Value(Type type, Op *definingOp, unsigned index)
      : valueType(type), isArgument(false), number(index), definition(definingOp) {}
  Value(Type type, Block *owner, unsigned index)
      : valueType(type), isArgument(true), number(index), definition(owner) {}

  Type type() const { return valueType; }
  void setType(Type type) { valueType = type; }
  /// The op whose result this is; null for a block argument.
  Op *definingOp() const { return isArgument ? nullptr : static_cast<Op *>(definition); }
  /// The block whose argument this is; null for a result.
  Block *owner() const { return isArgument ? static_cast<Block *>(definition) : nullptr; }
  /// Which result or argument.
  unsigned index() const { return number; }
  OpOperand *firstUse() const { return uses; }
  bool hasUses() const { return uses != nullptr; }
  void replaceAllUsesWith(Value *other);

  /// A number that whoever walks the program gives this value for its own use, where a map would have to grow with
  /// the program. It means nothing to the next walk.
  uint32_t slot() const { return slotNumber; }
  void setSlot(uint32_t slot) { slotNumber = slot; }

private:
  friend class Block;
  friend class OpOperand;
  Type valueType;
  bool isArgument;
  uint32_t number;
  uint32_t slotNumber = 0;
  void *definition; ///< the Op or the Block
  OpOperand *uses = nullptr;
};

inline void OpOperand::set(Value *newValue) {
  if (value) {
    *link = next;
    if (next)
      next->link = link;
  }
  value = newValue;
  next = nullptr;
  link = nullptr;
  if (!value)
    return;
  next = value->uses;
  link = &value->uses;
  if (next)
    next->link = &next;
  value->uses = this;
}

/// A list of ops that ends in a terminator, with arguments.
class Block {
public:
  using OpList = llvm::simple_ilist<Op>;

  explicit Block(Region *parent) : region(parent) {}
  OpList &ops() { return list; }
  const OpList &ops() const { return list; }
  Region *parent() const { return region; }
  Op *parentOp() const;
  ArrayRef<Value *> arguments() const { return args; }
  Value *addArgument(Context &context, Type type);
  /// Adds many at once; one at a time costs quadratic memory.
  void addArguments(Context &context, ArrayRef<Type> types);
  /// Takes out the arguments with these ascending indices, which have no uses.
  void eraseArguments(Context &context, ArrayRef<unsigned> indices);
  /// The last op, if it is a terminator.
  Op *terminator();

private:
  friend class Region;
  OpList list;
  ArrayRef<Value *> args; ///< in the arena
  Region *region;
};

/// Part of an op: empty, or one block.
class Region {
public:
  explicit Region(Op *parent) : op(parent) {}
  Op *parentOp() const { return op; }
  bool empty() const { return entry == nullptr; }
  Block &block() const { return *entry; }
  Block &emplaceBlock(Context &context);
  /// Makes a block that was made without a region the block of this one.
  void adoptBlock(Block &block);
  /// Moves the block of `other`, if it has one, to this empty region.
  void takeBlock(Region &other);

private:
  Op *op;
  Block *entry = nullptr;
};

/// One allocation holds an op and, behind it, its results, operands and regions.
class Op final : public llvm::ilist_node<Op>,
                 private llvm::TrailingObjects<Op, Value, OpOperand, Region> {
public:
  /// Makes an op outside of any block. Regions start empty.
  static Op *create(Context &context, OpKind kind, SourceLoc loc, ArrayRef<Type> resultTypes = {},
                    ArrayRef<Value *> operands = {}, ArrayRef<NamedAttr> attrs = {},
                    unsigned numRegions = 0);

  OpKind kind() const { return opKind; }
  bool is(OpKind kind) const { return opKind == kind; }
  const OpInfo &info() const { return opInfo(opKind); }
  SourceLoc loc() const { return location; }

  unsigned numOperands() const { return operandCount; }
  Value *operand(unsigned index) const { return operands()[index].get(); }
  llvm::MutableArrayRef<OpOperand> operands() {
    return {getTrailingObjects<OpOperand>(), operandCount};
  }
  ArrayRef<OpOperand> operands() const { return {getTrailingObjects<OpOperand>(), operandCount}; }
  void setOperand(unsigned index, Value *value) { operands()[index].set(value); }

  unsigned numResults() const { return resultCount; }
  Value *result(unsigned index = 0) { return &results()[index]; }
  llvm::MutableArrayRef<Value> results() { return {getTrailingObjects<Value>(), resultCount}; }
  ArrayRef<Value> results() const { return {getTrailingObjects<Value>(), resultCount}; }
  bool hasUses() const {
    return llvm::any_of(results(), [](const Value &value) { return value.hasUses(); });
  }

  unsigned numRegions() const { return regionCount; }
  Region &region(unsigned index = 0) { return regions()[index]; }
  const Region &region(unsigned index = 0) const { return getTrailingObjects<Region>()[index]; }
  llvm::MutableArrayRef<Region> regions() { return {getTrailingObjects<Region>(), regionCount}; }

  ArrayRef<NamedAttr> attrs() const { return attributes; }
  /// The attribute, or null.
  const Attr *attr(AttrName name) const {
    for (const NamedAttr &attr : attributes)
      if (attr.name == name)
        return &attr.value;
    return nullptr;
  }
  bool hasAttr(AttrName name) const { return attr(name) != nullptr; }
  /// Adds or replaces an attribute.
  void setAttr(AttrName name, Attr value);
  /// Takes an attribute away, if the op has it.
  void removeAttr(AttrName name);
  // For attributes that the verifier has seen.
  uint64_t intAttr(AttrName name) const { return attr(name)->asInt(); }
  StringRef stringAttr(AttrName name) const { return attr(name)->asString(); }
  template <typename E> E enumAttr(AttrName name) const { return attr(name)->asEnum<E>(); }

  Block *parentBlock() const { return block; }
  /// The op whose region holds this op, or null.
  Op *parentOp() const { return block ? block->parentOp() : nullptr; }

  /// Inserts this op into a block before `position`.
  void insertBefore(Block &into, Block::OpList::iterator position);
  void moveBefore(Op *other);
  /// Takes the op out of its block and drops its operands and those of ops inside it. The op must
  /// have no uses.
  void erase();

private:
  friend TrailingObjects;
  Op(Context &context, OpKind kind, SourceLoc loc, size_t numResults, size_t numOperands,
     unsigned numRegions)
      : ctx(&context), location(loc), resultCount(static_cast<uint32_t>(numResults)),
        operandCount(static_cast<uint32_t>(numOperands)), regionCount(numRegions), opKind(kind) {}
  size_t numTrailingObjects(OverloadToken<Value>) const { return resultCount; }
  size_t numTrailingObjects(OverloadToken<OpOperand>) const { return operandCount; }

  Context *ctx;
  Block *block = nullptr;
  llvm::MutableArrayRef<NamedAttr> attributes; ///< in the arena
  SourceLoc location;
  uint32_t resultCount, operandCount, regionCount;
  OpKind opKind;
};

/// Calls `visit` for each op inside `op`, then for `op` itself, innermost first. `visit` may erase
/// the op it is given. Recursion follows the nesting of regions.
template <typename Visitor> void walkPostOrder(Op &op, Visitor &&visit) {
  for (Region &region : op.regions()) {
    if (region.empty())
      continue;
    for (auto it = region.block().ops().begin(), end = region.block().ops().end(); it != end;)
      walkPostOrder(*it++, visit);
  }
  visit(op);
}

/// The same, outermost first. `visit` must not erase the op it is given.
template <typename Visitor> void walkPreOrder(Op &op, Visitor &&visit) {
  visit(op);
  for (Region &region : op.regions())
    if (!region.empty())
      for (Op &inner : region.block().ops())
        walkPreOrder(inner, visit);
}

/// A program: the vir.module op and quick ways to what is in it.
class Module {
public:
  Module() = default;
  explicit Module(Op *moduleOp) : moduleOp(moduleOp) {}
  explicit operator bool() const { return moduleOp != nullptr; }

  Op *op() const { return moduleOp; }
  Block &body() const { return moduleOp->region().block(); }
  /// The first vir.kernel op, or null.
  Op *kernel() const;
  /// All of them, in the order in which the host runs them.
  llvm::SmallVector<Op *, 2> kernels() const;
  /// The vir.buffer ops in declaration order.
  llvm::SmallVector<Op *, 8> buffers() const;
  /// The vir.buffer with this name, or null.
  Op *findBuffer(StringRef name) const;
  Form form() const { return moduleOp->enumAttr<Form>(AttrName::ModuleForm); }
  void setForm(Form form) { moduleOp->setAttr(AttrName::ModuleForm, Attr::enumerator(form)); }

private:
  Op *moduleOp = nullptr;
};

} // namespace vyrecc::ir

#endif
