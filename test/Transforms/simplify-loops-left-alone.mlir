// RUN: vyre-opt %s --passes=canonicalize > %t.before
// RUN: vyre-opt %s --passes=canonicalize,simplify-loops{leave=1} --verify-each --remarks 2> %t.err > %t.after
// RUN: cmp %t.before %t.after
// RUN: FileCheck %s --implicit-check-not=remark < %t.err
// Loops that stay as they are: rounds count although their guard is shut, or a later one may find it open again. Of those that the pass
// looked at and found no way for it says so.

// CHECK-COUNT-3: remark[pass-missed]: simplify-loops: what the loop's rounds depend on may hold again in later ones

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "o", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    %n = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %100 = "vir.const"() <{value = 100 : ui32}> : () -> ui32

    // A condition on memory, which may change.
    "vir.for"(%0, %100) ({
    ^bb0(%i: ui32):
      %x = "vir.load"(%0) <{buffer = @o}> : (ui32) -> ui32
      %c = "vir.cmp"(%x, %n) <{predicate = "ne"}> : (ui32, ui32) -> i1
      "vir.if"(%c) ({
        "vir.store"(%i, %i) <{buffer = @o}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()

    // All numbers but one, and a bound that moves with the counter.
    "vir.for"(%0, %100) ({
    ^bb0(%i: ui32):
      %half = "vir.shr"(%i, %n) : (ui32, ui32) -> ui32
      %is = "vir.cmp"(%i, %n) <{predicate = "ne"}> : (ui32, ui32) -> i1
      %below = "vir.cmp"(%i, %half) <{predicate = "lt"}> : (ui32, ui32) -> i1
      %c = "vir.and"(%is, %below) : (i1, i1) -> i1
      "vir.if"(%c) ({
        "vir.store"(%i, %i) <{buffer = @o}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()

    // One of two conditions is enough.
    "vir.for"(%0, %100) ({
    ^bb0(%i: ui32):
      %low = "vir.cmp"(%i, %n) <{predicate = "lt"}> : (ui32, ui32) -> i1
      %high = "vir.cmp"(%i, %n) <{predicate = "gt"}> : (ui32, ui32) -> i1
      %c = "vir.or"(%low, %high) : (i1, i1) -> i1
      "vir.if"(%c) ({
        "vir.store"(%i, %i) <{buffer = @o}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()

    // A shut guard passes on something else than what came.
    %rounds = "vir.for"(%0, %100, %0) ({
    ^bb0(%i: ui32, %f: ui32):
      %open = "vir.cmp"(%f, %n) <{predicate = "eq"}> : (ui32, ui32) -> i1
      %r = "vir.if"(%open) ({
        "vir.store"(%i, %i) <{buffer = @o}> : (ui32, ui32) -> ()
        "vir.yield"(%i) : (ui32) -> ()
      }, {
        "vir.yield"(%n) : (ui32) -> ()
      }) : (i1) -> ui32
      "vir.yield"(%r) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
    "vir.store"(%0, %rounds) <{buffer = @o}> : (ui32, ui32) -> ()

    // Something happens in each round, guard or not.
    "vir.for"(%0, %100) ({
    ^bb0(%i: ui32):
      %c = "vir.cmp"(%i, %n) <{predicate = "lt"}> : (ui32, ui32) -> i1
      "vir.if"(%c) ({
        "vir.store"(%i, %i) <{buffer = @o}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.store"(%0, %i) <{buffer = @o}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()

    // Each round adds up, guard or not.
    %sum = "vir.for"(%0, %100, %0) ({
    ^bb0(%i: ui32, %f: ui32):
      %c = "vir.cmp"(%i, %n) <{predicate = "lt"}> : (ui32, ui32) -> i1
      "vir.if"(%c) ({
        "vir.store"(%i, %i) <{buffer = @o}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      %g = "vir.add"(%f, %i) : (ui32, ui32) -> ui32
      "vir.yield"(%g) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
    "vir.store"(%0, %sum) <{buffer = @o}> : (ui32, ui32) -> ()

    // A way out of the kernel beside the guard, and a wait for the workgroup.
    "vir.for"(%0, %100) ({
    ^bb0(%i: ui32):
      %c = "vir.cmp"(%i, %n) <{predicate = "lt"}> : (ui32, ui32) -> i1
      %x = "vir.load"(%0) <{buffer = @o}> : (ui32) -> ui32
      %isOver = "vir.cmp"(%x, %n) <{predicate = "eq"}> : (ui32, ui32) -> i1
      "vir.if"(%isOver) ({
        "vir.return"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.if"(%c) ({
        "vir.store"(%i, %i) <{buffer = @o}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    "vir.for"(%0, %100) ({
    ^bb0(%i: ui32):
      %c = "vir.cmp"(%i, %n) <{predicate = "lt"}> : (ui32, ui32) -> i1
      "vir.barrier"() <{ordering = "acq_rel"}> : () -> ()
      "vir.if"(%c) ({
        "vir.store"(%i, %i) <{buffer = @o}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()

    // How long a persistent loop runs is the host's to say.
    "vir.for"(%0, %100) <{persistent}> ({
    ^bb0(%i: ui32):
      %c = "vir.cmp"(%i, %n) <{predicate = "lt"}> : (ui32, ui32) -> i1
      "vir.if"(%c) ({
        "vir.store"(%i, %i) <{buffer = @o}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
