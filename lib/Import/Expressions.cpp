// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports expressions. All operands are evaluated, left to right, each once (section 16.2).
#include "Importer.h"

namespace vyrecc {

using namespace vir0;
using ir::OpKind;
using ir::Type;

// Rule V033 of section 15.4.
static constexpr unsigned kMaxExprDepth = 128;

FailureOr<Operand> Importer::importExpr(const Expr &expr) {
  if (exprDepth == kMaxExprDepth)
    return error(DiagCode::TooDeep, expr.loc,
                 "the expression nests too deep (expected at most " + llvm::Twine(kMaxExprDepth) +
                     " levels)");
  SourceLoc outer = builder.loc();
  builder.setLoc(expr.loc);
  ++exprDepth;
  FailureOr<Operand> operand = importExprOf(expr);
  --exprDepth;
  builder.setLoc(outer);
  return operand;
}

FailureOr<Operand> Importer::importExprOf(const Expr &expr) {
  switch (expr.kind) {
  case ExprKind::LitU32:
    return Operand{builder.constU32(llvm::cast<LitU32Expr>(expr).value), Type::getU32()};
  case ExprKind::LitI32: {
    uint32_t bits = static_cast<uint32_t>(llvm::cast<LitI32Expr>(expr).value);
    return Operand{builder.constant(Type::getI32(), bits), Type::getI32()};
  }
  case ExprKind::LitBool:
    return Operand{builder.constBool(llvm::cast<LitBoolExpr>(expr).value), Type::getBool()};
  case ExprKind::LitF32: {
    uint32_t bits = canonicalF32(llvm::cast<LitF32Expr>(expr).value.bits);
    return Operand{builder.constant(Type::getF32(), bits), Type::getF32()};
  }
  case ExprKind::Var:
    return importVar(llvm::cast<VarExpr>(expr));
  case ExprKind::Load:
    return importLoad(llvm::cast<LoadExpr>(expr));
  case ExprKind::BufLen:
    return importBufLen(llvm::cast<BufLenExpr>(expr));
  case ExprKind::InvocationId:
    return importId(expr, OpKind::InvocationId, llvm::cast<InvocationIdExpr>(expr).axis);
  case ExprKind::WorkgroupId:
    return importId(expr, OpKind::WorkgroupId, llvm::cast<WorkgroupIdExpr>(expr).axis);
  case ExprKind::LocalId:
    return importId(expr, OpKind::LocalId, llvm::cast<LocalIdExpr>(expr).axis);
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
    return unsupported(expr.loc, "the call of '" + llvm::cast<CallExpr>(expr).opId + "'");
  case ExprKind::OpaqueExpr:
    return unsupported(expr.loc,
                       "opaque expression '" + llvm::cast<OpaqueExprExpr>(expr).kind + "'");
  case ExprKind::SubgroupReduce:
  case ExprKind::SubgroupShuffle:
  case ExprKind::SubgroupBallot:
  case ExprKind::SubgroupLocalId:
  case ExprKind::SubgroupSize:
  case ExprKind::BufferRef:
    return unsupported(expr.loc, "'" + mnemonic(expr.kind) + "'");
  }
  return failure();
}

FailureOr<Operand> Importer::importVar(const VarExpr &expr) {
  if (const Variable *variable = scopes.find(expr.name))
    return Operand{variable->value, variable->declared};
  return error(DiagCode::UndeclaredVariable, expr.loc,
               "'" + expr.name + "' is read but not bound in a live scope");
}

FailureOr<Operand> Importer::importId(const Expr &expr, OpKind kind, Axis axis) {
  if (axis.value > 2)
    return error(DiagCode::InvalidProgram, expr.loc,
                 "'" + mnemonic(expr.kind) + "' has axis " + llvm::Twine(unsigned{axis.value}) +
                     " (expected 0, 1 or 2)");
  ir::NamedAttr attr{ir::AttrName::Axis, ir::Attr::integer(axis.value)};
  return Operand{builder.build(kind, {}, attr), Type::getU32()};
}

LogicalResult Importer::expectDeclared(Operand operand, Type type, SourceLoc loc,
                                       llvm::StringRef role) {
  if (!operand.declared || operand.declared == type)
    return success();
  return error(DiagCode::TypeMismatch, loc,
               role + " is " + typeName(operand.declared) + " (expected " + typeName(type) + ")");
}

FailureOr<ir::Value *> Importer::asU32(Operand operand, SourceLoc loc, llvm::StringRef role) {
  if (operand.type().isU32() || operand.type().isBool())
    return builder.convert(operand.value, Type::getU32());
  // The reference refuses negative and fractional ones when it meets them.
  return unsupported(loc, "an " + typeName(operand.type()) + " as " + role);
}

FailureOr<Operand> Importer::importSelect(const SelectExpr &expr) {
  FailureOr<Operand> cond = importExpr(*expr.cond);
  if (failed(cond))
    return failure();
  FailureOr<Operand> ifTrue = importExpr(*expr.trueValue);
  if (failed(ifTrue))
    return failure();
  FailureOr<Operand> ifFalse = importExpr(*expr.falseValue);
  if (failed(ifFalse))
    return failure();
  Type declared = ifTrue->declared == ifFalse->declared ? ifTrue->declared : Type();
  if ((!declared && ifTrue->declared && ifFalse->declared) || ifTrue->type() != ifFalse->type())
    return error(DiagCode::TypeMismatch, expr.loc,
                 "the values of 'select' are " + typeName(ifTrue->type()) + " and " +
                     typeName(ifFalse->type()) + " (expected one type)");
  ir::Value *condition = builder.convert(cond->value, Type::getBool());
  return Operand{builder.build(OpKind::Select, {condition, ifTrue->value, ifFalse->value}),
                 declared};
}

/// The integer types that the cast matrix of section 15.4 connects with each other, bool among
/// them.
static bool isCastInteger(TypeTag tag) {
  return llvm::is_contained({TypeTag::U8, TypeTag::U16, TypeTag::U32, TypeTag::U64, TypeTag::I8,
                             TypeTag::I16, TypeTag::I32, TypeTag::I64, TypeTag::Bool},
                            tag);
}

/// Whether the matrix takes a cast from one of our four types to a type that is none of them.
static bool isLegalForeignCast(Type from, TypeTag to) {
  return !from.isFloat() && (isCastInteger(to) || to == TypeTag::Vec2U32 || to == TypeTag::Vec4U32);
}

FailureOr<Operand> Importer::importCast(const CastExpr &expr) {
  FailureOr<Operand> value = importExpr(*expr.value);
  if (failed(value))
    return failure();
  // Casts among the four types are all in the matrix.
  if (Type target = scalarType(*expr.target))
    return Operand{builder.convert(value->value, target), target};
  if (value->declared && !isLegalForeignCast(value->declared, expr.target->tag))
    return error(DiagCode::BadCast, expr.loc,
                 "cast from " + typeName(value->declared) + " to " + toString(*expr.target) +
                     " is not in the cast matrix");
  return unsupported(expr.loc, "a cast to '" + toString(*expr.target) + "'");
}

FailureOr<Operand> Importer::importFma(const FmaExpr &expr) {
  llvm::SmallVector<ir::Value *, 3> values;
  bool allDeclared = true;
  for (const Expr *part : {expr.a, expr.b, expr.c}) {
    FailureOr<Operand> operand = importExpr(*part);
    if (failed(operand) ||
        failed(expectDeclared(*operand, Type::getF32(), part->loc, "the operand of 'fma'")))
      return failure();
    if (!operand->type().isFloat() && !operand->type().isU32())
      return error(DiagCode::TypeMismatch, part->loc,
                   "the operand of 'fma' is " + typeName(operand->type()) + " (expected f32)");
    allDeclared &= static_cast<bool>(operand->declared);
    values.push_back(operand->value);
  }
  // A u32 stands for its bits.
  for (ir::Value *&value : values)
    value = builder.bitcast(value, Type::getF32());
  return Operand{builder.build(OpKind::Fma, values), allDeclared ? Type::getF32() : Type()};
}

} // namespace vyrecc
