// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "RingOrder.h"

namespace vyrecc::scheduler {

using namespace ir;
using namespace protocol;

LaneOrder emitLaneOrder(Builder &b, uint32_t workgroupSize) {
  auto axis = [&](OpKind kind) {
    return b.build(kind, {}, NamedAttr{AttrName::Axis, Attr::integer(0)});
  };
  Value *size = b.constU32(workgroupSize);
  Value *local = axis(OpKind::LocalId);
  Value *first = b.build(OpKind::Mul, {axis(OpKind::WorkgroupId), size});
  return {local, b.build(OpKind::Add, {first, local}),
          b.build(OpKind::Mul, {axis(OpKind::NumWorkgroups), size})};
}

RingOrder emitRingOrder(Builder &b, SchedulerBuilder &s, llvm::ArrayRef<Value *> offsets, uint32_t slots) {
  RingOrder ring;
  ring.offsets.assign(offsets.begin(), offsets.end());
  ring.isForced = s.compare(Predicate::Ge, s.loadControl(kControlStarvationCounter), kStarvationThreshold);
  ring.tenants = s.tenantBase();
  // Offsets that fall, as a host may write by mistake, leave levels empty but lose no other slot.
  Value *begin = offsets.front(), *end = offsets.back();
  for (uint32_t index = 1; index != kPriorityLevels; ++index) {
    begin = b.build(OpKind::Min, {begin, offsets[index]});
    end = b.build(OpKind::Max, {end, offsets[index]});
  }
  for (Value *bound : {s.word(slots), s.slotsInRing()})
    end = b.build(OpKind::Min, {end, bound});
  ring.begin = b.build(OpKind::Min, {begin, end});
  ring.total = b.build(OpKind::Sub, {end, ring.begin});
  Value *normal = b.build(OpKind::Max, {offsets[protocol::word(Priority::Normal)], ring.begin});
  ring.upper = b.build(OpKind::Sub, {b.build(OpKind::Min, {normal, end}), ring.begin});
  return ring;
}

Value *RingOrder::levelOf(Builder &b, Value *slot) const {
  Value *level = b.constU32(kPriorityLevels);
  for (uint32_t at = kPriorityLevels; at-- != 0;)
    level = b.build(OpKind::Select, {b.build(OpKind::And, {b.cmp(Predicate::Ge, slot, offsets[at]),
                                                           b.cmp(Predicate::Lt, slot, offsets[at + 1])}),
                                     b.constU32(at), level});
  return level;
}

Value *RingOrder::mayServe(Builder &b, Value *level, const Fixes &fixes) const {
  Value *isLevel = b.cmp(Predicate::Lt, level, b.constU32(kPriorityLevels));
  if (fixes.workConserving)
    return isLevel;
  Value *isLower = b.cmp(Predicate::Gt, level, b.constU32(protocol::word(Priority::High)));
  return b.build(OpKind::And,
                 {isLevel, b.build(OpKind::Or, {b.build(OpKind::Not, isForced), isLower})});
}

Value *RingOrder::upperSteps(Builder &b, const LaneOrder &order) const {
  Value *missing = b.build(OpKind::SatSub, {upper, order.lane});
  Value *rounding = b.build(OpKind::Sub, {order.lanes, b.constU32(1)});
  return b.build(OpKind::Div, {b.build(OpKind::Add, {missing, rounding}), order.lanes});
}

} // namespace vyrecc::scheduler
