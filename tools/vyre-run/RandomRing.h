// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random contents of a megakernel's buffers, and what a scheduler must have made of them.
#ifndef VYRE_CC_TOOLS_VYRE_RUN_RANDOMRING_H
#define VYRE_CC_TOOLS_VYRE_RUN_RANDOMRING_H

#include "vyre-cc/Loader/Case.h"
#include "vyre-cc/Loader/Jobs.h"
#include <random>

namespace vyrecc::tools {

/// Of a priority kernel.
struct RingShape {
  uint32_t slots = 0;
  uint32_t stride = 0;
  uint32_t workgroup = 0;
};

/// The words of the buffers.
struct RingImage {
  loader::Words control, ring, debugLog, ioQueue;

  std::vector<loader::NamedBytes> toBytes() const;
  /// From what an executor gave.
  static RingImage fromBytes(llvm::ArrayRef<loader::NamedBytes> buffers);
};

struct RingCase {
  RingShape shape;
  uint32_t workgroups = 1;
  RingImage image;

  uint32_t lanes() const { return workgroups * shape.workgroup; }
};

/// Any statuses, priorities, tenants and masks, odd offsets, any starvation, fewer or more lanes than slots. Opcodes write
/// reserved and observable words alone, so that what they leave can be told.
RingCase makeRandomCase(const RingShape &shape, std::mt19937_64 &random);

/// The result of a case that was dispatched until nothing was left.
struct RingOutcome {
  RingImage image;
  bool resetStarvation = false; ///< the host had to
};

/// Which slots were executed. Fails, with the reason in `why`, where the outcome breaks the contract (section 20.1 of
/// the megakernel specification).
FailureOr<std::vector<bool>> checkOutcome(const RingCase &theCase, const RingOutcome &outcome,
                                          std::string &why);

/// True if urgent slots wait behind the starvation counter alone: a host then stores 0 there.
bool waitsForReset(const RingImage &image, const RingShape &shape);

} // namespace vyrecc::tools

#endif
