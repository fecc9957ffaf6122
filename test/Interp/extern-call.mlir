// The interpreter runs programs; a function of the target is none. Nor is it one for the compiler unless it is given.
// REQUIRES: loader
// RUN: not vyre-run %s --device=interp --in a=00000000 2>&1 | FileCheck %s
// RUN: not vyre-run %s --device=interp --in a=00000000 --explore 2>&1 | FileCheck %s
// RUN: not vyre-cc %s -o %t.spv 2>&1 | FileCheck %s --check-prefix=TARGET
// RUN: vyre-opt %s | vyre-opt - --passes=canonicalize,cse,dce | FileCheck %s --check-prefix=KEPT

// CHECK: extern-call.mlir:16:5: error[unsupported]: 'elsewhere' is a function of the target, which the interpreter does not have (expected a device)
// TARGET: extern-call.mlir:16:5: error[V016]: 'elsewhere': the function is not given
// KEPT: "vir.extern_call"(%{{[0-9]+}}) <{callee = "elsewhere"}> : (ui32) -> ()

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 1 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    %0 = "vir.const"() <{value = 7 : ui32}> : () -> ui32
    "vir.extern_call"(%0) <{callee = "elsewhere"}> : (ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
