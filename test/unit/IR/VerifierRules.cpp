// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One broken rule a case, and the message that names it.
#include "Samples.h"
#include <doctest/doctest.h>

namespace vyrecc::ir::test {

static constexpr llvm::StringLiteral kIn =
    R"("vir.buffer"() <{sym_name = "in", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_only", role = "input", binding = 0 : i64}> : () -> ()
)";
static constexpr llvm::StringLiteral kOut =
    R"("vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
)";
static constexpr llvm::StringLiteral kFloats =
    R"("vir.buffer"() <{sym_name = "f", element = f32, wire_type = "F32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 2 : i64}> : () -> ()
)";
static constexpr llvm::StringLiteral kShared =
    R"("vir.buffer"() <{sym_name = "shared", element = ui32, wire_type = "U32", stride = 4 : i64, count = 4 : i64, access = "workgroup", role = "workgroup"}> : () -> ()
)";

static std::string module(llvm::StringRef buffers, llvm::StringRef kernel,
                          llvm::StringRef form = "imported") {
  return ("\"vir.module\"() <{form = \"" + form + "\"}> ({\n" + buffers + kernel +
          "}) : () -> ()\n")
      .str();
}

/// A module with every kind of buffer and this kernel. %u, %v: ui32; %f: f32; %b: i1.
static std::string program(llvm::StringRef body, llvm::StringRef form = "imported") {
  std::string kernel =
      ("\"vir.kernel\"() <{sym_name = \"main\", workgroup_size = array<i64: 1, 1, 1>}> ({\n"
       "%u = \"vir.const\"() <{value = 1 : ui32}> : () -> ui32\n"
       "%v = \"vir.const\"() <{value = 2 : ui32}> : () -> ui32\n"
       "%f = \"vir.const\"() <{value = 1.0 : f32}> : () -> f32\n"
       "%b = \"vir.const\"() <{value = true}> : () -> i1\n" +
       body + "\n\"vir.return\"() : () -> ()\n}) : () -> ()\n")
          .str();
  return module((kIn + kOut + kFloats + kShared).str(), kernel, form);
}

static void expect(llvm::StringRef text, llvm::StringRef message) {
  std::string found = complaints(text);
  INFO(text.str());
  INFO(found);
  CHECK(llvm::StringRef(found).contains(": " + message.str() + "\n"));
  CHECK(!llvm::StringRef(found).starts_with("0:0"));
}

static constexpr llvm::StringLiteral kKernel =
    R"("vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
"vir.return"() : () -> ()
}) : () -> ()
)";

TEST_CASE("the programs that the cases start from are valid") {
  CHECK(complaints(program("")) == "");
  CHECK(complaints(module("", kKernel)) == "");
}

TEST_CASE("operands and results") {
  expect(program(R"(%x = "vir.add"(%u) : (ui32) -> ui32)"),
         "vir.add: found 1 operands (expected 2)");
  expect(program(R"(%x = "vir.add"(%u, %f) : (ui32, f32) -> ui32)"),
         "vir.add: operand 'rhs' is f32 (expected ui32, the type of operand 'lhs')");
  expect(program(R"(%x = "vir.add"(%b, %b) : (i1, i1) -> i1)"),
         "vir.add: operand 'lhs' is i1 (expected an integer or a float)");
  expect(program(R"(%x = "vir.sqrt"(%u) : (ui32) -> ui32)"),
         "vir.sqrt: operand 'value' is ui32 (expected a float)");
  expect(program(R"(%x = "vir.shl"(%f, %f) : (f32, f32) -> f32)"),
         "vir.shl: operand 'value' is f32 (expected an integer)");
  expect(program(R"(%x = "vir.and"(%f, %f) : (f32, f32) -> f32)"),
         "vir.and: operand 'lhs' is f32 (expected i1 or an integer)");
  expect(program(R"(%x = "vir.select"(%u, %u, %u) : (ui32, ui32, ui32) -> ui32)"),
         "vir.select: operand 'cond' is ui32 (expected i1)");
  expect(program(R"(%x = "vir.select"(%b, %u, %f) : (i1, ui32, f32) -> ui32)"),
         "vir.select: operand 'if_false' is f32 (expected ui32, the type of operand 'if_true')");
  expect(program(R"(%x = "vir.load"(%f) <{buffer = @in}> : (f32) -> ui32)"),
         "vir.load: operand 'index' is f32 (expected ui32)");
  expect(program(R"(%x = "vir.add"(%u, %u) : (ui32, ui32) -> f32)"),
         "vir.add: the result is f32 (expected ui32)");
  expect(program(R"("vir.add"(%u, %u) : (ui32, ui32) -> ())"),
         "vir.add: found 0 results (expected 1)");
  expect(program(R"(%x = "vir.cmp"(%u, %u) <{predicate = "lt"}> : (ui32, ui32) -> ui32)"),
         "vir.cmp: the result is ui32 (expected i1)");
}

