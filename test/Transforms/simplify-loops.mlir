// RUN: vyre-opt %s --passes=simplify-loops{leave=1},canonicalize,dce --verify-each --stats --remarks 2> %t.err | FileCheck %s
// RUN: FileCheck %s --check-prefix=SAID < %t.err
// RUN: vyre-opt %s --passes=simplify-loops,canonicalize | FileCheck %s --check-prefix=STAYS
// Loops count only through rounds in which they do something, and end once no later round does.

// SAID-COUNT-4: remark[pass-applied]: simplify-loops: the loop counts only where a condition on its counter holds
// SAID: remark[pass-applied]: simplify-loops: the loop ends once no later round does anything
// SAID: remark[pass-applied]: simplify-loops: a condition that each round asks decides whether the loop runs at all
// SAID: 5  simplify-loops: loops narrowed
// SAID-NEXT: 1  simplify-loops: loops left

// STAYS-COUNT-5: "vir.for"
// STAYS-NOT: "vir.loop"

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "o", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    // CHECK: "vir.kernel"
    // CHECK: %[[ZERO:.*]] = "vir.const"() <{value = 0 : ui32}>
    // CHECK: %[[SEVEN:.*]] = "vir.const"() <{value = 7 : ui32}>
    // CHECK: %[[MANY:.*]] = "vir.const"() <{value = 100 : ui32}>
    // CHECK: %[[ONE:.*]] = "vir.const"() <{value = 1 : ui32}>
    // CHECK: %[[N:.*]] = "vir.invocation_id"
    %n = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %7 = "vir.const"() <{value = 7 : ui32}> : () -> ui32
    %100 = "vir.const"() <{value = 100 : ui32}> : () -> ui32

    // Below a bound.
    // CHECK: %[[TO:.*]] = "vir.min"(%[[N]], %[[MANY]])
    // CHECK-NEXT: "vir.for"(%[[ZERO]], %[[TO]]) ({
    // CHECK-NEXT: ^bb0(%[[I:.*]]: ui32):
    // CHECK-NEXT: "vir.store"(%[[I]], %[[I]])
    // CHECK-NEXT: "vir.yield"()
    "vir.for"(%0, %100) ({
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

    // Above a bound and up to another one, written the other way round: not (bound >= counter), or counter > 7.
    // CHECK: %[[FROM:.*]] = "vir.sat_add"(%[[N]], %[[ONE]])
    // CHECK-NEXT: "vir.for"(%[[FROM]], %[[EIGHT:.*]]) ({
    // CHECK-NEXT: ^bb0(%[[I:.*]]: ui32):
    // CHECK-NEXT: "vir.store"(%[[I]], %[[N]])
    // CHECK-NEXT: "vir.yield"()
    "vir.for"(%0, %100) ({
    ^bb0(%i: ui32):
      %low = "vir.cmp"(%n, %i) <{predicate = "ge"}> : (ui32, ui32) -> i1
      %high = "vir.cmp"(%i, %7) <{predicate = "gt"}> : (ui32, ui32) -> i1
      %c = "vir.or"(%low, %high) : (i1, i1) -> i1
      "vir.if"(%c) ({
        "vir.yield"() : () -> ()
      }, {
        "vir.store"(%i, %n) <{buffer = @o}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()

    // One round, with something else to ask in it and a sum that it adds to.
    // CHECK: %[[NEXT:.*]] = "vir.sat_add"(%[[N]], %[[ONE]])
    // CHECK-NEXT: %[[TO:.*]] = "vir.min"(%[[NEXT]], %[[MANY]])
    // CHECK-NEXT: %[[SUM:.*]] = "vir.for"(%[[N]], %[[TO]], %[[ZERO]]) ({
    // CHECK-NEXT: ^bb0(%[[I:.*]]: ui32, %[[S:.*]]: ui32):
    // CHECK-NEXT: %[[X:.*]] = "vir.load"(%[[I]])
    // CHECK-NEXT: %[[ODD:.*]] = "vir.cmp"(%[[X]], %[[SEVEN]]) <{predicate = "gt"}>
    // CHECK-NEXT: "vir.if"(%[[ODD]])
    %sum = "vir.for"(%0, %100, %0) ({
    ^bb0(%i: ui32, %s: ui32):
      %x = "vir.load"(%i) <{buffer = @o}> : (ui32) -> ui32
      %is = "vir.cmp"(%i, %n) <{predicate = "eq"}> : (ui32, ui32) -> i1
      %odd = "vir.cmp"(%x, %7) <{predicate = "gt"}> : (ui32, ui32) -> i1
      %c = "vir.and"(%is, %odd) : (i1, i1) -> i1
      %r = "vir.if"(%c) ({
        %t = "vir.add"(%s, %x) : (ui32, ui32) -> ui32
        "vir.yield"(%t) : (ui32) -> ()
      }, {
        "vir.yield"(%s) : (ui32) -> ()
      }) : (i1) -> ui32
      "vir.yield"(%r) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
    "vir.store"(%0, %sum) <{buffer = @o}> : (ui32, ui32) -> ()

    // A search: the first element above 7, or 100.
    // CHECK: %[[FOUND:.*]] = "vir.loop"(%[[ZERO]], %[[MANY]]) ({
    // CHECK-NEXT: ^bb0(%[[I:.*]]: ui32, %[[F:.*]]: ui32):
    // CHECK-NEXT: %[[IN:.*]] = "vir.cmp"(%[[I]], %[[MANY]]) <{predicate = "lt"}>
    // CHECK-NEXT: "vir.if"(%[[IN]]) ({
    // CHECK-NEXT: "vir.yield"()
    // CHECK-NEXT: }, {
    // CHECK-NEXT: "vir.break"(%[[F]])
    // CHECK-NEXT: }) : (i1) -> ()
    // CHECK-NEXT: %[[OPEN:.*]] = "vir.cmp"(%[[F]], %[[MANY]]) <{predicate = "eq"}>
    // CHECK-NEXT: "vir.if"(%[[OPEN]]) ({
    // CHECK-NEXT: "vir.yield"()
    // CHECK-NEXT: }, {
    // CHECK-NEXT: "vir.break"(%[[F]])
    // CHECK-NEXT: }) : (i1) -> ()
    // CHECK-NEXT: %[[X:.*]] = "vir.load"(%[[I]])
    // CHECK-NEXT: %[[IS:.*]] = "vir.cmp"(%[[X]], %[[SEVEN]])
    // CHECK-NEXT: %[[T:.*]] = "vir.select"(%[[IS]], %[[I]], %[[F]])
    // CHECK-NEXT: %[[J:.*]] = "vir.add"(%[[I]], %[[ONE]])
    // CHECK-NEXT: "vir.continue"(%[[J]], %[[T]])
    // CHECK: "vir.store"(%[[ZERO]], %[[FOUND]])
    %found = "vir.for"(%0, %100, %100) ({
    ^bb0(%i: ui32, %f: ui32):
      %open = "vir.cmp"(%f, %100) <{predicate = "eq"}> : (ui32, ui32) -> i1
      %r = "vir.if"(%open) ({
        %x = "vir.load"(%i) <{buffer = @o}> : (ui32) -> ui32
        %is = "vir.cmp"(%x, %7) <{predicate = "gt"}> : (ui32, ui32) -> i1
        %t = "vir.select"(%is, %i, %f) : (i1, ui32, ui32) -> ui32
        "vir.yield"(%t) : (ui32) -> ()
      }, {
        "vir.yield"(%f) : (ui32) -> ()
      }) : (i1) -> ui32
      "vir.yield"(%r) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
    "vir.store"(%0, %found) <{buffer = @o}> : (ui32, ui32) -> ()

    // The same in each round.
    // CHECK: %[[C:.*]] = "vir.cmp"(%[[N]], %[[SEVEN]]) <{predicate = "gt"}>
    // CHECK-NEXT: %[[TO:.*]] = "vir.select"(%[[C]], %[[ZERO]], %[[MANY]])
    // CHECK-NEXT: "vir.for"(%[[ZERO]], %[[TO]]) ({
    // CHECK-NEXT: ^bb0(%[[I:.*]]: ui32):
    // CHECK-NEXT: "vir.store"(%[[I]], %[[I]])
    // CHECK-NEXT: "vir.yield"()
    %outside = "vir.cmp"(%n, %7) <{predicate = "gt"}> : (ui32, ui32) -> i1
    "vir.for"(%0, %100) ({
    ^bb0(%i: ui32):
      "vir.if"(%outside) ({
        "vir.yield"() : () -> ()
      }, {
        "vir.store"(%i, %i) <{buffer = @o}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
