// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declares buffers that the program does not have.
#ifndef VYRE_CC_LIB_TRANSFORMS_LOWERING_HIDDENBUFFERS_H
#define VYRE_CC_LIB_TRANSFORMS_LOWERING_HIDDENBUFFERS_H

#include "vyre-cc/IR/Builder.h"

namespace vyrecc {

struct HiddenBuffer {
  ir::StringRef name;
  ir::Type element = ir::Type::getU32();
  uint64_t count;
  ir::Access access;
  ir::Role role;
};

/// Adds a vir.buffer behind the others; storage gets the binding above the highest. The name must be
/// free.
ir::Op *declareHidden(ir::Module &module, ir::Context &context, const HiddenBuffer &buffer);

/// One more than the highest binding in use.
uint64_t firstFreeBinding(const ir::Module &module);

} // namespace vyrecc

#endif
