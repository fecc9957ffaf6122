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
    for (Op *buffer : module.buffers()) {
      const auto access = buffer->enumAttr<Access>(AttrName::AccessMode);
      if (access == Access::Workgroup || access == Access::Private)
        scoped.insert(context.context.intern(buffer->stringAttr(AttrName::SymName)).data());
    }
    for (Op *cut : cuts) {
      context.changed = true;
      StringRef obstacle = obstacleTo(*cut);
      if (obstacle.empty())
        kernel = split(*cut, *kernel);
      else
        weaken(*cut, obstacle);
    }
    return success();
  }

private:
  /// Calls `visit` for the ops of the cut's block before or behind it, and those inside of them.
  template <typename Visitor> static void walkSide(Op &cut, bool behind, Visitor visit) {
    Block &block = *cut.parentBlock();
    auto it = behind ? std::next(cut.getIterator()) : block.ops().begin();
    auto end = behind ? block.ops().end() : cut.getIterator();
    for (; it != end; ++it)
      walkPreOrder(*it, visit);
  }

  StringRef obstacleTo(Op &cut) {
    StringRef obstacle;
    llvm::DenseSet<const char *> before;
    llvm::DenseMap<const Value *, bool> defined; ///< and whether it can be computed again from nothing
    walkSide(cut, /*behind=*/false, [&](Op &op) {
      if (op.is(OpKind::Return) || op.is(OpKind::Trap))
        obstacle = "an invocation may have returned before it";
      if (const Attr *name = op.attr(AttrName::Buffer); name && (op.info().effects & Writes))
        before.insert(name->asString().data());
      const bool canRepeat = op.info().effects == Pure && op.numRegions() == 0 &&
                             llvm::all_of(op.operands(), [&](const OpOperand &operand) {
                               return defined.lookup(operand.get());
                             });
      for (const Value &result : op.results())
        defined[&result] = canRepeat;
    });
    walkSide(cut, /*behind=*/true, [&](Op &op) {
      const Attr *name = op.attr(AttrName::Buffer);
      if (name && scoped.contains(name->asString().data()) &&
          before.contains(name->asString().data()))
        obstacle = "memory of the workgroup or the invocation is used on both sides of it";
      for (const OpOperand &operand : op.operands())
        if (auto value = defined.find(operand.get()); value != defined.end() && !value->second)
          obstacle = "a value from before it is used behind it";
    });
    return obstacle;
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

  /// Moves what is behind the cut to a kernel of its own, which it gives.
  Op *split(Op &cut, Op &kernel) {
    ++context.statistics["kernels split off"];
    builder.setInsertionPointAfter(&kernel);
    builder.setLoc(cut.loc());
    std::string name = "main." + std::to_string(++numParts);
    Op *part = builder.create(
        OpKind::Kernel, {}, {},
        {{AttrName::SymName, Attr::string(context.context.copy(name))},
         {AttrName::WorkgroupSize, *kernel.attr(AttrName::WorkgroupSize)}},
        1);
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
    return part;
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
  unsigned numParts = 0;
};

} // namespace

LogicalResult splitGridSync(Module &module, PassContext &context) {
  if (!context.context.hasMade({OpKind::GridSync}))
    return success();
  return GridSync(module, context).run();
}

} // namespace vyrecc
