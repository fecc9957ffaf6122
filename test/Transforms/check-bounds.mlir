// RUN: vyre-opt %s --passes=check-bounds --verify-each --stats 2> %t.stats | FileCheck %s
// RUN: FileCheck %s --check-prefix=STATS < %t.stats
// RUN: vyre-opt %s --passes=assume-bounds --verify-each | FileCheck %s --check-prefix=ASSUME
// Accesses that may leave their buffer are put under a condition on its length at run time.

// STATS-DAG: 5  check-bounds: checks made
// STATS-DAG: 1  check-bounds: checks left out

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "declared", element = f32, wire_type = "F32", stride = 4 : i64, count = 16 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "shared", element = ui32, wire_type = "U32", stride = 4 : i64, count = 16 : i64, access = "workgroup", role = "workgroup"}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    // CHECK: form = "ready"
    // ASSUME: form = "ready"
    // CHECK: %[[C15:.*]] = "vir.const"() <{value = 15 : ui32}>
    // CHECK-NEXT: %[[C16:.*]] = "vir.const"() <{value = 16 : ui32}>
    %c15 = "vir.const"() <{value = 15 : ui32}> : () -> ui32
    %c16 = "vir.const"() <{value = 16 : ui32}> : () -> ui32
    // A load gives 0 outside.
    // CHECK-NEXT: %[[LEN:.*]] = "vir.buffer_len"() <{buffer = @out}>
    // CHECK-NEXT: %[[IN:.*]] = "vir.cmp"(%[[C15]], %[[LEN]]) <{predicate = "lt"}>
    // CHECK-NEXT: %[[A:.*]] = "vir.if"(%[[IN]]) ({
    // CHECK-NEXT:   %[[LOAD:.*]] = "vir.load"(%[[C15]]) <{buffer = @out, in_bounds}>
    // CHECK-NEXT:   "vir.yield"(%[[LOAD]])
    // CHECK-NEXT: }, {
    // CHECK-NEXT:   %[[ZERO:.*]] = "vir.const"() <{value = 0 : ui32}>
    // CHECK-NEXT:   "vir.yield"(%[[ZERO]])
    // CHECK-NEXT: }) : (i1) -> ui32
    // ASSUME: "vir.load"(%{{.*}}) <{buffer = @out, in_bounds}>
    %a = "vir.load"(%c15) <{buffer = @out}> : (ui32) -> ui32
    // The declared count of a storage buffer proves nothing: the host may bind a shorter one.
    // CHECK: "vir.buffer_len"() <{buffer = @declared}>
    // CHECK: "vir.load"(%[[C15]]) <{buffer = @declared, in_bounds}>
    // CHECK: "vir.const"() <{value = 0.0 : f32}>
    %b = "vir.load"(%c15) <{buffer = @declared}> : (ui32) -> f32
    // A store outside does nothing.
    // CHECK: %[[LEN:.*]] = "vir.buffer_len"() <{buffer = @out}>
    // CHECK-NEXT: %[[IN:.*]] = "vir.cmp"(%[[A]], %[[LEN]]) <{predicate = "lt"}>
    // CHECK-NEXT: "vir.if"(%[[IN]]) ({
    // CHECK-NEXT:   "vir.store"(%[[A]], %[[C15]]) <{buffer = @out, in_bounds}>
    // CHECK-NEXT:   "vir.yield"() : () -> ()
    // CHECK-NEXT: }, {
    // CHECK-NEXT:   "vir.yield"() : () -> ()
    // CHECK-NEXT: }) : (i1) -> ()
    // ASSUME: "vir.store"(%{{.*}}, %{{.*}}) <{buffer = @out, in_bounds}>
    "vir.store"(%a, %c15) <{buffer = @out}> : (ui32, ui32) -> ()
    // An atomic gives 0 outside and writes nothing.
    // CHECK: "vir.if"(%{{.*}}) ({
    // CHECK-NEXT: "vir.atomic.rmw"(%[[A]], %[[C15]]) <{rmw = "add", buffer = @out, ordering = "relaxed", scope = "device", in_bounds}>
    // CHECK: }) : (i1) -> ui32
    // ASSUME: "vir.atomic.rmw"(%{{.*}}) <{{.*}}in_bounds}>
    %old = "vir.atomic.rmw"(%a, %c15) <{rmw = "add", buffer = @out, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    // A workgroup buffer has the length that it declares: index 15 is inside, 16 is not.
    // CHECK-NEXT: %[[INSIDE:.*]] = "vir.load"(%[[C15]]) <{buffer = @shared, in_bounds}>
    // CHECK-NEXT: "vir.buffer_len"() <{buffer = @shared}>
    // CHECK: "vir.store"(%[[C16]], %[[INSIDE]]) <{buffer = @shared, in_bounds}>
    %inside = "vir.load"(%c15) <{buffer = @shared}> : (ui32) -> ui32
    "vir.store"(%c16, %inside) <{buffer = @shared}> : (ui32, ui32) -> ()
    // An access that is known to be inside stays.
    // CHECK: "vir.yield"() : () -> ()
    // CHECK: "vir.load"(%[[C16]]) <{buffer = @out, in_bounds}>
    // CHECK-NEXT: "vir.return"
    %known = "vir.load"(%c16) <{buffer = @out, in_bounds}> : (ui32) -> ui32
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
