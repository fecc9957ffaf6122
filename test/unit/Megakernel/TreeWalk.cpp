// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks over the fields of the tree's tables.
#include "TreeWalk.h"
#include <doctest/doctest.h>

namespace vyrecc::test {

using namespace vir0;

namespace {
struct Collector {
  std::vector<TreeItem> &items;

  void node(const Node *node) {
    items.push_back({node, nullptr});
    (void)visitFields(*node, *this);
  }
  void expr(const Expr *expr) {
    items.push_back({nullptr, expr});
    (void)visitFields(*expr, *this);
  }

  LogicalResult operator()(StringRef, ExprPtr value) {
    expr(value);
    return success();
  }
  LogicalResult operator()(StringRef, const ExprList &list) {
    for (ExprPtr value : list)
      expr(value);
    return success();
  }
  LogicalResult operator()(StringRef, const NodeList &list) {
    for (const Node *child : list)
      node(child);
    return success();
  }
  LogicalResult operator()(StringRef, const OptionalExpr &value) {
    if (value.expr)
      expr(value.expr);
    return success();
  }
  template <typename Field> LogicalResult operator()(StringRef, const Field &) { return success(); }
};
} // namespace

std::vector<TreeItem> preOrder(NodeList nodes) {
  std::vector<TreeItem> items;
  for (const Node *node : nodes)
    Collector{items}.node(node);
  return items;
}

std::vector<TreeItem> preOrder(const Expr *expr) {
  std::vector<TreeItem> items;
  Collector{items}.expr(expr);
  return items;
}

const LetNode *findLet(const std::vector<TreeItem> &items, StringRef name) {
  for (const TreeItem &item : items)
    if (auto *let = llvm::dyn_cast_or_null<LetNode>(item.node))
      if (let->name == name)
        return let;
  return nullptr;
}

size_t positionOfLet(const std::vector<TreeItem> &items, StringRef name) {
  const LetNode *let = findLet(items, name);
  INFO(name.str());
  REQUIRE(let);
  size_t position = 0;
  while (items[position].node != let)
    ++position;
  return position;
}

bool isLiteral(const Expr *expr, uint32_t value) {
  auto *literal = llvm::dyn_cast<LitU32Expr>(expr);
  return literal && literal->value == value;
}

bool isVariable(const Expr *expr, StringRef name) {
  auto *var = llvm::dyn_cast<VarExpr>(expr);
  return var && var->name == name;
}

bool hasLiteral(const std::vector<TreeItem> &items, uint32_t value) {
  for (const TreeItem &item : items)
    if (item.expr && isLiteral(item.expr, value))
      return true;
  return false;
}

std::map<std::string, unsigned> countAtomics(const Program &program) {
  std::map<std::string, unsigned> counts;
  for (const TreeItem &item : preOrder(program.entry)) {
    auto *atomic = llvm::dyn_cast_or_null<AtomicExpr>(item.expr);
    if (!atomic)
      continue;
    const bool isLoad = atomic->op.tag == AtomicTag::Add && isLiteral(atomic->value, 0);
    // Mnemonics belong to another library; the tag is enough to compare by.
    const std::string kind = isLoad ? "load" : std::to_string(unsigned(atomic->op.tag));
    ++counts[kind + " " + atomic->buffer.str()];
  }
  return counts;
}

NodeList rootBody(const Program &program) {
  REQUIRE(program.entry.size() == 1);
  auto *root = llvm::dyn_cast<RegionNode>(program.entry.front());
  REQUIRE(root);
  return root->body;
}

Program build(const megakernel::MegakernelOptions &options) {
  DiagnosticEngine diags;
  FailureOr<Program> program = megakernel::buildMegakernel(options, diags);
  REQUIRE(succeeded(program));
  REQUIRE(diags.diagnostics().empty());
  return std::move(*program);
}

} // namespace vyrecc::test
