// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A scan in which every launched lane helps: lanes share the whole ring out among them, however many they are, and a
// subgroup leaves the scan together as soon as one of its lanes has claimed, so that its lanes run their handlers
// side by side.
//
//   for each round:                       as many as the lane with the most slots needs
//     if the lane has a slot in it:       most urgent first, or the upper levels last while they wait
//       if schedulable, authorised, claimed: keep it
//     if any lane of the subgroup has claimed: leave
//
// What a subgroup is only decides how early lanes leave. Nothing here is wrong where a device runs it in pieces.
#include "RingOrder.h"

namespace vyrecc::scheduler {

using namespace ir;
using namespace protocol;

namespace {

class CooperativeScan {
public:
  CooperativeScan(Op &scan, Builder &b, SchedulerBuilder &s, const Fixes &fixes, uint32_t workgroupSize)
      : b(b), s(s), fixes(fixes), order(emitLaneOrder(b, workgroupSize)) {
    llvm::SmallVector<Value *, 6> offsets;
    for (unsigned index = 1; index != scan.numOperands(); ++index)
      offsets.push_back(scan.operand(index));
    ring = emitRingOrder(b, s, offsets, static_cast<uint32_t>(scan.intAttr(AttrName::Slots)));
  }

  CooperativeClaim emit() {
    Value *rounding = b.build(OpKind::Sub, {order.lanes, s.word(1)});
    // Cannot wrap: a ring has less than 2^28 slots, and a device does not launch 2^31 lanes.
    Value *rounds = b.build(OpKind::Div, {s.add(ring.total, rounding), order.lanes});
    // Whichever levels wait, a lane has the same slots, in another order: other lanes may see another counter.
    Value *first = select(ring.isForced, ring.upperSteps(b, order), s.word(0));
    first = select(b.cmp(Predicate::Ge, first, rounds), s.word(0), first);
    Value *nothing = s.word(kNothingClaimed);

    const Type u32 = Type::getU32();
    Op *loop = b.create(OpKind::Loop, {u32, u32, u32, Type::getBool()}, s.word(0), {}, 1);
    Block &body = loop->region().emplaceBlock(b.context());
    Value *round = body.addArgument(b.context(), Type::getU32());
    b.setInsertionPointToEnd(body);
    s.breakIf(b.cmp(Predicate::Ge, round, rounds), {nothing, nothing, nothing, b.constBool(true)});
    Value *sum = s.add(round, first);
    Value *step = select(b.cmp(Predicate::Ge, sum, rounds), b.build(OpKind::Sub, {sum, rounds}), sum);
    const Claimed found = probe(s.add(order.lane, b.build(OpKind::Mul, {step, order.lanes})));
    Value *isFound = s.compare(Predicate::Ne, found.base, kNothingClaimed);
    s.breakIf(b.build(OpKind::DeviceSubgroupAny, isFound),
              {found.base, found.level, found.tenant, b.constBool(false)});
    b.create(OpKind::Continue, {}, s.add(round, 1));
    b.setInsertionPointAfter(loop);
    return {{loop->result(0), loop->result(1), loop->result(2)}, loop->result(3)};
  }

private:
  Value *select(Value *cond, Value *x, Value *y) { return b.build(OpKind::Select, {cond, x, y}); }

  Claimed probe(Value *position) {
    Value *nothing = s.word(kNothingClaimed);
    const Claimed none = {nothing, nothing, nothing};
    return s.choose(b.cmp(Predicate::Lt, position, ring.total), none, [&] {
      Value *slot = s.add(ring.begin, position);
      Value *base = b.build(OpKind::Mul, {slot, s.word(kSlotWords)});
      Value *status = s.loadStatus(base);
      return s.choose(s.isSchedulable(status), none, [&] {
        Value *level = ring.levelOf(b, slot);
        return s.choose(ring.mayServe(b, level, fixes), none, [&] {
          Value *tenant = s.loadSlot(base, kSlotTenant);
          return s.choose(s.isAuthorised(ring.tenants, tenant, fixes.tenantLimit), none, [&] {
            Value *before = s.exchangeStatus(base, status);
            return s.choose(b.cmp(Predicate::Eq, before, status), none,
                            [&] { return Claimed{base, level, tenant}; });
          });
        });
      });
    });
  }

  Builder &b;
  SchedulerBuilder &s;
  const Fixes &fixes;
  const LaneOrder order;
  RingOrder ring;
};

} // namespace

CooperativeClaim cooperativeScan(Op &scan, Builder &b, SchedulerBuilder &s, const Fixes &fixes,
                                 uint32_t workgroupSize) {
  // Slots beyond the ring are cut off before they are looked at.
  s.assumeRingInBounds();
  return CooperativeScan(scan, b, s, fixes, workgroupSize).emit();
}

} // namespace vyrecc::scheduler
