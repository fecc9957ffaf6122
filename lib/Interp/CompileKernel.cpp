// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Flattens a kernel: every value gets slots, structured control flow becomes jumps.
#include "Bytecode.h"
#include "vyre-cc/Protocol/Layout.h"

namespace vyrecc::interp {

using namespace ir;

namespace {

/// Where the terminators of a loop lead.
struct LoopTargets {
  llvm::SmallVector<uint32_t, 8> arguments, results; ///< first slots of the values
  llvm::SmallVector<uint32_t, 4> breaks;             ///< jumps to be set to the end
  uint32_t head = 0;
};

class KernelCompiler {
public:
  KernelCompiler(const llvm::DenseMap<StringRef, uint32_t> &buffers,
                 std::optional<uint32_t> passLimit)
      : buffers(buffers), passLimit(passLimit) {}

  Bytecode compile(Op &kernel) {
    compileBlock(kernel.region().block());
    return std::move(out);
  }

private:
  uint32_t newSlots(Type type) {
    const uint32_t first = out.numSlots;
    out.numSlots += type.lanes();
    return first;
  }

  uint32_t slot(const Value *value) {
    auto [entry, isNew] = slots.try_emplace(value, 0);
    if (isNew) {
      entry->second = newSlots(value->type());
      if (const Op *op = value->definingOp(); op && op->is(OpKind::Const))
        out.constants.push_back({entry->second, op->intAttr(AttrName::Value)});
    }
    return entry->second;
  }
  uint32_t operand(const Op &op, unsigned index) { return slot(op.operand(index)); }

  Instruction &emit(Code code, const Op *op = nullptr) {
    out.code.push_back({});
    Instruction &made = out.code.back();
    made.code = code;
    made.op = op;
    if (op)
      made.kind = op->kind();
    return made;
  }
  uint32_t here() const { return static_cast<uint32_t>(out.code.size()); }

  void copy(uint32_t from, uint32_t to, Type type) {
    if (from == to)
      return;
    Instruction &made = emit(Code::Copy);
    made.dst = to;
    made.a = from;
    made.sub = static_cast<uint8_t>(type.lanes());
  }

  /// All at once: a source may be another's destination.
  void copyAll(const Op &terminator, llvm::ArrayRef<uint32_t> to) {
    llvm::SmallVector<uint32_t, 8> from;
    for (unsigned index = 0; index != terminator.numOperands(); ++index)
      from.push_back(operand(terminator, index));
    for (size_t index = 1; index < from.size(); ++index) {
      if (!llvm::is_contained(to.take_front(index), from[index]))
        continue;
      const Type type = terminator.operand(index)->type();
      const uint32_t saved = newSlots(type);
      copy(from[index], saved, type);
      from[index] = saved;
    }
    for (size_t index = 0; index != from.size(); ++index)
      copy(from[index], to[index], terminator.operand(index)->type());
  }

  llvm::SmallVector<uint32_t, 8> slotsOf(llvm::MutableArrayRef<Value> values) {
    llvm::SmallVector<uint32_t, 8> found;
    for (Value &value : values)
      found.push_back(slot(&value));
    return found;
  }

  void compileBlock(Block &block) {
    for (Op &op : block.ops())
      compileOp(op);
  }

  /// A region that ends in vir.yield, or leaves in another way.
  void compileArm(Block &block, llvm::ArrayRef<uint32_t> results) {
    auto outer = std::exchange(yieldTo, results);
    compileBlock(block);
    yieldTo = outer;
  }

  void compileIf(Op &op) {
    const auto results = slotsOf(op.results());
    const uint32_t test = here();
    emit(Code::JumpUnless).a = operand(op, 0);
    compileArm(op.region(0).block(), results);
    const uint32_t over = here();
    emit(Code::Jump);
    out.code[test].target = here();
    if (!op.region(1).empty())
      compileArm(op.region(1).block(), results);
    out.code[over].target = here();
  }

  void compileFor(Op &op) {
    Block &body = op.region().block();
    const auto results = slotsOf(op.results());
    llvm::SmallVector<uint32_t, 8> arguments;
    for (const Value *argument : body.arguments().drop_front())
      arguments.push_back(slot(argument));
    const uint32_t counter = slot(body.arguments().front());
    copy(operand(op, 0), counter, Type::getU32());
    for (size_t index = 0; index != arguments.size(); ++index)
      copy(operand(op, static_cast<unsigned>(index) + 2), arguments[index],
           body.arguments()[index + 1]->type());
    uint32_t end = operand(op, 1);
    if (passLimit && op.hasAttr(AttrName::Persistent))
      end = constant(Type::getU32(), *passLimit);
    const uint32_t head = here();
    Instruction &test = emit(Code::LoopTest);
    test.a = counter;
    test.b = end;
    compileArm(body, arguments);
    emit(Code::Increment).a = counter;
    emit(Code::Jump).target = head;
    out.code[head].target = here();
    for (size_t index = 0; index != arguments.size(); ++index)
      copy(arguments[index], results[index], body.arguments()[index + 1]->type());
  }

