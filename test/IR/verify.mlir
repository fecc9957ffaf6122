// RUN: not vyre-opt %s > %t.out 2> %t.err
// RUN: FileCheck %s --implicit-check-not=error[ < %t.err
// RUN: count 0 < %t.out
// Every broken rule is reported with its place, and nothing is written.

"vir.module"() <{form = "imported"}> ({
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    %0 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    // CHECK: verify.mlir:[[#@LINE+1]]:5: error[invalid-ir]: vir.sqrt: operand 'value' is ui32 (expected a float)
    %1 = "vir.sqrt"(%0) : (ui32) -> ui32
    // CHECK: verify.mlir:[[#@LINE+1]]:5: error[invalid-ir]: vir.load: no buffer is called 'none'
    %2 = "vir.load"(%0) <{buffer = @none}> : (ui32) -> ui32
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
