// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Workgroups sweep the ring: levels lie one behind the other, so that ascending slots are descending urgency, and
// lanes take every n-th slot, however many they are. Counters stay in memory of the workgroup until it ends.
//
//   sched.loop {                     for each pass, until one has run nothing that may have made work:
//     sched.shutdown_test              stop if the host asks for it
//     sched.scan; if claimed {   ->    for each of the lane's slots, kProbes at a time:
//       account; dispatch;               if schedulable, authorised and claimed: dispatch, set DONE
//       complete                     barrier
//   } }                              add the counters to those in `control`
#include "../Lowering/HiddenBuffers.h"
#include "RingOrder.h"

namespace vyrecc::scheduler {

using namespace ir;
using namespace protocol;

namespace {

constexpr llvm::StringLiteral kCounters = "__vyre_counters", kRan = "__vyre_ran";
// The workgroup's counters: tenants and metrics as they lie in `control`, then levels, then slots executed.
constexpr uint32_t kLevelCounters = kControlTenantFairnessCount + kControlMetricsCount;
constexpr uint32_t kDoneCounter = kLevelCounters + kPriorityLevels;
constexpr uint32_t kNumCounters = kDoneCounter + 1;
static_assert(kControlMetrics == kControlTenantFairness + kControlTenantFairnessCount);
/// Slots that a lane looks at together, so that their loads overlap.
constexpr uint32_t kProbes = 4;

class Sweep {
public:
  Sweep(Module &module, const Service &service, const Fixes &fixes, PassContext &context)
      : module(module), service(service), fixes(fixes), context(context), b(context.context),
        limit(service.loop->intAttr(AttrName::Limit)),
        buffers{service.scan->stringAttr(AttrName::Control), service.scan->stringAttr(AttrName::Ring)},
        s(b, buffers, limit == kForeverPasses ? Access::Ordered : Access::Relaxed) {
    s.assumeRingInBounds();
  }

  void run() {
    declareHidden(module, context.context,
                  {.name = kCounters, .count = kNumCounters, .access = ir::Access::Workgroup,
                   .role = Role::Workgroup});
    declareHidden(module, context.context,
                  {.name = kRan, .count = 1, .access = ir::Access::Private, .role = Role::Private});
    b.setInsertionPointBefore(service.loop);
    b.setLoc(service.loop->loc());
    const auto size = static_cast<uint32_t>(
        module.kernel()->attr(AttrName::WorkgroupSize)->asArray().front());
    order = emitLaneOrder(b, size);
    passes = b.build(OpKind::PassLimit, {}, NamedAttr{AttrName::Limit, Attr::integer(limit)});
    isBounded = s.compare(Predicate::Ne, passes, kForeverPasses);
    emitPasses();
    b.create(OpKind::Barrier, {}, {},
             NamedAttr{AttrName::Ordering, Attr::enumerator(Ordering::AcqRel)});
    s.within(isBounded, [&] { flush(size); });
    service.loop->erase();
    module.op()->setAttr(AttrName::AnyGrid, Attr::unit());
  }

private:
  Value *mul(Value *x, uint32_t y) { return b.build(OpKind::Mul, {x, s.word(y)}); }
  Value *select(Value *cond, Value *x, Value *y) { return b.build(OpKind::Select, {cond, x, y}); }
  Value *both(Value *x, Value *y) { return b.build(OpKind::And, {x, y}); }

  /// A vir.loop over one word: `round` emits its body and gives the next word.
  template <typename Round> void repeat(Value *initial, Round &&round) {
    Op *loop = b.create(OpKind::Loop, {}, initial, {}, 1);
    Block &body = loop->region().emplaceBlock(context.context);
    Value *carried = body.addArgument(context.context, Type::getU32());
    b.setInsertionPointToEnd(body);
    Value *next = round(carried);
    b.create(OpKind::Continue, {}, next);
    b.setInsertionPointAfter(loop);
  }

