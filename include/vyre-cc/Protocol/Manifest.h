// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The manifest: what a compiled module tells its loader. It travels inside the module, as instructions of the
// non-semantic set kManifestSet, and is printed by --emit=manifest in the JSON form of docs/Manifest.md.
#ifndef VYRE_CC_PROTOCOL_MANIFEST_H
#define VYRE_CC_PROTOCOL_MANIFEST_H

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vyrecc::protocol {

/// The extended instruction set that carries the manifest. Instruction kManifestKernel has one operand, an
/// OpString with the manifest's JSON object without its buffers; instruction kManifestBuffer, one a buffer in
/// declaration order, has one operand, an OpString with that buffer's JSON object.
inline constexpr char kManifestSet[] = "NonSemantic.VyreCC.Manifest";
inline constexpr uint32_t kManifestKernel = 1;
inline constexpr uint32_t kManifestBuffer = 2;
inline constexpr uint32_t kManifestVersion = 1;

/// Who supplies a buffer's bytes and whether they come back (wire format, section 14).
enum class BufferRole : uint8_t {
  Input,     ///< bytes from the host, not returned
  InOut,     ///< bytes from the host, returned
  Output,    ///< zero-filled, returned
  Workgroup, ///< lives inside the kernel; has no binding
  // Buffers that the program does not have and the loader adds.
  TrapRecord, ///< kTrapRecordWords words, zero before a dispatch
  Lengths,    ///< read only; for each binding below its own the bytes that are bound there, a word each
};

/// True if a buffer of this role is bound to the kernel.
constexpr bool isBound(BufferRole role) { return role != BufferRole::Workgroup; }
/// True if the host gives its bytes.
constexpr bool isSupplied(BufferRole role) {
  return role == BufferRole::Input || role == BufferRole::InOut;
}
/// True if its bytes come back.
constexpr bool isReturned(BufferRole role) {
  return role == BufferRole::InOut || role == BufferRole::Output;
}

/// What the first trap of a dispatch leaves: the first word is 1, then come the trap's address, its code
/// (from 1, an index into Manifest::traps) and the invocation's global x id.
inline constexpr uint32_t kTrapRecordWords = 4;

struct ManifestBuffer {
  std::string name;
  uint32_t set = 0;
  uint32_t binding = 0;
  BufferRole role = BufferRole::InOut;
  std::string element;          ///< as VIR0 assembly spells the type, for example "u32"
  uint32_t strideBytes = 4;     ///< distance of two elements in host memory
  uint32_t count = 0;           ///< declared elements; 0: the host's bytes decide
  bool readOnly = false;
  /// The kernel accesses it by words of 32 bits: what is bound must be as long as whole words.
  bool inWords = false;
  std::optional<std::pair<uint64_t, uint64_t>> outputByteRange; ///< [start, end)

  bool operator==(const ManifestBuffer &) const = default;
};

/// The specialisation constant that bounds the passes of a scheduling loop. Its default leaves the program's meaning
/// alone; 0xFFFFFFFF is a persistent loop, which a loader lowers to run a bounded number of passes a dispatch.
struct ManifestPassLimit {
  uint32_t specId = 0;
  uint32_t defaultValue = 0xFFFFFFFF;
  bool operator==(const ManifestPassLimit &) const = default;
};

/// Three words of a buffer that hold the grid of the kernel.
struct ManifestIndirectGrid {
  std::string buffer;
  uint64_t offset = 0; ///< bytes
  bool operator==(const ManifestIndirectGrid &) const = default;
};

struct Manifest {
  uint32_t version = kManifestVersion;
  /// Run in this order with the same grid, each seeing all that those before it wrote.
  std::vector<std::string> entryPoints;
  std::string targetEnv;      ///< "vulkan1.1", "vulkan1.2" or "vulkan1.3"
  std::string variant;        ///< what built the program: "priority", "sharded", or empty for any other program
  std::array<uint32_t, 3> workgroupSize = {1, 1, 1};
  uint32_t subgroupSize = 0; ///< the kernels count on full subgroups of this size; 0: of any
  std::vector<ManifestBuffer> buffers; ///< declaration order, which is the order of inputs and outputs
  std::optional<ManifestPassLimit> passLimit;
  std::optional<ManifestIndirectGrid> indirectGrid; ///< where the grid is found if the host has none
  std::vector<std::string> traps;                   ///< tags by code; code 1 is the first
  /// True if the kernel does all its work however many workgroups are launched: a loader launches as many as the
  /// machine runs at once.
  bool anyGrid = false;
  /// True if some loop may iterate a number of times that is not a small constant: what a loader has to know on
  /// devices that cap the iterations of an invocation.
  bool hasUnboundedLoops = false;

  bool operator==(const Manifest &) const = default;
};

} // namespace vyrecc::protocol

#endif
