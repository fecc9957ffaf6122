// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiler inside another program: compiles one file to words and says what it got.
#include "vyre-cc/Driver/Compiler.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

int main(int argc, char **argv) {
  if (argc != 2) {
    llvm::errs() << "usage: embed-cpp KERNEL\n";
    return 1;
  }
  auto file = llvm::MemoryBuffer::getFile(argv[1], /*IsText=*/false);
  if (!file) {
    llvm::errs() << argv[1] << ": " << file.getError().message() << '\n';
    return 1;
  }

  // The library never prints: diagnostics come to us.
  vyrecc::DiagnosticEngine diags([&](const vyrecc::Diagnostic &diagnostic) {
    vyrecc::printDiagnostic(diagnostic, argv[1], llvm::errs());
  });
  vyrecc::CompileOptions options;
  options.targetEnv = vyrecc::spirv::TargetEnv::Vulkan1_1;
  auto output = vyrecc::compile((*file)->getBuffer(), options, diags);
  if (failed(output))
    return 1;

  llvm::outs() << output->words.size() << " words for " << output->manifest.targetEnv << '\n';
  for (const vyrecc::protocol::ManifestBuffer &buffer : output->manifest.buffers)
    llvm::outs() << "  binding " << buffer.binding << ": " << buffer.name << ", " << buffer.element
                 << '\n';
  return 0;
}
