// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Atomics (SPIR-V, section 3.42.18) with scopes and memory semantics of the GLSL450 memory model.
#include "Emit/KernelEmitter.h"

namespace vyrecc::spirv {

using ir::AttrName;
using ir::Ordering;
using ir::RmwKind;
using spv::MemorySemanticsMask;

namespace {

/// What an ordering asks of an op that reads and writes. Vulkan has no sequential consistency: all
/// of it that remains is acquire and release.
MemorySemanticsMask orderOf(Ordering ordering) {
  switch (ordering) {
  case Ordering::Relaxed:
    return MemorySemanticsMask::MaskNone;
  case Ordering::Acquire:
    return MemorySemanticsMask::Acquire;
  case Ordering::Release:
    return MemorySemanticsMask::Release;
  case Ordering::AcqRel:
  case Ordering::SeqCst:
    return MemorySemanticsMask::AcquireRelease;
  }
  return MemorySemanticsMask::MaskNone;
}

/// The half of it that an op which only reads has.
MemorySemanticsMask acquireHalf(Ordering ordering) {
  switch (ordering) {
  case Ordering::Relaxed:
  case Ordering::Release:
    return MemorySemanticsMask::MaskNone;
  case Ordering::Acquire:
  case Ordering::AcqRel:
  case Ordering::SeqCst:
    return MemorySemanticsMask::Acquire;
  }
  return MemorySemanticsMask::MaskNone;
}

/// The half of it that an op which only writes has.
MemorySemanticsMask releaseHalf(Ordering ordering) {
  switch (ordering) {
  case Ordering::Relaxed:
  case Ordering::Acquire:
    return MemorySemanticsMask::MaskNone;
  case Ordering::Release:
  case Ordering::AcqRel:
  case Ordering::SeqCst:
    return MemorySemanticsMask::Release;
  }
  return MemorySemanticsMask::MaskNone;
}

spv::Op rmwOpcode(RmwKind kind, bool isSigned) {
  switch (kind) {
  case RmwKind::Add:
    return spv::Op::OpAtomicIAdd;
  case RmwKind::And:
    return spv::Op::OpAtomicAnd;
  case RmwKind::Or:
    return spv::Op::OpAtomicOr;
  case RmwKind::Xor:
    return spv::Op::OpAtomicXor;
  case RmwKind::Min:
    return isSigned ? spv::Op::OpAtomicSMin : spv::Op::OpAtomicUMin;
  case RmwKind::Max:
    return isSigned ? spv::Op::OpAtomicSMax : spv::Op::OpAtomicUMax;
  case RmwKind::Exchange:
    return spv::Op::OpAtomicExchange;
  case RmwKind::Nand: // no instruction does it
    break;
  }
  return spv::Op::OpNop;
}

Ordering orderingOf(const ir::Op &op) { return op.enumAttr<Ordering>(AttrName::Ordering); }

} // namespace

uint32_t KernelEmitter::scope(const Op &op) {
  switch (op.enumAttr<ir::Scope>(AttrName::Scope)) {
  case ir::Scope::Invocation:
    return u32(static_cast<uint32_t>(spv::Scope::Invocation));
  case ir::Scope::Subgroup:
    return u32(static_cast<uint32_t>(spv::Scope::Subgroup));
  case ir::Scope::Workgroup:
    return u32(static_cast<uint32_t>(spv::Scope::Workgroup));
  case ir::Scope::Device:
    return u32(static_cast<uint32_t>(spv::Scope::Device));
  }
  return 0;
}

/// An op without order names no storage, and one whose scope is the invocation alone orders
/// nothing.
uint32_t KernelEmitter::semantics(const Op &op, MemorySemanticsMask order) {
  if (order == MemorySemanticsMask::MaskNone ||
      op.enumAttr<ir::Scope>(AttrName::Scope) == ir::Scope::Invocation)
    return u32(0);
  MemorySemanticsMask mask = order | MemorySemanticsMask::UniformMemory;
  if (survey.usesWorkgroupBuffers)
    mask = mask | MemorySemanticsMask::WorkgroupMemory;
  return u32(static_cast<uint32_t>(mask));
}

void KernelEmitter::emit(Op &op, Row<OpKind::AtomicLoad>) {
  const uint32_t pointer = elementPointer(op);
  define(op, value(spv::Op::OpAtomicLoad, op.result()->type(),
                   {pointer, scope(op), semantics(op, acquireHalf(orderingOf(op)))}));
}

void KernelEmitter::emit(Op &op, Row<OpKind::AtomicStore>) {
  const uint32_t pointer = elementPointer(op);
  words.effect(spv::Op::OpAtomicStore,
               {pointer, scope(op), semantics(op, releaseHalf(orderingOf(op))), operand(op, 1)});
}

void KernelEmitter::emit(Op &op, Row<OpKind::AtomicRmw>) {
  const ir::Type type = op.result()->type();
  const spv::Op opcode = rmwOpcode(op.enumAttr<RmwKind>(AttrName::Rmw), type.isSigned());
  const uint32_t pointer = elementPointer(op);
  define(op, value(opcode, type,
                   {pointer, scope(op), semantics(op, orderOf(orderingOf(op))), operand(op, 1)}));
}

/// Without a match nothing is written, so that there is nothing to release.
void KernelEmitter::emit(Op &op, Row<OpKind::AtomicCmpxchg>) {
  const uint32_t pointer = elementPointer(op);
  const uint32_t equal = semantics(op, orderOf(orderingOf(op)));
  const uint32_t unequal = semantics(op, acquireHalf(orderingOf(op)));
  define(op, value(spv::Op::OpAtomicCompareExchange, op.result()->type(),
                   {pointer, scope(op), equal, unequal, operand(op, 2), operand(op, 1)}));
}

} // namespace vyrecc::spirv
