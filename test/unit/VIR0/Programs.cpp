// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What has no text form or needs two blobs side by side: versions, subgroup rules, encoder
// refusals, literals.
#include "Testing.h"
#include "llvm/ADT/bit.h"

using namespace vyrecc;
using namespace vyrecc::vir0;

/// What the encoder says about a program that parses.
static std::string encodeError(StringRef text, uint16_t version = 0) {
  DiagnosticEngine diags;
  FailureOr<Program> program = parseAssembly(text, diags);
  REQUIRE_MESSAGE(succeeded(program), messages(diags));
  CHECK(failed(encode(*program, diags, {.version = version})));
  REQUIRE(diags.diagnostics().size() == 1);
  CHECK(diags.diagnostics()[0].code == DiagCode::NotEncodable);
  CHECK(diags.diagnostics()[0].loc.isText());
  return diags.diagnostics()[0].message;
}

static bool contains(StringRef text, StringRef part) { return text.contains(part); }

TEST_CASE("versions cannot express what came after them") {
  CHECK(contains(encodeError(R"(vir0 v5 trap call("f", buffer_ref @b) tag "")", 4), "buffer_ref"));
  CHECK(contains(encodeError("vir0 v6 buffer @b : u32 read_only linear affine", 5), "version 6"));
  CHECK(
      contains(encodeError("vir0 v6 buffer @b : u32 read_only bytes_extraction", 4), "version 6"));
  CHECK(
      contains(encodeError("vir0 v6 buffer @b : u32 read_only where at_least(1)", 4), "version 6"));
  CHECK(contains(encodeError(R"(vir0 v4 trap subgroup_reduce(mul, u32 1) tag "")"), "mul"));
}

TEST_CASE("the encoder refuses what a decoder would") {
  CHECK(contains(encodeError("vir0 v4 buffer @b : u32 workgroup"), "count 0"));
  CHECK(contains(encodeError("vir0 v4 buffer @b : u32 read_write output"), "count 0"));
  CHECK(contains(encodeError("vir0 v4 buffer @b : u32 read_write live_out"), "count 0"));
  CHECK(contains(encodeError("vir0 v4 buffer @b : u32 read_write count 2 range 4 to 9"),
                 "at most 8"));
  CHECK(contains(encodeError("vir0 v4 buffer @b : u32 read_write count 2 range 4 to 3"), "starts"));
  CHECK(contains(encodeError("vir0 v4 buffer @b : tensor read_write count 1 range 0 to 0"),
                 "without a size"));
  CHECK(contains(encodeError("vir0 v4 buffer @b : vec<u32, 2> read_only"), "type vec"));
  CHECK(contains(encodeError("vir0 v4 buffer @b : sparse_csr<u32> read_only"), "sparse_csr"));
  CHECK(contains(encodeError("vir0 v4 buffer @b : device_mesh<[2]> read_only"), "device_mesh"));

  DiagnosticEngine diags;
  FailureOr<Program> program = parseAssembly("vir0 v4 workgroup 1 0 1", diags);
  REQUIRE(succeeded(program));
  CHECK(failed(encode(*program, diags)));
  CHECK(contains(messages(diags), "a workgroup size of 0"));
  program->workgroupSize[1] = 1;
  CHECK(failed(encode(*program, diags, {.version = 7})));
  CHECK(succeeded(encode(*program, diags)));
  std::string longName(kMaxStringBytes + 1, 'n');
  program->entryOpId = longName;
  CHECK(failed(encode(*program, diags)));
  program->entryOpId = StringRef(longName).drop_back();
  CHECK(succeeded(encode(*program, diags)));
  program->entryOpId = "\xff";
  CHECK(failed(encode(*program, diags)));
}

TEST_CASE("trees deeper than a decoder follows are refused, however they were made") {
  Program program;
  const Expr *expr = program.make<SubgroupSizeExpr>();
  for (int i = 0; i < 100'000; ++i) {
    auto *unary = program.make<UnaryExpr>();
    unary->operand = expr;
    expr = unary;
  }
  auto *trap = program.make<TrapNode>();
  trap->address = expr;
  program.entry = program.copy(NodeList(trap));
  DiagnosticEngine diags;
  CHECK(failed(encode(program, diags)));
  CHECK(contains(messages(diags), "deeper than 64"));
}

