// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions of other modules, spliced in: whatever made them.
#include "TestKernel.h"
#include <doctest/doctest.h>
#include <spirv-tools/libspirv.hpp>

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

namespace {

/// A function of two words: by value, and through a pointer. It adds a float of `view` to another
/// of it, and calls a helper that has a loop. %extra goes before the functions.
std::string module(llvm::StringRef extra = "", llvm::StringRef body = "",
                   llvm::StringRef model = "GLSL450") {
  return (R"(
    OpCapability Shader
    %glsl = OpExtInstImport "GLSL.std.450"
    OpMemoryModel Logical )" +
          model + R"(
    OpEntryPoint GLCompute %main "main"
    OpExecutionMode %main LocalSize 1 1 1
    OpName %view "view"
    OpName %outside "outside"
    OpDecorate %floats ArrayStride 4
    OpDecorate %block Block
    OpMemberDecorate %block 0 Offset 0
    OpDecorate %view DescriptorSet 3
    OpDecorate %view Binding 9
    OpDecorate %view Restrict
    OpDecorate %sum NoContraction
    %void = OpTypeVoid
    %bool = OpTypeBool
    %u32 = OpTypeInt 32 0
    %f32 = OpTypeFloat 32
    %floats = OpTypeRuntimeArray %f32
    %block = OpTypeStruct %floats
    %to_block = OpTypePointer StorageBuffer %block
    %to_f32 = OpTypePointer StorageBuffer %f32
    %to_u32 = OpTypePointer Function %u32
    %zero = OpConstant %u32 0
    %one = OpConstant %u32 1
    %main_type = OpTypeFunction %void
    %type = OpTypeFunction %void %u32 %to_u32
    %helper_type = OpTypeFunction %f32 %f32
    %view = OpVariable %to_block StorageBuffer
    )" + extra +
          R"(
    %main = OpFunction %void None %main_type
    %main_entry = OpLabel
    OpReturn
    OpFunctionEnd
    %outside = OpFunction %void None %type
    %a = OpFunctionParameter %u32
    %pb = OpFunctionParameter %to_u32
    %entry = OpLabel
    %b = OpLoad %u32 %pb
    %from = OpAccessChain %to_f32 %view %zero %a
    %to = OpAccessChain %to_f32 %view %zero %b
    %x = OpLoad %f32 %from
    %y = OpFunctionCall %f32 %helper %x
    %sum = OpFAdd %f32 %x %y
    OpStore %to %sum
    )" + body +
          R"(
    OpReturn
    OpFunctionEnd
    %helper = OpFunction %f32 None %helper_type
    %p = OpFunctionParameter %f32
    %start = OpLabel
    OpBranch %head
    %head = OpLabel
    %i = OpPhi %u32 %zero %start %next %again
    OpLoopMerge %end %again None
    OpBranch %test
    %test = OpLabel
    %more = OpULessThan %bool %i %one
    OpBranchConditional %more %again %end
    %again = OpLabel
    %next = OpIAdd %u32 %i %one
    OpBranch %head
    %end = OpLabel
    %s = OpExtInst %f32 %glsl Sqrt %p
    OpReturnValue %s
    OpFunctionEnd
  )")
      .str();
}

struct Names {
  uint32_t function = 0, view = 0;
};

/// The ids behind the two names.
Names idsOf(llvm::ArrayRef<uint32_t> words) {
  Names names;
  for (size_t at = 5; at < words.size(); at += words[at] >> 16)
    if ((words[at] & 0xFFFF) == 5) { // OpName
      const llvm::StringRef text(reinterpret_cast<const char *>(&words[at + 2]));
      (text == "view" ? names.view : names.function) = words[at + 1];
    }
  return names;
}

spirv::ExternalFunction external(llvm::StringRef text, const char *buffer = "u") {
  spirv::ExternalFunction made;
  made.name = "outside";
  spvtools::SpirvTools tools(SPV_ENV_UNIVERSAL_1_3);
  REQUIRE(tools.Assemble(text.str(), &made.words));
  const Names names = idsOf(made.words);
  made.function = names.function;
  made.buffers = {{names.view, buffer}};
  return made;
}

void call(TestKernel &kernel, unsigned arguments = 2) {
  llvm::SmallVector<Value *, 4> values;
  for (unsigned index = 0; index != arguments; ++index)
    values.push_back(kernel.unknown(Type::getU32()));
  kernel.builder.create(OpKind::ExternCall, {}, values,
                        NamedAttr{AttrName::Callee, Attr::string("outside")});
}