TEST_CASE("attributes") {
  expect(program(R"(%x = "vir.cmp"(%u, %u) : (ui32, ui32) -> i1)"),
         "vir.cmp: attribute 'predicate' is missing");
  expect(program(R"(%x = "vir.add"(%u, %u) <{axis = 0 : i64}> : (ui32, ui32) -> ui32)"),
         "vir.add: it has an attribute 'axis' that its row does not list");
  expect(program(R"(%x = "vir.local_id"() <{axis = 3 : i64}> : () -> ui32)"),
         "vir.local_id: the axis is 3 (expected 0, 1 or 2)");
}

TEST_CASE("an attribute of the wrong kind, which text cannot hold") {
  Context context;
  DiagnosticEngine diags;
  FailureOr<Module> module = parse(program(""), context, diags);
  REQUIRE(succeeded(module));
  module->kernel()->setAttr(AttrName::SymName, Attr::integer(1));
  CHECK(failed(verify(*module, diags)));
  CHECK(diags.diagnostics()[0].message ==
        "vir.kernel: attribute 'sym_name' holds a value of another kind");
  module->op()->setAttr(AttrName::ModuleForm, Attr::enumerator(uint64_t(99)));
  DiagnosticEngine more;
  CHECK(failed(verify(*module, more)));
  CHECK(more.diagnostics()[0].message ==
        "vir.module: attribute 'form' holds a value of another kind");
}

TEST_CASE("constants and casts") {
  expect(program(R"(%x = "vir.const"() <{value = 1 : ui32}> : () -> f32)"),
         "vir.const: the value is ui32 (expected f32, the type of the result)");
  expect(program(R"(%x = "vir.bitcast"(%u) : (ui32) -> f64)"),
         "vir.bitcast: operand 'value' is ui32 and the result f64 (expected the same width)");
  expect(program(R"(%x = "vir.convert"(%u) : (ui32) -> vector<2xf32>)"),
         "vir.convert: operand 'value' is ui32 and the result vector<2xf32> (expected the same "
         "number of lanes)");
  expect(program(R"(%x = "vir.cmp"(%b, %b) <{predicate = "lt"}> : (i1, i1) -> i1)"),
         "vir.cmp: bools have no order (expected predicate eq or ne)");
}

TEST_CASE("structure of the module") {
  expect(module("^bb0:\n", ""),
         "vir.module: there is no vir.kernel (expected one or more, after the buffers)");
  expect(module("", (kKernel + kKernel).str()),
         "vir.kernel: another kernel is called 'main' (expected unique names)");
  expect(module("", (kKernel + kIn).str()),
         "vir.buffer: found after a kernel (expected buffers, then kernels)");
  expect(module("\"vir.return\"() : () -> ()\n", kKernel),
         "vir.return: found in the module (expected vir.buffer or vir.kernel)");
  expect(program(kIn), "vir.buffer: found inside the kernel (expected an op of a program)");
  expect("\"vir.kernel\"() ({}) : () -> ()",
         "found vir.kernel (expected vir.module with one region that is not empty)");
}

