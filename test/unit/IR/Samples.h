// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Modules to test text form and storage with.
#ifndef VYRE_CC_TEST_UNIT_IR_SAMPLES_H
#define VYRE_CC_TEST_UNIT_IR_SAMPLES_H

#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/IR/Text.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace vyrecc::ir::test {

inline std::string toText(const Module &module, PrintOptions options = {}) {
  std::string text;
  llvm::raw_string_ostream os(text);
  print(module, os, options);
  return text;
}

/// The diagnostics that parsing and, if that succeeds, verifying give, one a line as LINE:COL:
/// message.
inline std::string complaints(llvm::StringRef text) {
  Context context;
  DiagnosticEngine diags;
  FailureOr<Module> module = parse(text, context, diags);
  if (succeeded(module))
    (void)verify(*module, diags);
  std::string all;
  llvm::raw_string_ostream os(all);
  for (const Diagnostic &diagnostic : diags.diagnostics())
    os << diagnostic.loc.line << ':' << diagnostic.loc.column << ": " << diagnostic.message << '\n';
  return all;
}

/// A module that passes the verifier and holds values, regions, results, arguments and every kind
/// of attribute.
inline constexpr llvm::StringLiteral kSampleModule =
    R"("vir.module"() <{form = "imported", variant = "a \22quoted\22 name"}> ({
  "vir.buffer"() <{sym_name = "in", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_only", role = "input", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "out put", element = ui32, wire_type = "U32", stride = 4 : i64, count = 16 : i64, access = "read_write", role = "output", binding = 1 : i64, output_range = array<i64: 0, 64>}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %0 = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %1 = "vir.const"() <{value = 7 : ui32}> : () -> ui32
    %2 = "vir.const"() <{value = 1.5 : f32}> : () -> f32
    %3 = "vir.cmp"(%0, %1) <{predicate = "lt"}> : (ui32, ui32) -> i1
    %4:2 = "vir.if"(%3) ({
      %5 = "vir.load"(%0) <{buffer = @in, in_bounds}> : (ui32) -> ui32
      "vir.yield"(%5, %2) : (ui32, f32) -> ()
    }, {
      "vir.yield"(%1, %2) : (ui32, f32) -> ()
    }) : (i1) -> (ui32, f32)
    %6 = "vir.for"(%1, %4#0, %1) ({
    ^bb0(%arg0: ui32, %arg1: ui32):
      %7 = "vir.add"(%arg0, %arg1) : (ui32, ui32) -> ui32
      "vir.yield"(%7) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
    "vir.store"(%0, %6) <{buffer = @"out put"}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
)";

} // namespace vyrecc::ir::test

#endif
