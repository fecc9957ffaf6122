// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The façade: what an input is, which passes run, and that compiles do not share state.
#include "vyre-cc/Driver/Compiler.h"
#include "vyre-cc/Transforms/Pass.h"
#include "vyre-cc/VIR0/Assembly.h"
#include <doctest/doctest.h>
#include <thread>

using namespace vyrecc;

static constexpr llvm::StringLiteral kKernel = R"(vir0 v4
workgroup 64 1 1
buffer @a : u32 read_only binding 0
buffer @o : u32 read_write binding 1
region "vyre.program.root" {
  let %sum = u32 0
  loop %i from u32 0 to buf_len @a {
    assign %sum = add(%sum, load @a[%i])
  }
  store @o[invocation_id x] = %sum
}
)";

TEST_CASE("an input is told by how it starts") {
  CHECK(detectInput("VYRE\x04") == InputKind::Vir0Bytes);
  CHECK(detectInput("VY") == InputKind::Vir0Bytes);
  CHECK(detectInput("vyre_ir v0.1\nwire_bytes 0\n") == InputKind::HexArmor);
  CHECK(detectInput("// a comment\nvir0 v4\n") == InputKind::Vir0Assembly);
  CHECK(detectInput("\"vir.module\"() ") == InputKind::IRText);
  CHECK(!detectInput(""));
  CHECK(!detectInput("VYRO"));
  CHECK(!detectInput("SPIR-V"));
}

TEST_CASE("every pipeline parses, whatever the options are") {
  for (OptLevel level : {OptLevel::O0, OptLevel::O1, OptLevel::O2})
    for (Bounds bounds : {Bounds::Robust, Bounds::None})
      for (uint32_t loopBound : {0u, 100u}) {
        CompileOptions options;
        options.optLevel = level;
        options.bounds = bounds;
        options.loopBound = loopBound;
        std::string text = pipelineFor(options);
        INFO(text);
        DiagnosticEngine diags;
        CHECK(succeeded(parsePipeline(text, diags)));
        CHECK((text.find("bound-loops") != std::string::npos) == (loopBound != 0));
      }
}

TEST_CASE("compiles in several threads give the words of one compile") {
  DiagnosticEngine diags;
  FailureOr<CompileOutput> expected = compile(kKernel, {}, diags);
  REQUIRE(succeeded(expected));
  std::vector<std::vector<uint32_t>> words(8);
  std::vector<std::thread> threads;
  for (std::vector<uint32_t> &result : words)
    threads.emplace_back([&result] {
      for (unsigned round = 0; round != 5; ++round) {
        DiagnosticEngine diags;
        FailureOr<CompileOutput> output = compile(kKernel, {}, diags);
        if (succeeded(output))
          result = std::move(output->words);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  for (const std::vector<uint32_t> &result : words)
    CHECK(result == expected->words);
}

TEST_CASE("a decoded program compiles to the words of its text") {
  DiagnosticEngine diags;
  FailureOr<vir0::Program> program = vir0::parseAssembly(kKernel, diags);
  REQUIRE(succeeded(program));
  FailureOr<CompileOutput> fromProgram = compile(*program, {}, diags);
  FailureOr<CompileOutput> fromText = compile(kKernel, {}, diags);
  REQUIRE(succeeded(fromProgram));
  REQUIRE(succeeded(fromText));
  CHECK(fromProgram->words == fromText->words);
  CHECK(fromProgram->manifest == fromText->manifest);
}

TEST_CASE("a failed compile says why and gives nothing") {
  DiagnosticEngine diags;
  CHECK(failed(compile("vir0 v4\n", {}, diags)));
  CHECK(diags.numErrors() == 1);
}