TEST_CASE("kernels") {
  auto kernel = [](llvm::StringRef attrs) {
    return module(
        "", ("\"vir.kernel\"() <{" + attrs + "}> ({\n\"vir.return\"() : () -> ()\n}) : () -> ()\n")
                .str());
  };
  llvm::StringRef size = "vir.kernel: the workgroup size is not three positive numbers of 32 bits";
  expect(kernel(R"(sym_name = "m", workgroup_size = array<i64: 1, 1>)"), size);
  expect(kernel(R"(sym_name = "m", workgroup_size = array<i64: 1, 0, 1>)"), size);
  expect(kernel(R"(sym_name = "m", workgroup_size = array<i64: 1, 1, -1>)"), size);
  expect(kernel(R"(sym_name = "", workgroup_size = array<i64: 1, 1, 1>)"),
         "vir.kernel: the name is empty (expected a name)");
}

TEST_CASE("buffers") {
  auto replaced = [](llvm::StringRef buffer, llvm::StringRef from, llvm::StringRef to) {
    std::string text = buffer.str();
    size_t at = text.find(from.str());
    REQUIRE(at != std::string::npos);
    return module(text.replace(at, from.size(), to.str()), kKernel);
  };
  expect(module((kIn + kIn).str(), kKernel),
         "vir.buffer: another buffer is called 'in' (expected unique names)");
  expect(replaced((kIn + kOut).str(), "binding = 1", "binding = 0"),
         "vir.buffer: another buffer has binding 0 (expected unique bindings)");
  expect(replaced(kIn, ", binding = 0 : i64", ""),
         "vir.buffer: a storage buffer has no binding of 32 bits");
  expect(replaced(kShared, "count = 4", "count = 0"),
         "vir.buffer: a workgroup buffer has a binding or no count (expected only a count)");
  expect(replaced(kShared, "role = \"workgroup\"", "role = \"input\""),
         "vir.buffer: access and role disagree (expected both or neither to be workgroup or private)");
  expect(replaced(kIn, "stride = 4", "stride = 0"),
         "vir.buffer: the stride is no positive number of 32 bits");
  expect(replaced(kIn, "count = 0", "count = -1"), "vir.buffer: the count is no number of 32 bits");
  expect(replaced(kIn, "binding", "output_range = array<i64: 8, 4>, binding"),
         "vir.buffer: the output range is no [start, end)");
  expect(replaced(kIn, "\"in\"", "\"\""), "vir.buffer: the name is empty (expected a name)");
}

TEST_CASE("accesses") {
  expect(program(R"(%x = "vir.load"(%u) <{buffer = @none}> : (ui32) -> ui32)"),
         "vir.load: no buffer is called 'none'");
  expect(program(R"(%x = "vir.buffer_len"() <{buffer = @none}> : () -> ui32)"),
         "vir.buffer_len: no buffer is called 'none'");
  expect(program(R"(%x = "vir.load"(%u) <{buffer = @in}> : (ui32) -> f32)"),
         "vir.load: the element is f32 (expected ui32, the element of buffer 'in')");
  expect(program(R"("vir.store"(%u, %f) <{buffer = @out}> : (ui32, f32) -> ())"),
         "vir.store: the element is f32 (expected ui32, the element of buffer 'out')");
  expect(program(R"("vir.store"(%u, %u) <{buffer = @in}> : (ui32, ui32) -> ())"),
         "vir.store: buffer 'in' is read_only (expected one that may be written)");
  expect(program(R"(%x = "vir.atomic.rmw"(%u, %u) <{rmw = "add", buffer = @in, )"
                 R"(ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32)"),
         "vir.atomic.rmw: the buffer is neither read_write nor workgroup (expected so of an atomic)");
  expect(program(R"(%x = "vir.atomic.load"(%u) <{buffer = @f, ordering = "relaxed", )"
                 R"(scope = "device"}> : (ui32) -> f32)"),
         "vir.atomic.load: the buffer's elements are f32 (expected an integer of 32 bits)");
}

