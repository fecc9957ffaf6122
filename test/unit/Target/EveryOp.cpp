// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One instance of every row of the op table and of every type it takes, emitted and validated for
// every target.
#include "TestKernel.h"
#include <doctest/doctest.h>
#include <set>

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

namespace {

const Type kTypes[] = {Type::getBool(), Type::getU32(), Type::getI32(), Type::getF32()};

bool takes(Is is, Type type) {
  switch (is) {
  case Is::Scalar:
    return true;
  case Is::Number:
    return !type.isBool();
  case Is::Integer:
    return type.isInteger();
  case Is::Unsigned:
    return type.isUnsigned();
  case Is::Float:
    return type.isFloat();
  case Is::Bool:
    return type.isBool();
  case Is::BoolOrInteger:
    return type.isBool() || type.isInteger();
  case Is::U32:
    return type.isU32();
  case Is::Vector:
    return type.isVector();
  case Is::None:
  case Is::SameAsFirst:
  case Is::SameAsSecond:
  case Is::Variadic:
    return false;
  }
  return false;
}

/// Operands for a row whose leading free operand has this type.
llvm::SmallVector<Value *, 4> operandsFor(TestKernel &kernel, const OpInfo &info, Type type) {
  llvm::SmallVector<Value *, 4> operands;
  for (unsigned index = 0; index != info.numFixedOperands(); ++index) {
    const Is is = info.operands[index].is;
    if (is == Is::SameAsFirst)
      operands.push_back(kernel.unknown(operands[0]->type()));
    else if (is == Is::SameAsSecond)
      operands.push_back(kernel.unknown(operands[1]->type()));
    else if (is == Is::Bool)
      operands.push_back(kernel.unknown(Type::getBool()));
    else
      operands.push_back(kernel.unknown(type));
  }
  return operands;
}

void addPure(TestKernel &kernel, const OpInfo &info, Type type) {
  llvm::SmallVector<Value *, 4> operands = operandsFor(kernel, info, type);
  if (info.result == Result::Explicit) { // vir.convert, vir.bitcast
    for (Type to : kTypes)
      if (info.kind == OpKind::Convert || to.bits() == type.bits())
        kernel.use(kernel.builder.create(info.kind, to, operands)->result());
    return;
  }
  if (info.kind != OpKind::Cmp)
    return kernel.use(kernel.builder.build(info.kind, operands));
  for (Predicate predicate :
       {Predicate::Eq, Predicate::Ne, Predicate::Lt, Predicate::Le, Predicate::Gt, Predicate::Ge})
    if (!type.isBool() || predicate == Predicate::Eq || predicate == Predicate::Ne)
      kernel.use(kernel.builder.cmp(predicate, operands[0], operands[1]));
}

void addIds(TestKernel &kernel, OpKind kind) {
  for (uint64_t axis : {0, 1, 2})
    kernel.use(kernel.builder.build(kind, {}, NamedAttr{AttrName::Axis, Attr::integer(axis)}));
}

llvm::SmallVector<NamedAttr, 5> atomicAttrs(TestKernel &kernel, StringRef buffer, Ordering ordering,
                                            Scope scope) {
  return {kernel.builder.bufferAttr(buffer),
          {AttrName::Ordering, Attr::enumerator(ordering)},
          {AttrName::Scope, Attr::enumerator(scope)},
          {AttrName::InBounds, Attr::unit()}};
}

void addAtomic(TestKernel &kernel, OpKind kind, Type type, Ordering ordering, Scope scope) {
  Builder &builder = kernel.builder;
  auto attrs = atomicAttrs(kernel, type.isSigned() ? "i" : "u", ordering, scope);
  Value *index = kernel.unknown(Type::getU32());
  if (kind == OpKind::AtomicLoad && ordering != Ordering::Release)
    return kernel.use(builder.create(kind, type, index, attrs)->result());
  if (kind == OpKind::AtomicStore && ordering != Ordering::Acquire)
    builder.create(kind, {}, {index, kernel.unknown(type)}, attrs);
  if (kind == OpKind::AtomicCmpxchg)
    return kernel.use(
        builder.build(kind, {index, kernel.unknown(type), kernel.unknown(type)}, attrs));
  if (kind != OpKind::AtomicRmw)
    return;
  for (RmwKind rmw : {RmwKind::Add, RmwKind::And, RmwKind::Or, RmwKind::Xor, RmwKind::Min,
                      RmwKind::Max, RmwKind::Exchange}) {
    auto rmwAttrs = attrs;
    rmwAttrs.push_back({AttrName::Rmw, Attr::enumerator(rmw)});
    kernel.use(builder.build(kind, {index, kernel.unknown(type)}, rmwAttrs));
  }
}

void addAtomics(TestKernel &kernel, OpKind kind) {
  for (Type type : {Type::getU32(), Type::getI32()})
    for (Ordering ordering : {Ordering::Relaxed, Ordering::Acquire, Ordering::Release,
                              Ordering::AcqRel, Ordering::SeqCst})
      for (Scope scope : {Scope::Invocation, Scope::Workgroup, Scope::Device})
        addAtomic(kernel, kind, type, ordering, scope);
}

void addBarriers(TestKernel &kernel) {
  for (Ordering ordering :
       {Ordering::Acquire, Ordering::Release, Ordering::AcqRel, Ordering::SeqCst})
    kernel.builder.build(OpKind::Barrier, {},
                         NamedAttr{AttrName::Ordering, Attr::enumerator(ordering)});
}

/// As they are where the device has the language's subgroups.
void addSubgroup(TestKernel &kernel, OpKind kind) {
  kernel.kernel->setAttr(AttrName::SubgroupSize, Attr::integer(32));
  if (kind == OpKind::SubgroupBallot)
    return kernel.use(kernel.builder.build(kind, kernel.unknown(Type::getBool())));
  for (Type type : {Type::getU32(), Type::getI32(), Type::getF32()}) {
    if (kind == OpKind::SubgroupShuffle)
      kernel.use(kernel.builder.build(kind, {kernel.unknown(type), kernel.unknown(Type::getU32())}));
    else if (type.isInteger())
      for (ReduceKind reduce : {ReduceKind::Add, ReduceKind::Mul, ReduceKind::Min, ReduceKind::Max,
                                ReduceKind::And, ReduceKind::Or, ReduceKind::Xor})
        kernel.use(kernel.builder.build(
            kind, kernel.unknown(type), NamedAttr{AttrName::Reduce, Attr::enumerator(reduce)}));
  }
}

void addIf(TestKernel &kernel) {
  Value *seven = kernel.unknown(Type::getU32());
  Op *op = kernel.builder.createIf(kernel.unknown(Type::getBool()), Type::getU32());
  for (Region &region : op->regions())
    Builder(kernel.context, region.block()).yield(seven);
  kernel.use(op->result());
}

void addFor(TestKernel &kernel) {
  Op *op = kernel.builder.createFor(kernel.unknown(Type::getU32()), kernel.unknown(Type::getU32()),
                                    kernel.unknown(Type::getF32()));
  Block &body = op->region().block();
  Builder(kernel.context, body).yield(body.arguments()[1]);
  kernel.use(op->result());
}

/// A loop that breaks where its carried value is 0 and else continues.
void addLoop(TestKernel &kernel) {
  Op *op =
      kernel.builder.create(OpKind::Loop, Type::getU32(), kernel.unknown(Type::getU32()), {}, 1);
  Block &body = op->region().emplaceBlock(kernel.context);
  Value *carried = body.addArgument(kernel.context, Type::getU32());
  Builder inner(kernel.context, body);
  Op *test = inner.createIf(inner.cmp(Predicate::Eq, carried, inner.constU32(0)), {});
  Builder(kernel.context, test->region(0).block()).create(OpKind::Break, {}, carried);
  Builder(kernel.context, test->region(1).block()).yield();
  inner.create(OpKind::Continue, {}, carried);
  kernel.use(op->result());
}

void addSwitch(TestKernel &kernel) {
  static constexpr uint64_t kCases[] = {3, 0xFFFFFFFF};
  Op *op = kernel.builder.create(OpKind::Switch, Type::getU32(), kernel.unknown(Type::getU32()),
                                 NamedAttr{AttrName::Cases, Attr::array(kCases)}, 3);
  for (Region &region : op->regions()) {
    Builder arm(kernel.context, region.emplaceBlock(kernel.context));
    arm.yield(arm.constU32(5));
  }
  kernel.use(op->result());
}

/// True if an instance was added.
bool addRow(TestKernel &kernel, const OpInfo &info) {
  switch (info.kind) {
  case OpKind::Module:
  case OpKind::BufferDecl:
  case OpKind::Kernel:
  case OpKind::Return:
  case OpKind::Load:
  case OpKind::Store:
    return true; // every test kernel has them
  case OpKind::VectorMake:
  case OpKind::VectorExtract:
  case OpKind::FCanon:
  case OpKind::GridSync:
  case OpKind::AsyncLoad:
  case OpKind::AsyncStore:
  case OpKind::AsyncWait:
  case OpKind::SubgroupLocalId:
  case OpKind::WorkgroupMax:
  case OpKind::SubgroupSize:
  case OpKind::Trap:
  case OpKind::IndirectDispatch:
  case OpKind::SchedLoop:
  case OpKind::SchedShutdownTest:
  case OpKind::SchedPartitionTable:
  case OpKind::SchedScan:
  case OpKind::SchedClaim:
  case OpKind::SchedTenantGate:
  case OpKind::SchedAccount:
  case OpKind::SchedCount:
  case OpKind::SchedDispatch:
  case OpKind::SchedComplete:
  case OpKind::SchedIoPoll:
    return true; // lowered before emission
  case OpKind::ExternCall:
    return true; // needs a function: Externals.cpp
  case OpKind::Const:
    for (Type type : kTypes)
      kernel.use(kernel.builder.constant(type, 1));
    return true;
  case OpKind::InvocationId:
  case OpKind::WorkgroupId:
  case OpKind::LocalId:
  case OpKind::NumWorkgroups:
    addIds(kernel, info.kind);
    return true;
  case OpKind::SubgroupReduce:
  case OpKind::SubgroupShuffle:
  case OpKind::SubgroupBallot:
    addSubgroup(kernel, info.kind);
    return true;
  case OpKind::DeviceSubgroupElect:
    kernel.use(kernel.builder.build(info.kind));
    return true;
  case OpKind::PassLimit:
    kernel.use(kernel.builder.build(info.kind, {}, NamedAttr{AttrName::Limit, Attr::integer(7)}));
    return true;
  case OpKind::BufferLen:
    for (StringRef buffer : {"u", "i", "f", "r", "w"})
      kernel.use(kernel.builder.build(info.kind, {}, kernel.builder.bufferAttr(buffer)));
    return true;
  case OpKind::AtomicLoad:
  case OpKind::AtomicStore:
  case OpKind::AtomicRmw:
  case OpKind::AtomicCmpxchg:
    addAtomics(kernel, info.kind);
    return true;
  case OpKind::Barrier:
    addBarriers(kernel);
    return true;
  case OpKind::If:
  case OpKind::Yield:
    addIf(kernel);
    return true;
  case OpKind::For:
    addFor(kernel);
    return true;
  case OpKind::Loop:
  case OpKind::Continue:
  case OpKind::Break:
    addLoop(kernel);
    return true;
  case OpKind::Switch:
    addSwitch(kernel);
    return true;
  default:
    break;
  }
  bool added = false;
  const bool firstIsFixed = info.operands[0].is == Is::Bool && info.numFixedOperands() > 1; // vir.select
  for (Type type : kTypes)
    if (takes(info.operands[firstIsFixed ? 1 : 0].is, type)) {
      addPure(kernel, info, type);
      added = true;
    }
  return added;
}

} // namespace

TEST_CASE("every row of the op table is emitted and valid in every environment") {
  for (const OpInfo &info : allOpInfos()) {
    CAPTURE(info.mnemonic.str());
    TestKernel kernel;
    kernel.use(kernel.unknown(Type::getU32()));
    REQUIRE(addRow(kernel, info));
    kernel.finish();
    CHECK(kernel.isValidEverywhere());
  }
}

TEST_CASE("all rows together are valid in every environment") {
  TestKernel kernel;
  for (const OpInfo &info : allOpInfos())
    REQUIRE(addRow(kernel, info));
  kernel.store("w", kernel.load("r", Type::getU32()));
  kernel.finish();
  CHECK(kernel.isValidEverywhere());
}
