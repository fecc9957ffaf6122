// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes subgroup ops of workgroup memory and barriers. A subgroup of the IR is a block of 32 invocations
// by linear local id, whatever a device calls so; each puts its value into memory, and all of the block
// read it there:
//
//   vir.subgroup.reduce %v  ->  memory[id] = %v; barrier; fold memory[block ...]; barrier
//
// Barriers want the whole workgroup, so the op is first taken to where the workgroup has not parted.
//
// With mode=native the ops stay, for a device whose subgroups are these blocks: those need not part alone. What devices
// add up in an order of their own is added up here, lane after lane:
//
//   vir.subgroup.reduce %float  ->  fold vir.subgroup.shuffle %float, lane
#include "GatherSubgroups.h"
#include "HiddenBuffers.h"
#include "vyre-cc/Analysis/Uniformity.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

namespace {

constexpr StringRef kExchange = "__vyre_subgroup";
constexpr uint32_t kWidth = 32;

class Subgroups {
public:
  Subgroups(Module &module, PassContext &context)
      : module(module), context(context), builder(context.context) {}

  LogicalResult run() {
    Op *kernel = module.kernel();
    if (!kernel)
      return success();
    size = kernel->attr(AttrName::WorkgroupSize)->asArray();
    for (uint64_t extent : size)
      invocations *= extent;
    isNative = context.options.word("mode") == "native" && canBeNative(*kernel);
    const Group group = isNative ? Group::Subgroup : Group::Workgroup;
    context.changed |= gatherSubgroupOps(*kernel, group, context.context) != 0;
    llvm::SmallVector<Op *, 8> ops, ids, returns;
    walkPreOrder(*kernel, [&](Op &op) {
      if (isSubgroupOp(op))
        ops.push_back(&op);
      else if (op.is(OpKind::SubgroupLocalId) || op.is(OpKind::SubgroupSize))
        ids.push_back(&op);
      else if (op.is(OpKind::Return) && op.parentOp() != kernel)
        returns.push_back(&op);
    });
    for (Op *op : ids)
      replaceId(*op);
    const Uniformity uniformity(*kernel, group);
    for (Op *op : ops)
      if (failed(check(*op, uniformity)))
        return failure();
    for (Op *op : returns)
      if (!ops.empty() && !uniformity.isInUniformFlow(*op))
        return context.diags.error(DiagCode::TargetLimit, op->loc(),
                                   "an invocation may return here, before others combine their "
                                   "values with its own (expected a return at the end only)");
    for (Op *op : ops)
      isNative ? keep(*op) : lower(*op);
    if (isNative && !ops.empty())
      kernel->setAttr(AttrName::SubgroupSize, Attr::integer(kWidth));
    context.changed |= !ops.empty() || !ids.empty();
    context.statistics["subgroup ops lowered"] += ops.size() + ids.size();
    return success();
  }

private:
  /// Devices promise full subgroups only where rows are made of whole ones.
  bool canBeNative(Op &kernel) const {
    bool combinesAll = false;
    walkPreOrder(kernel, [&](const Op &op) { combinesAll |= op.is(OpKind::WorkgroupMax); });
    if (combinesAll) {
      context.missed(kernel.loc(), "whole workgroups are combined: subgroups are emulated");
      return false;
    }
    if (size[0] % kWidth == 0)
      return true;
    context.missed(kernel.loc(), "workgroups are " + llvm::Twine(size[0]) +
                                     " wide, which is no multiple of 32: subgroups are emulated");
    return false;
  }

  LogicalResult check(const Op &op, const Uniformity &uniformity) {
    if (!uniformity.isInUniformFlow(op))
      return context.diags.error(DiagCode::TargetLimit, op.loc(),
                                 "'" + op.info().mnemonic + "' stands where invocations of a " +
                                     (isNative ? "subgroup" : "workgroup") +
                                     " may part (expected uniform control flow)");
    return success();
  }

  Value *local(uint64_t axis) {
    return builder.build(OpKind::LocalId, {}, NamedAttr{AttrName::Axis, Attr::integer(axis)});
  }
  Value *build(OpKind kind, Value *x, Value *y) { return builder.build(kind, {x, y}); }

  /// x + y * size.x + z * size.x * size.y
  Value *linearId() {
    Value *id = local(0);
    uint32_t scale = static_cast<uint32_t>(size[0]);
    for (uint64_t axis : {1, 2}) {
      if (size[axis] != 1)
        id = build(OpKind::Add, id, build(OpKind::Mul, local(axis), builder.constU32(scale)));
      scale *= static_cast<uint32_t>(size[axis]);
    }
    return id;
  }

  void replaceId(Op &op) {
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    Value *value = op.is(OpKind::SubgroupSize)
                       ? builder.constU32(kWidth)
                       : build(OpKind::And, linearId(), builder.constU32(kWidth - 1));
    op.result()->replaceAllUsesWith(value);
    op.erase();
  }

  llvm::SmallVector<NamedAttr, 2> access() {
    return {builder.bufferAttr(kExchange), {AttrName::InBounds, Attr::unit()}};
  }
  void barrier() {
    builder.create(OpKind::Barrier, {}, {},
                   NamedAttr{AttrName::Ordering, Attr::enumerator(Ordering::AcqRel)});
  }

  /// For the device. Only reductions of floats depend on the order.
  void keep(Op &op) {
    if (!op.is(OpKind::SubgroupReduce) || !op.operand(0)->type().isFloat())
      return;
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    Value *value = op.operand(0);
    Value *sum = fold(builder.constU32(kWidth), identityOf(op), [&](Value *sum, Value *lane) {
      return build(kindOf(op), sum, build(OpKind::SubgroupShuffle, value, lane));
    });
    op.result()->replaceAllUsesWith(sum);
    op.erase();
  }

