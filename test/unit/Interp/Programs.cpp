// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory, waiting, copies and traps, and that their lowerings leave results as they are.
#include "Elementwise.h"

using namespace vyrecc;
using namespace vyrecc::ir;

namespace {

using Words = std::vector<uint32_t>;

constexpr char kHead[] = R"mlir("vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "f32", stride = 4 : i64, count = 0 : i64, access = "read_only", role = "input", binding = 1 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "s", element = ui32, wire_type = "u32", stride = 4 : i64, count = 64 : i64, access = "workgroup", role = "workgroup"}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: )mlir";
constexpr char kTail[] = R"mlir(
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
)mlir";

/// Runs one workgroup of `size` invocations over the word buffer "a" and the float buffer "f", after the
/// passes. Empty where the run fails; `message` says why.
struct Program {
  unsigned size;
  std::string body;
  std::string message = {};
  DiagCode code = DiagCode::InvalidIR;

  Words run(Words a, llvm::StringRef passes = "", Words f = {}) {
    Context context;
    DiagnosticEngine diags;
    const std::string text =
        kHead + std::to_string(size) + ", 1, 1>}> ({\n" + body + kTail;
    FailureOr<Module> module = parse(text, context, diags);
    REQUIRE(succeeded(module));
    REQUIRE(succeeded(verify(*module, diags)));
    FailureOr<Pipeline> pipeline = parsePipeline(passes, diags);
    REQUIRE(succeeded(pipeline));
    PipelineOptions options;
    options.verifyEach = true;
    REQUIRE(succeeded(runPipeline(*pipeline, *module, context, diags, options)));
    auto bytes = [](const Words &words) {
      std::vector<uint8_t> result(words.size() * 4);
      if (!words.empty()) // memcpy takes no null, even of nothing
        std::memcpy(result.data(), words.data(), result.size());
      return result;
    };
    FailureOr<std::vector<interp::BufferBytes>> outputs = interp::run(
        *module, {{"a", bytes(a)}, {"f", bytes(f)}}, {.maxSteps = 1'000'000}, diags);
    if (failed(outputs)) {
      message = diags.diagnostics().front().message;
      code = diags.diagnostics().front().code;
      return {};
    }
    std::memcpy(a.data(), outputs->front().bytes.data(), a.size() * 4);
    return a;
  }
  bool failsWith(const Words &a, DiagCode expected, llvm::StringRef part,
                 llvm::StringRef passes = "") {
    return run(a, passes).empty() && code == expected &&
           message.find(part.str()) != std::string::npos;
  }
};

/// A run of 40 invocations (a whole subgroup and a part of one), each with a word or float of its own.
Program onSubgroups(std::string body) {
  return {40, R"mlir(    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
)mlir" + body +
                  R"mlir(
    "vir.store"(%i, %r) <{buffer = @a}> : (ui32, ui32) -> ()
)mlir"};
}

Words someWords(unsigned count) {
  std::mt19937 random(4);
  Words words(count);
  for (uint32_t &word : words)
    word = random();
  return words;
}

constexpr char kCopies[] = R"mlir(
    %zero = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %three = "vir.const"() <{value = 3 : ui32}> : () -> ui32
    %six = "vir.const"() <{value = 6 : ui32}> : () -> ui32
    "vir.async.load"(%three, %six) <{source = @a, dest = @s, tag = "in"}> : (ui32, ui32) -> ()
    "vir.store"(%zero, %three) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.async.wait"() <{tag = "in"}> : () -> ()
    "vir.async.store"(%six, %six) <{source = @s, dest = @a, tag = "out"}> : (ui32, ui32) -> ()
    "vir.async.wait"() <{tag = "out"}> : () -> ()
)mlir";

} // namespace

TEST_CASE("outside of a buffer loads give 0 and nothing is stored") {
  Program program{1, R"mlir(
    %zero = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %far = "vir.const"() <{value = 4294967295 : ui32}> : () -> ui32
    %two = "vir.const"() <{value = 2 : ui32}> : () -> ui32
    %x = "vir.load"(%two) <{buffer = @a}> : (ui32) -> ui32
    "vir.store"(%zero, %x) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.store"(%far, %far) <{buffer = @a}> : (ui32, ui32) -> ()
    %old = "vir.atomic.rmw"(%two, %far) <{rmw = "add", buffer = @a, ordering = "seq_cst", scope = "device"}> : (ui32, ui32) -> ui32
)mlir"};
  CHECK(program.run({7, 8}) == Words{0, 8});
}

