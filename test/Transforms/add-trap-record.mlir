// RUN: vyre-opt %s --passes=add-trap-record --verify-each | FileCheck %s
// The first trap leaves its address, code and invocation; equal tags share a code.

// CHECK: "vir.module"() <{{{.*}}trap_tags = "[\22why\22,\22other\22]"
// CHECK: "vir.buffer"() <{sym_name = "__vyre_trap_record", element = ui32, {{.*}}count = 4 : i64, access = "read_write", role = "trap_record", binding = 1 : i64
// CHECK: %[[ZERO:.*]] = "vir.const"() <{value = 0 : ui32}>
// CHECK-NEXT: %[[ONE:.*]] = "vir.const"() <{value = 1 : ui32}>
// CHECK-NEXT: %[[BEFORE:.*]] = "vir.atomic.cmpxchg"(%[[ZERO]], %[[ZERO]], %[[ONE]]) <{buffer = @__vyre_trap_record
// CHECK-NEXT: %[[FIRST:.*]] = "vir.cmp"(%[[BEFORE]], %[[ZERO]]) <{predicate = "eq"}>
// CHECK-NEXT: "vir.if"(%[[FIRST]])
// CHECK: %[[X:.*]] = "vir.invocation_id"() <{axis = 0 : i64}>
// CHECK: "vir.atomic.store"(%{{.*}}, %{{.*}}) <{buffer = @__vyre_trap_record
// CHECK-NEXT: %[[CODE:.*]] = "vir.const"() <{value = 1 : ui32}>
// CHECK: "vir.atomic.store"(%{{.*}}, %[[CODE]])
// CHECK: "vir.atomic.store"(%{{.*}}, %[[X]])
// CHECK: "vir.return"
// CHECK-NOT: "vir.trap"

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %c = "vir.cmp"(%i, %i) <{predicate = "lt"}> : (ui32, ui32) -> i1
    "vir.if"(%c) ({
      "vir.trap"(%i) <{tag = "why"}> : (ui32) -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.if"(%c) ({
      "vir.trap"(%i) <{tag = "other"}> : (ui32) -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.if"(%c) ({
      "vir.trap"(%i) <{tag = "why"}> : (ui32) -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
