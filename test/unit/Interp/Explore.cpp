// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The explorer against a plain enumeration of all interleavings, and schedules against each other.
#include "vyre-cc/Interp/Explore.h"
#include "vyre-cc/IR/Text.h"
#include <doctest/doctest.h>
#include <random>
#include <set>

using namespace vyrecc;
using namespace vyrecc::ir;

namespace {

using Words = std::vector<uint32_t>;
constexpr uint32_t kWords = 3;

/// What a lane does to a word, with its accumulator.
struct Op {
  enum Kind { Load, Store, Add, Exchange, Claim, AddUnused } kind;
  uint32_t word;
  uint32_t value;
};
using Lanes = std::vector<std::vector<Op>>;

/// One step of a lane in arithmetic of our own.
void apply(const Op &op, Words &memory, uint32_t &accumulator) {
  uint32_t &word = memory[op.word];
  const uint32_t old = word;
  switch (op.kind) {
  case Op::Load:
    accumulator += old;
    return;
  case Op::Store:
    word = accumulator * 4 + op.value;
    return;
  case Op::Add:
    word += op.value;
    accumulator += old;
    return;
  case Op::Exchange:
    word = op.value;
    accumulator += old;
    return;
  case Op::Claim:
    if (word == 0)
      word = op.value;
    accumulator = accumulator * 2 + old;
    return;
  case Op::AddUnused:
    word += op.value;
    return;
  }
}

void enumerate(const Lanes &lanes, Words memory, std::vector<size_t> at, Words accumulators,
               std::set<Words> &finals, uint64_t &count) {
  bool isOver = true;
  for (size_t lane = 0; lane != lanes.size(); ++lane) {
    if (at[lane] == lanes[lane].size())
      continue;
    isOver = false;
    Words nextMemory = memory, nextAccumulators = accumulators;
    std::vector<size_t> nextAt = at;
    apply(lanes[lane][nextAt[lane]++], nextMemory, nextAccumulators[lane]);
    enumerate(lanes, nextMemory, nextAt, nextAccumulators, finals, count);
  }
  if (!isOver)
    return;
  ++count;
  memory.insert(memory.end(), accumulators.begin(), accumulators.end());
  finals.insert(memory);
}

/// The same as IR. Each lane leaves its accumulator behind the words.
std::string toIR(const Lanes &lanes) {
  std::string text = R"mlir("vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: )mlir" +
                     std::to_string(lanes.size()) + R"mlir(, 1, 1>}> ({
    %id = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
)mlir";
  auto constant = [&](const std::string &name, uint32_t value) {
    text +=
        name + " = \"vir.const\"() <{value = " + std::to_string(value) + " : ui32}> : () -> ui32\n";
  };
  for (size_t lane = 0; lane != lanes.size(); ++lane) {
    const std::string prefix = "%l" + std::to_string(lane) + "_";
    constant(prefix + "id", static_cast<uint32_t>(lane));
    text += prefix + "c = \"vir.cmp\"(%id, " + prefix +
            "id) <{predicate = \"eq\"}> : (ui32, ui32) -> i1\n\"vir.if\"(" + prefix + "c) ({\n";
    std::string accumulator = prefix + "acc";
    constant(accumulator, 0);
    unsigned number = 0;
    for (const Op &op : lanes[lane]) {
      const std::string n = prefix + std::to_string(number++);
      constant(n + "w", op.word);
      constant(n + "v", op.value);
      auto atomic = [&](const char *name, const std::string &operands, const char *extra,
                        const char *types) {
        text += n + "r = \"vir.atomic." + name + "\"(" + n + "w, " + operands + ") <{" + extra +
                "buffer = @a, ordering = \"seq_cst\", scope = \"device\"}> : (" + types +
                ") -> ui32\n";
      };
      auto binary = [&](const std::string &result, const char *name, const std::string &a,
                        const std::string &b) {
        text += result + " = \"vir." + name + "\"(" + a + ", " + b + ") : (ui32, ui32) -> ui32\n";
      };
      switch (op.kind) {
      case Op::Load:
        text += n + "r = \"vir.load\"(" + n + "w) <{buffer = @a}> : (ui32) -> ui32\n";
        break;
      case Op::Store:
        constant(n + "four", 4);
        binary(n + "m", "mul", accumulator, n + "four");
        binary(n + "s", "add", n + "m", n + "v");
        text += "\"vir.store\"(" + n + "w, " + n + "s) <{buffer = @a}> : (ui32, ui32) -> ()\n";
        continue;
      case Op::Add:
      case Op::AddUnused:
        atomic("rmw", n + "v", "rmw = \"add\", ", "ui32, ui32");
        break;
      case Op::Exchange:
        atomic("rmw", n + "v", "rmw = \"exchange\", ", "ui32, ui32");
        break;
      case Op::Claim: {
        constant(n + "zero", 0);
        constant(n + "two", 2);
        atomic("cmpxchg", n + "zero, " + n + "v", "", "ui32, ui32, ui32");
        binary(n + "d", "mul", accumulator, n + "two");
        accumulator = n + "d";
        break;
      }
      }
      if (op.kind == Op::AddUnused)
        continue;
      binary(n + "a", "add", accumulator, n + "r");
      accumulator = n + "a";
    }
    constant(prefix + "out", kWords + static_cast<uint32_t>(lane));
    text += "\"vir.store\"(" + prefix + "out, " + accumulator +
            ") <{buffer = @a}> : (ui32, ui32) -> ()\n";
    text += "\"vir.yield\"() : () -> ()\n}, {\n\"vir.yield\"() : () -> ()\n}) : (i1) -> ()\n";
  }
  return text + "\"vir.return\"() : () -> ()\n}) : () -> ()\n}) : () -> ()\n";
}