  // Memory of the workgroup and of the invocation.
  llvm::SmallVector<NamedAttr, 5> counterAttrs(bool rmw) {
    llvm::SmallVector<NamedAttr, 5> attrs = {
        b.bufferAttr(kCounters),
        {AttrName::Ordering, Attr::enumerator(Ordering::Relaxed)},
        {AttrName::Scope, Attr::enumerator(Scope::Workgroup)},
        {AttrName::InBounds, Attr::unit()}};
    if (rmw)
      attrs.push_back({AttrName::Rmw, Attr::enumerator(RmwKind::Add)});
    return attrs;
  }
  Value *loadCounter(Value *index) {
    return b.create(OpKind::AtomicLoad, Type::getU32(), index, counterAttrs(false))->result();
  }
  /// In bounded runs the workgroup counts; else the host may look at `control` at any time.
  void count(Value *counter, Value *word) {
    s.branch(isBounded, [&] { b.build(OpKind::AtomicRmw, {counter, s.word(1)}, counterAttrs(true)); },
             [&] { s.bump(word); });
  }
  llvm::SmallVector<NamedAttr, 2> ranAttrs() {
    return {b.bufferAttr(kRan), {AttrName::InBounds, Attr::unit()}};
  }
  void setRan(Builder &at, uint32_t value) {
    at.create(OpKind::Store, {}, {at.constU32(0), at.constU32(value)}, ranAttrs());
  }

  /// What a pass reads of `control`, once. Where the upper levels wait, a lane starts with its first slot behind them and
  /// comes to theirs last. Which slots it looks at does not change: other workgroups may see another starvation counter.
  void readControl() {
    llvm::SmallVector<Value *, 6> offsets;
    for (uint32_t index = 0; index != kControlPriorityOffsetsCount; ++index)
      offsets.push_back(s.loadControl(kControlPriorityOffsets + index));
    ring = emitRingOrder(b, s, offsets, static_cast<uint32_t>(service.scan->intAttr(AttrName::Slots)));
    Value *skipped = b.build(OpKind::Mul, {ring.upperSteps(b, order), order.lanes});
    start = select(ring.isForced, s.add(order.lane, skipped), order.lane);
  }

  void emitPasses() {
    repeat(s.word(0), [&](Value *pass) {
      s.breakIf(b.cmp(Predicate::Ge, pass, passes));
      // The loads of all control words overlap; a branch between them would wait for the first.
      Value *shutdown = s.loadControl(kControlShutdown);
      readControl();
      s.breakIf(s.compare(Predicate::Ne, shutdown, 0));
      setRan(b, 0);
      emitSweep();
      Value *ran = b.create(OpKind::Load, Type::getU32(), s.word(0), ranAttrs())->result();
      s.breakIf(both(isBounded, s.compare(Predicate::Eq, ran, 0)));
      return s.add(pass, 1);
    });
  }

  /// From where the lane starts to the end of the ring, then what lies before.
  void emitSweep() {
    Value *phases = s.word(1);
    if (fixes.workConserving)
      phases = select(ring.isForced, s.word(2), phases);
    repeat(s.word(0), [&](Value *phase) {
      s.breakIf(b.cmp(Predicate::Ge, phase, phases));
      Value *isSecond = s.compare(Predicate::Ne, phase, 0);
      emitSweep(select(isSecond, order.lane, start), select(isSecond, start, ring.total));
      return s.add(phase, 1);
    });
  }

  void emitSweep(Value *from, Value *to) {
    repeat(from, [&](Value *first) {
      s.breakIf(b.cmp(Predicate::Ge, first, to));
      llvm::SmallVector<Value *, kProbes> bases, statuses;
      Value *open = s.word(0), *position = first;
      for (uint32_t probe = 0; probe != kProbes; ++probe) {
        // Past the end, look at the first slot once more and take no notice of it.
        Value *isInside = b.build(
            OpKind::And, {b.cmp(Predicate::Lt, position, to), b.cmp(Predicate::Ge, position, first)});
        Value *base = mul(s.add(ring.begin, position), kSlotWords);
        bases.push_back(probe == 0 ? base : select(isInside, base, bases.front()));
        statuses.push_back(s.loadStatus(bases.back()));
        Value *isOpen = both(isInside, s.isSchedulable(statuses.back()));
        open = b.build(OpKind::Or, {open, select(isOpen, s.word(1u << probe), s.word(0))});
        position = s.add(position, order.lanes);
      }
      serve(open, bases, statuses);
      return position;
    });
  }

