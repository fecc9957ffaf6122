// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Real programs and malformed blobs: upstream's verdicts, and every round trip byte for byte.
#include "Testing.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

using namespace vyrecc;
using namespace vyrecc::vir0;

static llvm::json::Value readJson(const llvm::Twine &path) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(readFile(path));
  REQUIRE_MESSAGE(bool(value), path.str());
  return std::move(*value);
}

/// The blob after print, parse and encode; the program must have survived the text.
static std::string throughAssembly(const Program &program) {
  std::string text = assemblyOf(program);
  DiagnosticEngine diags;
  FailureOr<Program> parsed = parseAssembly(text, diags);
  REQUIRE_MESSAGE(succeeded(parsed), messages(diags), text);
  CHECK(assemblyOf(*parsed) == text);
  FailureOr<std::string> blob = encode(*parsed, diags);
  REQUIRE_MESSAGE(succeeded(blob), messages(diags));
  return *blob;
}

TEST_CASE("real programs survive the AST and the assembly") {
  std::string corpus = corpusFolder();
  if (corpus.empty())
    return;
  for (const char *folder : {"wire", "lib", "megakernel"}) {
    std::vector<std::string> paths = filesIn(corpus + "/" + folder, ".vir0");
    CHECK(paths.size() > 100);
    for (const std::string &path : paths) {
      CAPTURE(path);
      llvm::json::Value json = readJson(StringRef(path).drop_back(5) + ".json");
      bool refused = bool(json.getAsObject()->getString("decode_error"));
      std::string blob = readFile(path);
      DiagnosticEngine diags;
      FailureOr<Program> program = decode(blob, diags);
      CHECK_MESSAGE(succeeded(program) == !refused, messages(diags));
      if (failed(program))
        continue;
      FailureOr<std::string> again = encode(*program, diags);
      CHECK((succeeded(again) && *again == blob));
      CHECK(throughAssembly(*program) == blob);
    }
  }
}

TEST_CASE("malformed blobs get upstream's verdict") {
  std::string corpus = corpusFolder();
  if (corpus.empty())
    return;
  llvm::json::Value verdicts = readJson(corpus + "/bad/verdicts.json");
  CHECK(verdicts.getAsArray()->size() > 500);
  for (const llvm::json::Value &entry : *verdicts.getAsArray()) {
    const llvm::json::Object &object = *entry.getAsObject();
    std::string file = object.getString("file")->str();
    CAPTURE(file);
    StringRef verdict = *object.getString("verdict");
    // The verdicts come from a release that reads version 4 alone; later ones read version 5.
    if (file == "hdr_version_5.vir0")
      verdict = "ok";
    std::string blob = readFile(corpus + "/bad/" + file);
    DiagnosticEngine diags;
    FailureOr<Program> program = decode(blob, diags);
    if (failed(program)) {
      CHECK_MESSAGE(verdict != "ok", messages(diags));
      REQUIRE(diags.diagnostics().size() == 1);
      const Diagnostic &diagnostic = diags.diagnostics().front();
      CHECK(diagnostic.loc.isBytes());
      CHECK(uint64_t(diagnostic.loc.offset) + diagnostic.loc.length <= blob.size());
      continue;
    }
    CHECK(verdict != "error");
    FailureOr<std::string> again = encode(*program, diags);
    REQUIRE_MESSAGE(succeeded(again), messages(diags));
    if (std::optional<bool> identical = object.getBoolean("reencode_identical"))
      CHECK((*again == blob) == *identical);
    CHECK(throughAssembly(*program) == *again);
  }
}
