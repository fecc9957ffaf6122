// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Handlers as a library gets them: what is found out about blocks, that compiles take turns, and
// that no source does harm.
#include "vyre-cc/GLSL/Handler.h"
#include "vyre-cc/Target/SPIRV/Instructions.h"
#include <doctest/doctest.h>
#include <thread>

using namespace vyrecc;

static constexpr glsl::HandlerOptions kOptions = {spirv::TargetEnv::Vulkan1_2, {64, 1, 1}};

static std::string handler(llvm::StringRef declarations, llvm::StringRef body) {
  return ("#version 450\n" + declarations +
          "\nvoid handler(uint slot_base, uint opcode, uint arg0, uint arg1, uint arg2) {\n" +
          body + "\n}\n")
      .str();
}

TEST_CASE("a block is a buffer of its elements") {
  const std::string source = handler(R"(layout(std430) buffer words { uint w[]; };
                 layout(std430) readonly buffer floats { float f[12]; };
                 layout(std430) buffer numbers { int n[3]; };
                 layout(std430) buffer fields { uvec3 a; float b; mat2x4 m; uint tail[2]; };
                 layout(std430) buffer open { uint first; uint rest[]; };
                 layout(std430) buffer unused { uint u[]; };)",
                                     R"(w[arg0] = uint(f[arg1]) + uint(n[arg2]);
                 n[0] = 1;
                 tail[0] = first;)");
  DiagnosticEngine diags;
  FailureOr<glsl::Handler> compiled = glsl::compileHandler(source, "name", kOptions, diags);
  REQUIRE(succeeded(compiled));
  CHECK(compiled->function.name == "name");
  REQUIRE(compiled->blocks.size() == 5);
  REQUIRE(compiled->function.buffers.size() == 5);
  auto find = [&](const char *name) {
    for (const glsl::Block &block : compiled->blocks)
      if (block.name == name)
        return block;
    return glsl::Block{};
  };
  CHECK(find("words").element == glsl::Element::U32);
  CHECK(find("words").count == 0);
  CHECK(!find("words").readOnly);
  CHECK(find("floats").element == glsl::Element::F32);
  CHECK(find("floats").count == 12);
  CHECK(find("floats").readOnly);
  CHECK(find("numbers").element == glsl::Element::I32);
  CHECK(find("numbers").count == 3);
  CHECK(find("fields").element == glsl::Element::U32);
  CHECK(find("fields").count == 14); // 12 + 4 bytes, two columns of 16, two words
  CHECK(find("open").count == 0);
  CHECK(find("open").loc == SourceLoc::text(11, 1));
}

TEST_CASE("compiles in several threads give the words of one compile") {
  const std::string source = handler("layout(std430) buffer words { uint w[]; };",
                                     "for (uint i = 0; i < arg0; ++i) w[i] = uint(sin(float(i)));");
  DiagnosticEngine diags;
  FailureOr<glsl::Handler> expected = glsl::compileHandler(source, "name", kOptions, diags);
  REQUIRE(succeeded(expected));
  std::vector<std::vector<uint32_t>> words(6);
  std::vector<std::thread> threads;
  for (std::vector<uint32_t> &result : words)
    threads.emplace_back([&] {
      for (unsigned round = 0; round != 3; ++round) {
        DiagnosticEngine own;
        FailureOr<glsl::Handler> compiled = glsl::compileHandler(source, "name", kOptions, own);
        if (succeeded(compiled))
          result = compiled->function.words;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  for (const std::vector<uint32_t> &result : words)
    CHECK(result == expected->function.words);
}

TEST_CASE("a source cut anywhere is refused or compiled") {
  const std::string source =
      handler("layout(std430) buffer words { uint w[]; } b;\nfloat f(float x) { return x * 2.0; }",
              "switch (arg0) { case 1u: b.w[0] += uint(f(1.0)); break; default: return; }");
  for (size_t length = 0; length < source.size(); length += 7) {
    DiagnosticEngine diags;
    FailureOr<glsl::Handler> compiled =
        glsl::compileHandler(source.substr(0, length), "name", kOptions, diags);
    INFO(length);
    CHECK(failed(compiled));
    CHECK(diags.hasErrors());
  }
}

TEST_CASE("sources of any depth and length are refused or compiled") {
  auto repeat = [](llvm::StringRef text, size_t count) {
    std::string result;
    for (size_t index = 0; index != count; ++index)
      result += text;
    return result;
  };
  const std::string block = "layout(std430) buffer words { uint w[]; };";
  const std::string bodies[] = {
      "w[0] = arg0" + repeat("+arg1", 16'000) + ";",
      "w[0] = arg0" + repeat("+arg1", 100'000) + ";",
      "w[0] = " + repeat("(", 10'000) + "arg0" + repeat(")", 10'000) + ";",
      "w[0] = " + repeat("~", 10'000) + "arg0;",
      repeat("{", 50'000) + repeat("}", 50'000),
      repeat("if (arg0 == 1u) w[0] = 1u; else ", 20'000) + "w[0] = 2u;",
      repeat("w[0] += arg0;\n", 100'000),
      std::string("w[0] = 1u;\0 w[1]", 17),
  };
  for (const std::string &body : bodies) {
    DiagnosticEngine diags;
    FailureOr<glsl::Handler> compiled =
        glsl::compileHandler(handler(block, body), "name", kOptions, diags);
    INFO(body.substr(0, 40));
    CHECK(diags.hasErrors() == failed(compiled));
  }
}

TEST_CASE("words that are no SPIR-V are refused") {
  DiagnosticEngine diags;
  const uint32_t garbage[] = {1, 2, 3, 4, 5, 6};
  CHECK(failed(spirv::parseInstructions(garbage, diags)));
  CHECK(failed(spirv::parseInstructions({}, diags)));
  CHECK(diags.numErrors() == 2);
}
