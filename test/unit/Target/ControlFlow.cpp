// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shapes of structured control flow, built at random and by hand.
#include "TestKernel.h"
#include <doctest/doctest.h>
#include <random>

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

namespace {

/// Fills blocks with nested control flow. Every region gets a terminator that its place allows.
class Shapes {
public:
  Shapes(TestKernel &kernel, unsigned seed) : kernel(kernel), random(seed) {}

  void fill(Block &block, unsigned depth, OpKind end, unsigned width) {
    Block *outer = kernel.builder.insertionBlock();
    kernel.builder.setInsertionPointToEnd(block);
    llvm::SmallVector<Value *, 4> known = {kernel.unknown(Type::getU32())};
    for (Value *argument : block.arguments())
      known.push_back(argument);
    for (unsigned count = pick(3); count != 0 && depth != 0; --count)
      known.push_back(construct(depth - 1, known));
    kernel.use(known[pick(known.size())]);
    terminate(end, width, known);
    kernel.builder.setInsertionPointToEnd(*outer);
  }

private:
  unsigned pick(size_t choices) { return static_cast<unsigned>(random() % choices); }

  void terminate(OpKind end, unsigned width, ArrayRef<Value *> known) {
    if (end != OpKind::Return && pick(6) == 0)
      end = OpKind::Return;
    else if (end == OpKind::Yield && inLoop && pick(4) == 0)
      end = pick(2) ? OpKind::Break : OpKind::Continue;
    else if (end == OpKind::Continue && pick(3) == 0)
      end = OpKind::Break;
    if (end == OpKind::Break || end == OpKind::Continue)
      width = 1;
    llvm::SmallVector<Value *, 2> values;
    for (unsigned count = end == OpKind::Return ? 0 : width; count != 0; --count)
      values.push_back(known[pick(known.size())]);
    kernel.builder.create(end, {}, values);
  }

  Value *construct(unsigned depth, ArrayRef<Value *> known) {
    Value *value = known[pick(known.size())];
    switch (pick(4)) {
    case 0:
      return makeIf(depth, value);
    case 1:
      return makeFor(depth, value);
    case 2:
      return makeLoop(depth, value);
    default:
      return makeSwitch(depth, value);
    }
  }

  Value *makeIf(unsigned depth, Value *value) {
    const unsigned width = pick(2);
    Value *cond = kernel.builder.cmp(Predicate::Lt, value, kernel.builder.constU32(9));
    llvm::SmallVector<Type, 1> types(width, Type::getU32());
    Op *op = kernel.builder.create(OpKind::If, types, cond, {}, 2);
    fill(op->region(0).emplaceBlock(kernel.context), depth, OpKind::Yield, width);
    if (width != 0 || pick(2) == 0)
      fill(op->region(1).emplaceBlock(kernel.context), depth, OpKind::Yield, width);
    return width ? op->result() : value;
  }

  Value *makeFor(unsigned depth, Value *value) {
    Op *op = kernel.builder.createFor(kernel.builder.constU32(1), value, value);
    const bool saved = inLoop;
    inLoop = false; // a break cannot cross the vir.for
    fill(op->region().block(), depth, OpKind::Yield, 1);
    inLoop = saved;
    return op->result();
  }

  Value *makeLoop(unsigned depth, Value *value) {
    Op *op = kernel.builder.create(OpKind::Loop, Type::getU32(), value, {}, 1);
    Block &body = op->region().emplaceBlock(kernel.context);
    body.addArgument(kernel.context, Type::getU32());
    const bool saved = inLoop;
    inLoop = true;
    fill(body, depth, OpKind::Continue, 1);
    inLoop = saved;
    return op->result();
  }

