// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which operators are defined for which values (sections 16.3 to 16.5), all of them: what a table
// row does not list is refused, by the validator or, for types that it does not see, by the
// importer.
#include "vyre-cc/IR/Text.h"
#include "vyre-cc/Import/Import.h"
#include "vyre-cc/VIR0/Assembly.h"
#include <doctest/doctest.h>
#include <string>

using namespace vyrecc;
using namespace vyrecc::vir0;

namespace {

/// A value of each variant. The validator takes the hidden ones for u32, so that the importer alone
/// decides.
struct Value {
  char letter;
  const char *text;
};
constexpr Value kVisible[] = {{'u', "load @u[u32 0]"}, {'i', "load @i[u32 0]"},
                              {'l', "load @l[u32 0]"}, {'b', "bool true"},
                              {'f', "load @f[u32 0]"}, {'y', "load @y[u32 0]"}};
constexpr Value kHidden[] = {{'i', "bit_or(load @i[u32 0], i32 0)"},
                             {'l', "wrapping_add(load @l[u32 0], load @l[u32 1])"}};

/// An operator with the letters of the variants that it is defined for.
struct Row {
  const char *name, *variants;
};
constexpr Row kBinary[] = {
    {"add", "uilf"},
    {"sub", "uilf"},
    {"mul", "uilf"},
    {"div", "uilf"},
    {"mod", "uil"},
    {"wrapping_add", "uil"},
    {"wrapping_sub", "uil"},
    {"bit_and", "uil"},
    {"bit_or", "uil"},
    {"bit_xor", "uil"},
    {"shl", "uil"},
    {"shr", "uil"},
    {"rotate_left", "u"},
    {"rotate_right", "u"},
    {"eq", "uilbf"},
    {"ne", "uilbf"},
    {"lt", "uilf"},
    {"gt", "uilf"},
    {"le", "uilf"},
    {"ge", "uilf"},
    {"and", "uilb"},
    {"or", "uilb"},
    {"min", "uilf"},
    {"max", "uilf"},
    {"abs_diff", "uil"},
    {"saturating_add", "uil"},
    {"saturating_sub", "uil"},
    {"saturating_mul", "uil"},
    {"mul_high", "ul"},
    {"shuffle", ""},
    {"ballot", ""},
    {"wave_reduce", ""},
    {"wave_broadcast", ""},
};
constexpr Row kUnary[] = {
    {"negate", "uilf"},
    {"bit_not", "uil"},
    {"reverse_bits", "uil"},
    {"logical_not", "uilb"},
    {"popcount", "uil"},
    {"clz", "uil"},
    {"ctz", "uil"},
    {"abs", "f"},
    {"floor", "f"},
    {"ceil", "f"},
    {"trunc", "f"},
    {"sqrt", "f"},
    {"round", "f"},
    {"sign", "f"},
    {"inverse_sqrt", "f"},
    {"reciprocal", "f"},
    {"sin", "f"},
    {"cos", "f"},
    {"tan", "f"},
    {"asin", "f"},
    {"acos", "f"},
    {"atan", "f"},
    {"sinh", "f"},
    {"cosh", "f"},
    {"tanh", "f"},
    {"exp", "f"},
    {"exp2", "f"},
    {"log", "f"},
    {"log2", "f"},
    {"is_nan", "f"},
    {"is_inf", "f"},
    {"is_finite", "f"},
    {"unpack4_low", ""},
    {"unpack4_high", ""},
    {"unpack8_low", ""},
    {"unpack8_high", ""},
};
/// What is defined, but what the validator refuses where it sees the type.
constexpr Row kRefusedVisibly[] = {
    {"add", "l"},
    {"sub", "l"},
    {"mul", "l"},
    {"div", "l"},
    {"mod", "l"},
    {"bit_and", "l"},
    {"bit_or", "l"},
    {"bit_xor", "l"},
    {"shl", "il"},
    {"shr", "il"},
    {"and", "il"},
    {"or", "il"},
    {"min", "l"},
    {"max", "l"},
    {"abs_diff", "il"},
    {"saturating_add", "il"},
    {"saturating_sub", "il"},
    {"saturating_mul", "il"},
    {"negate", "il"},
    {"logical_not", "il"},
};

bool isRefusedVisibly(StringRef name, char letter) {
  for (const Row &row : kRefusedVisibly)
    if (name == row.name)
      return StringRef(row.variants).contains(letter);
  return false;
}

/// Whether a program that binds `expr` imports. If not, it must have been refused at its line.
bool imports(const std::string &expr) {
  const std::string text = "vir0 v4\n"
                           "buffer @u : u32 read_only binding 0\n"
                           "buffer @i : i32 read_only binding 1\n"
                           "buffer @l : u64 read_only binding 2\n"
                           "buffer @f : f32 read_only binding 3\n"
                           "buffer @y : u8 read_only binding 4\n"
                           "region \"r\" {\n  let %x = " +
                           expr + "\n}\n";
  std::vector<Diagnostic> diagnostics;
  DiagnosticEngine diags([&](const Diagnostic &d) { diagnostics.push_back(d); });
  FailureOr<Program> program = parseAssembly(text, diags);
  REQUIRE_MESSAGE(succeeded(program), expr);
  ir::Context context;
  FailureOr<ir::Module> module = importProgram(*program, context, diags);
  if (succeeded(module)) {
    CHECK_MESSAGE(succeeded(ir::verify(*module, diags)), expr);
    return true;
  }
  REQUIRE_MESSAGE(!diagnostics.empty(), expr);
  CHECK_MESSAGE(diagnostics.front().loc.line == 8, expr);
  return false;
}

bool isDefined(const Row &row, char letter) { return StringRef(row.variants).contains(letter); }

} // namespace

TEST_CASE("operators on two values are defined for those that the tables list, and no others") {
  for (const Row &row : kBinary) {
    auto both = [&](const char *value) {
      return std::string(row.name) + "(" + value + ", " + value + ")";
    };
    for (const Value &value : kVisible) {
      const bool expected =
          isDefined(row, value.letter) && !isRefusedVisibly(row.name, value.letter);
      CHECK_MESSAGE(imports(both(value.text)) == expected, both(value.text));
    }
    for (const Value &value : kHidden)
      CHECK_MESSAGE(imports(both(value.text)) == isDefined(row, value.letter), both(value.text));
  }
}

TEST_CASE("operators on two values take none of different variants") {
  const Value all[] = {kVisible[0], kHidden[0], kHidden[1], kVisible[3], kVisible[4], kVisible[5]};
  for (const Row &row : kBinary)
    for (const Value &left : all)
      for (const Value &right : all)
        if (left.letter != right.letter) {
          std::string expr = std::string(row.name) + "(" + left.text + ", " + right.text + ")";
          CHECK_MESSAGE(!imports(expr), expr);
        }
}

TEST_CASE("operators on one value are defined for those that the tables list, and no others") {
  for (const Row &row : kUnary) {
    auto of = [&](const char *value) { return std::string(row.name) + "(" + value + ")"; };
    for (const Value &value : kVisible) {
      const bool expected =
          isDefined(row, value.letter) && !isRefusedVisibly(row.name, value.letter);
      CHECK_MESSAGE(imports(of(value.text)) == expected, of(value.text));
    }
    for (const Value &value : kHidden)
      CHECK_MESSAGE(imports(of(value.text)) == isDefined(row, value.letter), of(value.text));
  }
}
