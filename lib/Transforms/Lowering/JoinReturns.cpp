// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets invocations that return early come to the end of the kernel, past what is left of it:
//
//   vir.if %c { vir.return }      %ended = vir.if %c { yield true } else { yield false }
//   rest                     ->   vir.if %ended {} else { rest }
//
// Those that have ended go round loops until these are over. Out of a loop without end the whole
// group returns once all of it has ended.
#include "GatherSubgroups.h"
#include "vyre-cc/IR/Loops.h"

namespace vyrecc {

using namespace ir;

namespace {

class Joiner {
public:
  Joiner(Op &kernel, Group group, Context &context)
      : kernel(kernel), group(group), builder(context) {}

  /// Finds the returns. False if there are none, or some that stand where they cannot be taken out.
  bool prepare() {
    bool isPossible = true;
    llvm::SmallVector<Op *, 4> returns;
    walkPreOrder(kernel, [&](Op &op) {
      if (op.is(OpKind::Return) && op.parentOp() != &kernel)
        returns.push_back(&op);
    });
    if (returns.empty())
      return false;
    const Uniformity uniformity(kernel, group);
    for (Op *op : returns) {
      const Op *endless = nullptr;
      for (Op *parent = op->parentOp(); parent != &kernel; parent = parent->parentOp()) {
        isPossible &= parent->is(OpKind::If) || parent->is(OpKind::For);
        if (isEndless(*parent))
          endless = parent;
      }
      if (endless && uniformity.isInUniformFlow(*op))
        continue; // the group leaves together
      isPossible &= !endless || uniformity.isInUniformFlow(*endless);
      for (Op *parent = op->parentOp(); parent != &kernel; parent = parent->parentOp())
        holders.insert(parent);
    }
    return isPossible && !holders.empty();
  }

  void run() { (void)joinBlock(kernel.region().block()); }

private:
  static bool isEndless(const Op &op) {
    return op.is(OpKind::For) && ir::isEndless(op.operand(0), op.operand(1));
  }

  /// Returns where all of the group have ended.
  void leaveTogether(Value *ended) {
    Block *block = builder.insertionBlock();
    Value *goesOn = builder.convert(builder.build(OpKind::Not, ended), Type::getU32());
    Value *most = maxOfGroup(builder, group, goesOn);
    Value *nobody = builder.cmp(Predicate::Eq, most, builder.constU32(0));
    Op *exit = builder.createIf(nobody, {});
    builder.setInsertionPointToEnd(exit->region(0).block());
    builder.create(OpKind::Return, {});
    builder.setInsertionPointToEnd(exit->region(1).block());
    builder.yield();
    builder.setInsertionPointToEnd(*block);
  }

  /// Takes the returns out of what the block holds. Gives whether the invocation has ended, where
  /// its terminator is a vir.yield; null if it never has.
  Value *joinBlock(Block &block) {
    for (Op &op : block.ops()) {
      if (!holders.contains(&op))
        continue;
      builder.setInsertionPointBefore(&op);
      builder.setLoc(op.loc());
      Value *ended = op.is(OpKind::If) ? joinIf(op) : joinFor(op);
      return skipRest(block, *ended->definingOp(), ended);
    }
    return nullptr;
  }

  /// The block's ops after `last` run only where nothing has ended.
  Value *skipRest(Block &block, Op &last, Value *ended) {
    Op *end = block.terminator();
    if (&*std::next(last.getIterator()) == end)
      return ended;
    const bool goesOn = end->is(OpKind::Yield);
    llvm::SmallVector<Value *, 8> values;
    llvm::SmallVector<Type, 8> types;
    if (goesOn) {
      for (const OpOperand &operand : end->operands()) {
        values.push_back(operand.get());
        types.push_back(operand.get()->type());
      }
      types.push_back(Type::getBool());
    }
    builder.setInsertionPointBefore(end);
    Op *made = builder.createIf(ended, types);
    builder.setInsertionPointToEnd(made->region(0).block());
    endArm(types);
    Block &rest = made->region(1).block();
    builder.setInsertionPointToEnd(rest);
    builder.yield(values);
    for (auto it = std::next(last.getIterator()); &*it != made;) {
      Op &op = *it++;
      op.moveBefore(rest.terminator());
    }
    Value *endedLater = joinBlock(rest);
    if (!goesOn)
      return nullptr; // all end here anyway
    appendToYield(rest, endedLater);
    for (unsigned index = 0; index != values.size(); ++index)
      end->setOperand(index, made->result(index));
    return made->result(static_cast<unsigned>(values.size()));
  }

