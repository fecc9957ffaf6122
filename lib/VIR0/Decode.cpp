// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The way from a blob to a program: envelope, sections and records, and the choice between the two
// layouts of subgroup reductions (appendix A.1).
#include "Decoder.h"
#include "Plausibility.h"
#include "Rules.h"
#include "vyre-cc/VIR0/Codec.h"

namespace vyrecc::vir0 {

LogicalResult Decoder::unknownTag(Reader &reader, uint32_t from, uint8_t byte, StringRef table) {
  return reader.fail(DiagCode::BadTag, from,
                     "the byte " + llvm::Twine(unsigned(byte)) + " (expected the tag of " + table +
                         ")");
}

LogicalResult Decoder::readFlag(Reader &reader, bool &value, StringRef what) {
  uint32_t from = reader.offset();
  uint8_t byte = 0;
  if (failed(reader.u8(byte)))
    return failure();
  value = byte != 0;
  if (byte <= 1)
    return success();
  return reader.fail(DiagCode::BadValue, from,
                     what + " is " + llvm::Twine(unsigned(byte)) + " (expected 0 or 1)");
}

LogicalResult Decoder::readRecord(Reader &reader, uint64_t index, Record &record) {
  record.opIdOffset = record.offset = reader.offset();
  if (failed(reader.lebStr(record.opId)))
    return failure();
  uint32_t lengthOffset = reader.offset();
  uint64_t length = 0;
  if (failed(reader.leb(length)))
    return failure();
  if (isHardened() &&
      failed(reader.expectAtMost(length, kMaxPayloadBytes, lengthOffset, "bytes in a payload")))
    return failure();
  record.payloadOffset = reader.offset();
  if (failed(reader.take(length, record.payload)))
    return failure();

  uint32_t operandsOffset = reader.offset();
  if (failed(reader.leb(record.operandCount)) ||
      failed(reader.expectAtMost(record.operandCount, kMaxNodes, operandsOffset, "operands")))
    return failure();
  for (uint64_t i = 0; i < record.operandCount; ++i) {
    uint32_t from = reader.offset();
    uint32_t operand = 0;
    if (failed(reader.leb32(operand)))
      return failure();
    if (operand >= index)
      return reader.fail(DiagCode::BadRecord, from,
                         "operand " + llvm::Twine(operand) + " of record " + llvm::Twine(index) +
                             " (expected an earlier record)");
  }
  record.operands = SourceLoc::bytes(operandsOffset, reader.offset() - operandsOffset);
  return success();
}

LogicalResult Decoder::expectNoOperands(const Record &record) {
  if (record.operandCount == 0)
    return success();
  return fault.set(DiagCode::BadRecord, record.operands,
                   "a record with " + llvm::Twine(record.operandCount) +
                       " operands (expected none)");
}

LogicalResult Decoder::readEntryNode(const Record &record, const Node *&node) {
  Reader payload(record.payload, record.payloadOffset, fault);
  if (failed(expectNoOperands(record)) || failed(readNode(payload, node)) ||
      failed(payload.expectEnd("the node of a record")))
    return failure();
  if (record.opId == recordOpId(*node))
    return success();
  return fault.set(DiagCode::BadRecord,
                   SourceLoc::bytes(record.opIdOffset, record.payloadOffset - record.opIdOffset),
                   "a record called '" + record.opId + "' (expected '" + recordOpId(*node) +
                       "' for its node)");
}

LogicalResult Decoder::readNodeSection(Reader &reader) {
  uint32_t from = reader.offset();
  uint64_t count = 0;
  if (failed(reader.leb(count)) || failed(reader.expectAtMost(count, kMaxNodes, from, "records")))
    return failure();
  if (count == 0)
    return reader.fail(DiagCode::BadRecord, from, "no record (expected at least the metadata)");

  Record metadata;
  if (failed(readRecord(reader, 0, metadata)) || failed(readMetadata(metadata)))
    return failure();
  llvm::SmallVector<const Node *, 8> entry;
  for (uint64_t i = 1; i < count; ++i) {
    Record record;
    const Node *node = nullptr;
    if (failed(fault.within("entry", i - 1, readRecord(reader, i, record))) ||
        failed(fault.within("entry", i - 1, readEntryNode(record, node))))
      return failure();
    entry.push_back(node);
  }
  program.entry = program.copy(NodeList(entry));
  return success();
}

LogicalResult Decoder::readBody(Reader &reader) {
  if (failed(readNodeSection(reader)) || failed(readRegions(reader)) ||
      failed(readOutputSet(reader)) || failed(reader.expectEnd("the output set")))
    return failure();
  program.buffers = program.copy(ArrayRef<Buffer>(buffers));
  return success();
}

namespace {

/// Checks the header in the order of section 2 and leaves the reader behind it.
LogicalResult readHeader(StringRef blob, Reader &reader, Fault &fault, uint16_t &version) {
  auto fail = [&](DiagCode code, uint32_t offset, size_t length, const llvm::Twine &message) {
    return fault.set(code, SourceLoc::bytes(offset, uint32_t(length)), message);
  };
  if (blob.size() > kMaxProgramBytes)
    return fail(DiagCode::TooLarge, uint32_t(kMaxProgramBytes), 0,
                llvm::Twine(blob.size()) + " bytes (expected at most " +
                    llvm::Twine(kMaxProgramBytes) + ")");
  StringRef magic = blob.take_front(kMagic.size());
  if (magic != kMagic)
    return fail(DiagCode::BadMagic, 0, magic.size(),
                "the input does not start like a blob (expected VYRE)");
  uint16_t flags = 0;
  StringRef skipped;
  if (failed(reader.take(kMagic.size(), skipped)) || failed(reader.u16(version)))
    return failure();
  if (version < kMinVersion || version > kMaxVersion)
    return fail(DiagCode::BadVersion, 4, 2,
                "wire version " + llvm::Twine(version) + " (expected 4, 5 or 6)");
  if (blob.size() < kHeaderBytes)
    return fail(DiagCode::Truncated, uint32_t(blob.size()), 0,
                "a header of " + llvm::Twine(blob.size()) + " bytes (expected 40)");
  if (failed(reader.u16(flags)))
    return failure();
  if (flags != kFlags)
    return fail(DiagCode::BadFlags, 6, 2, "flags " + llvm::Twine(flags) + " (expected 4)");
  StringRef digest;
  if (failed(reader.take(kDigestBytes, digest)))
    return failure();
  if (digest != bodyDigest(blob.drop_front(kHeaderBytes)))
    return fail(DiagCode::BadDigest, kDigestOffset, kDigestBytes,
                "the digest does not belong to the bytes after it (expected their BLAKE3)");
  return success();
}

/// What came of reading the body under one rule.
struct Reading {
  Program program;
  Fault fault;
  bool whole = false;
  std::optional<uint32_t> subgroupReduceOffset;
};

void readUnder(SubgroupRule rule, uint16_t version, StringRef body, Reading &reading) {
  reading.program.version = version;
  reading.program.subgroupRule = rule;
  Decoder decoder(reading.program, reading.fault);
  Reader reader(body, kHeaderBytes, reading.fault);
  reading.whole = succeeded(decoder.readBody(reader));
  reading.subgroupReduceOffset = decoder.subgroupReduceOffset;
}

/// Version 4 has two writers. The layout that fits wins; where both do, the plausible reading. A
/// name of one letter makes that common: its length and its letter also make an i32 literal.
FailureOr<Program> chooseReading(StringRef body, Reading &older, DiagnosticEngine &diags) {
  Reading newer;
  if (older.subgroupReduceOffset)
    readUnder(SubgroupRule::WithOp, 4, body, newer);
  if (!older.whole && !newer.whole)
    return older.fault.report(diags);
  if (!newer.whole)
    return std::move(older.program);
  if (!older.whole)
    return std::move(newer.program);
  bool olderIsPlausible = isPlausible(older.program);
  if (olderIsPlausible != isPlausible(newer.program))
    return std::move(olderIsPlausible ? older.program : newer.program);
  return diags.error(DiagCode::AmbiguousSubgroup, SourceLoc::bytes(*older.subgroupReduceOffset, 1),
                     "expression tag 17 can be read in two ways (expected one; choose a rule)",
                     nodePathAt(older.program, *older.subgroupReduceOffset));
}

} // namespace

FailureOr<Program> decode(StringRef blob, DiagnosticEngine &diags, DecodeOptions options) {
  Reading reading;
  Reader header(blob, 0, reading.fault);
  uint16_t version = 0;
  if (failed(readHeader(blob, header, reading.fault, version)))
    return reading.fault.report(diags);

  StringRef body = blob.drop_front(kHeaderBytes);
  SubgroupRule rule = version == 4 ? options.subgroupRule : SubgroupRule::WithOp;
  bool isAuto = rule == SubgroupRule::Auto;
  readUnder(isAuto ? SubgroupRule::AddOnly : rule, version, body, reading);
  if (isAuto)
    return chooseReading(body, reading, diags);
  if (!reading.whole)
    return reading.fault.report(diags);
  return std::move(reading.program);
}

} // namespace vyrecc::vir0
