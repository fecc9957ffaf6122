// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The manifest: its JSON, its place in the module, and what it says of loops.
#include "TestKernel.h"
#include "llvm/Support/JSON.h"
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

static bool hasUnboundedLoops(TestKernel &kernel) {
  kernel.builder.setInsertionPointToEnd(kernel.kernel->region().block());
  kernel.finish();
  FailureOr<spirv::EmittedModule> emitted = kernel.emit();
  REQUIRE(succeeded(emitted));
  CHECK(!emitted->manifest.passLimit);
  return emitted->manifest.hasUnboundedLoops;
}

/// Adds a loop and moves into its region.
static void addCountedLoop(TestKernel &kernel, Value *from, Value *to) {
  Op *op = kernel.builder.createFor(from, to, {});
  Builder(kernel.context, op->region().block()).yield();
  kernel.builder.setInsertionPointBefore(op->region().block().terminator());
}

TEST_CASE("the manifest's JSON has the documented fields in order") {
  protocol::Manifest manifest;
  manifest.targetEnv = "vulkan1.2";
  manifest.variant = "priority";
  manifest.workgroupSize = {64, 2, 1};
  manifest.subgroupSize = 32;
  manifest.passLimit.emplace();
  manifest.hasUnboundedLoops = true;
  manifest.buffers.push_back({"a\"b", 0, 3, protocol::BufferRole::Output, "u32", 4, 16, false, false,
                              std::pair<uint64_t, uint64_t>(4, 8)});
  manifest.buffers.push_back({"w", 0, 0, protocol::BufferRole::Workgroup, "f32", 4, 8, false, false, {}});
  manifest.entryPoints = {"main", "main.1"};
  manifest.traps = {"t"};
  manifest.indirectGrid = {"a\"b", 8};
  CHECK(spirv::toJson(manifest, false) ==
        R"({"version":1,"entry_points":["main","main.1"],"target_env":"vulkan1.2","variant":"priority",)"
        R"("workgroup_size":[64,2,1],"subgroup_size":32,"pass_limit":{"spec_id":0,"default":4294967295},)"
        R"("indirect_grid":{"buffer":"a\"b","offset":8},"traps":["t"],)"
        R"("has_unbounded_loops":true,"buffers":[{"name":"a\"b","set":0,"binding":3,)"
        R"("role":"output","element":"u32","stride":4,"count":16,"read_only":false,)"
        R"("output_byte_range":[4,8]},{"name":"w","set":0,"binding":0,"role":"workgroup",)"
        R"("element":"f32","stride":4,"count":8,"read_only":false}]})");
  CHECK(bool(llvm::json::parse(spirv::toJson(manifest, true))));
}

TEST_CASE("a name that is no UTF-8 still gives JSON") {
  protocol::Manifest manifest;
  manifest.buffers.emplace_back().name = "\xff\xfe";
  CHECK(bool(llvm::json::parse(spirv::toJson(manifest, false))));
}

TEST_CASE("the module carries the manifest as non-semantic instructions") {
  TestKernel kernel({8, 4, 2});
  kernel.module.op()->setAttr(AttrName::Variant, Attr::string("sharded"));
  static constexpr uint64_t kRange[] = {8, 24};
  kernel.module.findBuffer("f")->setAttr(AttrName::OutputRange, Attr::array(kRange));
  kernel.finish();
  FailureOr<spirv::EmittedModule> emitted = kernel.emit();
  REQUIRE(succeeded(emitted));
  CHECK(emitted->manifest.workgroupSize == std::array<uint32_t, 3>{8, 4, 2});
  REQUIRE(emitted->manifest.buffers.size() == 5);
  const std::string text = kernel.disassembly();
  CHECK(occurrences(text, "OpExtInstImport \"NonSemantic.VyreCC.Manifest\"") == 1);
  CHECK(occurrences(text, "OpString \"{\\\"version\\\":1,\\\"entry_points\\\":[\\\"main\\\"]") == 1);
  CHECK(occurrences(text, "\\\"variant\\\":\\\"sharded\\\"") == 1);
  CHECK(occurrences(text, "\\\"output_byte_range\\\":[8,24]") == 1);
  CHECK(occurrences(text, "OpString") == 6);
  CHECK(occurrences(text, "OpExtInst %void") == 6);
}

TEST_CASE("loops are small below 1024 iterations, and together below 32768") {
  for (uint32_t to : {1023u, 1024u}) {
    TestKernel kernel;
    addCountedLoop(kernel, kernel.builder.constU32(0), kernel.builder.constU32(to));
    CHECK(hasUnboundedLoops(kernel) == (to == 1024));
  }
  for (uint32_t to : {32u, 1000u}) {
    TestKernel kernel;
    addCountedLoop(kernel, kernel.builder.constU32(0), kernel.builder.constU32(100));
    addCountedLoop(kernel, kernel.builder.constU32(0), kernel.builder.constU32(to));
    CHECK(hasUnboundedLoops(kernel) == (to == 1000));
  }
  TestKernel downwards;
  addCountedLoop(downwards, downwards.builder.constU32(9), downwards.builder.constU32(2));
  CHECK(!hasUnboundedLoops(downwards));
  TestKernel open;
  addCountedLoop(open, open.builder.constU32(0), open.unknown(Type::getU32()));
  CHECK(hasUnboundedLoops(open));
}
