// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Use lists, insertion, erasure and the builder.
#include "Samples.h"
#include <doctest/doctest.h>

namespace vyrecc::ir::test {

static unsigned countUses(const Value *value) {
  unsigned count = 0;
  for (const OpOperand *use = value->firstUse(); use; use = use->nextUse())
    ++count;
  return count;
}

TEST_CASE("uses follow operands") {
  Context context;
  Module module = createModule(context);
  Builder builder(context, module.body());
  Value *a = builder.constU32(1), *b = builder.constU32(2);
  Value *sum = builder.build(OpKind::Add, {a, a});
  Op *add = sum->definingOp();
  CHECK(countUses(a) == 2);
  CHECK_FALSE(b->hasUses());

  SUBCASE("setting an operand moves the use") {
    add->setOperand(0, b);
    CHECK(countUses(a) == 1);
    CHECK(b->firstUse()->owner() == add);
    add->setOperand(0, b);
    CHECK(countUses(b) == 1);
  }
  SUBCASE("replacing all uses leaves none") {
    a->replaceAllUsesWith(b);
    CHECK_FALSE(a->hasUses());
    CHECK(countUses(b) == 2);
    CHECK(add->operand(1) == b);
  }
  SUBCASE("erasing an op drops its uses") {
    add->erase();
    CHECK_FALSE(a->hasUses());
    CHECK(module.body().ops().size() == 2);
    CHECK(add->parentBlock() == nullptr);
  }
}

TEST_CASE("erasing an op drops the uses of ops inside it") {
  Context context;
  Module module = createModule(context);
  Builder builder(context, module.body());
  Value *cond = builder.constBool(true), *value = builder.constU32(1);
  Op *branch = builder.createIf(cond, Type::getU32());
  for (Region &region : branch->regions())
    Builder(context, region.block()).yield(value);
  CHECK(countUses(value) == 2);
  branch->erase();
  CHECK_FALSE(value->hasUses());
  CHECK_FALSE(cond->hasUses());
}

TEST_CASE("the builder inserts where it is told") {
  Context context;
  Module module = createModule(context);
  Builder builder(context, module.body());
  Value *first = builder.constU32(1), *last = builder.constU32(3);
  builder.setInsertionPointBefore(last->definingOp());
  builder.setLoc(SourceLoc::bytes(9, 1));
  Value *middle = builder.constU32(2);
  CHECK(middle->definingOp()->loc() == SourceLoc::bytes(9, 1));
  builder.setInsertionPointAfter(first->definingOp());
  builder.constU32(4);
  std::vector<uint64_t> order;
  for (Op &op : module.body().ops())
    order.push_back(*constantBits(op.result()));
  CHECK(order == std::vector<uint64_t>{1, 4, 2, 3});
}

TEST_CASE("the builder derives the types of results") {
  Context context;
  Module module = createModule(context);
  Builder builder(context, module.body());
  Value *a = builder.zero(Type::getI16());
  CHECK(builder.build(OpKind::Add, {a, a})->type() == Type::getI16());
  CHECK(builder.build(OpKind::AbsDiff, {a, a})->type() == Type::getU16());
  CHECK(builder.cmp(Predicate::Lt, a, a)->type() == Type::getBool());
  CHECK(builder.convert(a, Type::getI16()) == a);
  CHECK(builder.convert(a, Type::getU32())->type() == Type::getU32());
  Value *cond = builder.constBool(false), *f = builder.zero(Type::getF32());
  CHECK(builder.build(OpKind::Select, {cond, f, f})->type() == Type::getF32());
}

TEST_CASE("a counted loop has the counter and one argument an init") {
  Context context;
  Module module = createModule(context);
  Builder builder(context, module.body());
  Value *from = builder.constU32(0), *init = builder.zero(Type::getF32());
  Op *loop = builder.createFor(from, from, {init, from});
  REQUIRE(loop->region().block().arguments().size() == 3);
  CHECK(loop->region().block().arguments()[1]->type() == Type::getF32());
  CHECK(loop->region().block().arguments()[2]->owner() == &loop->region().block());
  CHECK(loop->result(1)->type() == Type::getU32());
}

TEST_CASE("attributes are replaced, added and removed") {
  Context context;
  Module module = createModule(context);
  CHECK(module.form() == Form::Imported);
  module.setForm(Form::Ready);
  module.op()->setAttr(AttrName::Variant, Attr::string("v"));
  CHECK(module.form() == Form::Ready);
  CHECK(module.op()->attrs().size() == 2);
  module.op()->removeAttr(AttrName::ModuleForm);
  CHECK_FALSE(module.op()->hasAttr(AttrName::ModuleForm));
  CHECK(module.op()->stringAttr(AttrName::Variant) == "v");
}

TEST_CASE("symbols of one context are one copy") {
  Context context;
  std::string name = "ring";
  llvm::StringRef first = context.intern(name);
  CHECK(first.data() == context.intern("ring").data());
  CHECK(first.data() != name.data());
}

TEST_CASE("walks visit inner ops after or before their parent") {
  Context context;
  DiagnosticEngine diags;
  FailureOr<Module> module = parse(kSampleModule, context, diags);
  REQUIRE(succeeded(module));
  std::vector<const Op *> before, after;
  walkPreOrder(*module->op(), [&](Op &op) { before.push_back(&op); });
  walkPostOrder(*module->op(), [&](Op &op) { after.push_back(&op); });
  CHECK(before.size() == after.size());
  CHECK(before.front() == module->op());
  CHECK(after.back() == module->op());
}

} // namespace vyrecc::ir::test
