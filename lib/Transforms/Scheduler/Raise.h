// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The steps of raise-scheduler, and how they look at ops.
#ifndef VYRE_CC_LIB_TRANSFORMS_SCHEDULER_RAISE_H
#define VYRE_CC_LIB_TRANSFORMS_SCHEDULER_RAISE_H

#include "SchedulerBuilder.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc::scheduler {

/// Replaces each priority scan and its accounting by sched.partition_table, sched.scan and sched.account. Gives the
/// buffers of the first, if there is one.
std::optional<Buffers> raiseScans(ir::Op &kernel, PassContext &context);
/// Replaces each claim of a slot that the invocation owns by sched.claim, once gates are raised.
void raiseClaims(ir::Op &kernel, PassContext &context);
/// The buffers of a claim that raiseClaims may find.
std::optional<Buffers> findOwnedClaim(ir::Op &kernel);
/// Replaces tests of tenants' masks by sched.tenant_gate.
void raiseGates(ir::Op &kernel, Buffers buffers, PassContext &context);
/// Replaces what is done for a claimed slot: sched.count, sched.dispatch, sched.complete.
void raiseExecution(ir::Op &kernel, Buffers buffers, PassContext &context);
/// Replaces the loop over requests of the IO queue by sched.io_poll.
void raiseIoPolls(ir::Op &kernel, PassContext &context);
/// Puts the passes into a sched.loop that starts with sched.shutdown_test.
void raiseLoop(ir::Op &kernel, Buffers buffers, PassContext &context);

/// The index of an op that does nothing but load a word of `buffer`, atomically; else null.
ir::Value *loadedIndex(const ir::Op &op, llvm::StringRef buffer);
/// The index of an op that adds the constant 1 to a word of `buffer` and drops the old one; else null.
ir::Value *bumpedIndex(const ir::Op &op, llvm::StringRef buffer);
/// The other operand of an addition of the constant `amount`, for 0 the value itself; else null.
ir::Value *withoutAdded(ir::Value *value, uint32_t amount);
/// x of `x predicate constant`; else null.
ir::Value *comparedWith(const ir::Value *condition, ir::Predicate predicate, uint32_t constant);
/// The only use of a value; else null.
ir::Op *onlyUser(const ir::Value *value);
/// True for a vir.if without results whose second region does nothing.
bool isGuard(const ir::Op &op);

} // namespace vyrecc::scheduler

#endif
