// RUN: rm -rf %t && split-file %s %t
// RUN: vyre-opt %t/order.mlir --passes=gather-subgroups --verify-each | FileCheck %t/order.mlir
// RUN: vyre-opt %t/groups.mlir --passes=gather-subgroups --verify-each | FileCheck %t/groups.mlir --check-prefixes=CHECK,BLOCK
// RUN: vyre-opt %t/groups.mlir --passes=gather-subgroups{group=workgroup} --verify-each | FileCheck %t/groups.mlir --check-prefixes=CHECK,WHOLE
// RUN: vyre-opt %t/returns.mlir --passes=gather-subgroups --verify-each | FileCheck %t/returns.mlir
// RUN: vyre-opt %t/loops.mlir --passes=gather-subgroups --verify-each | FileCheck %t/loops.mlir
// RUN: vyre-opt %t/endless.mlir --passes=gather-subgroups --verify-each | FileCheck %t/endless.mlir --check-prefixes=CHECK,BLOCK
// RUN: vyre-opt %t/endless.mlir --passes=gather-subgroups{group=workgroup} --verify-each | FileCheck %t/endless.mlir --check-prefixes=CHECK,WHOLE
// RUN: vyre-opt %t/endless.mlir --passes=gather-subgroups,gather-subgroups --verify-each > %t/twice.mlir
// RUN: vyre-opt %t/endless.mlir --passes=gather-subgroups --verify-each | diff - %t/twice.mlir
// RUN: vyre-opt %t/left.mlir --passes=gather-subgroups --verify-each | FileCheck %t/left.mlir

//--- order.mlir
// The operand is loaded by all, after the write before it and before the one after it; an atomic stays where its result is
// wanted, and gives 0 to the others.
"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %n = "vir.const"() <{value = 7 : ui32}> : () -> ui32
    %c = "vir.cmp"(%i, %n) <{predicate = "lt"}> : (ui32, ui32) -> i1
