// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Folds what the ranges of operands decide, also by the conditions under which an op runs:
//
//   vir.cmp lt %local_id, 256          ->  true           in workgroups of 256
//   vir.if %c { ... vir.and %c, %d }   ->  vir.if %c { ... vir.and true, %d }
//   vir.min %x, 99                     ->  %x             where x is at most 99
//   vir.rem %x, 64                     ->  %x             where x is below 64
//   vir.and %x, 0xFF                   ->  %x             where x is at most 255
//   vir.sat_sub %x, %y                 ->  vir.sub        where x is not below y
//   vir.div %x, 8  (signed)            ->  vir.shr %x, 3  where x is not negative
//
// canonicalize then removes what has become constant.
#include "Fold.h"
#include "vyre-cc/Analysis/Ranges.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc {

using namespace ir;

namespace {

class RangeFolder {
public:
  RangeFolder(Op &kernel, PassContext &context)
      : context(context), ranges(kernel), pool(kernel.region().block(), context.context),
        builder(context.context) {}

  void run() {
    ranges.walk([&](Op &op) { visit(op); });
    // Not before the walk is over: it goes along the ops.
    for (auto [op, index] : equals) {
      op->result()->replaceAllUsesWith(op->operand(index));
      op->erase();
    }
    for (auto [op, kind] : simpler)
      makeSimpler(*op, kind);
  }

private:
  void visit(Op &op) {
    for (OpOperand &operand : op.operands())
      if (Value *constant = constantFor(*operand.get(), op))
        operand.set(constant);
    if (op.numOperands() == 2 && op.numResults() == 1 && op.info().effects == Pure)
      visitBinary(op);
  }

  /// The constant that the value is at `op`, if it is known there and not a constant itself.
  Value *constantFor(Value &value, Op &op) {
    if (value.slot() == 0 || constantBits(&value))
      return nullptr;
    std::optional<Range> range = ranges.of(value);
    if (!range || !range->isSingle())
      return nullptr;
    const Type type = value.type();
    count("operands folded");
    context.applied(op.loc(), "an operand is always " + llvm::Twine(range->low) + " here");
    return pool.get(
        type, static_cast<uint64_t>(range->low) & llvm::maskTrailingOnes<uint64_t>(type.bits()),
        op.loc());
  }

  void visitBinary(Op &op) {
    if (!op.hasUses())
      return;
    std::optional<Range> lhs = ranges.of(*op.operand(0)), rhs = ranges.of(*op.operand(1));
    if (!lhs || !rhs)
      return;
    if (std::optional<unsigned> equal = equalOperand(op, *lhs, *rhs)) {
      equals.push_back({&op, *equal});
      count("ops replaced by an operand");
      context.applied(op.loc(),
                      op.info().mnemonic.str() + " changes nothing: the first operand is " + text(*lhs));
    } else if (std::optional<OpKind> kind = simplerKind(op, *lhs, *rhs)) {
      simpler.push_back({&op, *kind});
      count("ops made simpler");
      context.applied(op.loc(), op.info().mnemonic.str() + " is " + opInfo(*kind).mnemonic.str() +
                                    ": the first operand is " + text(*lhs));
    }
  }

  static std::string text(Range range) {
    return std::to_string(range.low) + " to " + std::to_string(range.high);
  }

  /// The operand that the op gives back.
  static std::optional<unsigned> equalOperand(const Op &op, Range lhs, Range rhs) {
    auto first = [](bool holds) { return holds ? std::optional(0u) : std::nullopt; };
    auto either = [&](bool isFirst, bool isSecond) {
      return isSecond && !isFirst ? 1u : first(isFirst);
    };
    switch (op.kind()) {
    case OpKind::Min:
      return either(lhs.high <= rhs.low, rhs.high <= lhs.low);
    case OpKind::Max:
      return either(lhs.low >= rhs.high, rhs.low >= lhs.high);
    case OpKind::Rem:
      return first(lhs.low >= 0 && lhs.high < rhs.low);
    case OpKind::And:
      return first(!op.results()[0].type().isBool() && lhs.low >= 0 && rhs.isSingle() &&
                   rhs.low >= lhs.high && llvm::isMask_64(static_cast<uint64_t>(rhs.low)));
    default: // decided by single numbers alone
      return std::nullopt;
    }
  }

  /// What does the same for these operands and costs less.
  static std::optional<OpKind> simplerKind(const Op &op, Range lhs, Range rhs) {
    const Type type = op.results()[0].type();
    switch (op.kind()) {
    case OpKind::SatAdd: {
      const auto greatest = static_cast<int64_t>(llvm::maskTrailingOnes<uint64_t>(type.bits()));
      return !type.isSigned() && lhs.high + rhs.high <= greatest ? std::optional(OpKind::Add)
                                                                 : std::nullopt;
    }
    case OpKind::SatSub:
      return !type.isSigned() && lhs.low >= rhs.high ? std::optional(OpKind::Sub) : std::nullopt;
    case OpKind::Div:
    case OpKind::Rem:
      // Unsigned ones are folded by themselves.
      if (!type.isSigned() || lhs.low < 0 || !rhs.isSingle() || rhs.low <= 0 ||
          !llvm::isPowerOf2_64(static_cast<uint64_t>(rhs.low)))
        return std::nullopt;
      return op.is(OpKind::Div) ? OpKind::Shr : OpKind::And;
    default: // as simple as it gets
      return std::nullopt;
    }
  }

  void makeSimpler(Op &op, OpKind kind) {
    Value *second = op.operand(1);
    const uint64_t divisor = constantBits(second).value_or(0);
    if (kind == OpKind::Shr)
      second = pool.get(op.result()->type(), llvm::Log2_64(divisor), op.loc());
    else if (kind == OpKind::And)
      second = pool.get(op.result()->type(), divisor - 1, op.loc());
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    op.result()->replaceAllUsesWith(builder.build(kind, {op.operand(0), second}));
    op.erase();
  }

  void count(StringRef what) {
    context.changed = true;
    ++context.statistics[what];
  }

  PassContext &context;
  Ranges ranges;
  ConstantPool pool;
  Builder builder;
  llvm::SmallVector<std::pair<Op *, unsigned>, 16> equals;
  llvm::SmallVector<std::pair<Op *, OpKind>, 16> simpler;
};

} // namespace

LogicalResult foldRanges(Module &module, PassContext &context) {
  if (Op *kernel = module.kernel())
    RangeFolder(*kernel, context).run();
  return success();
}

} // namespace vyrecc
