// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets all invocations come to subgroup ops. In the reference every invocation of the subgroup
// takes part, also one that does not come to the op: the operands are evaluated for it as well
// (section 16.11 of the wire format). So a condition around the op is dissolved. What the op's
// operands are computed from goes where all come by, in its place among the other effects; the rest
// stays under the condition, stretch by stretch:
//
//   vir.if %c {            vir.if %c { write %a }
//     write %a             %b = load
//     %b = load       ->   %r = vir.subgroup.reduce %b
//     %r = reduce %b       vir.if %c { write %r }
//     write %r
//   }
//
// Values that a stretch computes for what follows are zero where the condition does not hold.
// Counted loops around the op are run by all if all agree on their bounds. If not, all go round as
// often as the one that goes round most often, and what is in the loop stands under a condition:
//
//   vir.for %from to %to {     %rounds = %to - %from, or 0; %most = the largest %rounds
//     body %i             ->   vir.for 0 to %most {
//   }                            vir.if %k < %rounds { body %from + %k }
//
// An invocation that has left the loop keeps what the loop carries. Barriers come out with the ops:
// in the reference, too, they are for all.
#include "GatherSubgroups.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace vyrecc {

using namespace ir;

namespace {

/// Ops that all come to.
bool isCollective(const Op &op) { return isSubgroupOp(op) || op.is(OpKind::Barrier); }

bool holdsReturn(Op &op) {
  bool isFound = false;
  walkPreOrder(op, [&](const Op &inner) { isFound |= inner.is(OpKind::Return); });
  return isFound;
}

bool isLeaving(const Op &terminator) { return !terminator.is(OpKind::Yield); }

/// One condition or loop that is dissolved, with all that it holds.
class Gatherer {
public:
  /// `holders`: the ops with regions that hold collective ops.
  Gatherer(Op &root, const llvm::DenseSet<const Op *> &holders, const Uniformity &uniformity,
           Group group, Context &context)
      : root(root), holders(holders), uniformity(uniformity), group(group), builder(context) {}

  /// Finds out what has to be computed by all. False if it cannot be, and then nothing has changed.
  bool prepare() {
    bool isPossible = true;
    walkPreOrder(root, [&](Op &op) {
      if (isSubgroupOp(op))
        for (const OpOperand &operand : op.operands())
          needFromAll(operand.get());
      if (!holders.contains(&op))
        return;
      if (op.is(OpKind::If)) {
        needFromAll(op.operand(0));
      } else if (op.is(OpKind::For) && op.region().block().terminator()->is(OpKind::Yield) &&
                 !holdsReturn(op)) {
        takeLoop(op);
      } else {
        isPossible = false;
      }
    });
    return isPossible;
  }

  void dissolve() { root.is(OpKind::If) ? dissolveIf(root, nullptr) : dissolveFor(root, nullptr); }

private:
  /// Ops that run under a condition, one after the other.
  struct Stretch {
    llvm::SmallVector<Op *, 16> ops;
    llvm::SmallPtrSet<const Op *, 16> members;
    uint8_t effects = Pure;

    void add(Op &op) {
      ops.push_back(&op);
      members.insert(&op);
      effects |= op.numRegions() != 0 ? Reads | Writes | Syncs : op.info().effects;
    }
    bool computesOperandsOf(const Op &op) const {
      return llvm::any_of(op.operands(), [&](const OpOperand &operand) {
        const Op *source = operand.get()->definingOp();
        return source && members.contains(source);
      });
    }
  };

  /// Chooses between the loop as it is, run by all, and as many rounds as the group needs.
  void takeLoop(Op &loop) {
    for (unsigned bound : {0, 1})
      if (!uniformity.isUniform(*loop.operand(bound))) {
        unequalLoops.insert(&loop);
        return;
      }
    for (unsigned bound : {0, 1}) {
      needFromAll(loop.operand(bound));
      if (!isComputedByAll(loop.operand(bound)))
        unequalLoops.insert(&loop);
    }
  }

  /// True for values of the blocks that are dissolved or run by all.
  bool isInside(const Op *op) const {
    const Op *parent = op->parentOp();
    if (!holders.contains(parent))
      return false;
    while (parent && parent != &root)
      parent = parent->parentOp();
    return parent != nullptr;
  }

  /// Ops that all may run.
  static bool mayRunAlways(const Op &op) {
    return op.numRegions() == 0 && (op.info().effects == Pure || op.is(OpKind::Load));
  }

