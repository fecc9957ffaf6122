// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The scheduler in plain ops.
#include "SchedulerBuilder.h"

namespace vyrecc::scheduler {

using namespace ir;
using namespace protocol;

llvm::SmallVector<NamedAttr, 5> SchedulerBuilder::plain(llvm::StringRef buffer) {
  llvm::SmallVector<NamedAttr, 5> attrs = {b.bufferAttr(buffer)};
  if (ringInBounds && buffer == buffers.ring)
    attrs.push_back({AttrName::InBounds, Attr::unit()});
  return attrs;
}

/// `ordered` is what the access needs while a host publishes.
llvm::SmallVector<NamedAttr, 5> SchedulerBuilder::atomic(llvm::StringRef buffer,
                                                         Ordering ordered) {
  const Ordering ordering = access == Access::Literal   ? Ordering::SeqCst
                            : access == Access::Ordered ? ordered
                                                        : Ordering::Relaxed;
  auto attrs = plain(buffer);
  attrs.push_back({AttrName::Ordering, Attr::enumerator(ordering)});
  attrs.push_back({AttrName::Scope, Attr::enumerator(Scope::Device)});
  return attrs;
}

Value *SchedulerBuilder::rmw(RmwKind kind, llvm::StringRef buffer, Value *index, Value *value) {
  auto attrs = atomic(buffer, Ordering::Relaxed);
  attrs.push_back({AttrName::Rmw, Attr::enumerator(kind)});
  return b.build(OpKind::AtomicRmw, {index, value}, attrs);
}

Value *SchedulerBuilder::load(llvm::StringRef buffer, Value *index) {
  if (access == Access::Literal)
    return rmw(RmwKind::Add, buffer, index, word(0));
  return b.create(OpKind::AtomicLoad, Type::getU32(), index, atomic(buffer, Ordering::Relaxed))
      ->result();
}

Value *SchedulerBuilder::loadSlot(Value *base, uint32_t offset) {
  return b.create(OpKind::Load, Type::getU32(), add(base, offset), plain(buffers.ring))
      ->result();
}

void SchedulerBuilder::bumpBy(Value *index, Value *amount) {
  (void)rmw(RmwKind::Add, buffers.control, index, amount);
}

void SchedulerBuilder::branch(Value *cond, llvm::function_ref<void()> then,
                              llvm::function_ref<void()> otherwise) {
  Op *branch = b.createIf(cond, {});
  b.setInsertionPointToEnd(branch->region(0).block());
  then();
  b.yield();
  b.setInsertionPointToEnd(branch->region(1).block());
  otherwise();
  b.yield();
  b.setInsertionPointAfter(branch);
}

void SchedulerBuilder::breakIf(Value *cond, llvm::ArrayRef<Value *> values) {
  Op *branch = b.createIf(cond, {});
  b.setInsertionPointToEnd(branch->region(0).block());
  b.create(OpKind::Break, {}, values);
  b.setInsertionPointToEnd(branch->region(1).block());
  b.yield();
  b.setInsertionPointAfter(branch);
}

// Both follow from ops with no branch between them: lanes that do one of them together do the other together.
SchedulerBuilder::Party SchedulerBuilder::partyOf(Value *isPart) {
  Value *ones = b.build(OpKind::Select, {isPart, word(1), word(0)});
  Value *before = b.build(OpKind::DeviceSubgroupExclusiveAdd, ones);
  Value *size = b.build(OpKind::DeviceSubgroupCount, isPart);
  return {size, b.build(OpKind::And, {isPart, compare(Predicate::Eq, before, 0)})};
}

void SchedulerBuilder::bump(Value *index) {
  if (!aggregates)
    return bumpBy(index, word(1));
  if (constantBits(index)) {
    const Party party = partyOf(b.constBool(true));
    return within(party.isFirst, [&] { bumpBy(index, party.size); });
  }
  // Round by round, the lanes that want the same word as the first one add to it and leave.
  Op *loop = b.create(OpKind::Loop, {}, {}, {}, 1);
  b.setInsertionPointToEnd(loop->region().emplaceBlock(b.context()));
  Value *chosen = b.build(OpKind::DeviceSubgroupBroadcastFirst, index);
  Value *isPart = b.cmp(Predicate::Eq, index, chosen);
  const Party party = partyOf(isPart);
  within(party.isFirst, [&] { bumpBy(chosen, party.size); });
  breakIf(isPart);
  b.create(OpKind::Continue, {});
  b.setInsertionPointAfter(loop);
}

void SchedulerBuilder::storeControl(uint32_t index, Value *value) {
  if (access == Access::Literal)
    (void)rmw(RmwKind::Exchange, buffers.control, word(index), value);
  else
    b.create(OpKind::AtomicStore, {}, {word(index), value},
             atomic(buffers.control, Ordering::Relaxed));
}

Value *SchedulerBuilder::isSchedulable(Value *status) {
  auto is = [&](SlotStatus wanted) {
    return compare(Predicate::Eq, status, protocol::word(wanted));
  };
  return b.build(OpKind::Or, {is(SlotStatus::Published),
                              b.build(OpKind::Or, {is(SlotStatus::Yield), is(SlotStatus::Requeue)})});
}

Value *SchedulerBuilder::isAuthorised(Value *tenantBase, Value *tenant, bool limited) {
  Value *isSet = compare(Predicate::Ne, loadControl(add(tenantBase, tenant)), 0);
  if (!limited)
    return isSet;
  return b.build(OpKind::And, {isSet, compare(Predicate::Lt, tenant, kControlTenantMasksCount)});
}

Value *SchedulerBuilder::slotsInRing() {
  return b.build(OpKind::Div, {b.build(OpKind::BufferLen, {}, b.bufferAttr(buffers.ring)), word(kSlotWords)});
}

Value *SchedulerBuilder::exchangeStatus(Value *base, Value *expected, SlotStatus status,
                                        Ordering ordered) {
  return b.build(OpKind::AtomicCmpxchg, {base, expected, word(protocol::word(status))},
                 atomic(buffers.ring, ordered));
}

Value *SchedulerBuilder::exchangeStatus(Value *base, Value *expected) {
  return exchangeStatus(base, expected, SlotStatus::Claimed, Ordering::Acquire);
}

void SchedulerBuilder::count(Counter counter, Value *key) {
  switch (counter) {
  case Counter::Tenant:
    key = b.build(OpKind::Rem, {key, word(kControlTenantFairnessCount)});
    return bump(add(key, kControlTenantFairness));
  case Counter::Priority:
    return bump(add(key, kControlPriorityFairness));
  case Counter::Metrics:
    return within(compare(Predicate::Lt, key, kControlMetricsCount),
                  [&] { bump(add(key, kControlMetrics)); });
  }
}

void SchedulerBuilder::countStarvation(Value *level) {
  Value *isUpper = compare(Predicate::Le, level, protocol::word(Priority::High));
  Value *counter = word(kControlStarvationCounter);
  auto reset = [&] { storeControl(kControlStarvationCounter, word(0)); };
  if (!aggregates)
    return branch(isUpper, [&] { bumpBy(counter, word(1)); }, reset);
  const Party all = partyOf(b.constBool(true)), upper = partyOf(isUpper);
  Value *areUpper = b.cmp(Predicate::Eq, upper.size, all.size);
  within(all.isFirst, [&] { branch(areUpper, [&] { bumpBy(counter, all.size); }, reset); });
}

void SchedulerBuilder::account(Value *level, Value *tenant) {
  countStarvation(level);
  count(Counter::Tenant, tenant);
  count(Counter::Priority, level);
}

void SchedulerBuilder::complete(Value *base) {
  bump(word(kControlDoneCount));
  setStatus(base, SlotStatus::Done);
}

Value *SchedulerBuilder::completeClaimed(Value *base) {
  Value *claimed = word(protocol::word(SlotStatus::Claimed));
  return b.cmp(Predicate::Eq, exchangeStatus(base, claimed, SlotStatus::Done, Ordering::Release), claimed);
}

void SchedulerBuilder::setStatus(Value *index, SlotStatus status) {
  Value *value = word(protocol::word(status));
  if (access == Access::Literal)
    b.create(OpKind::Store, {}, {index, value}, plain(buffers.ring));
  else
    b.create(OpKind::AtomicStore, {}, {index, value}, atomic(buffers.ring, Ordering::Release));
}

Claimed SchedulerBuilder::choose(Value *cond, Claimed otherwise,
                                 llvm::function_ref<Claimed()> then) {
  const Type types[] = {Type::getU32(), Type::getU32(), Type::getU32()};
  Op *branch = b.createIf(cond, types);
  b.setInsertionPointToEnd(branch->region(0).block());
  const Claimed found = then();
  b.yield({found.base, found.level, found.tenant});
  b.setInsertionPointToEnd(branch->region(1).block());
  b.yield({otherwise.base, otherwise.level, otherwise.tenant});
  b.setInsertionPointAfter(branch);
  return {branch->result(0), branch->result(1), branch->result(2)};
}

Claimed SchedulerBuilder::probe(Value *slot, Value *level, Claimed so, uint32_t slots) {
  Value *isOpen = b.build(OpKind::And, {compare(Predicate::Eq, so.base, kNothingClaimed),
                                        compare(Predicate::Lt, slot, slots)});
  return choose(isOpen, so, [&] {
    Value *base = b.build(OpKind::Mul, {slot, word(kSlotWords)});
    Value *status = loadStatus(base);
    return choose(isSchedulable(status), so, [&] {
      Value *tenant = loadSlot(base, kSlotTenant);
      return choose(isAuthorised(tenantBase(), tenant, false), so, [&] {
        Value *before = exchangeStatus(base, status);
        return choose(b.cmp(Predicate::Eq, before, status), so,
                      [&] { return Claimed{base, level, tenant}; });
      });
    });
  });
}

Claimed SchedulerBuilder::scanLevel(Value *lane, Value *level, Claimed so, uint32_t slots,
                                    uint32_t stride) {
  Value *start = loadControl(add(level, kControlPriorityOffsets));
  Value *end = loadControl(add(level, kControlPriorityOffsets + 1));
  Value *length = b.build(OpKind::Sub, {end, start});
  Value *probes = b.build(OpKind::Div, {add(length, stride - 1), word(stride)});
  return choose(compare(Predicate::Gt, length, 0), so, [&] {
    Value *column = b.build(OpKind::Rem, {lane, word(stride)});
    return choose(b.cmp(Predicate::Lt, column, length), so, [&] {
      Op *loop = b.createFor(word(0), probes, {so.base, so.level, so.tenant});
      Block &body = loop->region().block();
      b.setInsertionPointToEnd(body);
      Value *step = b.build(OpKind::Mul, {body.arguments()[0], word(stride)});
      Value *offset = b.build(OpKind::Rem, {add(column, step), length});
      const Claimed carried = {body.arguments()[1], body.arguments()[2], body.arguments()[3]};
      const Claimed found = probe(add(start, offset), level, carried, slots);
      b.yield({found.base, found.level, found.tenant});
      b.setInsertionPointAfter(loop);
      return Claimed{loop->result(0), loop->result(1), loop->result(2)};
    });
  });
}

Claimed SchedulerBuilder::literalScan(Value *lane, uint32_t slots, uint32_t stride) {
  Value *isForced =
      compare(Predicate::Ge, loadControl(kControlStarvationCounter), kStarvationThreshold);
  Value *nothing = word(kNothingClaimed);
  Op *levels = b.createFor(word(0), word(kPriorityLevels), {nothing, nothing, nothing});
  Block &body = levels->region().block();
  b.setInsertionPointToEnd(body);
  Value *level = body.arguments()[0];
  const Claimed carried = {body.arguments()[1], body.arguments()[2], body.arguments()[3]};
  Value *mayServe =
      b.build(OpKind::Or, {b.build(OpKind::Not, isForced),
                           compare(Predicate::Gt, level, protocol::word(Priority::High))});
  Value *mayScan =
      b.build(OpKind::And, {compare(Predicate::Eq, carried.base, kNothingClaimed), mayServe});
  const Claimed found = choose(
      mayScan, carried, [&] { return scanLevel(lane, level, carried, slots, stride); });
  b.yield({found.base, found.level, found.tenant});
  b.setInsertionPointAfter(levels);
  return {levels->result(0), levels->result(1), levels->result(2)};
}

} // namespace vyrecc::scheduler
