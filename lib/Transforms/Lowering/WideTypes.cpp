// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives values of 64 bits the type vector<2xui32>, for targets without them:
//
//   %s = vir.add %x, %y : ui64  ->  words of %x and %y, a sum of each, a carry, vir.vector.make
//
// Buffers, block arguments and results of control flow change their type and nothing else. With keep=1 integers
// stay what they are where the target has instructions for them, and the other ops work on their words.
#include "WideArithmetic.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

namespace {

constexpr Type kPair = Type(ScalarKind::U32, 2);

bool isWide(Type type) { return !type.isVector() && type.bits() == 64; }

/// Ops that only move values: they keep their form.
bool onlyMoves(const Op &op) { return op.info().isTerminator || op.numRegions() != 0; }

class WideTypes {
public:
  WideTypes(Module &module, PassContext &context)
      : module(module), context(context), builder(context.context), wide(builder),
        keeps(context.options.word("keep") == "1" && !holdsWideFloats()) {}

  LogicalResult run() {
    if (keeps)
      return lowerWhatIsMissing();
    for (Op *buffer : module.buffers())
      if (isWide(buffer->attr(AttrName::Element)->asType())) {
        buffer->setAttr(AttrName::Element, Attr::type(kPair));
        context.changed = true;
      }
    Op *kernel = module.kernel();
    if (!kernel || !mayHoldWide())
      return success();
    llvm::SmallVector<Op *, 64> ops;
    walkPreOrder(*kernel, [&](Op &op) {
      if (touchesWide(op))
        ops.push_back(&op);
    });
    // The types of operands say what an op does, so that they change only once all are rewritten.
    for (Op *op : ops)
      if (failed(lower(*op)))
        return failure();
    for (Value *value : retyped)
      value->setType(kPair);
    for (auto [before, pair] : pairs) // what is left are ops that move values
      before->replaceAllUsesWith(pair);
    for (Op *op : llvm::reverse(replaced))
      op->erase();
    return success();
  }

private:
  bool mayHoldWide() const {
    return context.context.hasMadeValue({Type::getU64(), Type::getI64(), Type::getF64()});
  }

  /// Floats of 64 bits are words in every case, and mixing both would take conversions without end.
  bool holdsWideFloats() const {
    bool found = false;
    auto isWideFloat = [](Type type) { return type == Type::getF64(); };
    for (const Op *buffer : module.buffers())
      found |= isWideFloat(buffer->attr(AttrName::Element)->asType());
    if (Op *kernel = module.kernel(); kernel && mayHoldWide())
      walkPreOrder(*kernel, [&](Op &op) {
        for (const Value &result : op.results())
          found |= isWideFloat(result.type());
      });
    return found;
  }

  /// Ops that targets with 64-bit integers have instructions for.
  static bool isNative(const Op &op) {
    switch (op.kind()) {
    case OpKind::Const:
    case OpKind::Add:
    case OpKind::Sub:
    case OpKind::Mul:
    case OpKind::Neg:
    case OpKind::Min:
    case OpKind::Max:
    case OpKind::And:
    case OpKind::Or:
    case OpKind::Xor:
    case OpKind::Not:
    case OpKind::Shl:
    case OpKind::Shr:
    case OpKind::Cmp:
    case OpKind::Select:
    case OpKind::Bitcast:
      return true;
    case OpKind::Convert:
      return !op.results()[0].type().isFloat() && !op.operand(0)->type().isFloat();
    default:
      return false;
    }
  }

  LogicalResult lowerWhatIsMissing() {
    llvm::SmallVector<Op *, 16> ops;
    if (Op *kernel = module.kernel(); kernel && mayHoldWide())
      walkPreOrder(*kernel, [&](Op &op) {
        if (touchesWide(op) && !onlyMoves(op) && !op.is(OpKind::Load) && !op.is(OpKind::Store) &&
            !isNative(op))
          ops.push_back(&op);
      });
    for (Op *op : ops)
      if (failed(lower(*op)))
        return failure();
    for (auto [before, pair] : pairs)
      before->replaceAllUsesWith(pair);
    for (Op *op : llvm::reverse(replaced))
      op->erase();
    return success();
  }

