// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a lane does with a slot that it has claimed.
#ifndef VYRE_CC_LIB_MEGAKERNEL_HANDLERS_H
#define VYRE_CC_LIB_MEGAKERNEL_HANDLERS_H

#include "TreeBuilder.h"
#include "vyre-cc/Megakernel/Megakernel.h"

namespace vyrecc::megakernel {

/// Reads opcode and arguments of the slot at word `slot_base`, executes it, counts it, and sets its
/// status, the word `status_index`, to DONE.
Nodes executeSlot(TreeBuilder &b, const MegakernelOptions &options);

/// The body of LOAD_MISS; `kind` is not None.
Nodes loadMiss(TreeBuilder &b, LoadMiss kind);

} // namespace vyrecc::megakernel

#endif
