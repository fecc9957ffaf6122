// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Stops loops after a number of iterations, for devices and drivers that kill what runs long:
//
//   vir.for %from, %to   ->  vir.for %from, %from + min(%to - %from, max)    where %from < %to
//
// Only counted loops have a bound to lower; VIR0 has no others.
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

/// Lowers the upper bound of a counted loop. The distance is taken only where it does not wrap.
static void boundFor(Op &loop, uint32_t max, Builder &builder) {
  Value *from = loop.operand(0), *to = loop.operand(1);
  builder.setInsertionPointBefore(&loop);
  builder.setLoc(loop.loc());
  Value *distance = builder.build(OpKind::Sub, {to, from});
  Value *bounded = builder.build(OpKind::Min, {distance, builder.constU32(max)});
  Value *last = builder.build(OpKind::Add, {from, bounded});
  Value *runs = builder.cmp(Predicate::Lt, from, to);
  loop.setOperand(1, builder.build(OpKind::Select, {runs, last, from}));
  // A pass limit stands in for the bound 2^32-1, which this loop no longer has.
  loop.removeAttr(AttrName::Persistent);
}

LogicalResult boundLoops(Module &module, PassContext &context) {
  uint64_t max = context.options.number("max").value_or(0);
  if (max == 0 || max > 0xFFFFFFFF)
    return context.diags.error(DiagCode::BadPipeline, {},
                               "'bound-loops' needs a number of iterations (expected max=1 to "
                               "max=4294967295)");
  Op *kernel = module.kernel();
  if (!kernel)
    return success();
  llvm::SmallVector<Op *, 16> loops;
  bool hasOpenLoop = false;
  SourceLoc openLoop;
  walkPreOrder(*kernel, [&](Op &op) {
    if (op.is(OpKind::For))
      loops.push_back(&op);
    if (op.is(OpKind::Loop)) {
      hasOpenLoop = true;
      openLoop = op.loc();
    }
  });
  if (hasOpenLoop)
    return context.diags.error(DiagCode::Unsupported, openLoop,
                               "vir.loop has no bound to lower (expected counted loops)");
  Builder builder(context.context);
  for (Op *loop : loops) {
    boundFor(*loop, static_cast<uint32_t>(max), builder);
    context.changed = true;
    context.applied(loop->loc(), "the loop ends after at most " + llvm::Twine(max) + " iterations");
    ++context.statistics["loops bounded"];
  }
  return success();
}

} // namespace vyrecc