  Value *pick(llvm::ArrayRef<Value *> values, Value *index) {
    Value *picked = values.front();
    for (size_t at = 1; at != values.size(); ++at)
      picked = select(s.compare(Predicate::Eq, index, static_cast<uint32_t>(at)), values[at], picked);
    return picked;
  }

  /// Claims and runs the slots whose bits are set in `open`, one after the other.
  void serve(Value *open, llvm::ArrayRef<Value *> bases, llvm::ArrayRef<Value *> statuses) {
    repeat(open, [&](Value *rest) {
      s.breakIf(s.compare(Predicate::Eq, rest, 0));
      Value *probe = b.build(OpKind::Ctz, rest);
      serveSlot(pick(bases, probe), pick(statuses, probe));
      return b.build(OpKind::And, {rest, b.build(OpKind::Sub, {rest, s.word(1)})});
    });
  }

  void serveSlot(Value *base, Value *status) {
    Value *slot = b.build(OpKind::Div, {base, s.word(kSlotWords)});
    Value *level = ring.levelOf(b, slot);
    s.within(ring.mayServe(b, level, fixes), [&] {
      Value *tenant = s.loadSlot(base, kSlotTenant);
      s.within(s.isAuthorised(ring.tenants, tenant, fixes.tenantLimit), [&] {
        Value *before = s.exchangeStatus(base, status);
        s.within(b.cmp(Predicate::Eq, before, status), [&] { execute(base, level, tenant); });
      });
    });
  }

  void countTenant(Value *tenant) {
    Value *key = b.build(OpKind::Rem, {tenant, s.word(kControlTenantFairnessCount)});
    count(key, s.add(key, kControlTenantFairness));
  }
  void countMetric(Value *opcode) {
    s.within(s.compare(Predicate::Lt, opcode, kControlMetricsCount), [&] {
      count(s.add(opcode, kControlTenantFairnessCount), s.add(opcode, kControlMetrics));
    });
  }
  /// The starvation counter follows from the levels when the workgroup ends.
  void countLevel(Value *level) {
    count(s.add(level, kLevelCounters), s.add(level, kControlPriorityFairness));
    s.within(b.build(OpKind::Not, isBounded), [&] { s.countStarvation(level); });
  }

  /// What the program does with a slot, moved here.
  void execute(Value *base, Value *level, Value *tenant) {
    countTenant(tenant);
    countLevel(level);
    Claimed{base, level, tenant}.replaceResultsOf(*service.scan);
    service.account->erase();
    Block &body = service.ifClaimed->region(0).block();
    noteWhatRuns(body);
    llvm::SmallVector<Op *, 8> counters;
    for (Op &op : body.ops())
      walkPreOrder(op, [&](Op &inner) {
        if (inner.is(OpKind::SchedCount) || inner.is(OpKind::SchedComplete) ||
            inner.is(OpKind::SchedTenantGate) || inner.is(OpKind::Load))
          counters.push_back(&inner);
      });
    Op *end = b.create(OpKind::Yield, {}); // where the body goes
    while (!body.ops().front().is(OpKind::Yield))
      body.ops().front().moveBefore(end);
    for (Op *op : counters)
      replace(*op, base, tenant);
    b.setInsertionPointAfter(end);
    end->erase();
  }

  /// Where an opcode has a handler, another pass has to look at what that may have published. A body that writes
  /// outside of handlers always asks for one.
  void noteWhatRuns(Block &body) {
    bool writes = false;
    llvm::SmallVector<Op *, 2> dispatches;
    for (Op &op : body.ops())
      collect(op, dispatches, writes);
    if (writes)
      setRan(b, 1);
    for (Op *dispatch : dispatches)
      for (Region &region : dispatch->regions()) {
        Builder at(context.context);
        at.setInsertionPointBefore(&region.block().ops().front());
        setRan(at, 1);
      }
  }
  static void collect(Op &op, llvm::SmallVectorImpl<Op *> &dispatches, bool &writes) {
    if (op.is(OpKind::SchedDispatch)) {
      dispatches.push_back(&op);
      return;
    }
    const bool schedules = op.is(OpKind::SchedCount) || op.is(OpKind::SchedComplete);
    writes |= !schedules && (op.info().effects & Writes) != 0;
    for (Region &region : op.regions())
      if (!region.empty())
        for (Op &inner : region.block().ops())
          collect(inner, dispatches, writes);
  }

