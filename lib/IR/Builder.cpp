// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes ops; types of results come from the op table.
#include "vyre-cc/IR/Builder.h"

namespace vyrecc::ir {

Op *Builder::create(OpKind kind, ArrayRef<Type> resultTypes, ArrayRef<Value *> operands,
                    ArrayRef<NamedAttr> attrs, unsigned numRegions) {
  Op *op = Op::create(ctx, kind, location, resultTypes, operands, attrs, numRegions);
  op->insertBefore(*block, point);
  return op;
}

Value *Builder::build(OpKind kind, ArrayRef<Value *> operands, ArrayRef<NamedAttr> attrs) {
  Type type;
  switch (opInfo(kind).result) {
  case Result::None:
    create(kind, {}, operands, attrs);
    return nullptr;
  case Result::SameAsFirst:
    type = operands[0]->type();
    break;
  case Result::SameAsSecond:
    type = operands[1]->type();
    break;
  case Result::UnsignedOfFirst:
    type = operands[0]->type().toUnsigned();
    break;
  case Result::ElementOfFirst:
    type = operands[0]->type().element();
    break;
  case Result::Bool:
    type = Type::getBool();
    break;
  case Result::U32:
    type = Type::getU32();
    break;
  case Result::Explicit:
  case Result::Variadic:
    assert(false && "the row leaves the result's type open: use create");
    return nullptr;
  }
  return create(kind, type, operands, attrs)->result();
}

Value *Builder::constant(Type type, uint64_t bits) {
  return create(OpKind::Const, type, {}, NamedAttr{AttrName::Value, Attr::scalar(type, bits)})
      ->result();
}

Value *Builder::zero(Type type) {
  if (!type.isVector())
    return constant(type, 0);
  llvm::SmallVector<Value *, 4> lanes(type.lanes(), constant(type.element(), 0));
  return create(OpKind::VectorMake, type, lanes)->result();
}

Value *Builder::cmp(Predicate predicate, Value *lhs, Value *rhs) {
  return build(OpKind::Cmp, {lhs, rhs},
               NamedAttr{AttrName::Predicate, Attr::enumerator(predicate)});
}

Value *Builder::convert(Value *value, Type type) {
  return value->type() == type ? value : create(OpKind::Convert, type, value)->result();
}

Value *Builder::bitcast(Value *value, Type type) {
  return value->type() == type ? value : create(OpKind::Bitcast, type, value)->result();
}

Op *Builder::createIf(Value *cond, ArrayRef<Type> resultTypes) {
  Op *op = create(OpKind::If, resultTypes, cond, {}, 2);
  op->region(0).emplaceBlock(ctx);
  op->region(1).emplaceBlock(ctx);
  return op;
}

Op *Builder::createFor(Value *from, Value *to, ArrayRef<Value *> inits) {
  llvm::SmallVector<Value *, 8> operands = {from, to};
  llvm::SmallVector<Type, 8> types;
  operands.append(inits.begin(), inits.end());
  for (Value *init : inits)
    types.push_back(init->type());
  Op *op = create(OpKind::For, types, operands, {}, 1);
  Block &body = op->region().emplaceBlock(ctx);
  types.insert(types.begin(), Type::getU32());
  body.addArguments(ctx, types);
  return op;
}

Module createModule(Context &context, SourceLoc loc) {
  Op *op = Op::create(context, OpKind::Module, loc, {}, {},
                      NamedAttr{AttrName::ModuleForm, Attr::enumerator(Form::Imported)}, 1);
  op->region().emplaceBlock(context);
  return Module(op);
}

} // namespace vyrecc::ir
