// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The strategies of lower-scheduler.
#ifndef VYRE_CC_LIB_TRANSFORMS_SCHEDULER_LOWER_H
#define VYRE_CC_LIB_TRANSFORMS_SCHEDULER_LOWER_H

#include "SchedulerBuilder.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc::scheduler {

/// What is mended beyond what the program says; docs/Scheduler.md argues for each.
struct Fixes {
  bool workConserving = false; ///< levels that wait are served where the others have nothing
  bool tenantLimit = false;    ///< tenants beyond the table of masks are not authorised
  bool clampOffsets = false;   ///< levels end with the ring
  bool handlerStatus = false;  ///< a slot's status that its handler has set stays
};

/// A scan and what is done with what it claims: the only things in a pass besides the test for shutdown.
struct Service {
  ir::Op *loop = nullptr, *scan = nullptr, *ifClaimed = nullptr;
  ir::Op *account = nullptr;
};

/// The loop as a service; nullopt, with a reason, if a pass does more or its claimed slots are known outside.
std::optional<Service> findService(ir::Op &loop, std::string &reason);

/// Lowers a loop by workgroups that sweep the ring.
void lowerBySweeping(ir::Module &module, const Service &service, const Fixes &fixes,
                     PassContext &context);

/// Lets packed slots and others use one copy of the handlers; false if the dispatch has no second one inside that is the
/// same.
bool shareDispatch(ir::Op &dispatch, PassContext &context);

/// Drops what the handlers of a dispatch write to words of `control` that are the scheduler's own, at indices that come
/// from their arguments.
void protectControl(ir::Op &dispatch, llvm::StringRef control, PassContext &context);

/// How ops are lowered in place.
struct InPlace {
  Access access;
  bool cooperative; ///< all launched lanes share the ring out; subgroups count together
  uint32_t workgroupSize;
};

/// Lowers one op in place, in literal or in lean form.
void lowerOp(ir::Op &op, const InPlace &form, const Fixes &fixes, PassContext &context);

/// What a lane comes back with from a scan that its subgroup may leave early.
struct CooperativeClaim {
  Claimed claimed;
  ir::Value *isOver; ///< it has looked at all its slots, and nobody in the subgroup has claimed one
};
/// The scan of InPlace::cooperative.
CooperativeClaim cooperativeScan(ir::Op &scan, ir::Builder &b, SchedulerBuilder &s, const Fixes &fixes,
                                 uint32_t workgroupSize);

} // namespace vyrecc::scheduler

#endif
