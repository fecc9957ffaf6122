// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the tests of this folder share: shorthands for the codec, and the corpus.
#ifndef VYRE_CC_TEST_UNIT_VIR0_TESTING_H
#define VYRE_CC_TEST_UNIT_VIR0_TESTING_H

#include "vyre-cc/VIR0/Assembly.h"
#include "vyre-cc/VIR0/Codec.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace vyrecc::vir0 {

inline std::string assemblyOf(const Program &program) {
  std::string text;
  llvm::raw_string_ostream os(text);
  printAssembly(program, os);
  return text;
}

/// Everything that an engine collected, one line each.
inline std::string messages(const DiagnosticEngine &diags) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const Diagnostic &diagnostic : diags.diagnostics())
    printDiagnostic(diagnostic, "input", os);
  return text;
}

/// The blob that assembly stands for; fails the test if it does not parse or encode.
inline std::string assemble(StringRef text) {
  DiagnosticEngine diags;
  FailureOr<Program> program = parseAssembly(text, diags);
  REQUIRE_MESSAGE(succeeded(program), messages(diags));
  FailureOr<std::string> blob = encode(*program, diags);
  REQUIRE_MESSAGE(succeeded(blob), messages(diags));
  return *blob;
}

/// Decodes what must be wrong and gives the one diagnostic.
inline Diagnostic decodeError(StringRef blob, DecodeOptions options = {}) {
  DiagnosticEngine diags;
  CHECK(failed(decode(blob, diags, options)));
  REQUIRE(diags.diagnostics().size() == 1);
  return diags.diagnostics().front();
}

/// The blob with a right digest.
inline std::string redigested(StringRef blob) {
  DiagnosticEngine diags;
  FailureOr<std::string> fixed = withFixedDigest(blob, diags);
  REQUIRE(succeeded(fixed));
  return *fixed;
}

/// The folder of the corpus; empty and a loud message where there is none.
inline std::string corpusFolder() {
  const char *folder = std::getenv("VYRE_CORPUS");
  if (folder && llvm::sys::fs::is_directory(folder))
    return folder;
  MESSAGE("SKIPPED: VYRE_CORPUS names no folder, so the corpus is not read");
  return {};
}

inline std::string readFile(const llvm::Twine &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  REQUIRE_MESSAGE(buffer, path.str());
  return (*buffer)->getBuffer().str();
}

/// The paths of a folder's files with an extension, sorted.
inline std::vector<std::string> filesIn(const std::string &folder, StringRef extension) {
  std::vector<std::string> paths;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator it(folder, error), end; it != end && !error;
       it.increment(error))
    if (StringRef(it->path()).ends_with(extension))
      paths.push_back(it->path());
  llvm::sort(paths);
  return paths;
}

} // namespace vyrecc::vir0

#endif
