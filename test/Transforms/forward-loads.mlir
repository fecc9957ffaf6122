// RUN: vyre-opt %s --passes=forward-loads --verify-each --stats --remarks 2> %t.err | FileCheck %s
// RUN: FileCheck %s --check-prefix=SAID < %t.err
// Loads of what is known from a load or store before, where nothing can have changed it.

// SAID: the load gives what was loaded before
// SAID: the load gives what was stored before
// SAID-DAG: 4  forward-loads: loads merged
// SAID-DAG: 4  forward-loads: loads of stored values

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "in", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_only", role = "input", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "b", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 2 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "flag", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 3 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "mine", element = ui32, wire_type = "u32", stride = 4 : i64, count = 8 : i64, access = "private", role = "private"}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    // CHECK: "vir.kernel"
    // CHECK: %[[I:.*]] = "vir.invocation_id"
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %c = "vir.cmp"(%i, %0) <{predicate = "eq"}> : (ui32, ui32) -> i1
    // Two loads of an element are one, also in an arm below; another buffer's store does not matter.
    // CHECK: %[[A:.*]] = "vir.load"(%[[I]]) <{buffer = @a}>
    // CHECK-NEXT: "vir.store"(%[[I]], %[[A]]) <{buffer = @b}>
    // CHECK-NEXT: "vir.if"
    // CHECK-NEXT: "vir.store"(%{{.*}}, %[[A]]) <{buffer = @b}>
    %a0 = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    %a1 = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    "vir.store"(%i, %a1) <{buffer = @b}> : (ui32, ui32) -> ()
    "vir.if"(%c) ({
      %a2 = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
      "vir.store"(%0, %a2) <{buffer = @b}> : (ui32, ui32) -> ()
      // What an arm has loaded is not known behind it.
      // CHECK-NEXT: %[[ARM:.*]] = "vir.load"(%{{.*}}) <{buffer = @in}>
      %arm = "vir.load"(%0) <{buffer = @in}> : (ui32) -> ui32
      "vir.store"(%arm, %arm) <{buffer = @b}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    // CHECK: })
    // CHECK-NEXT: %[[IN:.*]] = "vir.load"(%{{.*}}) <{buffer = @in}>
    %in0 = "vir.load"(%0) <{buffer = @in}> : (ui32) -> ui32
    // A store to any element of the buffer may be one to this element.
    // CHECK-NEXT: "vir.store"(%[[IN]], %[[IN]]) <{buffer = @a}>
    // CHECK-NEXT: %[[A3:.*]] = "vir.load"(%[[I]]) <{buffer = @a}>
    // CHECK-NEXT: "vir.store"(%[[A3]], %[[A3]]) <{buffer = @b}>
    "vir.store"(%in0, %in0) <{buffer = @a}> : (ui32, ui32) -> ()
    %a3 = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    "vir.store"(%a3, %a3) <{buffer = @b}> : (ui32, ui32) -> ()
    // What was stored is there, if it was stored inside the buffer.
    // CHECK-NEXT: "vir.store"(%[[I]], %[[IN]]) <{buffer = @a}>
    // CHECK-NEXT: %[[LEN:.*]] = "vir.buffer_len"() <{buffer = @a}>
    // CHECK-NEXT: %[[INSIDE:.*]] = "vir.cmp"(%[[I]], %[[LEN]]) <{predicate = "lt"}>
    // CHECK-NEXT: %[[ZERO:.*]] = "vir.const"() <{value = 0 : ui32}>
    // CHECK-NEXT: %[[STORED:.*]] = "vir.select"(%[[INSIDE]], %[[IN]], %[[ZERO]])
    // CHECK-NEXT: "vir.store"(%[[STORED]], %[[STORED]]) <{buffer = @b}>
    "vir.store"(%i, %in0) <{buffer = @a}> : (ui32, ui32) -> ()
    %a4 = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    "vir.store"(%a4, %a4) <{buffer = @b}> : (ui32, ui32) -> ()
    // CHECK-NEXT: "vir.store"(%[[I]], %[[IN]]) <{buffer = @a, in_bounds}>
    // CHECK-NEXT: "vir.store"(%[[IN]], %[[IN]]) <{buffer = @b}>
    "vir.store"(%i, %in0) <{buffer = @a, in_bounds}> : (ui32, ui32) -> ()
    %a5 = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    "vir.store"(%a5, %a5) <{buffer = @b}> : (ui32, ui32) -> ()
    // Behind a barrier others' stores are there, but not to read-only and private memory.
    // CHECK-NEXT: "vir.store"(%[[I]], %[[I]]) <{buffer = @mine, in_bounds}>
    // CHECK-NEXT: "vir.barrier"
    // CHECK-NEXT: %[[A6:.*]] = "vir.load"(%[[I]]) <{buffer = @a}>
    // CHECK-NEXT: "vir.store"(%[[A6]], %[[IN]]) <{buffer = @b}>
    // CHECK-NEXT: "vir.store"(%[[I]], %[[I]]) <{buffer = @b}>
    "vir.store"(%i, %i) <{buffer = @mine, in_bounds}> : (ui32, ui32) -> ()
    "vir.barrier"() <{ordering = "acq_rel"}> : () -> ()
    %a6 = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    %in1 = "vir.load"(%0) <{buffer = @in}> : (ui32) -> ui32
    "vir.store"(%a6, %in1) <{buffer = @b}> : (ui32, ui32) -> ()
    %mine = "vir.load"(%i) <{buffer = @mine}> : (ui32) -> ui32
    "vir.store"(%i, %mine) <{buffer = @b}> : (ui32, ui32) -> ()
    // So they are behind an acquire, and not behind a relaxed atomic of another buffer.
    // CHECK-NEXT: "vir.atomic.load"{{.*}}"relaxed"
    // CHECK-NEXT: "vir.atomic.load"{{.*}}"acquire"
    // CHECK-NEXT: %[[A8:.*]] = "vir.load"(%[[I]]) <{buffer = @a}>
    // CHECK-NEXT: "vir.store"(%[[A6]], %[[A8]]) <{buffer = @b}>
    %r = "vir.atomic.load"(%i) <{buffer = @flag, ordering = "relaxed", scope = "device"}> : (ui32) -> ui32
    %a7 = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    %q = "vir.atomic.load"(%i) <{buffer = @flag, ordering = "acquire", scope = "device"}> : (ui32) -> ui32
    %a8 = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
    "vir.store"(%a7, %a8) <{buffer = @b}> : (ui32, ui32) -> ()
    // A round may see what the round before has stored.
    // CHECK-NEXT: %[[A9:.*]] = "vir.load"(%{{.*}}) <{buffer = @a}>
    // CHECK-NEXT: "vir.for"
    // CHECK-NEXT: ^
    // CHECK-NEXT: %[[A10:.*]] = "vir.load"(%{{.*}}) <{buffer = @a}>
    // CHECK-NEXT: "vir.store"(%[[A9]], %[[A10]]) <{buffer = @a}>
    %a9 = "vir.load"(%0) <{buffer = @a}> : (ui32) -> ui32
    "vir.for"(%0, %i) ({
    ^bb0(%n: ui32):
      %a10 = "vir.load"(%0) <{buffer = @a}> : (ui32) -> ui32
      "vir.store"(%a9, %a10) <{buffer = @a}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    // Stores to another constant index do not touch this one; a store to any index may.
    // CHECK: "vir.store"(%{{.*}}, %[[A9]]) <{buffer = @a, in_bounds}>
    // CHECK-NEXT: "vir.store"(%{{.*}}, %[[I]]) <{buffer = @a, in_bounds}>
    // CHECK-NEXT: "vir.store"(%[[I]], %[[A9]]) <{buffer = @b}>
    // CHECK-NEXT: "vir.store"(%[[I]], %[[I]]) <{buffer = @a, in_bounds}>
    // CHECK-NEXT: "vir.load"(%{{.*}}) <{buffer = @a}>
    %1 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    "vir.store"(%0, %a9) <{buffer = @a, in_bounds}> : (ui32, ui32) -> ()
    "vir.store"(%1, %i) <{buffer = @a, in_bounds}> : (ui32, ui32) -> ()
    %a11 = "vir.load"(%0) <{buffer = @a}> : (ui32) -> ui32
    "vir.store"(%i, %a11) <{buffer = @b}> : (ui32, ui32) -> ()
    "vir.store"(%i, %i) <{buffer = @a, in_bounds}> : (ui32, ui32) -> ()
    %a12 = "vir.load"(%0) <{buffer = @a}> : (ui32) -> ui32
    "vir.store"(%i, %a12) <{buffer = @b}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
