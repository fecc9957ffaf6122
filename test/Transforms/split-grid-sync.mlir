// RUN: vyre-opt %s --passes=split-grid-sync --verify-each | FileCheck %s
// The kernel is cut; a value that comes from nothing but ids and constants is computed again behind the cut.

// CHECK: "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}>
// CHECK: "vir.store"
// CHECK-NEXT: "vir.return"
// CHECK: "vir.kernel"() <{sym_name = "main.1", workgroup_size = array<i64: 64, 1, 1>}>
// CHECK-NEXT: %[[I:.*]] = "vir.invocation_id"() <{axis = 0 : i64}>
// CHECK-NEXT: %[[J:.*]] = "vir.not"(%[[I]])
// CHECK-NEXT: %[[V:.*]] = "vir.load"(%[[J]])
// CHECK-NEXT: "vir.store"(%[[I]], %[[V]])
// CHECK-NEXT: "vir.return"
// CHECK-NOT: vir.grid_sync

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %j = "vir.not"(%i) : (ui32) -> ui32
    "vir.store"(%j, %i) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.grid_sync"() : () -> ()
    %v = "vir.load"(%j) <{buffer = @a}> : (ui32) -> ui32
    "vir.store"(%i, %v) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
