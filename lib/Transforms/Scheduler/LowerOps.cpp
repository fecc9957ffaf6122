// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lowers scheduler ops where they stand: in the literal form, which is what programs say, or in the lean one, which
// loads instead of adding zero, knows what a pass has read already, and leaves when it has found something.
#include "Lower.h"

namespace vyrecc::scheduler {

using namespace ir;
using namespace protocol;

namespace {

class OpLowering {
public:
  OpLowering(Op &op, const InPlace &form, const Fixes &fixes, PassContext &context)
      : op(op), form(form), fixes(fixes), context(context), b(context.context),
        s(b, {nameOf(AttrName::Control), nameOf(AttrName::Ring)}, form.access) {
    if (form.cooperative)
      s.aggregateCounters();
    b.setInsertionPointBefore(&op);
    b.setLoc(op.loc());
  }

  void run() {
    switch (op.kind()) {
    case OpKind::SchedLoop:
      lowerLoop();
      break;
    case OpKind::SchedShutdownTest:
      lowerShutdownTest();
      break;
    case OpKind::SchedPartitionTable:
      for (Value &result : op.results())
        if (result.hasUses())
          result.replaceAllUsesWith(s.loadControl(kControlPriorityOffsets + result.index()));
      break;
    case OpKind::SchedScan:
      lowerScan();
      break;
    case OpKind::SchedClaim:
      lowerClaim();
      break;
    case OpKind::SchedTenantGate:
      lowerGate();
      break;
    case OpKind::SchedAccount:
      s.account(op.operand(0), op.operand(1));
      break;
    case OpKind::SchedCount:
      s.count(op.enumAttr<Counter>(AttrName::Counter), op.operand(0));
      break;
    case OpKind::SchedDispatch:
      isLean() ? lowerToSwitch() : lowerToGuards();
      break;
    case OpKind::SchedComplete:
      lowerComplete();
      break;
    case OpKind::SchedIoPoll:
      lowerIoPoll();
      break;
    default:
      return;
    }
    op.erase();
    context.changed = true;
  }

private:
  llvm::StringRef nameOf(AttrName name) const {
    const Attr *buffer = op.attr(name);
    return buffer ? buffer->asString() : llvm::StringRef();
  }
  bool isLean() const { return form.access != Access::Literal; }

  void endArm(Op &branch, unsigned index) {
    b.setInsertionPointToEnd(branch.region(index).block());
    b.yield();
    b.setInsertionPointAfter(&branch);
  }

  void moveInto(Block &from, Block &to) {
    b.setInsertionPointToEnd(to);
    Op *end = b.create(OpKind::Yield, {});
    while (&from.ops().front() != &from.ops().back())
      from.ops().front().moveBefore(end);
    end->erase();
  }

  void inlineBody() {
    Block &body = op.region().block();
    while (!body.ops().front().is(OpKind::Yield))
      body.ops().front().moveBefore(&op);
  }

  void lowerLoop() {
    const uint64_t limit = op.intAttr(AttrName::Limit);
    if (limit == 1)
      return inlineBody();
    if (isLean())
      return lowerToDrain(limit);
    Op *loop = b.create(OpKind::For, {}, {s.word(0), s.word(static_cast<uint32_t>(limit))}, {}, 1);
    if (limit == kForeverPasses)
      loop->setAttr(AttrName::Persistent, Attr::unit());
    loop->region().takeBlock(op.region());
    loop->region().block().addArgument(context.context, Type::getU32());
  }

  /// Ends early with a pass that has claimed nothing, unless the host may publish meanwhile.
  void lowerToDrain(uint64_t limit) {
    Value *passes =
        b.build(OpKind::PassLimit, {}, NamedAttr{AttrName::Limit, Attr::integer(limit)});
    Value *isBounded = s.compare(Predicate::Ne, passes, kForeverPasses);
    Op *loop = b.create(OpKind::Loop, {}, s.word(0), {}, 1);
    Block &body = loop->region().emplaceBlock(context.context);
    Value *pass = body.addArgument(context.context, Type::getU32());
    b.setInsertionPointToEnd(body);
    s.breakIf(b.cmp(Predicate::Ge, pass, passes));
    Op *scan = nullptr;
    for (Op &inner : op.region().block().ops())
      if (inner.is(OpKind::SchedScan))
        scan = &inner;
    moveInto(op.region().block(), body);
    Value *isOver = scan && form.cooperative ? lowerCooperatively(*scan) : nullptr;
    b.setInsertionPointToEnd(body);
    if (scan && !isOver)
      isOver = s.compare(Predicate::Eq, scan->result(0), kNothingClaimed);
    if (isOver)
      s.breakIf(b.build(OpKind::And, {isBounded, isOver}));
    b.create(OpKind::Continue, {}, s.add(pass, 1));
  }