  static bool touchesWide(Op &op) {
    auto isWideValue = [](const Value &value) { return isWide(value.type()); };
    for (Region &region : op.regions())
      if (!region.empty())
        for (const Value *argument : region.block().arguments())
          if (isWideValue(*argument))
            return true;
    return llvm::any_of(op.results(), isWideValue) ||
           llvm::any_of(op.operands(), [&](const OpOperand &use) { return isWideValue(*use.get()); });
  }

  void retype(Value &value) {
    if (isWide(value.type()))
      retyped.push_back(&value);
  }

  LogicalResult lower(Op &op) {
    context.changed = true;
    ++context.statistics["ops lowered"];
    if (onlyMoves(op) || op.is(OpKind::Load) || op.is(OpKind::Store)) {
      for (Region &region : op.regions())
        if (!region.empty())
          for (Value *argument : region.block().arguments())
            retype(*argument);
      for (Value &result : op.results())
        retype(result);
      return success();
    }
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    if (isWide(op.result()->type()))
      return replacePair(op);
    return replaceScalar(op);
  }

  /// The words of a value, taken apart where it was not made here.
  Wide words(Value *value) {
    auto [entry, isNew] = known.try_emplace(value, Wide{});
    if (!isNew)
      return entry->second;
    // Right behind its definition, so that all uses see them.
    Builder at(context.context);
    if (Op *op = value->definingOp())
      at.setInsertionPointAfter(op);
    else
      at.setInsertionPointBefore(&value->owner()->ops().front());
    Value *pair = keeps ? at.bitcast(value, kPair) : value;
    auto extract = [&](unsigned lane) {
      return at
          .create(OpKind::VectorExtract, Type::getU32(), pair,
                  NamedAttr{AttrName::Lane, Attr::integer(lane)})
          ->result();
    };
    Value *low = extract(0);
    return entry->second = {low, extract(1)};
  }
  Wide operand(const Op &op, unsigned index) { return words(op.operand(index)); }

  LogicalResult refuse(const Op &op) {
    return context.diags.error(DiagCode::TargetLimit, op.loc(),
                               "'" + op.info().mnemonic + "' of " + op.operand(0)->type().str() +
                                   " has no form in words (expected int64 among the target's "
                                   "features)");
  }

  LogicalResult replacePair(Op &op) {
    std::optional<Wide> result = compute(op);
    if (!result)
      return refuse(op);
    Value *pair =
        builder.create(OpKind::VectorMake, kPair, {result->low, result->high})->result();
    if (keeps)
      pair = builder.bitcast(pair, op.result()->type());
    else
      known[op.result()] = *result;
    pairs.push_back({op.result(), pair});
    replaced.push_back(&op);
    return success();
  }

  LogicalResult replaceScalar(Op &op) {
    Value *result = computeScalar(op);
    if (!result)
      return refuse(op);
    op.result()->replaceAllUsesWith(result);
    replaced.push_back(&op);
    return success();
  }

  std::optional<Wide> convertTo(Op &op) {
    Value *value = op.operand(0);
    const Type from = value->type(), to = op.result()->type();
    if (isWide(from) && (from.isFloat() == to.isFloat() || op.is(OpKind::Bitcast)))
      return operand(op, 0); // between the 64-bit integers, and the bits of f64
    if (to == Type::getF64()) {
      if (from == Type::getF32())
        return wide.f32ToF64(value);
      return std::nullopt;
    }
    if (from == Type::getF32() && !to.isSigned())
      return wide.fromF32(value);
    if (from.isFloat())
      return std::nullopt;
    if (from.isSigned())
      return wide.signExtend(builder.convert(value, Type::getI32()));
    return wide.zeroExtend(builder.convert(value, Type::getU32()));
  }

