// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cases: the three ways of writing bytes, and comparison.
#include "vyre-cc/Loader/Case.h"
#include <bit>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace vyrecc;
using namespace vyrecc::loader;

namespace {

using Bytes = std::vector<uint8_t>;

std::string caseWith(const std::string &inputs, const std::string &outputs) {
  return R"({"name":"k","tolerance_ulp":4,"buffers":[{"name":"a","element":"F32"}],"runs":[{)"
         R"("label":"r","grid":[1,2,3],"inputs":[)" +
         inputs + R"(],"outputs":[)" + outputs + "]}]}";
}

std::string errorOf(const std::string &json) {
  DiagnosticEngine diags;
  CHECK(failed(parseCase(json, diags)));
  REQUIRE(diags.hasErrors());
  CHECK(diags.diagnostics()[0].code == DiagCode::BadCase);
  return diags.diagnostics()[0].message;
}

uint32_t bitsOf(float value) { return std::bit_cast<uint32_t>(value); }

} // namespace

TEST_CASE("hex") {
  DiagnosticEngine diags;
  CHECK(*parseHex("", diags) == Bytes{});
  CHECK(*parseHex("00fF 1a\n2B", diags) == Bytes{0x00, 0xFF, 0x1A, 0x2B});
  CHECK_FALSE(diags.hasErrors());
  CHECK(failed(parseHex("0", diags)));
  CHECK(failed(parseHex("0x12", diags)));
  CHECK(failed(parseHex("1 2", diags)));
}

TEST_CASE("bytes come as hex, sparse or diff") {
  DiagnosticEngine diags;
  FailureOr<Case> parsed = parseCase(
      caseWith(R"({"name":"a","len":3,"hex":"010203"},{"name":"b","len":4,"sparse":[[1,"aabb"]]})",
               R"({"name":"a","len":3,"diff":[[2,"ff"]],"range_only":true})"),
      diags);
  REQUIRE(succeeded(parsed));
  CHECK(parsed->toleranceUlp == 4);
  CHECK(parsed->f32Buffers == std::vector<std::string>{"a"});
  const CaseRun &run = parsed->runs.at(0);
  CHECK(run.grid == Grid{1, 2, 3});
  CHECK(run.inputs[0].bytes == Bytes{1, 2, 3});
  CHECK(run.inputs[1].bytes == Bytes{0, 0xAA, 0xBB, 0});
  CHECK(run.outputs[0].bytes == Bytes{1, 2, 0xFF});
  CHECK(run.outputs[0].isRangeOnly);
  CHECK(skipReason(run).empty());
}

TEST_CASE("cases of the wrong form are refused") {
  CHECK(errorOf("{").starts_with("the case is no JSON"));
  CHECK(errorOf("{}") == "the case has no member 'name' (expected a string)");
  CHECK(errorOf(caseWith(R"({"name":"a","len":4,"hex":"00"})", "")) ==
        "member 'len' of buffer 'a' has the wrong form (expected the number of bytes in hex)");
  CHECK(errorOf(caseWith(R"({"name":"a","len":1000000000000,"sparse":[]})", "")) ==
        "member 'len' of buffer 'a' has the wrong form (expected at most 268435456)");
  CHECK(errorOf(caseWith(R"({"name":"a","len":2,"sparse":[[1,"0000"]]})", "")) ==
        "a patch of buffer 'a' reaches from 1 beyond its 2 bytes");
  CHECK(errorOf(caseWith(R"({"name":"a","len":2,"sparse":[[18446744073709551615,"00"]]})", "")) ==
        "a patch of buffer 'a' reaches from 18446744073709551615 beyond its 2 bytes");
  CHECK(errorOf(caseWith("", R"({"name":"a","len":2,"diff":[]})")) ==
        "member 'diff' of buffer 'a' has the wrong form (expected an input of the same name)");
  CHECK(errorOf(caseWith(R"({"name":"a"})", "")) ==
        "buffer 'a' has no member 'len' (expected an integer from 0)");
}

TEST_CASE("distance of floats") {
  CHECK(ulpDistance(bitsOf(1.0f), bitsOf(1.0f)) == 0);
  CHECK(ulpDistance(bitsOf(0.0f), bitsOf(-0.0f)) == 0);
  CHECK(ulpDistance(1, 0x80000001) == 2);
  CHECK(ulpDistance(bitsOf(1.0f), bitsOf(1.0f) + 3) == 3);
  CHECK(ulpDistance(bitsOf(-1.0f) + 3, bitsOf(-1.0f)) == 3);
  CHECK(ulpDistance(0x7FC00000, 0xFFC00001) == 0);
  CHECK(ulpDistance(0x7FC00000, bitsOf(1.0f)) == UINT64_MAX);
}

TEST_CASE("comparison counts words, honours tolerance and range") {
  Case theCase;
  theCase.toleranceUlp = 2;
  theCase.f32Buffers = {"f"};
  protocol::Manifest manifest;
  manifest.buffers.resize(1);
  manifest.buffers[0].name = "part";
  manifest.buffers[0].outputByteRange = {{2, 4}};
  CaseRun run;
  run.outputs = {{"f", {2, 0, 0x80, 0x3F}, false},
                 {"u", {2, 0, 0, 0, 7}, false},
                 {"part", {5, 6}, true},
                 {"longer", {1, 2}, false},
                 {"absent", {}, false}};
  const std::vector<NamedBytes> got = {{"f", {0, 0, 0x80, 0x3F}},
                                       {"u", {0, 0, 0, 0, 8}},
                                       {"part", {9, 9, 5, 6, 9}},
                                       {"longer", {1}}};
  Comparison comparison = compareOutputs(theCase, run, manifest, got);
  CHECK(comparison.count == 4);
  REQUIRE(comparison.first.size() == 4);
  CHECK(comparison.first[0].buffer == "u");
  CHECK(comparison.first[0].expected == "0x00000002");
  CHECK(comparison.first[0].got == "0x00000000");
  CHECK(comparison.first[1].offset == 4);
  CHECK(comparison.first[1].got == "0x08");
  CHECK(comparison.first[2].expected == "2 bytes");
  CHECK(comparison.first[3].got == "no such output");
  theCase.toleranceUlp = 1;
  CHECK(compareOutputs(theCase, run, manifest, got).count == 5);
}

TEST_CASE("every case of the corpus can be read") {
  const char *corpus = std::getenv("VYRE_CORPUS");
  if (!corpus || !std::filesystem::is_directory(std::string(corpus) + "/lib")) {
    MESSAGE("SKIPPED: no corpus at VYRE_CORPUS");
    return;
  }
  for (const char *folder : {"/wire", "/lib", "/megakernel"}) {
    size_t runs = 0;
    for (const auto &file : std::filesystem::directory_iterator(std::string(corpus) + folder)) {
      if (file.path().extension() != ".json")
        continue;
      std::ifstream stream(file.path());
      std::stringstream text;
      text << stream.rdbuf();
      DiagnosticEngine diags;
      FailureOr<Case> parsed = parseCase(text.str(), diags);
      CHECK_MESSAGE(succeeded(parsed), file.path().string());
      runs += succeeded(parsed) ? parsed->runs.size() : 0;
    }
    CHECK(runs > 100);
  }
}
