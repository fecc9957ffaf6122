// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Collects the names that a program binds and uses, and what its subgroup reductions are over.
#include "Plausibility.h"
#include "llvm/ADT/DenseSet.h"

namespace vyrecc::vir0 {

namespace {

struct Facts {
  llvm::DenseSet<StringRef> bound, used, usedBuffers;
  bool reducesSmallLiteral = false;

  void note(const Node &node) {
    if (auto *let = llvm::dyn_cast<LetNode>(&node))
      bound.insert(let->name);
    else if (auto *loop = llvm::dyn_cast<LoopNode>(&node))
      bound.insert(loop->var);
    else if (auto *store = llvm::dyn_cast<StoreNode>(&node))
      usedBuffers.insert(store->buffer);
    (void)visitFields(node, *this);
  }
  void note(const Expr &expr) {
    if (auto *var = llvm::dyn_cast<VarExpr>(&expr))
      used.insert(var->name);
    else if (auto *load = llvm::dyn_cast<LoadExpr>(&expr))
      usedBuffers.insert(load->buffer);
    else if (auto *length = llvm::dyn_cast<BufLenExpr>(&expr))
      usedBuffers.insert(length->buffer);
    else if (auto *atomic = llvm::dyn_cast<AtomicExpr>(&expr))
      usedBuffers.insert(atomic->buffer);
    else if (auto *reduce = llvm::dyn_cast<SubgroupReduceExpr>(&expr))
      reducesSmallLiteral |= llvm::isa<LitI32Expr, LitBoolExpr>(reduce->value);
    (void)visitFields(expr, *this);
  }

  LogicalResult operator()(StringRef, ExprPtr expr) {
    note(*expr);
    return success();
  }
  LogicalResult operator()(StringRef, OptionalExpr optional) {
    if (optional.expr)
      note(*optional.expr);
    return success();
  }
  LogicalResult operator()(StringRef, ExprList list) {
    for (const Expr *expr : list)
      note(*expr);
    return success();
  }
  LogicalResult operator()(StringRef, NodeList list) {
    for (const Node *node : list)
      note(*node);
    return success();
  }
  template <typename T> LogicalResult operator()(StringRef, const T &) { return success(); }
};

} // namespace

bool isPlausible(const Program &program) {
  Facts facts;
  for (const Node *node : program.entry)
    facts.note(*node);
  llvm::DenseSet<StringRef> declared;
  for (const Buffer &buffer : program.buffers)
    declared.insert(buffer.name);
  return !facts.reducesSmallLiteral &&
         llvm::all_of(facts.used, [&](StringRef name) { return facts.bound.contains(name); }) &&
         llvm::all_of(facts.usedBuffers, [&](StringRef name) { return declared.contains(name); });
}

} // namespace vyrecc::vir0
