// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes what the scheduler does in plain ops: words of its buffers, tenants' masks, claims, counters. The
// literal form is what VIR0 programs say, down to loads that are atomic adds of zero; the lean form is what
// they mean.
#ifndef VYRE_CC_LIB_TRANSFORMS_SCHEDULER_SCHEDULERBUILDER_H
#define VYRE_CC_LIB_TRANSFORMS_SCHEDULER_SCHEDULERBUILDER_H

#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Protocol/Layout.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace vyrecc::scheduler {

/// How words that other invocations may write are accessed.
enum class Access : uint8_t {
  Literal, ///< sequentially consistent read-modify-writes
  Ordered, ///< relaxed, but that a claim acquires and a completion releases: the host publishes meanwhile
  Relaxed, ///< relaxed: whatever the host has published, it had before the kernel started
};

/// Scheduler state by name.
struct Buffers {
  llvm::StringRef control, ring;
};

/// What a scan has found; kNothingClaimed in all three if nothing.
struct Claimed {
  ir::Value *base, *level, *tenant;

  /// Puts them into the place of a scan's results.
  void replaceResultsOf(ir::Op &scan) const {
    scan.result(0)->replaceAllUsesWith(base);
    scan.result(1)->replaceAllUsesWith(level);
    scan.result(2)->replaceAllUsesWith(tenant);
  }
};

class SchedulerBuilder {
public:
  SchedulerBuilder(ir::Builder &builder, Buffers buffers, Access access)
      : b(builder), buffers(buffers), access(access) {}

  ir::Value *word(uint32_t value) { return b.constU32(value); }
  ir::Value *add(ir::Value *x, ir::Value *y) { return b.build(ir::OpKind::Add, {x, y}); }
  ir::Value *add(ir::Value *x, uint32_t y) { return add(x, word(y)); }
  ir::Value *compare(ir::Predicate predicate, ir::Value *x, uint32_t y) {
    return b.cmp(predicate, x, word(y));
  }

  ir::Value *loadControl(ir::Value *index) { return load(buffers.control, index); }
  ir::Value *loadControl(uint32_t index) { return loadControl(word(index)); }
  ir::Value *loadStatus(ir::Value *base) { return load(buffers.ring, base); }
  /// Any other word of a slot, which its publisher has written before the status.
  ir::Value *loadSlot(ir::Value *base, uint32_t offset);
  /// Adds to a word of `control`.
  void bumpBy(ir::Value *index, ir::Value *amount);
  /// Adds 1 to a word of `control`, together with the other lanes of the subgroup that do so if counters are aggregated.
  void bump(ir::Value *index);
  void storeControl(uint32_t index, ir::Value *value);

  /// Published, to be run again, or to be run anew.
  ir::Value *isSchedulable(ir::Value *status);
  ir::Value *tenantBase() { return loadControl(protocol::kControlTenantBase); }
  /// Whether the tenant's mask is set; with `limited`, only if it has one.
  ir::Value *isAuthorised(ir::Value *tenantBase, ir::Value *tenant, bool limited);
  ir::Value *slotsInRing();
  /// The status before; the slot is claimed if it is `expected`.
  ir::Value *exchangeStatus(ir::Value *base, ir::Value *expected);
  /// Claims of the upper levels add up until one of a lower level is served.
  void countStarvation(ir::Value *level);
  /// Section 7.4, step 4.
  void account(ir::Value *level, ir::Value *tenant);
  void count(ir::Counter counter, ir::Value *key);
  void complete(ir::Value *base);
  /// True if the slot was still claimed and is now done: its handler has not given it another status.
  ir::Value *completeClaimed(ir::Value *base);
  void setStatus(ir::Value *index, protocol::SlotStatus status);
  /// Section 7.4, steps 1 to 3, as programs say it.
  Claimed literalScan(ir::Value *lane, uint32_t slots, uint32_t stride);

  /// Does what `then` emits where `cond` holds, else what `otherwise` does.
  void branch(ir::Value *cond, llvm::function_ref<void()> then, llvm::function_ref<void()> otherwise);
  void within(ir::Value *cond, llvm::function_ref<void()> then) {
    branch(cond, then, [] {});
  }
  /// Leaves the innermost loop with these values where `cond` holds.
  void breakIf(ir::Value *cond, llvm::ArrayRef<ir::Value *> values = {});
  /// What `then` gives where `cond` holds, else `otherwise`.
  Claimed choose(ir::Value *cond, Claimed otherwise, llvm::function_ref<Claimed()> then);

  /// From now on, a subgroup adds to a word once for all its lanes.
  void aggregateCounters() { aggregates = true; }
  /// From now on, words of slots are known to lie inside the ring.
  void assumeRingInBounds() { ringInBounds = true; }

private:
  ir::Value *load(llvm::StringRef buffer, ir::Value *index);
  ir::Value *exchangeStatus(ir::Value *base, ir::Value *expected, protocol::SlotStatus status,
                            ir::Ordering ordered);
  ir::Value *rmw(ir::RmwKind kind, llvm::StringRef buffer, ir::Value *index, ir::Value *value);
  llvm::SmallVector<ir::NamedAttr, 5> plain(llvm::StringRef buffer);
  llvm::SmallVector<ir::NamedAttr, 5> atomic(llvm::StringRef buffer, ir::Ordering ordered);
  Claimed scanLevel(ir::Value *lane, ir::Value *level, Claimed so, uint32_t slots, uint32_t stride);
  Claimed probe(ir::Value *slot, ir::Value *level, Claimed so, uint32_t slots);
  /// Lanes at the same place of which `isPart` is true: how many there are, and whether this lane is the first of them.
  struct Party {
    ir::Value *size, *isFirst;
  };
  Party partyOf(ir::Value *isPart);

  ir::Builder &b;
  Buffers buffers;
  Access access;
  bool ringInBounds = false, aggregates = false;
};

} // namespace vyrecc::scheduler

#endif
