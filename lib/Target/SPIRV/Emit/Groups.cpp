// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Group and subgroup instructions (SPIR-V, section 3.42.21 on), all with scope Subgroup: which
// invocations take part is up to the device.
#include "Emit/KernelEmitter.h"

namespace vyrecc::spirv {

using ir::Type;
using spv::GroupOperation;

uint32_t KernelEmitter::group(spv::Op opcode, Type type, ArrayRef<uint32_t> operands) {
  llvm::SmallVector<uint32_t, 4> all = {u32(static_cast<uint32_t>(spv::Scope::Subgroup))};
  all.append(operands.begin(), operands.end());
  return value(opcode, type, all);
}

uint32_t KernelEmitter::group(spv::Op opcode, Type type, GroupOperation operation,
                              uint32_t operand) {
  // No capability of its own: all opcodes that take an operation bring those that are used here.
  return group(opcode, type, {static_cast<uint32_t>(operation), operand});
}

uint32_t KernelEmitter::ballot(const Op &op) {
  return group(spv::Op::OpGroupNonUniformBallot, Type(ir::ScalarKind::U32, 4), operand(op, 0));
}

void KernelEmitter::emit(Op &op, Row<OpKind::DeviceSubgroupElect>) {
  define(op, group(spv::Op::OpGroupNonUniformElect, Type::getBool(), {}));
}

void KernelEmitter::emit(Op &op, Row<OpKind::DeviceSubgroupAny>) {
  define(op, group(spv::Op::OpGroupNonUniformAny, Type::getBool(), operand(op, 0)));
}

void KernelEmitter::emit(Op &op, Row<OpKind::DeviceSubgroupAll>) {
  define(op, group(spv::Op::OpGroupNonUniformAll, Type::getBool(), operand(op, 0)));
}

void KernelEmitter::emit(Op &op, Row<OpKind::DeviceSubgroupCount>) {
  define(op, group(spv::Op::OpGroupNonUniformBallotBitCount, Type::getU32(), GroupOperation::Reduce,
                   ballot(op)));
}

void KernelEmitter::emit(Op &op, Row<OpKind::DeviceSubgroupAdd>) {
  define(op, group(spv::Op::OpGroupNonUniformIAdd, op.result()->type(), GroupOperation::Reduce,
                   operand(op, 0)));
}

void KernelEmitter::emit(Op &op, Row<OpKind::DeviceSubgroupExclusiveAdd>) {
  define(op, group(spv::Op::OpGroupNonUniformIAdd, op.result()->type(),
                   GroupOperation::ExclusiveScan, operand(op, 0)));
}

void KernelEmitter::emit(Op &op, Row<OpKind::DeviceSubgroupBroadcastFirst>) {
  define(op, group(spv::Op::OpGroupNonUniformBroadcastFirst, op.result()->type(), operand(op, 0)));
}

} // namespace vyrecc::spirv
