// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Control flow (SPIR-V, section 3.42.17). Merges and phis follow from the structured ops: a phi has
// one entry for each block that really branches to it, and a merge that nothing reaches ends at
// once.
#include "Emit/KernelEmitter.h"
#include "vyre-cc/Protocol/Layout.h"
#include "llvm/Support/SaveAndRestore.h"

namespace vyrecc::spirv {

using ir::AttrName;
using ir::Type;

namespace {

/// Words of a phi with two entries, and where in them the second entry's value is.
constexpr size_t kHeaderPhiWords = 7;
constexpr size_t kSecondValue = 5;

/// True if the block does nothing but yield, so that the branch to it can lead to what follows.
bool onlyYields(const ir::Block &block) {
  for (const ir::Op &op : block.ops())
    if (!op.is(ir::OpKind::Const))
      return op.is(ir::OpKind::Yield);
  return false;
}

llvm::SmallVector<Type, 8> typesOf(ArrayRef<ir::Value> values) {
  llvm::SmallVector<Type, 8> types;
  for (const ir::Value &value : values)
    types.push_back(value.type());
  return types;
}

} // namespace

void KernelEmitter::openBlock(uint32_t label) {
  words.open(label);
  pointers.clear();
}

void KernelEmitter::addEdge(Exit &exit, const Op &terminator) {
  assert(terminator.numOperands() == exit.width && "as many values as the construct takes");
  exit.from.push_back(words.label());
  for (const ir::OpOperand &operand : terminator.operands())
    exit.values.push_back(id(operand.get()));
}

void KernelEmitter::leaveTo(Exit &exit, const Op &terminator) {
  addEdge(exit, terminator);
  branch(exit.label);
}

llvm::SmallVector<uint32_t, 8> KernelEmitter::openExit(const Exit &exit,
                                                       ArrayRef<Type> valueTypes) {
  openBlock(exit.label);
  llvm::SmallVector<uint32_t, 8> brought;
  llvm::SmallVector<uint32_t, 16> entries;
  for (unsigned index = 0; index != exit.width; ++index) {
    entries.clear();
    bool differ = exit.from.size() == 1;
    for (size_t edge = 0; edge != exit.from.size(); ++edge) {
      const uint32_t incoming = exit.values[edge * exit.width + index];
      differ |= incoming != exit.values[index];
      entries.append({incoming, exit.from[edge]});
    }
    // A value that several blocks bring alike is known before them. One brought by a single block
    // gets a phi nevertheless: the construct's header does not see it.
    brought.push_back(differ ? value(spv::Op::OpPhi, valueTypes[index], entries)
                             : exit.values[index]);
  }
  return brought;
}

void KernelEmitter::finishExit(const Exit &exit, Op &op) {
  if (exit.from.empty()) {
    openBlock(exit.label);
    words.terminate(spv::Op::OpUnreachable, {});
    return;
  }
  const llvm::SmallVector<uint32_t, 8> brought = openExit(exit, typesOf(op.results()));
  for (auto [result, broughtId] : llvm::zip_equal(op.results(), brought))
    define(&result, broughtId);
}

void KernelEmitter::emitArm(ir::Block &block, uint32_t label, Targets armTargets) {
  llvm::SaveAndRestore<Targets> restore(targets, armTargets);
  openBlock(label);
  emitBody(block);
  assert(!words.isOpen() && "a region ends in a terminator");
}

void KernelEmitter::emit(Op &op, Row<OpKind::If>) {
  const uint32_t cond = operand(op, 0);
  ir::Region &otherwise = op.region(1);
  Exit merge = newExit(op.numResults());
  const uint32_t thenLabel = words.newId();
  uint32_t elseLabel = merge.label;
  const bool skipsElse = otherwise.empty() || onlyYields(otherwise.block());
  if (!skipsElse)
    elseLabel = words.newId();
  else if (otherwise.empty())
    merge.from.push_back(words.label());
  else
    addEdge(merge, *otherwise.block().terminator());
  words.effect(spv::Op::OpSelectionMerge, {merge.label, 0});
  words.terminate(spv::Op::OpBranchConditional, {cond, thenLabel, elseLabel});
  const Targets inner = {&merge, targets.onBreak, targets.onContinue};
  emitArm(op.region(0).block(), thenLabel, inner);
  if (!skipsElse)
    emitArm(otherwise.block(), elseLabel, inner);
  finishExit(merge, op);
}

void KernelEmitter::emit(Op &op, Row<OpKind::Switch>) {
  const uint32_t selector = operand(op, 0);
  const ArrayRef<uint64_t> cases = op.attr(AttrName::Cases)->asArray();
  ir::Block &otherwise = op.region(op.numRegions() - 1).block();
  Exit merge = newExit(op.numResults());
  const bool skipsDefault = onlyYields(otherwise);
  const uint32_t defaultLabel = skipsDefault ? merge.label : words.newId();
  if (skipsDefault)
    addEdge(merge, *otherwise.terminator());
  llvm::SmallVector<uint32_t, 32> operands = {selector, defaultLabel};
  for (uint64_t value : cases)
    operands.append({static_cast<uint32_t>(value), words.newId()});
  words.effect(spv::Op::OpSelectionMerge, {merge.label, 0});
  words.terminate(spv::Op::OpSwitch, operands);
  const Targets inner = {&merge, targets.onBreak, targets.onContinue};
  for (size_t index = 0; index != cases.size(); ++index)
    emitArm(op.region(index).block(), operands[2 * index + 3], inner);
  if (!skipsDefault)
    emitArm(otherwise, defaultLabel, inner);
  finishExit(merge, op);
}

/// The value for the next round is not known yet; closeLoop fills it in.
uint32_t KernelEmitter::headerPhi(Type type, uint32_t initial, uint32_t from,
                                  uint32_t continueLabel) {
  return value(spv::Op::OpPhi, type, {initial, from, 0, continueLabel});
}

void KernelEmitter::closeLoop(uint32_t header, size_t firstPhi, ArrayRef<uint32_t> next) {
  branch(header);
  for (auto [index, nextId] : llvm::enumerate(next))
    words.patchCode(firstPhi + index * kHeaderPhiWords + kSecondValue, nextId);
}

void KernelEmitter::emit(Op &op, Row<OpKind::For>) {
  const ArrayRef<ir::Value *> arguments = op.region().block().arguments();
  const uint32_t from = operand(op, 0);
  const uint32_t to = op.hasAttr(AttrName::Persistent)
                          ? constants.passLimit(protocol::kForeverPasses)
                          : operand(op, 1);
  const uint32_t header = words.newId(), body = words.newId(), merge = words.newId();
  const uint32_t before = words.label();
  Exit next = newExit(op.numResults());
  llvm::SmallVector<uint32_t, 8> phis;
  llvm::SmallVector<uint32_t, 8> initial = {from};
  for (unsigned index = 0; index != op.numResults(); ++index)
    initial.push_back(operand(op, index + 2));
  branch(header);
  openBlock(header);
  const size_t firstPhi = words.codeSize();
  for (auto [argument, first] : llvm::zip_equal(arguments, initial)) {
    phis.push_back(headerPhi(argument->type(), first, before, next.label));
    define(argument, phis.back());
  }
  const uint32_t goesOn = value(spv::Op::OpULessThan, Type::getBool(), {phis.front(), to});
  words.effect(spv::Op::OpLoopMerge, {merge, next.label, 0});
  words.terminate(spv::Op::OpBranchConditional, {goesOn, body, merge});
  emitArm(op.region().block(), body, {&next, nullptr, nullptr});

  // Only the header's test leaves the loop, so that the results are what the header knows.
  llvm::SmallVector<uint32_t, 8> nextIds = phis;
  openBlock(next.label);
  if (!next.from.empty()) {
    // The region has one terminator, so that its values reach the next round without a phi of their
    // own.
    nextIds.assign({value(spv::Op::OpIAdd, Type::getU32(), {phis.front(), u32(1)})});
    nextIds.append(next.values);
  }
  closeLoop(header, firstPhi, nextIds);
  openBlock(merge);
  for (auto [result, phi] : llvm::zip_equal(op.results(), ArrayRef(phis).drop_front()))
    define(&result, phi);
}

void KernelEmitter::emit(Op &op, Row<OpKind::Loop>) {
  const ArrayRef<ir::Value *> arguments = op.region().block().arguments();
  const uint32_t header = words.newId(), body = words.newId();
  const uint32_t before = words.label();
  Exit merge = newExit(op.numResults());
  Exit next = newExit(arguments.size());
  llvm::SmallVector<uint32_t, 8> phis, initial;
  llvm::SmallVector<Type, 8> carried;
  for (unsigned index = 0; index != arguments.size(); ++index)
    initial.push_back(operand(op, index));
  branch(header);
  openBlock(header);
  const size_t firstPhi = words.codeSize();
  for (auto [argument, first] : llvm::zip_equal(arguments, initial)) {
    carried.push_back(argument->type());
    phis.push_back(headerPhi(argument->type(), first, before, next.label));
    define(argument, phis.back());
  }
  words.effect(spv::Op::OpLoopMerge, {merge.label, next.label, 0});
  branch(body);
  emitArm(op.region().block(), body, {nullptr, &merge, &next});

  llvm::SmallVector<uint32_t, 8> nextIds = phis;
  if (next.from.empty())
    openBlock(next.label);
  else
    nextIds = openExit(next, carried);
  closeLoop(header, firstPhi, nextIds);
  finishExit(merge, op);
}

void KernelEmitter::emit(Op &op, Row<OpKind::Yield>) { leaveTo(*targets.yield, op); }

void KernelEmitter::emit(Op &op, Row<OpKind::Continue>) { leaveTo(*targets.onContinue, op); }

void KernelEmitter::emit(Op &op, Row<OpKind::Break>) { leaveTo(*targets.onBreak, op); }

void KernelEmitter::emit(Op &, Row<OpKind::Return>) { words.terminate(spv::Op::OpReturn, {}); }

/// The manifest tells the host of it.
void KernelEmitter::emit(Op &, Row<OpKind::IndirectDispatch>) {}

} // namespace vyrecc::spirv