// CHECK: %[[C:.*]] = "vir.cmp"
// CHECK-NOT: "vir.load"
// CHECK: %[[OLD:.*]] = "vir.if"(%[[C]]) ({
// CHECK-NEXT: "vir.store"
// CHECK-NEXT: %[[RMW:.*]] = "vir.atomic.rmw"
// CHECK-NEXT: "vir.yield"(%[[RMW]])
// CHECK-NEXT: }, {
// CHECK-NEXT: %[[ZERO:.*]] = "vir.const"() <{value = 0 : ui32}>
// CHECK-NEXT: "vir.yield"(%[[ZERO]])
// CHECK: %[[V:.*]] = "vir.load"
// CHECK-NEXT: "vir.if"(%[[C]]) ({
// CHECK-NEXT: "vir.store"
// CHECK: %[[R:.*]] = "vir.subgroup.reduce"(%[[V]])
// CHECK: %[[S:.*]] = "vir.subgroup.shuffle"(%[[R]], %[[OLD]])
// CHECK-NEXT: "vir.if"(%[[C]]) ({
// CHECK-NEXT: "vir.store"(%{{.*}}, %[[S]])
    "vir.if"(%c) ({
      "vir.store"(%i, %n) <{buffer = @a}> : (ui32, ui32) -> ()
      %old = "vir.atomic.rmw"(%n, %n) <{rmw = "add", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
      %v = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
      "vir.store"(%n, %i) <{buffer = @a}> : (ui32, ui32) -> ()
      %r = "vir.subgroup.reduce"(%v) <{reduce = "add"}> : (ui32) -> ui32
      %s = "vir.subgroup.shuffle"(%r, %old) : (ui32, ui32) -> ui32
      "vir.store"(%i, %s) <{buffer = @a}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()

//--- groups.mlir
// A condition on the number of the subgroup parts workgroups, not subgroups. The loop inside is run by all, as often.
"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %zero = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %five = "vir.const"() <{value = 5 : ui32}> : () -> ui32
    %block = "vir.shr"(%i, %five) : (ui32, ui32) -> ui32
    %c = "vir.cmp"(%block, %zero) <{predicate = "eq"}> : (ui32, ui32) -> i1
// CHECK: %[[C:.*]] = "vir.cmp"
// BLOCK-NEXT: "vir.if"(%[[C]]) ({
// BLOCK: "vir.for"
// BLOCK: "vir.subgroup.shuffle"
// WHOLE: %[[FIRST:.*]] = "vir.if"(%[[C]]) ({
// WHOLE-NEXT: "vir.load"
// WHOLE: %[[SUM:.*]] = "vir.for"(%{{.*}}, %{{.*}}, %[[FIRST]]) ({
// WHOLE-NEXT: ^bb0(%[[K:.*]]: ui32, %[[S:.*]]: ui32):
// WHOLE-NEXT: %[[OTHER:.*]] = "vir.subgroup.shuffle"(%[[S]], %[[K]])
// WHOLE-NEXT: %[[NEXT:.*]] = "vir.if"(%[[C]]) ({
// WHOLE-NEXT: "vir.add"(%[[S]], %[[OTHER]])
// WHOLE: "vir.yield"(%[[NEXT]])
// WHOLE: "vir.if"(%[[C]]) ({
// WHOLE-NEXT: "vir.store"(%{{.*}}, %[[SUM]])
    "vir.if"(%c) ({
      %v = "vir.load"(%i) <{buffer = @a}> : (ui32) -> ui32
      %sum = "vir.for"(%zero, %five, %v) ({
      ^bb0(%k: ui32, %s: ui32):
        %other = "vir.subgroup.shuffle"(%s, %k) : (ui32, ui32) -> ui32
        %next = "vir.add"(%s, %other) : (ui32, ui32) -> ui32
        "vir.yield"(%next) : (ui32) -> ()
      }) : (ui32, ui32, ui32) -> ui32
      "vir.store"(%i, %sum) <{buffer = @a}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()

//--- returns.mlir
// Those that have returned take part, too; barriers are for all.
"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %n = "vir.const"() <{value = 7 : ui32}> : () -> ui32
    %c = "vir.cmp"(%i, %n) <{predicate = "lt"}> : (ui32, ui32) -> i1
// CHECK: %[[ENDED:.*]] = "vir.if"(%{{.*}}) ({
// CHECK-NEXT: "vir.store"
// CHECK-NEXT: %[[TRUE:.*]] = "vir.const"() <{value = true}>
// CHECK-NEXT: "vir.yield"(%[[TRUE]])
    "vir.if"(%c) ({
      "vir.store"(%i, %i) <{buffer = @a}> : (ui32, ui32) -> ()
      "vir.return"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
// CHECK: %[[GOES:.*]] = "vir.not"(%[[ENDED]])
// CHECK-NEXT: "vir.if"(%[[GOES]]) ({
// CHECK-NEXT: "vir.store"
// CHECK-NEXT: "vir.yield"
    "vir.store"(%n, %i) <{buffer = @a}> : (ui32, ui32) -> ()
// CHECK: }) : (i1) -> ()
// CHECK-NEXT: "vir.barrier"
    "vir.barrier"() <{ordering = "acq_rel"}> : () -> ()
// CHECK-NEXT: %[[R:.*]] = "vir.subgroup.reduce"
    %r = "vir.subgroup.reduce"(%i) <{reduce = "add"}> : (ui32) -> ui32
// CHECK-NEXT: "vir.if"(%[[GOES]]) ({
// CHECK-NEXT: "vir.store"(%{{.*}}, %[[R]])
    "vir.store"(%i, %r) <{buffer = @a}> : (ui32, ui32) -> ()
// CHECK: }) : (i1) -> ()
// CHECK-NEXT: "vir.return"
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()

//--- loops.mlir
// All go round as often as the one that goes round most often; what it carries stays in those that have left.
"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %w = "vir.workgroup_id"() <{axis = 0 : i64}> : () -> ui32
    %zero = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %c = "vir.cmp"(%i, %w) <{predicate = "eq"}> : (ui32, ui32) -> i1
// CHECK: %[[C:.*]] = "vir.cmp"(%[[I:.*]], %[[W:.*]]) <{predicate = "eq"}>
// CHECK-NEXT: %[[NONE:.*]] = "vir.const"() <{value = 0 : ui32}>
// CHECK-NEXT: %[[HAS:.*]] = "vir.cmp"(%[[W]], %[[I]]) <{predicate = "lt"}>
// CHECK-NEXT: %[[DIFF:.*]] = "vir.sub"(%[[I]], %[[W]])
// CHECK-NEXT: %[[ALL:.*]] = "vir.select"(%[[HAS]], %[[DIFF]], %[[NONE]])
// CHECK-NEXT: %[[ROUNDS:.*]] = "vir.select"(%[[C]], %[[ALL]], %[[NONE]])
// CHECK-NEXT: %[[MOST:.*]] = "vir.subgroup.reduce"(%[[ROUNDS]]) <{reduce = "max"}>
// CHECK-NEXT: %[[FOR:.*]] = "vir.for"(%[[NONE]], %[[MOST]], %[[I]]) ({
// CHECK-NEXT: ^bb0(%[[K:.*]]: ui32, %[[S:.*]]: ui32):
// CHECK-NEXT: %[[HERE:.*]] = "vir.cmp"(%[[K]], %[[ROUNDS]]) <{predicate = "lt"}>
// CHECK-NEXT: %[[ADDED:.*]] = "vir.add"(%[[W]], %[[K]])
// CHECK-NEXT: %[[COUNTER:.*]] = "vir.select"(%[[HERE]], %[[ADDED]], %[[I]])
// CHECK-NEXT: %[[SUM:.*]] = "vir.add"(%[[S]], %[[COUNTER]])
// CHECK-NEXT: %[[R:.*]] = "vir.subgroup.reduce"(%[[SUM]])
// CHECK-NEXT: "vir.if"(%[[HERE]]) ({
// CHECK-NEXT: "vir.store"(%[[COUNTER]], %[[R]])
// CHECK: %[[NEXT:.*]] = "vir.if"(%[[HERE]]) ({
// CHECK-NEXT: "vir.yield"(%[[SUM]])
// CHECK-NEXT: }, {
// CHECK-NEXT: "vir.yield"(%[[S]])
// CHECK: "vir.yield"(%[[NEXT]])
// CHECK: "vir.if"(%[[C]]) ({
// CHECK-NEXT: "vir.store"(%[[I]], %[[FOR]])
    "vir.if"(%c) ({
      %last = "vir.for"(%w, %i, %i) ({
      ^bb0(%k: ui32, %s: ui32):
        %sum = "vir.add"(%s, %k) : (ui32, ui32) -> ui32
        %r = "vir.subgroup.reduce"(%sum) <{reduce = "add"}> : (ui32) -> ui32
        "vir.store"(%k, %r) <{buffer = @a}> : (ui32, ui32) -> ()
        "vir.yield"(%sum) : (ui32) -> ()
      }) : (ui32, ui32, ui32) -> ui32
      "vir.store"(%i, %last) <{buffer = @a}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()

//--- endless.mlir
// From a loop without end the group returns once all of it have ended. One that leaves together is left alone.
"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %w = "vir.workgroup_id"() <{axis = 0 : i64}> : () -> ui32
    %zero = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %c = "vir.cmp"(%i, %w) <{predicate = "eq"}> : (ui32, ui32) -> i1
// CHECK: "vir.for"(%{{.*}}, %{{.*}}, %{{.*}}) <{persistent}> ({
// CHECK-NEXT: ^bb0(%{{.*}}: ui32, %[[ENDED:.*]]: i1):
// CHECK-NEXT: %[[GOES:.*]] = "vir.not"(%[[ENDED]])
// CHECK-NEXT: %[[WORD:.*]] = "vir.convert"(%[[GOES]]) : (i1) -> ui32
// BLOCK-NEXT: %[[MOST:.*]] = "vir.subgroup.reduce"(%[[WORD]]) <{reduce = "max"}>
// WHOLE-NEXT: %[[MOST:.*]] = "vir.workgroup.max"(%[[WORD]])
// CHECK-NEXT: %[[ZERO:.*]] = "vir.const"() <{value = 0 : ui32}>
// CHECK-NEXT: %[[NOBODY:.*]] = "vir.cmp"(%[[MOST]], %[[ZERO]]) <{predicate = "eq"}>
// CHECK-NEXT: "vir.if"(%[[NOBODY]]) ({
// CHECK-NEXT: "vir.return"() : () -> ()
// CHECK: %[[R:.*]] = "vir.subgroup.reduce"
// CHECK: "vir.store"(%{{.*}}, %[[R]])
    %m = "vir.const"() <{value = 4294967295 : ui32}> : () -> ui32
    "vir.for"(%zero, %m) <{persistent}> ({
    ^bb0(%k: ui32):
      %r = "vir.subgroup.reduce"(%i) <{reduce = "add"}> : (ui32) -> ui32
      "vir.store"(%i, %r) <{buffer = @a}> : (ui32, ui32) -> ()
      "vir.if"(%c) ({
        "vir.return"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()

//--- left.mlir
// Loops that are not counted stay, and those without end that only some come to and return from. Conditions that all decide alike stay.
"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %w = "vir.workgroup_id"() <{axis = 0 : i64}> : () -> ui32
    %zero = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %c = "vir.cmp"(%i, %w) <{predicate = "eq"}> : (ui32, ui32) -> i1
    %d = "vir.cmp"(%w, %zero) <{predicate = "eq"}> : (ui32, ui32) -> i1
    %m = "vir.const"() <{value = 4294967295 : ui32}> : () -> ui32
// CHECK: "vir.loop"
// CHECK-NEXT: "vir.subgroup.reduce"
    "vir.loop"() ({
      %r = "vir.subgroup.reduce"(%i) <{reduce = "add"}> : (ui32) -> ui32
      "vir.if"(%c) ({
        "vir.break"() : () -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
      "vir.continue"() : () -> ()
    }) : () -> ()
// CHECK: "vir.continue"
// CHECK: "vir.if"
// CHECK-NEXT: "vir.for"
// CHECK: "vir.subgroup.reduce"
// CHECK: "vir.return"
    "vir.if"(%c) ({
      "vir.for"(%zero, %m) ({
      ^bb0(%k: ui32):
        %r = "vir.subgroup.reduce"(%i) <{reduce = "add"}> : (ui32) -> ui32
        "vir.store"(%i, %r) <{buffer = @a}> : (ui32, ui32) -> ()
        "vir.if"(%c) ({
          "vir.return"() : () -> ()
        }, {
          "vir.yield"() : () -> ()
        }) : (i1) -> ()
        "vir.yield"() : () -> ()
      }) : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
// CHECK: "vir.if"
// CHECK-NEXT: "vir.subgroup.reduce"
    "vir.if"(%d) ({
      %r = "vir.subgroup.reduce"(%i) <{reduce = "add"}> : (ui32) -> ui32
      "vir.store"(%i, %r) <{buffer = @a}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
