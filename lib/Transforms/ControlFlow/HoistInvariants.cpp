// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Takes what is the same in each round out of loops, in one walk along the program:
//
//   vir.for { %a = vir.mul %x, %y ... }     ->  %a = vir.mul %x, %y    vir.for { ... }
//   vir.for { %a = vir.load %i ... }        ->  %a = vir.load %i       vir.for { ... }
//
// Ops go out of as many loops as their operands allow. They then run although the loop may make no
// round, so that nothing moves that could go wrong: no signed division by what may be 0 or -1, no
// load that counts on a check around it. Loads move if nothing in the loop may change the buffer.
//
// A result that waits for the loop takes a register all the way, and drivers move what they find
// worth it. So only that goes which drivers do not move, loads, and what costs more than a
// register; what else is the same in each round goes along where it is needed for that. Neither
// goes out of arms of conditions, but for what it takes along.
#include "Invariants.h"
#include "vyre-cc/Analysis/Clobbers.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"
#include <optional>

namespace vyrecc {

using namespace ir;

namespace {

/// A loop around the op at hand.
struct OpenLoop {
  Op *op;
  unsigned branches; ///< arms around the loop
};

class Hoister {
public:
  Hoister(Module &module, Op &kernel, PassContext &context)
      : module(module), kernel(kernel), context(context) {}

  void visitBlock(Block &block) {
    for (Value *argument : block.arguments())
      argument->setSlot(depth());
    for (auto it = block.ops().begin(), end = block.ops().end(); it != end;) {
      Op &op = *it++;
      // A value's slot is the least number of loops that its op can be in.
      unsigned level = depth();
      if (level != 0 && op.numRegions() == 0 && op.numResults() == 1)
        level = levelOf(op);
      for (Value &result : op.results())
        result.setSlot(level);
      if (level != depth() && !isCheap(op))
        hoist(op, level);
      else
        visitRegions(op);
    }
  }

private:
  unsigned depth() const { return static_cast<unsigned>(loops.size()); }

  void visitRegions(Op &op) {
    const bool isLoop = op.is(OpKind::For) || op.is(OpKind::Loop);
    if (isLoop)
      loops.push_back({&op, branches});
    else
      ++branches;
    for (Region &region : op.regions())
      if (!region.empty())
        visitBlock(region.block());
    if (isLoop)
      loops.pop_back();
    else
      --branches;
  }

  void hoist(Op &op, unsigned level) {
    moveBeforeLoop(op, *loops[level].op, [this](Op &moved) {
      context.applied(moved.loc(),
                      moved.info().mnemonic.str() + " is the same in each round of a loop");
      context.changed = true;
      ++context.statistics[moved.is(OpKind::Load) ? "loads hoisted" : "ops hoisted"];
    });
  }

  /// The least number of loops that the op can be in.
  unsigned levelOf(const Op &op) {
    const bool mayGo =
        op.is(OpKind::Load) ? !op.hasAttr(AttrName::InBounds) : mayRunWithoutNeed(op);
    if (!mayGo)
      return depth();
    unsigned level = 0;
    for (const OpOperand &operand : op.operands())
      level = std::max<unsigned>(level, operand.get()->slot());
    if (!isCheap(op))
      while (level != depth() && loops[level].branches != branches)
        ++level;
    if (op.is(OpKind::Load))
      while (level != depth() && mayChangeIn(*loops[level].op, op))
        ++level;
    return level;
  }

  /// True if the op costs less than a branch around it, and than a register for its result.
  static bool isCheap(const Op &op) {
    switch (op.kind()) {
    case OpKind::Load:
    case OpKind::Div:
    case OpKind::Rem:
    case OpKind::Fma:
      return false;
    default: // functions of floats are not
      return op.numOperands() == 0 || !op.operand(0)->type().isFloat();
    }
  }

  bool mayChangeIn(const Op &loop, const Op &load) {
    if (!clobbers)
      clobbers.emplace(module, context.context, kernel);
    auto [begin, end] = clobbers->rangeOf(loop);
    return clobbers->mayChange(load, begin, end);
  }

  Module &module;
  Op &kernel;
  PassContext &context;
  std::optional<Clobbers> clobbers; ///< once a load asks for it; ops that write stay where they are
  llvm::SmallVector<OpenLoop, 8> loops; ///< outermost first
  unsigned branches = 0;                ///< arms of conditions around the op at hand
};

} // namespace

LogicalResult hoistInvariants(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (kernel && context.context.hasMade({OpKind::For, OpKind::Loop}))
    Hoister(module, *kernel, context).visitBlock(kernel->region().block());
  return success();
}

} // namespace vyrecc
