// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The semantics of section 16 for u32 programs without subgroup operations, barriers and transfers.
#include "TreeInterpreter.h"
#include <algorithm>
#include <doctest/doctest.h>

namespace vyrecc::test {

using namespace vir0;

/// Of one lane. A kernel that does not end has to fail the test, not to stop it.
static constexpr uint32_t kMaxIterations = 100'000;

void TreeInterpreter::dispatch(uint32_t groups) {
  for (uint32_t groupId = 0; groupId < groups; ++groupId)
    for (uint32_t localId = 0; localId < program.workgroupSize[0]; ++localId)
      runLane(groupId, localId);
}

void TreeInterpreter::runLane(uint32_t groupId, uint32_t localId) {
  group = groupId;
  local = localId;
  scope.clear();
  iterations = 0;
  (void)execute(program.entry);
}

uint32_t &TreeInterpreter::variable(StringRef name) {
  auto found = std::find_if(scope.rbegin(), scope.rend(),
                            [&](const Binding &binding) { return binding.name == name; });
  INFO(name.str());
  REQUIRE(found != scope.rend());
  return found->value;
}

uint32_t TreeInterpreter::load(StringRef buffer, uint32_t index) {
  const std::vector<uint32_t> &words = memory.at(buffer.str());
  return index < words.size() ? words[index] : 0;
}

void TreeInterpreter::store(StringRef buffer, uint32_t index, uint32_t value) {
  std::vector<uint32_t> &words = memory.at(buffer.str());
  if (index < words.size())
    words[index] = value;
}

TreeInterpreter::Flow TreeInterpreter::executeLoop(const LoopNode &loop) {
  const uint32_t end = evaluate(*loop.to);
  for (uint32_t i = evaluate(*loop.from); i < end; ++i) {
    REQUIRE(++iterations <= kMaxIterations);
    const size_t depth = scope.size();
    scope.push_back({loop.var, i});
    const Flow flow = execute(loop.body);
    scope.resize(depth);
    if (flow == Flow::Return)
      return flow;
  }
  return Flow::Next;
}

TreeInterpreter::Flow TreeInterpreter::execute(NodeList nodes) {
  const size_t depth = scope.size();
  Flow flow = Flow::Next;
  for (const Node *node : nodes) {
    if (auto *let = llvm::dyn_cast<LetNode>(node)) {
      const uint32_t value = evaluate(*let->value);
      scope.push_back({let->name, value});
    } else if (auto *assign = llvm::dyn_cast<AssignNode>(node)) {
      const uint32_t value = evaluate(*assign->value);
      variable(assign->name) = value;
    } else if (auto *write = llvm::dyn_cast<StoreNode>(node)) {
      const uint32_t index = evaluate(*write->index);
      store(write->buffer, index, evaluate(*write->value));
    } else if (auto *branch = llvm::dyn_cast<IfNode>(node)) {
      flow = execute(evaluate(*branch->cond) ? branch->thenBody : branch->elseBody);
    } else if (auto *loop = llvm::dyn_cast<LoopNode>(node)) {
      flow = executeLoop(*loop);
    } else if (auto *block = llvm::dyn_cast<BlockNode>(node)) {
      flow = execute(block->body);
    } else if (auto *region = llvm::dyn_cast<RegionNode>(node)) {
      flow = execute(region->body);
    } else {
      REQUIRE(llvm::isa<ReturnNode>(node));
      flow = Flow::Return;
    }
    if (flow == Flow::Return)
      break;
  }
  scope.resize(depth);
  return flow;
}

uint32_t TreeInterpreter::evaluateBinary(const BinaryExpr &expr) {
  const uint32_t left = evaluate(*expr.left);
  const uint32_t right = evaluate(*expr.right);
  switch (expr.op.tag) {
  case BinaryTag::Add:
    return left + right;
  case BinaryTag::Sub:
    return left - right;
  case BinaryTag::Mul:
    return left * right;
  case BinaryTag::Div:
    REQUIRE(right != 0);
    return left / right;
  case BinaryTag::Mod:
    REQUIRE(right != 0);
    return left % right;
  case BinaryTag::Shr:
    REQUIRE(right < 32);
    return left >> right;
  case BinaryTag::BitAnd:
    return left & right;
  case BinaryTag::Eq:
    return left == right;
  case BinaryTag::Ne:
    return left != right;
  case BinaryTag::Lt:
    return left < right;
  case BinaryTag::Gt:
    return left > right;
  case BinaryTag::Le:
    return left <= right;
  case BinaryTag::Ge:
    return left >= right;
  case BinaryTag::And:
    return left && right;
  case BinaryTag::Or:
    return left || right;
  default:
    FAIL("an operator that the builder does not write");
    return 0;
  }
}

uint32_t TreeInterpreter::evaluateAtomic(const AtomicExpr &expr) {
  const uint32_t index = evaluate(*expr.index);
  const uint32_t expected = expr.expected.expr ? evaluate(*expr.expected.expr) : 0;
  const uint32_t value = evaluate(*expr.value);
  const uint32_t old = load(expr.buffer, index);
  if (expr.op.tag == AtomicTag::Add) {
    store(expr.buffer, index, old + value);
  } else if (expr.op.tag == AtomicTag::Exchange) {
    store(expr.buffer, index, value);
  } else {
    REQUIRE(expr.op.tag == AtomicTag::CompareExchange);
    // Out of range gives 0 and writes nothing, whatever was expected.
    if (old == expected)
      store(expr.buffer, index, value);
  }
  return old;
}

uint32_t TreeInterpreter::evaluate(const Expr &expr) {
  if (auto *literal = llvm::dyn_cast<LitU32Expr>(&expr))
    return literal->value;
  if (auto *var = llvm::dyn_cast<VarExpr>(&expr))
    return variable(var->name);
  if (auto *read = llvm::dyn_cast<LoadExpr>(&expr))
    return load(read->buffer, evaluate(*read->index));
  if (llvm::isa<WorkgroupIdExpr>(&expr))
    return group;
  if (llvm::isa<LocalIdExpr>(&expr))
    return local;
  if (auto *binary = llvm::dyn_cast<BinaryExpr>(&expr))
    return evaluateBinary(*binary);
  if (auto *atomic = llvm::dyn_cast<AtomicExpr>(&expr))
    return evaluateAtomic(*atomic);
  if (auto *unary = llvm::dyn_cast<UnaryExpr>(&expr)) {
    REQUIRE(unary->op.tag == UnaryTag::LogicalNot);
    return !evaluate(*unary->operand);
  }
  auto *select = llvm::dyn_cast<SelectExpr>(&expr);
  REQUIRE(select);
  const uint32_t trueValue = evaluate(*select->trueValue);
  const uint32_t falseValue = evaluate(*select->falseValue);
  return evaluate(*select->cond) ? trueValue : falseValue;
}

} // namespace vyrecc::test
