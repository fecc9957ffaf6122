// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The scheduler invariants that concern the shape of the programs, by their numbers in section 8 of
// the megakernel specification, and the sizes of the handlers of section 4.2.
#include "TreeWalk.h"
#include "vyre-cc/Protocol/Opcodes.h"
#include "vyre-cc/Protocol/Partition.h"
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::test;
using namespace vyrecc::vir0;
using megakernel::Variant;

/// Position of the first compare-exchange on the ring.
static size_t positionOfClaim(const std::vector<TreeItem> &items) {
  size_t position = 0;
  for (; position < items.size(); ++position) {
    auto *atomic = llvm::dyn_cast_or_null<AtomicExpr>(items[position].expr);
    if (atomic && atomic->op.tag == AtomicTag::CompareExchange && atomic->buffer == "ring_buffer")
      break;
  }
  REQUIRE(position < items.size());
  return position;
}

/// The list of nodes that directly holds the Let of `name`.
static NodeList listWithLet(NodeList nodes, StringRef name) {
  for (const Node *node : nodes) {
    if (auto *let = llvm::dyn_cast<LetNode>(node); let && let->name == name)
      return nodes;
    NodeList found;
    (void)visitFields(*node, [&](StringRef, const auto &field) {
      if constexpr (std::is_same_v<std::decay_t<decltype(field)>, NodeList>)
        if (found.empty())
          found = listWithLet(field, name);
      return success();
    });
    if (!found.empty())
      return found;
  }
  return {};
}

static const BinaryExpr *conditionOf(const Node *node) {
  auto *branch = llvm::dyn_cast<IfNode>(node);
  return branch ? llvm::dyn_cast<BinaryExpr>(branch->cond) : nullptr;
}

TEST_CASE("R12: the scan has seven statements") {
  const Program program = megakernel::buildPriorityScan(256, 256);
  // One more binds lane_id.
  CHECK(rootBody(program).size() == 8);
}

TEST_CASE("R13: no modulo by the length of an empty level") {
  const Program program = megakernel::buildPriorityScan(256, 64);
  unsigned guarded = 0, total = 0;
  const std::vector<TreeItem> items = preOrder(program.entry);
  for (const TreeItem &item : items) {
    if (auto *binary = llvm::dyn_cast_or_null<BinaryExpr>(item.expr);
        binary && (binary->op.tag == BinaryTag::Mod || binary->op.tag == BinaryTag::Div)) {
      auto *divisor = llvm::dyn_cast<LitU32Expr>(binary->right);
      total += !divisor || divisor->value == 0;
    }
    const BinaryExpr *cond = item.node ? conditionOf(item.node) : nullptr;
    if (cond && cond->op.tag == BinaryTag::Gt && isVariable(cond->left, "part_len") &&
        isLiteral(cond->right, 0))
      for (const TreeItem &inner : preOrder(llvm::cast<IfNode>(item.node)->thenBody))
        if (auto *binary = llvm::dyn_cast_or_null<BinaryExpr>(inner.expr))
          guarded += binary->op.tag == BinaryTag::Mod && isVariable(binary->right, "part_len");
  }
  CHECK(total == 1);
  CHECK(guarded == 1);
}

TEST_CASE("R14: the tenant's mask is read before the claim") {
  for (Variant variant : {Variant::Priority, Variant::Sharded}) {
    const Program program = build({.variant = variant});
    const std::vector<TreeItem> items = preOrder(program.entry);
    const char *mask = variant == Variant::Priority ? "probe_tenant_mask" : "tenant_mask";
    CHECK(positionOfLet(items, mask) < positionOfClaim(items));
    // The claim is below the test of the mask, not only after it.
    const NodeList list = listWithLet(program.entry, mask);
    REQUIRE(!list.empty());
    const BinaryExpr *cond = conditionOf(list.back());
    REQUIRE(cond);
    CHECK(cond->op.tag == BinaryTag::Ne);
    CHECK(isVariable(cond->left, mask));
    CHECK(isLiteral(cond->right, 0));
    CHECK(positionOfClaim(preOrder(llvm::cast<IfNode>(list.back())->thenBody)) > 0);
  }
}

