// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shapes that tempt a compiler into work or memory beyond what the program's size asks for. Counts
// of three sizes have to lie on a line; chains are longer than recursion could follow, and of links
// that would double a walk that forgets.
#include "vyre-cc/Driver/Compiler.h"
#include "vyre-cc/Transforms/Pass.h"
#include <doctest/doctest.h>

using namespace vyrecc;

namespace {

struct Counts {
  size_t inputBytes, arenaBytes, words;
};

Counts compileCounted(const std::string &text, const CompileOptions &options) {
  DiagnosticEngine diags;
  ir::Context context;
  FailureOr<ir::Module> module = importInput(text, options, context, diags);
  REQUIRE(succeeded(module));
  const std::string passes = pipelineFor(options);
  FailureOr<Pipeline> pipeline = parsePipeline(passes, diags);
  REQUIRE(succeeded(pipeline));
  REQUIRE(succeeded(runPipeline(*pipeline, *module, context, diags)));
  FailureOr<spirv::EmittedModule> emitted = spirv::emit(*module, {}, diags);
  REQUIRE(succeeded(emitted));
  return {text.size(), context.allocator().getBytesAllocated(), emitted->words.size()};
}

std::string program(const std::string &body) {
  return "vir0 v5\nworkgroup 32 1 1\nbuffer @in : u32 read_only binding 0\n"
         "buffer @out : u32 read_write binding 1\nregion \"r\" {\nlet %x = load @in[local_id x]\n" +
         body + "}\n";
}

template <typename Line> std::string lines(unsigned count, Line line) {
  std::string text;
  for (unsigned index = 0; index != count; ++index)
    text += line(std::to_string(index), std::to_string(index + 1)) + "\n";
  return text;
}

using Shape = std::string (*)(unsigned size);

/// A value that uses the one before twice, from one that is the same for all invocations.
std::string chain(unsigned size) {
  return "let %v0 = workgroup_id x\n" +
         lines(size, [](const std::string &n, const std::string &next) {
           return "let %v" + next + " = mul(%v" + n + ", add(%v" + n + ", %v" + n + "))";
         });
}
std::string last(unsigned size) { return "%v" + std::to_string(size); }

std::string acrossGridBarrier(unsigned size) {
  return program(chain(size) + "barrier grid_sync\nstore @out[local_id x] = " + last(size) + "\n");
}

std::string subgroupUnderChain(unsigned size) {
  return program(chain(size) + "if lt(" + last(size) + ", u32 5) {\n" +
                 "store @out[local_id x] = subgroup_reduce(add, %x)\n}\n");
}

std::string hoistedChain(unsigned size) {
  return program("if lt(%x, u32 5) {\n" + chain(size) + "let %sum = subgroup_reduce(add, " +
                 last(size) + ")\nstore @out[%x] = %sum\n}\n");
}

std::string unusedCarried(unsigned size) {
  return program(
      lines(size, [](const std::string &n,
                     const std::string &) { return "let %v" + n + " = load @in[u32 " + n + "]"; }) +
      "loop %i from u32 0 to %x {\n" +
      lines(size, [](const std::string &n,
                     const std::string &) { return "assign %v" + n + " = add(%x, %i)"; }) +
      "}\nstore @out[%x] = %v0\n");
}

std::string loopsThatCarryAll(unsigned size) {
  // As many loops as variables would be that many results; each carries only what it assigns.
  return program(
      lines(size, [](const std::string &n,
                     const std::string &) { return "let %v" + n + " = load @in[u32 " + n + "]"; }) +
      lines(size,
            [](const std::string &n, const std::string &) {
              return "loop %i from u32 0 to %x { assign %v" + n + " = add(%v" + n + ", %i) }";
            }) +
      lines(size, [](const std::string &n, const std::string &) {
        return "store @out[u32 " + n + "] = %v" + n;
      }));
}

std::string gridBarriers(unsigned size) {
  return program(lines(size, [](const std::string &n, const std::string &) {
    return "store @out[local_id x] = load @out[u32 " + n + "]\nbarrier grid_sync";
  }));
}

std::string copiesOfOneTag(unsigned size) {
  return program(lines(size, [](const std::string &, const std::string &) {
    return std::string("async_load @in to @out offset u32 0 size u32 16 tag \"t\"\n"
                       "async_wait tag \"t\"");
  }));
}

std::string wideSwitch(unsigned size) {
  std::string cases, regions;
  for (unsigned index = 0; index != size; ++index) {
    cases += (index ? ", " : "") + std::to_string(index * 3);
    regions += "{\n\"vir.store\"(%i, %x) <{buffer = @out}> : (ui32, ui32) -> ()\n\"vir.yield\"() : "
               "() -> ()\n}, ";
  }
  return R"("vir.module"() <{form = "imported"}> ({
"vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
"vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 32, 1, 1>}> ({
%i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
%x = "vir.load"(%i) <{buffer = @out}> : (ui32) -> ui32
"vir.switch"(%x) <{cases = array<i64: )" +
         cases + ">}> (" + regions + R"({
"vir.yield"() : () -> ()
}) : (ui32) -> ()
"vir.return"() : () -> ()
}) : () -> ()
}) : () -> ()
)";
}

/// Checks that a count grows no faster between the two larger sizes than between the two smaller.
void checkLinear(const Counts (&at)[3], size_t Counts::*count) {
  auto slope = [&](const Counts &a, const Counts &b) {
    return double(b.*count - a.*count) / double(b.inputBytes - a.inputBytes);
  };
  CHECK(slope(at[1], at[2]) < 1.1 * slope(at[0], at[1]) + 0.01);
}

} // namespace

TEST_CASE("memory and code are linear in hostile programs") {
  struct Row {
    const char *name;
    Shape shape;
    unsigned size;
  };
  static constexpr Row kRows[] = {
      {"chain across a grid barrier", acrossGridBarrier, 2'500},
      {"subgroup operation under a condition on a chain", subgroupUnderChain, 2'500},
      {"chain that moves with its subgroup operation", hoistedChain, 2'500},
      {"loop that carries what no one uses", unusedCarried, 1'000},
      {"many loops that carry one of many variables", loopsThatCarryAll, 1'000},
      {"many grid barriers", gridBarriers, 250},
      {"many copies of one tag", copiesOfOneTag, 100},
      {"wide switch", wideSwitch, 1'000},
  };
  for (OptLevel level : {OptLevel::O0, OptLevel::O2})
    for (FloatPolicy policy : {FloatPolicy::Native, FloatPolicy::Reference})
      for (const Row &row : kRows) {
        CAPTURE(std::string(row.name));
        CompileOptions options;
        options.optLevel = level;
        options.floatPolicy = policy;
        Counts counts[3];
        for (unsigned doubling = 0; doubling != 3; ++doubling)
          counts[doubling] = compileCounted(row.shape(row.size << doubling), options);
        checkLinear(counts, &Counts::arenaBytes);
        checkLinear(counts, &Counts::words);
      }
}

TEST_CASE("chains may be as long as a program") {
  for (Shape shape : {acrossGridBarrier, subgroupUnderChain, hoistedChain})
    compileCounted(shape(90'000), {});
}
