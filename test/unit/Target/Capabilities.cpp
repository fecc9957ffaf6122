// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a module declares, and that it declares nothing else.
#include "TestKernel.h"
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

static void addAtomicAdd(TestKernel &kernel, Ordering ordering) {
  kernel.builder.build(OpKind::AtomicRmw, {kernel.builder.constU32(0), kernel.builder.constU32(1)},
                       {kernel.builder.bufferAttr("u"),
                        {AttrName::Rmw, Attr::enumerator(RmwKind::Add)},
                        {AttrName::Ordering, Attr::enumerator(ordering)},
                        {AttrName::Scope, Attr::enumerator(Scope::Device)},
                        {AttrName::InBounds, Attr::unit()}});
}

TEST_CASE("a kernel needs the Shader capability and nothing more") {
  for (spirv::TargetEnv env : kEnvs) {
    TestKernel kernel;
    kernel.use(kernel.builder.build(OpKind::BitReverse, kernel.unknown(Type::getU32())));
    kernel.finish();
    const std::string text = kernel.disassembly(env);
    CHECK(occurrences(text, "OpCapability") == 1);
    CHECK(occurrences(text, "OpCapability Shader") == 1);
    const size_t extensions = env == spirv::TargetEnv::Vulkan1_3 ? 0 : 1;
    CHECK(occurrences(text, "OpExtension") == extensions);
    CHECK(occurrences(text, "SPV_KHR_non_semantic_info") == extensions);
  }
}

TEST_CASE("the interface lists storage buffers from SPIR-V 1.4 on") {
  TestKernel kernel;
  kernel.use(kernel.unknown(Type::getU32()));
  kernel.finish();
  CHECK(occurrences(kernel.disassembly(spirv::TargetEnv::Vulkan1_1), "\"main\" %u") == 0);
  CHECK(occurrences(kernel.disassembly(spirv::TargetEnv::Vulkan1_2), "\"main\" %u") == 1);
}

TEST_CASE("only what is used is declared") {
  TestKernel kernel;
  kernel.use(kernel.unknown(Type::getU32()));
  kernel.finish();
  const std::string text = kernel.disassembly();
  CHECK(occurrences(text, "OpVariable") == 1);
  CHECK(occurrences(text, "GLSL.std.450") == 0);
  CHECK(occurrences(text, "OpTypeFloat") == 0);
}

TEST_CASE("writable buffers are coherent where the kernel synchronises") {
  for (Ordering ordering : {Ordering::Relaxed, Ordering::Acquire, Ordering::SeqCst}) {
    TestKernel kernel;
    addAtomicAdd(kernel, ordering);
    kernel.store("f", kernel.load("f", Type::getF32()));
    kernel.use(kernel.load("r", Type::getU32()));
    kernel.finish();
    // "u" and "f" if so; "r" is never written.
    CHECK(occurrences(kernel.disassembly(), "Coherent") == (ordering == Ordering::Relaxed ? 0 : 2));
    CHECK(occurrences(kernel.disassembly(), "NonWritable") == 1);
  }
}

TEST_CASE("float arithmetic is not fused") {
  TestKernel kernel;
  Value *a = kernel.unknown(Type::getF32());
  kernel.use(kernel.builder.build(OpKind::Add, {kernel.builder.build(OpKind::Mul, {a, a}), a}));
  kernel.finish();
  CHECK(occurrences(kernel.disassembly(), "NoContraction") == 2);
}

TEST_CASE("constant shift amounts and divisors need no guard") {
  TestKernel kernel;
  Value *a = kernel.unknown(Type::getU32());
  for (OpKind kind : {OpKind::Shl, OpKind::Shr, OpKind::RotL, OpKind::Div, OpKind::Rem})
    kernel.use(kernel.builder.build(kind, {a, kernel.builder.constU32(7)}));
  kernel.finish();
  const std::string text = kernel.disassembly();
  CHECK(occurrences(text, "OpBitwiseAnd") == 0);
  CHECK(occurrences(text, "OpSelect") == 0);
}

TEST_CASE("names can be left out") {
  TestKernel kernel;
  kernel.use(kernel.unknown(Type::getU32()));
  kernel.finish();
  FailureOr<spirv::EmittedModule> emitted =
      spirv::emit(kernel.module, {spirv::TargetEnv::Vulkan1_2, false}, kernel.diags);
  REQUIRE(succeeded(emitted));
  CHECK(succeeded(spirv::validate(emitted->words, spirv::TargetEnv::Vulkan1_2, kernel.diags)));
  CHECK(occurrences(*spirv::disassemble(emitted->words, kernel.diags), "OpName") == 0);
}
