// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Starts from the belief that everything is uniform and takes back what the ops contradict, until
// nothing changes: shapes only ever lose alignment or become unknown. Each loss wakes the users of
// the value.
#include "vyre-cc/Analysis/Uniformity.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/IR/Predicate.h"
#include <deque>

namespace vyrecc {

using namespace ir;
using Shape = Uniformity::Shape;

namespace {

constexpr uint32_t kWidth = 32;
constexpr Shape kDifferent = {0, 0, false};
/// Keeps steps far from wrapping.
constexpr int64_t kMaxStep = 1 << 20;

Shape uniform(unsigned alignment = 0) {
  return {0, static_cast<uint8_t>(std::min(alignment, 32u)), true};
}

/// With this step; uniform or unknown where no other step makes sense.
Shape withStep(int64_t step, unsigned alignment) {
  if (step < 0 || step > kMaxStep)
    return kDifferent;
  return {static_cast<int32_t>(step), static_cast<uint8_t>(std::min(alignment, 32u)), true};
}

Shape join(Shape a, Shape b) {
  if (!a.isKnown || !b.isKnown || a.step != b.step)
    return kDifferent;
  return {a.step, std::min(a.alignment, b.alignment), true};
}

/// The bits below this one hold all that differs in a subgroup; none of it is carried further.
std::optional<unsigned> differingBits(Shape shape) {
  const unsigned bits = 32 - llvm::countl_zero(uint32_t(shape.step) * (kWidth - 1));
  if (!shape.isKnown || bits > shape.alignment)
    return std::nullopt;
  return bits;
}

unsigned trailingZeros(uint32_t value) { return value ? llvm::countr_zero(value) : 32; }

} // namespace

class Uniformity::Solver {
public:
  Solver(Uniformity &out, Op &kernel, Group group) : out(out), kernel(kernel), group(group) {}

  void solve() {
    if (const Op *module = kernel.parentOp())
      for (const Op &op : module->region().block().ops())
        if (op.is(OpKind::BufferDecl) &&
            op.enumAttr<Access>(AttrName::AccessMode) == Access::ReadOnly)
          constantBuffers.insert(op.stringAttr(AttrName::SymName));
    ArrayRef<uint64_t> sizes = kernel.attr(AttrName::WorkgroupSize)->asArray();
    std::copy(sizes.begin(), sizes.end(), size.begin());
    walkPreOrder(kernel, [this](Op &op) {
      if (op.is(OpKind::Break) || op.is(OpKind::Continue))
        noteExit(op);
      push(op);
    });
    while (!queue.empty()) {
      Op *op = queue.front();
      queue.pop_front();
      queued.erase(op);
      visit(*op);
    }
  }

private:
  void push(Op &op) {
    if (queued.insert(&op).second)
      queue.push_back(&op);
  }

  void noteExit(Op &exit) {
    Op *loop = exit.parentOp();
    while (!loop->is(OpKind::Loop))
      loop = loop->parentOp();
    exitsOf[loop].push_back(&exit);
    for (Op *decider = exit.parentOp(); decider != loop; decider = decider->parentOp())
      deciders[decider] = loop;
  }

  /// Nothing where the value has not been looked at yet, which contradicts nothing.
  std::optional<Shape> known(const Value *value) const {
    auto found = out.shapes.find(value);
    return found == out.shapes.end() ? std::nullopt : std::optional(found->second);
  }

  void set(const Value &value, std::optional<Shape> shape) {
    if (!shape)
      return;
    auto [entry, isNew] = out.shapes.try_emplace(&value, *shape);
    if (!isNew) {
      const Shape joined = join(entry->second, *shape);
      if (joined == entry->second)
        return;
      entry->second = joined;
    }
    for (OpOperand *use = value.firstUse(); use; use = use->nextUse())
      push(*use->owner());
  }

