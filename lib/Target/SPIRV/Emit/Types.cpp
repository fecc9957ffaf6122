// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declares types. Scalars, vectors, pointers and functions must be unique; the rest is so to keep
// modules small.
#include "Emit/Types.h"

namespace vyrecc::spirv {

using ir::ScalarKind;
using ir::Type;

bool Types::isSupported(Type type) {
  const Type scalar = type.element();
  if (type.isVector() && scalar.bits() != 32)
    return false;
  return scalar.isFloat() ? scalar == Type::getF32() : true;
}

/// What integers of other widths than 32 need. The loader asks for the same of the device.
void Types::declareCapability(Type type) {
  auto need = [&](spv::Capability capability) {
    words.use(grammar::Kind::Capability, static_cast<uint32_t>(capability));
  };
  switch (type.bits()) {
  case 8:
    need(spv::Capability::Int8);
    need(spv::Capability::StorageBuffer8BitAccess);
    return;
  case 16:
    need(spv::Capability::Int16);
    need(spv::Capability::StorageBuffer16BitAccess);
    return;
  case 64:
    need(spv::Capability::Int64);
    return;
  default:
    return;
  }
}

uint32_t Types::get(Type type) {
  assert(isSupported(type) && "the survey lets no other type pass");
  if (type.isVector())
    return unique(spv::Op::OpTypeVector, {get(type.element()), type.lanes()});
  uint32_t &id = scalars[static_cast<size_t>(type.scalar())];
  if (id)
    return id;
  if (type.isInteger())
    declareCapability(type);
  switch (type.typeClass()) {
  case ir::TypeClass::Bool:
    return id = words.declare(spv::Op::OpTypeBool, {});
  case ir::TypeClass::Unsigned:
    return id = words.declare(spv::Op::OpTypeInt, {type.bits(), 0});
  case ir::TypeClass::Signed:
    return id = words.declare(spv::Op::OpTypeInt, {type.bits(), 1});
  case ir::TypeClass::Float:
    return id = words.declare(spv::Op::OpTypeFloat, type.bits());
  }
  return id;
}

uint32_t Types::unique(spv::Op opcode, ArrayRef<uint32_t> operands) {
  const Key key = {static_cast<uint32_t>(opcode), operands.empty() ? 0 : operands.front(),
                   operands.size() < 2 ? 0 : operands[1]};
  uint32_t &id = known[key];
  if (!id)
    id = words.declare(opcode, operands);
  return id;
}

static std::optional<Type> scalarType(spv::Op opcode, ArrayRef<uint32_t> operands) {
  if (opcode == spv::Op::OpTypeBool)
    return Type::getBool();
  if (opcode == spv::Op::OpTypeFloat && operands[0] == 32)
    return Type::getF32();
  if (opcode != spv::Op::OpTypeInt)
    return std::nullopt;
  switch (operands[0]) {
  case 8:
    return operands[1] ? Type::getI8() : Type::getU8();
  case 16:
    return operands[1] ? Type::getI16() : Type::getU16();
  case 32:
    return operands[1] ? Type::getI32() : Type::getU32();
  default:
    return operands[1] ? Type::getI64() : Type::getU64();
  }
}

uint32_t Types::adopt(spv::Op opcode, ArrayRef<uint32_t> operands) {
  if (std::optional<Type> scalar = scalarType(opcode, operands))
    return get(*scalar);
  if (opcode == spv::Op::OpTypePointer)
    return pointer(static_cast<spv::StorageClass>(operands[0]), operands[1]);
  if (opcode == spv::Op::OpTypeArray || opcode == spv::Op::OpTypeRuntimeArray ||
      opcode == spv::Op::OpTypeStruct)
    return words.declare(opcode, operands);
  if (operands.size() <= 2)
    return unique(opcode, operands);
  std::vector<uint32_t> key = {static_cast<uint32_t>(opcode)};
  key.insert(key.end(), operands.begin(), operands.end());
  uint32_t &id = knownLong[key];
  if (!id)
    id = words.declare(opcode, operands);
  return id;
}

uint32_t Types::pointer(spv::StorageClass storage, uint32_t pointee) {
  words.use(grammar::Kind::StorageClass, static_cast<uint32_t>(storage));
  return unique(spv::Op::OpTypePointer, {static_cast<uint32_t>(storage), pointee});
}

uint32_t Types::storageBlock(uint32_t element, BlockLayout layout) {
  uint32_t &array = arrays[{element, layout.strideBytes, 0}];
  if (!array) {
    array = words.declare(spv::Op::OpTypeRuntimeArray, element);
    words.decorate(array, spv::Decoration::ArrayStride, layout.strideBytes);
  }
  uint32_t &block = blocks[{array, layout.readOnly, layout.coherent}];
  if (block)
    return block;
  block = words.declare(spv::Op::OpTypeStruct, array);
  words.decorate(block, spv::Decoration::Block);
  words.decorateMember(block, 0, spv::Decoration::Offset, 0);
  if (layout.readOnly)
    words.decorateMember(block, 0, spv::Decoration::NonWritable);
  if (layout.coherent)
    words.decorateMember(block, 0, spv::Decoration::Coherent);
  return block;
}

} // namespace vyrecc::spirv
