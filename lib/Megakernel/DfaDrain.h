// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The batch drain (section 18): automata over many files, without a ring.
#ifndef VYRE_CC_LIB_MEGAKERNEL_DFADRAIN_H
#define VYRE_CC_LIB_MEGAKERNEL_DFADRAIN_H

#include "TreeBuilder.h"

namespace vyrecc::megakernel {

/// The ten buffers; all sizes but that of queue_state are the host's.
void declareDfaBuffers(TreeBuilder &b);

/// Claims one pair of segment and rule and runs it; a lane that finds no more work returns.
Nodes dfaPass(TreeBuilder &b);

} // namespace vyrecc::megakernel

#endif