  std::optional<Wide> compute(Op &op) {
    const Type type = op.result()->type();
    const bool isSigned = type.isSigned();
    if (op.is(OpKind::Const))
      return wide.constant(op.intAttr(AttrName::Value));
    if (op.is(OpKind::Convert) || op.is(OpKind::Bitcast))
      return convertTo(op);
    if (op.is(OpKind::Select))
      return wide.select(op.operand(0), operand(op, 1), operand(op, 2));
    if (type.isFloat())
      return std::nullopt;
    auto x = [&] { return operand(op, 0); };
    auto y = [&] { return operand(op, 1); };
    switch (op.kind()) {
    case OpKind::Add:
      return wide.add(x(), y());
    case OpKind::Sub:
      return wide.sub(x(), y());
    case OpKind::Mul:
      return wide.mul(x(), y());
    case OpKind::Neg:
      return wide.neg(x());
    case OpKind::Min:
      return wide.min(x(), y(), isSigned);
    case OpKind::Max:
      return wide.max(x(), y(), isSigned);
    case OpKind::AbsDiff:
      return wide.absDiff(x(), y(), op.operand(0)->type().isSigned());
    case OpKind::And:
    case OpKind::Or:
    case OpKind::Xor:
      return wide.wordwise(op.kind(), x(), y());
    case OpKind::Not:
      return wide.invert(x());
    case OpKind::Shl:
      return wide.shl(x(), y());
    case OpKind::Shr:
      return wide.shr(x(), y(), isSigned);
    case OpKind::RotL:
      return wide.rotl(x(), y());
    case OpKind::RotR:
      return wide.rotr(x(), y());
    case OpKind::Popcount:
      return wide.popcount(x());
    case OpKind::Clz:
      return wide.clz(x());
    case OpKind::Ctz:
      return wide.ctz(x());
    case OpKind::BitReverse:
      return wide.reverse(x());
    case OpKind::Div:
      return isSigned ? std::optional<Wide>() : wide.div(x(), y());
    case OpKind::Rem:
      return isSigned ? std::optional<Wide>() : wide.rem(x(), y());
    case OpKind::SatAdd:
      return isSigned ? std::optional<Wide>() : wide.satAdd(x(), y());
    case OpKind::SatSub:
      return isSigned ? std::optional<Wide>() : wide.satSub(x(), y());
    case OpKind::SatMul:
      return isSigned ? std::optional<Wide>() : wide.satMul(x(), y());
    case OpKind::MulHigh:
      return isSigned ? std::optional<Wide>() : wide.mulHigh(x(), y());
    default: // the other ops have no such result
      return std::nullopt;
    }
  }

  Value *compare(const Op &op, bool isSigned) {
    Wide x = operand(op, 0), y = operand(op, 1);
    auto negated = [&](Value *cond) { return builder.build(OpKind::Not, cond); };
    switch (op.enumAttr<Predicate>(AttrName::Predicate)) {
    case Predicate::Eq:
      return wide.equal(x, y);
    case Predicate::Ne:
      return negated(wide.equal(x, y));
    case Predicate::Lt:
      return wide.less(x, y, isSigned);
    case Predicate::Ge:
      return negated(wide.less(x, y, isSigned));
    case Predicate::Gt:
      return wide.less(y, x, isSigned);
    case Predicate::Le:
      return negated(wide.less(y, x, isSigned));
    }
    return nullptr;
  }

  Value *convertFrom(Op &op) {
    const Type from = op.operand(0)->type(), to = op.result()->type();
    Wide x = operand(op, 0);
    if (to.isBool()) {
      if (from.isFloat()) // no sign
        x.high = builder.build(OpKind::And, {x.high, builder.constU32(0x7FFF'FFFF)});
      return builder.build(OpKind::Not, wide.isZero(x));
    }
    if (to == Type::getF32())
      return from.isFloat() ? wide.f64ToF32(x) : from.isSigned() ? nullptr : wide.toF32(x);
    return from.isFloat() || to.isFloat() ? nullptr : builder.convert(x.low, to);
  }

  Value *computeScalar(Op &op) {
    if (op.is(OpKind::Convert))
      return convertFrom(op);
    const Type type = op.operand(0)->type();
    if (op.is(OpKind::Cmp) && !type.isFloat())
      return compare(op, type.isSigned());
    return nullptr;
  }

  Module &module;
  PassContext &context;
  Builder builder;
  WideArithmetic wide;
  const bool keeps; ///< integers stay native
  llvm::DenseMap<Value *, Wide> known;
  llvm::SmallVector<std::pair<Value *, Value *>, 16> pairs; ///< results and what replaces them
  llvm::SmallVector<Value *, 16> retyped;
  llvm::SmallVector<Op *, 32> replaced;
};

} // namespace

LogicalResult lowerWideTypes(Module &module, PassContext &context) {
  return WideTypes(module, context).run();
}

} // namespace vyrecc
