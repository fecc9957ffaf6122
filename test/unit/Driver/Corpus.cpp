// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every program of the corpus through the whole compiler: what imports becomes a valid module at
// every level, and what does not fails without a complaint about our own output.
#include "vyre-cc/Driver/Compiler.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <doctest/doctest.h>

using namespace vyrecc;
using llvm::StringRef;

static std::vector<std::string> blobsOf(StringRef folder) {
  const char *corpus = std::getenv("VYRE_CORPUS");
  if (!corpus || !llvm::sys::fs::is_directory(corpus)) {
    MESSAGE("SKIPPED: no corpus in VYRE_CORPUS");
    return {};
  }
  std::vector<std::string> paths;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator it(std::string(corpus) + "/" + folder.str(), error), end;
       it != end && !error; it.increment(error))
    if (llvm::sys::path::extension(it->path()) == ".vir0")
      paths.push_back(it->path());
  REQUIRE(!paths.empty());
  return paths;
}

static void compileFolder(StringRef folder, OptLevel level, spirv::TargetEnv env) {
  CompileOptions options;
  options.optLevel = level;
  options.targetEnv = env;
  unsigned numCompiled = 0;
  for (const std::string &path : blobsOf(folder)) {
    auto blob =
        llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
    REQUIRE(bool(blob));
    std::string messages;
    llvm::raw_string_ostream os(messages);
    bool blamesUs = false;
    DiagnosticEngine diags([&](const Diagnostic &diagnostic) {
      printDiagnostic(diagnostic, path, os);
      blamesUs |= diagnostic.code == DiagCode::InvalidModule ||
                  diagnostic.code == DiagCode::InvalidIR ||
                  diagnostic.code == DiagCode::BadPipeline;
    });
    FailureOr<CompileOutput> output = compile((*blob)->getBuffer(), options, diags);
    INFO(messages);
    CHECK(!blamesUs);
    CHECK(succeeded(output) == !diags.hasErrors());
    numCompiled += succeeded(output);
  }
  MESSAGE(folder.str(), ": ", numCompiled, " compiled");
}

TEST_CASE("what imports compiles without passes") {
  for (StringRef folder : {"wire", "lib", "megakernel"})
    compileFolder(folder, OptLevel::O0, spirv::TargetEnv::Vulkan1_1);
}

TEST_CASE("what imports compiles with the default passes") {
  for (StringRef folder : {"wire", "lib", "megakernel"})
    compileFolder(folder, OptLevel::O1, spirv::TargetEnv::Vulkan1_2);
}

TEST_CASE("what imports compiles with all passes") {
  for (StringRef folder : {"wire", "lib", "megakernel"})
    compileFolder(folder, OptLevel::O2, spirv::TargetEnv::Vulkan1_3);
}

TEST_CASE("damaged blobs fail or compile, and nothing else") {
  compileFolder("bad", OptLevel::O1, spirv::TargetEnv::Vulkan1_2);
}
