// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A packed slot holds several opcodes, and programs dispatch them with a copy of all handlers. A plain slot is a packed one
// of a single opcode, so that one copy serves both:
//
//   count(%op); dispatch(%op) {            %n, … = if %op == packed { header } else { 1 }
//     case 1: H(%a) …                 ->   for %i in 0 .. %n:
//     case packed:                           %op', %a', %ok = if %op == packed { prologue } else { %op, %a, true }
//       header                               if %ok { count(%op'); dispatch(%op') { case 1: H(%a') … } }
//       for %i in 0 .. %n:
//         prologue
//         if %ok { count(%p); dispatch(%p) { case 1: H(%b) … } }
//   }
#include "Lower.h"
#include "SameStructure.h"

namespace vyrecc::scheduler {

using namespace ir;
using namespace protocol;

namespace {

bool isIn(const Op &op, const Op &around) {
  const Op *at = &op;
  while (at && at != &around)
    at = at->parentOp();
  return at;
}

/// Neither writes nor waits nor branches.
bool onlyReads(const Op &op) {
  return (op.info().effects & (Writes | Syncs)) == 0 && op.numRegions() == 0 &&
         !op.info().isTerminator;
}

bool isMetricsOf(const Op &op, const Value *opcode) {
  return op.is(OpKind::SchedCount) && op.enumAttr<Counter>(AttrName::Counter) == Counter::Metrics &&
         op.operand(0) == opcode;
}

/// A dispatch with a second one for the opcodes of packed slots in one of its regions.
class Sharing {
public:
  Sharing(Op &outer, Context &context) : outer(outer), b(context) {}

  /// Finds the parts; false if something is not as above.
  bool match() { return matchPacked() && matchBefore() && matchHandlers() && matchValues(); }
  void rewrite();

private:
  bool matchPacked();
  bool matchPackedRegion(Region &region);
  bool matchBefore();
  bool matchHandlers();
  bool matchValues();
  llvm::ArrayRef<uint64_t> cases(const Op &dispatch) const {
    return dispatch.attr(AttrName::Cases)->asArray();
  }
  /// Values that ops of the block define before `end` and ops in `user` use.
  llvm::SmallVector<Value *, 8> liveInto(Block &block, const Op &end, const Op &user) const;
  void replaceIn(const Op &user, Value &from, Value *to) const;
  void moveBefore(Block &block, const Op &end, Op &place) const;

