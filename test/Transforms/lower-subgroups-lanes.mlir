// RUN: vyre-opt %s --passes=lower-subgroups --verify-each | FileCheck %s
// A shuffle reads what another one of the block left in workgroup memory, and gives 0 beyond it; a ballot gathers the bits of the block; ids and
// sizes are those of blocks of 32.

// CHECK: "vir.store"(%[[ID:.*]], %{{.*}}) <{buffer = @__vyre_subgroup, in_bounds}>
// CHECK-NEXT: "vir.barrier"() <{ordering = "acq_rel"}>
// CHECK: %[[IN:.*]] = "vir.cmp"(%{{.*}}, %{{.*}}) <{predicate = "lt"}>
// CHECK: %[[FOUND:.*]] = "vir.load"(%{{.*}}) <{buffer = @__vyre_subgroup, in_bounds}>
// CHECK: "vir.select"(%{{.*}}, %[[FOUND]], %{{.*}})
// CHECK-NEXT: "vir.barrier"() <{ordering = "acq_rel"}>
// CHECK: "vir.barrier"() <{ordering = "acq_rel"}>
// CHECK: "vir.for"
// CHECK: %[[BIT:.*]] = "vir.shl"
// CHECK-NEXT: "vir.or"(%{{.*}}, %[[BIT]])
// CHECK: "vir.barrier"() <{ordering = "acq_rel"}>
// CHECK: %[[LAST:.*]] = "vir.const"() <{value = 31 : ui32}>
// CHECK: %[[LANE:.*]] = "vir.and"(%{{.*}}, %[[LAST]])
// CHECK: %[[SIZE:.*]] = "vir.const"() <{value = 32 : ui32}>
// CHECK-NEXT: "vir.store"(%[[LANE]], %[[SIZE]]) <{buffer = @a}>
// CHECK-NOT: vir.subgroup
// The largest value of the workgroup.
// CHECK: "vir.store"(%[[ID:.*]], %[[LANE]]) <{buffer = @__vyre_subgroup, in_bounds}>
// CHECK-NEXT: "vir.barrier"() <{ordering = "acq_rel"}>
// CHECK: %[[ALL:.*]] = "vir.const"() <{value = 64 : ui32}>
// CHECK: %[[MAX:.*]] = "vir.for"(%{{.*}}, %[[ALL]], %{{.*}}) ({
// CHECK-NEXT: ^bb0(%[[INDEX:.*]]: ui32, %[[MOST:.*]]: ui32):
// CHECK-NEXT: %[[WORD:.*]] = "vir.load"(%[[INDEX]]) <{buffer = @__vyre_subgroup, in_bounds}>
// CHECK-NEXT: "vir.max"(%[[MOST]], %[[WORD]])
// CHECK: "vir.barrier"() <{ordering = "acq_rel"}>
// CHECK-NEXT: "vir.store"(%[[LANE]], %[[MAX]]) <{buffer = @a}>

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %odd = "vir.convert"(%i) : (ui32) -> i1
    %s = "vir.subgroup.shuffle"(%i, %i) : (ui32, ui32) -> ui32
    "vir.store"(%i, %s) <{buffer = @a}> : (ui32, ui32) -> ()
    %b = "vir.subgroup.ballot"(%odd) : (i1) -> ui32
    "vir.store"(%i, %b) <{buffer = @a}> : (ui32, ui32) -> ()
    %l = "vir.subgroup.local_id"() : () -> ui32
    %n = "vir.subgroup.size"() : () -> ui32
    "vir.store"(%l, %n) <{buffer = @a}> : (ui32, ui32) -> ()
    %m = "vir.workgroup.max"(%l) : (ui32) -> ui32
    "vir.store"(%l, %m) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
