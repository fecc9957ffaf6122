// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes ops at an insertion point. Types of results follow from the op table where it says how.
#ifndef VYRE_CC_IR_BUILDER_H
#define VYRE_CC_IR_BUILDER_H

#include "vyre-cc/IR/Op.h"

namespace vyrecc::ir {

class Builder {
public:
  explicit Builder(Context &context) : ctx(context) {}
  Builder(Context &context, Block &block) : ctx(context) { setInsertionPointToEnd(block); }

  Context &context() const { return ctx; }
  void setInsertionPointToEnd(Block &into) { block = &into, point = into.ops().end(); }
  void setInsertionPointBefore(Op *op) { block = op->parentBlock(), point = op->getIterator(); }
  void setInsertionPointAfter(Op *op) { block = op->parentBlock(), point = ++op->getIterator(); }
  Block *insertionBlock() const { return block; }

  /// Location given to the ops made from now on.
  void setLoc(SourceLoc newLoc) { location = newLoc; }
  SourceLoc loc() const { return location; }

  /// Makes and inserts an op with these result types.
  Op *create(OpKind kind, ArrayRef<Type> resultTypes, ArrayRef<Value *> operands = {},
             ArrayRef<NamedAttr> attrs = {}, unsigned numRegions = 0);
  /// Makes and inserts an op whose row fixes the types of its results. Gives the first result, or
  /// null.
  Value *build(OpKind kind, ArrayRef<Value *> operands = {}, ArrayRef<NamedAttr> attrs = {});

  Value *constant(Type type, uint64_t bits);
  Value *constU32(uint32_t value) { return constant(Type::getU32(), value); }
  Value *constBool(bool value) { return constant(Type::getBool(), value); }
  /// Of any type.
  Value *zero(Type type);
  Value *cmp(Predicate predicate, Value *lhs, Value *rhs);
  /// vir.convert, or the value itself where it has the type already.
  Value *convert(Value *value, Type type);
  /// vir.bitcast, likewise.
  Value *bitcast(Value *value, Type type);

  /// vir.if with two blocks, both without terminator.
  Op *createIf(Value *cond, ArrayRef<Type> resultTypes);
  /// vir.for with its block: arguments are the counter, then one for each init.
  Op *createFor(Value *from, Value *to, ArrayRef<Value *> inits);
  void yield(ArrayRef<Value *> values = {}) { create(OpKind::Yield, {}, values); }

  // Access to a buffer; `buffer` is interned or becomes so.
  NamedAttr bufferAttr(StringRef buffer) {
    return {AttrName::Buffer, Attr::symbol(ctx.intern(buffer))};
  }

private:
  Context &ctx;
  Block *block = nullptr;
  Block::OpList::iterator point;
  SourceLoc location;
};

/// Makes an empty module with its body block, in Form::Imported.
Module createModule(Context &context, SourceLoc loc = {});

/// The value's bits if it is the result of vir.const.
inline std::optional<uint64_t> constantBits(const Value *value) {
  const Op *op = value->definingOp();
  if (!op || !op->is(OpKind::Const))
    return std::nullopt;
  return op->intAttr(AttrName::Value);
}

} // namespace vyrecc::ir

#endif
