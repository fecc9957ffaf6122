// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds a megakernel's scheduler in plain ops and says what it is: the scan or the claim first, which make a
// kernel a megakernel, then what stands around them.
#include "Raise.h"
#include "SameStructure.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc {

using namespace ir;
using namespace protocol;

namespace scheduler {

Value *loadedIndex(const Op &op, llvm::StringRef buffer) {
  const Attr *accessed = op.attr(AttrName::Buffer);
  if (!accessed || accessed->asString() != buffer)
    return nullptr;
  if (op.is(OpKind::AtomicLoad))
    return op.operand(0);
  return op.is(OpKind::AtomicRmw) && op.enumAttr<RmwKind>(AttrName::Rmw) == RmwKind::Add &&
                 constantBits(op.operand(1)) == 0
             ? op.operand(0)
             : nullptr;
}

Value *bumpedIndex(const Op &op, llvm::StringRef buffer) {
  return op.is(OpKind::AtomicRmw) && op.stringAttr(AttrName::Buffer) == buffer &&
                 op.enumAttr<RmwKind>(AttrName::Rmw) == RmwKind::Add &&
                 constantBits(op.operand(1)) == 1 && !op.hasUses()
             ? op.operand(0)
             : nullptr;
}

Value *withoutAdded(Value *value, uint32_t amount) {
  if (amount == 0)
    return value;
  const Op *op = value->definingOp();
  if (!op || !op->is(OpKind::Add))
    return nullptr;
  for (unsigned index : {0, 1})
    if (constantBits(op->operand(index)) == amount)
      return op->operand(1 - index);
  return nullptr;
}

Value *comparedWith(const Value *condition, Predicate predicate, uint32_t constant) {
  const Op *op = condition->definingOp();
  if (!op || !op->is(OpKind::Cmp) || op->enumAttr<Predicate>(AttrName::Predicate) != predicate ||
      constantBits(op->operand(1)) != constant)
    return nullptr;
  return op->operand(0);
}

Op *onlyUser(const Value *value) {
  const OpOperand *use = value->firstUse();
  return use && !use->nextUse() ? use->owner() : nullptr;
}

bool isGuard(const Op &op) {
  if (!op.is(OpKind::If) || op.numResults() != 0)
    return false;
  auto &otherwise = const_cast<Region &>(op.region(1));
  return otherwise.empty() || firstEffect(otherwise.block())->is(OpKind::Yield);
}

static llvm::SmallVector<Op *, 16> opsOf(Op &kernel, OpKind kind) {
  llvm::SmallVector<Op *, 16> found;
  walkPreOrder(kernel, [&](Op &op) {
    if (op.is(kind))
      found.push_back(&op);
  });
  return found;
}

static NamedAttr bufferAttr(AttrName name, llvm::StringRef buffer, PassContext &context) {
  return {name, Attr::symbol(context.context.intern(buffer))};
}

/// Erases the op and the pure ops before it that nothing else uses.
static void eraseChain(Op *op) {
  llvm::SmallVector<Op *, 3> operands;
  for (const OpOperand &operand : op->operands())
    if (Op *definition = operand.get()->definingOp())
      operands.push_back(definition);
  op->erase();
  for (Op *operand : operands) // one that is gone already has no block
    if (operand->parentBlock() && !operand->hasUses() && operand->info().effects == Pure &&
        operand->numRegions() == 0)
      eraseChain(operand);
}

/// load control[load control[2] + tenant] != 0
void raiseGates(Op &kernel, Buffers buffers, PassContext &context) {
  Builder b(context.context);
  for (Op *compare : opsOf(kernel, OpKind::Cmp)) {
    const Value *mask = comparedWith(compare->result(), Predicate::Ne, 0);
    Op *load = mask ? mask->definingOp() : nullptr;
    const Value *index = load && onlyUser(mask) ? loadedIndex(*load, buffers.control) : nullptr;
    const Op *sum = index ? index->definingOp() : nullptr;
    if (!sum || !sum->is(OpKind::Add) || onlyUser(index) != load)
      continue;
    for (unsigned side : {0, 1}) {
      Op *base = sum->operand(side)->definingOp();
      const Value *baseIndex = base ? loadedIndex(*base, buffers.control) : nullptr;
      if (!baseIndex || constantBits(baseIndex) != kControlTenantBase ||
          onlyUser(base->result()) != sum)
        continue;
      b.setInsertionPointBefore(load);
      b.setLoc(load->loc());
      Value *gate = b.build(OpKind::SchedTenantGate, sum->operand(1 - side),
                            bufferAttr(AttrName::Control, buffers.control, context));
      compare->result()->replaceAllUsesWith(gate);
      compare->erase();
      load->erase();
      const_cast<Op *>(sum)->erase();
      base->erase();
      context.changed = true;
      ++context.statistics["tenant gates raised"];
      break;
    }
  }
}

/// if opcode < 32 { control[96 + opcode] += 1 }
static void raiseMetrics(Op &kernel, Buffers buffers, PassContext &context) {
  Builder b(context.context);
  for (Op *guard : opsOf(kernel, OpKind::If)) {
    Value *opcode = isGuard(*guard)
                        ? comparedWith(guard->operand(0), Predicate::Lt, kControlMetricsCount)
                        : nullptr;
    Op *bump = opcode ? firstEffect(guard->region(0).block()) : nullptr;
    Value *index = bump ? bumpedIndex(*bump, buffers.control) : nullptr;
    if (!index || withoutAdded(index, kControlMetrics) != opcode ||
        !effectAfter(*bump)->is(OpKind::Yield))
      continue;
    b.setInsertionPointBefore(guard);
    b.setLoc(guard->loc());
    b.build(OpKind::SchedCount, opcode,
            {bufferAttr(AttrName::Control, buffers.control, context),
             {AttrName::Counter, Attr::enumerator(Counter::Metrics)}});
    eraseChain(guard);
    context.changed = true;
  }
}

/// control[1] += 1; ring[base] = DONE
static void raiseCompletions(Op &kernel, Buffers buffers, PassContext &context) {
  Builder b(context.context);
  for (Op *bump : opsOf(kernel, OpKind::AtomicRmw)) {
    const Value *index = bumpedIndex(*bump, buffers.control);
    Op *store = index && constantBits(index) == kControlDoneCount ? effectAfter(*bump) : nullptr;
    if (!store || (!store->is(OpKind::Store) && !store->is(OpKind::AtomicStore)) ||
        store->stringAttr(AttrName::Buffer) != buffers.ring ||
        constantBits(store->operand(1)) != word(SlotStatus::Done))
      continue;
    b.setInsertionPointBefore(store);
    b.setLoc(bump->loc());
    b.build(OpKind::SchedComplete, store->operand(0),
            {bufferAttr(AttrName::Control, buffers.control, context),
             bufferAttr(AttrName::Ring, buffers.ring, context)});
    store->erase();
    bump->erase();
    context.changed = true;
    ++context.statistics["completions raised"];
  }
}

/// The value that a guard compares with a constant, and the constant.
static std::pair<Value *, uint64_t> testedCase(const Op &guard) {
  const Op *compare = guard.operand(0)->definingOp();
  if (!compare || !compare->is(OpKind::Cmp) ||
      compare->enumAttr<Predicate>(AttrName::Predicate) != Predicate::Eq ||
      !compare->operand(0)->type().isU32())
    return {nullptr, 0};
  std::optional<uint64_t> value = constantBits(compare->operand(1));
  return value ? std::pair{compare->operand(0), *value} : std::pair<Value *, uint64_t>{nullptr, 0};
}

/// Guards one after another, each on another case of one value. At the last of them all values that the regions
/// use are known, and nothing between them has effects.
static void raiseDispatch(ArrayRef<Op *> guards, Value *selector, PassContext &context) {
  Builder b(context.context);
  b.setInsertionPointBefore(guards.back());
  b.setLoc(guards.front()->loc());
  llvm::SmallVector<uint64_t, 16> cases;
  for (Op *guard : guards)
    cases.push_back(testedCase(*guard).second);
  Op *dispatch =
      b.create(OpKind::SchedDispatch, {}, selector,
               NamedAttr{AttrName::Cases, Attr::array(context.context.copy(cases))},
               static_cast<unsigned>(guards.size()));
  for (auto [index, guard] : llvm::enumerate(guards)) {
    dispatch->region(static_cast<unsigned>(index)).takeBlock(guard->region(0));
    eraseChain(guard);
  }
  context.changed = true;
  ++context.statistics["dispatches raised"];
  context.applied(dispatch->loc(), "a dispatch on " + llvm::Twine(cases.size()) + " opcodes");
}

static void raiseDispatches(Block &block, PassContext &context) {
  llvm::SmallVector<Op *, 16> guards;
  Value *selector = nullptr;
  auto finish = [&] {
    if (guards.size() > 1)
      raiseDispatch(guards, selector, context);
    guards.clear();
  };
  for (Op *op = firstEffect(block); op;) {
    Op *const next = effectAfter(*op);
    for (Region &region : op->regions())
      if (!region.empty())
        raiseDispatches(region.block(), context);
    Value *tested = isGuard(*op) ? testedCase(*op).first : nullptr;
    if (tested != selector)
      finish();
    selector = tested;
    if (tested)
      guards.push_back(op);
    op = next;
  }
  finish();
}

/// if claimed { account }; if claimed { execute }  ->  if claimed { account; execute }
static void joinExecution(Op &kernel) {
  for (Op *account : opsOf(kernel, OpKind::SchedAccount)) {
    Op *first = account->parentOp(), *second = effectAfter(*first);
    const Value *base = comparedWith(first->operand(0), Predicate::Ne, kNothingClaimed);
    if (!second || !isGuard(*second) ||
        comparedWith(second->operand(0), Predicate::Ne, kNothingClaimed) != base)
      continue;
    account->moveBefore(&second->region(0).block().ops().front());
    eraseChain(first);
  }
}

void raiseExecution(Op &kernel, Buffers buffers, PassContext &context) {
  raiseMetrics(kernel, buffers, context);
  raiseCompletions(kernel, buffers, context);
  raiseDispatches(kernel.region().block(), context);
  joinExecution(kernel);
}

namespace {

/// The claim of a slot that the invocation owns:
///
///   load status; if status == PUBLISHED { load tenant; gate; if gate { cas; if claimed { body } } }
struct OwnedClaim {
  Op *status, *ifPublished, *tenant, *gate, *ifAuthorised, *exchange, *ifClaimed;
};

/// Matches from the compare-exchange outwards.
std::optional<OwnedClaim> matchOwnedClaim(Op &exchange) {
  OwnedClaim claim = {};
  claim.exchange = &exchange;
  if (constantBits(exchange.operand(1)) != word(SlotStatus::Published) ||
      constantBits(exchange.operand(2)) != word(SlotStatus::Claimed))
    return std::nullopt;
  claim.ifClaimed = effectAfter(exchange);
  claim.ifAuthorised = exchange.parentOp();
  if (!isGuard(*claim.ifClaimed) ||
      comparedWith(claim.ifClaimed->operand(0), Predicate::Eq, word(SlotStatus::Published)) !=
          exchange.result() ||
      !onlyUser(exchange.result()) || !onlyUser(claim.ifClaimed->operand(0)) ||
      !isGuard(*claim.ifAuthorised) || firstEffect(claim.ifAuthorised->region(0).block()) != &exchange ||
      !effectAfter(*claim.ifClaimed)->is(OpKind::Yield))
    return std::nullopt;
  claim.ifPublished = claim.ifAuthorised->parentOp();
  if (!isGuard(*claim.ifPublished) || !effectAfter(*claim.ifAuthorised)->is(OpKind::Yield))
    return std::nullopt;
  const Value *status =
      comparedWith(claim.ifPublished->operand(0), Predicate::Eq, word(SlotStatus::Published));
  claim.status = status ? status->definingOp() : nullptr;
  claim.tenant = firstEffect(claim.ifPublished->region(0).block());
  const llvm::StringRef ring = exchange.stringAttr(AttrName::Buffer);
  Value *base = exchange.operand(0);
  if (!claim.status || loadedIndex(*claim.status, ring) != base ||
      onlyUser(status) != claim.ifPublished->operand(0)->definingOp() ||
      !claim.tenant->is(OpKind::Load) || claim.tenant->stringAttr(AttrName::Buffer) != ring ||
      withoutAdded(claim.tenant->operand(0), kSlotTenant) != base)
    return std::nullopt;
  claim.gate = effectAfter(*claim.tenant);
  if (!claim.gate->is(OpKind::SchedTenantGate) ||
      claim.gate->operand(0) != claim.tenant->result() || !onlyUser(claim.tenant->result()) ||
      claim.ifAuthorised->operand(0) != claim.gate->result() ||
      onlyUser(claim.gate->result()) != claim.ifAuthorised ||
      effectAfter(*claim.gate) != claim.ifAuthorised)
    return std::nullopt;
  return claim;
}

} // namespace

std::optional<Buffers> findOwnedClaim(Op &kernel) {
  for (Op *exchange : opsOf(kernel, OpKind::AtomicCmpxchg)) {
    Op *gate = exchange->parentOp();
    if (constantBits(exchange->operand(1)) != word(SlotStatus::Published) ||
        constantBits(exchange->operand(2)) != word(SlotStatus::Claimed) || !gate->is(OpKind::If))
      continue;
    for (Op *op = firstEffect(*gate->parentBlock()); op != gate; op = effectAfter(*op)) {
      const Attr *buffer = op->attr(AttrName::Buffer);
      const Value *index = buffer ? loadedIndex(*op, buffer->asString()) : nullptr;
      if (index && constantBits(index) == kControlTenantBase)
        return Buffers{buffer->asString(), exchange->stringAttr(AttrName::Buffer)};
    }
  }
  return std::nullopt;
}

void raiseClaims(Op &kernel, PassContext &context) {
  Builder b(context.context);
  for (Op *exchange : opsOf(kernel, OpKind::AtomicCmpxchg)) {
    std::optional<OwnedClaim> claim = matchOwnedClaim(*exchange);
    if (!claim)
      continue;
    b.setInsertionPointBefore(claim->ifPublished);
    b.setLoc(claim->status->loc());
    static constexpr uint64_t kStatuses[] = {word(SlotStatus::Published)};
    Value *claimed =
        b.build(OpKind::SchedClaim, exchange->operand(0),
                {bufferAttr(AttrName::Control, claim->gate->stringAttr(AttrName::Control), context),
                 bufferAttr(AttrName::Ring, exchange->stringAttr(AttrName::Buffer), context),
                 {AttrName::Statuses, Attr::array(kStatuses)}});
    Op *branch = b.create(OpKind::If, {}, claimed, {}, 2);
    branch->region(0).takeBlock(claim->ifClaimed->region(0));
    // Values of the outer regions that the body uses move out with it.
    for (Op *outer : {claim->ifPublished, claim->ifAuthorised})
      for (auto it = outer->region(0).block().ops().begin(),
                end = outer->region(0).block().ops().end();
           it != end;) {
        Op &op = *it++;
        if (op.info().effects == Pure && op.numRegions() == 0 && !op.info().isTerminator &&
            &op != claim->ifClaimed->operand(0)->definingOp())
          op.moveBefore(claimed->definingOp());
      }
    eraseChain(claim->ifPublished);
    claim->status->erase();
    context.changed = true;
    ++context.statistics["claims raised"];
    context.applied(branch->loc(), "the claim of a slot that the invocation owns");
  }
}

/// The value that numbers the first word of the loop's request, counter * 8; else null.
static Value *requestOf(const Op &loop, const Op &exchange) {
  Value *request = withoutAdded(exchange.operand(0), kIoStatus);
  const Op *product = request ? request->definingOp() : nullptr;
  const Value *counter = loop.region().block().arguments().front();
  if (!product || product->numOperands() != 2 || product->operand(0) != counter ||
      onlyUser(counter) != product)
    return nullptr;
  const std::optional<uint64_t> scale = constantBits(product->operand(1));
  const bool isScaled = (product->is(OpKind::Shl) && scale == llvm::Log2_32(kIoSlotWords)) ||
                        (product->is(OpKind::Mul) && scale == kIoSlotWords);
  return isScaled ? request : nullptr;
}

/// for each request { cas status; if claimed { transfer; status = DONE } }
void raiseIoPolls(Op &kernel, PassContext &context) {
  Builder b(context.context);
  for (Op *loop : opsOf(kernel, OpKind::For)) {
    Block &body = loop->region().block();
    Op *exchange = firstEffect(body);
    if (constantBits(loop->operand(0)) != 0 || constantBits(loop->operand(1)) != kIoSlotCount ||
        loop->numResults() != 0 || !exchange->is(OpKind::AtomicCmpxchg) ||
        constantBits(exchange->operand(1)) != word(SlotStatus::Published) ||
        constantBits(exchange->operand(2)) != word(SlotStatus::Claimed))
      continue;
    Value *request = requestOf(*loop, *exchange);
    Op *guard = effectAfter(*exchange);
    if (!request || !isGuard(*guard) || !effectAfter(*guard)->is(OpKind::Yield) ||
        comparedWith(guard->operand(0), Predicate::Eq, word(SlotStatus::Published)) !=
            exchange->result() ||
        !onlyUser(exchange->result()) || !onlyUser(guard->operand(0)))
      continue;
    Block &transfer = guard->region(0).block();
    Op *done = nullptr;
    for (Op *op = firstEffect(transfer); !op->info().isTerminator; op = effectAfter(*op))
      done = op;
    if (!done || (!done->is(OpKind::Store) && !done->is(OpKind::AtomicStore)) ||
        done->stringAttr(AttrName::Buffer) != exchange->stringAttr(AttrName::Buffer) ||
        done->operand(0) != exchange->operand(0) ||
        constantBits(done->operand(1)) != word(SlotStatus::Done))
      continue;
    done->erase();
    b.setInsertionPointBefore(loop);
    b.setLoc(loop->loc());
    Op *poll = b.create(
        OpKind::SchedIoPoll, {}, {},
        bufferAttr(AttrName::Queue, exchange->stringAttr(AttrName::Buffer), context), 1);
    request->replaceAllUsesWith(transfer.addArgument(context.context, Type::getU32()));
    const Op *test = guard->operand(0)->definingOp();
    Op *first = &transfer.ops().front();
    for (auto it = body.ops().begin(); &*it != guard;) {
      Op &op = *it++;
      if (&op != exchange && &op != test && &op != request->definingOp())
        op.moveBefore(first);
    }
    poll->region().takeBlock(guard->region(0));
    loop->erase();
    context.changed = true;
    context.applied(poll->loc(), "the poll of an IO queue");
  }
}

/// load control[0]; if it is not 0 { return }
static bool raiseShutdownTest(Block &block, Buffers buffers, PassContext &context) {
  for (Op *load = firstEffect(block); load; load = effectAfter(*load)) {
    const Value *index = loadedIndex(*load, buffers.control);
    if (!index || constantBits(index) != kControlShutdown)
      continue;
    Op *guard = effectAfter(*load);
    if (!guard || !isGuard(*guard) ||
        comparedWith(guard->operand(0), Predicate::Ne, 0) != load->result() ||
        onlyUser(load->result()) != guard->operand(0)->definingOp() ||
        !firstEffect(guard->region(0).block())->is(OpKind::Return))
      continue;
    Builder b(context.context);
    b.setInsertionPointBefore(load);
    b.setLoc(load->loc());
    b.create(OpKind::SchedShutdownTest, {}, {},
             bufferAttr(AttrName::Control, buffers.control, context));
    eraseChain(guard);
    load->erase();
    context.changed = true;
    return true;
  }
  return false;
}

/// The block that holds the claim, which is one pass.
static Block *passOf(Op &kernel) {
  for (OpKind kind : {OpKind::SchedScan, OpKind::SchedClaim})
    if (auto ops = opsOf(kernel, kind); ops.size() == 1)
      return ops.front()->parentBlock();
  return nullptr;
}

static Op *makeLoop(Builder &b, uint64_t limit) {
  return b.create(OpKind::SchedLoop, {}, {}, NamedAttr{AttrName::Limit, Attr::integer(limit)}, 1);
}

void raiseLoop(Op &kernel, Buffers buffers, PassContext &context) {
  Block *pass = passOf(kernel);
  if (!pass || !raiseShutdownTest(*pass, buffers, context))
    return;
  Builder b(context.context);
  Op *around = pass->parentOp();
  if (around == &kernel) { // a single pass: all of the kernel from the test on
    Op *test = firstEffect(*pass);
    while (!test->is(OpKind::SchedShutdownTest))
      test = effectAfter(*test);
    b.setInsertionPointBefore(test);
    b.setLoc(test->loc());
    Op *loop = makeLoop(b, 1);
    b.setInsertionPointToEnd(loop->region().emplaceBlock(context.context));
    Op *yield = b.create(OpKind::Yield, {});
    const Op *end = pass->terminator();
    for (auto it = std::next(loop->getIterator()); &*it != end;) {
      Op &op = *it++;
      op.moveBefore(yield);
    }
    return;
  }
  std::optional<uint64_t> from, limit;
  if (around->is(OpKind::For)) {
    from = constantBits(around->operand(0));
    limit = constantBits(around->operand(1));
  }
  if (from != 0 || !limit || around->numResults() != 0 ||
      pass->arguments().front()->hasUses() || around->parentOp() != &kernel) {
    context.missed(around->loc(), "the passes are not those of a counted loop of the kernel");
    return;
  }
  b.setInsertionPointBefore(around);
  b.setLoc(around->loc());
  Op *loop = makeLoop(b, *limit);
  pass->eraseArguments(context.context, 0u);
  loop->region().takeBlock(around->region());
  around->erase();
  context.applied(loop->loc(), "a loop of " + (*limit == kForeverPasses
                                                   ? llvm::Twine("persistent")
                                                   : llvm::Twine(*limit)) +
                                   " passes");
}

} // namespace scheduler

LogicalResult raiseScheduler(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel)
    return success();
  std::optional<scheduler::Buffers> buffers = scheduler::raiseScans(*kernel, context);
  if (!buffers)
    buffers = scheduler::findOwnedClaim(*kernel);
  if (!buffers)
    return success();
  scheduler::raiseGates(*kernel, *buffers, context);
  scheduler::raiseClaims(*kernel, context);
  scheduler::raiseExecution(*kernel, *buffers, context);
  scheduler::raiseIoPolls(*kernel, context);
  scheduler::raiseLoop(*kernel, *buffers, context);
  return success();
}

} // namespace vyrecc
