// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes atomic nands of compare-and-exchange, since targets have no instruction for them:
//
//   old = load; repeat { seen = cmpxchg old -> not (old and value) } until seen == old
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

static void lowerNand(Op &rmw, Builder &builder) {
  builder.setInsertionPointBefore(&rmw);
  builder.setLoc(rmw.loc());
  llvm::SmallVector<NamedAttr, 4> attrs;
  for (const NamedAttr &attr : rmw.attrs())
    if (attr.name != AttrName::Rmw)
      attrs.push_back(attr);
  Value *index = rmw.operand(0), *value = rmw.operand(1);
  const Type type = value->type();
  Op *load = builder.create(OpKind::AtomicLoad, type, index, attrs);
  load->setAttr(AttrName::Ordering, Attr::enumerator(Ordering::Relaxed));
  Op *loop = builder.create(OpKind::Loop, type, load->result(), {}, 1);
  rmw.result()->replaceAllUsesWith(loop->result());
  Block &body = loop->region().emplaceBlock(builder.context());
  Value *expected = body.addArgument(builder.context(), type);
  builder.setInsertionPointToEnd(body);
  Value *desired = builder.build(OpKind::Not, builder.build(OpKind::And, {expected, value}));
  Value *seen = builder.build(OpKind::AtomicCmpxchg, {index, expected, desired}, attrs);
  Op *won = builder.createIf(builder.cmp(Predicate::Eq, seen, expected), {});
  builder.create(OpKind::Continue, {}, seen);
  builder.setInsertionPointToEnd(won->region(0).block());
  builder.create(OpKind::Break, {}, seen);
  builder.setInsertionPointToEnd(won->region(1).block());
  builder.yield();
  rmw.erase();
}

LogicalResult lowerAtomicNand(Module &module, PassContext &context) {
  if (!context.context.hasMade({OpKind::AtomicRmw}))
    return success();
  llvm::SmallVector<Op *, 4> nands;
  if (Op *kernel = module.kernel())
    walkPreOrder(*kernel, [&](Op &op) {
      if (op.is(OpKind::AtomicRmw) && op.enumAttr<RmwKind>(AttrName::Rmw) == RmwKind::Nand)
        nands.push_back(&op);
    });
  Builder builder(context.context);
  for (Op *op : nands)
    lowerNand(*op, builder);
  context.changed |= !nands.empty();
  return success();
}

} // namespace vyrecc
