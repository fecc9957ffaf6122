// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Recognises the priority scan of section 7.4. What looks like one is compared, op by op, with the scan that we
// would write for the same ring ourselves, simplified in the same way; so what is raised is certainly a scan, however
// its constants have folded.
//
//   vir.for levels { vir.for probes { ... compare-exchange ... } }  ->  %t:6 = sched.partition_table
//   vir.if claimed { counters }                                         %c:3 = sched.scan %lane, %t
//                                                                       vir.if claimed { sched.account }
#include "Raise.h"
#include "SameStructure.h"

namespace vyrecc::scheduler {

using namespace ir;
using namespace protocol;

namespace {

/// A loop that may be a scan, and the ring it is for if it is one.
struct Candidate {
  Op *starvation, *levels, *accounting;
  Buffers buffers;
  uint32_t slots = 0, stride = 1;
};

/// A compare-exchange to CLAIMED inside the loop.
Op *findClaim(Op &loop) {
  Op *claim = nullptr;
  walkPreOrder(loop, [&](Op &op) {
    if (op.is(OpKind::AtomicCmpxchg) &&
        constantBits(op.operand(2)) == word(SlotStatus::Claimed) && !claim)
      claim = &op;
  });
  return claim;
}

bool countsLevels(const Op &op) {
  return op.is(OpKind::For) && constantBits(op.operand(0)) == 0 &&
         constantBits(op.operand(1)) == kPriorityLevels && op.numResults() == 3;
}

/// The effect before `op` in its block.
Op *effectBefore(Op &op) {
  Op *before = nullptr;
  for (Op *at = firstEffect(*op.parentBlock()); at != &op; at = effectAfter(*at))
    before = at;
  return before;
}

/// Reads the ring's size and the stride off the constants that they leave in every form.
void readConstants(Candidate &candidate) {
  walkPreOrder(*candidate.levels, [&](Op &op) {
    const Op *left = op.numOperands() == 2 ? op.operand(0)->definingOp() : nullptr;
    if (!left)
      return;
    const std::optional<uint64_t> right = constantBits(op.operand(1));
    if (!right)
      return;
    if (op.is(OpKind::Add) && left->is(OpKind::Sub)) // length + (stride - 1)
      candidate.stride = static_cast<uint32_t>(*right + 1);
    if (!op.is(OpKind::Cmp) || !left->is(OpKind::Add)) // start + offset < slots
      return;
    if (op.enumAttr<Predicate>(AttrName::Predicate) == Predicate::Lt)
      candidate.slots = static_cast<uint32_t>(*right);
    else if (op.enumAttr<Predicate>(AttrName::Predicate) == Predicate::Eq && *right == 0)
      candidate.slots = 1;
  });
}

/// The pattern for a ring: the scan of an unknown lane, its accounting, and uses of its results.
class Pattern {
public:
  Pattern(const Candidate &candidate, PassContext &context) : module(createModule(context.context)) {
    Builder b(context.context, module.body());
    for (llvm::StringRef name : {candidate.buffers.control, candidate.buffers.ring})
      declare(b, name);
    Op *kernel =
        b.create(OpKind::Kernel, {}, {},
                 {{AttrName::SymName, Attr::string("pattern")},
                  {AttrName::WorkgroupSize, Attr::array(context.context.copy({1, 1, 1}))}},
                 1);
    b.setInsertionPointToEnd(kernel->region().emplaceBlock(context.context));
    lane = b.build(OpKind::InvocationId, {}, NamedAttr{AttrName::Axis, Attr::integer(0)});
    write(b, candidate);
    b.create(OpKind::Return, {});
    PassContext quiet{.context = context.context, .diags = context.diags};
    (void)canonicalize(module, quiet);
    (void)eliminateCommonSubexpressions(module, quiet);
    (void)eliminateDeadCode(module, quiet);
  }

  Value *hole() const { return lane; }
  Op &first() const { return *firstEffect(module.kernel()->region().block()); }

private:
  static void declare(Builder &b, llvm::StringRef name) {
    b.create(OpKind::BufferDecl, {}, {},
             {{AttrName::SymName, Attr::string(name)},
              {AttrName::Element, Attr::type(Type::getU32())},
              {AttrName::AccessMode, Attr::enumerator(ir::Access::ReadWrite)}});
  }

  void write(Builder &b, const Candidate &candidate) {
    SchedulerBuilder s(b, candidate.buffers, Access::Literal);
    const Claimed claimed = s.literalScan(lane, candidate.slots, candidate.stride);
    Op *branch = b.createIf(s.compare(Predicate::Ne, claimed.level, kNothingClaimed), {});
    b.setInsertionPointToEnd(branch->region(0).block());
    s.account(claimed.level, claimed.tenant);
    b.yield();
    b.setInsertionPointToEnd(branch->region(1).block());
    b.yield();
    b.setInsertionPointAfter(branch);
    for (Value *result : {claimed.base, claimed.level, claimed.tenant})
      s.storeControl(kControlShutdown, result);
  }

  Module module;
  Value *lane = nullptr;
};

class ScanRaiser {
public:
  ScanRaiser(Op &kernel, PassContext &context)
      : kernel(kernel), context(context), builder(context.context) {}

