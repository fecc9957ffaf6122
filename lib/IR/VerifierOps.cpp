// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks the rules of single ops: what the op table cannot say.
#include "Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc::ir {

static std::string listOf(ArrayRef<Type> types) {
  std::string text = "(";
  for (auto [index, type] : llvm::enumerate(types))
    text += (index ? ", " : "") + type.str();
  return text + ")";
}

LogicalResult Verifier::verifyPassedTypes(Op &op, ArrayRef<Type> expected,
                                          const llvm::Twine &whose) {
  llvm::SmallVector<Type, 8> found = operandTypes(op, 0);
  if (ArrayRef<Type>(found) == expected)
    return success();
  return broken(op, "the values are " + listOf(found) + " (expected " + listOf(expected) + ", " +
                        whose + ")");
}

LogicalResult Verifier::verifyBlockArguments(Op &op, ArrayRef<Type> expected) {
  llvm::SmallVector<Type, 8> found;
  for (const Value *argument : op.region().block().arguments())
    found.push_back(argument->type());
  if (ArrayRef<Type>(found) == expected)
    return success();
  return broken(op, "the region's arguments are " + listOf(found) + " (expected " +
                        listOf(expected) + ")");
}

LogicalResult Verifier::verifyBuffer(Op &op) {
  StringRef name = op.stringAttr(AttrName::SymName);
  if (name.empty())
    return broken(op, "the name is empty (expected a name)");
  if (!buffers.try_emplace(name, &op).second)
    return broken(op, "another buffer is called '" + name + "' (expected unique names)");
  auto access = op.enumAttr<Access>(AttrName::AccessMode);
  auto role = op.enumAttr<Role>(AttrName::BufferRole);
  if ((access == Access::Workgroup) != (role == Role::Workgroup) ||
      (access == Access::Private) != (role == Role::Private))
    return broken(op,
                  "access and role disagree (expected both or neither to be workgroup or private)");
  const bool isStorage = access == Access::ReadOnly || access == Access::ReadWrite;
  if (op.intAttr(AttrName::Stride) == 0 || !llvm::isUInt<32>(op.intAttr(AttrName::Stride)))
    return broken(op, "the stride is no positive number of 32 bits");
  if (!llvm::isUInt<32>(op.intAttr(AttrName::Count)))
    return broken(op, "the count is no number of 32 bits");
  const Attr *binding = op.attr(AttrName::Binding);
  if (!isStorage && (binding || op.intAttr(AttrName::Count) == 0))
    return broken(op, "a " + enumText(EnumKind::Access, static_cast<uint64_t>(access)) +
                          " buffer has a binding or no count (expected only a count)");
  if (isStorage && (!binding || !llvm::isUInt<32>(binding->asInt())))
    return broken(op, "a storage buffer has no binding of 32 bits");
  if (binding && !bindings.insert(binding->asInt()).second)
    return broken(op, "another buffer has binding " + llvm::Twine(binding->asInt()) +
                          " (expected unique bindings)");
  if (const Attr *range = op.attr(AttrName::OutputRange))
    if (range->asArray().size() != 2 || range->asArray()[0] > range->asArray()[1])
      return broken(op, "the output range is no [start, end)");
  return success();
}

LogicalResult Verifier::verifyKernel(Op &op) {
  ArrayRef<uint64_t> size = op.attr(AttrName::WorkgroupSize)->asArray();
  if (size.size() != 3 ||
      llvm::any_of(size, [](uint64_t extent) { return extent == 0 || !llvm::isUInt<32>(extent); }))
    return broken(op, "the workgroup size is not three positive numbers of 32 bits");
  if (const Attr *subgroup = op.attr(AttrName::SubgroupSize); subgroup && subgroup->asInt() != 32)
    return broken(op, "subgroups of " + llvm::Twine(subgroup->asInt()) +
                          " (expected 32, the language's)");
  StringRef name = op.stringAttr(AttrName::SymName);
  if (name.empty())
    return broken(op, "the name is empty (expected a name)");
  if (!kernels.insert(name).second)
    return broken(op, "another kernel is called '" + name + "' (expected unique names)");
  return verifyBlockArguments(op, {});
}

LogicalResult Verifier::verifyConst(Op &op) {
  const Attr &value = *op.attr(AttrName::Value);
  if (value.asType() != op.result()->type())
    return broken(op, "the value is " + value.asType().str() + " (expected " +
                          op.result()->type().str() + ", the type of the result)");
  if (value.asType().isVector() || !llvm::isUIntN(value.asType().bits(), value.asInt()))
    return broken(op, "the value's bits do not fit a scalar of its type");
  return success();
}

