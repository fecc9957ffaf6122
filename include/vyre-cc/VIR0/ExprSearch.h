// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Looks for expressions in a program.
#ifndef VYRE_CC_VIR0_EXPRSEARCH_H
#define VYRE_CC_VIR0_EXPRSEARCH_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

/// A visitor of fields (visitFields) that visits every expression of a tree, and fails where `found` says so.
/// Recurses as deep as the tree is.
template <typename Found> class ExprSearch {
public:
  explicit ExprSearch(Found found) : found(found) {}

  LogicalResult operator()(StringRef, const Expr *expr) { return expr ? visit(*expr) : success(); }
  LogicalResult operator()(StringRef, ExprList list) {
    for (const Expr *expr : list)
      if (failed(visit(*expr)))
        return failure();
    return success();
  }
  LogicalResult operator()(StringRef name, OptionalExpr optional) {
    return (*this)(name, optional.expr);
  }
  LogicalResult operator()(StringRef, NodeList list) {
    for (const Node *node : list)
      if (failed(visitFields(*node, *this)))
        return failure();
    return success();
  }
  template <typename Other> LogicalResult operator()(StringRef, const Other &) { return success(); }

private:
  LogicalResult visit(const Expr &expr) {
    return found(expr) ? failure() : LogicalResult(visitFields(expr, *this));
  }
  Found found;
};

/// True if `found` holds of some expression of the program.
template <typename Found> bool anyExpr(const Program &program, Found found) {
  return failed(ExprSearch(found)(StringRef(), program.entry));
}

} // namespace vyrecc::vir0

#endif
