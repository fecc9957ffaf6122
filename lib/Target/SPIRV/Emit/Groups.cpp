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

void KernelEmitter::emit(Op &op, Row<OpKind::SubgroupReduce>) {
  using enum spv::Op;
  static constexpr std::pair<spv::Op, spv::Op> kOpcodes[] = {
      // Of unsigned and of signed integers, by ReduceKind.
      {OpGroupNonUniformIAdd, OpGroupNonUniformIAdd},
      {OpGroupNonUniformIMul, OpGroupNonUniformIMul},
      {OpGroupNonUniformUMin, OpGroupNonUniformSMin},
      {OpGroupNonUniformUMax, OpGroupNonUniformSMax},
      {OpGroupNonUniformBitwiseAnd, OpGroupNonUniformBitwiseAnd},
      {OpGroupNonUniformBitwiseOr, OpGroupNonUniformBitwiseOr},
      {OpGroupNonUniformBitwiseXor, OpGroupNonUniformBitwiseXor},
  };
  const auto &[unsignedOp, signedOp] =
      kOpcodes[static_cast<size_t>(op.enumAttr<ir::ReduceKind>(ir::AttrName::Reduce))];
  const Type type = op.result()->type();
  define(op, group(type.isSigned() ? signedOp : unsignedOp, type, GroupOperation::Reduce,
                   operand(op, 0)));
}

/// 0 from where there is no invocation; instructions leave that open.
void KernelEmitter::emit(Op &op, Row<OpKind::SubgroupShuffle>) {
  const Type type = op.result()->type();
  const uint32_t lane = operand(op, 1);
  const uint32_t safe = value(spv::Op::OpBitwiseAnd, Type::getU32(), {lane, u32(31)});
  const uint32_t found = group(spv::Op::OpGroupNonUniformShuffle, type, {operand(op, 0), safe});
  const uint32_t isInside = value(spv::Op::OpULessThan, Type::getBool(), {lane, u32(32)});
  define(op, select(type, isInside, found, constants.get(type, 0)));
}

void KernelEmitter::emit(Op &op, Row<OpKind::SubgroupBallot>) {
  define(op, value(spv::Op::OpCompositeExtract, Type::getU32(), {ballot(op), 0}));
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
