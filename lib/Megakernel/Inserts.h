// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs that become part of a megakernel: handlers, payloads, workspaces.
#ifndef VYRE_CC_LIB_MEGAKERNEL_INSERTS_H
#define VYRE_CC_LIB_MEGAKERNEL_INSERTS_H

#include "TreeBuilder.h"
#include "vyre-cc/Support/Diagnostics.h"

namespace vyrecc::megakernel {

/// The statements of a program; the region around them is left out where it is the only one.
vir0::NodeList insertedBody(const vir0::Program &program);

/// Whether lanes may leave the kernel inside an insert. Those that hold a claimed slot may not.
enum class Returns : bool { Refused, Allowed };

/// Refuses statements and buffers that need other lanes: barriers, subgroup and grid operations,
/// workgroup memory.
LogicalResult checkInsert(const vir0::Program &program, Returns returns, DiagnosticEngine &diags);

/// Declares the buffers of `program` that `b` does not have. Those that it has must agree.
LogicalResult declareBuffers(TreeBuilder &b, const vir0::Program &program, DiagnosticEngine &diags);

} // namespace vyrecc::megakernel

#endif
