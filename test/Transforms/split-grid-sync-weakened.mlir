// RUN: vyre-opt %s --passes=split-grid-sync -o %t 2>%t.err
// RUN: FileCheck %s < %t && FileCheck %s --check-prefix=WARNING < %t.err
// A loaded value cannot be computed again behind a cut: the barrier becomes one of the workgroup, with a warning.

// WARNING: warning[grid-sync]: the barrier waits for the workgroup instead of the grid: a value from before it is used behind it
// CHECK: "vir.load"
// CHECK-NEXT: "vir.barrier"() <{ordering = "seq_cst"}>
// CHECK-NEXT: "vir.store"
// CHECK-NOT: main.1

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %v = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    "vir.grid_sync"() : () -> ()
    "vir.store"(%i, %v) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
