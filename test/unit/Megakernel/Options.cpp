// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options of the megakernel builder: what they do, and what is refused.
#include "TreeWalk.h"
#include "vyre-cc/Protocol/Layout.h"
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::test;
using megakernel::MegakernelOptions;
using megakernel::Variant;

/// The option that each error starts with.
static std::vector<std::string> errors(const MegakernelOptions &options) {
  DiagnosticEngine diags;
  CHECK(failed(megakernel::buildMegakernel(options, diags)));
  std::vector<std::string> names;
  for (const Diagnostic &diagnostic : diags.diagnostics()) {
    CHECK(diagnostic.code == DiagCode::BadOption);
    CHECK(diagnostic.path.empty()); // paths are for nodes of programs
    names.push_back(llvm::StringRef(diagnostic.message).split(' ').first.str());
  }
  return names;
}

TEST_CASE("each option out of range is one error that names it") {
  using Names = std::vector<std::string>;
  CHECK(errors({.slots = 0}) == Names{"slots"});
  CHECK(errors({.slots = protocol::kMaxRingSlots + 1}) == Names{"slots"});
  CHECK(errors({.workgroup = 0}) == Names{"workgroup"});
  CHECK(errors({.slots = 0, .workgroup = 0}) == Names{"slots", "workgroup"});
  CHECK(errors({.variant = Variant::Sharded, .slots = 100, .workgroup = 64}) == Names{"slots"});
  CHECK(errors({.variant = Variant::Sharded, .slots = 64, .workgroup = 64, .stride = 1}) ==
        Names{"stride"});
}

TEST_CASE("the largest ring and odd sizes of the priority variant are accepted") {
  CHECK(build({.slots = protocol::kMaxRingSlots}).buffers[1].count == 0xFFFFFFF0);
  CHECK(build({.slots = 100, .workgroup = 64}).buffers[1].count == 1600);
}

TEST_CASE("a persistent program is one counted loop, a single pass has none") {
  vir0::Program persistent = build({});
  REQUIRE(!rootBody(persistent).empty());
  auto *loop = llvm::dyn_cast<vir0::LoopNode>(rootBody(persistent).front());
  REQUIRE(loop);
  CHECK(rootBody(persistent).size() == 1);
  CHECK(loop->var == "__forever__");
  CHECK(isLiteral(loop->from, 0));
  CHECK(isLiteral(loop->to, 0xFFFFFFFF));

  vir0::Program once = build({.once = true});
  CHECK(rootBody(once).size() == loop->body.size());
  CHECK(findLet(preOrder(rootBody(once)), "shutdown_flag") ==
        llvm::dyn_cast<vir0::LetNode>(rootBody(once).front()));
}

TEST_CASE("the stride is that of the option, and the slots by default") {
  auto strideOf = [](const MegakernelOptions &options) {
    vir0::Program program = build(options);
    const vir0::LetNode *lane = findLet(preOrder(program.entry), "partition_lane");
    REQUIRE(lane);
    return llvm::cast<vir0::LitU32Expr>(llvm::cast<vir0::BinaryExpr>(lane->value)->right)->value;
  };
  CHECK(strideOf({.slots = 96}) == 96);
  CHECK(strideOf({.slots = 96, .stride = 7}) == 7);
}

TEST_CASE("transfers are polled for only when asked") {
  auto transfers = [](bool ioPoll) {
    unsigned count = 0;
    vir0::Program program = build({.ioPoll = ioPoll});
    for (const TreeItem &item : preOrder(program.entry))
      count += item.node && llvm::isa<vir0::AsyncLoadNode>(item.node);
    return count;
  };
  CHECK(transfers(false) == 0);
  CHECK(transfers(true) == 1);
}
