// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Damage of every kind: the decoder and the parser must come back, and what they accept must
// survive them.
#include "Testing.h"
#include <random>

using namespace vyrecc;
using namespace vyrecc::vir0;

static const char *const kPrograms[] = {
    R"(vir0 v4 buffer @in : quantized<i8, per_group(4), absent> read_only align 16
       buffer @out : u32 read_write binding 1 count 4 output range 0 to 16
       region "r" source "s" {
         loop %i from u32 0 to buf_len @in {
           if eq(atomic(compare_exchange, seq_cst, @out[%i], expected u32 0, u32 1), u32 0) {
             let %x = call("f", f32 1.5, u64 7, cast(vec<f32, 3>, i32 -1))
           } else { trap select(bool true, u32 1, u32 2) tag "t" }
         }
         async_load @in to @out offset u32 0 size u32 4 tag "t"
         let %s = subgroup_reduce(add, subgroup_size)
       })",
    R"(vir0 v6 buffer @b : u32 read_write count 4 linear affine bytes_extraction
         where and(at_least(1), not(affine_range(-1, 2, -3, 4)))
       region "r" { let %x = subgroup_reduce(min, call("f", buffer_ref @b)) })",
};

/// Decodes whatever the bytes are; what is accepted must encode and come back the same.
static void survive(StringRef blob) {
  DiagnosticEngine diags;
  FailureOr<Program> program = decode(blob, diags);
  if (failed(program)) {
    REQUIRE(diags.diagnostics().size() == 1);
    const SourceLoc &loc = diags.diagnostics()[0].loc;
    REQUIRE(loc.isBytes());
    REQUIRE(uint64_t(loc.offset) + loc.length <= blob.size());
    return;
  }
  FailureOr<std::string> first = encode(*program, diags);
  REQUIRE_MESSAGE(succeeded(first), messages(diags));
  FailureOr<Program> parsed = parseAssembly(assemblyOf(*program), diags);
  REQUIRE_MESSAGE(succeeded(parsed), messages(diags));
}

TEST_CASE("every prefix of a blob is refused") {
  for (const char *text : kPrograms) {
    std::string blob = assemble(text);
    for (size_t size = 0; size < blob.size(); ++size) {
      CAPTURE(size);
      decodeError(blob.substr(0, size));
      if (size >= 40)
        CHECK(decodeError(redigested(blob.substr(0, size))).code != DiagCode::BadDigest);
    }
  }
}

TEST_CASE("random damage behind a right digest is survived") {
  std::mt19937 random(20240607);
  for (const char *text : kPrograms) {
    std::string blob = assemble(text);
    for (int round = 0; round < 20'000; ++round) {
      std::string damaged = blob;
      for (unsigned flips = 1 + random() % 3; flips; --flips)
        damaged[40 + random() % (blob.size() - 40)] = char(random());
      survive(redigested(damaged));
    }
  }
}

TEST_CASE("random damage to assembly is survived") {
  std::mt19937 random(20240608);
  for (StringRef text : kPrograms) {
    for (int round = 0; round < 5'000; ++round) {
      std::string damaged = text.str();
      size_t at = random() % damaged.size();
      switch (random() % 3) {
      case 0:
        damaged[at] = char(random());
        break;
      case 1:
        damaged.erase(at, 1 + random() % 8);
        break;
      case 2:
        damaged.insert(at, damaged.substr(random() % damaged.size(), random() % 16));
        break;
      }
      DiagnosticEngine diags;
      FailureOr<Program> program = parseAssembly(damaged, diags);
      if (failed(program)) {
        REQUIRE(diags.diagnostics().size() == 1);
        REQUIRE(diags.diagnostics()[0].loc.isText());
      }
    }
  }
}

TEST_CASE("nesting without end is refused in text") {
  auto refused = [](const std::string &text) {
    DiagnosticEngine diags;
    CHECK(failed(parseAssembly(text, diags)));
    return diags.diagnostics()[0].code;
  };
  auto repeat = [](StringRef text, size_t times) {
    std::string result;
    for (size_t i = 0; i < times; ++i)
      result += text;
    return result;
  };
  CHECK(refused("vir0 v4 " + repeat("block { ", 100'000)) == DiagCode::TooDeep);
  CHECK(refused("vir0 v4 let %x = " + repeat("negate(", 100'000)) == DiagCode::TooDeep);
  CHECK(refused("vir0 v4 let %x = cast(" + repeat("sparse_csr<", 100'000)) == DiagCode::TooDeep);
  CHECK(refused("vir0 v6 buffer @b : u32 read_only where " + repeat("not(", 100'000)) ==
        DiagCode::TooDeep);
}

TEST_CASE("a count far above the bytes that are left costs nothing") {
  std::string blob = assemble("vir0 v4 block { }");
  size_t count = blob.size() - 7; // the empty list, then operands, regions and outputs
  REQUIRE(blob.substr(count, 4) == std::string(4, '\0'));
  blob.replace(count, 4, "\x40\x42\x0f", 4);
  Diagnostic diagnostic = decodeError(redigested(blob));
  CHECK(diagnostic.code == DiagCode::Truncated);
  CHECK(diagnostic.loc == SourceLoc::bytes(uint32_t(count), 4));
  CHECK(diagnostic.path == "entry[0]");
}
