// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of element types.
#include "Elements.h"

namespace vyrecc {

using ir::Type;
using vir0::TypeTag;

Variant Operand::variant() const {
  if (isSigned)
    return kEither;
  if (isBytes)
    return kBytes;
  if (type().isBool())
    return kBool;
  if (type().isFloat())
    return kFloat;
  if (type().isSigned())
    return kI32;
  return type().bits() == 64 ? kU64 : kU32;
}

std::optional<ElementLayout> layoutOf(const vir0::DataType &type, uint32_t count) {
  auto value = [&](Type element) {
    return ElementLayout{.element = element, .stride = element.bits() / 8, .count = count};
  };
  auto bytes = [&](Type element, uint32_t length) {
    return ElementLayout{
        .element = element, .stride = length, .count = count, .bytesLength = length};
  };
  switch (type.tag) {
  case TypeTag::U32:
  case TypeTag::Bool: // a word, also when it is loaded
    return value(Type::getU32());
  case TypeTag::I32:
    return value(Type::getI32());
  case TypeTag::U64:
    return value(Type::getU64());
  case TypeTag::F32:
    return value(Type::getF32());
  case TypeTag::F64:
    return value(Type::getF64());
  case TypeTag::Vec2U32:
  case TypeTag::I64:
    return bytes(Type::getU64(), 8);
  case TypeTag::Vec4U32:
    return bytes(Type(ir::ScalarKind::U32, 4), 16);
  case TypeTag::U8:
  case TypeTag::I8:
  case TypeTag::F8E4M3:
  case TypeTag::F8E5M2:
    return bytes(Type::getU8(), 1);
  case TypeTag::U16:
  case TypeTag::I16:
  case TypeTag::F16:
  case TypeTag::BF16:
    return bytes(Type::getU16(), 2);
  case TypeTag::Handle:
    return bytes(Type::getU32(), 4);
  case TypeTag::I4:
  case TypeTag::FP4:
  case TypeTag::NF4: { // two of them count for a byte, yet each access takes a byte of its own
    ElementLayout layout = bytes(Type::getU8(), 1);
    layout.count = (uint64_t(count) + 1) / 2;
    layout.lengthFactor = 2;
    return layout;
  }
  case TypeTag::Bytes: {
    ElementLayout layout = bytes(Type::getU8(), 1);
    layout.isTail = true;
    return layout;
  }
  case TypeTag::Array: {
    ElementLayout layout = bytes(Type::getU8(), 1);
    layout.count = uint64_t(count) * type.param;
    layout.bytesLength = type.param;
    layout.lengthDivisor = std::max(type.param, 1u);
    layout.isArray = true;
    return layout;
  }
  case TypeTag::Quantized:
    return layoutOf(*type.element, count);
  case TypeTag::Tensor:
  case TypeTag::Vec:
  case TypeTag::TensorShaped:
  case TypeTag::SparseCsr:
  case TypeTag::SparseCoo:
  case TypeTag::SparseBsr:
  case TypeTag::DeviceMesh:
  case TypeTag::Opaque:
    return std::nullopt;
  }
  return std::nullopt;
}

} // namespace vyrecc
