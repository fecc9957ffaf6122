// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// VIR0 bytes to program and back (sections 1 to 11, appendix A), and the hex armour (section 12).
#ifndef VYRE_CC_VIR0_CODEC_H
#define VYRE_CC_VIR0_CODEC_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

struct DecodeOptions {
  SubgroupRule subgroupRule = SubgroupRule::Auto;
};

/// Decodes a blob of wire version 4, 5 or 6. Strings of the program refer into `blob`, which must outlive it.
/// Memory stays a small multiple of the blob's size whatever the bytes are. Reports one error and fails at
/// the first rule that the blob breaks, in the order of section 2. Does not validate (section 15).
FailureOr<Program> decode(StringRef blob, DiagnosticEngine &diags, DecodeOptions options = {});

struct EncodeOptions {
  uint16_t version = 0; ///< 0: the program's own
};

/// Encodes a program in canonical form: minimal LEB128, canonical f32 literals (section 6), recomputed output
/// set and digest. Fails with a diagnostic on what the version cannot express (section 10, encoder refusals).
FailureOr<std::string> encode(const Program &program, DiagnosticEngine &diags,
                              EncodeOptions options = {});

/// The blob with the digest that its bytes call for; nothing else is looked at. For making malformed blobs.
FailureOr<std::string> withFixedDigest(StringRef blob, DiagnosticEngine &diags);

/// True if `text` starts like the hex armour.
bool isArmored(StringRef text);
/// Takes the armour off. The error names the line.
FailureOr<std::string> dearmor(StringRef text, DiagnosticEngine &diags);
/// Puts the armour on: lower case, 32 bytes a line.
std::string armor(StringRef blob);

} // namespace vyrecc::vir0

#endif
