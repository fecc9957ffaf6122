// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a path to a module.
#include "Run.h"
#include "ToolIO.h"
#include "llvm/ADT/StringExtras.h"

using namespace vyrecc;
using namespace vyrecc::tools;

FailureOr<loader::Module> tools::loadModule(llvm::StringRef path, DiagnosticEngine &diags) {
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(path, diags);
  if (!file)
    return failure();
  return loader::readModule(llvm::arrayRefFromStringRef(file->getBuffer()), diags);
}
