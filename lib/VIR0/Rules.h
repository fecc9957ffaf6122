// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rules of the format that its decoder, its encoder and the assembly share.
#ifndef VYRE_CC_LIB_VIR0_RULES_H
#define VYRE_CC_LIB_VIR0_RULES_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

inline constexpr StringRef kMetadataOpId = "vyre.program.metadata";
inline constexpr StringRef kMetadataMarker = "VYRE-META";
inline constexpr StringRef kMagic = "VYRE";
inline constexpr uint16_t kFlags = 0x0004;
inline constexpr size_t kDigestOffset = 8;
inline constexpr size_t kDigestBytes = 32;
inline constexpr size_t kHeaderBytes = kDigestOffset + kDigestBytes;
inline constexpr uint16_t kMinVersion = 4;
inline constexpr uint16_t kMaxVersion = 6;
/// Since version 5 a record's payload and the dimensions of a type are bounded (appendix A.4).
inline constexpr uint32_t kMaxPayloadBytes = 4'194'304;
inline constexpr uint32_t kMaxDims = 4'096;
/// Bytes of a `vyre.literal.*` payload.
inline constexpr size_t kWideLiteralBytes = 8;

/// The kinds of opaque expressions that every reader knows (section 6.1).
inline bool isWideLiteral(StringRef kind) {
  return kind == "vyre.literal.u64" || kind == "vyre.literal.i64" || kind == "vyre.literal.f64";
}

inline bool isWritable(BufferAccess access) {
  return access == BufferAccess::ReadWrite || access == BufferAccess::WriteOnly;
}

/// True if the type may store the elements of a Quantized type.
bool isQuantizedStorage(TypeTag tag);
/// What is wrong with scale and zero point; null if nothing is.
const char *quantizationProblem(const Quantization &quantization);
/// How assembly spells the forms of scale and zero point; empty where there is no such form.
StringRef spelling(Quantization::Scale scale);
StringRef spelling(Quantization::ZeroPoint zeroPoint);

/// What is wrong with a buffer's count and output range (sections 4 and 9); nullopt if nothing is.
std::optional<std::string> extentProblem(const Buffer &buffer);

/// The first byte that is not part of well-formed UTF-8; nullopt if there is none.
std::optional<size_t> firstBadUtf8(StringRef text);

/// The BLAKE3 digest of everything after the header.
std::string bodyDigest(StringRef body);

} // namespace vyrecc::vir0

#endif
