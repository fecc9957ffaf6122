// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading modules: hand-made word streams, sound and damaged.
#include "vyre-cc/Loader/Module.h"
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::loader;
using protocol::BufferRole;

namespace {

constexpr uint32_t kExtension = 10, kExtInstImport = 11, kExtInst = 12, kEntryPoint = 15;
constexpr uint32_t kExecutionMode = 16, kCapability = 17, kString = 7, kName = 5;

const std::string kKernelJson =
    R"({"version":1,"entry_points":["main"],"target_env":"vulkan1.2","variant":"priority",)"
    R"("workgroup_size":[64,2,1],"pass_limit":{"spec_id":5,"default":4294967295},)"
    R"("has_unbounded_loops":true})";
const std::string kBufferJson =
    R"({"name":"größe","set":0,"binding":3,"role":"inout","element":"u32","stride":4,"count":160,)"
    R"("read_only":false,"output_byte_range":[4,12]})";

/// Builds a module instruction by instruction.
struct Stream {
  std::vector<uint32_t> words = {0x07230203, 0x00010500, 0, 100, 0};

  void add(uint32_t opcode, std::vector<uint32_t> operands, const std::string *text = nullptr) {
    if (text) {
      std::string padded = *text + std::string(4 - text->size() % 4, '\0');
      for (size_t i = 0; i < padded.size(); i += 4)
        operands.push_back(uint32_t(uint8_t(padded[i])) | uint32_t(uint8_t(padded[i + 1])) << 8 |
                           uint32_t(uint8_t(padded[i + 2])) << 16 |
                           uint32_t(uint8_t(padded[i + 3])) << 24);
    }
    words.push_back(uint32_t(operands.size() + 1) << 16 | opcode);
    words.insert(words.end(), operands.begin(), operands.end());
  }
  void addText(uint32_t opcode, std::vector<uint32_t> operands, const std::string &text) {
    add(opcode, std::move(operands), &text);
  }
};

Stream makeModule(const std::string &kernel = kKernelJson, const std::string &buffer = kBufferJson,
                  uint32_t setId = 1) {
  Stream stream;
  stream.add(kCapability, {1});
  stream.add(kCapability, {5345});
  stream.addText(kExtension, {}, "SPV_KHR_non_semantic_info");
  stream.addText(kExtInstImport, {setId}, "NonSemantic.VyreCC.Manifest");
  stream.addText(kExtInstImport, {2}, "GLSL.std.450");
  stream.addText(kEntryPoint, {5, 9}, "main");
  stream.add(kExecutionMode, {9, 17, 64, 2, 1});
  stream.addText(kString, {10}, kernel);
  stream.addText(kString, {11}, buffer);
  stream.addText(kName, {21}, "record");
  stream.addText(kName, {9}, "kernel");
  stream.add(kExtInst, {3, 21, setId, 2, 11});
  stream.add(kExtInst, {3, 20, setId, 1, 10});
  stream.add(kExtInst, {3, 22, 2, 4, 10});
  return stream;
}

std::string errorOf(std::vector<uint32_t> words) {
  DiagnosticEngine diags;
  CHECK(failed(readModule(std::move(words), diags)));
  REQUIRE(diags.numErrors() == 1);
  CHECK(diags.diagnostics()[0].code == DiagCode::BadModule);
  return diags.diagnostics()[0].message;
}

std::string replaced(std::string text, const std::string &from, const std::string &to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

} // namespace

TEST_CASE("a module's manifest and needs are read") {
  DiagnosticEngine diags;
  FailureOr<Module> module = readModule(makeModule().words, diags);
  REQUIRE(succeeded(module));
  CHECK(module->version == 0x00010500);
  CHECK(module->capabilities == std::vector<uint32_t>{1, 5345});
  CHECK(module->hasNonSemantic);
  const protocol::Manifest &manifest = module->manifest;
  CHECK(manifest.variant == "priority");
  CHECK(manifest.workgroupSize == std::array<uint32_t, 3>{64, 2, 1});
  REQUIRE(manifest.passLimit.has_value());
  CHECK(manifest.passLimit->specId == 5);
  CHECK(manifest.hasUnboundedLoops);
  REQUIRE(manifest.buffers.size() == 1);
  CHECK(manifest.buffers[0].name == "größe");
  CHECK(manifest.buffers[0].binding == 3);
  CHECK(manifest.buffers[0].role == BufferRole::InOut);
  CHECK(manifest.buffers[0].count == 160);
  CHECK(*manifest.buffers[0].outputByteRange == std::pair<uint64_t, uint64_t>(4, 12));
}

TEST_CASE("ids may be any word") {
  DiagnosticEngine diags;
  CHECK(succeeded(readModule(makeModule(kKernelJson, kBufferJson, 0xFFFFFFFF).words, diags)));
  CHECK(succeeded(readModule(makeModule(kKernelJson, kBufferJson, 0xFFFFFFFE).words, diags)));
}

TEST_CASE("stripping removes the non-semantic set and nothing else") {
  const std::vector<uint32_t> kept = stripNonSemantic(makeModule().words);
  Stream expected;
  expected.add(kCapability, {1});
  expected.add(kCapability, {5345});
  expected.addText(kExtInstImport, {2}, "GLSL.std.450");
  expected.addText(kEntryPoint, {5, 9}, "main");
  expected.add(kExecutionMode, {9, 17, 64, 2, 1});
  expected.addText(kString, {10}, kKernelJson);
  expected.addText(kString, {11}, kBufferJson);
  expected.addText(kName, {9}, "kernel");
  expected.add(kExtInst, {3, 22, 2, 4, 10});
  CHECK(kept == expected.words);
}

TEST_CASE("damaged modules are refused with the reason") {
  CHECK(errorOf({}) == "0 words (expected a header of 5)");
  CHECK(errorOf({0x03022307, 0, 0, 0, 0}) == "magic number 0x3022307 (expected 0x7230203)");
  Stream empty;
  CHECK(errorOf(empty.words) ==
        "the module has no manifest and 0 compute entry points (expected one)");
  Stream noSize;
  noSize.addText(kEntryPoint, {5, 9}, "main");
  CHECK(errorOf(noSize.words) == "the module has no manifest, and 'main' no LocalSize");
  Stream cutVariable;
  cutVariable.add(59, {1, 2});
  CHECK(errorOf(cutVariable.words) == "instruction at word 5 has 3 words (expected 4 or more)");
  Stream noKernel = makeModule();
  noKernel.words.resize(noKernel.words.size() - 12);
  CHECK(errorOf(noKernel.words) == "the module describes buffers and no kernel");
  empty.words.push_back(0);
  CHECK(errorOf(empty.words) == "instruction at word 5 has length 0 (expected 1 to 1)");
  empty.words.back() = 9u << 16 | kString;
  CHECK(errorOf(empty.words) == "instruction at word 5 has length 9 (expected 1 to 1)");
  Stream unended;
  unended.add(kString, {1, 0x41414141});
  CHECK(errorOf(unended.words) == "string at word 5 is not ended");
  Stream noImport;
  noImport.add(kExtInst, {3, 20, 1, 1, 10});
  CHECK(errorOf(noImport.words) == "instruction at word 5 uses set %1, which is not imported");
}

TEST_CASE("every cut of a module is refused or read, never more") {
  const std::vector<uint32_t> whole = makeModule().words;
  for (size_t length = 0; length < whole.size(); ++length) {
    DiagnosticEngine diags;
    FailureOr<Module> module =
        readModule(std::vector<uint32_t>(whole.begin(), whole.begin() + length), diags);
    CHECK(failed(module) == diags.hasErrors());
  }
}

TEST_CASE("every flipped bit is refused or read, never more") {
  const std::vector<uint32_t> whole = makeModule().words;
  for (size_t i = 0; i < whole.size(); ++i)
    for (uint32_t bit = 0; bit < 32; ++bit) {
      std::vector<uint32_t> words = whole;
      words[i] ^= 1u << bit;
      DiagnosticEngine diags;
      FailureOr<Module> module = readModule(words, diags);
      CHECK(failed(module) == diags.hasErrors());
      if (succeeded(module))
        CHECK(stripNonSemantic(words).size() <= words.size());
    }
}

TEST_CASE("manifests that contradict themselves or the module are refused") {
  CHECK(errorOf(makeModule(replaced(kKernelJson, "\"version\":1", "\"version\":2")).words) ==
        "manifest version 2 (expected 1)");
  CHECK(errorOf(makeModule(replaced(kKernelJson, "[64,2,1]", "[64,1,1]")).words) ==
        "the manifest's workgroup size differs from the entry point's LocalSize");
  CHECK(errorOf(makeModule(replaced(kKernelJson, "\"main\"", "\"other\"")).words) ==
        "no compute entry point 'other', which the manifest names");
  CHECK(errorOf(makeModule(replaced(kKernelJson, "true", "1")).words) ==
        "member 'has_unbounded_loops' of the manifest has the wrong form (expected true or false)");
  for (const char *size : {"0", "24"})
    CHECK(errorOf(makeModule(replaced(kKernelJson, "\"has_unbounded_loops\"",
                                      "\"subgroup_size\":" + std::string(size) +
                                          ",\"has_unbounded_loops\""))
                      .words) ==
          "member 'subgroup_size' of the manifest has the wrong form (expected a power of two)");
  CHECK(errorOf(makeModule(kKernelJson, replaced(kBufferJson, "\"set\":0", "\"set\":1")).words) ==
        "manifest buffer 'größe' is in set 1 (expected 0)");
  CHECK(errorOf(makeModule(kKernelJson, replaced(kBufferJson, "inout", "out")).words) ==
        "member 'role' of manifest buffer 'größe' has the wrong form (expected input, inout, "
        "output, workgroup, trap_record or lengths)");
  CHECK(errorOf(
            makeModule(kKernelJson, replaced(kBufferJson, "\"stride\":4", "\"stride\":0")).words) ==
        "manifest buffer 'größe' has stride 0");
  CHECK(errorOf(makeModule(kKernelJson, replaced(kBufferJson, "[4,12]", "[12,4]")).words) ==
        "member 'output_byte_range' of manifest buffer 'größe' has the wrong form (expected two "
        "ascending byte offsets)");
  CHECK(errorOf(makeModule(std::string(100000, '[')).words) == "the manifest nests deeper than 64");
  CHECK(errorOf(makeModule("[]").words) == "the manifest is no JSON object");
  Stream twice = makeModule();
  twice.add(kExtInst, {3, 30, 1, 2, 11});
  CHECK(errorOf(twice.words) == "the manifest has two buffers 'größe'");
}
