// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cuts the kernel at each vir.grid_sync into kernels that the host runs one after the other, since no
// target waits for a whole grid. What one part computes for a later one is computed there again. Where
// that cannot be, or where workgroup memory, private memory or a return reaches over the cut, the
// barrier remains one of the workgroup, which is what the older reference makes of it.
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace vyrecc {

using namespace ir;

namespace {

class GridSync {
public:
  GridSync(Module &module, PassContext &context)
      : module(module), context(context), builder(context.context) {}

  LogicalResult run() {
    Op *kernel = module.kernel();
    if (!kernel)
      return success();
    llvm::SmallVector<Op *, 4> cuts;
    for (Op &op : kernel->region().block().ops())
      if (op.is(OpKind::GridSync))
        cuts.push_back(&op);
    if (cuts.empty())
      return success();
    context.changed = true;
    collectScoped();
    findLastUses(kernel->region().block());

    llvm::SmallVector<Op *, 4> splits;
    unsigned segment = 0;
    auto next = kernel->region().block().ops().begin();
    for (Op *cut : cuts) {
      StringRef obstacle = obstacleTo(*cut, next, segment++);
      next = std::next(cut->getIterator());
      if (obstacle.empty()) {
        splits.push_back(cut);
        before = {}; // nothing of this part is left behind the cut but what is computed again
      } else {
        weaken(*cut, obstacle);
      }
    }
    // From the last one, so that each op moves once.
    for (size_t part = splits.size(); part != 0; --part)
      split(*splits[part - 1], *kernel, part);
    return success();
  }

private:
  // Segments are what lies between cuts, in order. An obstacle is something of a part that a segment behind
  // the cut needs.

  /// What the part before a cut has.
  struct Part {
    bool mayEnd = false;
    std::optional<unsigned> lastAccess; ///< segment, of scoped memory that the part writes
    std::optional<unsigned> lastUse;    ///< segment, of values that cannot be computed again
  };

  void collectScoped() {
    for (Op *buffer : module.buffers()) {
      const auto access = buffer->enumAttr<Access>(AttrName::AccessMode);
      if (access == Access::Workgroup || access == Access::Private)
        scoped.insert(context.context.intern(buffer->stringAttr(AttrName::SymName)).data());
    }
  }

  /// The last segment that uses each value of the block or accesses each scoped buffer.
  void findLastUses(Block &block) {
    unsigned segment = 0;
    for (Op &top : block.ops()) {
      if (top.is(OpKind::GridSync))
        ++segment;
      walkPreOrder(top, [&](Op &op) {
        for (const OpOperand &operand : op.operands())
          operand.get()->setSlot(segment);
        if (const Attr *name = op.attr(AttrName::Buffer);
            name && scoped.contains(name->asString().data()))
          lastAccesses[name->asString().data()] = segment;
      });
    }
  }

  StringRef obstacleTo(Op &cut, Block::OpList::iterator from, unsigned segment) {
    for (auto it = from; it != cut.getIterator(); ++it)
      walkPreOrder(*it, [&](Op &op) { visit(op); });
    if (before.lastUse > segment)
      return "a value from before it is used behind it";
    if (before.lastAccess > segment)
      return "memory of the workgroup or the invocation is used on both sides of it";
    return before.mayEnd ? "an invocation may have returned before it" : "";
  }

  void visit(Op &op) {
    if (op.is(OpKind::Return) || op.is(OpKind::Trap))
      before.mayEnd = true;
    if (const Attr *name = op.attr(AttrName::Buffer); name && (op.info().effects & Writes))
      if (auto last = lastAccesses.find(name->asString().data()); last != lastAccesses.end())
        before.lastAccess = std::max(before.lastAccess, std::optional(last->second));
    // What has no effect and is made of such values alone can be computed again from nothing.
    const bool isRepeatable =
        op.info().effects == Pure && op.numRegions() == 0 &&
        llvm::all_of(op.operands(), [&](const OpOperand &operand) {
          return repeatable.contains(operand.get());
        });
    for (const Value &result : op.results()) {
      if (isRepeatable)
        repeatable.insert(&result);
      else if (result.hasUses())
        before.lastUse = std::max(before.lastUse, std::optional(result.slot()));
    }
  }

  void weaken(Op &cut, StringRef obstacle) {
    context.diags.report(DiagCode::GridSyncWeakened, cut.loc(),
                         "the barrier waits for the workgroup instead of the grid: " + obstacle);
    builder.setInsertionPointBefore(&cut);
    builder.setLoc(cut.loc());
    builder.create(OpKind::Barrier, {}, {},
                   NamedAttr{AttrName::Ordering, Attr::enumerator(Ordering::SeqCst)});
    cut.erase();
  }

  /// Moves what is behind the cut to a kernel of its own.
  void split(Op &cut, Op &kernel, size_t number) {
    ++context.statistics["kernels split off"];
    builder.setInsertionPointAfter(&kernel);
    builder.setLoc(cut.loc());
    std::string name = "main." + std::to_string(number);
    Op *part = builder.create(
        OpKind::Kernel, {}, {},
        {{AttrName::SymName, Attr::string(context.context.copy(name))},
         {AttrName::WorkgroupSize, *kernel.attr(AttrName::WorkgroupSize)}},
        1);
    if (const Attr *subgroup = kernel.attr(AttrName::SubgroupSize))
      part->setAttr(AttrName::SubgroupSize, *subgroup);
    Block &block = part->region().emplaceBlock(context.context);
    builder.setInsertionPointToEnd(block);
    Op *end = builder.create(OpKind::Return, {});
    while (&cut != &cut.parentBlock()->ops().back())
      std::next(cut.getIterator())->moveBefore(end);
    end->erase(); // the moved ops bring their own
    builder.setInsertionPointBefore(&cut);
    builder.create(OpKind::Return, {});
    cut.erase();
    repeatValues(block);
  }

  void repeatValues(Block &block) {
    llvm::DenseSet<const Value *> own;
    llvm::SmallVector<Op *, 32> ops;
    for (Op &top : block.ops())
      walkPreOrder(top, [&](Op &op) {
        ops.push_back(&op);
        for (const Value &result : op.results())
          own.insert(&result);
        for (Region &region : op.regions())
          if (!region.empty())
            own.insert(region.block().arguments().begin(), region.block().arguments().end());
      });
    repeated.clear();
    builder.setInsertionPointBefore(&block.ops().front());
    for (Op *op : ops)
      for (OpOperand &operand : op->operands())
        if (!own.contains(operand.get()))
          operand.set(repeat(operand.get()));
  }

  /// Computes the value again, from values that are computed again too.
  Value *repeat(Value *value) {
    // Chains of values are as long as the program, so that nothing recurses.
    llvm::SmallVector<Value *, 16> pending = {value};
    while (!pending.empty()) {
      Op *op = pending.back()->definingOp();
      llvm::SmallVector<Value *, 4> operands;
      for (OpOperand &operand : llvm::reverse(op->operands()))
        if (Value *known = repeated.lookup(operand.get()))
          operands.push_back(known);
        else
          pending.push_back(operand.get());
      if (operands.size() != op->numOperands())
        continue;
      Value *original = pending.pop_back_val();
      if (repeated.contains(original)) // asked for twice
        continue;
      std::reverse(operands.begin(), operands.end());
      builder.setLoc(op->loc());
      repeated[original] =
          builder.create(op->kind(), original->type(), operands, op->attrs())->result();
    }
    return repeated.lookup(value);
  }

  Module &module;
  PassContext &context;
  Builder builder;
  llvm::DenseSet<const char *> scoped; ///< buffers of the workgroup or the invocation
  llvm::DenseMap<const Value *, Value *> repeated;
  llvm::DenseMap<const char *, unsigned> lastAccesses; ///< of scoped buffers
  llvm::DenseSet<const Value *> repeatable;
  Part before;
};

} // namespace

LogicalResult splitGridSync(Module &module, PassContext &context) {
  if (!context.context.hasMade({OpKind::GridSync}))
    return success();
  return GridSync(module, context).run();
}

} // namespace vyrecc