  void needFromAll(const Value *value) {
    llvm::SmallVector<const Value *, 16> pending = {value};
    while (!pending.empty()) {
      Op *op = pending.pop_back_val()->definingOp();
      if (!op || !mayRunAlways(*op) || forAll.contains(op) || !isInside(op))
        continue;
      forAll.insert(op);
      for (const OpOperand &operand : op->operands())
        pending.push_back(operand.get());
    }
  }

  /// True if the value is the same whether or not the condition holds.
  bool isComputedByAll(const Value *value) const {
    llvm::SmallVector<const Value *, 16> pending = {value};
    llvm::DenseSet<const Value *> seen;
    while (!pending.empty()) {
      const Value *next = pending.pop_back_val();
      if (!seen.insert(next).second)
        continue;
      const Op *op = next->definingOp();
      const Op *place = op ? op : next->owner()->parentOp();
      if (!isInside(place))
        continue;
      if (!op) { // of a loop: its counter counts for all, and what it carries does not
        if (next->index() != 0 || unequalLoops.contains(place))
          return false;
        continue;
      }
      if (isSubgroupOp(*op))
        continue;
      if (!forAll.contains(op))
        return false;
      for (const OpOperand &operand : op->operands())
        pending.push_back(operand.get());
    }
    return true;
  }

  /// Puts the stretch under the condition, in front of `position`. What is used later comes out of
  /// it.
  void close(Stretch &stretch, Value *cond, Op *position) {
    if (stretch.ops.empty())
      return;
    llvm::SmallVector<Value *, 8> values;
    llvm::SmallVector<OpOperand *, 8> uses;
    llvm::SmallVector<size_t, 8> usedValue;
    Block *block = position->parentBlock();
    for (Op *op : stretch.ops)
      for (Value &result : op->results()) {
        bool isUsedLater = false;
        for (OpOperand *use = result.firstUse(); use; use = use->nextUse()) {
          const Op *user = use->owner();
          while (user->parentBlock() != block)
            user = user->parentOp();
          if (stretch.members.contains(user))
            continue;
          uses.push_back(use);
          usedValue.push_back(values.size());
          isUsedLater = true;
        }
        if (isUsedLater)
          values.push_back(&result);
      }
    llvm::SmallVector<Type, 8> types;
    for (const Value *value : values)
      types.push_back(value->type());
    builder.setInsertionPointBefore(position);
    builder.setLoc(stretch.ops.front()->loc());
    Op *conditional = builder.createIf(cond, types);
    builder.setInsertionPointToEnd(conditional->region(1).block());
    llvm::SmallVector<Value *, 8> zeros;
    for (Type type : types)
      zeros.push_back(builder.zero(type));
    builder.yield(zeros);
    for (auto [use, index] : llvm::zip_equal(uses, usedValue))
      use->set(conditional->result(static_cast<unsigned>(index)));
    builder.setInsertionPointToEnd(conditional->region(0).block());
    builder.yield(values);
    for (Op *op : stretch.ops)
      op->moveBefore(conditional->region(0).block().terminator());
    stretch = {};
  }

  /// The same for the end of a block that does not go on after it.
  void closeForGood(Stretch &stretch, Value *cond, Op *terminator) {
    builder.setInsertionPointBefore(terminator);
    builder.setLoc(terminator->loc());
    Op *conditional = builder.createIf(cond, {});
    builder.setInsertionPointToEnd(conditional->region(1).block());
    builder.yield();
    builder.setInsertionPointToEnd(conditional->region(0).block());
    builder.yield();
    Op *end = conditional->region(0).block().terminator();
    for (Op *op : stretch.ops)
      op->moveBefore(end);
    terminator->moveBefore(end);
    end->erase();
  }

  /// Makes a block that invocations run where `cond` holds one that all run. Its terminator stays
  /// if it is a vir.yield.
  void runByAll(Block &block, Value *cond) {
    Stretch stretch;
    for (auto it = block.ops().begin(); it != block.ops().end();) {
      Op &op = *it++;
      if (op.info().isTerminator) {
        if (isLeaving(op))
          closeForGood(stretch, cond, &op);
        else
          close(stretch, cond, &op);
        return;
      }
      if (op.is(OpKind::Const)) {
        moveUp(op, stretch);
      } else if (op.is(OpKind::Barrier)) {
        close(stretch, cond, &op);
      } else if (isSubgroupOp(op)) {
        // What was read before may be written by others after.
        if (stretch.effects != Pure || stretch.computesOperandsOf(op))
          close(stretch, cond, &op);
        moveUp(op, stretch);
      } else if (holders.contains(&op)) {
        close(stretch, cond, &op);
        if (op.is(OpKind::If))
          dissolveIf(op, cond);
        else if (unequalLoops.contains(&op))
          dissolveFor(op, cond);
        else
          runByAll(op.region().block(), cond);
      } else if (forAll.contains(&op)) {
        if (stretch.computesOperandsOf(op) ||
            (op.is(OpKind::Load) && (stretch.effects & (Writes | Syncs))))
          close(stretch, cond, &op);
        moveUp(op, stretch);
      } else {
        stretch.add(op);
      }
    }
  }