  /// Ends an arm that nobody leaves; of these values the last says so.
  void endArm(ArrayRef<Type> types) {
    llvm::SmallVector<Value *, 8> values;
    for (Type type : types.empty() ? types : types.drop_back())
      values.push_back(builder.zero(type));
    if (!types.empty())
      values.push_back(builder.constBool(true));
    builder.yield(values);
  }

  /// Adds to what the block yields whether the invocation has ended.
  void appendToYield(Block &block, Value *ended) {
    Op *end = block.terminator();
    builder.setInsertionPointBefore(end);
    llvm::SmallVector<Value *, 8> values;
    for (const OpOperand &operand : end->operands())
      values.push_back(operand.get());
    values.push_back(ended ? ended : builder.constBool(false));
    builder.yield(values);
    end->erase();
  }

  /// The block of an arm or a loop yields these types and whether the invocation has ended.
  void finishBlock(Block &block, ArrayRef<Type> types) {
    Value *ended = joinBlock(block);
    Op *end = block.terminator();
    if (end->is(OpKind::Yield))
      return appendToYield(block, ended);
    if (!end->is(OpKind::Return))
      return; // a trap
    builder.setInsertionPointBefore(end);
    endArm(types);
    end->erase();
  }

  Value *joinIf(Op &op) {
    llvm::SmallVector<Type, 8> types;
    for (const Value &result : op.results())
      types.push_back(result.type());
    types.push_back(Type::getBool());
    Op *made = builder.create(OpKind::If, types, op.operand(0), {}, 2);
    for (unsigned arm : {0, 1}) {
      if (op.region(arm).empty()) {
        builder.setInsertionPointToEnd(made->region(arm).emplaceBlock(builder.context()));
        builder.yield(builder.constBool(false));
        continue;
      }
      made->region(arm).takeBlock(op.region(arm));
      finishBlock(made->region(arm).block(), types);
    }
    return replace(op, *made);
  }

  Value *joinFor(Op &op) {
    llvm::SmallVector<Value *, 8> inits;
    llvm::SmallVector<Type, 8> types;
    for (const OpOperand &operand : op.operands().drop_front(2)) {
      inits.push_back(operand.get());
      types.push_back(operand.get()->type());
    }
    inits.push_back(builder.constBool(false));
    types.push_back(Type::getBool());
    Op *made = builder.createFor(op.operand(0), op.operand(1), inits);
    Block &body = made->region().block();
    builder.setInsertionPointToEnd(body);
    if (op.hasAttr(AttrName::Persistent))
      made->setAttr(AttrName::Persistent, Attr::unit());
    if (isEndless(op))
      leaveTogether(body.arguments().back());
    Op *test = builder.create(OpKind::If, types, body.arguments().back(), {}, 2);
    llvm::SmallVector<Value *, 8> results;
    for (Value &result : test->results())
      results.push_back(&result);
    builder.yield(results);
    builder.setInsertionPointToEnd(test->region(0).emplaceBlock(builder.context()));
    builder.yield(body.arguments().drop_front());
    test->region(1).takeBlock(op.region());
    Block &inner = test->region(1).block();
    llvm::SmallVector<unsigned, 8> indices;
    for (unsigned index = 0; index != inner.arguments().size(); ++index) {
      inner.arguments()[index]->replaceAllUsesWith(body.arguments()[index]);
      indices.push_back(index);
    }
    inner.eraseArguments(builder.context(), indices);
    finishBlock(inner, types);
    return replace(op, *made);
  }

  static Value *replace(Op &op, Op &made) {
    for (unsigned index = 0; index != op.numResults(); ++index)
      op.result(index)->replaceAllUsesWith(made.result(index));
    op.erase();
    return made.result(made.numResults() - 1);
  }

  Op &kernel;
  const Group group;
  Builder builder;
  llvm::DenseSet<const Op *> holders; ///< ops with returns inside
};

} // namespace

bool joinReturns(Op &kernel, Group group, Context &context) {
  Joiner joiner(kernel, group, context);
  if (!joiner.prepare())
    return false;
  joiner.run();
  return true;
}

} // namespace vyrecc
