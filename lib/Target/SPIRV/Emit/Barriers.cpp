// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Barriers (SPIR-V, section 3.42.20), and the workgroup memory that starts as zero.
#include "Emit/KernelEmitter.h"

namespace vyrecc::spirv {

using ir::Type;
using spv::MemorySemanticsMask;

void KernelEmitter::workgroupBarrier(MemorySemanticsMask storage) {
  const uint32_t scope = u32(static_cast<uint32_t>(spv::Scope::Workgroup));
  const auto semantics = static_cast<uint32_t>(MemorySemanticsMask::AcquireRelease | storage);
  words.effect(spv::Op::OpControlBarrier, {scope, scope, u32(semantics)});
}

void KernelEmitter::emit(Op &, Row<OpKind::Barrier>) {
  workgroupBarrier(MemorySemanticsMask::UniformMemory | MemorySemanticsMask::WorkgroupMemory);
}

/// By hand: initialisers of workgroup variables need a feature that not every device has.
void KernelEmitter::zeroWorkgroupBuffers() {
  const uint32_t variable =
      declareInput(types.u32(), spv::BuiltIn::LocalInvocationIndex, "local_index");
  const uint32_t localIndex = value(spv::Op::OpLoad, Type::getU32(), variable);
  for (auto [used, bufferIds] : llvm::zip_equal(survey.buffers, buffers))
    if (used.isWorkgroup)
      zeroBuffer(used, bufferIds, localIndex);
  workgroupBarrier(MemorySemanticsMask::WorkgroupMemory);
}

/// for (i = local index; i < count; i += invocations of a workgroup) buffer[i] = 0
void KernelEmitter::zeroBuffer(const UsedBuffer &used, BufferIds bufferIds, uint32_t localIndex) {
  const uint32_t header = words.newId(), body = words.newId(), merge = words.newId();
  const uint32_t continueLabel = words.newId();
  const uint32_t before = words.label();
  branch(header);
  openBlock(header);
  const size_t firstPhi = words.codeSize();
  const uint32_t index = headerPhi(Type::getU32(), localIndex, before, continueLabel);
  const uint32_t inside = value(spv::Op::OpULessThan, Type::getBool(), {index, u32(used.count)});
  words.effect(spv::Op::OpLoopMerge, {merge, continueLabel, 0});
  words.terminate(spv::Op::OpBranchConditional, {inside, body, merge});
  openBlock(body);
  const uint32_t pointer =
      words.value(spv::Op::OpAccessChain, bufferIds.elementPointer, {bufferIds.variable, index});
  words.effect(spv::Op::OpStore, {pointer, constants.null(types.get(used.element))});
  branch(continueLabel);
  openBlock(continueLabel);
  const uint32_t next =
      value(spv::Op::OpIAdd, Type::getU32(), {index, u32(survey.invocationsPerWorkgroup())});
  closeLoop(header, firstPhi, next);
  openBlock(merge);
}

} // namespace vyrecc::spirv
