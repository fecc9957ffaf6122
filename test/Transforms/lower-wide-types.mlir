// RUN: vyre-opt %s --passes=lower-wide-types --verify-each | FileCheck %s
// A sum of 64 bits is two sums with a carry; buffers hold pairs of words.

// CHECK: "vir.buffer"() <{sym_name = "d", element = vector<2xui32>, {{.*}}stride = 8 : i64
// CHECK: %[[V:.*]] = "vir.load"(%{{.*}}) <{buffer = @d}> : (ui32) -> vector<2xui32>
// CHECK: %[[LOW:.*]] = "vir.vector.extract"(%[[V]]) <{lane = 0 : i64}>
// CHECK: %[[HIGH:.*]] = "vir.vector.extract"(%[[V]]) <{lane = 1 : i64}>
// CHECK: %[[SUM:.*]] = "vir.add"(%[[LOW]], %[[LOW]])
// CHECK: %[[CARRY:.*]] = "vir.cmp"(%[[SUM]], %[[LOW]]) <{predicate = "lt"}>
// CHECK: %[[R:.*]] = "vir.vector.make"(%[[SUM]], %{{.*}}) : (ui32, ui32) -> vector<2xui32>
// CHECK: "vir.store"(%{{.*}}, %[[R]])
// CHECK-NOT: ui64

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "d", element = ui64, wire_type = "u32", stride = 8 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %v = "vir.load"(%i) <{buffer = @d}> : (ui32) -> ui64
    %r = "vir.add"(%v, %v) : (ui64, ui64) -> ui64
    "vir.store"(%i, %r) <{buffer = @d}> : (ui32, ui64) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
