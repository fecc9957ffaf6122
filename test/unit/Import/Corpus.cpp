// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every program of the corpus through the importer: what runs must import and verify, what upstream
// refuses must be refused, and everything else must be refused with a code and a place.
#include "vyre-cc/IR/Text.h"
#include "vyre-cc/Import/Import.h"
#include "vyre-cc/VIR0/Codec.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>

using namespace vyrecc;
using llvm::StringRef;
namespace json = llvm::json;

namespace {

struct Case {
  std::string name;
  std::string blob;
  json::Object facts;

  bool isRefusedByUpstream() const {
    const json::Array *messages = facts.getArray("validation");
    return messages && !messages->empty();
  }
  /// True if all that upstream's validator has against it is rule V046, which its interpreter does
  /// not reach: it rewrites collectives of one rank before it validates.
  bool isRefusedForCollectives() const {
    return llvm::all_of(*facts.getArray("validation"), [](const json::Value &message) {
      return message.getAsString()->starts_with("V046");
    });
  }
  bool hasGoodRun() const {
    const json::Array *runs = facts.getArray("runs");
    return runs && llvm::any_of(*runs, [](const json::Value &run) {
             return !run.getAsObject()->getString("error");
           });
  }
};

struct Imported {
  ir::Context context;
  std::vector<Diagnostic> diagnostics;
  std::optional<vir0::Program> program;
  FailureOr<ir::Module> module = failure();

  Imported(StringRef blob, ImportOptions options = {}) {
    DiagnosticEngine diags([&](const Diagnostic &d) { diagnostics.push_back(d); });
    FailureOr<vir0::Program> decoded = vir0::decode(blob, diags);
    if (failed(decoded))
      return;
    program.emplace(std::move(*decoded));
    module = importProgram(*program, context, diags, options);
  }
  std::string messages() const {
    std::string text;
    llvm::raw_string_ostream os(text);
    for (const Diagnostic &diagnostic : diagnostics)
      printDiagnostic(diagnostic, "blob", os);
    return text;
  }
  bool verifies() {
    DiagnosticEngine diags([&](const Diagnostic &d) { diagnostics.push_back(d); });
    return succeeded(ir::verify(*module, diags));
  }
};

} // namespace

static std::string read(const std::string &path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  INFO(path);
  REQUIRE(bool(file));
  return (*file)->getBuffer().str();
}

/// The cases of a folder of the corpus by name; none, and a message, without a corpus.
static std::vector<Case> casesOf(StringRef folder) {
  const char *corpus = std::getenv("VYRE_CORPUS");
  if (!corpus || !llvm::sys::fs::is_directory(corpus)) {
    MESSAGE("SKIPPED: no corpus in VYRE_CORPUS");
    return {};
  }
  std::vector<Case> cases;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator it(std::string(corpus) + "/" + folder.str(), error), end;
       it != end && !error; it.increment(error)) {
    StringRef path = it->path();
    if (!path.consume_back(".vir0"))
      continue;
    auto facts = json::parse(read(path.str() + ".json"));
    REQUIRE(bool(facts));
    cases.push_back({llvm::sys::path::filename(path).str(), read(it->path()),
                     std::move(*facts->getAsObject())});
  }
  REQUIRE(!cases.empty());
  llvm::sort(cases, [](const Case &a, const Case &b) { return a.name < b.name; });
  return cases;
}

static StringRef roleText(ir::Role role) {
  return ir::enumText(ir::EnumKind::Role, static_cast<uint64_t>(role));
}

TEST_CASE("every megakernel that runs imports and verifies") {
  for (Case &test : casesOf("megakernel")) {
    INFO(test.name);
    if (!test.hasGoodRun())
      continue;
    for (IoPoll ioPoll : {IoPoll::Host, IoPoll::Device}) {
      Imported imported(test.blob, {ioPoll, {}});
      INFO(imported.messages());
      REQUIRE(succeeded(imported.module));
      CHECK_MESSAGE(imported.verifies(), imported.messages());
    }
  }
}