LogicalResult Verifier::verifyCast(Op &op) {
  Type from = op.operand(0)->type(), to = op.result()->type();
  bool fits = op.is(OpKind::Bitcast) ? from.bits() * from.lanes() == to.bits() * to.lanes()
                                     : from.lanes() == to.lanes();
  if (fits)
    return success();
  return broken(op, "operand 'value' is " + from.str() + " and the result " + to.str() +
                        (op.is(OpKind::Bitcast) ? " (expected the same width)"
                                                : " (expected the same number of lanes)"));
}

LogicalResult Verifier::verifyCmp(Op &op) {
  Type type = op.operand(0)->type();
  auto predicate = op.enumAttr<Predicate>(AttrName::Predicate);
  if (type.isVector())
    return broken(op, "operand 'lhs' is " + type.str() + " (expected a scalar)");
  if (type.isBool() && predicate != Predicate::Eq && predicate != Predicate::Ne)
    return broken(op, "bools have no order (expected predicate eq or ne)");
  return success();
}

LogicalResult Verifier::verifyAtomic(Op &op, const Op &buffer) {
  Type element = buffer.attr(AttrName::Element)->asType();
  if (!element.isInteger() || element.isVector() || element.bits() != 32)
    return broken(op, "the buffer's elements are " + element.str() +
                          " (expected an integer of 32 bits)");
  auto access = buffer.enumAttr<Access>(AttrName::AccessMode);
  if (access != Access::ReadWrite && access != Access::Workgroup)
    return broken(op, "the buffer is neither read_write nor workgroup (expected so of an atomic)");
  return success();
}

/// The type that an access moves in or out; none for vir.buffer_len.
static Type accessedType(Op &op) {
  if (op.numOperands() == 0)
    return {};
  return op.numOperands() > 1 ? op.operand(1)->type() : op.result()->type();
}

LogicalResult Verifier::verifyAccess(Op &op) {
  StringRef name = op.stringAttr(AttrName::Buffer);
  auto found = buffers.find(name);
  if (found == buffers.end())
    return broken(op, "no buffer is called '" + name + "'");
  const Op &buffer = *found->second;
  Type element = buffer.attr(AttrName::Element)->asType();
  Type type = accessedType(op);
  if (type && type != element)
    return broken(op, "the element is " + type.str() + " (expected " + element.str() +
                          ", the element of buffer '" + name + "')");
  if (op.is(OpKind::Store) && buffer.enumAttr<Access>(AttrName::AccessMode) == Access::ReadOnly)
    return broken(op, "buffer '" + name + "' is read_only (expected one that may be written)");
  if (isReady && !op.is(OpKind::BufferLen) && !op.hasAttr(AttrName::InBounds))
    return broken(op, "attribute 'in_bounds' is missing (expected in a module of form ready)");
  if (op.hasAttr(AttrName::Ordering))
    return verifyAtomic(op, buffer);
  return success();
}

LogicalResult Verifier::verifyIf(Op &op) {
  if (op.region(1).empty() && op.numResults() != 0)
    return broken(op, "the second region is empty (expected it to yield the results)");
  for (Region &region : op.regions())
    if (!region.empty() && !region.block().arguments().empty())
      return broken(op, "a region has arguments (expected none)");
  return success();
}

LogicalResult Verifier::verifyFor(Op &op) {
  llvm::SmallVector<Type, 8> carried = operandTypes(op, 2);
  if (resultTypes(op) != carried)
    return broken(op, "the results are " + listOf(resultTypes(op)) + " (expected " +
                          listOf(carried) + ", the types of the inits)");
  carried.insert(carried.begin(), Type::getU32());
  return verifyBlockArguments(op, carried);
}

LogicalResult Verifier::verifyLoop(Op &op) { return verifyBlockArguments(op, operandTypes(op, 0)); }

LogicalResult Verifier::verifySwitch(Op &op) {
  ArrayRef<uint64_t> cases = op.attr(AttrName::Cases)->asArray();
  if (cases.size() + 1 != op.numRegions())
    return broken(op, "found " + llvm::Twine(cases.size()) + " cases and " +
                          llvm::Twine(op.numRegions()) +
                          " regions (expected one region a case, and the default)");
  llvm::DenseSet<uint64_t> seen; // of 32 bits, 0xFFFFFFFF would be its empty key
  for (uint64_t value : cases)
    if (!llvm::isUInt<32>(value) || !seen.insert(value).second)
      return broken(op, "case " + llvm::Twine(value) +
                            " is given twice or too large (expected different ui32 values)");
  for (Region &region : op.regions())
    if (!region.block().arguments().empty())
      return broken(op, "a region has arguments (expected none)");
  return success();
}

