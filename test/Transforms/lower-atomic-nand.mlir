// RUN: vyre-opt %s --passes=lower-atomic-nand --verify-each | FileCheck %s
// A nand is repeated with what the word held until nobody was faster.

// CHECK: %[[I:.*]] = "vir.invocation_id"
// CHECK: %[[OLD:.*]] = "vir.atomic.load"(%[[I]]) <{buffer = @a, ordering = "relaxed", scope = "device"}>
// CHECK: %[[R:.*]] = "vir.loop"(%[[OLD]])
// CHECK: (%[[SEEN:.*]]: ui32):
// CHECK: %[[BOTH:.*]] = "vir.and"(%[[SEEN]], %[[I]])
// CHECK: %[[NEW:.*]] = "vir.not"(%[[BOTH]])
// CHECK: %[[NOW:.*]] = "vir.atomic.cmpxchg"(%[[I]], %[[SEEN]], %[[NEW]]) <{buffer = @a, ordering = "acq_rel", scope = "device"}>
// CHECK: %[[WON:.*]] = "vir.cmp"(%[[NOW]], %[[SEEN]]) <{predicate = "eq"}>
// CHECK: "vir.if"(%[[WON]])
// CHECK: "vir.break"(%[[NOW]])
// CHECK: "vir.continue"(%[[NOW]])
// CHECK: "vir.store"(%[[I]], %[[R]])
// CHECK-NOT: rmw

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %r = "vir.atomic.rmw"(%i, %i) <{rmw = "nand", buffer = @a, ordering = "acq_rel", scope = "device"}> : (ui32, ui32) -> ui32
    "vir.store"(%i, %r) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
