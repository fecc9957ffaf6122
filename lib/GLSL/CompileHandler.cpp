// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From GLSL to a function that can be spliced.
#include "CheckHandler.h"
#include "Glslang.h"

namespace vyrecc::glsl {

FailureOr<Handler> compileHandler(llvm::StringRef source, llvm::StringRef name,
                                  const HandlerOptions &options, DiagnosticEngine &diags) {
  FailureOr<std::vector<uint32_t>> words = compileSource(source, options, diags);
  if (failed(words))
    return failure();
  return checkHandler(std::move(*words), name, diags);
}

} // namespace vyrecc::glsl
