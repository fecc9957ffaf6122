// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The way from a program to a blob: header, sections and records.
#include "Encoder.h"
#include "Rules.h"
#include "vyre-cc/VIR0/Codec.h"

namespace vyrecc::vir0 {

LogicalResult Encoder::checkAtMost(size_t value, size_t limit, StringRef what) {
  if (value <= limit)
    return success();
  return refuse(llvm::Twine(value) + " " + what + " (expected at most " + llvm::Twine(limit) + ")");
}

LogicalResult Encoder::writeRecord(Writer &writer, StringRef opId, const Writer &payload) {
  if (isHardened() && failed(checkAtMost(payload.str().size(), kMaxPayloadBytes,
                                         "bytes in the payload of a record")))
    return failure();
  writer.lebBytes(opId);
  writer.lebBytes(payload.str());
  writer.leb(0);
  return success();
}

LogicalResult Encoder::writeNodeSection(Writer &writer) {
  size_t count = program.entry.size() + 1;
  if (failed(checkAtMost(count, kMaxNodes, "records")))
    return failure();
  writer.leb(count);
  Writer metadata;
  if (failed(writeMetadata(metadata)) || failed(writeRecord(writer, kMetadataOpId, metadata)))
    return failure();
  for (auto [i, node] : llvm::enumerate(program.entry)) {
    Writer payload;
    if (failed(fault.within("entry", i, writeNode(payload, *node))) ||
        failed(fault.within("entry", i, writeRecord(writer, recordOpId(*node), payload))))
      return failure();
  }
  return success();
}

void Encoder::writeOutputSet(Writer &writer) {
  writer.leb(llvm::count_if(program.buffers, [](const Buffer &b) { return isWritable(b.access); }));
  for (auto [i, buffer] : llvm::enumerate(program.buffers))
    if (isWritable(buffer.access))
      writer.leb(i);
}

LogicalResult Encoder::writeBody(Writer &writer) {
  if (failed(writeNodeSection(writer)) || failed(writeRegions(writer)))
    return failure();
  writeOutputSet(writer);
  loc = SourceLoc();
  return checkAtMost(writer.str().size() + kHeaderBytes, kMaxProgramBytes, "bytes");
}

FailureOr<std::string> encode(const Program &program, DiagnosticEngine &diags,
                              EncodeOptions options) {
  uint16_t version = options.version ? options.version : program.version;
  if (version < kMinVersion || version > kMaxVersion)
    return diags.error(DiagCode::NotEncodable, {},
                       "wire version " + llvm::Twine(version) + " (expected 4, 5 or 6)");
  Fault fault;
  Writer body;
  if (failed(Encoder(program, version, fault).writeBody(body)))
    return fault.report(diags);

  Writer blob;
  blob.bytes(kMagic);
  blob.u16(version);
  blob.u16(kFlags);
  blob.bytes(bodyDigest(body.str()));
  blob.bytes(body.str());
  return blob.take();
}

FailureOr<std::string> withFixedDigest(StringRef blob, DiagnosticEngine &diags) {
  if (blob.size() < kHeaderBytes)
    return diags.error(DiagCode::Truncated, SourceLoc::bytes(uint32_t(blob.size()), 0),
                       "a header of " + llvm::Twine(blob.size()) + " bytes (expected 40)");
  StringRef body = blob.drop_front(kHeaderBytes);
  return (blob.take_front(kDigestOffset) + bodyDigest(body) + body).str();
}

} // namespace vyrecc::vir0
