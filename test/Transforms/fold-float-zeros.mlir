// RUN: vyre-opt %s --passes=fold-float-zeros --verify-each | FileCheck %s
// Arithmetic with constant zeros keeps signs, NaN and infinities by itself; with other constants it is the device's.

// CHECK: %[[I:.*]] = "vir.invocation_id"
// CHECK: %[[X:.*]] = "vir.load"(%[[I]])

// x * 0: a zero of the sign of x, or NaN
// CHECK: %[[BITS:.*]] = "vir.bitcast"(%[[X]]) : (f32) -> ui32
// CHECK: %[[INF:.*]] = "vir.const"() <{value = 2139095040 : ui32}>
// CHECK: "vir.cmp"(%{{.*}}, %[[INF]]) <{predicate = "lt"}>
// CHECK: %[[NAN:.*]] = "vir.const"() <{value = 2143289344 : ui32}>
// CHECK: %[[R:.*]] = "vir.select"(%{{.*}}, %{{.*}}, %[[NAN]])
// CHECK: %[[F:.*]] = "vir.bitcast"(%[[R]]) : (ui32) -> f32
// CHECK-NEXT: "vir.store"(%[[I]], %[[F]])

// x + 0: +0 of -0
// CHECK: %[[MINUS:.*]] = "vir.const"() <{value = 2147483648 : ui32}>
// CHECK: "vir.cmp"(%{{.*}}, %[[MINUS]]) <{predicate = "eq"}>
// CHECK: "vir.store"

// x - 0 is x.
// CHECK-NEXT: "vir.store"(%[[I]], %[[X]])

// 0 / x: a zero of the sign of x, NaN of zeros and NaN
// CHECK-NOT: "vir.div"
// CHECK: "vir.or"
// CHECK: "vir.store"

// CHECK: %[[MUL:.*]] = "vir.mul"(%[[X]], %{{.*}}) : (f32, f32) -> f32
// CHECK-NEXT: "vir.store"(%[[I]], %[[MUL]])

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "f32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %x = "vir.load"(%i) <{buffer = @f}> : (ui32) -> f32
    %zero = "vir.const"() <{value = 0.0 : f32}> : () -> f32
    %two = "vir.const"() <{value = 2.0 : f32}> : () -> f32
    %times = "vir.mul"(%x, %zero) : (f32, f32) -> f32
    "vir.store"(%i, %times) <{buffer = @f}> : (ui32, f32) -> ()
    %plus = "vir.add"(%zero, %x) : (f32, f32) -> f32
    "vir.store"(%i, %plus) <{buffer = @f}> : (ui32, f32) -> ()
    %minus = "vir.sub"(%x, %zero) : (f32, f32) -> f32
    "vir.store"(%i, %minus) <{buffer = @f}> : (ui32, f32) -> ()
    %over = "vir.div"(%zero, %x) : (f32, f32) -> f32
    "vir.store"(%i, %over) <{buffer = @f}> : (ui32, f32) -> ()
    %twice = "vir.mul"(%x, %two) : (f32, f32) -> f32
    "vir.store"(%i, %twice) <{buffer = @f}> : (ui32, f32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
