// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Replaces calls by the bodies of their callees (section 16.13). Upstream resolves op ids in a table of host functions
// that no blob contains; here a callee is a program whose entry op id is the one that is called.
#ifndef VYRE_CC_VIR0_INLINE_H
#define VYRE_CC_VIR0_INLINE_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

/// True if some expression of the program is a Call.
bool hasCalls(const Program &program);

/// Copies `program` with each Call replaced. A callee runs as one invocation on buffers of one element: argument k is
/// the element of its k-th read-only buffer, its output buffer (is_output) starts at zero and is the result, ids are
/// 0 and lengths 1. Arguments are evaluated once, left to right, before the statement that holds the call. Callees
/// may call each other, but not themselves. The copy refers to the strings of `program` and of the library, which
/// have to outlive it; what comes from the k-th program of the library, counted from 1, has that number in its
/// location. Calls of `externals` stay as they are. Errors: UnknownCallee, CallArguments, and BadCallee for a callee
/// that returns early, writes other buffers or has another result than u32, i32, f32 or bool, for recursion, and for
/// an atomic in the statement that calls, whose order would change.
FailureOr<Program> inlineCalls(const Program &program, llvm::ArrayRef<const Program *> library,
                               DiagnosticEngine &diags,
                               llvm::ArrayRef<llvm::StringRef> externals = {});

} // namespace vyrecc::vir0

#endif
