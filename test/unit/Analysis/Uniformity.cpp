// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which values invocations have in common: in a workgroup, in a subgroup of VIR0, in a subgroup of
// the device.
#include "vyre-cc/Analysis/Uniformity.h"
#include "vyre-cc/IR/Text.h"
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::ir;

namespace {

constexpr char kHead[] = R"mlir("vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "r", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_only", role = "input", binding = 1 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: )mlir";
constexpr char kConstants[] = R"mlir(>}> ({
    %c0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %c1 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %c2 = "vir.const"() <{value = 2 : ui32}> : () -> ui32
    %c4 = "vir.const"() <{value = 4 : ui32}> : () -> ui32
    %c5 = "vir.const"() <{value = 5 : ui32}> : () -> ui32
    %c31 = "vir.const"() <{value = 31 : ui32}> : () -> ui32
    %c32 = "vir.const"() <{value = 32 : ui32}> : () -> ui32
    %c64 = "vir.const"() <{value = 64 : ui32}> : () -> ui32
    %c65 = "vir.const"() <{value = 65 : ui32}> : () -> ui32
    %c128 = "vir.const"() <{value = 128 : ui32}> : () -> ui32
    %true = "vir.const"() <{value = true}> : () -> i1
    %x = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %y = "vir.local_id"() <{axis = 1 : i64}> : () -> ui32
    %g = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %w = "vir.workgroup_id"() <{axis = 0 : i64}> : () -> ui32
    %v = "vir.load"(%c0) <{buffer = @a}> : (ui32) -> ui32
    %p = "vir.load"(%c0) <{buffer = @r}> : (ui32) -> ui32
)mlir";
constexpr char kTail[] = R"mlir(
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
)mlir";

/// In which groups the value that the body stores last is uniform: W, S, D.
std::string groupsOf(const std::string &body, const std::string &size = "256, 1, 1") {
  Context context;
  DiagnosticEngine diags;
  FailureOr<Module> module = parse(kHead + size + kConstants + body + kTail, context, diags);
  REQUIRE(succeeded(module));
  REQUIRE(succeeded(verify(*module, diags)));
  const Op *store = nullptr;
  walkPreOrder(*module->kernel(), [&](Op &op) {
    if (op.is(OpKind::Store))
      store = &op;
  });
  std::string groups;
  for (auto [group, letter] : {std::pair(Group::Workgroup, 'W'), std::pair(Group::Subgroup, 'S'),
                               std::pair(Group::DeviceSubgroup, 'D')}) {
    Uniformity uniformity(*module->kernel(), group);
    if (uniformity.isUniform(*store->operand(1)))
      groups += letter;
  }
  return groups;
}

std::string store(const std::string &value) {
  return "    \"vir.store\"(%c0, %" + value + ") <{buffer = @a}> : (ui32, ui32) -> ()\n";
}

/// The groups of an op on two words.
std::string groupsOf(const std::string &mnemonic, const std::string &lhs, const std::string &rhs,
                     const std::string &size = "256, 1, 1") {
  return groupsOf("    %z = \"vir." + mnemonic + "\"(%" + lhs + ", %" + rhs +
                      ") : (ui32, ui32) -> ui32\n" + store("z"),
                  size);
}

/// The groups of a comparison, which is turned into a word.
std::string groupsOfTest(const std::string &predicate, const std::string &lhs,
                         const std::string &rhs) {
  return groupsOf("    %t = \"vir.cmp\"(%" + lhs + ", %" + rhs + ") <{predicate = \"" + predicate +
                  "\"}> : (ui32, ui32) -> i1\n    %z = \"vir.convert\"(%t) : (i1) -> ui32\n" +
                  store("z"));
}

} // namespace

TEST_CASE("ids and memory") {
  CHECK(groupsOf(store("c5")) == "WSD");
  CHECK(groupsOf(store("w")) == "WSD");
  CHECK(groupsOf(store("x")) == "");
  CHECK(groupsOf(store("g")) == "");
  CHECK(groupsOf(store("x"), "1, 64, 1") == "WSD");
  CHECK(groupsOf(store("y"), "32, 4, 1") == "S");
  CHECK(groupsOf(store("y"), "16, 4, 1") == "");
  CHECK(groupsOf(store("v")) == "");
  CHECK(groupsOf(store("p")) == "WSD"); // nobody writes it
}

TEST_CASE("what a group combines") {
  auto reduced = [](const std::string &size) {
    return groupsOf("    %z = \"vir.subgroup.reduce\"(%x) <{reduce = \"add\"}> : (ui32) -> ui32\n" +
                        store("z"),
                    size);
  };
  CHECK(reduced("64, 1, 1") == "S");
  CHECK(reduced("33, 1, 1") == "S");
  // One subgroup is the whole workgroup, and so are parts of it.
  CHECK(reduced("32, 1, 1") == "WSD");
  CHECK(reduced("4, 4, 2") == "WSD");
  CHECK(reduced("4, 4, 4") == "S");
  CHECK(groupsOf("    %z = \"vir.workgroup.max\"(%x) : (ui32) -> ui32\n" + store("z")) == "WSD");
}

