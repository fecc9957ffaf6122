// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Makes plain accesses atomic where other invocations access the same buffer atomically:
//
//   vir.load %i <{buffer = @ring}>  ->  vir.atomic.load %i <{buffer = @ring, relaxed, device}>
//
// A plain access that races with an atomic one is undefined in SPIR-V. In VIR0 it is not: the
// claimed slot's payload and the DONE store of a megakernel are plain, while other workers probe
// the same buffer.
#include "Atomics.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/DenseSet.h"

namespace vyrecc {

using namespace ir;

/// True for the 32-bit integers that atomics take.
static bool hasAtomicForm(Type type) {
  return type.isInteger() && !type.isVector() && type.bits() == 32;
}

static void makeAtomic(Op &op, Builder &builder) {
  bool isLoad = op.is(OpKind::Load);
  llvm::SmallVector<NamedAttr, 4> attrs(op.attrs().begin(), op.attrs().end());
  attrs.push_back({AttrName::Ordering, Attr::enumerator(Ordering::Relaxed)});
  attrs.push_back({AttrName::Scope, Attr::enumerator(Scope::Device)});

  builder.setInsertionPointBefore(&op);
  builder.setLoc(op.loc());
  if (isLoad) {
    Op *load = builder.create(OpKind::AtomicLoad, op.result()->type(), op.operand(0), attrs);
    op.result()->replaceAllUsesWith(load->result());
  } else {
    builder.create(OpKind::AtomicStore, {}, {op.operand(0), op.operand(1)}, attrs);
  }
  op.erase();
}

LogicalResult unifyAtomicBuffers(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel || !context.context.hasMade({OpKind::AtomicLoad, OpKind::AtomicStore,
                                           OpKind::AtomicRmw, OpKind::AtomicCmpxchg}))
    return success();
  // Symbols are interned: a name is known by where its characters lie.
  llvm::DenseSet<const char *> atomicBuffers;
  llvm::SmallVector<Op *, 32> plain;
  walkPreOrder(*kernel, [&](Op &op) {
    if (isAtomic(op))
      atomicBuffers.insert(op.stringAttr(AttrName::Buffer).data());
    else if (op.is(OpKind::Load) || op.is(OpKind::Store))
      plain.push_back(&op);
  });
  Builder builder(context.context);
  for (Op *op : plain) {
    Type type = op->is(OpKind::Load) ? op->result()->type() : op->operand(1)->type();
    if (!atomicBuffers.contains(op->stringAttr(AttrName::Buffer).data()) || !hasAtomicForm(type))
      continue;
    makeAtomic(*op, builder);
    context.changed = true;
    ++context.statistics["accesses made atomic"];
  }
  return success();
}

} // namespace vyrecc