  Value *makeSwitch(unsigned depth, Value *value) {
    llvm::SmallVector<uint64_t, 4> cases;
    for (unsigned count = pick(4); count != 0; --count)
      cases.push_back(cases.size() * 3);
    Op *op = kernel.builder.create(
        OpKind::Switch, Type::getU32(), value,
        NamedAttr{AttrName::Cases, Attr::array(kernel.context.copy(ArrayRef<uint64_t>(cases)))},
        cases.size() + 1);
    for (Region &region : op->regions())
      fill(region.emplaceBlock(kernel.context), depth, OpKind::Yield, 1);
    return op->result();
  }

  TestKernel &kernel;
  std::mt19937 random;
  bool inLoop = false;
};

/// `depth` ifs in one another; the innermost returns.
void nestIfs(TestKernel &kernel, unsigned depth) {
  Value *cond = kernel.unknown(Type::getBool());
  for (unsigned level = 1; level <= depth; ++level) {
    Op *op = kernel.builder.createIf(cond, {});
    Block &inside = op->region(0).block();
    Builder(kernel.context, op->region(1).block()).yield();
    Builder(kernel.context, inside).create(level == depth ? OpKind::Return : OpKind::Yield, {});
    kernel.builder.setInsertionPointBefore(inside.terminator());
  }
}

} // namespace

TEST_CASE("random shapes of control flow are valid") {
  for (unsigned seed = 0; seed != 400; ++seed) {
    CAPTURE(seed);
    TestKernel kernel;
    Shapes(kernel, seed).fill(kernel.kernel->region().block(), 4, OpKind::Return, 0);
    REQUIRE(kernel.isValidEverywhere());
  }
}

TEST_CASE("deep nesting is valid") {
  TestKernel kernel;
  nestIfs(kernel, 60);
  kernel.builder.setInsertionPointToEnd(kernel.kernel->region().block());
  kernel.finish();
  CHECK(kernel.isValidEverywhere());
}

TEST_CASE("nothing follows an if whose regions both return") {
  TestKernel kernel;
  Op *op = kernel.builder.createIf(kernel.unknown(Type::getBool()), {});
  for (Region &region : op->regions())
    Builder(kernel.context, region.block()).create(OpKind::Return, {});
  kernel.store("f", kernel.load("f", Type::getF32()));
  kernel.finish();
  CHECK(kernel.isValidEverywhere());
  const std::string text = kernel.disassembly();
  CHECK(occurrences(text, "OpUnreachable") == 1);
  CHECK(occurrences(text, "OpStore") == 0);
}

TEST_CASE("a returning region brings no value to the merge") {
  TestKernel kernel;
  Value *value = kernel.unknown(Type::getU32());
  Op *op = kernel.builder.createIf(kernel.unknown(Type::getBool()), Type::getU32());
  Builder(kernel.context, op->region(0).block()).create(OpKind::Return, {});
  Builder other(kernel.context, op->region(1).block());
  other.yield(other.build(OpKind::Add, {value, value}));
  kernel.use(op->result());
  kernel.finish();
  CHECK(kernel.isValidEverywhere());
  CHECK(occurrences(kernel.disassembly(), "OpPhi") == 1);
}

TEST_CASE("a persistent loop is bounded by specialisation constant 0") {
  TestKernel kernel;
  Op *op =
      kernel.builder.createFor(kernel.builder.constU32(0), kernel.builder.constU32(0xFFFFFFFF), {});
  op->setAttr(AttrName::Persistent, Attr::unit());
  Builder(kernel.context, op->region().block()).yield();
  kernel.finish();
  CHECK(kernel.isValidEverywhere());
  const std::string text = kernel.disassembly();
  CHECK(occurrences(text, "OpSpecConstant %uint 4294967295") == 1);
  CHECK(occurrences(text, "SpecId 0") == 1);
  FailureOr<spirv::EmittedModule> emitted = kernel.emit();
  REQUIRE(succeeded(emitted));
  CHECK(emitted->manifest.passLimit == protocol::ManifestPassLimit());
  CHECK(emitted->manifest.hasUnboundedLoops);
}
