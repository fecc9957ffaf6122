// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// What single ops simplify to.
#ifndef VYRE_CC_LIB_TRANSFORMS_CANONICALIZE_FOLD_H
#define VYRE_CC_LIB_TRANSFORMS_CANONICALIZE_FOLD_H

#include "vyre-cc/IR/Builder.h"

namespace vyrecc {

/// The value of an integer or bool op whose operands are all constant, zero-extended; nullopt where
/// the op has none (floats, undefined quotients) or an operand is not constant.
std::optional<uint64_t> foldConstants(const ir::Op &op);

/// An equal value that exists already or is cheaper, or null. The builder stands before the op.
ir::Value *simplify(ir::Op &op, ir::Builder &builder);

} // namespace vyrecc

#endif
