// RUN: vyre-opt %s --passes=exact-floats --verify-each | FileCheck %s
// What devices round twice, or not to the nearest, is computed in integers; a root begins with the device's. Other
// arithmetic is left alone. Values are tested in test/unit/Interp.

// CHECK: %[[I:.*]] = "vir.invocation_id"
// CHECK: %[[X:.*]] = "vir.load"(%[[I]])
// CHECK: %[[SUM:.*]] = "vir.add"(%[[X]], %[[X]]) : (f32, f32) -> f32

// CHECK: "vir.div"({{.*}}) : (ui32, ui32) -> ui32
// CHECK-NOT: "vir.div"({{.*}}f32
// CHECK: %[[QUOTIENT:.*]] = "vir.bitcast"({{.*}}) : (ui32) -> f32
// CHECK-NEXT: "vir.store"(%[[I]], %[[QUOTIENT]])

// CHECK: %[[PRODUCT:.*]] = "vir.mul"(%[[X]], %[[X]]) : (f32, f32) -> f32
// CHECK: "vir.mul_high"
// CHECK-NOT: "vir.fma"

// CHECK: %[[ROOT:.*]] = "vir.sqrt"(%[[X]])
// CHECK: "vir.bitcast"(%[[ROOT]]) : (f32) -> ui32
// CHECK: %[[NONE:.*]] = "vir.const"() <{value = 0x7FC00000 : f32}>
// CHECK: %[[RIGHT:.*]] = "vir.select"(%{{.*}}, %[[NONE]], %{{.*}})
// CHECK-NEXT: "vir.store"(%[[I]], %[[RIGHT]])

// CHECK: "vir.sqrt"(%[[X]])
// CHECK-NOT: "vir.inverse_sqrt"
// CHECK: "vir.div"({{.*}}) : (ui32, ui32) -> ui32

// CHECK: %[[SIXTEEN:.*]] = "vir.const"() <{value = 16 : ui32}>
// CHECK: %[[HIGH:.*]] = "vir.shr"(%[[I]], %[[SIXTEEN]])
// CHECK: "vir.convert"(%[[HIGH]]) : (ui32) -> f32

// CHECK: %[[S:.*]] = "vir.bitcast"(%[[I]]) : (ui32) -> si32
// CHECK-NEXT: "vir.convert"(%[[S]]) : (si32) -> f32

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "f32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %x = "vir.load"(%i) <{buffer = @f}> : (ui32) -> f32
    %sum = "vir.add"(%x, %x) : (f32, f32) -> f32
    %quotient = "vir.div"(%x, %sum) : (f32, f32) -> f32
    "vir.store"(%i, %quotient) <{buffer = @f}> : (ui32, f32) -> ()
    %fma = "vir.fma"(%x, %x, %sum) : (f32, f32, f32) -> f32
    "vir.store"(%i, %fma) <{buffer = @f}> : (ui32, f32) -> ()
    %root = "vir.sqrt"(%x) : (f32) -> f32
    "vir.store"(%i, %root) <{buffer = @f}> : (ui32, f32) -> ()
    %inverse = "vir.inverse_sqrt"(%x) : (f32) -> f32
    "vir.store"(%i, %inverse) <{buffer = @f}> : (ui32, f32) -> ()
    %u = "vir.convert"(%i) : (ui32) -> f32
    "vir.store"(%i, %u) <{buffer = @f}> : (ui32, f32) -> ()
    %signed = "vir.bitcast"(%i) : (ui32) -> si32
    %s = "vir.convert"(%signed) : (si32) -> f32
    "vir.store"(%i, %s) <{buffer = @f}> : (ui32, f32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