TEST_CASE("form ready has no unchecked access") {
  llvm::StringRef load = R"(%x = "vir.load"(%u) <{buffer = @in}> : (ui32) -> ui32)";
  CHECK(complaints(program(load)) == "");
  expect(program(load, "ready"),
         "vir.load: attribute 'in_bounds' is missing (expected in a module of form ready)");
  CHECK(complaints(program(R"(%x = "vir.load"(%u) <{buffer = @in, in_bounds}> : (ui32) -> ui32)",
                           "ready")) == "");
}

TEST_CASE("regions and terminators") {
  expect(program(R"("vir.return"() : () -> ())"),
         "vir.return: found before the end of its block (expected only there)");
  expect(program(R"("vir.if"(%b) ({
%x = "vir.add"(%u, %u) : (ui32, ui32) -> ui32
}, {}) : (i1) -> ())"),
         "vir.add: found at the end of a block (expected a terminator there)");
  expect(program(R"("vir.if"(%b) ({
^bb0:
}, {}) : (i1) -> ())"),
         "vir.if: a region has no ops (expected a terminator)");
  expect(program(R"("vir.if"(%b) ({}, {}) : (i1) -> ())"),
         "vir.if: region 0 is empty (expected a block)");
  expect(program(R"("vir.if"(%b) ({
"vir.yield"() : () -> ()
}) : (i1) -> ())"),
         "vir.if: found 1 regions (expected 2)");
  expect(program(R"(%x = "vir.if"(%b) ({
"vir.yield"(%u) : (ui32) -> ()
}, {}) : (i1) -> ui32)"),
         "vir.if: the second region is empty (expected it to yield the results)");
  expect(program(R"(%x = "vir.if"(%b) ({
"vir.yield"(%u) : (ui32) -> ()
}, {
"vir.yield"(%f) : (f32) -> ()
}) : (i1) -> ui32)"),
         "vir.yield: the values are (f32) (expected (ui32), the results of vir.if)");
  expect(program(R"("vir.if"(%b) ({
^bb0(%a: ui32):
"vir.yield"() : () -> ()
}, {}) : (i1) -> ())"),
         "vir.if: a region has arguments (expected none)");
}

TEST_CASE("loops") {
  expect(program(R"("vir.for"(%u, %v) ({
"vir.yield"() : () -> ()
}) : (ui32, ui32) -> ())"),
         "vir.for: the region's arguments are () (expected (ui32))");
  expect(program(R"(%x = "vir.for"(%u, %v, %f) ({
^bb0(%i: ui32, %a: f32):
"vir.yield"(%a) : (f32) -> ()
}) : (ui32, ui32, f32) -> ui32)"),
         "vir.for: the results are (ui32) (expected (f32), the types of the inits)");
  expect(program(R"("vir.for"(%u, %v) ({
^bb0(%i: ui32):
"vir.break"() : () -> ()
}) : (ui32, ui32) -> ())"),
         "vir.break: the innermost loop around it is vir.for (expected vir.loop)");
  expect(program(R"("vir.if"(%b) ({
"vir.continue"() : () -> ()
}, {}) : (i1) -> ())"),
         "vir.continue: the innermost loop around it is none (expected vir.loop)");
  expect(program(R"(%x = "vir.loop"(%u) ({
^bb0(%a: ui32):
"vir.if"(%b) ({
"vir.break"() : () -> ()
}, {
"vir.continue"(%a) : (ui32) -> ()
}) : (i1) -> ()
"vir.break"(%f) : (f32) -> ()
}) : (ui32) -> f32)"),
         "vir.break: the values are () (expected (f32), the results of vir.loop)");
  expect(program(R"("vir.loop"(%u) ({
^bb0(%a: ui32):
"vir.continue"(%f) : (f32) -> ()
}) : (ui32) -> ())"),
         "vir.continue: the values are (f32) (expected (ui32), the values that vir.loop carries)");
  expect(program(R"("vir.loop"() ({
"vir.yield"() : () -> ()
}) : () -> ())"),
         "vir.yield: found in vir.loop (expected in vir.if, vir.for, vir.switch, or in an op that "
         "schedules)");
  CHECK(complaints(program(R"(%x = "vir.loop"(%u) ({
^bb0(%a: ui32):
"vir.switch"(%a) <{cases = array<i64: 7>}> ({
"vir.break"(%f) : (f32) -> ()
}, {
"vir.return"() : () -> ()
}) : (ui32) -> ()
"vir.continue"(%a) : (ui32) -> ()
}) : (ui32) -> f32)")) == "");
}

