// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which ops access memory atomically.
#ifndef VYRE_CC_LIB_TRANSFORMS_MEMORY_ATOMICS_H
#define VYRE_CC_LIB_TRANSFORMS_MEMORY_ATOMICS_H

#include "vyre-cc/IR/Op.h"

namespace vyrecc {

inline bool isAtomic(const ir::Op &op) {
  return op.is(ir::OpKind::AtomicLoad) || op.is(ir::OpKind::AtomicStore) ||
         op.is(ir::OpKind::AtomicRmw) || op.is(ir::OpKind::AtomicCmpxchg);
}

} // namespace vyrecc

#endif