TEST_CASE("the IO-polling block is recognised wherever upstream builds one") {
  unsigned found = 0;
  for (Case &test : casesOf("megakernel")) {
    if (!StringRef(test.blob).contains("io_source_capability_table"))
      continue;
    INFO(test.name);
    ++found;
    Imported host(test.blob);
    REQUIRE(succeeded(host.module));
    auto isRemark = [](const Diagnostic &d) { return d.code == DiagCode::IoPollLeftOut; };
    CHECK(llvm::count_if(host.diagnostics, isRemark) == 1);
    CHECK(!host.module->findBuffer("io_source_capability_table"));

    Imported device(test.blob, {IoPoll::Device, {}});
    REQUIRE(succeeded(device.module));
    ir::Op *source = device.module->findBuffer("io_source_capability_table");
    ir::Op *destination = device.module->findBuffer("io_destination_capability_table");
    REQUIRE(source);
    REQUIRE(destination);
    CHECK(source->intAttr(ir::AttrName::Binding) == 4);
    CHECK(destination->intAttr(ir::AttrName::Binding) == 5);
    CHECK(device.diagnostics.empty());
  }
  CHECK((found >= 20 || !std::getenv("VYRE_CORPUS")));
}

TEST_CASE("every other program imports and verifies, or is refused with a code and a place") {
  for (StringRef folder : {"wire", "lib", "megakernel"}) {
    unsigned numImported = 0, numRefused = 0;
    for (Case &test : casesOf(folder)) {
      INFO(folder.str(), "/", test.name);
      Imported imported(test.blob);
      INFO(imported.messages());
      if (succeeded(imported.module)) {
        ++numImported;
        CHECK(imported.verifies());
        continue;
      }
      ++numRefused;
      REQUIRE(!imported.diagnostics.empty());
      const Diagnostic &last = imported.diagnostics.back();
      CHECK(last.severity() == Severity::Error);
      CHECK(!last.message.empty());
      CHECK((last.loc.isKnown() || last.code == DiagCode::WorkgroupSize));
    }
    MESSAGE(folder.str(), ": ", numImported, " imported, ", numRefused, " refused");
  }
}

TEST_CASE("a program that upstream's validator refuses does not import") {
  for (StringRef folder : {"wire", "lib", "megakernel"})
    for (Case &test : casesOf(folder)) {
      // Loose statements at the top level: the reference wraps them before it validates.
      if (!test.isRefusedByUpstream() || test.isRefusedForCollectives() || test.hasGoodRun())
        continue;
      INFO(folder.str(), "/", test.name);
      CHECK(failed(Imported(test.blob).module));
    }
}

TEST_CASE("a valid program is refused only because it is not compiled yet") {
  for (StringRef folder : {"wire", "lib", "megakernel"})
    for (Case &test : casesOf(folder)) {
      if (test.isRefusedByUpstream() || !test.hasGoodRun())
        continue;
      Imported imported(test.blob);
      if (!imported.program || succeeded(imported.module))
        continue;
      INFO(folder.str(), "/", test.name, ": ", imported.messages());
      CHECK(imported.diagnostics.back().code == DiagCode::Unsupported);
    }
}

TEST_CASE("buffers keep what the program declares") {
  for (StringRef folder : {"wire", "lib", "megakernel"})
    for (Case &test : casesOf(folder)) {
      Imported imported(test.blob);
      if (failed(imported.module))
        continue;
      INFO(folder.str(), "/", test.name);
      auto ops = imported.module->buffers();
      const json::Array &facts = *test.facts.getArray("buffers");
      REQUIRE(ops.size() == facts.size());
      for (auto [op, value] : llvm::zip(ops, facts)) {
        const json::Object &fact = *value.getAsObject();
        const ir::Attr *wireName = op->attr(ir::AttrName::WireName);
        const StringRef name =
            wireName ? wireName->asString() : op->stringAttr(ir::AttrName::SymName);
        CHECK(name == *fact.getString("name"));
        const int64_t stride = *fact.getInteger("element_size_bytes");
        // Bytes and arrays have no stride, and two values of 4 bits share a byte of the count.
        // Quantized elements are held as their storage type.
        StringRef element = *fact.getString("element");
        if (element.consume_front("Quantized { storage: "))
          element = element.split(',').first;
        const bool isPacked = element == "I4" || element == "FP4" || element == "NF4";
        const int64_t count = *fact.getInteger("count");
        if (stride != 0) {
          CHECK(int64_t(op->intAttr(ir::AttrName::Stride)) == stride);
          CHECK(int64_t(op->intAttr(ir::AttrName::Count)) == (isPacked ? (count + 1) / 2 : count));
        }
        std::string role = fact.getString("role")->str();
        INFO(role);
        CHECK(roleText(op->enumAttr<ir::Role>(ir::AttrName::BufferRole)) == StringRef(role));
      }
    }
}
