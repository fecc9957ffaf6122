// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options of --megakernel, and what they generate.
#ifndef VYRE_CC_TOOLS_VYRE_CC_GENERATE_H
#define VYRE_CC_TOOLS_VYRE_CC_GENERATE_H

#include "vyre-cc/Driver/Compiler.h"

namespace llvm::cl {
class OptionCategory;
}

namespace vyrecc::tools {

llvm::cl::OptionCategory &megakernelOptions();

/// Whether --megakernel was given.
bool generatesMegakernel();

/// Complains about options that need --megakernel.
LogicalResult refuseMegakernelOptions(DiagnosticEngine &diags);

/// Builds the megakernel that the options describe and compiles it. Errors in the files that they
/// name go to standard error under the file's name.
FailureOr<std::string> generateMegakernel(EmitKind kind, CompileOptions options,
                                          DiagnosticEngine &diags);

} // namespace vyrecc::tools

#endif