  void compileLoop(Op &op) {
    Block &body = op.region().block();
    LoopTargets targets;
    targets.results = slotsOf(op.results());
    for (const Value *argument : body.arguments())
      targets.arguments.push_back(slot(argument));
    for (size_t index = 0; index != targets.arguments.size(); ++index)
      copy(operand(op, static_cast<unsigned>(index)), targets.arguments[index],
           body.arguments()[index]->type());
    targets.head = here();
    LoopTargets *outer = std::exchange(loop, &targets);
    compileBlock(body);
    loop = outer;
    for (uint32_t jump : targets.breaks)
      out.code[jump].target = here();
  }

  void compileSwitch(Op &op) {
    const auto results = slotsOf(op.results());
    llvm::SmallVector<uint32_t, 8> ends;
    for (auto [index, value] : llvm::enumerate(op.attr(AttrName::Cases)->asArray())) {
      const uint32_t isCase = newSlots(Type::getBool());
      compare(op, Predicate::Eq, operand(op, 0), constant(Type::getU32(), value), isCase);
      const uint32_t test = here();
      emit(Code::JumpUnless).a = isCase;
      compileArm(op.region(static_cast<unsigned>(index)).block(), results);
      ends.push_back(here());
      emit(Code::Jump);
      out.code[test].target = here();
    }
    compileArm(op.region(op.numRegions() - 1).block(), results);
    for (uint32_t jump : ends)
      out.code[jump].target = here();
  }

  uint32_t constant(Type type, uint64_t value) {
    const uint32_t made = newSlots(type);
    out.constants.push_back({made, value});
    return made;
  }

  void compare(const Op &op, Predicate predicate, uint32_t a, uint32_t b, uint32_t dst) {
    Instruction &made = emit(Code::Compute, &op);
    made.kind = OpKind::Cmp;
    made.type = Type::getU32();
    made.resultType = Type::getBool();
    made.sub = static_cast<uint8_t>(predicate);
    made.dst = dst;
    made.a = a;
    made.b = b;
  }

  /// `repeat` emits the body; its number of rounds is `count`, and `counter` says which it is.
  template <typename Body> void compileCounted(uint32_t counter, uint64_t count, Body &&body) {
    copy(constant(Type::getU32(), 0), counter, Type::getU32());
    const uint32_t limit = constant(Type::getU32(), count);
    const uint32_t head = here();
    Instruction &test = emit(Code::LoopTest);
    test.a = counter;
    test.b = limit;
    body();
    emit(Code::Increment).a = counter;
    emit(Code::Jump).target = head;
    out.code[head].target = here();
  }

  void compilePasses(Op &op) {
    uint64_t limit = op.intAttr(AttrName::Limit);
    if (limit == protocol::kForeverPasses)
      limit = passLimit.value_or(protocol::kForeverPasses);
    compileCounted(newSlots(Type::getU32()), limit,
                   [&] { compileArm(op.region().block(), {}); });
  }

  /// The op's slots, `extra` more for what it gives beside its results. Gives the first of those.
  uint32_t compileSchedule(Op &op, unsigned extra = 0) {
    const auto list = static_cast<uint32_t>(out.lists.size());
    llvm::SmallVector<uint32_t, 12> slots;
    for (unsigned index = 0; index != op.numOperands(); ++index)
      slots.push_back(operand(op, index));
    slots.append(slotsOf(op.results()));
    uint32_t firstExtra = out.numSlots;
    for (unsigned index = 0; index != extra; ++index)
      slots.push_back(newSlots(Type::getU32()));
    out.lists.insert(out.lists.end(), slots.begin(), slots.end());
    emit(Code::Schedule, &op).a = list;
    return firstExtra;
  }

  void compileShutdownTest(Op &op) {
    const uint32_t isShutDown = compileSchedule(op, 1);
    const uint32_t test = here();
    emit(Code::JumpUnless).a = isShutDown;
    emit(Code::End);
    out.code[test].target = here();
  }

