// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants, invocation ids, and plain access to buffers (SPIR-V, section 3.42.8).
#include "Emit/KernelEmitter.h"

namespace vyrecc::spirv {

using ir::AttrName;
using ir::Type;

/// Constants are declared where they are used.
void KernelEmitter::emit(Op &, Row<OpKind::Const>) {}

void KernelEmitter::emit(Op &op, Row<OpKind::InvocationId>) {
  define(op, idComponents[size_t(IdVector::Invocation)][op.intAttr(AttrName::Axis)]);
}

void KernelEmitter::emit(Op &op, Row<OpKind::WorkgroupId>) {
  define(op, idComponents[size_t(IdVector::Workgroup)][op.intAttr(AttrName::Axis)]);
}

void KernelEmitter::emit(Op &op, Row<OpKind::LocalId>) {
  define(op, idComponents[size_t(IdVector::Local)][op.intAttr(AttrName::Axis)]);
}

void KernelEmitter::emit(Op &op, Row<OpKind::NumWorkgroups>) {
  define(op, idComponents[size_t(IdVector::NumWorkgroups)][op.intAttr(AttrName::Axis)]);
}

void KernelEmitter::emit(Op &op, Row<OpKind::PassLimit>) {
  define(op, constants.passLimit(static_cast<uint32_t>(op.intAttr(AttrName::Limit))));
}

const UsedBuffer &KernelEmitter::buffer(const Op &op) const {
  return survey.buffers[survey.bufferOfSymbol.at(op.stringAttr(AttrName::Buffer).data())];
}

uint32_t KernelEmitter::elementPointer(const Op &op) {
  const UsedBuffer &used = buffer(op);
  const BufferIds &bufferIds = buffers[&used - survey.buffers.begin()];
  const uint32_t index = operand(op, 0);
  uint32_t &pointer = pointers[{bufferIds.variable, index}];
  if (pointer)
    return pointer;
  if (!used.isStorage)
    return pointer = words.value(spv::Op::OpAccessChain, bufferIds.elementPointer,
                                 {bufferIds.variable, index});
  return pointer = words.value(spv::Op::OpAccessChain, bufferIds.elementPointer,
                               {bufferIds.variable, u32(0), index});
}

void KernelEmitter::emit(Op &op, Row<OpKind::Load>) {
  const uint32_t pointer = elementPointer(op);
  define(op, value(spv::Op::OpLoad, op.result()->type(), pointer));
}

void KernelEmitter::emit(Op &op, Row<OpKind::Store>) {
  const uint32_t pointer = elementPointer(op);
  words.effect(spv::Op::OpStore, {pointer, operand(op, 1)});
}

void KernelEmitter::emit(Op &op, Row<OpKind::BufferLen>) {
  const UsedBuffer &used = buffer(op);
  if (!used.isStorage)
    return define(op, u32(used.count));
  const BufferIds &bufferIds = buffers[&used - survey.buffers.begin()];
  define(op, value(spv::Op::OpArrayLength, Type::getU32(), {bufferIds.variable, 0}));
}

void KernelEmitter::emit(Op &op, Row<OpKind::VectorMake>) {
  llvm::SmallVector<uint32_t, 4> lanes;
  for (unsigned lane = 0; lane != op.numOperands(); ++lane)
    lanes.push_back(operand(op, lane));
  define(op, value(spv::Op::OpCompositeConstruct, op.result()->type(), lanes));
}

void KernelEmitter::emit(Op &op, Row<OpKind::VectorExtract>) {
  const auto lane = static_cast<uint32_t>(op.intAttr(AttrName::Lane));
  define(op, value(spv::Op::OpCompositeExtract, op.result()->type(), {operand(op, 0), lane}));
}

} // namespace vyrecc::spirv