  Op &outer;
  Builder b;
  Op *outerCount = nullptr;
  uint64_t packed = 0;
  Op *loop = nullptr, *guard = nullptr, *innerCount = nullptr, *inner = nullptr;
  llvm::SmallVector<Value *, 4> plain, unpacked; ///< opcode and arguments, one beside the other
};

/// The region that ends in a loop over opcodes, each counted and dispatched if its arguments fit.
bool Sharing::matchPackedRegion(Region &region) {
  loop = guard = inner = nullptr;
  for (Op &op : region.block().ops())
    if (op.is(OpKind::For) && !loop)
      loop = &op;
    else if (!onlyReads(op) && !(op.is(OpKind::Yield) && loop))
      return false;
  if (!loop || loop->numResults() != 0 || constantBits(loop->operand(0)) != 0)
    return false;
  for (Op &op : loop->region().block().ops())
    if (op.is(OpKind::If) && !guard)
      guard = &op;
    else if (!onlyReads(op) && !(op.is(OpKind::Yield) && guard))
      return false;
  if (!guard || guard->numResults() != 0)
    return false;
  innerCount = firstEffect(guard->region(0).block());
  inner = innerCount->is(OpKind::SchedCount) ? effectAfter(*innerCount) : nullptr;
  return inner && inner->is(OpKind::SchedDispatch) && isMetricsOf(*innerCount, inner->operand(0)) &&
         effectAfter(*inner)->is(OpKind::Yield) &&
         (guard->region(1).empty() || firstEffect(guard->region(1).block())->is(OpKind::Yield));
}

bool Sharing::matchPacked() {
  for (auto [index, value] : llvm::enumerate(cases(outer)))
    if (matchPackedRegion(outer.region(static_cast<unsigned>(index)))) {
      packed = value;
      // Packed slots are not counted themselves, and have no other handler.
      return packed >= kControlMetricsCount && llvm::count(cases(outer), packed) == 1;
    }
  return false;
}

/// The opcode's counter, and before it loads: opcode and arguments are among them.
bool Sharing::matchBefore() {
  for (auto at = outer.getIterator(); at != outer.parentBlock()->ops().begin();) {
    --at;
    if (at->is(OpKind::Load) && outerCount)
      plain.push_back(at->result());
    else if (!outerCount && isMetricsOf(*at, outer.operand(0)))
      outerCount = &*at;
    else if (!onlyReads(*at))
      break;
  }
  return outerCount && llvm::is_contained(plain, outer.operand(0));
}

bool Sharing::matchHandlers() {
  SameStructure same(plain);
  same.fill(static_cast<unsigned>(llvm::find(plain, outer.operand(0)) - plain.begin()), inner->operand(0));
  unsigned index = 0;
  for (auto [place, value] : llvm::enumerate(cases(outer))) {
    if (value == packed)
      continue;
    if (index == cases(*inner).size() || cases(*inner)[index] != value ||
        !same.sameRegion(outer.region(static_cast<unsigned>(place)), inner->region(index)))
      return false;
    ++index;
  }
  if (index != cases(*inner).size())
    return false;
  llvm::SmallVector<Value *, 4> used;
  for (auto [hole, value] : llvm::enumerate(plain))
    if (Value *filling = same.filled(static_cast<unsigned>(hole))) {
      used.push_back(value);
      unpacked.push_back(filling);
    }
  plain = used;
  return true;
}

/// What the handlers use of the prologue is the opcode and its arguments, and nothing of the header.
bool Sharing::matchValues() {
  for (Value *value : liveInto(loop->region().block(), *guard, *guard))
    if (value != guard->operand(0) && !llvm::is_contained(unpacked, value))
      return false;
  auto isOf = [](const Value &value, const Block &block) {
    return value.definingOp() && value.definingOp()->parentBlock() == &block;
  };
  for (auto [value, other] : llvm::zip_equal(unpacked, plain))
    if (!isOf(*value, loop->region().block()) || llvm::count(unpacked, value) != 1 || value->type() != other->type())
      return false;
  if (!isOf(*guard->operand(0), loop->region().block()) || !isOf(*loop->operand(1), *loop->parentBlock()))
    return false;
  return liveInto(*loop->parentBlock(), *loop, *guard).empty();
}

llvm::SmallVector<Value *, 8> Sharing::liveInto(Block &block, const Op &end, const Op &user) const {
  llvm::SmallVector<Value *, 8> live;
  for (Op &op : block.ops()) {
    if (&op == &end)
      break;
    for (Value &value : op.results())
      for (const OpOperand *use = value.firstUse(); use; use = use->nextUse())
        if (isIn(*use->owner(), user)) {
          live.push_back(&value);
          break;
        }
  }
  return live;
}

void Sharing::replaceIn(const Op &user, Value &from, Value *to) const {
  llvm::SmallVector<OpOperand *, 8> uses;
  for (OpOperand *use = from.firstUse(); use; use = use->nextUse())
    if (isIn(*use->owner(), user))
      uses.push_back(use);
  for (OpOperand *use : uses)
    use->set(to);
}

void Sharing::moveBefore(Block &block, const Op &end, Op &place) const {
  while (&block.ops().front() != &end)
    block.ops().front().moveBefore(&place);
}

void Sharing::rewrite() {
  auto types = [](llvm::ArrayRef<Value *> values) {
    llvm::SmallVector<Type, 8> all;
    for (const Value *value : values)
      all.push_back(value->type());
    return all;
  };
  Block &packedBlock = *loop->parentBlock(), &body = loop->region().block();
  b.setLoc(outer.loc());
  b.setInsertionPointBefore(outerCount);
  Value *isPacked = b.cmp(Predicate::Eq, outer.operand(0), b.constU32(static_cast<uint32_t>(packed)));

  // How many opcodes, and what the loop needs to find them.
  llvm::SmallVector<Value *, 8> header = liveInto(packedBlock, *loop, *loop);
  Op *count = b.createIf(isPacked, types(header));
  b.setInsertionPointToEnd(count->region(0).block());
  b.yield(header);
  moveBefore(packedBlock, *loop, *count->region(0).block().terminator());
  b.setInsertionPointToEnd(count->region(1).block());
  llvm::SmallVector<Value *, 8> one;
  for (Value *value : header)
    one.push_back(value == loop->operand(1) ? b.constU32(1) : b.zero(value->type()));
  b.yield(one);
  for (auto [index, value] : llvm::enumerate(header))
    replaceIn(*loop, *value, count->result(static_cast<unsigned>(index)));
  loop->moveBefore(outerCount);

  // One of them.
  llvm::SmallVector<Value *, 8> found(unpacked.begin(), unpacked.end()), given(plain.begin(), plain.end());
  found.push_back(guard->operand(0));
  b.setInsertionPointBefore(guard);
  Op *choice = b.createIf(isPacked, types(found));
  b.setInsertionPointToEnd(choice->region(0).block());
  b.yield(found);
  moveBefore(body, *choice, *choice->region(0).block().terminator());
  b.setInsertionPointToEnd(choice->region(1).block());
  given.push_back(b.constBool(true));
  b.yield(given);
  for (auto [index, value] : llvm::enumerate(found))
    replaceIn(*guard, *value, choice->result(static_cast<unsigned>(index)));
  outer.erase();
  outerCount->erase();
}

} // namespace

bool shareDispatch(Op &dispatch, PassContext &context) {
  Sharing sharing(dispatch, context.context);
  if (!sharing.match())
    return false;
  sharing.rewrite();
  context.changed = true;
  return true;
}

} // namespace vyrecc::scheduler
