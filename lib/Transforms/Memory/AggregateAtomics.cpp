// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Lets one invocation of a subgroup do what all that come to an atomic would do to the same element
// one after the other:
//
//   vir.atomic.rmw add %i, %x   ->   %sum = vir.device_subgroup.add %x
//                                    vir.if vir.device_subgroup.elect { vir.atomic.rmw add %i, %sum
//                                    }
//
// where nothing uses the old element and %i is the same in the subgroup. A constant %x is
// multiplied by the number of invocations; and, or, min and max with a %x that all have in common
// need no sum.
//
// The element then has fewer values on its way, which a run of the program that nobody interrupts
// between these atomics has too. Atomics that release or acquire do so for the invocation that does
// them, not for the others of its subgroup, so that only relaxed ones are merged; with
// releases=drop all are, and are relaxed.
#include "vyre-cc/Analysis/Uniformity.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"
#include <optional>

namespace vyrecc {

using namespace ir;

namespace {

/// True if doing it once with an operand is as good as doing it often.
bool isIdempotent(RmwKind kind) {
  return kind == RmwKind::And || kind == RmwKind::Or || kind == RmwKind::Min ||
         kind == RmwKind::Max;
}

class Aggregator {
public:
  Aggregator(Op &kernel, PassContext &context)
      : kernel(kernel), context(context), builder(context.context),
        dropsReleases(context.options.word("releases") == "drop") {}

  void visit(Op &op) {
    if (const char *reason = reasonAgainst(op))
      return context.missed(op.loc(), reason);
    aggregate(op);
    context.applied(op.loc(), "one invocation of a subgroup does the atomic for all");
    context.changed = true;
    ++context.statistics["atomics aggregated"];
  }

private:
  /// Why the atomic stays what it is; null if it does not.
  const char *reasonAgainst(const Op &op) {
    const auto kind = op.enumAttr<RmwKind>(AttrName::Rmw);
    if (op.hasUses())
      return "the old element is used";
    if (op.enumAttr<Ordering>(AttrName::Ordering) != Ordering::Relaxed && !dropsReleases)
      return "the atomic orders other accesses of its invocation";
    if (kind != RmwKind::Add && !isIdempotent(kind))
      return "it matters how often the atomic is done";
    if (!uniformity)
      uniformity.emplace(kernel, Group::DeviceSubgroup);
    if (!uniformity->isUniform(*op.operand(0)))
      return "invocations of a subgroup may access different elements";
    if (isIdempotent(kind) && !uniformity->isUniform(*op.operand(1)))
      return "invocations of a subgroup have different operands";
    return nullptr;
  }

  void aggregate(Op &op) {
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    if (op.enumAttr<RmwKind>(AttrName::Rmw) == RmwKind::Add)
      op.setOperand(1, sumOf(op.operand(1)));
    op.setAttr(AttrName::Ordering, Attr::enumerator(Ordering::Relaxed));
    Op *branch = builder.createIf(builder.build(OpKind::DeviceSubgroupElect), {});
    builder.setInsertionPointToEnd(branch->region(0).block());
    builder.yield();
    op.moveBefore(&branch->region(0).block().ops().front());
    builder.setInsertionPointToEnd(branch->region(1).block());
    builder.yield();
  }

  Value *sumOf(Value *value) {
    if (!constantBits(value))
      return builder.build(OpKind::DeviceSubgroupAdd, value);
    Value *count = builder.build(OpKind::DeviceSubgroupCount, builder.constBool(true));
    return builder.build(OpKind::Mul, {builder.convert(count, value->type()), value});
  }

  Op &kernel;
  std::optional<Uniformity> uniformity; ///< once an atomic asks for it
  PassContext &context;
  Builder builder;
  const bool dropsReleases;
};

} // namespace

LogicalResult aggregateAtomics(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel || !context.context.hasMade({OpKind::AtomicRmw}))
    return success();
  llvm::SmallVector<Op *, 16> atomics;
  walkPreOrder(*kernel, [&](Op &op) {
    if (op.is(OpKind::AtomicRmw))
      atomics.push_back(&op);
  });
  Aggregator aggregator(*kernel, context);
  for (Op *op : atomics)
    aggregator.visit(*op);
  return success();
}

} // namespace vyrecc