  void lower(Op &op) {
    if (!module.findBuffer(kExchange))
      declareHidden(module, context.context,
                    {.name = kExchange,
                     .count = invocations,
                     .access = Access::Workgroup,
                     .role = Role::Workgroup});
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    Value *value = op.operand(0);
    const Type type = value->type();
    Value *id = linearId();
    Value *first = build(OpKind::And, id, builder.constU32(~(kWidth - 1)));
    Value *bits = type.isBool() ? builder.convert(value, Type::getU32())
                                : builder.bitcast(value, Type::getU32());
    builder.create(OpKind::Store, {}, {id, bits}, access());
    barrier();
    Value *result = op.is(OpKind::SubgroupShuffle)  ? shuffle(op, first)
                    : op.is(OpKind::SubgroupBallot) ? ballot(first)
                    : op.is(OpKind::WorkgroupMax)   ? largest()
                                                    : reduce(op, first);
    barrier(); // before the memory is used again
    op.result()->replaceAllUsesWith(result);
    op.erase();
  }

  /// The member's word; for blocks that the workgroup cuts short, 0 where there is no member.
  Value *loadMember(Value *index) {
    const bool isCut = invocations % kWidth != 0;
    Value *inside = builder.cmp(Predicate::Lt, index, builder.constU32(invocations));
    Value *safe = isCut ? builder.build(OpKind::Select, {inside, index, builder.constU32(0)}) : index;
    Value *word = builder.create(OpKind::Load, Type::getU32(), safe, access())->result();
    return isCut ? builder.build(OpKind::Select, {inside, word, builder.constU32(0)}) : word;
  }

  Value *shuffle(const Op &op, Value *first) {
    const Type type = op.operand(0)->type();
    Value *lane = op.operand(1);
    Value *isLane = builder.cmp(Predicate::Lt, lane, builder.constU32(kWidth));
    Value *safe = builder.build(OpKind::Select, {isLane, lane, builder.constU32(0)});
    Value *word = loadMember(build(OpKind::Add, first, safe));
    Value *value = builder.bitcast(
        builder.build(OpKind::Select, {isLane, word, builder.constU32(0)}), type);
    return value;
  }

  /// Folds over this many lanes, in their order.
  template <typename Combine> Value *fold(Value *lanes, Value *start, Combine combine) {
    Op *loop = builder.createFor(builder.constU32(0), lanes, start);
    Block &body = loop->region().block();
    builder.setInsertionPointToEnd(body);
    builder.yield(combine(body.arguments()[1], body.arguments()[0]));
    builder.setInsertionPointAfter(loop);
    return loop->result();
  }

  /// The same over the words of the members of the block.
  template <typename Combine> Value *foldMembers(Value *first, Value *start, Combine combine) {
    Value *rest = build(OpKind::Sub, builder.constU32(invocations), first);
    Value *members = build(OpKind::Min, rest, builder.constU32(kWidth));
    return fold(members, start, [&](Value *sum, Value *lane) {
      Value *index = build(OpKind::Add, first, lane);
      return combine(sum, builder.create(OpKind::Load, Type::getU32(), index, access())->result(),
                     lane);
    });
  }

  Value *ballot(Value *first) {
    return foldMembers(first, builder.constU32(0), [&](Value *mask, Value *word, Value *lane) {
      return build(OpKind::Or, mask, build(OpKind::Shl, word, lane));
    });
  }

  Value *reduce(const Op &op, Value *first) {
    const Type type = op.operand(0)->type();
    return foldMembers(first, identityOf(op), [&](Value *sum, Value *word, Value *) {
      return build(kindOf(op), sum, builder.bitcast(word, type));
    });
  }

  Value *largest() {
    Value *zero = builder.constU32(0);
    return fold(builder.constU32(invocations), zero, [&](Value *most, Value *lane) {
      return build(OpKind::Max, most,
                   builder.create(OpKind::Load, Type::getU32(), lane, access())->result());
    });
  }

  struct Reduction {
    OpKind kind;
    uint32_t unsignedIdentity, signedIdentity, floatIdentity;
  };
  static constexpr Reduction kReductions[] = {
      {OpKind::Add, 0, 0, 0},
      {OpKind::Mul, 1, 1, 0x3F800000},
      {OpKind::Min, 0xFFFFFFFF, 0x7FFFFFFF, 0x7F800000},
      {OpKind::Max, 0, 0x80000000, 0xFF800000},
      {OpKind::And, 0xFFFFFFFF, 0xFFFFFFFF, 0},
      {OpKind::Or, 0, 0, 0},
      {OpKind::Xor, 0, 0, 0},
  };
  static const Reduction &reductionOf(const Op &op) {
    return kReductions[static_cast<size_t>(op.enumAttr<ReduceKind>(AttrName::Reduce))];
  }
  static OpKind kindOf(const Op &op) { return reductionOf(op).kind; }
  Value *identityOf(const Op &op) {
    const Reduction &reduction = reductionOf(op);
    const Type type = op.operand(0)->type();
    return builder.constant(type, type.isFloat()    ? reduction.floatIdentity
                                  : type.isSigned() ? reduction.signedIdentity
                                                    : reduction.unsignedIdentity);
  }

  Module &module;
  PassContext &context;
  Builder builder;
  llvm::ArrayRef<uint64_t> size;
  uint32_t invocations = 1;
  bool isNative = false;
};

} // namespace

LogicalResult lowerSubgroups(Module &module, PassContext &context) {
  if (!mayHaveSubgroupOps(context.context) &&
      !context.context.hasMade({OpKind::SubgroupLocalId, OpKind::SubgroupSize}))
    return success();
  return Subgroups(module, context).run();
}

} // namespace vyrecc
