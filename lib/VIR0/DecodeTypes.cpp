// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Data types within payloads (section 7).
#include "Decoder.h"
#include "Rules.h"
#include "llvm/ADT/ScopeExit.h"

namespace vyrecc::vir0 {

LogicalResult Decoder::readType(Reader &reader, TypePtr &result) {
  uint32_t from = reader.offset();
  // Since version 5 types share the budget of nodes and expressions; version 4 has none, so ours
  // holds.
  if (typeDepth == kMaxTypeDepth || (isHardened() && depth + typeDepth >= kMaxDepth))
    return reader.fail(DiagCode::TooDeep, from,
                       "a data type below " + llvm::Twine(typeDepth) + " others");
  ++typeDepth;
  auto leave = llvm::make_scope_exit([this] { --typeDepth; });

  auto *type = program.make<DataType>();
  result = type;
  if (failed(readTag(reader, type->tag)))
    return failure();
  return readTypeParams(reader, *typeRow(type->tag), *type);
}

LogicalResult Decoder::readTypeParams(Reader &reader, const TypeRow &row, DataType &type) {
  switch (row.params) {
  case TypeParams::None:
    return success();
  case TypeParams::U32:
    return reader.u32(type.param);
  case TypeParams::Element:
    return readType(reader, type.element);
  case TypeParams::ElementAndCount: {
    uint8_t count = 0;
    if (failed(readType(reader, type.element)) || failed(reader.u8(count)))
      return failure();
    type.param = count;
    return success();
  }
  case TypeParams::ElementAndDims:
    if (failed(readType(reader, type.element)))
      return failure();
    return readDims(reader, type.dims);
  case TypeParams::ElementAndBlock: {
    uint32_t block[2] = {};
    if (failed(readType(reader, type.element)) || failed(reader.u32(block[0])) ||
        failed(reader.u32(block[1])))
      return failure();
    type.dims = program.copy(ArrayRef<uint32_t>(block));
    return success();
  }
  case TypeParams::Dims:
    return readDims(reader, type.dims);
  case TypeParams::Quantization: {
    uint32_t from = reader.offset();
    if (failed(readType(reader, type.element)))
      return failure();
    return readQuantization(reader, type, from);
  }
  case TypeParams::Extension:
    return readExtension(reader, type.param);
  }
  return failure();
}

LogicalResult Decoder::readDims(Reader &reader, ArrayRef<uint32_t> &dims) {
  uint32_t from = reader.offset();
  uint32_t count = 0;
  if (failed(reader.u32(count)))
    return failure();
  if (isHardened() && failed(reader.expectAtMost(count, kMaxDims, from, "dimensions")))
    return failure();
  if (failed(reader.expectElements(count, sizeof(uint32_t), from)))
    return failure();
  llvm::SmallVector<uint32_t, 8> values(count);
  for (uint32_t &value : values)
    if (failed(reader.u32(value)))
      return failure();
  dims = program.copy(ArrayRef<uint32_t>(values));
  return success();
}

LogicalResult Decoder::readQuantization(Reader &reader, DataType &type, uint32_t storageOffset) {
  if (!isQuantizedStorage(type.element->tag))
    return reader.fail(DiagCode::BadValue, storageOffset,
                       "quantized storage of type " + mnemonic(type.element->tag) +
                           " (expected a small type)");
  uint32_t from = reader.offset();
  uint8_t scale = 0, zeroPoint = 0;
  Quantization &quantization = type.quantization;
  if (failed(reader.u8(scale)) || failed(reader.u32(quantization.scaleParam)) ||
      failed(reader.u8(zeroPoint)) || failed(reader.u32(quantization.zeroPointParam)))
    return failure();
  quantization.scale = static_cast<Quantization::Scale>(scale);
  quantization.zeroPoint = static_cast<Quantization::ZeroPoint>(zeroPoint);
  if (const char *problem = quantizationProblem(quantization))
    return reader.fail(DiagCode::BadValue, from, problem);
  return success();
}

LogicalResult Decoder::readExtension(Reader &reader, uint32_t &extension) {
  uint32_t from = reader.offset();
  if (failed(reader.u32(extension)))
    return failure();
  return checkExtension(reader, from, extension);
}

LogicalResult Decoder::checkExtension(Reader &reader, uint32_t from, uint32_t extension) {
  if (extension & kExtensionBit)
    return success();
  return reader.fail(DiagCode::BadValue, from,
                     "extension id " + llvm::Twine(extension) + " (expected bit 31 set)");
}

} // namespace vyrecc::vir0
