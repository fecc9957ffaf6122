// RUN: vyre-opt %s --passes=expand-math --verify-each | FileCheck %s
// Hyperbolic sine and tangent are computed from exponentials; the other functions stay.

// CHECK: %[[X:.*]] = "vir.load"
// CHECK: "vir.exp"
// CHECK: "vir.exp"
// CHECK-NOT: vir.sinh
// CHECK-NOT: vir.tanh
// CHECK: "vir.cosh"

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %x = "vir.load"(%i) <{buffer = @f}> : (ui32) -> f32
    %s = "vir.sinh"(%x) : (f32) -> f32
    %t = "vir.tanh"(%s) : (f32) -> f32
    %c = "vir.cosh"(%t) : (f32) -> f32
    "vir.store"(%i, %c) <{buffer = @f}> : (ui32, f32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
