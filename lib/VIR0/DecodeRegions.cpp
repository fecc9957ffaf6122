// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory regions, the other half of each buffer, and the output set (section 9).
#include "Decoder.h"
#include "Rules.h"

namespace vyrecc::vir0 {

LogicalResult Decoder::readRegions(Reader &reader) {
  uint32_t from = reader.offset();
  uint64_t count = 0;
  if (failed(reader.leb(count)) ||
      failed(reader.expectAtMost(count, kMaxBuffers, from, "memory regions")))
    return failure();
  if (count != buffers.size())
    return reader.fail(DiagCode::BadValue, from,
                       llvm::Twine(count) + " memory regions (expected " +
                           llvm::Twine(buffers.size()) + ", one a buffer)");
  for (size_t i = 0; i < buffers.size(); ++i)
    if (failed(fault.within("buffers", i, readRegion(reader, i))))
      return failure();
  return success();
}

LogicalResult Decoder::readRegion(Reader &reader, size_t index) {
  Buffer &buffer = buffers[index];
  uint32_t start = reader.offset();
  uint32_t id = 0;
  if (failed(reader.leb32(id)))
    return failure();
  if (id != index)
    return reader.fail(DiagCode::BadValue, start,
                       "memory region " + llvm::Twine(id) + " (expected " + llvm::Twine(index) +
                           ")");
  if (failed(readTag(reader, buffer.kind)) || failed(readTag(reader, buffer.access)))
    return failure();
  uint32_t tagOffset = reader.offset();
  uint8_t elementTag = 0, shapeTag = 0;
  if (failed(reader.u8(elementTag)) || failed(reader.u8(shapeTag)))
    return failure();
  if (shapeTag != 0)
    return reader.fail(DiagCode::BadTag, tagOffset + 1,
                       "shape tag " + llvm::Twine(unsigned(shapeTag)) + " (expected 0, dense)");

  uint32_t countOffset = 0, count = 0;
  auto readPayload = [&](auto read, StringRef what) -> LogicalResult {
    uint32_t from = reader.offset();
    uint64_t length = 0;
    if (failed(reader.leb(length)) ||
        failed(reader.expectAtMost(length, kMaxRegionPayloadBytes, from, "bytes in a region")))
      return failure();
    FailureOr<Reader> payload = reader.slice(length);
    if (failed(payload) || failed(read(*payload)))
      return failure();
    return payload->expectEnd(what);
  };
  auto shape = [&](Reader &payload) {
    countOffset = payload.offset();
    return readShape(payload, elementTag, tagOffset, count, buffer.element);
  };
  auto hints = [&](Reader &payload) { return readHints(payload, buffer.hints); };
  if (failed(readPayload(shape, "the shape")) || failed(readPayload(hints, "the hints")))
    return failure();
  if (count != buffer.count)
    return fault.set(DiagCode::BadValue, SourceLoc::bytes(countOffset, 1),
                     "a memory region of " + llvm::Twine(count) + " elements (expected " +
                         llvm::Twine(buffer.count) + " as in the metadata)");
  if (std::optional<std::string> problem = extentProblem(buffer))
    return reader.fail(DiagCode::BadValue, start, *problem);
  return success();
}

LogicalResult Decoder::readShape(Reader &reader, uint8_t elementTag, uint32_t tagOffset,
                                 uint32_t &count, TypePtr &element) {
  if (failed(reader.leb32(count)))
    return failure();
  return readRegionType(reader, elementTag, tagOffset, element);
}

LogicalResult Decoder::readRegionType(Reader &reader, uint8_t elementTag, uint32_t tagOffset,
                                      TypePtr &element) {
  auto *type = program.make<DataType>();
  element = type;
  type->tag = static_cast<TypeTag>(elementTag);
  auto refuse = [&](const llvm::Twine &found) {
    return fault.set(DiagCode::BadTag, SourceLoc::bytes(tagOffset, 1),
                     found + " (expected the tag of a type that a buffer can hold)");
  };
  const TypeRow *row = typeRow(type->tag);
  if (!row)
    return refuse("element tag " + llvm::Twine(unsigned(elementTag)));
  switch (row->params) {
  case TypeParams::None:
    return success();
  case TypeParams::U32:
    return reader.leb32(type->param);
  case TypeParams::Quantization:
    return readRegionQuantization(reader, *type);
  case TypeParams::Extension: {
    uint32_t from = reader.offset();
    if (failed(reader.leb32(type->param)))
      return failure();
    return checkExtension(reader, from, type->param);
  }
  case TypeParams::Element:
  case TypeParams::ElementAndCount:
  case TypeParams::ElementAndDims:
  case TypeParams::ElementAndBlock:
  case TypeParams::Dims:
    return refuse("elements of type " + row->mnemonic);
  }
  return failure();
}

LogicalResult Decoder::readRegionQuantization(Reader &reader, DataType &type) {
  uint32_t from = reader.offset();
  uint64_t storageTag = 0;
  if (failed(reader.leb(storageTag)))
    return failure();
  if (storageTag > UINT8_MAX || !isQuantizedStorage(static_cast<TypeTag>(storageTag)))
    return reader.fail(DiagCode::BadValue, from,
                       "quantized storage " + llvm::Twine(storageTag) +
                           " (expected the tag of a small type)");
  auto *storage = program.make<DataType>();
  storage->tag = static_cast<TypeTag>(storageTag);
  type.element = storage;

  from = reader.offset();
  uint64_t scale = 0, zeroPoint = 0;
  Quantization &quantization = type.quantization;
  if (failed(reader.leb(scale)) || failed(reader.leb32(quantization.scaleParam)) ||
      failed(reader.leb(zeroPoint)) || failed(reader.leb32(quantization.zeroPointParam)))
    return failure();
  quantization.scale = static_cast<Quantization::Scale>(std::min<uint64_t>(scale, UINT8_MAX));
  quantization.zeroPoint =
      static_cast<Quantization::ZeroPoint>(std::min<uint64_t>(zeroPoint, UINT8_MAX));
  if (const char *problem = quantizationProblem(quantization))
    return reader.fail(DiagCode::BadValue, from, problem);
  return success();
}

LogicalResult Decoder::readOutputSet(Reader &reader) {
  uint32_t start = reader.offset();
  uint64_t count = 0;
  if (failed(reader.leb(count)) ||
      failed(reader.expectAtMost(count, kMaxBuffers, start, "members of the output set")))
    return failure();
  std::optional<uint32_t> previous;
  for (uint64_t i = 0; i < count; ++i) {
    uint32_t from = reader.offset();
    uint32_t index = 0;
    if (failed(reader.leb32(index)))
      return failure();
    if (index >= buffers.size())
      return reader.fail(DiagCode::BadOutputSet, from,
                         "output " + llvm::Twine(index) + " (expected one of " +
                             llvm::Twine(buffers.size()) + " buffers)");
    if (!isWritable(buffers[index].access))
      return reader.fail(DiagCode::BadOutputSet, from,
                         "buffer '" + buffers[index].name + "' with access " +
                             mnemonic(buffers[index].access) +
                             " in the output set (expected read_write or write_only)");
    if (previous && index <= *previous)
      return reader.fail(DiagCode::BadOutputSet, from,
                         "output " + llvm::Twine(index) + " after " + llvm::Twine(*previous) +
                             " (expected ascending order)");
    previous = index;
  }
  auto writable = llvm::count_if(buffers, [](const Buffer &b) { return isWritable(b.access); });
  if (count == uint64_t(writable))
    return success();
  return reader.fail(DiagCode::BadOutputSet, start,
                     "an output set of " + llvm::Twine(count) + " buffers (expected all " +
                         llvm::Twine(writable) + " writable ones)");
}

} // namespace vyrecc::vir0
