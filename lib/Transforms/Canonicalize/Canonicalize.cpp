// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Simplifies ops and control flow in one walk along the program, so that each op sees simplified
// operands:
//
//   vir.if true { A } else { B }            ->  A
//   vir.if %c { yield %a } { yield %b }     ->  vir.select %c, %a, %b
//   vir.for %n, %n+1 { A }                  ->  A
//   vir.switch 3 { ... }                    ->  the region of case 3
//
// Constants gather at the start of the kernel, one op for each.
#include "Fold.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

namespace {

class Canonicalizer {
public:
  Canonicalizer(Module &module, Op &kernel, PassContext &context)
      : context(context), pool(kernel.region().block(), context.context),
        folder(pool, context.context) {
    workgroupSize = kernel.attr(AttrName::WorkgroupSize)->asArray();
    for (const Op *buffer : module.buffers()) {
      const auto access = buffer->enumAttr<Access>(AttrName::AccessMode);
      if (access == Access::Workgroup || access == Access::Private)
        lengths[buffer->stringAttr(AttrName::SymName)] = buffer->intAttr(AttrName::Count);
    }
  }

  void visitBlock(Block &block) {
    // `next` is taken after the visit: inlining a region puts its ops in front of what follows.
    for (Op *op = block.ops().empty() ? nullptr : &block.ops().front(); op;)
      op = visit(*op);
  }

private:
  static Op *after(Op &op) {
    auto next = std::next(op.getIterator());
    return next == op.parentBlock()->ops().end() ? nullptr : &*next;
  }

  void count(StringRef what) {
    context.changed = true;
    ++context.statistics[what];
  }

  /// Simplifies `op` and gives the op to go on with.
  Op *visit(Op &op) {
    Op *next = after(op);
    if (op.is(OpKind::Const)) {
      if (!op.hasUses())
        erase(op);
      else if (pool.adopt(op))
        context.changed = true;
      return next;
    }
    if (op.numRegions() != 0)
      return visitRegions(op);
    if (op.numResults() != 1 || op.info().effects != Pure)
      return next;
    if (!op.hasUses()) {
      erase(op);
      return next;
    }
    visitPlain(op);
    return next;
  }

  void erase(Op &op) {
    op.erase();
    count("ops erased");
  }

  void visitPlain(Op &op) {
    folder.changedInPlace = false;
    Value *value = knownByDeclaration(op);
    if (value || (value = folder.fold(op))) {
      op.result()->replaceAllUsesWith(value);
      op.erase();
      count("ops folded");
    } else if (folder.changedInPlace) {
      count("ops simplified");
    }
  }

  /// The length of a buffer that no host binds, or an id along an axis of one invocation; else null.
  Value *knownByDeclaration(Op &op) {
    if (op.is(OpKind::LocalId))
      return workgroupSize[op.intAttr(AttrName::Axis)] == 1 ? folder.constant(op, 0) : nullptr;
    if (!op.is(OpKind::BufferLen))
      return nullptr;
    auto length = lengths.find(op.stringAttr(AttrName::Buffer));
    return length == lengths.end() ? nullptr : folder.constant(op, length->second);
  }

  Op *visitRegions(Op &op) {
    Op *next = after(op);
    if (std::optional<Region *> taken = decidedRegion(op))
      return inlineRegion(op, *taken);
    if (op.is(OpKind::For)) {
      if (isSingleTrip(op))
        return inlineSingleTrip(op);
      replaceInvariants(op);
    }
    for (Region &region : op.regions())
      if (!region.empty())
        visitBlock(region.block());
    if (op.is(OpKind::If))
      simplifyIf(op);
    return next;
  }

  /// The only region that can run, or null where none does; nullopt where that is open.
  std::optional<Region *> decidedRegion(Op &op) {
    if (op.is(OpKind::If)) {
      std::optional<uint64_t> cond = constantBits(op.operand(0));
      if (!cond)
        return std::nullopt;
      Region &region = op.region(*cond ? 0 : 1);
      return region.empty() ? nullptr : &region;
    }
    if (op.is(OpKind::Switch)) {
      std::optional<uint64_t> selector = constantBits(op.operand(0));
      if (!selector)
        return std::nullopt;
      ArrayRef<uint64_t> cases = op.attr(AttrName::Cases)->asArray();
      return &op.region(llvm::find(cases, *selector) - cases.begin());
    }
    if (op.is(OpKind::For) && neverRuns(op)) {
      for (Value &result : op.results())
        result.replaceAllUsesWith(op.operand(2 + result.index()));
      return nullptr;
    }
    return std::nullopt;
  }

