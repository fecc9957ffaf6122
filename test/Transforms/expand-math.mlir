// RUN: vyre-opt %s --passes=expand-math --verify-each | FileCheck %s
// RUN: vyre-opt %s --passes=expand-math | FileCheck %s --check-prefix=NONE
// Functions are computed from arithmetic, and NaN goes round them. A large angle is reduced in a branch of its own.
// Their values are tested in test/unit/Interp/Functions.cpp.

// CHECK: %[[X:.*]] = "vir.load"
// CHECK: %[[MAG:.*]] = "vir.fabs"(%[[X]])
// CHECK: %[[LIMIT:.*]] = "vir.const"() <{value = 256.0 : f32}>
// CHECK: %[[LARGE:.*]] = "vir.cmp"(%[[MAG]], %[[LIMIT]]) <{predicate = "ge"}>
// CHECK: "vir.if"(%[[LARGE]])
// CHECK: "vir.mul_high"
// CHECK: "vir.clz"
// CHECK: "vir.yield"
// CHECK: }, {
// CHECK-NOT: "vir.mul_high"
// CHECK: "vir.yield"
// CHECK: }) : (i1) -> (ui32, f32)
// CHECK: %[[NAN:.*]] = "vir.is_nan"(%[[X]])
// CHECK: %[[SIN:.*]] = "vir.select"(%[[NAN]], %[[X]], %{{.*}})
// CHECK: "vir.store"(%{{.*}}, %[[SIN]])

// Roots stay.
// NONE: "vir.load"
// NONE-NOT: "vir.sin"
// NONE-NOT: "vir.cos"
// NONE-NOT: "vir.tan"
// NONE-NOT: "vir.asin"
// NONE-NOT: "vir.acos"
// NONE-NOT: "vir.atan"
// NONE-NOT: "vir.sinh"
// NONE-NOT: "vir.cosh"
// NONE-NOT: "vir.tanh"
// NONE-NOT: "vir.exp"
// NONE-NOT: "vir.exp2"
// NONE-NOT: "vir.log"
// NONE-NOT: "vir.log2"
// NONE: "vir.inverse_sqrt"

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "f32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %x = "vir.load"(%i) <{buffer = @f}> : (ui32) -> f32
    %sin = "vir.sin"(%x) : (f32) -> f32
    "vir.store"(%i, %sin) <{buffer = @f}> : (ui32, f32) -> ()
    %cos = "vir.cos"(%x) : (f32) -> f32
    "vir.store"(%i, %cos) <{buffer = @f}> : (ui32, f32) -> ()
    %tan = "vir.tan"(%x) : (f32) -> f32
    "vir.store"(%i, %tan) <{buffer = @f}> : (ui32, f32) -> ()
    %asin = "vir.asin"(%x) : (f32) -> f32
    "vir.store"(%i, %asin) <{buffer = @f}> : (ui32, f32) -> ()
    %acos = "vir.acos"(%x) : (f32) -> f32
    "vir.store"(%i, %acos) <{buffer = @f}> : (ui32, f32) -> ()
    %atan = "vir.atan"(%x) : (f32) -> f32
    "vir.store"(%i, %atan) <{buffer = @f}> : (ui32, f32) -> ()
    %sinh = "vir.sinh"(%x) : (f32) -> f32
    "vir.store"(%i, %sinh) <{buffer = @f}> : (ui32, f32) -> ()
    %cosh = "vir.cosh"(%x) : (f32) -> f32
    "vir.store"(%i, %cosh) <{buffer = @f}> : (ui32, f32) -> ()
    %tanh = "vir.tanh"(%x) : (f32) -> f32
    "vir.store"(%i, %tanh) <{buffer = @f}> : (ui32, f32) -> ()
    %exp = "vir.exp"(%x) : (f32) -> f32
    "vir.store"(%i, %exp) <{buffer = @f}> : (ui32, f32) -> ()
    %exp2 = "vir.exp2"(%x) : (f32) -> f32
    "vir.store"(%i, %exp2) <{buffer = @f}> : (ui32, f32) -> ()
    %log = "vir.log"(%x) : (f32) -> f32
    "vir.store"(%i, %log) <{buffer = @f}> : (ui32, f32) -> ()
    %log2 = "vir.log2"(%x) : (f32) -> f32
    "vir.store"(%i, %log2) <{buffer = @f}> : (ui32, f32) -> ()
    %root = "vir.inverse_sqrt"(%x) : (f32) -> f32
    "vir.store"(%i, %root) <{buffer = @f}> : (ui32, f32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
