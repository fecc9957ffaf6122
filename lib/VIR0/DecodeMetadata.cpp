// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Record 0: the program's attributes and one half of each buffer (section 4, appendix A.3).
#include "Decoder.h"
#include "Rules.h"

namespace vyrecc::vir0 {

LogicalResult Decoder::readMetadata(const Record &record) {
  if (record.opId != kMetadataOpId)
    return fault.set(DiagCode::BadRecord,
                     SourceLoc::bytes(record.opIdOffset, record.payloadOffset - record.opIdOffset),
                     "the first record is called '" + record.opId + "' (expected '" +
                         kMetadataOpId + "')");
  if (failed(expectNoOperands(record)))
    return failure();

  Reader reader(record.payload, record.payloadOffset, fault);
  StringRef marker;
  uint32_t from = reader.offset();
  if (!record.payload.starts_with(kMetadataMarker))
    return fault.set(
        DiagCode::BadValue,
        SourceLoc::bytes(from, uint32_t(std::min(kMetadataMarker.size(), record.payload.size()))),
        "the metadata does not start with its marker (expected VYRE-META)");
  if (failed(reader.take(kMetadataMarker.size(), marker)) || failed(readEntryOpId(reader)))
    return failure();
  for (uint32_t &size : program.workgroupSize) {
    from = reader.offset();
    if (failed(reader.u32(size)))
      return failure();
    if (size == 0)
      return reader.fail(DiagCode::BadValue, from, "a workgroup size of 0 (expected at least 1)");
  }
  if (failed(readFlag(reader, program.nonComposableWithSelf, "non_composable_with_self")))
    return failure();

  uint64_t count = 0;
  from = reader.offset();
  if (failed(reader.leb(count)) ||
      failed(reader.expectAtMost(count, kMaxBuffers, from, "buffers")) ||
      failed(reader.expectElements(count, 1, from)))
    return failure();
  for (uint64_t i = 0; i < count; ++i)
    if (failed(fault.within("buffers", i, readBuffer(reader, buffers.emplace_back()))))
      return failure();
  return reader.expectEnd("the metadata");
}

LogicalResult Decoder::readEntryOpId(Reader &reader) {
  bool present = false;
  StringRef opId;
  if (failed(readFlag(reader, present, "the tag of the entry op id")))
    return failure();
  if (!present)
    return success();
  if (failed(reader.str(opId)))
    return failure();
  program.entryOpId = opId;
  return success();
}

LogicalResult Decoder::readBuffer(Reader &reader, Buffer &buffer) {
  uint32_t from = reader.offset();
  uint8_t isOutput = 0, isLiveOut = 0;
  if (failed(reader.str(buffer.name)) || failed(reader.u32(buffer.binding)) ||
      failed(reader.u32(buffer.count)) || failed(reader.u8(isOutput)) ||
      failed(reader.u8(isLiveOut)))
    return failure();
  buffer.isOutput = isOutput != 0;
  buffer.pipelineLiveOut = isLiveOut != 0;
  if (std::optional<std::string> problem = extentProblem(buffer))
    return reader.fail(DiagCode::BadValue, from, *problem);
  if (failed(readOutputRange(reader, buffer)) || failed(readHints(reader, buffer.hints)))
    return failure();
  if (program.version >= 6 && failed(readVersion6Fields(reader, buffer)))
    return failure();
  buffer.loc = SourceLoc::bytes(from, reader.offset() - from);
  return success();
}

LogicalResult Decoder::readOutputRange(Reader &reader, Buffer &buffer) {
  bool present = false;
  if (failed(readFlag(reader, present, "the tag of the output range")))
    return failure();
  if (!present)
    return success();
  Buffer::ByteRange range;
  uint32_t from = reader.offset();
  if (failed(reader.leb(range.start)) || failed(reader.leb(range.end)))
    return failure();
  if (range.start > range.end)
    return reader.fail(DiagCode::BadValue, from,
                       "an output range that starts at " + llvm::Twine(range.start) +
                           " (expected at most " + llvm::Twine(range.end) + ", its end)");
  buffer.outputByteRange = range;
  return success();
}

LogicalResult Decoder::readHints(Reader &reader, Hints &hints) {
  hints = Hints();
  bool hasAxis = false;
  uint8_t axis = 0;
  if (failed(readFlag(reader, hasAxis, "the tag of the coalescing axis")))
    return failure();
  if (hasAxis) {
    if (failed(reader.u8(axis)))
      return failure();
    hints.coalesceAxis = axis;
  }
  if (failed(reader.u32(hints.preferredAlignment)))
    return failure();
  return readTag(reader, hints.cacheLocality);
}

LogicalResult Decoder::readVersion6Fields(Reader &reader, Buffer &buffer) {
  if (failed(readTag(reader, buffer.linearType)) ||
      failed(readFlag(reader, buffer.bytesExtraction, "bytes_extraction")))
    return failure();
  return readPredicate(reader, 0, buffer.shapePredicate);
}

LogicalResult Decoder::readOperandPredicate(Reader &reader, unsigned depth,
                                            const ShapePredicate *&predicate) {
  uint32_t from = reader.offset();
  if (failed(readPredicate(reader, depth, predicate)))
    return failure();
  if (predicate)
    return success();
  return reader.fail(DiagCode::BadValue, from, "no shape predicate as an operand (expected one)");
}

LogicalResult Decoder::readAffineRange(Reader &reader, ShapePredicate &predicate) {
  for (int64_t *field : {&predicate.scale, &predicate.offset, &predicate.min, &predicate.max}) {
    uint64_t bits = 0;
    if (failed(reader.leb(bits)))
      return failure();
    *field = int64_t(bits);
  }
  return success();
}

LogicalResult Decoder::readPredicate(Reader &reader, unsigned depth,
                                     const ShapePredicate *&predicate) {
  uint32_t from = reader.offset();
  uint8_t tag = 0;
  if (failed(reader.u8(tag)))
    return failure();
  predicate = nullptr;
  if (tag == 0)
    return success();
  if (depth >= kMaxPredicateDepth)
    return reader.fail(DiagCode::TooDeep, from,
                       "a shape predicate below 32 others (expected at most 32)");
  auto *made = program.make<ShapePredicate>();
  made->kind = static_cast<ShapePredicate::Kind>(tag);
  predicate = made;
  switch (made->kind) {
  case ShapePredicate::Kind::AtLeast:
  case ShapePredicate::Kind::AtMost:
  case ShapePredicate::Kind::Exactly:
  case ShapePredicate::Kind::MultipleOf:
    return reader.u32(made->value);
  case ShapePredicate::Kind::ModEquals:
    if (failed(reader.u32(made->value)))
      return failure();
    return reader.u32(made->remainder);
  case ShapePredicate::Kind::AffineRange:
    return readAffineRange(reader, *made);
  case ShapePredicate::Kind::And:
  case ShapePredicate::Kind::Or:
    if (failed(readOperandPredicate(reader, depth + 1, made->left)))
      return failure();
    return readOperandPredicate(reader, depth + 1, made->right);
  case ShapePredicate::Kind::Not:
    return readOperandPredicate(reader, depth + 1, made->left);
  }
  return unknownTag(reader, from, tag, "a shape predicate");
}

} // namespace vyrecc::vir0
