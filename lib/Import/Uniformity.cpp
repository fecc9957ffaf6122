// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which expressions are the same for a whole workgroup, by upstream's rule (section 15.5): it decides where a
// barrier may stand.
#include "Importer.h"

namespace vyrecc {

using namespace vir0;

bool Importer::isUniform(const Expr &expr) {
  switch (expr.kind) {
  case ExprKind::LitU32:
  case ExprKind::LitI32:
  case ExprKind::LitBool:
  case ExprKind::LitF32:
  case ExprKind::BufLen:
  case ExprKind::WorkgroupId:
    return true;
  case ExprKind::Var: {
    const Variable *variable = scopes.find(llvm::cast<VarExpr>(expr).name);
    return variable && variable->isUniform;
  }
  case ExprKind::Binary:
    return isUniform(*llvm::cast<BinaryExpr>(expr).left) &&
           isUniform(*llvm::cast<BinaryExpr>(expr).right);
  case ExprKind::Unary:
    return isUniform(*llvm::cast<UnaryExpr>(expr).operand);
  case ExprKind::Cast:
    return isUniform(*llvm::cast<CastExpr>(expr).value);
  case ExprKind::Select: {
    const auto &select = llvm::cast<SelectExpr>(expr);
    return isUniform(*select.cond) && isUniform(*select.trueValue) &&
           isUniform(*select.falseValue);
  }
  case ExprKind::Fma: {
    const auto &fma = llvm::cast<FmaExpr>(expr);
    return isUniform(*fma.a) && isUniform(*fma.b) && isUniform(*fma.c);
  }
  case ExprKind::InvocationId:
  case ExprKind::LocalId:
  case ExprKind::Load:
  case ExprKind::Atomic:
  case ExprKind::Call:
  case ExprKind::SubgroupReduce:
  case ExprKind::SubgroupShuffle:
  case ExprKind::SubgroupBallot:
  case ExprKind::SubgroupLocalId:
  case ExprKind::SubgroupSize:
  case ExprKind::BufferRef:
  case ExprKind::OpaqueExpr:
    return false;
  }
  return false;
}

} // namespace vyrecc
