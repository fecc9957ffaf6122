// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Trees that no decoder gives but that an embedder may build: nothing crashes, hangs or recurses
// without bound.
#include "vyre-cc/IR/Text.h"
#include "vyre-cc/Import/Import.h"
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::vir0;

namespace {

/// A program with one output buffer `o` of u32 and one region.
struct Tree {
  Program program;
  ir::Context context;
  std::vector<Diagnostic> diagnostics;

  FailureOr<ir::Module> import(ArrayRef<const Node *> body) {
    Buffer buffer;
    buffer.name = "o";
    buffer.element = program.make<DataType>();
    program.buffers = program.copy(ArrayRef<Buffer>(buffer));
    auto *region = program.make<RegionNode>();
    region->body = program.copy(body);
    const Node *entry = region;
    program.entry = program.copy(ArrayRef<const Node *>(entry));
    DiagnosticEngine diags([&](const Diagnostic &d) { diagnostics.push_back(d); });
    FailureOr<ir::Module> module = importProgram(program, context, diags);
    if (succeeded(module))
      CHECK(succeeded(ir::verify(*module, diags)));
    return module;
  }
  bool saw(DiagCode code) const {
    return llvm::any_of(diagnostics, [&](const Diagnostic &d) { return d.code == code; });
  }

  const Expr *word(uint32_t value) {
    auto *literal = program.make<LitU32Expr>();
    literal->value = value;
    return literal;
  }
  const Expr *var(StringRef name) {
    auto *expr = program.make<VarExpr>();
    expr->name = program.copy(name);
    return expr;
  }
  const Node *let(StringRef name, const Expr *value) {
    auto *node = program.make<LetNode>();
    node->name = program.copy(name);
    node->value = value;
    return node;
  }
  const Node *assign(StringRef name, const Expr *value) {
    auto *node = program.make<AssignNode>();
    node->name = program.copy(name);
    node->value = value;
    return node;
  }
  const Node *ifThen(const Expr *cond, ArrayRef<const Node *> body,
                     ArrayRef<const Node *> otherwise = {}) {
    auto *node = program.make<IfNode>();
    node->cond = cond;
    node->thenBody = program.copy(body);
    node->elseBody = program.copy(otherwise);
    return node;
  }
  const Node *store(const Expr *value) {
    auto *node = program.make<StoreNode>();
    node->buffer = "o";
    node->index = word(0);
    node->value = value;
    return node;
  }
};

} // namespace

TEST_CASE("blocks nested beyond the limit are refused") {
  Tree tree;
  const Node *node = tree.program.make<ReturnNode>();
  for (unsigned depth = 0; depth != 100'000; ++depth) {
    auto *block = tree.program.make<BlockNode>();
    block->body = tree.program.copy(ArrayRef<const Node *>(node));
    node = block;
  }
  CHECK(failed(tree.import(node)));
  CHECK(tree.saw(DiagCode::NestingTooDeep));
}

TEST_CASE("expressions nested beyond the limit are refused") {
  Tree tree;
  const Expr *expr = tree.word(0);
  for (unsigned depth = 0; depth != 100'000; ++depth) {
    auto *unary = tree.program.make<UnaryExpr>();
    unary->op.tag = UnaryTag::BitNot;
    unary->operand = expr;
    expr = unary;
  }
  CHECK(failed(tree.import(tree.store(expr))));
  CHECK(tree.saw(DiagCode::ExprTooDeep));
}

TEST_CASE("more statements than the validator takes are refused") {
  Tree tree;
  std::vector<const Node *> body(100'000, tree.store(tree.word(0)));
  CHECK(failed(tree.import(body)));
  CHECK(tree.saw(DiagCode::TooManyStatements));
}

TEST_CASE("many variables assigned at full depth import in time near to their number") {
  Tree tree;
  std::vector<const Node *> lets, assigns;
  for (unsigned index = 0; index != 5'000; ++index) {
    std::string name = "v" + std::to_string(index);
    lets.push_back(tree.let(name, tree.word(index)));
    assigns.push_back(tree.assign(name, tree.word(0)));
    assigns.push_back(tree.assign(name, tree.word(1)));
  }
  ArrayRef<const Node *> body = assigns;
  const Node *nested = nullptr;
  for (unsigned depth = 0; depth != 60; ++depth) {
    nested = tree.ifThen(tree.var("v0"), body);
    body = ArrayRef<const Node *>(nested);
  }
  lets.push_back(nested);
  CHECK(succeeded(tree.import(lets)));
}

TEST_CASE("an arm that ends the invocation leaves the other arm's variables alone") {
  // if (x) { x = 1; return } else { o[0] = x; return }: the else arm reads the x from before.
  Tree tree;
  const Node *leave = tree.program.make<ReturnNode>();
  const Node *branch = tree.ifThen(tree.var("x"), {tree.assign("x", tree.word(1)), leave},
                                   {tree.store(tree.var("x")), leave});
  FailureOr<ir::Module> module = tree.import({tree.let("x", tree.word(7)), branch});
  REQUIRE(succeeded(module));
  ir::Op *stored = nullptr;
  ir::walkPreOrder(*module->op(), [&](ir::Op &op) {
    if (op.is(ir::OpKind::Store))
      stored = &op;
  });
  REQUIRE(stored);
  CHECK(stored->operand(1)->definingOp()->intAttr(ir::AttrName::Value) == 7);
}

TEST_CASE("what no invocation reaches is checked and dropped") {
  Tree tree;
  const Node *leave = tree.program.make<ReturnNode>();
  const Node *branch = tree.ifThen(tree.word(1), leave, leave);
  FailureOr<ir::Module> module =
      tree.import({tree.let("x", tree.word(7)), branch, tree.assign("x", tree.word(8)),
                   tree.store(tree.var("x"))});
  REQUIRE(succeeded(module));
  CHECK(tree.saw(DiagCode::DeadCode));
  ir::walkPreOrder(*module->op(), [](ir::Op &op) { CHECK(!op.is(ir::OpKind::Store)); });

  Tree broken;
  const Node *end = broken.program.make<ReturnNode>();
  CHECK(failed(broken.import(
      {broken.ifThen(broken.word(1), end, end), broken.store(broken.var("unbound"))})));
  CHECK(broken.saw(DiagCode::UndeclaredVariable));
}

TEST_CASE("remarks stop after a while") {
  Tree tree;
  const Node *leave = tree.program.make<ReturnNode>();
  const Node *branch = tree.ifThen(tree.word(1), leave, leave);
  const Node *arm = tree.ifThen(tree.word(1), {branch, tree.store(tree.word(0))});
  CHECK(succeeded(tree.import(std::vector<const Node *>(10'000, arm))));
  CHECK(tree.saw(DiagCode::DeadCode));
  CHECK(tree.diagnostics.size() <= 20);
}