  static bool neverRuns(Op &loop) {
    std::optional<uint64_t> from = constantBits(loop.operand(0)),
                            to = constantBits(loop.operand(1));
    return loop.operand(0) == loop.operand(1) || to == 0 || (from && to && *from >= *to);
  }

  static bool isSingleTrip(Op &loop) {
    std::optional<uint64_t> from = constantBits(loop.operand(0)),
                            to = constantBits(loop.operand(1));
    return from && to && *to == *from + 1;
  }

  Op *inlineSingleTrip(Op &loop) {
    Block &body = loop.region().block();
    body.arguments()[0]->replaceAllUsesWith(loop.operand(0));
    for (Value *argument : body.arguments().drop_front())
      argument->replaceAllUsesWith(loop.operand(1 + argument->index()));
    return inlineRegion(loop, &loop.region());
  }

  /// Puts the ops of `region` (none if null) in the place of `op`, and gives the first op to go on
  /// with.
  Op *inlineRegion(Op &op, Region *region) {
    count("regions inlined");
    Op *next = after(op);
    if (region) {
      Block &block = region->block();
      Op *first = &block.ops().front();
      Op *last = &block.ops().back();
      while (!block.ops().empty())
        block.ops().front().moveBefore(&op);
      if (!last->is(OpKind::Yield)) {
        // The region leaves for good: what followed it cannot be reached.
        Block::OpList &ops = op.parentBlock()->ops();
        while (&ops.back() != last)
          ops.back().erase();
        return first;
      }
      for (Value &result : op.results())
        result.replaceAllUsesWith(last->operand(result.index()));
      next = first == last ? next : first;
      last->erase();
    }
    op.erase();
    return next;
  }

  /// A carried value that every round passes on as it came is the one before the loop.
  void replaceInvariants(Op &loop) {
    Block &body = loop.region().block();
    Op *yield = body.terminator();
    if (!yield->is(OpKind::Yield))
      return;
    for (Value &result : loop.results()) {
      Value *argument = body.arguments()[1 + result.index()];
      Value *init = loop.operand(2 + result.index());
      Value *yielded = yield->operand(result.index());
      if (yielded != argument && yielded != init)
        continue;
      if (!argument->hasUses() && !result.hasUses())
        continue;
      argument->replaceAllUsesWith(init);
      result.replaceAllUsesWith(init);
      count("carried values replaced");
    }
  }

  static bool onlyYields(Region &region) {
    return region.empty() || region.block().ops().front().is(OpKind::Yield);
  }

  void simplifyIf(Op &op) {
    if (!onlyYields(op.region(0)) || !onlyYields(op.region(1)))
      return;
    for (Value &result : op.results()) {
      Value *ifTrue = op.region(0).block().terminator()->operand(result.index());
      Value *ifFalse = op.region(1).block().terminator()->operand(result.index());
      Value *value = ifTrue;
      if (ifTrue != ifFalse)
        value = folder.before(op).build(OpKind::Select, {op.operand(0), ifTrue, ifFalse});
      result.replaceAllUsesWith(value);
      if (Op *select = value->definingOp(); ifTrue != ifFalse && select->hasUses())
        visitPlain(*select);
    }
    op.erase();
    count("conditions turned into choices");
  }

  PassContext &context;
  ConstantPool pool;
  Folder folder;
  ArrayRef<uint64_t> workgroupSize;
  llvm::DenseMap<StringRef, uint64_t> lengths; ///< elements of the kernel's own buffers
};

} // namespace

LogicalResult canonicalize(Module &module, PassContext &context) {
  if (Op *kernel = module.kernel())
    Canonicalizer(module, *kernel, context).visitBlock(kernel->region().block());
  return success();
}

} // namespace vyrecc
