// RUN: vyre-opt %s --passes=lower-subgroups --verify-each | FileCheck %s
// A reduction goes through workgroup memory, between two barriers; a subgroup is 32 invocations.

// CHECK: "vir.buffer"() <{sym_name = "__vyre_subgroup", element = ui32, {{.*}}count = 64 : i64, access = "workgroup"
// CHECK: %[[ID:.*]] = "vir.local_id"() <{axis = 0 : i64}>
// CHECK: %[[BLOCK:.*]] = "vir.const"() <{value = 4294967264 : ui32}>
// CHECK-NEXT: %[[FIRST:.*]] = "vir.and"(%[[ID]], %[[BLOCK]])
// CHECK-NEXT: "vir.store"(%[[ID]], %{{.*}}) <{buffer = @__vyre_subgroup, in_bounds}>
// CHECK-NEXT: "vir.barrier"() <{ordering = "acq_rel"}>
// CHECK: %[[R:.*]] = "vir.for"
// CHECK: "vir.add"(%[[FIRST]], %{{.*}})
// CHECK: "vir.load"(%{{.*}}) <{buffer = @__vyre_subgroup, in_bounds}>
// CHECK: "vir.yield"
// CHECK: "vir.barrier"() <{ordering = "acq_rel"}>
// CHECK-NEXT: "vir.store"(%{{.*}}, %[[R]]) <{buffer = @a}>
// CHECK-NOT: vir.subgroup

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %r = "vir.subgroup.reduce"(%i) <{reduce = "add"}> : (ui32) -> ui32
    "vir.store"(%i, %r) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
