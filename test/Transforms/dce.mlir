// RUN: vyre-opt %s --passes=dce --verify-each | FileCheck %s
// What is neither used nor has an effect goes, with all that only it used.

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    // CHECK: %[[X:.*]] = "vir.invocation_id"
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %c = "vir.cmp"(%x, %0) <{predicate = "eq"}> : (ui32, ui32) -> i1
    // A chain, and a load.
    // CHECK-NOT: "vir.add"
    // CHECK-NOT: "vir.load"
    %sum = "vir.add"(%x, %x) : (ui32, ui32) -> ui32
    %load = "vir.load"(%sum) <{buffer = @out}> : (ui32) -> ui32
    // A loop and a condition without effects.
    // CHECK-NOT: "vir.for"
    // CHECK-NOT: "vir.mul"
    %loop = "vir.for"(%0, %x, %load) ({
    ^bb0(%i: ui32, %v: ui32):
      %inner = "vir.if"(%c) ({
        %product = "vir.mul"(%v, %i) : (ui32, ui32) -> ui32
        "vir.yield"(%product) : (ui32) -> ()
      }, {
        "vir.yield"(%v) : (ui32) -> ()
      }) : (i1) -> ui32
      "vir.yield"(%inner) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
    // Only the second result is used, so the first goes and with it what made it.
    // CHECK: %[[IF:.*]] = "vir.if"(%{{.*}}) ({
    // CHECK-NEXT: "vir.yield"(%[[X]]) : (ui32) -> ()
    // CHECK: }) : (i1) -> ui32
    %if:2 = "vir.if"(%c) ({
      %product = "vir.mul"(%x, %x) : (ui32, ui32) -> ui32
      "vir.yield"(%product, %x) : (ui32, ui32) -> ()
    }, {
      "vir.yield"(%x, %0) : (ui32, ui32) -> ()
    }) : (i1) -> (ui32, ui32)
    // A carried value that is only handed on goes, one that is stored stays.
    // CHECK: "vir.for"(%{{.*}}, %[[X]], %[[IF]]) ({
    // CHECK-NEXT: ^bb0(%{{.*}}: ui32, %[[KEPT:.*]]: ui32):
    // CHECK-NEXT: "vir.store"(%[[X]], %[[KEPT]])
    // CHECK-NEXT: "vir.yield"(%{{.*}}) : (ui32) -> ()
    %for:3 = "vir.for"(%0, %x, %x, %if#1, %x) ({
    ^bb0(%i: ui32, %unused: ui32, %kept: ui32, %new: ui32):
      %computed = "vir.add"(%kept, %i) : (ui32, ui32) -> ui32
      "vir.store"(%x, %kept) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"(%unused, %i, %computed) : (ui32, ui32, ui32) -> ()
    }) : (ui32, ui32, ui32, ui32, ui32) -> (ui32, ui32, ui32)
    // Effects keep an op whose result no one uses: atomics, barriers, loops that may not end, returns.
    // CHECK: "vir.atomic.load"
    %atomic = "vir.atomic.load"(%x) <{buffer = @out, ordering = "acquire", scope = "device"}> : (ui32) -> ui32
    // CHECK-NEXT: "vir.barrier"
    "vir.barrier"() <{ordering = "acq_rel"}> : () -> ()
    // CHECK-NEXT: "vir.loop"
    "vir.loop"() ({
      "vir.continue"() : () -> ()
    }) : () -> ()
    // CHECK: "vir.if"(%{{.*}}) ({
    // CHECK-NEXT: "vir.return"
    "vir.if"(%c) ({
      "vir.return"() : () -> ()
    }, {}) : (i1) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
