// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types and rules of expressions other than operators (sections 15.1, 15.4, 15.5).
#include "Validator.h"
#include "llvm/ADT/STLExtras.h"

namespace vyrecc::vir0 {

StaticType plainType(TypeTag tag) {
  static constexpr auto kTypes = [] {
    std::array<DataType, 256> types = {};
    for (size_t tag = 0; tag != types.size(); ++tag)
      types[tag].tag = static_cast<TypeTag>(tag);
    return types;
  }();
  return &kTypes[static_cast<uint8_t>(tag)];
}

StaticType Validator::checkExpr(const Expr &expr) {
  if (exprDepth > kMaxExprDepth) {
    report(DiagCode::ExprTooDeep, expr.loc,
           "the expression nests too deep (expected at most " + llvm::Twine(kMaxExprDepth) +
               " levels)");
    return nullptr;
  }
  ++exprDepth;
  StaticType type = checkExprOf(expr);
  --exprDepth;
  return type;
}

StaticType Validator::checkExprOf(const Expr &expr) {
  switch (expr.kind) {
  case ExprKind::LitU32:
  case ExprKind::SubgroupLocalId:
  case ExprKind::SubgroupSize:
    return plainType(TypeTag::U32);
  case ExprKind::LitI32:
    return plainType(TypeTag::I32);
  case ExprKind::LitBool:
    return plainType(TypeTag::Bool);
  case ExprKind::LitF32:
    return plainType(TypeTag::F32);
  case ExprKind::Var:
    return checkVar(llvm::cast<VarExpr>(expr));
  case ExprKind::Load:
    return checkLoad(llvm::cast<LoadExpr>(expr));
  case ExprKind::BufLen:
    findBuffer(llvm::cast<BufLenExpr>(expr).buffer, expr.loc);
    return plainType(TypeTag::U32);
  case ExprKind::InvocationId:
    return checkId(expr, llvm::cast<InvocationIdExpr>(expr).axis);
  case ExprKind::WorkgroupId:
    return checkId(expr, llvm::cast<WorkgroupIdExpr>(expr).axis);
  case ExprKind::LocalId:
    return checkId(expr, llvm::cast<LocalIdExpr>(expr).axis);
  case ExprKind::Binary:
    return checkBinary(llvm::cast<BinaryExpr>(expr));
  case ExprKind::Unary:
    return checkUnary(llvm::cast<UnaryExpr>(expr));
  case ExprKind::Call:
    return checkCall(llvm::cast<CallExpr>(expr));
  case ExprKind::Select:
    return checkSelect(llvm::cast<SelectExpr>(expr));
  case ExprKind::Cast:
    return checkCast(llvm::cast<CastExpr>(expr));
  case ExprKind::Fma:
    return checkFma(llvm::cast<FmaExpr>(expr));
  case ExprKind::Atomic:
    return checkAtomic(llvm::cast<AtomicExpr>(expr));
  case ExprKind::SubgroupReduce:
    return checkReduce(llvm::cast<SubgroupReduceExpr>(expr));
  case ExprKind::SubgroupShuffle: {
    const auto &shuffle = llvm::cast<SubgroupShuffleExpr>(expr);
    StaticType type = checkExpr(*shuffle.value);
    checkExpr(*shuffle.lane);
    return type;
  }
  case ExprKind::SubgroupBallot:
    checkExpr(*llvm::cast<SubgroupBallotExpr>(expr).cond);
    return plainType(TypeTag::U32);
  case ExprKind::BufferRef:
    report(DiagCode::BufferRefPlace, expr.loc, "a buffer stands where a value is expected");
    return nullptr;
  case ExprKind::OpaqueExpr:
    return checkOpaque(llvm::cast<OpaqueExprExpr>(expr));
  }
  return nullptr;
}

StaticType Validator::checkVar(const VarExpr &expr) {
  auto found = bindings.find(expr.name);
  if (found != bindings.end())
    return found->second.type;
  report(DiagCode::UndeclaredVariable, expr.loc,
         "'" + expr.name + "' is read but not bound in a live scope");
  return nullptr;
}

StaticType Validator::checkId(const Expr &expr, Axis axis) {
  if (axis.value > 2)
    report(DiagCode::AxisRange, expr.loc,
           "'" + mnemonic(expr.kind) + "' has axis " + llvm::Twine(unsigned{axis.value}) +
               " (expected 0, 1 or 2)");
  return plainType(TypeTag::U32);
}

const Buffer *Validator::findBuffer(StringRef name, SourceLoc loc) {
  ++uses[name];
  auto found = buffers.find(name);
  if (found != buffers.end())
    return found->second;
  report(DiagCode::UndeclaredBuffer, loc, "buffer '" + name + "' is not declared");
  return nullptr;
}

void Validator::checkElementAccess(const Buffer &buffer, SourceLoc loc) {
  if (is(buffer.element, TypeTag::Bytes) && !buffer.bytesExtraction)
    report(DiagCode::BytesAccess, loc,
           "buffer '" + buffer.name + "' holds bytes, which have no elements to access");
}

StaticType Validator::checkLoad(const LoadExpr &expr) {
  checkExpr(*expr.index);
  const Buffer *buffer = findBuffer(expr.buffer, expr.loc);
  if (!buffer)
    return nullptr;
  checkElementAccess(*buffer, expr.loc);
  return buffer->element;
}

/// Whether the callee exists and takes these arguments is for the inliner to say.
StaticType Validator::checkCall(const CallExpr &expr) {
  for (const Expr *argument : expr.args) {
    const auto *reference = llvm::dyn_cast<BufferRefExpr>(argument);
    if (!reference) {
      checkExpr(*argument);
      continue;
    }
    ++uses[reference->buffer];
    if (!buffers.contains(reference->buffer))
      report(DiagCode::BufferRefUnknown, argument->loc,
             "buffer '" + reference->buffer + "' is not declared");
  }
  return nullptr;
}

StaticType Validator::checkSelect(const SelectExpr &expr) {
  checkExpr(*expr.cond);
  StaticType ifTrue = checkExpr(*expr.trueValue), ifFalse = checkExpr(*expr.falseValue);
  if (differ(ifTrue, ifFalse))
    report(DiagCode::SelectTypes, expr.loc,
           "the values of 'select' are " + toString(*ifTrue) + " and " + toString(*ifFalse) +
               " (expected one type)");
  return ifTrue && ifFalse && !differ(ifTrue, ifFalse) ? ifTrue : nullptr;
}

/// The integer types that the cast matrix connects with each other; 0 bits for others.
static unsigned castIntegerBits(TypeTag tag) {
  switch (tag) {
  case TypeTag::U8:
  case TypeTag::I8:
    return 8;
  case TypeTag::U16:
  case TypeTag::I16:
    return 16;
  case TypeTag::U32:
  case TypeTag::I32:
    return 32;
  case TypeTag::U64:
  case TypeTag::I64:
    return 64;
  default: // the other 24 types have no place among them
    return 0;
  }
}

static bool isLegalCast(const DataType &from, const DataType &to) {
  if (from == to)
    return true;
  auto isInteger = [](TypeTag tag) { return tag == TypeTag::Bool || castIntegerBits(tag) != 0; };
  const bool fromWord = isOneOf(&from, {TypeTag::U32, TypeTag::I32, TypeTag::Bool});
  const bool toWord = isOneOf(&to, {TypeTag::U32, TypeTag::I32, TypeTag::Bool});
  if (isInteger(from.tag) && isInteger(to.tag))
    return true;
  switch (to.tag) {
  case TypeTag::Vec2U32:
    return fromWord || isOneOf(&from, {TypeTag::U64, TypeTag::Vec4U32});
  case TypeTag::Vec4U32:
    return fromWord;
  case TypeTag::F32:
    return fromWord;
  default: // only words and U64 are made of the rest
    return (from.tag == TypeTag::F32 && toWord) ||
           (isOneOf(&from, {TypeTag::Vec2U32, TypeTag::Vec4U32}) &&
            (toWord || to.tag == TypeTag::U64));
  }
}

StaticType Validator::checkCast(const CastExpr &expr) {
  StaticType from = checkExpr(*expr.value);
  const DataType &to = *expr.target;
  if (!from)
    return expr.target;
  if (to.tag == TypeTag::Bytes && !is(from, TypeTag::Bytes))
    report(DiagCode::CastToBytes, expr.loc, "a cast from " + toString(*from) + " to bytes");
  else if (!isLegalCast(*from, to))
    report(DiagCode::BadCast, expr.loc,
           "cast from " + toString(*from) + " to " + toString(to) + " is not in the cast matrix");
  else if (castIntegerBits(to.tag) != 0 && castIntegerBits(from->tag) > castIntegerBits(to.tag))
    report(DiagCode::NarrowingCast, expr.loc,
           "cast from " + toString(*from) + " to " + toString(to) + " may lose bits");
  return expr.target;
}

StaticType Validator::checkFma(const FmaExpr &expr) {
  bool allFloat = true;
  for (const Expr *part : {expr.a, expr.b, expr.c}) {
    StaticType type = checkExpr(*part);
    allFloat &= is(type, TypeTag::F32);
    if (type && !is(type, TypeTag::F32))
      report(DiagCode::FmaType, part->loc,
             "the operand of 'fma' is " + toString(*type) + " (expected f32)");
  }
  return allFloat ? plainType(TypeTag::F32) : nullptr;
}

StaticType Validator::checkReduce(const SubgroupReduceExpr &expr) {
  StaticType type = checkExpr(*expr.value);
  const bool isBitwise =
      expr.op == ReduceOp::And || expr.op == ReduceOp::Or || expr.op == ReduceOp::Xor;
  if (isBitwise && is(type, TypeTag::F32))
    report(DiagCode::ReduceType, expr.loc,
           "'" + mnemonic(expr.op) + "' reduces f32 (expected an integer)");
  return type;
}

StaticType Validator::checkOpaque(const OpaqueExprExpr &expr) {
  if (expr.kind.empty())
    report(DiagCode::InvalidOpaqueExpr, expr.loc, "the opaque expression has no kind");
  if (expr.kind == "vyre.literal.u64")
    return plainType(TypeTag::U64);
  if (expr.kind == "vyre.literal.i64")
    return plainType(TypeTag::I64);
  if (expr.kind == "vyre.literal.f64")
    return plainType(TypeTag::F64);
  return nullptr;
}

void Validator::checkAtomicBuffer(const AtomicExpr &expr) {
  const Buffer *buffer = findBuffer(expr.buffer, expr.loc);
  if (!buffer)
    return;
  checkElementAccess(*buffer, expr.loc);
  if (!is(buffer->element, TypeTag::U32))
    report(DiagCode::AtomicElement, expr.loc,
           "an atomic on buffer '" + expr.buffer + "' of " + toString(*buffer->element) +
               " (expected u32)");
  if (buffer->access == BufferAccess::Workgroup)
    report(DiagCode::AtomicWorkgroup, expr.loc,
           "an atomic on workgroup buffer '" + expr.buffer + "'");
  else if (buffer->access != BufferAccess::ReadWrite)
    report(DiagCode::AtomicAccess, expr.loc,
           "an atomic on buffer '" + expr.buffer + "' with access '" + mnemonic(buffer->access) +
               "' (expected read_write)");
}

StaticType Validator::checkAtomic(const AtomicExpr &expr) {
  StaticType index = checkExpr(*expr.index);
  const bool wants = expr.op.tag == AtomicTag::CompareExchange;
  const Expr *expected = expr.expected.expr;
  StaticType expectedType = expected ? checkExpr(*expected) : nullptr;
  StaticType value = checkExpr(*expr.value);
  checkAtomicBuffer(expr);
  auto expectWord = [&](StaticType type, const Expr &part, StringRef role) {
    if (type && !is(type, TypeTag::U32))
      report(DiagCode::AtomicOperand, part.loc,
             role + " of an atomic is " + toString(*type) + " (expected u32)");
  };
  if (index && !is(index, TypeTag::U32))
    report(DiagCode::AtomicIndexType, expr.index->loc,
           "the index of an atomic is " + toString(*index) + " (expected u32)");
  if (expr.ordering == MemoryOrdering::GridSync)
    report(DiagCode::AtomicOrdering, expr.loc,
           "an atomic has ordering 'grid_sync' (expected relaxed to seq_cst)");
  if (wants != (expected != nullptr))
    report(DiagCode::AtomicExpected, expr.loc,
           wants ? llvm::Twine("'compare_exchange' has no expected value")
                 : "'" + mnemonic(expr.op.tag) + "' has an expected value (expected none)");
  expectWord(value, *expr.value, "the value");
  if (wants && expected)
    expectWord(expectedType, *expected, "the expected value");
  return plainType(TypeTag::U32);
}

bool Validator::isUniform(const Expr &expr) const {
  switch (expr.kind) {
  case ExprKind::LitU32:
  case ExprKind::LitI32:
  case ExprKind::LitBool:
  case ExprKind::LitF32:
  case ExprKind::BufLen:
  case ExprKind::WorkgroupId:
    return true;
  case ExprKind::Var: {
    auto found = bindings.find(llvm::cast<VarExpr>(expr).name);
    return found != bindings.end() && found->second.isUniform;
  }
  case ExprKind::Binary: {
    const auto &binary = llvm::cast<BinaryExpr>(expr);
    return isUniform(*binary.left) && isUniform(*binary.right);
  }
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

} // namespace vyrecc::vir0