  /// Lowers the scan with its loop, which has to know whether a lane that brings nothing has seen everything. Gives that.
  Value *lowerCooperatively(Op &scan) {
    b.setInsertionPointBefore(&scan);
    SchedulerBuilder words(b, {scan.stringAttr(AttrName::Control), scan.stringAttr(AttrName::Ring)}, form.access);
    const CooperativeClaim claim = cooperativeScan(scan, b, words, fixes, form.workgroupSize);
    claim.claimed.replaceResultsOf(scan);
    scan.erase();
    return claim.isOver;
  }

  void lowerShutdownTest() {
    Op *branch =
        b.createIf(s.compare(Predicate::Ne, s.loadControl(kControlShutdown), 0), {});
    b.setInsertionPointToEnd(branch->region(0).block());
    b.create(OpKind::Return, {});
    endArm(*branch, 1);
  }

  void lowerScan() {
    const auto slots = static_cast<uint32_t>(op.intAttr(AttrName::Slots));
    const auto stride = static_cast<uint32_t>(op.intAttr(AttrName::ProbeStride));
    const Claimed claimed = isLean() ? leanScan(slots, stride)
                                     : s.literalScan(op.operand(0), slots, stride);
    claimed.replaceResultsOf(op);
  }

  /// values[index]
  Value *pick(llvm::ArrayRef<Value *> values, Value *index) {
    Value *picked = values.front();
    for (size_t at = 1; at != values.size(); ++at)
      picked = b.build(OpKind::Select, {s.compare(Predicate::Eq, index, static_cast<uint32_t>(at)),
                                        values[at], picked});
    return picked;
  }

  void lowerComplete() {
    if (!fixes.handlerStatus)
      return s.complete(op.operand(0));
    s.within(s.completeClaimed(op.operand(0)), [&] { s.bump(s.word(kControlDoneCount)); });
  }

  /// What a claim gives, or the whole of `nothing` times kNothingClaimed.
  void breakWithNothing(Value *condition, unsigned nothing) {
    s.breakIf(condition, llvm::SmallVector<Value *, 3>(nothing, s.word(kNothingClaimed)));
  }

  /// The same slots in the same order as the literal scan, without its modulo: an offset wraps once at most.
  Claimed leanScan(uint32_t slots, uint32_t stride) {
    llvm::SmallVector<Value *, 6> offsets;
    for (unsigned index = 1; index != op.numOperands(); ++index)
      offsets.push_back(fixes.clampOffsets ? b.build(OpKind::Min, {op.operand(index), s.word(slots)})
                                           : op.operand(index));
    Value *isForced =
        s.compare(Predicate::Ge, s.loadControl(kControlStarvationCounter), kStarvationThreshold);
    Value *tenants = s.tenantBase();
    Value *column = b.build(OpKind::Rem, {op.operand(0), s.word(stride)});
    Value *first = b.build(OpKind::Select,
                           {isForced, s.word(protocol::word(Priority::Normal)), s.word(0)});
    Value *levels = s.word(kPriorityLevels);
    if (!fixes.workConserving)
      levels = b.build(OpKind::Sub, {levels, first});

    const llvm::SmallVector<Type, 3> words(3, Type::getU32());
    Op *loop = b.create(OpKind::Loop, words, s.word(0), {}, 1);
    Block &body = loop->region().emplaceBlock(context.context);
    Value *step = body.addArgument(context.context, Type::getU32());
    b.setInsertionPointToEnd(body);
    breakWithNothing(b.cmp(Predicate::Ge, step, levels), 3);
    Value *sum = s.add(step, first);
    Value *level = b.build(OpKind::Select,
                           {s.compare(Predicate::Ge, sum, kPriorityLevels),
                            b.build(OpKind::Sub, {sum, s.word(kPriorityLevels)}), sum});
    Value *start = pick(llvm::ArrayRef(offsets).drop_back(), level);
    Value *end = pick(llvm::ArrayRef(offsets).drop_front(), level);
    Value *length = b.build(OpKind::Sub, {end, start});
    Value *isActive = b.build(OpKind::And, {b.cmp(Predicate::Gt, end, start),
                                            b.cmp(Predicate::Lt, column, length)});
    Op *active = b.createIf(isActive, {});
    b.setInsertionPointToEnd(active->region(0).block());
    const auto [base, tenant] = probeLevel(start, length, column, tenants, slots, stride);
    Op *isFound = b.createIf(s.compare(Predicate::Ne, base, kNothingClaimed), {});
    b.setInsertionPointToEnd(isFound->region(0).block());
    b.create(OpKind::Break, {}, {base, level, tenant});
    endArm(*isFound, 1);
    b.yield();
    endArm(*active, 1);
    b.create(OpKind::Continue, {}, s.add(step, 1));
    b.setInsertionPointAfter(loop);
    return {loop->result(0), loop->result(1), loop->result(2)};
  }

