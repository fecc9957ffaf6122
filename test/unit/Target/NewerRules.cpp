// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rules that are newer than the distribution's validator: modules that it takes and we do not.
#include "TestKernel.h"
#include <doctest/doctest.h>
#include <spirv-tools/libspirv.hpp>

using namespace vyrecc;
using namespace vyrecc::test;

namespace {

constexpr char kHead[] = R"(
OpCapability Shader
OpMemoryModel Logical GLSL450
OpEntryPoint GLCompute %main "main" %data
OpExecutionMode %main LocalSize 1 1 1
)";

std::vector<uint32_t> assemble(const std::string &text) {
  spvtools::SpirvTools tools(SPV_ENV_VULKAN_1_2);
  std::vector<uint32_t> words;
  REQUIRE(tools.Assemble(text, &words));
  REQUIRE(tools.Validate(words));
  return words;
}

/// An atomic add with this memory semantics in a workgroup variable that is decorated like this.
std::vector<uint32_t> workgroupAdd(const std::string &semantics, const std::string &decoration) {
  return assemble(kHead + decoration + R"(
%void = OpTypeVoid
%fn = OpTypeFunction %void
%uint = OpTypeInt 32 0
%zero = OpConstant %uint 0
%four = OpConstant %uint 4
%scope = OpConstant %uint 2
%semantics = OpConstant %uint )" +
                  semantics + R"(
%array = OpTypeArray %uint %four
%struct = OpTypeStruct %array
%pointer = OpTypePointer Workgroup %struct
%element = OpTypePointer Workgroup %uint
%data = OpVariable %pointer Workgroup
%main = OpFunction %void None %fn
%label = OpLabel
%at = OpAccessChain %element %data %zero %zero
%old = OpAtomicIAdd %uint %at %scope %semantics %zero
OpReturn
OpFunctionEnd
)");
}

bool passes(llvm::ArrayRef<uint32_t> words) {
  DiagnosticEngine diags;
  const bool valid = succeeded(spirv::validate(words, spirv::TargetEnv::Vulkan1_2, diags));
  CHECK(valid == !diags.hasErrors());
  return valid;
}

} // namespace

TEST_CASE("an atomic without order names no storage") {
  CHECK(passes(workgroupAdd("0", "")));
  CHECK(passes(workgroupAdd("264", ""))); // AcquireRelease | WorkgroupMemory
  CHECK(!passes(workgroupAdd("256", "")));
  CHECK(!passes(workgroupAdd("64", "")));
}

TEST_CASE("workgroup variables have no layout") {
  CHECK(!passes(workgroupAdd("0", "OpDecorate %array ArrayStride 4\n")));
  CHECK(!passes(workgroupAdd("0", "OpMemberDecorate %struct 0 Offset 0\n")));
}

TEST_CASE("words that are no module are refused") {
  CHECK(!passes({}));
  CHECK(!passes({0x07230203, 0x10500, 0, 5, 0, 0x00020011}));
  DiagnosticEngine diags;
  CHECK(failed(spirv::disassemble({1, 2, 3}, diags)));
  CHECK(diags.hasErrors());
}

TEST_CASE("the disassembly assembles back") {
  TestKernel kernel;
  kernel.use(kernel.unknown(ir::Type::getF32()));
  kernel.finish();
  spvtools::SpirvTools tools(SPV_ENV_VULKAN_1_2);
  std::vector<uint32_t> words;
  REQUIRE(tools.Assemble(kernel.disassembly(), &words));
  CHECK(passes(words));
}
