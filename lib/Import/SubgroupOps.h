// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where subgroup ops stand after the import.
#ifndef VYRE_CC_LIB_IMPORT_SUBGROUPOPS_H
#define VYRE_CC_LIB_IMPORT_SUBGROUPOPS_H

#include "vyre-cc/IR/Op.h"

namespace vyrecc {

/// Moves subgroup ops out of the arms of conditions that invocations of a workgroup may decide
/// differently, where that changes nothing else. Others stay.
void hoistSubgroupOps(ir::Op &kernel, const ir::Context &context);

} // namespace vyrecc

#endif