  void visit(Op &op) {
    if (op.is(OpKind::Kernel))
      return;
    if (op.is(OpKind::Yield))
      return visitRegionOp(*op.parentOp());
    if (op.is(OpKind::Break) || op.is(OpKind::Continue)) {
      Op *loop = op.parentOp();
      while (!loop->is(OpKind::Loop))
        loop = loop->parentOp();
      return visitRegionOp(*loop);
    }
    if (op.numRegions() != 0)
      return visitRegionOp(op);
    for (const Value &result : op.results())
      set(result, shapeOf(op));
  }

  void visitRegionOp(Op &op) {
    const bool isUniform = out.branchesUniformly(op);
    if (!isUniform)
      if (Op *loop = deciders.lookup(&op); loop && out.divergentLoops.insert(loop).second)
        push(*loop);
    if (op.is(OpKind::Loop))
      visitExits(op);
    switch (op.kind()) {
    case OpKind::If:
    case OpKind::Switch:
      for (Region &region : op.regions())
        if (!region.empty())
          merge(*region.block().terminator(), isUniform);
      return;
    case OpKind::For: {
      Block &body = op.region().block();
      set(*body.arguments()[0], isUniform ? uniform() : kDifferent);
      for (unsigned index = 0; index != op.numResults(); ++index) {
        const Value *next = body.terminator()->is(OpKind::Yield) ? body.terminator()->operand(index)
                                                                 : op.operand(index + 2);
        for (const Value *value : {static_cast<const Value *>(op.operand(index + 2)), next}) {
          std::optional<Shape> shape = isUniform ? known(value) : std::optional(kDifferent);
          set(*body.arguments()[index + 1], shape);
          set(*op.result(index), shape);
        }
      }
      return;
    }
    case OpKind::Loop:
      for (unsigned index = 0; index != op.numOperands(); ++index)
        set(*op.region().block().arguments()[index],
            isUniform ? known(op.operand(index)) : std::optional(kDifferent));
      return;
    default: // ops that schedule
      for (Region &region : op.regions())
        if (!region.empty())
          for (const Value *argument : region.block().arguments())
            set(*argument, kDifferent);
      for (const Value &result : op.results())
        set(result, kDifferent);
      return;
    }
  }

  /// What a vir.yield gives to the op around it.
  void merge(const Op &terminator, bool isUniform) {
    if (!terminator.is(OpKind::Yield))
      return;
    Op &parent = *terminator.parentOp();
    for (unsigned index = 0; index != parent.numResults(); ++index)
      set(*parent.result(index),
          isUniform ? known(terminator.operand(index)) : std::optional(kDifferent));
  }

  void visitExits(Op &loop) {
    const bool isUniform = out.branchesUniformly(loop);
    for (const Op *exit : exitsOf.lookup(&loop))
      for (unsigned index = 0; index != exit->numOperands(); ++index)
        set(exit->is(OpKind::Break) ? *loop.result(index)
                                    : *loop.region().block().arguments()[index],
            isUniform ? known(exit->operand(index)) : std::optional(kDifferent));
  }

  /// Where the workgroup has no more invocations than a subgroup.
  bool isOneSubgroup() const {
    return size[0] <= kWidth && size[1] <= kWidth && size[2] <= kWidth &&
           size[0] * size[1] * size[2] <= kWidth;
  }

  Shape localId(uint64_t axis) const {
    if (size[axis] == 1)
      return uniform(32);
    if (group != Group::Subgroup)
      return kDifferent;
    const bool rowsAreWhole = size[0] % kWidth == 0;
    if (axis == 0)
      return rowsAreWhole || size[1] * size[2] == 1 ? withStep(1, 5) : kDifferent;
    if (rowsAreWhole || (axis == 2 && size[0] * size[1] % kWidth == 0))
      return uniform();
    return kDifferent;
  }

