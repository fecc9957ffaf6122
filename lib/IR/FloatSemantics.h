// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Float types of the IR as LLVM's APFloat knows them.
#ifndef VYRE_CC_LIB_IR_FLOATSEMANTICS_H
#define VYRE_CC_LIB_IR_FLOATSEMANTICS_H

#include "vyre-cc/IR/Type.h"

namespace llvm {
struct fltSemantics;
}

namespace vyrecc::ir {

/// The format of a float type.
const llvm::fltSemantics &floatSemantics(Type type);
/// The bits of a decimal literal, rounded to nearest even; nullopt if it is none.
std::optional<uint64_t> parseFloat(Type type, StringRef text);

} // namespace vyrecc::ir

#endif