TEST_CASE("atomics give the old word and leave the new one") {
  const std::pair<const char *, uint32_t> kinds[] = {
      {"add", 0xF0u + 0xCC}, {"and", 0xF0u & 0xCC},   {"or", 0xF0u | 0xCC},
      {"xor", 0xF0u ^ 0xCC}, {"min", 0xCC},           {"max", 0xF0},
      {"exchange", 0xCC},    {"nand", ~(0xF0u & 0xCC)}};
  for (auto [kind, expected] : kinds) {
    CAPTURE(kind);
    Program program{1, R"mlir(
    %zero = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %one = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v = "vir.load"(%one) <{buffer = @a}> : (ui32) -> ui32
    %old = "vir.atomic.rmw"(%zero, %v) <{rmw = ")mlir" + std::string(kind) + R"mlir(", buffer = @a, ordering = "seq_cst", scope = "device"}> : (ui32, ui32) -> ui32
    "vir.store"(%one, %old) <{buffer = @a}> : (ui32, ui32) -> ()
)mlir"};
    CHECK(program.run({0xF0, 0xCC}) == Words{expected, 0xF0});
    CHECK(program.run({0xF0, 0xCC}, "lower-atomic-nand") == Words{expected, 0xF0});
  }
}

TEST_CASE("a barrier lets each invocation see what the others wrote") {
  Program program{4, R"mlir(
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %three = "vir.const"() <{value = 3 : ui32}> : () -> ui32
    %x = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    "vir.store"(%i, %x) <{buffer = @s}> : (ui32, ui32) -> ()
    "vir.barrier"() <{ordering = "seq_cst"}> : () -> ()
    %j = "vir.sub"(%three, %i) : (ui32, ui32) -> ui32
    %y = "vir.load"(%j) <{buffer = @s}> : (ui32) -> ui32
    "vir.store"(%i, %y) <{buffer = @a}> : (ui32, ui32) -> ()
)mlir"};
  CHECK(program.run({1, 2, 3, 4}) == Words{4, 3, 2, 1});
}

TEST_CASE("a loop carries values at once, and one without end is given up") {
  Program program{1, R"mlir(
    %zero = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %one = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %n = "vir.load"(%zero) <{buffer = @a}> : (ui32) -> ui32
    %r:2 = "vir.for"(%zero, %n, %zero, %one) ({
    ^bb0(%k: ui32, %x: ui32, %y: ui32):
      %z = "vir.add"(%x, %y) : (ui32, ui32) -> ui32
      "vir.yield"(%y, %z) : (ui32, ui32) -> ()
    }) : (ui32, ui32, ui32, ui32) -> (ui32, ui32)
    "vir.store"(%zero, %r#0) <{buffer = @a}> : (ui32, ui32) -> ()
)mlir"};
  CHECK(program.run({10}) == Words{55}); // Fibonacci
  CHECK(program.run({0}) == Words{0});
  CHECK(program.failsWith({0xFFFFFFFF}, DiagCode::LimitExceeded, "no end after"));
}

TEST_CASE("subgroup ops combine 32 invocations, and those that remain") {
  const Words words = someWords(40);
  const std::string load = R"mlir(    %v = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
)mlir";
  const std::pair<const char *, uint32_t (*)(uint32_t, uint32_t)> kinds[] = {
      {"add", [](uint32_t x, uint32_t y) { return x + y; }},
      {"mul", [](uint32_t x, uint32_t y) { return x * y; }},
      {"min", [](uint32_t x, uint32_t y) { return std::min(x, y); }},
      {"max", [](uint32_t x, uint32_t y) { return std::max(x, y); }},
      {"and", [](uint32_t x, uint32_t y) { return x & y; }},
      {"or", [](uint32_t x, uint32_t y) { return x | y; }},
      {"xor", [](uint32_t x, uint32_t y) { return x ^ y; }}};
  for (llvm::StringRef passes : {"", "lower-subgroups"}) {
    for (auto [kind, combine] : kinds) {
      CAPTURE(kind);
      Words expected(40);
      for (unsigned lane = 0; lane != 40; ++lane) {
        const unsigned first = lane / 32 * 32, last = std::min(first + 32, 40u);
        expected[lane] = words[first];
        for (unsigned other = first + 1; other != last; ++other)
          expected[lane] = combine(expected[lane], words[other]);
      }
      CHECK(onSubgroups(load + "%r = \"vir.subgroup.reduce\"(%v) <{reduce = \"" + kind +
                        "\"}> : (ui32) -> ui32")
                .run(words, passes) == expected);
    }
    Words shuffled(40), votes(40);
    for (unsigned lane = 0; lane != 40; ++lane) {
      const unsigned from = lane ^ 5, first = lane / 32 * 32;
      const unsigned members = first == 0 ? 32 : 8;
      shuffled[lane] = from < members ? words[first + from] : 0;
      for (unsigned other = 0; other != members; ++other)
        votes[lane] |= uint32_t(words[first + other] > 0x80000000u) << other;
    }
    CHECK(onSubgroups(load + R"mlir(    %five = "vir.const"() <{value = 5 : ui32}> : () -> ui32
    %from = "vir.xor"(%i, %five) : (ui32, ui32) -> ui32
    %r = "vir.subgroup.shuffle"(%v, %from) : (ui32, ui32) -> ui32)mlir")
              .run(words, passes) == shuffled);
    CHECK(onSubgroups(load + R"mlir(    %half = "vir.const"() <{value = 2147483648 : ui32}> : () -> ui32
    %c = "vir.cmp"(%v, %half) <{predicate = "gt"}> : (ui32, ui32) -> i1
    %r = "vir.subgroup.ballot"(%c) : (i1) -> ui32)mlir")
              .run(words, passes) == votes);
  }
}

