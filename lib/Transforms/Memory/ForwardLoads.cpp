// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Loads of what is known already:
//
//   %a = vir.load %i    %b = vir.load %i     ->  one vir.load
//   vir.store %i, %x    %b = vir.load %i     ->  %b = vir.select (%i < vir.buffer_len), %x, 0
//
// where nothing between the two may change the buffer: no store to it, unless both indices are
// constants and differ, and no barrier and no acquire, behind which other invocations' stores are
// visible. A store outside the buffer is dropped and a load there gives 0, which is what the choice
// is for; the check of the store's bounds makes the same comparison.
#include "vyre-cc/Analysis/Clobbers.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

namespace {

class Forwarder {
public:
  Forwarder(Module &module, Op &kernel, PassContext &context)
      : context(context), clobbers(module, context.context, kernel), builder(context.context) {}

  void visitBlock(Block &block) {
    for (auto it = block.ops().begin(), end = block.ops().end(); it != end;) {
      Op &op = *it++;
      if (op.is(OpKind::Load))
        visitLoad(op);
      else if (op.is(OpKind::Store))
        known[keyOf(op)] = &op;
      for (Region &region : op.regions())
        if (!region.empty())
          visitBlock(region.block());
    }
  }

private:
  using Key = std::pair<const char *, Value *>;
  static Key keyOf(const Op &access) {
    return {access.stringAttr(AttrName::Buffer).data(), access.operand(0)};
  }

  void visitLoad(Op &load) {
    Op *&last = known[keyOf(load)];
    Value *source = last ? sourceOf(*last) : nullptr;
    if (!source || source->type() != load.result()->type() || !isStillThere(*last, load)) {
      last = &load;
      return;
    }
    const bool isStored = last->is(OpKind::Store);
    context.applied(load.loc(), isStored ? "the load gives what was stored before"
                                         : "the load gives what was loaded before");
    load.result()->replaceAllUsesWith(
        isStored && !last->hasAttr(AttrName::InBounds) ? ifInside(load, source) : source);
    load.erase();
    context.changed = true;
    ++context.statistics[isStored ? "loads of stored values" : "loads merged"];
  }

  static Value *sourceOf(Op &access) {
    return access.is(OpKind::Store) ? access.operand(1) : access.result();
  }

  /// True if `earlier` is visible at the load and the buffer cannot have changed since.
  bool isStillThere(const Op &earlier, const Op &load) const {
    uint32_t end = clobbers.placeOf(load);
    const Block *block = load.parentBlock();
    while (block != earlier.parentBlock()) {
      const Op *parent = block->parentOp();
      if (!parent || parent->is(OpKind::Kernel))
        return false;
      // A round of the loop comes behind the whole of the round before.
      if (parent->is(OpKind::For) || parent->is(OpKind::Loop))
        end = clobbers.rangeOf(*parent).second;
      block = parent->parentBlock();
    }
    return !clobbers.mayChange(load, clobbers.placeOf(earlier), end);
  }

  Value *ifInside(Op &load, Value *stored) {
    builder.setInsertionPointBefore(&load);
    builder.setLoc(load.loc());
    Value *length = builder.build(OpKind::BufferLen, {},
                                  NamedAttr{AttrName::Buffer, *load.attr(AttrName::Buffer)});
    Value *inside = builder.cmp(Predicate::Lt, load.operand(0), length);
    return builder.build(OpKind::Select, {inside, stored, builder.zero(stored->type())});
  }

  PassContext &context;
  const Clobbers clobbers;
  Builder builder;
  llvm::DenseMap<Key, Op *> known; ///< the last access to each element
};

} // namespace

LogicalResult forwardLoads(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (kernel && context.context.hasMade({OpKind::Load}))
    Forwarder(module, *kernel, context).visitBlock(kernel->region().block());
  return success();
}

} // namespace vyrecc