  static void moveUp(Op &op, const Stretch &stretch) {
    if (!stretch.ops.empty())
      op.moveBefore(stretch.ops.front());
  }

  /// `cond`: where the vir.if is come to; null if all come to it.
  void dissolveIf(Op &op, Value *cond) {
    Value *own = op.operand(0);
    llvm::SmallVector<Op *, 2> yields;
    for (Region &region : op.regions()) {
      if (region.empty())
        continue;
      const bool isFirst = &region == &op.regions().front();
      builder.setInsertionPointBefore(&op);
      builder.setLoc(op.loc());
      Value *here = isFirst ? own : builder.build(OpKind::Not, own);
      if (cond)
        here = builder.build(OpKind::And, {cond, here});
      runByAll(region.block(), here);
      Op *yield = region.block().terminator();
      if (yield && yield->is(OpKind::Yield))
        yields.push_back(yield);
      for (auto it = region.block().ops().begin(); it != region.block().ops().end();) {
        Op &each = *it++;
        if (&each != yield)
          each.moveBefore(&op);
      }
    }
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    replaceResults(op, own, yields);
    op.erase();
  }

  /// `cond`: where the vir.for is come to; null if all come to it.
  void dissolveFor(Op &op, Value *cond) {
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    Value *from = op.operand(0), *to = op.operand(1), *none = builder.constU32(0);
    auto choose = [&](Value *which, Value *ifTrue, Value *ifFalse) {
      return builder.build(OpKind::Select, {which, ifTrue, ifFalse});
    };
    Value *hasRounds = builder.cmp(Predicate::Lt, from, to);
    Value *rounds = choose(hasRounds, builder.build(OpKind::Sub, {to, from}), none);
    if (cond)
      rounds = choose(cond, rounds, none);
    llvm::SmallVector<Value *, 8> inits;
    llvm::SmallVector<Type, 8> types;
    for (const OpOperand &operand : op.operands().drop_front(2)) {
      inits.push_back(operand.get());
      types.push_back(operand.get()->type());
    }
    Op *made = builder.createFor(none, maxOfGroup(builder, group, rounds), inits);
    Block &body = made->region().block();
    builder.setInsertionPointToEnd(body);
    Value *round = body.arguments().front();
    Value *isHere = builder.cmp(Predicate::Lt, round, rounds);
    // At its end in those that have left.
    Value *counter = choose(isHere, builder.build(OpKind::Add, {from, round}), to);
    Op *guarded = builder.create(OpKind::If, types, isHere, {}, 2);
    llvm::SmallVector<Value *, 8> results;
    for (Value &result : guarded->results())
      results.push_back(&result);
    builder.yield(results);
    guarded->region(0).takeBlock(op.region());
    Block &inner = guarded->region(0).block();
    llvm::SmallVector<unsigned, 8> indices;
    for (unsigned index = 0; index != inner.arguments().size(); ++index) {
      inner.arguments()[index]->replaceAllUsesWith(index == 0 ? counter : body.arguments()[index]);
      indices.push_back(index);
    }
    inner.eraseArguments(builder.context(), indices);
    builder.setInsertionPointToEnd(guarded->region(1).emplaceBlock(builder.context()));
    builder.yield(body.arguments().drop_front());
    for (unsigned index = 0; index != op.numResults(); ++index)
      op.result(index)->replaceAllUsesWith(made->result(index));
    op.erase();
    dissolveIf(*guarded, nullptr);
  }

