// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chooses how the scheduler runs: whole passes by a strategy where they have the shape for it, single ops in place
// where they have not.
#include "Lower.h"
#include "SameStructure.h"
#include "llvm/ADT/StringSwitch.h"

namespace vyrecc {

using namespace ir;
using namespace protocol;

namespace scheduler {

enum class Strategy : uint8_t { Literal, Strided, Cooperative, Sweep };

static bool leavesEarly(Op &op) {
  bool leaves = false;
  walkPreOrder(op, [&](Op &inner) {
    leaves |= inner.is(OpKind::Return) || inner.is(OpKind::Trap) ||
              (inner.info().effects & Syncs) != 0;
  });
  return leaves;
}

/// Whether all uses of the value lie inside `op`.
static bool usedOnlyIn(const Value &value, const Op &op) {
  for (const OpOperand *use = value.firstUse(); use; use = use->nextUse()) {
    const Op *user = use->owner();
    while (user && user != &op)
      user = user->parentOp();
    if (!user)
      return false;
  }
  return true;
}

std::optional<Service> findService(Op &loop, std::string &reason) {
  Service service;
  service.loop = &loop;
  Op *op = firstEffect(loop.region().block());
  auto expect = [&](OpKind kind, const char *what) -> Op * {
    Op *found = op && op->is(kind) ? op : nullptr;
    if (!found)
      reason = std::string("a pass does not consist of shutdown test, scan and execution: expected ") + what +
               (op ? " before '" + op->info().mnemonic.str() + "'" : "");
    op = op ? effectAfter(*op) : nullptr;
    return found;
  };
  if (!expect(OpKind::SchedShutdownTest, "the test for shutdown") ||
      !expect(OpKind::SchedPartitionTable, "the partition table"))
    return std::nullopt;
  service.scan = expect(OpKind::SchedScan, "the scan");
  service.ifClaimed = service.scan ? expect(OpKind::If, "what is done with a claimed slot") : nullptr;
  if (!service.ifClaimed || !expect(OpKind::Yield, "the end of the pass"))
    return std::nullopt;
  Op *account = firstEffect(service.ifClaimed->region(0).block());
  if (!account->is(OpKind::SchedAccount)) {
    reason = "claims are not accounted for before slots are executed";
    return std::nullopt;
  }
  service.account = account;
  if (leavesEarly(*service.ifClaimed)) {
    reason = "a handler ends the invocation or waits for others";
    return std::nullopt;
  }
  const Op *condition = service.ifClaimed->operand(0)->definingOp();
  for (Value &result : service.scan->results())
    for (const OpOperand *use = result.firstUse(); use; use = use->nextUse())
      if (use->owner() != condition && !usedOnlyIn(result, loop)) {
        reason = "what was claimed is used outside of the loop";
        return std::nullopt;
      }
  return service;
}

static llvm::SmallVector<Op *, 16> schedulerOps(Op &kernel) {
  llvm::SmallVector<Op *, 16> found;
  walkPreOrder(kernel, [&](Op &op) {
    if (op.info().mnemonic.starts_with("sched."))
      found.push_back(&op);
  });
  return found;
}

/// Why lanes cannot share the ring out among them; empty if they can.
static std::string whyNotShared(Module &module, Op &loop) {
  const llvm::ArrayRef<uint64_t> size = module.kernel()->attr(AttrName::WorkgroupSize)->asArray();
  if (loop.intAttr(AttrName::Limit) == 1)
    return "a single pass claims one slot a lane at most";
  if (size[1] != 1 || size[2] != 1)
    return "the workgroup has more than one axis";
  return {};
}

/// Sweeps where it can; says why where it cannot. True if it did.
static bool sweeps(Module &module, Op &loop, const Fixes &fixes, PassContext &context) {
  std::string reason = whyNotShared(module, loop);
  std::optional<Service> service =
      reason.empty() ? findService(loop, reason) : std::nullopt;
  if (!service) {
    context.missed(loop.loc(), "no sweep: " + reason);
    return false;
  }
  context.applied(loop.loc(), "workgroups sweep the ring");
  lowerBySweeping(module, *service, fixes, context);
  context.changed = true;
  return true;
}

/// Whether the lanes of the scan in the loop can help each other; says why where they cannot.
static bool cooperates(Module &module, Op &loop, PassContext &context) {
  std::string reason = whyNotShared(module, loop);
  const bool scans = llvm::any_of(loop.region().block().ops(),
                                  [](const Op &op) { return op.is(OpKind::SchedScan); });
  if (reason.empty() && !scans)
    reason = "every lane has a slot of its own";
  if (!reason.empty()) {
    context.missed(loop.loc(), "no cooperation: " + reason);
    return false;
  }
  context.applied(loop.loc(), "launched lanes share the ring out, and subgroups count together");
  return true;
}

static Op *firstLoop(Op &kernel) {
  for (Op *op : schedulerOps(kernel))
    if (op->is(OpKind::SchedLoop))
      return op;
  return nullptr;
}

static void shareDispatches(Op &kernel, PassContext &context) {
  for (Op *op : schedulerOps(kernel))
    if (op->is(OpKind::SchedDispatch)) {
      const SourceLoc loc = op->loc();
      if (shareDispatch(*op, context))
        context.applied(loc, "packed slots and others share their handlers");
    }
}

/// The buffer that the kernel's scheduler calls `control`; empty without a scheduler.
static llvm::StringRef controlOf(Op &kernel) {
  for (const Op *op : schedulerOps(kernel))
    if (const Attr *control = op->attr(AttrName::Control))
      return control->asString();
  return {};
}

static void protectControl(Op &kernel, PassContext &context) {
  const llvm::StringRef control = controlOf(kernel);
  for (Op *op : schedulerOps(kernel))
    if (op->is(OpKind::SchedDispatch))
      protectControl(*op, control, context);
}

} // namespace scheduler

using namespace scheduler;

LogicalResult lowerScheduler(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel)
    return success();
  const auto strategy = llvm::StringSwitch<Strategy>(context.options.word("strategy"))
                            .Case("literal", Strategy::Literal)
                            .Case("strided", Strategy::Strided)
                            .Case("cooperative", Strategy::Cooperative)
                            .Default(Strategy::Sweep);
  // A single pass that has nothing to serve leaves it to the host what to do about the starvation counter; only
  // passes that repeat themselves would wait for ever.
  const bool repeats = llvm::any_of(schedulerOps(*kernel), [](const Op *op) {
    return op->is(OpKind::SchedLoop) && op->intAttr(AttrName::Limit) != 1;
  });
  const Fixes fixes = {.workConserving = repeats && context.options.number("work-conserving") == 1,
                       .tenantLimit = context.options.number("tenant-limit") == 1,
                       .clampOffsets = context.options.number("clamp-offsets") == 1,
                       .handlerStatus = context.options.number("handler-status") == 1};
  if (context.options.number("protect-control") == 1)
    protectControl(*kernel, context);
  if (strategy != Strategy::Literal)
    shareDispatches(*kernel, context);
  Op *loop = firstLoop(*kernel);
  // What cannot be swept may still share the ring out, and does so faster than by columns.
  const bool isSwept = loop && strategy == Strategy::Sweep && sweeps(module, *loop, fixes, context);
  const bool mayCooperate =
      loop && !isSwept && (strategy == Strategy::Sweep || strategy == Strategy::Cooperative);
  const llvm::SmallVector<Op *, 16> ops = schedulerOps(*kernel);
  const bool isPersistent = llvm::any_of(ops, [](const Op *op) {
    return op->is(OpKind::SchedLoop) && op->intAttr(AttrName::Limit) == kForeverPasses;
  });
  using Form = scheduler::Access;
  const InPlace form = {.access = strategy == Strategy::Literal ? Form::Literal
                                  : isPersistent                ? Form::Ordered
                                                                : Form::Relaxed,
                        .cooperative = mayCooperate && cooperates(module, *loop, context),
                        .workgroupSize = static_cast<uint32_t>(
                            kernel->attr(AttrName::WorkgroupSize)->asArray().front())};
  // A gate wants to see the scan that its tenant comes from, a loop its scan, and a scan its table: gates first, then
  // loops, then the others from the last to the first.
  for (OpKind kind : {OpKind::SchedTenantGate, OpKind::SchedLoop})
    for (Op *op : schedulerOps(*kernel))
      if (op->is(kind))
        lowerOp(*op, form, fixes, context);
  const llvm::SmallVector<Op *, 16> rest = schedulerOps(*kernel);
  for (Op *op : llvm::reverse(rest))
    lowerOp(*op, form, fixes, context);
  context.statistics["scheduler ops lowered"] += ops.size();
  return success();
}

} // namespace vyrecc