TEST_CASE("switches") {
  expect(program(R"("vir.switch"(%u) <{cases = array<i64: 1, 2>}> ({
"vir.yield"() : () -> ()
}, {
"vir.yield"() : () -> ()
}) : (ui32) -> ())"),
         "vir.switch: found 2 cases and 2 regions (expected one region a case, and the default)");
  expect(program(R"("vir.switch"(%u) <{cases = array<i64: 1, 1>}> ({
"vir.yield"() : () -> ()
}, {
"vir.yield"() : () -> ()
}, {
"vir.yield"() : () -> ()
}) : (ui32) -> ())"),
         "vir.switch: case 1 is given twice or too large (expected different ui32 values)");
}

TEST_CASE("reports are many, but not without end") {
  std::string body;
  for (unsigned index = 0; index != 100; ++index)
    body += "%x" + std::to_string(index) + " = \"vir.sqrt\"(%u) : (ui32) -> ui32\n";
  CHECK(llvm::StringRef(complaints(program(body))).count('\n') == 20);
}

TEST_CASE("ops that schedule") {
  expect(program(R"("sched.shutdown_test"() <{control = @nowhere}> : () -> ())"),
         "sched.shutdown_test: no buffer is called 'nowhere'");
  expect(program(R"("sched.shutdown_test"() <{control = @in}> : () -> ())"),
         "sched.shutdown_test: buffer 'in' is no read_write buffer of ui32 (expected so of a "
         "scheduler's)");
  expect(program(R"(%t:2 = "sched.partition_table"() <{control = @out}> : () -> (ui32, ui32))"),
         "sched.partition_table: the results are (ui32, ui32) (expected (ui32, ui32, ui32, ui32, "
         "ui32, ui32))");
  expect(program(R"(%c:3 = "sched.scan"(%u, %v) <{control = @out, ring = @out, slots = 4 : i64, probe_stride = 4 : i64}> : (ui32, ui32) -> (ui32, ui32, ui32))"),
         "sched.scan: the offsets are (ui32) (expected (ui32, ui32, ui32, ui32, ui32, ui32))");
  expect(program(R"(%c:3 = "sched.scan"(%u, %v, %v, %v, %v, %v, %v) <{control = @out, ring = @out, slots = 0 : i64, probe_stride = 4 : i64}> : (ui32, ui32, ui32, ui32, ui32, ui32, ui32) -> (ui32, ui32, ui32))"),
         "sched.scan: 'slots' is no positive number of 32 bits");
  expect(program(R"("sched.dispatch"(%u) <{cases = array<i64: 1, 2>}> ({
"vir.yield"() : () -> ()
}) : (ui32) -> ())"),
         "sched.dispatch: found 2 cases and 1 regions (expected one region a case)");
  CHECK(complaints(program(R"("sched.dispatch"(%u) <{cases = array<i64: 7, 7>}> ({
"vir.yield"() : () -> ()
}, {
"vir.yield"() : () -> ()
}) : (ui32) -> ())")) == "");
}

} // namespace vyrecc::ir::test
