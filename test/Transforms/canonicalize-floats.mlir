// RUN: vyre-opt %s --passes=canonicalize-floats --verify-each | FileCheck %s
// What memory or a device gives is made canonical once; constants, choices and conversions of integers are already.

// CHECK: %[[I:.*]] = "vir.invocation_id"
// CHECK-NEXT: %[[L:.*]] = "vir.load"(%[[I]])
// CHECK-NEXT: %[[X:.*]] = "vir.fcanon"(%[[L]])
// CHECK-NEXT: %[[ONE:.*]] = "vir.const"() <{value = 1.0 : f32}>
// CHECK-NEXT: %[[N:.*]] = "vir.convert"(%[[I]])
// CHECK-NEXT: %[[S:.*]] = "vir.add"(%[[X]], %[[N]])
// CHECK-NEXT: %[[SUM:.*]] = "vir.fcanon"(%[[S]])
// CHECK-NEXT: %[[LESS:.*]] = "vir.cmp"(%[[SUM]], %[[ONE]])
// CHECK-NEXT: %[[R:.*]] = "vir.select"(%[[LESS]], %[[SUM]], %[[ONE]])
// CHECK-NEXT: "vir.store"(%[[I]], %[[R]])

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %x = "vir.load"(%i) <{buffer = @f}> : (ui32) -> f32
    %one = "vir.const"() <{value = 1.000000e+00 : f32}> : () -> f32
    %n = "vir.convert"(%i) : (ui32) -> f32
    %s = "vir.add"(%x, %n) : (f32, f32) -> f32
    %c = "vir.cmp"(%s, %one) <{predicate = "lt"}> : (f32, f32) -> i1
    %r = "vir.select"(%c, %s, %one) : (i1, f32, f32) -> f32
    "vir.store"(%i, %r) <{buffer = @f}> : (ui32, f32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