LogicalResult Verifier::verifyYield(Op &op) {
  Op *parent = op.parentOp();
  const bool schedules = parent->is(OpKind::SchedLoop) || parent->is(OpKind::SchedDispatch) ||
                         parent->is(OpKind::SchedIoPoll);
  if (!parent->is(OpKind::If) && !parent->is(OpKind::For) && !parent->is(OpKind::Switch) &&
      !schedules)
    return broken(op, "found in " + parent->info().mnemonic +
                          " (expected in vir.if, vir.for, vir.switch, or in an op that schedules)");
  return verifyPassedTypes(op, resultTypes(*parent), "the results of " + parent->info().mnemonic);
}

LogicalResult Verifier::verifyLoopExit(Op &op) {
  Op *loop = op.parentOp();
  while (loop->is(OpKind::If) || loop->is(OpKind::Switch) || loop->is(OpKind::SchedDispatch))
    loop = loop->parentOp();
  if (!loop->is(OpKind::Loop))
    return broken(op, "the innermost loop around it is " +
                          (loop->is(OpKind::For) ? loop->info().mnemonic : StringRef("none")) +
                          " (expected vir.loop)");
  if (op.is(OpKind::Break))
    return verifyPassedTypes(op, resultTypes(*loop), "the results of vir.loop");
  return verifyPassedTypes(op, operandTypes(*loop, 0), "the values that vir.loop carries");
}

LogicalResult Verifier::verifyVectorMake(Op &op) {
  Type type = op.result()->type();
  if (!type.isVector())
    return broken(op, "the result is " + type.str() + " (expected a vector)");
  llvm::SmallVector<Type, 4> lanes(type.lanes(), type.element());
  return verifyPassedTypes(op, lanes, "the lanes of the result");
}

LogicalResult Verifier::verifyVectorExtract(Op &op) {
  uint64_t lane = op.intAttr(AttrName::Lane);
  unsigned lanes = op.operand(0)->type().lanes();
  if (lane < lanes)
    return success();
  return broken(op, "the lane is " + llvm::Twine(lane) + " (expected less than " +
                        llvm::Twine(lanes) + ")");
}

LogicalResult Verifier::verifyScalarOperand(Op &op) {
  Type type = op.operand(0)->type();
  if (!type.isVector())
    return success();
  return broken(op, "operand '" + op.info().operands[0].name + "' is " + type.str() +
                        " (expected a scalar)");
}

/// Ops that exchange one word between invocations.
LogicalResult Verifier::verifyScalarWord(Op &op) {
  Type type = op.operand(0)->type();
  if (!type.isVector() && type.bits() == 32)
    return success();
  return broken(op, "operand '" + op.info().operands[0].name + "' is " + type.str() +
                        " (expected a scalar of 32 bits)");
}

/// Ops that name whole buffers, whatever their elements are.
LogicalResult Verifier::verifyCopy(Op &op) {
  for (AttrName name : {AttrName::Source, AttrName::Dest}) {
    const Attr *buffer = op.attr(name);
    if (!buffer)
      continue;
    auto found = buffers.find(buffer->asString());
    if (found == buffers.end())
      return broken(op, "no buffer is called '" + buffer->asString() + "'");
    if (name == AttrName::Dest &&
        found->second->enumAttr<Access>(AttrName::AccessMode) == Access::ReadOnly)
      return broken(op, "buffer '" + buffer->asString() +
                            "' is read_only (expected one that may be written)");
  }
  return success();
}

