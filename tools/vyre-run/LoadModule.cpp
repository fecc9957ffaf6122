// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a path to a module. The one place of the project where compiler and loader meet.
#include "Run.h"
#include "ToolIO.h"
#include "vyre-cc/Driver/Compiler.h"
#include "llvm/ADT/StringExtras.h"

using namespace vyrecc;
using namespace vyrecc::tools;

FailureOr<loader::Module> tools::loadModule(llvm::StringRef path, DiagnosticEngine &diags) {
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(path, diags);
  if (!file)
    return failure();
  llvm::ArrayRef<uint8_t> bytes = llvm::arrayRefFromStringRef(file->getBuffer());
  // Everything else is the compiler's to read or to refuse.
  if (loader::isSpirv(bytes))
    return loader::readModule(bytes, diags);
  FailureOr<CompileOutput> compiled = compile(file->getBuffer(), CompileOptions(), diags);
  if (failed(compiled))
    return failure();
  return loader::readModule(std::move(compiled->words), diags);
}
