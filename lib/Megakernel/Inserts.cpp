// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks programs before they become part of a megakernel, and merges their buffers.
#include "Inserts.h"

namespace vyrecc::megakernel {

using namespace vir0;

NodeList insertedBody(const Program &program) {
  if (program.entry.size() == 1)
    if (const auto *region = llvm::dyn_cast<RegionNode>(program.entry.front()))
      return region->body;
  return program.entry;
}

namespace {

/// Looks for what a lane cannot do while its neighbours do something else.
class Checker {
public:
  Checker(Returns returns, DiagnosticEngine &diags) : returns(returns), diags(diags) {}

  LogicalResult operator()(StringRef, const Expr *expr) { return expr ? visit(*expr) : success(); }
  LogicalResult operator()(StringRef name, OptionalExpr optional) {
    return (*this)(name, optional.expr);
  }
  LogicalResult operator()(StringRef, ExprList list) {
    for (const Expr *expr : list)
      if (failed(visit(*expr)))
        return failure();
    return success();
  }
  LogicalResult operator()(StringRef, NodeList list) {
    for (const Node *node : list)
      if (failed(visit(*node)))
        return failure();
    return success();
  }
  template <typename Other> LogicalResult operator()(StringRef, const Other &) { return success(); }

private:
  static bool needsOthers(const Expr &expr) {
    return llvm::isa<SubgroupReduceExpr, SubgroupShuffleExpr, SubgroupBallotExpr,
                     SubgroupLocalIdExpr, SubgroupSizeExpr>(expr);
  }
  static bool needsOthers(const Node &node) {
    return llvm::isa<BarrierNode, AllReduceNode, AllGatherNode, ReduceScatterNode, BroadcastNode,
                     IndirectDispatchNode>(node);
  }
  template <typename T> LogicalResult visit(const T &item) {
    if (needsOthers(item))
      return diags.error(DiagCode::HandlerBody, item.loc,
                         "'" + mnemonic(item.kind) +
                             "' needs the other lanes, which do not run this with it");
    return checkReturn(item) ? LogicalResult(visitFields(item, *this)) : failure();
  }
  bool checkReturn(const Expr &) { return true; }
  bool checkReturn(const Node &node) {
    if (!llvm::isa<ReturnNode>(node) || returns == Returns::Allowed)
      return true;
    diags.report(DiagCode::HandlerBody, node.loc,
                 "'return' leaves the kernel, and the slot stays CLAIMED");
    return false;
  }

  Returns returns;
  DiagnosticEngine &diags;
};

} // namespace

LogicalResult checkInsert(const Program &program, Returns returns, DiagnosticEngine &diags) {
  for (const Buffer &buffer : program.buffers)
    if (buffer.access == BufferAccess::Workgroup)
      return diags.error(DiagCode::HandlerBody, buffer.loc,
                         "buffer '" + buffer.name +
                             "' is workgroup memory, which other slots use at the same time");
  return Checker(returns, diags)(StringRef(), program.entry);
}

static bool isReadOnly(const Buffer &buffer) {
  return buffer.access == BufferAccess::ReadOnly || buffer.access == BufferAccess::Uniform;
}

LogicalResult declareBuffers(TreeBuilder &b, const Program &program, DiagnosticEngine &diags) {
  for (const Buffer &buffer : program.buffers) {
    const Buffer *known = b.findBuffer(buffer.name);
    if (!known) {
      b.declareBuffer(buffer);
      continue;
    }
    if (*known->element != *buffer.element)
      return diags.error(DiagCode::HandlerBuffer, buffer.loc,
                         "buffer '" + buffer.name + "' has elements of " +
                             toString(*buffer.element) + " (expected " +
                             toString(*known->element) + ")");
    if (isReadOnly(*known) && !isReadOnly(buffer))
      return diags.error(DiagCode::HandlerBuffer, buffer.loc,
                         "buffer '" + buffer.name + "' is written (expected read_only)");
  }
  return success();
}

} // namespace vyrecc::megakernel