  void replace(Op &op, Value *base, Value *tenant) {
    b.setInsertionPointBefore(&op);
    b.setLoc(op.loc());
    switch (op.kind()) {
    case OpKind::Load: { // of the claimed slot, which lies in the ring as a whole
      const Op *sum = op.operand(0)->definingOp();
      if (op.stringAttr(AttrName::Buffer) == buffers.ring && sum && sum->is(OpKind::Add) &&
          sum->operand(0) == base && constantBits(sum->operand(1)).value_or(kSlotWords) < kSlotWords)
        op.setAttr(AttrName::InBounds, Attr::unit());
      return;
    }
    case OpKind::SchedCount:
      countMetric(op.operand(0));
      break;
    case OpKind::SchedTenantGate:
      if (op.operand(0) != tenant)
        return;
      op.result()->replaceAllUsesWith(b.constBool(true));
      break;
    default:
      complete(op.operand(0));
      break;
    }
    op.erase();
  }

  void complete(Value *base) {
    auto countDone = [&] { count(s.word(kDoneCounter), s.word(kControlDoneCount)); };
    if (fixes.handlerStatus)
      return s.within(s.completeClaimed(base), countDone);
    countDone();
    s.setStatus(base, SlotStatus::Done);
  }

  /// Adds what the workgroup has counted to the counters of all.
  void flush(uint32_t size) {
    repeat(order.local, [&](Value *index) {
      s.breakIf(s.compare(Predicate::Ge, index, kNumCounters));
      Value *counted = loadCounter(index);
      s.within(s.compare(Predicate::Ne, counted, 0), [&] {
        Value *isDone = s.compare(Predicate::Eq, index, kDoneCounter);
        Value *isLevel = s.compare(Predicate::Ge, index, kLevelCounters);
        Value *base = select(isLevel, s.word(kControlPriorityFairness - kLevelCounters),
                             s.word(kControlTenantFairness));
        s.bumpBy(select(isDone, s.word(kControlDoneCount), s.add(index, base)), counted);
      });
      return s.add(index, size);
    });
    s.within(s.compare(Predicate::Eq, order.local, 0), [&] {
      auto sum = [&](uint32_t from, uint32_t to) {
        Value *result = loadCounter(s.word(kLevelCounters + from));
        for (uint32_t level = from + 1; level != to; ++level)
          result = s.add(result, loadCounter(s.word(kLevelCounters + level)));
        return result;
      };
      constexpr uint32_t lower = static_cast<uint32_t>(Priority::Normal);
      Value *servesLower = s.compare(Predicate::Ne, sum(lower, kPriorityLevels), 0);
      Value *upper = sum(0, lower);
      s.within(servesLower, [&] { s.storeControl(kControlStarvationCounter, s.word(0)); });
      s.within(both(b.build(OpKind::Not, servesLower), s.compare(Predicate::Ne, upper, 0)),
             [&] { s.bumpBy(s.word(kControlStarvationCounter), upper); });
    });
  }

  Module &module;
  const Service &service;
  const Fixes &fixes;
  PassContext &context;
  Builder b;
  const uint64_t limit;
  const Buffers buffers;
  SchedulerBuilder s;
  LaneOrder order = {};
  Value *passes = nullptr, *isBounded = nullptr;
  // Of the pass at hand.
  RingOrder ring;
  Value *start = nullptr;
};

} // namespace

void lowerBySweeping(Module &module, const Service &service, const Fixes &fixes,
                     PassContext &context) {
  Sweep(module, service, fixes, context).run();
}

} // namespace vyrecc::scheduler