  std::optional<Buffers> run() {
    llvm::SmallVector<Op *, 2> loops;
    walkPreOrder(kernel, [&](Op &op) {
      if (countsLevels(op))
        loops.push_back(&op);
    });
    std::optional<Buffers> first;
    for (Op *loop : loops)
      if (std::optional<Candidate> candidate = examine(*loop))
        if (raise(*candidate) && !first)
          first = candidate->buffers;
    return first;
  }

private:
  /// The loop and its neighbours; nullopt, with a remark where a claim makes it look like a scan.
  std::optional<Candidate> examine(Op &loop) {
    Op *claim = findClaim(loop);
    if (!claim)
      return std::nullopt;
    Candidate candidate{.starvation = effectBefore(loop),
                        .levels = &loop,
                        .accounting = effectAfter(loop),
                        .buffers = {}};
    candidate.buffers.ring = claim->stringAttr(AttrName::Buffer);
    Op *start = firstEffect(loop.region().block());
    while (start && start->is(OpKind::If))
      start = firstEffect(start->region(0).block());
    if (!start || !start->hasAttr(AttrName::Buffer)) {
      context.missed(loop.loc(), "no partition table is read before the slots are probed");
      return std::nullopt;
    }
    candidate.buffers.control = start->stringAttr(AttrName::Buffer);
    if (!candidate.starvation ||
        !loadedIndex(*candidate.starvation, candidate.buffers.control) ||
        !candidate.accounting || !candidate.accounting->is(OpKind::If)) {
      context.missed(loop.loc(), "the scan of a ring stands between no load of the starvation "
                                 "counter and no accounting");
      return std::nullopt;
    }
    readConstants(candidate);
    if (candidate.slots == 0) {
      context.missed(loop.loc(), "no test keeps the scan inside a ring");
      return std::nullopt;
    }
    return candidate;
  }

  /// Compares with the pattern and replaces.
  bool raise(Candidate &candidate) {
    const Pattern pattern(candidate, context);
    SameStructure same(pattern.hole());
    Op *mine = &pattern.first();
    for (Op *op : {candidate.starvation, candidate.levels, candidate.accounting}) {
      if (!same.sameOp(*mine, *op)) {
        context.missed(same.foundOp()->loc(),
                       "nearly the scan of a ring of " + llvm::Twine(candidate.slots) +
                           " slots with stride " + llvm::Twine(candidate.stride) + ", but '" +
                           same.foundOp()->info().mnemonic + "' is not the '" +
                           same.expectedOp()->info().mnemonic + "' of one");
        return false;
      }
      mine = effectAfter(*mine);
    }
    replace(candidate, same.filled(0));
    context.changed = true;
    ++context.statistics["scans raised"];
    context.applied(candidate.levels->loc(), "the priority scan of a ring of " +
                                                 llvm::Twine(candidate.slots) +
                                                 " slots with stride " +
                                                 llvm::Twine(candidate.stride));
    erase(candidate);
    return true;
  }

  void replace(const Candidate &candidate, Value *lane) {
    const NamedAttr control = {AttrName::Control, symbol(candidate.buffers.control)};
    builder.setInsertionPointBefore(candidate.levels);
    builder.setLoc(candidate.levels->loc());
    if (!lane) // with a stride of 1 every lane probes the same slots
      lane = builder.constU32(0);
    const llvm::SmallVector<Type, 6> words(kControlPriorityOffsetsCount, Type::getU32());
    Op *table = builder.create(OpKind::SchedPartitionTable, words, {}, control);
    llvm::SmallVector<Value *, 8> operands = {lane};
    for (Value &offset : table->results())
      operands.push_back(&offset);
    Op *scan = builder.create(OpKind::SchedScan, ArrayRef<Type>(words).take_front(3), operands,
                              {control,
                               {AttrName::Ring, symbol(candidate.buffers.ring)},
                               {AttrName::Slots, Attr::integer(candidate.slots)},
                               {AttrName::ProbeStride, Attr::integer(candidate.stride)}});
    for (Value &result : candidate.levels->results())
      result.replaceAllUsesWith(scan->result(result.index()));

    builder.setLoc(candidate.accounting->loc());
    builder.setInsertionPointBefore(candidate.accounting);
    Op *branch = builder.createIf(
        builder.cmp(Predicate::Ne, scan->result(0), builder.constU32(kNothingClaimed)), {});
    builder.setInsertionPointToEnd(branch->region(0).block());
    builder.create(OpKind::SchedAccount, {}, {scan->result(1), scan->result(2)}, control);
    builder.yield();
    builder.setInsertionPointToEnd(branch->region(1).block());
    builder.yield();
  }

  void erase(const Candidate &candidate) {
    candidate.accounting->erase();
    candidate.levels->erase();
    // A comparison of the counter may stand outside of the loop.
    while (Op *user = onlyUser(candidate.starvation->result())) {
      if (user->hasUses() || user->info().effects != Pure)
        break;
      user->erase();
    }
    if (!candidate.starvation->hasUses())
      candidate.starvation->erase();
  }

  Attr symbol(llvm::StringRef name) { return Attr::symbol(context.context.intern(name)); }

  Op &kernel;
  PassContext &context;
  Builder builder;
};

} // namespace

std::optional<Buffers> raiseScans(Op &kernel, PassContext &context) {
  return ScanRaiser(kernel, context).run();
}

} // namespace vyrecc::scheduler
