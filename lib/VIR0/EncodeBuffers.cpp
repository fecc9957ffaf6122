// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Buffers are written twice: in the metadata (section 4) and as memory regions (section 9).
#include "Encoder.h"
#include "Rules.h"
#include "llvm/ADT/STLExtras.h"

namespace vyrecc::vir0 {

LogicalResult Encoder::writeStr(Writer &writer, StringRef text) {
  if (failed(checkAtMost(text.size(), kMaxStringBytes, "bytes in a string")))
    return failure();
  if (firstBadUtf8(text))
    return refuse("a string that is not UTF-8 (expected UTF-8)");
  writer.u32(uint32_t(text.size()));
  writer.bytes(text);
  return success();
}

LogicalResult Encoder::writeMetadata(Writer &writer) {
  writer.bytes(kMetadataMarker);
  writer.u8(program.entryOpId.has_value());
  if (program.entryOpId && failed(writeStr(writer, *program.entryOpId)))
    return failure();
  for (uint32_t size : program.workgroupSize) {
    if (size == 0)
      return refuse("a workgroup size of 0 (expected at least 1)");
    writer.u32(size);
  }
  writer.u8(program.nonComposableWithSelf);
  if (failed(checkAtMost(program.buffers.size(), kMaxBuffers, "buffers")))
    return failure();
  writer.leb(program.buffers.size());
  for (auto [i, buffer] : llvm::enumerate(program.buffers)) {
    loc = buffer.loc;
    if (failed(fault.within("buffers", i, writeBuffer(writer, buffer))))
      return failure();
  }
  loc = SourceLoc();
  return success();
}

LogicalResult Encoder::writeBuffer(Writer &writer, const Buffer &buffer) {
  if (std::optional<std::string> problem = extentProblem(buffer))
    return refuse(*problem);
  if (failed(writeStr(writer, buffer.name)))
    return failure();
  writer.u32(buffer.binding);
  writer.u32(buffer.count);
  writer.u8(buffer.isOutput);
  writer.u8(buffer.pipelineLiveOut);
  writer.u8(buffer.outputByteRange.has_value());
  if (buffer.outputByteRange) {
    writer.leb(buffer.outputByteRange->start);
    writer.leb(buffer.outputByteRange->end);
  }
  if (failed(writeHints(writer, buffer.hints)))
    return failure();
  return writeVersion6Fields(writer, buffer);
}

LogicalResult Encoder::writeHints(Writer &writer, const Hints &hints) {
  writer.u8(hints.coalesceAxis.has_value());
  if (hints.coalesceAxis)
    writer.u8(*hints.coalesceAxis);
  writer.u32(hints.preferredAlignment);
  return writeTag(writer, hints.cacheLocality);
}

LogicalResult Encoder::writeVersion6Fields(Writer &writer, const Buffer &buffer) {
  if (version < 6) {
    if (buffer.linearType == LinearType::Unrestricted && !buffer.bytesExtraction &&
        !buffer.shapePredicate)
      return success();
    return refuse("buffer '" + buffer.name +
                  "' has a linear type, bytes_extraction or a shape predicate (expected wire "
                  "version 6)");
  }
  if (failed(writeTag(writer, buffer.linearType)))
    return failure();
  writer.u8(buffer.bytesExtraction);
  return writePredicate(writer, buffer.shapePredicate, 0);
}

LogicalResult Encoder::writeOperandPredicate(Writer &writer, const ShapePredicate *predicate,
                                             unsigned depth) {
  if (!predicate)
    return refuse("no shape predicate as an operand (expected one)");
  return writePredicate(writer, predicate, depth);
}

LogicalResult Encoder::writePredicate(Writer &writer, const ShapePredicate *predicate,
                                      unsigned depth) {
  if (!predicate) {
    writer.u8(0);
    return success();
  }
  if (depth >= kMaxPredicateDepth)
    return refuse("a shape predicate below 32 others (expected at most 32)");
  writer.u8(static_cast<uint8_t>(predicate->kind));
  switch (predicate->kind) {
  case ShapePredicate::Kind::AtLeast:
  case ShapePredicate::Kind::AtMost:
  case ShapePredicate::Kind::Exactly:
  case ShapePredicate::Kind::MultipleOf:
    writer.u32(predicate->value);
    return success();
  case ShapePredicate::Kind::ModEquals:
    writer.u32(predicate->value);
    writer.u32(predicate->remainder);
    return success();
  case ShapePredicate::Kind::AffineRange:
    for (int64_t value : {predicate->scale, predicate->offset, predicate->min, predicate->max})
      writer.leb(uint64_t(value));
    return success();
  case ShapePredicate::Kind::And:
  case ShapePredicate::Kind::Or:
    if (failed(writeOperandPredicate(writer, predicate->left, depth + 1)))
      return failure();
    return writeOperandPredicate(writer, predicate->right, depth + 1);
  case ShapePredicate::Kind::Not:
    return writeOperandPredicate(writer, predicate->left, depth + 1);
  }
  return refuse("a value that is no shape predicate");
}

LogicalResult Encoder::writeRegions(Writer &writer) {
  writer.leb(program.buffers.size());
  for (auto [i, buffer] : llvm::enumerate(program.buffers)) {
    loc = buffer.loc;
    writer.leb(i);
    if (failed(fault.within("buffers", i, writeRegion(writer, buffer))))
      return failure();
  }
  return success();
}

LogicalResult Encoder::writeRegion(Writer &writer, const Buffer &buffer) {
  if (failed(writeTag(writer, buffer.kind)) || failed(writeTag(writer, buffer.access)) ||
      failed(writeTag(writer, buffer.element->tag)))
    return failure();
  writer.u8(0); // the shape is dense
  Writer shape, hints;
  shape.leb(buffer.count);
  if (failed(writeRegionType(shape, *buffer.element)) || failed(writeHints(hints, buffer.hints)))
    return failure();
  writer.lebBytes(shape.str());
  writer.lebBytes(hints.str());
  return success();
}

LogicalResult Encoder::writeRegionType(Writer &writer, const DataType &type) {
  const TypeRow &row = *typeRow(type.tag);
  switch (row.params) {
  case TypeParams::None:
    return success();
  case TypeParams::U32:
    writer.leb(type.param);
    return success();
  case TypeParams::Extension:
    if (!(type.param & kExtensionBit))
      return refuse("extension id " + llvm::Twine(type.param) + " (expected bit 31 set)");
    writer.leb(type.param);
    return success();
  case TypeParams::Quantization:
    if (!isQuantizedStorage(type.element->tag))
      return refuse("quantized storage of type " + mnemonic(type.element->tag) +
                    " (expected a small type)");
    if (const char *problem = quantizationProblem(type.quantization))
      return refuse(problem);
    writer.leb(static_cast<uint8_t>(type.element->tag));
    writer.leb(static_cast<uint8_t>(type.quantization.scale));
    writer.leb(type.quantization.scaleParam);
    writer.leb(static_cast<uint8_t>(type.quantization.zeroPoint));
    writer.leb(type.quantization.zeroPointParam);
    return success();
  case TypeParams::Element:
  case TypeParams::ElementAndCount:
  case TypeParams::ElementAndDims:
  case TypeParams::ElementAndBlock:
  case TypeParams::Dims:
    return refuse("elements of type " + row.mnemonic + " (expected a type that a buffer can hold)");
  }
  return failure();
}

} // namespace vyrecc::vir0