  std::optional<Shape> shapeOf(const Op &op) const {
    switch (op.kind()) {
    case OpKind::Const:
      return uniform(trailingZeros(static_cast<uint32_t>(op.intAttr(AttrName::Value))));
    case OpKind::LocalId:
      return localId(op.intAttr(AttrName::Axis));
    case OpKind::InvocationId: {
      const uint64_t axis = op.intAttr(AttrName::Axis);
      const Shape local = localId(axis);
      return local.isKnown
                 ? Shape{local.step,
                         static_cast<uint8_t>(std::min<unsigned>(
                             local.alignment, trailingZeros(static_cast<uint32_t>(size[axis])))),
                         true}
                 : kDifferent;
    }
    case OpKind::SubgroupLocalId:
      return group == Group::Subgroup ? withStep(1, 32) : kDifferent;
    case OpKind::SubgroupReduce:
    case OpKind::SubgroupBallot:
      return group == Group::Subgroup || isOneSubgroup() ? uniform() : kDifferent;
    case OpKind::WorkgroupMax:
      return uniform();
    case OpKind::DeviceSubgroupAny:
    case OpKind::DeviceSubgroupAll:
    case OpKind::DeviceSubgroupCount:
    case OpKind::DeviceSubgroupAdd:
    case OpKind::DeviceSubgroupBroadcastFirst:
      return group == Group::DeviceSubgroup && out.isInUniformFlow(op) ? uniform() : kDifferent;
    case OpKind::Load:
      if (!constantBuffers.contains(op.stringAttr(AttrName::Buffer)))
        return kDifferent;
      break;
    default:
      if (op.info().effects != Pure)
        return kDifferent;
    }
    llvm::SmallVector<Shape, 3> sources;
    for (const OpOperand &operand : op.operands()) {
      std::optional<Shape> shape = known(operand.get());
      if (!shape)
        return std::nullopt;
      if (!shape->isKnown)
        return kDifferent;
      sources.push_back(*shape);
    }
    return compute(op, sources);
  }

  static bool isWord(const Value &value) {
    return value.type() == Type::getU32() || value.type() == Type::getI32();
  }

  static Shape compute(const Op &op, ArrayRef<Shape> sources) {
    const bool allUniform = llvm::all_of(sources, [](Shape shape) { return shape.isUniform(); });
    const Shape otherwise = allUniform ? uniform() : kDifferent;
    if (sources.empty() || !isWord(*op.operand(0)))
      return op.is(OpKind::Select) && sources[0].isUniform() ? join(sources[1], sources[2])
                                                             : otherwise;
    const Shape a = sources[0], b = sources.size() > 1 ? sources[1] : Shape();
    const std::optional<uint64_t> amount =
        sources.size() > 1 ? constantBits(op.operand(1)) : std::nullopt;
    const auto constant = static_cast<uint32_t>(amount.value_or(0));
    switch (op.kind()) {
    case OpKind::Add:
      return withStep(int64_t(a.step) + b.step, std::min(a.alignment, b.alignment));
    case OpKind::Sub:
      return withStep(int64_t(a.step) - b.step, std::min(a.alignment, b.alignment));
    case OpKind::Mul: {
      const Shape factor = a.isUniform() ? b : a;
      const std::optional<uint64_t> times = constantBits(op.operand(a.isUniform() ? 0 : 1));
      if (allUniform)
        return uniform(a.alignment + b.alignment);
      return times && *times <= kMaxStep
                 ? withStep(factor.step * int64_t(*times),
                            factor.alignment + trailingZeros(static_cast<uint32_t>(*times)))
                 : kDifferent;
    }
    case OpKind::Shl:
      if (amount && constant < 20)
        return withStep(int64_t(a.step) << constant, a.alignment + constant);
      return otherwise;
    case OpKind::Shr:
    case OpKind::Div:
      if (!amount || !op.operand(0)->type().isUnsigned())
        return otherwise;
      if (op.is(OpKind::Shr))
        return shiftRight(a, constant % 32);
      return llvm::has_single_bit(constant) ? shiftRight(a, trailingZeros(constant)) : otherwise;
    case OpKind::Rem:
      if (amount && op.operand(0)->type().isUnsigned() && llvm::has_single_bit(constant))
        return mask(a, constant - 1);
      return otherwise;
    case OpKind::And:
      return amount ? mask(a, constant) : otherwise;
    case OpKind::Cmp:
      return compare(op, a, b, otherwise);
    case OpKind::Bitcast:
    case OpKind::Convert:
      return isWord(op.results().front()) ? a : otherwise;
    default:
      return otherwise;
    }
  }

