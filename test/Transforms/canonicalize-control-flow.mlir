// RUN: vyre-opt %s --passes=canonicalize --verify-each | FileCheck %s
// Control flow whose way is known goes; what it held stays.

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    // CHECK-DAG: %[[C0:.*]] = "vir.const"() <{value = 0 : ui32}>
    // CHECK-DAG: %[[C1:.*]] = "vir.const"() <{value = 1 : ui32}>
    // CHECK-DAG: %[[C2:.*]] = "vir.const"() <{value = 2 : ui32}>
    // CHECK: %[[X:.*]] = "vir.invocation_id"
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %1 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %2 = "vir.const"() <{value = 2 : ui32}> : () -> ui32
    %yes = "vir.const"() <{value = true}> : () -> i1
    // The taken region of a decided condition, also where an inner one is decided by the outer.
    // CHECK-NEXT: "vir.store"(%[[X]], %[[C1]])
    // CHECK-NEXT: "vir.store"(%[[X]], %[[X]])
    %a = "vir.if"(%yes) ({
      %cmp = "vir.cmp"(%0, %1) <{predicate = "gt"}> : (ui32, ui32) -> i1
      "vir.if"(%cmp) ({
        "vir.store"(%x, %0) <{buffer = @out}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }, {
        "vir.store"(%x, %1) <{buffer = @out}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.yield"(%x) : (ui32) -> ()
    }, {
      "vir.yield"(%0) : (ui32) -> ()
    }) : (i1) -> ui32
    "vir.store"(%x, %a) <{buffer = @out}> : (ui32, ui32) -> ()
    // A choice between values.
    // CHECK-NEXT: %[[C:.*]] = "vir.cmp"
    // CHECK-NEXT: %[[S:.*]] = "vir.select"(%[[C]], %[[C1]], %[[X]])
    // CHECK-NEXT: "vir.store"(%[[S]], %[[C2]])
    %c = "vir.cmp"(%x, %2) <{predicate = "lt"}> : (ui32, ui32) -> i1
    %b:2 = "vir.if"(%c) ({
      "vir.yield"(%1, %2) : (ui32, ui32) -> ()
    }, {
      "vir.yield"(%x, %2) : (ui32, ui32) -> ()
    }) : (i1) -> (ui32, ui32)
    "vir.store"(%b#0, %b#1) <{buffer = @out}> : (ui32, ui32) -> ()
    // No round: the results are the inits. One round: the body.
    // CHECK-NEXT: "vir.store"(%[[C2]], %[[X]])
    // CHECK-NEXT: %[[ONCE:.*]] = "vir.add"(%[[X]], %[[C1]])
    // CHECK-NEXT: "vir.store"(%[[X]], %[[ONCE]])
    %none = "vir.for"(%2, %1, %x) ({
    ^bb0(%i: ui32, %v: ui32):
      "vir.store"(%i, %v) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"(%i) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
    "vir.store"(%2, %none) <{buffer = @out}> : (ui32, ui32) -> ()
    %once = "vir.for"(%1, %2, %x) ({
    ^bb0(%i: ui32, %v: ui32):
      %sum = "vir.add"(%v, %i) : (ui32, ui32) -> ui32
      "vir.yield"(%sum) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
    "vir.store"(%x, %once) <{buffer = @out}> : (ui32, ui32) -> ()
    // A carried value that no round changes.
    // CHECK-NEXT: "vir.for"(%[[C0]], %[[X]], %[[C2]]) ({
    // CHECK-NEXT: ^bb0(%[[I:.*]]: ui32, %{{.*}}: ui32):
    // CHECK-NEXT: "vir.store"(%[[I]], %[[C2]])
    // CHECK: "vir.store"(%[[X]], %[[C2]])
    %same = "vir.for"(%0, %x, %2) ({
    ^bb0(%i: ui32, %v: ui32):
      "vir.store"(%i, %v) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"(%v) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
    "vir.store"(%x, %same) <{buffer = @out}> : (ui32, ui32) -> ()
    // The case that equals the selector, and the default.
    // CHECK-NEXT: "vir.store"(%[[C2]], %[[C2]])
    // CHECK-NEXT: "vir.store"(%[[C0]], %[[C0]])
    "vir.switch"(%2) <{cases = array<i64: 1, 2>}> ({
      "vir.store"(%1, %1) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.store"(%2, %2) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (ui32) -> ()
    "vir.switch"(%2) <{cases = array<i64: 1>}> ({
      "vir.yield"() : () -> ()
    }, {
      "vir.store"(%0, %0) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32) -> ()
    // Behind a region that leaves for good there is nothing.
    // CHECK-NEXT: "vir.store"(%[[C1]], %[[C1]])
    // CHECK-NEXT: "vir.return"
    // CHECK-NEXT: }) : () -> ()
    %gone = "vir.if"(%yes) ({
      "vir.store"(%1, %1) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.return"() : () -> ()
    }, {
      "vir.yield"(%x) : (ui32) -> ()
    }) : (i1) -> ui32
    "vir.store"(%x, %gone) <{buffer = @out}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