/// What emission says of a call of such a function.
std::string refusal(spirv::ExternalFunction function, unsigned arguments = 2) {
  TestKernel kernel;
  kernel.externals.push_back(std::move(function));
  call(kernel, arguments);
  kernel.finish();
  CHECK(failed(kernel.emit()));
  REQUIRE(kernel.diags.numErrors() == 1);
  return kernel.diags.diagnostics().front().message;
}

bool contains(llvm::StringRef text, llvm::StringRef part) { return text.contains(part); }

} // namespace

TEST_CASE("a function from elsewhere is spliced once, with its own view of a buffer") {
  TestKernel kernel;
  kernel.externals.push_back(external(module()));
  call(kernel);
  call(kernel);
  kernel.finish();
  CHECK(kernel.isValidEverywhere());
  const std::string text = kernel.disassembly();
  CHECK(occurrences(text, "= OpFunction ") == 4); // kernel, wrapper, function, helper
  CHECK(occurrences(text, "= OpTypeVoid") == 1);
  CHECK(occurrences(text, "= OpTypeInt 32 0") == 1);
  CHECK(occurrences(text, "= OpTypeFloat 32") == 1);
  CHECK(occurrences(text, "Binding 0") == 2);
  CHECK(occurrences(text, " Aliased") == 2);
  CHECK(occurrences(text, "Restrict") == 0);
  CHECK(occurrences(text, "NoContraction") == 1);
  CHECK(occurrences(text, "Binding 9") == 0);
  CHECK(occurrences(text, "Coherent") == 0); // nothing synchronises
  FailureOr<spirv::EmittedModule> emitted = kernel.emit();
  REQUIRE(succeeded(emitted));
  CHECK(emitted->manifest.hasUnboundedLoops);
}

TEST_CASE("where the kernel synchronises, the function's view is coherent") {
  TestKernel kernel;
  kernel.externals.push_back(external(module()));
  kernel.builder.create(OpKind::Barrier, {}, {},
                        NamedAttr{AttrName::Ordering, Attr::enumerator(Ordering::AcqRel)});
  call(kernel);
  kernel.finish();
  CHECK(kernel.isValidEverywhere());
  CHECK(occurrences(kernel.disassembly(), "Coherent") == 2);
}

TEST_CASE("a buffer that only the function uses has no alias") {
  TestKernel kernel;
  kernel.externals.push_back(external(module(), "f"));
  call(kernel);
  kernel.finish();
  CHECK(kernel.isValidEverywhere());
  CHECK(occurrences(kernel.disassembly(), "Aliased") == 0);
}

TEST_CASE("functions that cannot be spliced are refused") {
  CHECK(contains(refusal(external(module(), "none")), "no storage buffer is called 'none'"));
  CHECK(contains(refusal(external(module(), "w")), "no storage buffer is called 'w'"));
  CHECK(contains(refusal(external(module()), 1), "other arguments than 2"));
  CHECK(contains(refusal(external(module("", "", "Vulkan"))), "memory model"));
  const char *shared = R"(%to_shared = OpTypePointer Workgroup %u32
                          %shared = OpVariable %to_shared Workgroup)";
  CHECK(succeeded([&] { // not reached
    TestKernel kernel;
    kernel.externals.push_back(external(module(shared)));
    call(kernel);
    kernel.finish();
    return kernel.emit();
  }()));
  CHECK(contains(refusal(external(module(shared, "OpStore %shared %one"))), "storage class 4"));
  const char *constant = "%limit = OpSpecConstant %u32 3";
  CHECK(contains(refusal(external(module(constant, "%t = OpIAdd %u32 %limit %one"))),
                 "opcode 50 outside of functions"));
  spirv::ExternalFunction wrong = external(module());
  wrong.function = 12345;
  CHECK(contains(refusal(wrong), "does not hold the function"));
  wrong = external(module());
  wrong.words.resize(wrong.words.size() - 1);
  CHECK(contains(refusal(wrong), "has no end"));
  wrong.words.resize(wrong.words.size() - 1);
  CHECK(!refusal(wrong).empty());
  const char *itself = "%self = OpTypeArray %self %one %null = OpConstantNull %self";
  CHECK(contains(refusal(external(module(itself, "%n = OpCopyObject %self %null"))),
                 "is made of itself"));
}