  void compileDispatch(Op &op) {
    for (auto [index, value] : llvm::enumerate(op.attr(AttrName::Cases)->asArray())) {
      const uint32_t isCase = newSlots(Type::getBool());
      compare(op, Predicate::Eq, operand(op, 0), constant(Type::getU32(), value), isCase);
      const uint32_t test = here();
      emit(Code::JumpUnless).a = isCase;
      compileArm(op.region(static_cast<unsigned>(index)).block(), {});
      out.code[test].target = here();
    }
  }

  /// Claims in one step, the requester's region, and the status in another.
  void compileIoPoll(Op &op) {
    const uint32_t request = slot(op.region().block().arguments().front());
    const uint32_t counter = newSlots(Type::getU32()), completes = newSlots(Type::getBool());
    const uint32_t claims = constant(Type::getBool(), 0), done = constant(Type::getBool(), 1);
    auto step = [&](uint32_t phase) {
      copy(phase, completes, Type::getBool());
      const auto list = static_cast<uint32_t>(out.lists.size());
      const uint32_t isClaimed = newSlots(Type::getBool());
      out.lists.insert(out.lists.end(), {counter, completes, request, isClaimed});
      emit(Code::Schedule, &op).a = list;
      return isClaimed;
    };
    compileCounted(counter, protocol::kIoSlotCount, [&] {
      const uint32_t isClaimed = step(claims);
      const uint32_t test = here();
      emit(Code::JumpUnless).a = isClaimed;
      compileArm(op.region().block(), {});
      (void)step(done);
      out.code[test].target = here();
    });
  }

  void compileAccess(Op &op, Code code) {
    const uint32_t buffer = buffers.lookup(op.stringAttr(AttrName::Buffer));
    const uint32_t a = op.numOperands() > 0 ? operand(op, 0) : 0;
    const uint32_t b = op.numOperands() > 1 ? operand(op, 1) : 0;
    const uint32_t c = op.numOperands() > 2 ? operand(op, 2) : 0;
    const uint32_t dst = op.numResults() ? slot(op.result()) : 0;
    Instruction &made = emit(code, &op);
    made.target = buffer;
    made.a = a, made.b = b, made.c = c, made.dst = dst;
    made.type = op.numResults() ? op.result()->type() : op.operand(1)->type();
    if (const Attr *rmw = op.attr(AttrName::Rmw))
      made.sub = static_cast<uint8_t>(rmw->asInt());
  }

  void compileCompute(Op &op) {
    uint32_t operands[3] = {};
    for (unsigned index = 0; index != op.numOperands(); ++index)
      operands[index] = operand(op, index);
    const Type result = op.result()->type();
    const uint32_t dst = slot(op.result());
    const bool isSelect = op.is(OpKind::Select);
    // Lane by lane, though only moves and choices are done on vectors.
    for (unsigned lane = 0; lane != result.lanes(); ++lane) {
      Instruction &made = emit(Code::Compute, &op);
      made.type = op.operand(0)->type().element();
      made.resultType = result.element();
      made.dst = dst + lane;
      made.a = operands[0] + (isSelect ? 0 : lane);
      made.b = operands[1] + lane;
      made.c = operands[2] + lane;
      if (const Attr *predicate = op.attr(AttrName::Predicate))
        made.sub = static_cast<uint8_t>(predicate->asInt());
    }
  }

  void compileWait(Op &op, Code code) {
    out.waits = true;
    const uint32_t a = op.numOperands() > 0 ? operand(op, 0) : 0;
    const uint32_t b = op.numOperands() > 1 ? operand(op, 1) : 0;
    const uint32_t dst = op.numResults() ? slot(op.result()) : 0;
    Instruction &made = emit(code, &op);
    made.a = a, made.b = b, made.dst = dst;
    if (op.numOperands())
      made.type = op.operand(0)->type();
    if (const Attr *reduce = op.attr(AttrName::Reduce))
      made.sub = static_cast<uint8_t>(reduce->asInt());
  }

