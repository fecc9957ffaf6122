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
  if (used.isWorkgroup)
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
  if (used.isWorkgroup)
    return define(op, u32(used.count));
  const BufferIds &bufferIds = buffers[&used - survey.buffers.begin()];
  define(op, value(spv::Op::OpArrayLength, Type::getU32(), {bufferIds.variable, 0}));
}

} // namespace vyrecc::spirv