TEST_CASE("reductions of signed integers and floats are kept by lower-subgroups") {
  const Words words = someWords(40);
  Words floats(40);
  for (unsigned lane = 0; lane != 40; ++lane) // small numbers of both signs
    floats[lane] = (words[lane] & 0x807FFFFF) | 0x3F800000;
  for (std::string kind : {"add", "mul", "min", "max"}) {
    CAPTURE(kind);
    Program integers = onSubgroups(R"mlir(    %u = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    %v = "vir.bitcast"(%u) : (ui32) -> si32
    %x = "vir.subgroup.reduce"(%v) <{reduce = ")mlir" + kind + R"mlir("}> : (si32) -> si32
    %r = "vir.bitcast"(%x) : (si32) -> ui32)mlir");
    // Of one sign too, so that no value stands in for a wrong identity.
    for (uint32_t sign : {0u, 1u}) {
      Words ofOneSign = words;
      for (uint32_t &word : ofOneSign)
        word = word >> 2 | sign << 31;
      CHECK(integers.run(ofOneSign, "lower-subgroups") == integers.run(ofOneSign));
    }
    CHECK(integers.run(words, "lower-subgroups") == integers.run(words));
    Program onFloats = onSubgroups(R"mlir(    %v = "vir.load"(%i) <{buffer = @f}> : (ui32) -> f32
    %x = "vir.subgroup.reduce"(%v) <{reduce = ")mlir" + kind + R"mlir("}> : (f32) -> f32
    %r = "vir.bitcast"(%x) : (f32) -> ui32)mlir");
    CHECK(onFloats.run(words, "lower-subgroups", floats) == onFloats.run(words, "", floats));
  }
}

TEST_CASE("what stays for the device adds up alike") {
  const Words words = someWords(64);
  Words floats(64);
  for (unsigned lane = 0; lane != 64; ++lane)
    floats[lane] = (words[lane] & 0x807FFFFF) | 0x3F800000;
  for (std::string kind : {"add", "mul", "min", "max"}) {
    CAPTURE(kind);
    Program onFloats = onSubgroups(R"mlir(    %v = "vir.load"(%i) <{buffer = @f}> : (ui32) -> f32
    %x = "vir.subgroup.reduce"(%v) <{reduce = ")mlir" + kind + R"mlir("}> : (f32) -> f32
    %r = "vir.bitcast"(%x) : (f32) -> ui32)mlir");
    onFloats.size = 64;
    CHECK(onFloats.run(words, "lower-subgroups{mode=native}", floats) ==
          onFloats.run(words, "", floats));
    Program onWords = onSubgroups(R"mlir(    %v = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    %r = "vir.subgroup.reduce"(%v) <{reduce = ")mlir" + kind + R"mlir("}> : (ui32) -> ui32)mlir");
    onWords.size = 64;
    CHECK(onWords.run(words, "lower-subgroups{mode=native}") == onWords.run(words));
  }
}