Lanes someLanes(std::mt19937 &random) {
  Lanes lanes(2 + random() % 2);
  for (std::vector<Op> &ops : lanes)
    for (unsigned count = 1 + random() % (lanes.size() == 2 ? 5 : 3); count != 0; --count)
      ops.push_back({static_cast<Op::Kind>(random() % 6), static_cast<uint32_t>(random() % kWords),
                     static_cast<uint32_t>(random() % 4)});
  return lanes;
}

std::vector<uint8_t> noBytes(const Lanes &lanes) {
  return std::vector<uint8_t>((kWords + lanes.size()) * 4);
}

} // namespace

TEST_CASE(
    "the explorer finds the final states of all interleavings, and no execution twice in vain") {
  std::mt19937 random(11);
  uint64_t all = 0, explored = 0;
  for (unsigned round = 0; round != 300; ++round) {
    const Lanes lanes = someLanes(random);
    CAPTURE(round);
    Context context;
    DiagnosticEngine diags;
    FailureOr<Module> module = parse(toIR(lanes), context, diags);
    REQUIRE(succeeded(module));
    REQUIRE(succeeded(verify(*module, diags)));
    std::set<Words> finals;
    uint64_t count = 0;
    enumerate(lanes, Words(kWords), std::vector<size_t>(lanes.size()), Words(lanes.size()), finals,
              count);
    interp::Exploration exploration;
    REQUIRE(succeeded(interp::explore(*module, {{"a", noBytes(lanes)}}, {}, diags, exploration)));
    CHECK(exploration.isComplete);
    CHECK(exploration.finalStates == finals.size());
    CHECK(exploration.executions <= count);
    all += count;
    explored += exploration.executions + exploration.redundant;
  }
  // The reduction is worth its while.
  CHECK(explored * 4 < all);
}

TEST_CASE("every schedule ends in a final state of some interleaving") {
  std::mt19937 random(12);
  for (unsigned round = 0; round != 60; ++round) {
    const Lanes lanes = someLanes(random);
    CAPTURE(round);
    Context context;
    DiagnosticEngine diags;
    FailureOr<Module> module = parse(toIR(lanes), context, diags);
    REQUIRE(succeeded(module));
    std::set<Words> finals;
    uint64_t count = 0;
    enumerate(lanes, Words(kWords), std::vector<size_t>(lanes.size()), Words(lanes.size()), finals,
              count);
    for (unsigned kind = 0; kind <= static_cast<unsigned>(interp::ScheduleKind::SwitchAtAtomics);
         ++kind)
      for (uint64_t seed : {0, 1, 2}) {
        interp::RunOptions options;
        options.schedule = {static_cast<interp::ScheduleKind>(kind), seed};
        FailureOr<std::vector<interp::BufferBytes>> outputs =
            interp::run(*module, {{"a", noBytes(lanes)}}, options, diags);
        REQUIRE(succeeded(outputs));
        Words words(outputs->front().bytes.size() / 4);
        std::memcpy(words.data(), outputs->front().bytes.data(), words.size() * 4);
        CHECK(finals.contains(words));
      }
  }
}