TEST_CASE("R18: accounting and probes use the regions of control and the lane's number") {
  const Program program = megakernel::buildPriorityScan(256, 256);
  const NodeList body = rootBody(program);
  const std::vector<TreeItem> accounting = preOrder(body.take_back());
  CHECK(hasLiteral(accounting, protocol::kControlTenantFairness));
  CHECK(hasLiteral(accounting, protocol::kControlPriorityFairness));
  CHECK(hasLiteral(accounting, protocol::kControlStarvationCounter));
  const std::vector<TreeItem> scan = preOrder(body.drop_back().take_back());
  CHECK(hasLiteral(scan, protocol::kControlPriorityOffsets));
  bool hasLaneModulo = false;
  for (const TreeItem &item : scan)
    if (auto *binary = llvm::dyn_cast_or_null<BinaryExpr>(item.expr))
      hasLaneModulo |= binary->op.tag == BinaryTag::Mod && isVariable(binary->left, "lane_id");
  CHECK(hasLaneModulo);
}

TEST_CASE("R19: the ring of 512 slots") {
  const Program program = build({.variant = Variant::Priority, .slots = 512, .workgroup = 64});
  REQUIRE(program.buffers.size() == 4);
  CHECK(program.buffers[1].name == "ring_buffer");
  CHECK(program.buffers[1].count == 512 * 16);
  CHECK(program.workgroupSize[0] == 64);
}

TEST_CASE("R20: what the sharded body binds, and in which order it looks at a slot") {
  const Program program = build({.variant = Variant::Sharded, .once = true});
  std::vector<std::string> lets;
  for (const Node *node : rootBody(program))
    if (auto *let = llvm::dyn_cast<LetNode>(node))
      lets.push_back(let->name.str());
  CHECK(lets == std::vector<std::string>{"shutdown_flag", "lane_id", "slot_base"});
  const std::vector<TreeItem> items = preOrder(program.entry);
  CHECK(positionOfLet(items, "observed_status") < positionOfLet(items, "tenant_mask"));
  CHECK(positionOfLet(items, "tenant_mask") < positionOfLet(items, "prev_status"));
}

TEST_CASE("a claimed slot is bound, dispatched, counted and marked done in this order") {
  const Program program = build({});
  const NodeList list = listWithLet(program.entry, "opcode");
  REQUIRE(list.size() == 8);
  const char *bindings[] = {"opcode", "arg0", "arg1", "arg2"};
  for (size_t i = 0; i < 4; ++i)
    CHECK(llvm::cast<LetNode>(list[i])->name == bindings[i]);
  CHECK(llvm::isa<BlockNode>(list[4]));
  REQUIRE(conditionOf(list[5]));
  CHECK(isLiteral(conditionOf(list[5])->right, protocol::word(protocol::Opcode::PackedSlot)));
  CHECK(llvm::cast<LetNode>(list[6])->name == "done_prev");
  CHECK(llvm::cast<StoreNode>(list[7])->buffer == "ring_buffer");
}

TEST_CASE("the dispatch tests the opcodes in their order, and handlers have their sizes") {
  const Program program = build({});
  const NodeList dispatch = llvm::cast<BlockNode>(listWithLet(program.entry, "opcode")[4])->body;
  REQUIRE(dispatch.size() == 9);
  const BinaryExpr *metrics = conditionOf(dispatch[0]);
  REQUIRE(metrics);
  CHECK(metrics->op.tag == BinaryTag::Lt);
  CHECK(isLiteral(metrics->right, 32));
  struct {
    uint32_t opcode;
    size_t nodes;
  } const expected[] = {{1, 1}, {2, 1}, {3, 1},      {4, 2},
                        {5, 1}, {7, 2}, {0xFFFE, 2}, {0xFFFFFFFF, 1}};
  for (size_t i = 0; i < std::size(expected); ++i) {
    CAPTURE(expected[i].opcode);
    const BinaryExpr *cond = conditionOf(dispatch[i + 1]);
    REQUIRE(cond);
    CHECK(cond->op.tag == BinaryTag::Eq);
    CHECK(isLiteral(cond->right, expected[i].opcode));
    CHECK(llvm::cast<IfNode>(dispatch[i + 1])->thenBody.size() == expected[i].nodes);
  }
}

TEST_CASE("as many atomic loads as section 5 counts") {
  auto loads = [](Variant variant) {
    unsigned count = 0;
    for (const auto &[key, number] : countAtomics(build({.variant = variant})))
      if (StringRef(key).starts_with("load "))
        count += number;
    return count;
  };
  CHECK(loads(Variant::Sharded) == 8);
  CHECK(loads(Variant::Priority) == 13);
}