TEST_CASE("the number of the subgroup is the subgroup's") {
  CHECK(groupsOf("div", "x", "c32") == "S");
  CHECK(groupsOf("shr", "x", "c5") == "S");
  CHECK(groupsOf("div", "g", "c32") == "S");
  CHECK(groupsOf("div", "g", "c64") == "S");
  CHECK(groupsOf("div", "x", "c31") == "");
  CHECK(groupsOf("shr", "x", "c4") == "");
  CHECK(groupsOf("div", "x", "c65") == "");
  CHECK(groupsOf("rem", "x", "c32") == "");
  // 48 invocations: the second subgroup is cut off, but in itself alike; the next workgroup's begin
  // at 48.
  CHECK(groupsOf("div", "x", "c32", "48, 1, 1") == "S");
  CHECK(groupsOf("div", "g", "c32", "48, 1, 1") == "");
  CHECK(groupsOf("div", "x", "c32", "16, 16, 1") == "");
  CHECK(groupsOf("div", "x", "c32", "64, 2, 1") == "S");
}

TEST_CASE("arithmetic before the division") {
  auto after = [](const std::string &body, const std::string &divisor) {
    return groupsOf(body + "    %z = \"vir.div\"(%s, %" + divisor + ") : (ui32, ui32) -> ui32\n" +
                    store("z"));
  };
  auto op = [](const std::string &mnemonic, const std::string &rhs) {
    return "    %s = \"vir." + mnemonic + "\"(%x, %" + rhs + ") : (ui32, ui32) -> ui32\n";
  };
  CHECK(after(op("add", "c64"), "c32") == "S");
  CHECK(after(op("add", "c1"), "c32") == "");
  CHECK(after(op("mul", "c4"), "c128") == "S");
  CHECK(after(op("mul", "c4"), "c32") == "");
  CHECK(after(op("shl", "c2"), "c128") == "S");
  CHECK(after(op("and", "c31"), "c32") == "S"); // always 0
  CHECK(after(op("and", "c64"), "c32") == "S");
  CHECK(after(op("add", "w"), "c32") == "");
}

TEST_CASE("comparisons with what parts no subgroup") {
  CHECK(groupsOfTest("lt", "x", "c64") == "S");
  CHECK(groupsOfTest("ge", "x", "c32") == "S");
  CHECK(groupsOfTest("le", "x", "c31") == "S");
  CHECK(groupsOfTest("gt", "c64", "x") == "S");
  CHECK(groupsOfTest("lt", "x", "c31") == "");
  CHECK(groupsOfTest("lt", "x", "c65") == "");
  CHECK(groupsOfTest("le", "x", "c32") == "");
  CHECK(groupsOfTest("eq", "x", "c32") == "");
  CHECK(groupsOfTest("lt", "x", "p") == ""); // of unknown alignment
  CHECK(groupsOfTest("lt", "w", "p") == "WSD");
}

TEST_CASE("what subgroup ops give") {
  auto result = [](const std::string &op) { return groupsOf(op + store("z")); };
  CHECK(result("    %z = \"vir.subgroup.reduce\"(%x) <{reduce = \"add\"}> : (ui32) -> ui32\n") ==
        "S");
  CHECK(result("    %z = \"vir.subgroup.ballot\"(%true) : (i1) -> ui32\n") == "S");
  CHECK(result("    %z = \"vir.subgroup.shuffle\"(%x, %x) : (ui32, ui32) -> ui32\n") == "");
  CHECK(result("    %z = \"vir.subgroup.local_id\"() : () -> ui32\n") == "");
  CHECK(result("    %z = \"vir.subgroup.size\"() : () -> ui32\n") == "WSD");
  CHECK(result("    %z = \"vir.device_subgroup.add\"(%x) : (ui32) -> ui32\n") == "D");
  CHECK(result("    %z = \"vir.device_subgroup.broadcast_first\"(%x) : (ui32) -> ui32\n") == "D");
  CHECK(result("    %z = \"vir.device_subgroup.count\"(%true) : (i1) -> ui32\n") == "D");
  CHECK(result("    %z = \"vir.device_subgroup.exclusive_add\"(%x) : (ui32) -> ui32\n") == "");
  for (std::string vote : {"any", "all"})
    CHECK(result("    %t = \"vir.device_subgroup." + vote +
                 "\"(%true) : (i1) -> i1\n    %z = \"vir.convert\"(%t) : (i1) -> ui32\n") == "D");
  CHECK(result("    %t = \"vir.device_subgroup.elect\"() : () -> i1\n"
               "    %z = \"vir.convert\"(%t) : (i1) -> ui32\n") == "");
}