  static Shape shiftRight(Shape value, unsigned amount) {
    std::optional<unsigned> bits = differingBits(value);
    const unsigned alignment = value.alignment > amount ? value.alignment - amount : 0;
    if (value.isUniform() || (bits && *bits <= amount))
      return uniform(alignment);
    // Each position keeps a part of its own only if nothing of it is shifted out.
    return bits && trailingZeros(static_cast<uint32_t>(value.step)) >= amount
               ? withStep(value.step >> amount, alignment)
               : kDifferent;
  }

  static Shape mask(Shape value, uint32_t kept) {
    if (value.isUniform())
      return uniform(std::max<unsigned>(value.alignment, trailingZeros(kept)));
    std::optional<unsigned> bits = differingBits(value);
    if (!bits)
      return kDifferent;
    const uint32_t differing = *bits == 32 ? UINT32_MAX : (1u << *bits) - 1;
    if ((kept & differing) == 0)
      return uniform(trailingZeros(kept));
    // Only the differing part is left, whole: the rest of the mask meets bits that are not known.
    if (kept == differing || (kept & differing) == differing)
      return (kept >> value.alignment) == 0 || value.alignment == 32
                 ? withStep(value.step, 32)
                 : withStep(value.step, value.alignment);
    return kDifferent;
  }

  /// A bound that is a multiple of what differs in a subgroup parts no subgroup.
  static Shape compare(const Op &op, Shape a, Shape b, Shape otherwise) {
    if (!op.operand(0)->type().isUnsigned())
      return otherwise;
    auto predicate = op.enumAttr<Predicate>(AttrName::Predicate);
    const Value *bound = op.operand(1);
    if (a.isUniform() && !b.isUniform()) {
      std::swap(a, b);
      bound = op.operand(0);
      predicate = swapped(predicate);
    }
    std::optional<unsigned> bits = differingBits(a);
    if (!b.isUniform() || !bits)
      return otherwise;
    if (predicate == Predicate::Lt || predicate == Predicate::Ge)
      return b.alignment >= *bits ? uniform() : otherwise;
    std::optional<uint64_t> last = constantBits(bound);
    if ((predicate == Predicate::Le || predicate == Predicate::Gt) && last)
      return trailingZeros(static_cast<uint32_t>(*last) + 1) >= *bits ? uniform() : otherwise;
    return otherwise;
  }

  Uniformity &out;
  Op &kernel;
  const Group group;
  std::array<uint64_t, 3> size = {};
  llvm::DenseSet<StringRef> constantBuffers;
  std::deque<Op *> queue;
  llvm::DenseSet<const Op *> queued;
  llvm::DenseMap<const Op *, Op *>
      deciders; ///< ops that decide whether an exit of this loop is taken
  llvm::DenseMap<const Op *, llvm::SmallVector<const Op *, 4>> exitsOf; ///< by vir.loop
};

Uniformity::Uniformity(Op &kernel, Group group) { Solver(*this, kernel, group).solve(); }

bool Uniformity::isUniform(const Value &value) const {
  auto found = shapes.find(&value);
  return found == shapes.end() ? constantBits(&value).has_value() : found->second.isUniform();
}

bool Uniformity::branchesUniformly(const Op &op) const {
  switch (op.kind()) {
  case OpKind::If:
  case OpKind::Switch:
    return isUniform(*op.operand(0));
  case OpKind::For:
    return isUniform(*op.operand(0)) && isUniform(*op.operand(1));
  case OpKind::Loop:
    return !divergentLoops.contains(&op);
  default:
    return false;
  }
}

bool Uniformity::isInUniformFlow(const Op &op) const {
  for (const Op *parent = op.parentOp(); parent && !parent->is(OpKind::Kernel);
       parent = parent->parentOp())
    if (!branchesUniformly(*parent))
      return false;
  return true;
}

} // namespace vyrecc
