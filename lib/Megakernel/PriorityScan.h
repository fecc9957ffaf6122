// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The priority scan as statements. The tree is fixed to the last node: passes recognise it, and its
// bytes are compared with those of other tools.
#ifndef VYRE_CC_LIB_MEGAKERNEL_PRIORITYSCAN_H
#define VYRE_CC_LIB_MEGAKERNEL_PRIORITYSCAN_H

#include "TreeBuilder.h"

namespace vyrecc::megakernel {

/// Seven statements that read `lane_id`, try to claim one slot, and leave what was claimed in
/// claimed_slot_base, claimed_priority and claimed_tenant, all kNothingClaimed if nothing was.
/// `stride` is how far apart the slots are that one lane probes; 0 counts as 1.
Nodes priorityScan(TreeBuilder &b, uint32_t slots, uint32_t stride);

} // namespace vyrecc::megakernel

#endif
