// RUN: vyre-opt %s --passes=bound-loops{max=100} --verify-each | FileCheck %s
// RUN: vyre-opt %s --passes=bound-loops{max=100},canonicalize | FileCheck %s --check-prefix=FOLDED
// RUN: not vyre-opt %s --passes=bound-loops 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not vyre-opt %s --passes=bound-loops{max=0} 2>&1 | FileCheck %s --check-prefix=MISSING
// A counted loop ends after 100 rounds or at its bound, whichever is first; one that runs no round still runs none.

// MISSING: error[bad-pipeline]: 'bound-loops' needs a number of iterations (expected max=1 to max=4294967295)

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    // CHECK: %[[X:.*]] = "vir.invocation_id"
    // CHECK: %[[Y:.*]] = "vir.local_id"
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %y = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    // CHECK-NEXT: %[[DISTANCE:.*]] = "vir.sub"(%[[Y]], %[[X]])
    // CHECK-NEXT: %[[MAX:.*]] = "vir.const"() <{value = 100 : ui32}>
    // CHECK-NEXT: %[[ROUNDS:.*]] = "vir.min"(%[[DISTANCE]], %[[MAX]])
    // CHECK-NEXT: %[[LAST:.*]] = "vir.add"(%[[X]], %[[ROUNDS]])
    // CHECK-NEXT: %[[RUNS:.*]] = "vir.cmp"(%[[X]], %[[Y]]) <{predicate = "lt"}>
    // CHECK-NEXT: %[[TO:.*]] = "vir.select"(%[[RUNS]], %[[LAST]], %[[X]])
    // CHECK-NEXT: "vir.for"(%[[X]], %[[TO]]) ({
    "vir.for"(%x, %y) <{persistent}> ({
    ^bb0(%i: ui32):
      "vir.store"(%i, %i) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    // Constant bounds: 4294967295 becomes 110, 20 stays, and 5 from 10 runs no round.
    // FOLDED-DAG: %[[C10:.*]] = "vir.const"() <{value = 10 : ui32}>
    // FOLDED-DAG: %[[C110:.*]] = "vir.const"() <{value = 110 : ui32}>
    // FOLDED-DAG: %[[C20:.*]] = "vir.const"() <{value = 20 : ui32}>
    // FOLDED: "vir.for"(%[[C10]], %[[C110]])
    // FOLDED: "vir.for"(%[[C10]], %[[C20]])
    // FOLDED-NOT: "vir.for"
    %5 = "vir.const"() <{value = 5 : ui32}> : () -> ui32
    %10 = "vir.const"() <{value = 10 : ui32}> : () -> ui32
    %20 = "vir.const"() <{value = 20 : ui32}> : () -> ui32
    %all = "vir.const"() <{value = 4294967295 : ui32}> : () -> ui32
    "vir.for"(%10, %all) ({
    ^bb0(%i: ui32):
      "vir.store"(%i, %i) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    "vir.for"(%10, %20) ({
    ^bb0(%i: ui32):
      "vir.store"(%i, %i) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    "vir.for"(%10, %5) ({
    ^bb0(%i: ui32):
      "vir.store"(%i, %i) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