  void compileOp(Op &op) {
    switch (op.kind()) {
    case OpKind::Const: // in place from the start
    case OpKind::IndirectDispatch:
      return;
    case OpKind::InvocationId:
    case OpKind::WorkgroupId:
    case OpKind::LocalId:
    case OpKind::NumWorkgroups: {
      const uint32_t dst = slot(op.result());
      Instruction &made = emit(Code::Id, &op);
      made.dst = dst;
      made.sub = static_cast<uint8_t>(op.intAttr(AttrName::Axis));
      return;
    }
    case OpKind::SubgroupLocalId:
    case OpKind::SubgroupSize: {
      const uint32_t dst = slot(op.result());
      emit(Code::Id, &op).dst = dst;
      return;
    }
    case OpKind::PassLimit:
      out.constants.push_back(
          {slot(op.result()), passLimit.value_or(static_cast<uint32_t>(op.intAttr(AttrName::Limit)))});
      return;
    case OpKind::VectorMake:
      for (unsigned lane = 0; lane != op.numOperands(); ++lane)
        copy(operand(op, lane), slot(op.result()) + lane, op.operand(lane)->type());
      return;
    case OpKind::VectorExtract:
      copy(operand(op, 0) + static_cast<uint32_t>(op.intAttr(AttrName::Lane)), slot(op.result()),
           op.result()->type());
      return;
    case OpKind::Load:
      return compileAccess(op, Code::Load);
    case OpKind::Store:
      return compileAccess(op, Code::Store);
    case OpKind::BufferLen:
      return compileAccess(op, Code::BufferLen);
    case OpKind::AtomicLoad:
      return compileAccess(op, Code::AtomicLoad);
    case OpKind::AtomicStore:
      return compileAccess(op, Code::AtomicStore);
    case OpKind::AtomicRmw:
      return compileAccess(op, Code::AtomicRmw);
    case OpKind::AtomicCmpxchg:
      return compileAccess(op, Code::AtomicCmpxchg);
    case OpKind::Barrier:
    case OpKind::GridSync:
    case OpKind::WorkgroupMax:
      return compileWait(op, Code::Barrier);
    case OpKind::SubgroupReduce:
    case OpKind::SubgroupShuffle:
    case OpKind::SubgroupBallot:
      return compileWait(op, Code::Subgroup);
    case OpKind::DeviceSubgroupElect:
    case OpKind::DeviceSubgroupAny:
    case OpKind::DeviceSubgroupAll:
    case OpKind::DeviceSubgroupCount:
    case OpKind::DeviceSubgroupAdd:
    case OpKind::DeviceSubgroupExclusiveAdd:
    case OpKind::DeviceSubgroupBroadcastFirst:
      return compileWait(op, Code::DeviceSubgroup);
    case OpKind::AsyncLoad:
    case OpKind::AsyncStore:
    case OpKind::AsyncWait: {
      const uint32_t a = op.numOperands() ? operand(op, 0) : 0;
      const uint32_t b = op.numOperands() ? operand(op, 1) : 0;
      Instruction &made = emit(Code::Async, &op);
      made.a = a, made.b = b;
      return;
    }
    case OpKind::Trap: {
      const uint32_t address = operand(op, 0);
      emit(Code::Trap, &op).a = address;
      return;
    }
    case OpKind::If:
      return compileIf(op);
    case OpKind::For:
      return compileFor(op);
    case OpKind::Loop:
      return compileLoop(op);
    case OpKind::Switch:
      return compileSwitch(op);
    case OpKind::SchedLoop:
      return compilePasses(op);
    case OpKind::SchedDispatch:
      return compileDispatch(op);
    case OpKind::SchedShutdownTest:
      return compileShutdownTest(op);
    case OpKind::SchedIoPoll:
      return compileIoPoll(op);
    case OpKind::SchedPartitionTable:
    case OpKind::SchedScan:
    case OpKind::SchedClaim:
    case OpKind::SchedTenantGate:
    case OpKind::SchedAccount:
    case OpKind::SchedCount:
    case OpKind::SchedComplete:
      (void)compileSchedule(op);
      return;
    case OpKind::Yield:
      return copyAll(op, yieldTo);
    case OpKind::Continue:
      copyAll(op, loop->arguments);
      emit(Code::Jump).target = loop->head;
      return;
    case OpKind::Break:
      copyAll(op, loop->results);
      loop->breaks.push_back(here());
      emit(Code::Jump);
      return;
    case OpKind::Return:
      emit(Code::End);
      return;
    default: // everything else computes a value from values
      return compileCompute(op);
    }
  }

  const llvm::DenseMap<StringRef, uint32_t> &buffers;
  const std::optional<uint32_t> passLimit;
  Bytecode out;
  llvm::DenseMap<const Value *, uint32_t> slots;
  llvm::ArrayRef<uint32_t> yieldTo;
  LoopTargets *loop = nullptr;
};

} // namespace

Bytecode compileKernel(Op &kernel, const llvm::DenseMap<StringRef, uint32_t> &buffers,
                       std::optional<uint32_t> passLimit) {
  return KernelCompiler(buffers, passLimit).compile(kernel);
}

} // namespace vyrecc::interp
