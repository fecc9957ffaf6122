// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps what handlers compute away from the scheduler's own words:
//
//   vir.atomic.rmw %i, %v  ->  %own = vir.cmp ge %i, 160
//     of `control`             %before = vir.if %own { vir.yield (vir.atomic.rmw %i, %v) } { vir.yield 0 }
//
// Reads stay: they give nothing away that the host has not published, and LOAD_U32 exists for them. So do writes at
// constant indices, which say what their handler is for, as SHUTDOWN does.
#include "../Memory/Guard.h"
#include "Lower.h"

namespace vyrecc::scheduler {

using namespace ir;
using namespace protocol;

/// Whether the op may write `control`, at the index that is its first operand.
static bool writesAt(const Op &op, llvm::StringRef control) {
  switch (op.kind()) {
  case OpKind::AtomicRmw: // adding 0 is how programs load
    if (op.enumAttr<RmwKind>(AttrName::Rmw) == RmwKind::Add && constantBits(op.operand(1)) == 0)
      return false;
    [[fallthrough]];
  case OpKind::Store:
  case OpKind::AtomicStore:
  case OpKind::AtomicCmpxchg:
    return op.stringAttr(AttrName::Buffer) == control;
  default:
    return false;
  }
}

/// The innermost dispatch around the op: they lie in each other where slots are packed.
static const Op *dispatchAround(const Op &op) {
  const Op *parent = op.parentOp();
  while (parent && !parent->is(OpKind::SchedDispatch))
    parent = parent->parentOp();
  return parent;
}

void protectControl(Op &dispatch, llvm::StringRef control, PassContext &context) {
  llvm::SmallVector<Op *, 8> writes;
  walkPreOrder(dispatch, [&](Op &op) {
    if (op.is(OpKind::AsyncStore) && op.stringAttr(AttrName::Dest) == control && dispatchAround(op) == &dispatch)
      context.missed(op.loc(), "a copy into the control words is not limited to observable ones");
    if (dispatchAround(op) == &dispatch && writesAt(op, control) && !constantBits(op.operand(0)))
      writes.push_back(&op);
  });
  Builder b(context.context);
  for (Op *write : writes) {
    b.setInsertionPointBefore(write);
    b.setLoc(write->loc());
    runOnlyIf(b.cmp(Predicate::Ge, write->operand(0), b.constU32(kObservableBase)), *write, b);
    context.applied(write->loc(), "limited to observable words");
    context.changed = true;
  }
}

} // namespace vyrecc::scheduler