  /// First word and tenant of the slot that was claimed.
  std::pair<Value *, Value *> probeLevel(Value *start, Value *length, Value *column,
                                         Value *tenants, uint32_t slots, uint32_t stride) {
    const llvm::SmallVector<Type, 2> words(2, Type::getU32());
    Op *loop = b.create(OpKind::Loop, words, s.word(0), {}, 1);
    Block &body = loop->region().emplaceBlock(context.context);
    Value *skipped = body.addArgument(context.context, Type::getU32());
    b.setInsertionPointToEnd(body);
    Value *sum = s.add(column, skipped);
    Value *offset = b.build(OpKind::Select, {b.cmp(Predicate::Ge, sum, length),
                                             b.build(OpKind::Sub, {sum, length}), sum});
    Value *slot = s.add(start, offset);
    llvm::SmallVector<Op *, 3> branches;
    auto enter = [&](Value *condition) {
      branches.push_back(b.createIf(condition, {}));
      b.setInsertionPointToEnd(branches.back()->region(0).block());
    };
    if (!fixes.clampOffsets)
      enter(s.compare(Predicate::Lt, slot, slots));
    Value *base = b.build(OpKind::Mul, {slot, s.word(kSlotWords)});
    Value *status = s.loadStatus(base);
    enter(s.isSchedulable(status));
    Value *tenant = s.loadSlot(base, kSlotTenant);
    enter(s.isAuthorised(tenants, tenant, fixes.tenantLimit));
    Value *before = s.exchangeStatus(base, status);
    Op *claimed = b.createIf(b.cmp(Predicate::Eq, before, status), {});
    b.setInsertionPointToEnd(claimed->region(0).block());
    b.create(OpKind::Break, {}, {base, tenant});
    endArm(*claimed, 1);
    for (Op *branch : llvm::reverse(branches)) {
      b.yield();
      endArm(*branch, 1);
    }
    Value *next = s.add(skipped, stride);
    Value *isLast = b.cmp(Predicate::Ge, next, length);
    // The sum may wrap where offsets lie beyond every ring.
    if (!fixes.clampOffsets)
      isLast = b.build(OpKind::Or, {isLast, b.cmp(Predicate::Lt, next, skipped)});
    breakWithNothing(isLast, 2);
    b.create(OpKind::Continue, {}, next);
    b.setInsertionPointAfter(loop);
    return {loop->result(0), loop->result(1)};
  }

  void lowerGate() {
    // A slot's tenant was authorised when it was claimed. That its mask is withdrawn between the claim and this test
    // is the same as that it is withdrawn after it.
    const Op *claim = op.operand(0)->definingOp();
    Value *open = isLean() && claim && claim->is(OpKind::SchedScan)
                      ? b.constBool(true)
                      : s.isAuthorised(s.tenantBase(), op.operand(0), fixes.tenantLimit);
    op.result()->replaceAllUsesWith(open);
  }

  Value *either(Value *condition, llvm::function_ref<Value *()> then) {
    Op *branch = b.createIf(condition, Type::getBool());
    b.setInsertionPointToEnd(branch->region(0).block());
    b.yield(then());
    b.setInsertionPointToEnd(branch->region(1).block());
    b.yield(b.constBool(false));
    b.setInsertionPointAfter(branch);
    return branch->result();
  }

