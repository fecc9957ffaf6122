// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds fusion hazards (section 15.6): atomic and plain accesses to one buffer by statements of one list without a
// barrier between them.
#include "Validator.h"
#include "llvm/ADT/MapVector.h"

namespace vyrecc::vir0 {

namespace {

/// Visits the fields of a statement, but no nested list, and says which buffers they access.
template <typename Found> class AccessFinder {
public:
  explicit AccessFinder(Found found) : found(found) {}

  LogicalResult operator()(StringRef, const Expr *expr) {
    if (expr)
      visit(*expr);
    return success();
  }
  LogicalResult operator()(StringRef, ExprList list) {
    for (const Expr *expr : list)
      visit(*expr);
    return success();
  }
  LogicalResult operator()(StringRef name, OptionalExpr optional) {
    return (*this)(name, optional.expr);
  }
  template <typename Other> LogicalResult operator()(StringRef, const Other &) { return success(); }

private:
  void visit(const Expr &expr) {
    if (depth > kMaxExprDepth) // refused where expressions are checked
      return;
    ++depth;
    if (const auto *load = llvm::dyn_cast<LoadExpr>(&expr))
      found(load->buffer, /*isAtomic=*/false);
    else if (const auto *length = llvm::dyn_cast<BufLenExpr>(&expr))
      found(length->buffer, /*isAtomic=*/false);
    else if (const auto *atomic = llvm::dyn_cast<AtomicExpr>(&expr))
      found(atomic->buffer, /*isAtomic=*/true);
    (void)visitFields(expr, *this);
    --depth;
  }

  Found found;
  unsigned depth = 0;
};

} // namespace

void Validator::checkFusionHazard(const Node &node, AccessMap &accesses) {
  llvm::SmallMapVector<StringRef, Accesses, 4> own;
  auto found = [&](StringRef buffer, bool isAtomic) {
    Accesses &access = own[buffer];
    (isAtomic ? access.atomic : access.plain) = true;
  };
  auto plain = [&](StringRef buffer) { found(buffer, /*isAtomic=*/false); };
  switch (node.kind) {
  case NodeKind::Barrier:
    accesses.clear();
    return;
  case NodeKind::Store:
    plain(llvm::cast<StoreNode>(node).buffer);
    [[fallthrough]];
  case NodeKind::Let:
  case NodeKind::Assign:
  case NodeKind::If:
  case NodeKind::Loop:
    (void)visitFields(node, AccessFinder(found));
    break;
  case NodeKind::IndirectDispatch:
    plain(llvm::cast<IndirectDispatchNode>(node).countBuffer);
    break;
  case NodeKind::AsyncLoad:
    plain(llvm::cast<AsyncLoadNode>(node).source);
    plain(llvm::cast<AsyncLoadNode>(node).destination);
    break;
  case NodeKind::AsyncStore:
    plain(llvm::cast<AsyncStoreNode>(node).source);
    plain(llvm::cast<AsyncStoreNode>(node).destination);
    break;
  case NodeKind::AllGather:
    plain(llvm::cast<AllGatherNode>(node).input);
    plain(llvm::cast<AllGatherNode>(node).output);
    break;
  case NodeKind::ReduceScatter:
    plain(llvm::cast<ReduceScatterNode>(node).input);
    plain(llvm::cast<ReduceScatterNode>(node).output);
    break;
  case NodeKind::AllReduce: // a single rank leaves nothing of them
  case NodeKind::Broadcast:
  case NodeKind::Return:
  case NodeKind::Block:
  case NodeKind::AsyncWait:
  case NodeKind::Region:
  case NodeKind::Trap:
  case NodeKind::Resume:
  case NodeKind::OpaqueNode:
    return;
  }
  for (const auto &[buffer, access] : own) {
    Accesses &before = accesses[buffer];
    if ((access.atomic && before.plain) || (access.plain && before.atomic))
      report(DiagCode::FusionHazard, node.loc,
             "buffer '" + buffer + "' is accessed atomically and plainly without a barrier between");
  }
  for (const auto &[buffer, access] : own) {
    Accesses &before = accesses[buffer];
    before.plain |= access.plain;
    before.atomic |= access.atomic;
  }
}

} // namespace vyrecc::vir0
