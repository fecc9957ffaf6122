// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports expressions. All operands are evaluated, left to right, each once (section 16.2).
#include "Importer.h"
#include "llvm/Support/Endian.h"

namespace vyrecc {

using namespace vir0;
using ir::OpKind;
using ir::Type;

FailureOr<Operand> Importer::importExpr(const Expr &expr) {
  SourceLoc outer = builder.loc();
  builder.setLoc(expr.loc);
  FailureOr<Operand> operand = importExprOf(expr);
  builder.setLoc(outer);
  return operand;
}

FailureOr<Operand> Importer::importExprOf(const Expr &expr) {
  switch (expr.kind) {
  case ExprKind::LitU32:
    return Operand{builder.constU32(llvm::cast<LitU32Expr>(expr).value)};
  case ExprKind::LitI32: {
    uint32_t bits = static_cast<uint32_t>(llvm::cast<LitI32Expr>(expr).value);
    return Operand{builder.constant(Type::getI32(), bits)};
  }
  case ExprKind::LitBool:
    return Operand{builder.constBool(llvm::cast<LitBoolExpr>(expr).value)};
  case ExprKind::LitF32: {
    uint32_t bits = canonicalF32(llvm::cast<LitF32Expr>(expr).value.bits);
    return Operand{builder.constant(Type::getF32(), bits)};
  }
  case ExprKind::Var:
    return importVar(llvm::cast<VarExpr>(expr));
  case ExprKind::Load:
    return importLoad(llvm::cast<LoadExpr>(expr));
  case ExprKind::BufLen:
    return importBufLen(llvm::cast<BufLenExpr>(expr));
  case ExprKind::InvocationId:
    return importId(OpKind::InvocationId, llvm::cast<InvocationIdExpr>(expr).axis);
  case ExprKind::WorkgroupId:
    return importId(OpKind::WorkgroupId, llvm::cast<WorkgroupIdExpr>(expr).axis);
  case ExprKind::LocalId:
    return importId(OpKind::LocalId, llvm::cast<LocalIdExpr>(expr).axis);
  case ExprKind::Binary:
    return importBinary(llvm::cast<BinaryExpr>(expr));
  case ExprKind::Unary:
    return importUnary(llvm::cast<UnaryExpr>(expr));
  case ExprKind::Select:
    return importSelect(llvm::cast<SelectExpr>(expr));
  case ExprKind::Cast:
    return importCast(llvm::cast<CastExpr>(expr));
  case ExprKind::Fma:
    return importFma(llvm::cast<FmaExpr>(expr));
  case ExprKind::Atomic:
    return importAtomic(llvm::cast<AtomicExpr>(expr));
  case ExprKind::Call:
    return importCall(llvm::cast<CallExpr>(expr));
  case ExprKind::OpaqueExpr:
    return importOpaque(llvm::cast<OpaqueExprExpr>(expr));
  case ExprKind::SubgroupReduce:
    return importReduce(llvm::cast<SubgroupReduceExpr>(expr));
  case ExprKind::SubgroupShuffle:
    return importShuffle(llvm::cast<SubgroupShuffleExpr>(expr));
  case ExprKind::SubgroupBallot:
    return importBallot(llvm::cast<SubgroupBallotExpr>(expr));
  case ExprKind::SubgroupLocalId:
    return Operand{builder.build(OpKind::SubgroupLocalId)};
  case ExprKind::SubgroupSize:
    return Operand{builder.build(OpKind::SubgroupSize)};
  case ExprKind::BufferRef:
    return unsupported(expr.loc, "'" + mnemonic(expr.kind) + "'");
  }
  return failure();
}

/// Libraries are inlined before; what is left are functions of the target, which give nothing.
FailureOr<Operand> Importer::importCall(const CallExpr &expr) {
  if (!llvm::is_contained(options.externals, expr.opId))
    return error(DiagCode::UnknownCallee, expr.loc,
                 "no library holds the callee '" + expr.opId + "'");
  llvm::SmallVector<ir::Value *, 8> arguments;
  for (const Expr *argument : expr.args) {
    FailureOr<Operand> operand = importExpr(*argument);
    if (failed(operand))
      return failure();
    arguments.push_back(asU32(*operand));
  }
  builder.create(OpKind::ExternCall, {}, arguments,
                 ir::NamedAttr{ir::AttrName::Callee, ir::Attr::string(context.copy(expr.opId))});
  return Operand{builder.constU32(0)};
}

FailureOr<Operand> Importer::importVar(const VarExpr &expr) {
  const Variable &variable = *scopes.find(expr.name);
  return forAllDepth == 0 ? variable.operand : valueInEachLane(variable);
}

FailureOr<Operand> Importer::importId(OpKind kind, Axis axis) {
  ir::NamedAttr attr{ir::AttrName::Axis, ir::Attr::integer(axis.value)};
  return Operand{builder.build(kind, {}, attr)};
}

FailureOr<Operand> Importer::importSelect(const SelectExpr &expr) {
  FailureOr<Operand> cond = importExpr(*expr.cond);
  if (failed(cond))
    return failure();
  ir::Value *condition = asCondition(*cond);
  FailureOr<Operand> ifTrue = importExpr(*expr.trueValue);
  if (failed(ifTrue))
    return failure();
  FailureOr<Operand> ifFalse = importExpr(*expr.falseValue);
  if (failed(ifFalse))
    return failure();
  if (ifTrue->isWord() && ifFalse->isWord() &&
      (ifTrue->variant() != ifFalse->variant() || ifTrue->isSigned))
    return selectEither(condition, *ifTrue, *ifFalse);
  if (ifTrue->type() != ifFalse->type()) {
    const Type types[] = {ifTrue->type(), ifFalse->type()};
    const bool bothBytes = ifTrue->isBytes && ifFalse->isBytes;
    const bool isWide = llvm::any_of(types, [](Type type) { return type.isVector(); });
    for (Operand *side : {&*ifTrue, &*ifFalse})
      if (bothBytes)
        side->value = rawBytes(*side, isWide ? 16 : 8);
      else if (side->type().isFloat())
        side->value = builder.convert(side->value, Type::getF64());
  }
  if (ifTrue->isBytes != ifFalse->isBytes || ifTrue->type() != ifFalse->type())
    return error(DiagCode::TypeMismatch, expr.loc,
                 "the values of 'select' are " + typeName(*ifTrue) + " and " + typeName(*ifFalse) +
                     " (expected one type)");
  ir::Value *chosen =
      builder.build(OpKind::Select, {condition, ifTrue->value, ifFalse->value});
  if (!ifTrue->isBytes)
    return Operand{chosen};
  const uint32_t length = std::max(ifTrue->length, ifFalse->length);
  ir::Value *runLength = nullptr;
  if (ifTrue->runLength || ifFalse->runLength || ifTrue->length != ifFalse->length)
    runLength = builder.build(OpKind::Select, {condition, lengthOf(*ifTrue), lengthOf(*ifFalse)});
  return Operand::bytes(chosen, length, runLength);
}

FailureOr<Operand> Importer::importFma(const FmaExpr &expr) {
  llvm::SmallVector<ir::Value *, 3> values;
  for (const Expr *part : {expr.a, expr.b, expr.c}) {
    FailureOr<Operand> operand = importExpr(*part);
    if (failed(operand))
      return failure();
    if (!(operand->variant() & (kFloat | kU32)))
      return error(DiagCode::TypeMismatch, part->loc,
                   "the operand of 'fma' is " + typeName(*operand) + " (expected f32)");
    // A u32 stands for its bits.
    values.push_back(operand->variant() == kFloat
                         ? asF32(operand->value)
                         : builder.bitcast(asWordOf(*operand, Type::getU32()), Type::getF32()));
  }
  return Operand{builder.build(OpKind::Fma, values)};
}

FailureOr<Operand> Importer::importOpaque(const OpaqueExprExpr &expr) {
  if (expr.payload.bytes.size() == sizeof(uint64_t)) {
    const uint64_t bits = llvm::support::endian::read64le(expr.payload.bytes.data());
    if (expr.kind == "vyre.literal.u64")
      return Operand{builder.constant(Type::getU64(), bits)};
    if (expr.kind == "vyre.literal.i64")
      return Operand::bytes(builder.constant(Type::getU64(), bits), 8);
    if (expr.kind == "vyre.literal.f64")
      return Operand{builder.constant(Type::getF64(), bits)};
  }
  return unsupported(expr.loc, "opaque expression '" + expr.kind + "'");
}

} // namespace vyrecc