/// Buffers, operands and results of the ops that schedule, which are all words.
LogicalResult Verifier::verifyScheduling(Op &op) {
  for (AttrName name : {AttrName::Control, AttrName::Ring, AttrName::Queue}) {
    const Attr *buffer = op.attr(name);
    if (!buffer)
      continue;
    auto found = buffers.find(buffer->asString());
    if (found == buffers.end())
      return broken(op, "no buffer is called '" + buffer->asString() + "'");
    if (found->second->attr(AttrName::Element)->asType() != Type::getU32() ||
        found->second->enumAttr<Access>(AttrName::AccessMode) != Access::ReadWrite)
      return broken(op, "buffer '" + buffer->asString() +
                            "' is no read_write buffer of ui32 (expected so of a scheduler's)");
  }
  const llvm::SmallVector<Type, 8> words(op.is(OpKind::SchedScan)             ? 3
                                         : op.is(OpKind::SchedPartitionTable) ? 6
                                                                              : 0,
                                         Type::getU32());
  if (op.info().result == Result::Variadic && resultTypes(op) != words)
    return broken(op, "the results are " + listOf(resultTypes(op)) + " (expected " +
                          listOf(words) + ")");
  if (op.is(OpKind::SchedScan)) {
    const llvm::SmallVector<Type, 8> offsets(6, Type::getU32());
    if (operandTypes(op, 1) != offsets)
      return broken(op, "the offsets are " + listOf(operandTypes(op, 1)) + " (expected " +
                            listOf(offsets) + ")");
    for (AttrName name : {AttrName::Slots, AttrName::ProbeStride})
      if (op.intAttr(name) == 0 || !llvm::isUInt<32>(op.intAttr(name)))
        return broken(op, "'" + attrInfo(name).text + "' is no positive number of 32 bits");
  }
  if (op.is(OpKind::SchedDispatch) &&
      op.attr(AttrName::Cases)->asArray().size() != op.numRegions())
    return broken(op, "found " + llvm::Twine(op.attr(AttrName::Cases)->asArray().size()) +
                          " cases and " + llvm::Twine(op.numRegions()) +
                          " regions (expected one region a case)");
  for (Region &region : op.regions()) {
    const size_t expected = op.is(OpKind::SchedIoPoll) ? 1 : 0;
    if (region.block().arguments().size() != expected)
      return broken(op, "a region has " + llvm::Twine(region.block().arguments().size()) +
                            " arguments (expected " + llvm::Twine(expected) + ")");
  }
  return success();
}

LogicalResult Verifier::verifyOwnRules(Op &op) {
  if (op.hasAttr(AttrName::Buffer))
    return verifyAccess(op);
  if (const Attr *limit = op.attr(AttrName::Limit); limit && !llvm::isUInt<32>(limit->asInt()))
    return broken(op, "the limit is no number of 32 bits");
  if (const Attr *axis = op.attr(AttrName::Axis); axis && axis->asInt() > 2)
    return broken(op, "the axis is " + llvm::Twine(axis->asInt()) + " (expected 0, 1 or 2)");
  using Rule = LogicalResult (Verifier::*)(Op &);
  static constexpr std::pair<OpKind, Rule> kRules[] = {
      {OpKind::BufferDecl, &Verifier::verifyBuffer},
      {OpKind::Kernel, &Verifier::verifyKernel},
      {OpKind::Const, &Verifier::verifyConst},
      {OpKind::Convert, &Verifier::verifyCast},
      {OpKind::Bitcast, &Verifier::verifyCast},
      {OpKind::Cmp, &Verifier::verifyCmp},
      {OpKind::VectorMake, &Verifier::verifyVectorMake},
      {OpKind::VectorExtract, &Verifier::verifyVectorExtract},
      {OpKind::FCanon, &Verifier::verifyScalarOperand},
      {OpKind::SubgroupReduce, &Verifier::verifyScalarOperand},
      {OpKind::SubgroupShuffle, &Verifier::verifyScalarOperand},
      {OpKind::DeviceSubgroupAdd, &Verifier::verifyScalarWord},
      {OpKind::DeviceSubgroupExclusiveAdd, &Verifier::verifyScalarWord},
      {OpKind::DeviceSubgroupBroadcastFirst, &Verifier::verifyScalarWord},
      {OpKind::AsyncLoad, &Verifier::verifyCopy},
      {OpKind::AsyncStore, &Verifier::verifyCopy},
      {OpKind::IndirectDispatch, &Verifier::verifyCopy},
      {OpKind::If, &Verifier::verifyIf},
      {OpKind::For, &Verifier::verifyFor},
      {OpKind::Loop, &Verifier::verifyLoop},
      {OpKind::Switch, &Verifier::verifySwitch},
      {OpKind::Yield, &Verifier::verifyYield},
      {OpKind::Break, &Verifier::verifyLoopExit},
      {OpKind::Continue, &Verifier::verifyLoopExit},
  };
  if (op.info().mnemonic.starts_with("sched."))
    return verifyScheduling(op);
  for (auto [kind, rule] : kRules)
    if (op.is(kind))
      return (this->*rule)(op);
  return success();
}

} // namespace vyrecc::ir
