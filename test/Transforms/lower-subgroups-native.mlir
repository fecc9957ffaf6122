// RUN: rm -rf %t && split-file %s %t
// RUN: vyre-opt %t/ops.mlir --passes=lower-subgroups{mode=native} --verify-each | FileCheck %t/ops.mlir
// RUN: vyre-opt %t/narrow.mlir --passes=lower-subgroups{mode=native} --remarks --verify-each 2>&1 | FileCheck %t/narrow.mlir
// RUN: vyre-opt %t/whole.mlir --passes=lower-subgroups{mode=native} --remarks --verify-each 2>&1 | FileCheck %t/whole.mlir
// RUN: not vyre-opt %t/parted.mlir --passes=lower-subgroups{mode=native} 2>&1 | FileCheck %t/parted.mlir

//--- ops.mlir
// For a device whose subgroups have 32 invocations the ops stay, also where workgroups part but subgroups do not. Floats
// are added in the order of the lanes.
// CHECK-NOT: __vyre_subgroup
// CHECK: "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>, subgroup_size = 32 : i64}>
"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "f32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
// CHECK: %[[LANE:.*]] = "vir.and"(%{{.*}}, %{{.*}})
    %lane = "vir.subgroup.local_id"() : () -> ui32
    %n = "vir.const"() <{value = 32 : ui32}> : () -> ui32
    %c = "vir.cmp"(%i, %n) <{predicate = "lt"}> : (ui32, ui32) -> i1
// CHECK: "vir.if"
    "vir.if"(%c) ({
// CHECK-NEXT: "vir.subgroup.reduce"(%[[LANE]]) <{reduce = "max"}>
      %r = "vir.subgroup.reduce"(%lane) <{reduce = "max"}> : (ui32) -> ui32
      "vir.store"(%i, %r) <{buffer = @a}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
// CHECK: %[[V:.*]] = "vir.load"(%{{.*}}) <{buffer = @f}>
    %v = "vir.load"(%i) <{buffer = @f}> : (ui32) -> f32
// CHECK: %[[FROM:.*]] = "vir.const"() <{value = 0 : ui32}>
// CHECK: %[[SUM:.*]] = "vir.for"(%[[FROM]], %{{.*}}, %{{.*}}) ({
// CHECK-NEXT: ^bb0(%[[K:.*]]: ui32, %[[S:.*]]: f32):
// CHECK-NEXT: %[[W:.*]] = "vir.subgroup.shuffle"(%[[V]], %[[K]])
// CHECK-NEXT: %[[NEXT:.*]] = "vir.add"(%[[S]], %[[W]])
// CHECK-NEXT: "vir.yield"(%[[NEXT]])
    %sum = "vir.subgroup.reduce"(%v) <{reduce = "add"}> : (f32) -> f32
// CHECK: "vir.store"(%{{.*}}, %[[SUM]])
    "vir.store"(%i, %sum) <{buffer = @f}> : (ui32, f32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()

//--- narrow.mlir
// Devices promise full subgroups only where a workgroup's rows are whole ones.
// CHECK: remark[pass-missed]: lower-subgroups: workgroups are 16 wide, which is no multiple of 32: subgroups are emulated
// CHECK: __vyre_subgroup
// CHECK-NOT: subgroup_size
"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 16, 4, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %r = "vir.subgroup.reduce"(%i) <{reduce = "add"}> : (ui32) -> ui32
    "vir.store"(%i, %r) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()

//--- whole.mlir
// CHECK: remark[{{.*}}]: {{.*}}whole workgroups are combined: subgroups are emulated
// CHECK-NOT: subgroup_size
// CHECK-NOT: vir.workgroup.max
"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %m = "vir.workgroup.max"(%i) : (ui32) -> ui32
    "vir.store"(%i, %m) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
//--- parted.mlir
// CHECK: error[target-limit]: 'vir.subgroup.reduce' stands where invocations of a subgroup may part (expected uniform control flow)
"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %n = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    "vir.loop"() ({
      %r = "vir.subgroup.reduce"(%i) <{reduce = "add"}> : (ui32) -> ui32
      %c = "vir.cmp"(%i, %n) <{predicate = "eq"}> : (ui32, ui32) -> i1
      "vir.if"(%c) ({
        "vir.break"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.continue"() : () -> ()
    }) : () -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