TEST_CASE("a subgroup op that some invocation does not reach stops the run") {
  Program program{32, R"mlir(
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %zero = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %c = "vir.cmp"(%i, %zero) <{predicate = "eq"}> : (ui32, ui32) -> i1
    "vir.if"(%c) ({
      %r = "vir.subgroup.reduce"(%i) <{reduce = "add"}> : (ui32) -> ui32
      "vir.store"(%i, %r) <{buffer = @a}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
)mlir"};
  CHECK(program.failsWith({0}, DiagCode::InvalidIR, "some invocation of the subgroup does not reach"));
}

TEST_CASE("an op on the device's subgroups combines whoever comes, also where the others wait for them") {
  // Invocation 0 goes to the barrier at once; the others count themselves first.
  Program program{4, R"mlir(
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %zero = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %true = "vir.const"() <{value = true}> : () -> i1
    %c = "vir.cmp"(%i, %zero) <{predicate = "ne"}> : (ui32, ui32) -> i1
    %n = "vir.if"(%c) ({
      %some = "vir.device_subgroup.count"(%true) : (i1) -> ui32
      "vir.yield"(%some) : (ui32) -> ()
    }, {
      "vir.yield"(%zero) : (ui32) -> ()
    }) : (i1) -> ui32
    "vir.barrier"() <{ordering = "acq_rel"}> : () -> ()
    %all = "vir.device_subgroup.count"(%true) : (i1) -> ui32
    %four = "vir.const"() <{value = 4 : ui32}> : () -> ui32
    %high = "vir.shl"(%all, %four) : (ui32, ui32) -> ui32
    %r = "vir.or"(%n, %high) : (ui32, ui32) -> ui32
    "vir.store"(%i, %r) <{buffer = @a}> : (ui32, ui32) -> ()
)mlir"};
  CHECK(program.run({0, 0, 0, 0}) == Words{0x40, 0x43, 0x43, 0x43});
}

TEST_CASE("a copy takes the bytes when it is issued and writes them when it is waited for") {
  Program program{1, kCopies};
  // Bytes 3 to 8 of the old buffer come to bytes 6 to 11; word 0 is stored in between.
  for (llvm::StringRef passes : {"", "lower-async"})
    CHECK(program.run({0x03020100, 0x07060504, 0x0B0A0908}, passes) ==
          Words{3, 0x04030504, 0x08070605});
}

TEST_CASE("copies that do not pair up trap") {
  const std::string wait = "    \"vir.async.wait\"() <{tag = \"t\"}> : () -> ()\n";
  const std::string issue = R"mlir(    %n = "vir.const"() <{value = 4 : ui32}> : () -> ui32
    "vir.async.load"(%n, %n) <{source = @a, dest = @s, tag = "t"}> : (ui32, ui32) -> ()
)mlir";
  const std::string again = R"mlir(
    "vir.async.load"(%n, %n) <{source = @a, dest = @s, tag = "t"}> : (ui32, ui32) -> ()
)mlir";
  CHECK(Program{1, wait}.failsWith({0}, DiagCode::Trapped, "no copy is pending"));
  CHECK(Program{1, issue}.failsWith({0}, DiagCode::Trapped, "never waited for"));
  CHECK(Program{1, issue + again + wait}.failsWith({0}, DiagCode::Trapped, "pending under tag"));
  // The lowered forms trap where the op did.
  const llvm::StringRef passes = "lower-async,add-trap-record";
  CHECK(Program{1, wait}.failsWith({0}, DiagCode::Trapped, "vir0.async-not-pending", passes));
  CHECK(Program{1, issue}.failsWith({0}, DiagCode::Trapped, "vir0.async-never-waited-for", passes));
  CHECK(Program{1, issue + again + wait}.failsWith({0}, DiagCode::Trapped, "vir0.async-pending",
                                                   passes));
}

TEST_CASE("a trap names its tag and address, lowered or not") {
  Program program{4, R"mlir(
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %two = "vir.const"() <{value = 2 : ui32}> : () -> ui32
    %at = "vir.const"() <{value = 99 : ui32}> : () -> ui32
    %c = "vir.cmp"(%i, %two) <{predicate = "eq"}> : (ui32, ui32) -> i1
    "vir.if"(%c) ({
      "vir.trap"(%at) <{tag = "why"}> : (ui32) -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
)mlir"};
  CHECK(program.failsWith({0}, DiagCode::Trapped, "trap 'why' at address 99"));
  CHECK(program.failsWith({0}, DiagCode::Trapped,
                          "trap 'why' at address 99 by the invocation with global x 2",
                          "add-trap-record"));
}