TEST_CASE("a device's subgroup op in an arm that some do not take combines who knows whom") {
  CHECK(groupsOf(R"mlir(    %t = "vir.cmp"(%x, %c4) <{predicate = "lt"}> : (ui32, ui32) -> i1
    "vir.if"(%t) ({
      %z = "vir.device_subgroup.add"(%x) : (ui32) -> ui32
      "vir.store"(%c0, %z) <{buffer = @a}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
)mlir") == "");
}

TEST_CASE("results of conditions") {
  auto conditional = [](const std::string &cond, const std::string &ifTrue) {
    return groupsOf("    %t = \"vir.cmp\"(%" + cond +
                    R"mlir(, %c32) <{predicate = "lt"}> : (ui32, ui32) -> i1
    %z = "vir.if"(%t) ({
      "vir.yield"(%)mlir" +
                    ifTrue + R"mlir() : (ui32) -> ()
    }, {
      "vir.yield"(%c2) : (ui32) -> ()
    }) : (i1) -> ui32
)mlir" + store("z"));
  };
  CHECK(conditional("w", "c1") == "WSD");
  CHECK(conditional("w", "x") == "");
  CHECK(conditional("x", "c1") == "S");
  CHECK(conditional("v", "c1") == "");
}

TEST_CASE("what loops carry") {
  auto loop = [](const std::string &to, const std::string &init, const std::string &addend) {
    return groupsOf("    %z = \"vir.for\"(%c0, %" + to + ", %" + init + R"mlir() ({
    ^bb0(%k: ui32, %s: ui32):
      %n = "vir.add"(%s, %)mlir" +
                    addend + R"mlir() : (ui32, ui32) -> ui32
      "vir.yield"(%n) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
)mlir" + store("z"));
  };
  CHECK(loop("p", "c1", "k") == "WSD");
  CHECK(loop("c4", "w", "c5") == "WSD");
  CHECK(loop("v", "c1", "c1") == ""); // some go round more often
  CHECK(loop("c4", "x", "c1") == "");
  CHECK(loop("c4", "c1", "v") == "");
}

TEST_CASE("a value that a loop carries keeps its shape, or loses what a round takes from it") {
  auto loop = [](const std::string &addend) {
    return groupsOf(R"mlir(    %l = "vir.for"(%c0, %p, %x) ({
    ^bb0(%k: ui32, %s: ui32):
      %n = "vir.add"(%s, %)mlir" +
                    addend + R"mlir() : (ui32, ui32) -> ui32
      "vir.yield"(%n) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
    %z = "vir.div"(%l, %c32) : (ui32, ui32) -> ui32
)mlir" + store("z"));
  };
  CHECK(loop("c64") == "S");
  CHECK(loop("c4") == "");
}

TEST_CASE("loops that are left in different ways") {
  auto loop = [](const std::string &cond) {
    return groupsOf(R"mlir(    %z = "vir.loop"(%c0) ({
    ^bb0(%s: ui32):
      %n = "vir.add"(%s, %c1) : (ui32, ui32) -> ui32
      %t = "vir.cmp"(%n, %)mlir" +
                    cond + R"mlir() <{predicate = "gt"}> : (ui32, ui32) -> i1
      "vir.if"(%t) ({
        "vir.break"(%n) : (ui32) -> ()
      }, {
        "vir.continue"(%n) : (ui32) -> ()
      }) : (i1) -> ()
      "vir.continue"(%n) : (ui32) -> ()
    }) : (ui32) -> ui32
)mlir" + store("z"));
  };
  CHECK(loop("p") == "WSD");
  CHECK(loop("v") == "");
  CHECK(loop("x") == "");
}

TEST_CASE("flow") {
  auto flow = [](const std::string &cond, Group group) {
    Context context;
    DiagnosticEngine diags;
    FailureOr<Module> module =
        parse(std::string(kHead) + "256, 1, 1" + kConstants + "    %t = \"vir.cmp\"(%" + cond +
                  R"mlir(, %c64) <{predicate = "lt"}> : (ui32, ui32) -> i1
    "vir.if"(%t) ({
      "vir.store"(%c0, %c0) <{buffer = @a}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
)mlir" + kTail,
              context, diags);
    REQUIRE(succeeded(module));
    const Op *store = nullptr;
    walkPreOrder(*module->kernel(), [&](Op &op) {
      if (op.is(OpKind::Store))
        store = &op;
    });
    return Uniformity(*module->kernel(), group).isInUniformFlow(*store);
  };
  CHECK(flow("w", Group::Workgroup));
  CHECK(!flow("x", Group::Workgroup));
  CHECK(flow("x", Group::Subgroup));
  CHECK(!flow("x", Group::DeviceSubgroup));
  CHECK(!flow("v", Group::Subgroup));
}
