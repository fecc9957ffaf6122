// RUN: vyre-opt %s > %t.once
// RUN: vyre-opt %t.once > %t.twice
// RUN: diff %t.once %t.twice
// RUN: FileCheck %s < %t.once
// RUN: vyre-opt %s --print-locs | vyre-opt - --print-locs > %t.locs
// RUN: vyre-opt %s --print-locs | diff - %t.locs
// One instance of each group of ops prints as MLIR's generic syntax and reads back.

"vir.module"() <{form = "imported", variant = "tab\09 quote\22"}> ({
  "vir.buffer"() <{sym_name = "in", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_only", role = "input", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "out put", element = ui32, wire_type = "U32", stride = 4 : i64, count = 16 : i64, access = "read_write", role = "output", binding = 1 : i64, output_range = array<i64: 0, 64>}> : () -> ()
  "vir.buffer"() <{sym_name = "shared", element = vector<4xf16>, wire_type = "V", stride = 8 : i64, count = 4 : i64, access = "workgroup", role = "workgroup"}> : () -> ()
  // CHECK-LABEL: sym_name = "main"
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    // CHECK: %[[ID:.*]] = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %id = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    // CHECK-NEXT: "vir.const"() <{value = -5 : si8}> : () -> si8
    %negative = "vir.const"() <{value = -5 : si8}> : () -> si8
    // CHECK-NEXT: "vir.const"() <{value = 18446744073709551615 : ui64}>
    %wide = "vir.const"() <{value = 18446744073709551615 : ui64}> : () -> ui64
    // CHECK-NEXT: "vir.const"() <{value = 0.5 : f32}>
    %half = "vir.const"() <{value = 5.0e-1 : f32}> : () -> f32
    // CHECK-NEXT: "vir.const"() <{value = 0x7FC00000 : f32}>
    %nan = "vir.const"() <{value = 0x7FC00000 : f32}> : () -> f32
    // CHECK-NEXT: %[[YES:.*]] = "vir.const"() <{value = true}> : () -> i1
    %yes = "vir.const"() <{value = true}> : () -> i1
    // CHECK-NEXT: "vir.fma"(
    %fma = "vir.fma"(%half, %nan, %half) : (f32, f32, f32) -> f32
    // CHECK-NEXT: %[[LESS:.*]] = "vir.cmp"(%[[ID]], %[[ID]]) <{predicate = "lt"}> : (ui32, ui32) -> i1
    %less = "vir.cmp"(%id, %id) <{predicate = "lt"}> : (ui32, ui32) -> i1
    // CHECK-NEXT: "vir.load"(%[[ID]]) <{buffer = @in, in_bounds}> : (ui32) -> ui32
    %load = "vir.load"(%id) <{buffer = @in, in_bounds}> : (ui32) -> ui32
    // CHECK-NEXT: "vir.atomic.rmw"(%{{.*}}, %{{.*}}) <{rmw = "add", buffer = @"out put", ordering = "seq_cst", scope = "device"}>
    %old = "vir.atomic.rmw"(%id, %load) <{rmw = "add", buffer = @"out put", ordering = "seq_cst", scope = "device"}> : (ui32, ui32) -> ui32
    // CHECK-NEXT: "vir.barrier"() <{ordering = "acq_rel"}> : () -> ()
    "vir.barrier"() <{ordering = "acq_rel"}> : () -> ()
    // CHECK-NEXT: %[[PAIR:.*]]:2 = "vir.if"(%[[LESS]]) ({
    %pair:2 = "vir.if"(%less) ({
      "vir.yield"(%id, %half) : (ui32, f32) -> ()
    // CHECK: }, {
    }, {
      "vir.yield"(%old, %fma) : (ui32, f32) -> ()
    // CHECK: }) : (i1) -> (ui32, f32)
    }) : (i1) -> (ui32, f32)
    // CHECK-NEXT: "vir.for"(%[[ID]], %[[PAIR]]#0, %[[PAIR]]#1) <{persistent}> ({
    // CHECK-NEXT: ^bb0(%[[I:.*]]: ui32, %[[SUM:.*]]: f32):
    %sum = "vir.for"(%id, %pair#0, %pair#1) <{persistent}> ({
    ^bb0(%i: ui32, %carried: f32):
      "vir.yield"(%carried) : (f32) -> ()
    }) : (ui32, ui32, f32) -> f32
    // CHECK: "vir.loop"(
    %last = "vir.loop"(%id) ({
    ^bb0(%n: ui32):
      // CHECK: "vir.switch"(%{{.*}}) <{cases = array<i64: 1, 4>}> ({
      "vir.switch"(%n) <{cases = array<i64: 1, 4>}> ({
        "vir.break"(%sum) : (f32) -> ()
      }, {
        "vir.return"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (ui32) -> ()
      "vir.continue"(%n) : (ui32) -> ()
    }) : (ui32) -> f32
    // A condition without else.
    // CHECK: "vir.if"(%[[YES]]) ({
    // CHECK-NEXT: "vir.store"
    // CHECK-NEXT: "vir.yield"() : () -> ()
    // CHECK-NEXT: }, {
    // CHECK-NEXT: }) : (i1) -> ()
    "vir.if"(%yes) ({
      "vir.store"(%id, %pair#0) <{buffer = @"out put"}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {}) : (i1) -> ()
    // CHECK: "vir.switch"(%{{.*}}) <{cases = array<i64>}> ({
    "vir.switch"(%id) <{cases = array<i64>}> ({
      "vir.yield"() : () -> ()
    }) : (ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