  void replaceResults(Op &op, Value *cond, ArrayRef<Op *> yields) {
    if (yields.empty()) // nobody goes on
      for (Value &result : op.results())
        result.replaceAllUsesWith(builder.zero(result.type()));
    if (op.numResults() == 0 || yields.empty())
      return;
    Op *source = yields.front();
    Op *choice = nullptr;
    if (yields.size() == 2) {
      llvm::SmallVector<Type, 8> types;
      for (const Value &result : op.results())
        types.push_back(result.type());
      choice = builder.createIf(cond, types);
      for (unsigned arm : {0, 1}) {
        builder.setInsertionPointToEnd(choice->region(arm).block());
        llvm::SmallVector<Value *, 8> values;
        for (const OpOperand &operand : yields[arm]->operands())
          values.push_back(operand.get());
        builder.yield(values);
      }
    }
    for (unsigned index = 0; index != op.numResults(); ++index)
      op.result(index)->replaceAllUsesWith(choice ? choice->result(index) : source->operand(index));
  }

  Op &root;
  const llvm::DenseSet<const Op *> &holders;
  const Uniformity &uniformity;
  const Group group;
  Builder builder;
  llvm::DenseSet<const Op *> forAll;       ///< what all compute
  llvm::DenseSet<const Op *> unequalLoops; ///< which not all go round as often
};

/// The outermost op around this one that invocations of a group may go through in different ways.
Op *outermostParting(Op &op, const Uniformity &uniformity) {
  Op *found = nullptr;
  for (Op *parent = op.parentOp(); !parent->is(OpKind::Kernel); parent = parent->parentOp())
    if (!uniformity.branchesUniformly(*parent))
      found = parent;
  return found;
}

/// Dissolves what stands around the ops now.
unsigned gatherOnce(Op &kernel, Group group, Context &context) {
  llvm::SmallVector<Op *, 8> ops;
  llvm::DenseSet<const Op *> holders;
  walkPreOrder(kernel, [&](Op &op) {
    if (!isCollective(op))
      return;
    ops.push_back(&op);
    for (Op *parent = op.parentOp(); !parent->is(OpKind::Kernel); parent = parent->parentOp())
      if (!holders.insert(parent).second)
        break;
  });
  if (holders.empty())
    return 0;
  const Uniformity uniformity(kernel, group);
  llvm::SetVector<Op *> partings;
  for (Op *op : ops)
    if (Op *parting = outermostParting(*op, uniformity);
        parting && (parting->is(OpKind::If) || parting->is(OpKind::For)))
      partings.insert(parting);
  unsigned numDissolved = 0;
  for (Op *parting : partings) {
    Gatherer gatherer(*parting, holders, uniformity, group, context);
    if (!gatherer.prepare())
      continue;
    gatherer.dissolve();
    ++numDissolved;
  }
  return numDissolved;
}

} // namespace

bool isSubgroupOp(const Op &op) {
  return op.is(OpKind::SubgroupReduce) || op.is(OpKind::SubgroupShuffle) ||
         op.is(OpKind::SubgroupBallot) || op.is(OpKind::WorkgroupMax);
}

Value *maxOfGroup(Builder &builder, Group group, Value *value) {
  if (group == Group::Workgroup)
    return builder.build(OpKind::WorkgroupMax, value);
  return builder.build(OpKind::SubgroupReduce, value,
                       NamedAttr{AttrName::Reduce, Attr::enumerator(ReduceKind::Max)});
}

bool mayHaveSubgroupOps(const Context &context) {
  return context.hasMade({OpKind::SubgroupReduce, OpKind::SubgroupShuffle, OpKind::SubgroupBallot,
                          OpKind::WorkgroupMax});
}

unsigned gatherSubgroupOps(Op &kernel, Group group, Context &context) {
  // What one round takes out may be what another op's flow depends on; programs are not nested for
  // more than a few.
  constexpr unsigned kMaxRounds = 4;
  bool hasAny = false;
  walkPreOrder(kernel, [&](Op &op) { hasAny |= isSubgroupOp(op); });
  if (!hasAny)
    return 0;
  unsigned total = joinReturns(kernel, group, context);
  for (unsigned round = 0; round != kMaxRounds; ++round) {
    const unsigned dissolved = gatherOnce(kernel, group, context);
    total += dissolved;
    if (dissolved == 0)
      break;
  }
  return total;
}

LogicalResult gatherSubgroups(Module &module, PassContext &context) {
  if (!mayHaveSubgroupOps(context.context))
    return success();
  const Group group =
      context.options.word("group") == "workgroup" ? Group::Workgroup : Group::Subgroup;
  for (Op *kernel : module.kernels())
    if (const unsigned dissolved = gatherSubgroupOps(*kernel, group, context.context)) {
      context.changed = true;
      context.statistics["conditions dissolved"] += dissolved;
    }
  return success();
}

} // namespace vyrecc