  void lowerClaim() {
    Value *base = op.operand(0);
    Value *status = s.loadStatus(base);
    Value *isOpen = nullptr;
    for (uint64_t wanted : op.attr(AttrName::Statuses)->asArray()) {
      Value *is = s.compare(Predicate::Eq, status, static_cast<uint32_t>(wanted));
      isOpen = isOpen ? b.build(OpKind::Or, {isOpen, is}) : is;
    }
    Value *claimed = either(isOpen, [&] {
      Value *tenant = s.loadSlot(base, kSlotTenant);
      return either(s.isAuthorised(s.tenantBase(), tenant, fixes.tenantLimit),
                    [&] { return b.cmp(Predicate::Eq, s.exchangeStatus(base, status), status); });
    });
    op.result()->replaceAllUsesWith(claimed);
  }

  void lowerToGuards() {
    for (auto [index, value] : llvm::enumerate(op.attr(AttrName::Cases)->asArray())) {
      Value *isCase =
          s.compare(Predicate::Eq, op.operand(0), static_cast<uint32_t>(value));
      Op *branch = b.create(OpKind::If, {}, isCase, {}, 2);
      branch->region(0).takeBlock(op.region(static_cast<unsigned>(index)));
    }
  }

  /// Opcodes exclude each other; what one opcode runs twice becomes one region.
  void lowerToSwitch() {
    llvm::MapVector<uint64_t, llvm::SmallVector<Region *, 1>> regions;
    for (auto [index, value] : llvm::enumerate(op.attr(AttrName::Cases)->asArray()))
      regions[value].push_back(&op.region(static_cast<unsigned>(index)));
    llvm::SmallVector<uint64_t, 16> cases;
    for (auto &[value, list] : regions)
      cases.push_back(value);
    Op *choice = b.create(OpKind::Switch, {}, op.operand(0),
                          NamedAttr{AttrName::Cases, Attr::array(context.context.copy(cases))},
                          static_cast<unsigned>(cases.size() + 1));
    for (auto [index, entry] : llvm::enumerate(regions)) {
      Region &joined = choice->region(static_cast<unsigned>(index));
      joined.takeBlock(*entry.second.front());
      for (Region *further : llvm::drop_begin(entry.second)) {
        Op *end = joined.block().terminator();
        if (!end->is(OpKind::Yield))
          break;
        while (!further->block().ops().empty())
          further->block().ops().front().moveBefore(end);
        end->erase();
      }
    }
    Builder(context.context, choice->region(choice->numRegions() - 1).emplaceBlock(context.context))
        .yield();
    b.setInsertionPointAfter(choice);
  }

  void lowerIoPoll() {
    const llvm::StringRef queue = nameOf(AttrName::Queue);
    SchedulerBuilder io(b, {queue, queue}, form.access);
    Op *loop = b.createFor(s.word(0), s.word(kIoSlotCount), {});
    Block &body = loop->region().block();
    b.setInsertionPointToEnd(body);
    Value *request = b.build(OpKind::Mul, {body.arguments()[0], s.word(kIoSlotWords)});
    Value *status = io.add(request, kIoStatus);
    Value *published = io.word(protocol::word(SlotStatus::Published));
    auto claim = [&] {
      return b.cmp(Predicate::Eq, io.exchangeStatus(status, published), published);
    };
    // Most requests are free: looking first costs a load where the exchange costs a write.
    Value *claimed = isLean() ? either(b.cmp(Predicate::Eq, io.loadStatus(status), published), claim)
                              : claim();
    Op *branch = b.createIf(claimed, {});
    Block &serve = branch->region(0).block();
    op.region().block().arguments().front()->replaceAllUsesWith(request);
    moveInto(op.region().block(), serve);
    b.setInsertionPointToEnd(serve);
    io.setStatus(status, SlotStatus::Done);
    b.yield();
    endArm(*branch, 1);
    b.setInsertionPointToEnd(body);
    b.yield();
  }

  Op &op;
  const InPlace &form;
  const Fixes &fixes;
  PassContext &context;
  Builder b;
  SchedulerBuilder s;
};

} // namespace

void lowerOp(Op &op, const InPlace &form, const Fixes &fixes, PassContext &context) {
  OpLowering(op, form, fixes, context).run();
}

} // namespace vyrecc::scheduler