TEST_CASE("version 4 tells the two layouts of reductions apart") {
  auto ruleOf = [](StringRef blob) {
    DiagnosticEngine diags;
    FailureOr<Program> program = decode(blob, diags);
    REQUIRE_MESSAGE(succeeded(program), messages(diags));
    return program->subgroupRule;
  };
  // A name of one letter fits both; only one reading is over a type that can be reduced.
  StringRef body = "let %s = u32 1 let %t = subgroup_reduce(add, %s)";
  CHECK(ruleOf(assemble(("vir0 v4 " + body).str())) == SubgroupRule::AddOnly);
  CHECK(ruleOf(assemble(("vir0 v4 with_op " + body).str())) == SubgroupRule::WithOp);
  CHECK(ruleOf(assemble(("vir0 v6 " + body).str())) == SubgroupRule::WithOp);
  CHECK(ruleOf(assemble("vir0 v4 with_op let %t = subgroup_reduce(max, invocation_id x)")) ==
        SubgroupRule::WithOp);
  CHECK(ruleOf(assemble("vir0 v4 return")) == SubgroupRule::AddOnly);
}

TEST_CASE("version 4 with two plausible readings needs a rule") {
  // To the older layout this is the variable %a, which nothing binds; to the newer one an i32
  // literal.
  std::string blob = assemble("vir0 v4 with_op let %t = subgroup_reduce(min, i32 1627389952)");
  DiagnosticEngine diags;
  FailureOr<Program> program = decode(blob, diags);
  CHECK(failed(program));
  REQUIRE(diags.diagnostics().size() == 1);
  CHECK(diags.diagnostics()[0].code == DiagCode::AmbiguousSubgroup);
  for (SubgroupRule rule : {SubgroupRule::AddOnly, SubgroupRule::WithOp}) {
    FailureOr<Program> chosen = decode(blob, diags, {.subgroupRule = rule});
    REQUIRE(succeeded(chosen));
    CHECK(chosen->subgroupRule == rule);
    CHECK(*encode(*chosen, diags) == blob);
  }
}

/// The bits of an f32 literal after text and after the wire.
static std::pair<uint32_t, uint32_t> literalBits(uint32_t bits) {
  Program program;
  auto *literal = program.make<LitF32Expr>();
  literal->value.bits = bits;
  auto *trap = program.make<TrapNode>();
  trap->address = literal;
  program.entry = program.copy(NodeList(trap));
  std::string text = assemblyOf(program);
  DiagnosticEngine diags;
  FailureOr<Program> parsed = parseAssembly(text, diags);
  REQUIRE_MESSAGE(succeeded(parsed), text);
  std::string blob = *encode(*parsed, diags);
  FailureOr<Program> decoded = decode(blob, diags);
  auto bitsOf = [](const Program &p) {
    auto *value = llvm::cast<TrapNode>(p.entry[0])->address;
    return llvm::cast<LitF32Expr>(value)->value.bits;
  };
  return {bitsOf(*parsed), bitsOf(*decoded)};
}

TEST_CASE("the text keeps every bit of a float, the wire its canonical form") {
  for (uint32_t bits : {0x3F800000u, 0x3DCCCCCDu, 0x7F7FFFFFu, 0x00800000u, 0xFF800000u,
                        0x7F800000u, 0x7FC00000u, 0xC2F6E979u, 0x4B800001u})
    CHECK(literalBits(bits) == std::pair(bits, bits));
  CHECK(literalBits(0x80000000) == std::pair(0x80000000u, 0u));
  CHECK(literalBits(0x00000001) == std::pair(0x00000001u, 0u));
  CHECK(literalBits(0x807FFFFF) == std::pair(0x807FFFFFu, 0u));
  CHECK(literalBits(0x7F800001) == std::pair(0x7F800001u, 0x7FC00000u));
  CHECK(literalBits(0xFFC12345) == std::pair(0xFFC12345u, 0x7FC00000u));
}

TEST_CASE("names may be any UTF-8") {
  Program program;
  auto *let = program.make<LetNode>();
  StringRef name("a \"\\\n\0%@é", 10);
  let->name = name;
  let->value = program.make<SubgroupSizeExpr>();
  auto *wait = program.make<AsyncWaitNode>();
  wait->tag = "";
  program.entry = program.copy(NodeList({let, wait}));
  std::string text = assemblyOf(program);
  DiagnosticEngine diags;
  FailureOr<Program> parsed = parseAssembly(text, diags);
  REQUIRE_MESSAGE(succeeded(parsed), messages(diags), text);
  CHECK(llvm::cast<LetNode>(parsed->entry[0])->name == name);
  CHECK(llvm::cast<AsyncWaitNode>(parsed->entry[1])->tag == "");
}

TEST_CASE("assembly is known by its first word") {
  CHECK(isAssembly("vir0 v4"));
  CHECK(isAssembly("// RUN: x\n\t vir0"));
  CHECK(!isAssembly("vir0x v4"));
  CHECK(!isAssembly("\"vir.module\"() ({"));
  CHECK(!isAssembly("VYRE"));
  CHECK(!isAssembly(""));
}
