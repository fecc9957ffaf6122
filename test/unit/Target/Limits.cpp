// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the target refuses, and how it says so.
#include "TestKernel.h"
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

/// Emits, expects failure with one diagnostic of this code, and gives its message.
static std::string refusal(TestKernel &kernel, DiagCode code) {
  CHECK(failed(kernel.emit()));
  REQUIRE(kernel.diags.diagnostics().size() == 1);
  CHECK(kernel.diags.diagnostics().front().code == code);
  return kernel.diags.diagnostics().front().message;
}

TEST_CASE("a module that is not ready is refused") {
  for (Form form : {Form::Imported, Form::Raised, Form::Lowered}) {
    TestKernel kernel;
    kernel.finish();
    kernel.module.setForm(form);
    CHECK(refusal(kernel, DiagCode::InvalidIR).find("expected 'ready'") != std::string::npos);
  }
}

TEST_CASE("an access that may be out of bounds is refused") {
  TestKernel kernel;
  kernel.builder.create(OpKind::Load, Type::getU32(), kernel.builder.constU32(0),
                        kernel.builder.bufferAttr("u"));
  kernel.finish();
  CHECK(refusal(kernel, DiagCode::InvalidIR) ==
        "vir.load may lie outside of buffer 'u' (expected in_bounds)");
}

TEST_CASE("types that the target lacks are refused by name") {
  for (Type type :
       {Type::getF16(), Type::getBF16(), Type::getF64(), Type(ScalarKind::U64, 2)}) {
    TestKernel value;
    value.builder.constant(type, 0);
    value.finish();
    CHECK(refusal(value, DiagCode::TargetLimit).find("type " + type.str()) != std::string::npos);
    TestKernel buffer;
    buffer.addBuffer("wide", type, Access::ReadWrite, 9);
    buffer.builder.build(OpKind::BufferLen, {}, buffer.builder.bufferAttr("wide"));
    buffer.finish();
    CHECK(refusal(buffer, DiagCode::TargetLimit).find("type " + type.str()) != std::string::npos);
  }
}

TEST_CASE("a relaxed barrier is refused") {
  TestKernel kernel;
  kernel.builder.build(OpKind::Barrier, {},
                       NamedAttr{AttrName::Ordering, Attr::enumerator(Ordering::Relaxed)});
  kernel.finish();
  refusal(kernel, DiagCode::TargetLimit);
}

TEST_CASE("a load that releases and a store that acquires are refused") {
  for (OpKind kind : {OpKind::AtomicLoad, OpKind::AtomicStore}) {
    TestKernel kernel;
    const bool isLoad = kind == OpKind::AtomicLoad;
    llvm::SmallVector<Value *, 2> operands(isLoad ? 1 : 2, kernel.builder.constU32(0));
    llvm::SmallVector<Type, 1> types(isLoad ? 1 : 0, Type::getU32());
    kernel.builder.create(
        kind, types, operands,
        {kernel.builder.bufferAttr("u"),
         {AttrName::Ordering, Attr::enumerator(isLoad ? Ordering::Release : Ordering::Acquire)},
         {AttrName::Scope, Attr::enumerator(Scope::Device)},
         {AttrName::InBounds, Attr::unit()}});
    kernel.finish();
    refusal(kernel, DiagCode::InvalidIR);
  }
}

TEST_CASE("nesting beyond SPIR-V's limit is refused") {
  TestKernel kernel;
  Value *cond = kernel.unknown(Type::getBool());
  for (unsigned level = 0; level != 1100; ++level) {
    Op *op = kernel.builder.create(OpKind::If, {}, cond, {}, 2);
    Block &inside = op->region(0).emplaceBlock(kernel.context);
    Builder(kernel.context, inside).yield();
    kernel.builder.setInsertionPointBefore(inside.terminator());
  }
  kernel.builder.setInsertionPointToEnd(kernel.kernel->region().block());
  kernel.finish();
  refusal(kernel, DiagCode::TargetLimit);
}

TEST_CASE("a switch longer than an instruction may be is refused") {
  for (size_t numCases : {32'000u, 33'000u}) {
    TestKernel kernel;
    llvm::SmallVector<uint64_t, 0> cases(numCases);
    for (size_t index = 0; index != numCases; ++index)
      cases[index] = index;
    Op *op = kernel.builder.create(
        OpKind::Switch, {}, kernel.unknown(Type::getU32()),
        NamedAttr{AttrName::Cases, Attr::array(kernel.context.copy(ArrayRef<uint64_t>(cases)))},
        numCases + 1);
    for (Region &region : op->regions())
      Builder(kernel.context, region.emplaceBlock(kernel.context)).yield();
    kernel.finish();
    if (numCases < 32'500)
      CHECK(succeeded(kernel.emit()));
    else
      refusal(kernel, DiagCode::TargetLimit);
  }
}

TEST_CASE("a buffer name longer than a string may be is refused") {
  TestKernel kernel;
  kernel.addBuffer(std::string(70'000, 'x'), Type::getU32(), Access::ReadWrite, 9);
  kernel.finish();
  refusal(kernel, DiagCode::TargetLimit);
}

TEST_CASE("a stride that is no multiple of 4 is refused") {
  TestKernel kernel;
  kernel.module.findBuffer("u")->setAttr(AttrName::Stride, Attr::integer(6));
  kernel.use(kernel.unknown(Type::getU32()));
  kernel.finish();
  refusal(kernel, DiagCode::TargetLimit);
}

TEST_CASE("an empty or endless workgroup is refused") {
  for (uint64_t size : {uint64_t(0), uint64_t(1) << 40}) {
    TestKernel kernel({size, 1, 1});
    kernel.finish();
    refusal(kernel, DiagCode::TargetLimit);
  }
}
