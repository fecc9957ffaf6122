// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a path to a module. The one place of the project where compiler and loader meet.
#include "Run.h"
#include "ToolIO.h"
#include "vyre-cc/Driver/Compiler.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include <spirv/unified1/spirv.hpp11>

using namespace vyrecc;
using namespace vyrecc::tools;

/// SPIR-V starts with its magic word; the loader reads the little-endian form only.
static bool isSpirv(llvm::StringRef bytes) {
  return bytes.size() >= 4 && llvm::support::endian::read32le(bytes.data()) == spv::MagicNumber;
}

FailureOr<loader::Module> tools::loadModule(llvm::StringRef path, DiagnosticEngine &diags) {
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(path, diags);
  if (!file)
    return failure();
  // Everything else is the compiler's to read or to refuse.
  if (isSpirv(file->getBuffer()))
    return loader::readModule(llvm::arrayRefFromStringRef(file->getBuffer()), diags);
  FailureOr<CompileOutput> compiled = compile(file->getBuffer(), CompileOptions(), diags);
  if (failed(compiled))
    return failure();
  return loader::readModule(std::move(compiled->words), diags);
}
