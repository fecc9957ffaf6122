// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Limits of the wire format (section 10) and the caps that we add where the format sets none.
#ifndef VYRE_CC_VIR0_LIMITS_H
#define VYRE_CC_VIR0_LIMITS_H

#include <cstdint>

namespace vyrecc::vir0 {

inline constexpr uint64_t kMaxProgramBytes = 67'108'864;
inline constexpr uint32_t kMaxNodes = 1'000'000; ///< records, each nested list, operands
inline constexpr uint32_t kMaxBuffers = 16'384;
inline constexpr uint32_t kMaxArgs = 4'096;
inline constexpr uint32_t kMaxStringBytes = 1'048'576;
inline constexpr uint32_t kMaxOpaqueBytes = 4'194'304;
inline constexpr uint32_t kMaxDepth = 64; ///< nodes and expressions on one path from a record
inline constexpr uint32_t kMaxRegionPayloadBytes = 64; ///< shape and hints of a memory region
inline constexpr uint32_t kMaxPredicateDepth = 32;
/// Ours: version 4 does not bound how deep types nest; nothing sensible comes near this.
inline constexpr uint32_t kMaxTypeDepth = 1'024;
inline constexpr uint32_t kExtensionBit = 0x8000'0000; ///< set in every extension id

} // namespace vyrecc::vir0

#endif
