// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compiled module as a loader sees it: SPIR-V words, the manifest found in them, and what they
// ask of a device. Reading is bounds-checked; a module from anywhere may be read.
#ifndef VYRE_CC_LOADER_MODULE_H
#define VYRE_CC_LOADER_MODULE_H

#include "vyre-cc/Protocol/Manifest.h"
#include "vyre-cc/Support/Diagnostics.h"

namespace vyrecc::loader {

struct Module {
  std::vector<uint32_t> words;
  protocol::Manifest manifest;
  /// The version word of the header: 0x00010500 is SPIR-V 1.5.
  uint32_t version = 0;
  /// Operands of the OpCapability instructions.
  std::vector<uint32_t> capabilities;
  /// The module uses instructions of a non-semantic set.
  bool hasNonSemantic = false;
};

/// True if the bytes start with SPIR-V's magic word in little-endian form, the only one that is read.
bool isSpirv(llvm::ArrayRef<uint8_t> bytes);

/// Walks the instructions, finds and checks the manifest. A module of another compiler has none: its
/// storage buffers of set 0 are inout buffers of words then, named "bindingN".
FailureOr<Module> readModule(std::vector<uint32_t> words, DiagnosticEngine &diags);
/// The same from the bytes of a .spv file (little-endian words).
FailureOr<Module> readModule(llvm::ArrayRef<uint8_t> bytes, DiagnosticEngine &diags);

/// The manifest's JSON objects: the kernel's without its buffers, and one buffer's.
FailureOr<protocol::Manifest> parseManifestKernel(llvm::StringRef json, DiagnosticEngine &diags);
FailureOr<protocol::ManifestBuffer> parseManifestBuffer(llvm::StringRef json,
                                                        DiagnosticEngine &diags);

/// The words of a module that readModule accepted, without its non-semantic instructions, their
/// imports and the extension that allows them: for devices that do not know it.
std::vector<uint32_t> stripNonSemantic(llvm::ArrayRef<uint32_t> words);

/// The words of a module that readModule accepted, with every atomic relaxed: for devices that
/// order all atomics anyway and go wrong where it is asked of them
/// (KnownDevice::failsOrderedAtomics).
std::vector<uint32_t> relaxAtomics(llvm::ArrayRef<uint32_t> words);

} // namespace vyrecc::loader

#endif
