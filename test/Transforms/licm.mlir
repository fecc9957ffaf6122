// RUN: vyre-opt %s --passes=licm --verify-each --stats --remarks 2> %t.err | FileCheck %s
// RUN: FileCheck %s --check-prefix=SAID < %t.err
// Loads, and what costs more than a register, go before loops in which they are the same in each round, where running them without need
// does no harm, and take along what they need.

// SAID: vir.mul is the same in each round of a loop
// SAID-DAG: 3  licm: ops hoisted
// SAID-DAG: 3  licm: loads hoisted

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "in", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_only", role = "input", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "b", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 2 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    // CHECK: "vir.kernel"
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %y = "vir.invocation_id"() <{axis = 1 : i64}> : () -> ui32
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %c = "vir.cmp"(%x, %y) <{predicate = "eq"}> : (ui32, ui32) -> i1
    %f = "vir.convert"(%x) : (ui32) -> f32
    %sx = "vir.convert"(%x) : (ui32) -> si32
    // Each load goes as far as its index lets it, with its index; sums stay, of which the counter of the outer loop holds one back anyway.
    // CHECK: %[[MUL:.*]] = "vir.mul"
    // CHECK-NEXT: %[[IN:.*]] = "vir.load"{{.*}}@in
    // CHECK-NEXT: %[[INNER:.*]] = "vir.load"{{.*}}@in
    // CHECK-NEXT: "vir.for"
    // CHECK-NEXT: ^{{.*}}(%[[I:.*]]: ui32):
    // CHECK-NEXT:   "vir.store"(%[[I]], %[[IN]])
    // CHECK-NEXT:   "vir.for"
    // CHECK-NEXT:   ^
    // CHECK-NEXT:     "vir.add"(%[[I]], %[[MUL]])
    // CHECK-NEXT:     "vir.add"(%[[INNER]], %[[MUL]])
    // CHECK-NEXT:     "vir.store"
    "vir.for"(%0, %x) ({
    ^bb0(%i: ui32):
      %mul = "vir.mul"(%x, %y) : (ui32, ui32) -> ui32
      %in = "vir.load"(%mul) <{buffer = @in}> : (ui32) -> ui32
      "vir.store"(%i, %in) <{buffer = @b}> : (ui32, ui32) -> ()
      "vir.for"(%0, %y) ({
      ^bb1(%j: ui32):
        %held = "vir.add"(%i, %mul) : (ui32, ui32) -> ui32
        %inner = "vir.load"(%x) <{buffer = @in}> : (ui32) -> ui32
        %sum = "vir.add"(%inner, %mul) : (ui32, ui32) -> ui32
        "vir.store"(%held, %sum) <{buffer = @b}> : (ui32, ui32) -> ()
        // Nothing goes out of arms of conditions.
        // CHECK-NEXT:   "vir.if"
        // CHECK-NEXT:     "vir.xor"
        // CHECK-NEXT:     "vir.store"
        // CHECK-NEXT:     "vir.load"{{.*}}@in
        // CHECK-NEXT:     "vir.sqrt"
        "vir.if"(%c) ({
          %xor = "vir.xor"(%x, %y) : (ui32, ui32) -> ui32
          "vir.store"(%xor, %xor) <{buffer = @b}> : (ui32, ui32) -> ()
          %maybe = "vir.load"(%y) <{buffer = @in}> : (ui32) -> ui32
          %root = "vir.sqrt"(%f) : (f32) -> f32
          %bits = "vir.bitcast"(%root) : (f32) -> ui32
          "vir.store"(%maybe, %bits) <{buffer = @b}> : (ui32, ui32) -> ()
          "vir.yield"() : () -> ()
        }, {
          "vir.yield"() : () -> ()
        }) : (i1) -> ()
        "vir.yield"() : () -> ()
      }) : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    // A buffer that the loop does not write is the same as before, unless others may have written it. A signed division may
    // be undefined where it was not reached, and a load that is inside by a condition may not be.
    // CHECK: %[[A:.*]] = "vir.load"{{.*}}@a
    // CHECK-NEXT: %[[SQRT:.*]] = "vir.sqrt"
    // CHECK-NEXT: "vir.bitcast"(%[[SQRT]])
    // CHECK-NEXT: "vir.for"
    // CHECK-NEXT: ^
    // CHECK-NEXT: "vir.div"
    // CHECK-NEXT: "vir.convert"
    // CHECK-NEXT: "vir.load"{{.*}}in_bounds
    // CHECK-NEXT: "vir.load"{{.*}}@b
    "vir.for"(%0, %x) ({
    ^bb0(%i: ui32):
      %a = "vir.load"(%x) <{buffer = @a}> : (ui32) -> ui32
      %quotient = "vir.div"(%sx, %sx) : (si32, si32) -> si32
      %q = "vir.convert"(%quotient) : (si32) -> ui32
      %inside = "vir.load"(%y) <{buffer = @in, in_bounds}> : (ui32) -> ui32
      %root = "vir.sqrt"(%f) : (f32) -> f32
      %written = "vir.load"(%y) <{buffer = @b}> : (ui32) -> ui32
      %bits = "vir.bitcast"(%root) : (f32) -> ui32
      "vir.store"(%bits, %a) <{buffer = @b}> : (ui32, ui32) -> ()
      "vir.store"(%q, %inside) <{buffer = @b}> : (ui32, ui32) -> ()
      "vir.store"(%written, %inside) <{buffer = @b}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    // CHECK: "vir.for"
    // CHECK-NEXT: ^
    // CHECK-NEXT: "vir.barrier"
    // CHECK-NEXT: "vir.load"{{.*}}@a
    "vir.for"(%0, %y) ({
    ^bb0(%i: ui32):
      "vir.barrier"() <{ordering = "acq_rel"}> : () -> ()
      %a = "vir.load"(%x) <{buffer = @a}> : (ui32) -> ui32
      "vir.store"(%i, %a) <{buffer = @b}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
