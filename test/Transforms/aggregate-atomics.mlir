// RUN: vyre-opt %s --passes=aggregate-atomics --verify-each --stats --remarks 2> %t.err | FileCheck %s
// RUN: FileCheck %s --check-prefix=SAID --implicit-check-not=remark < %t.err
// RUN: vyre-opt %s --passes=aggregate-atomics{releases=drop} --verify-each | FileCheck %s --check-prefix=DROP
// One invocation of a subgroup does what all would do to the same element, where nobody asks for the element and no ordering is lost.

// SAID-COUNT-4: remark[pass-applied]: aggregate-atomics: one invocation of a subgroup does the atomic for all
// SAID: remark[pass-missed]: aggregate-atomics: the old element is used
// SAID: remark[pass-missed]: aggregate-atomics: invocations of a subgroup may access different elements
// SAID: remark[pass-missed]: aggregate-atomics: invocations of a subgroup have different operands
// SAID: remark[pass-missed]: aggregate-atomics: it matters how often the atomic is done
// SAID: remark[pass-missed]: aggregate-atomics: it matters how often the atomic is done
// SAID: remark[pass-missed]: aggregate-atomics: the atomic orders other accesses of its invocation
// SAID: 4  aggregate-atomics: atomics aggregated

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "s", element = si32, wire_type = "i32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    // CHECK: %[[I:.*]] = "vir.invocation_id"
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    // CHECK: %[[G:.*]] = "vir.workgroup_id"
    %g = "vir.workgroup_id"() <{axis = 0 : i64}> : () -> ui32
    %3 = "vir.const"() <{value = 3 : ui32}> : () -> ui32
    %minus = "vir.const"() <{value = -1 : si32}> : () -> si32

    // A constant: a count is a product.
    // CHECK: %[[MINUS:.*]] = "vir.const"() <{value = -1 : si32}>
    // CHECK: %[[TRUE:.*]] = "vir.const"() <{value = true}>
    // CHECK-NEXT: %[[COUNT:.*]] = "vir.device_subgroup.count"(%[[TRUE]])
    // CHECK-NEXT: %[[SIGNED:.*]] = "vir.convert"(%[[COUNT]]) : (ui32) -> si32
    // CHECK-NEXT: %[[SUM:.*]] = "vir.mul"(%[[SIGNED]], %[[MINUS]])
    // CHECK-NEXT: %[[FIRST:.*]] = "vir.device_subgroup.elect"()
    // CHECK-NEXT: "vir.if"(%[[FIRST]]) ({
    // CHECK-NEXT: "vir.atomic.rmw"(%[[G]], %[[SUM]]) <{rmw = "add", buffer = @s, ordering = "relaxed", scope = "device"}>
    // CHECK-NEXT: "vir.yield"() : () -> ()
    // CHECK-NEXT: }, {
    // CHECK-NEXT: "vir.yield"() : () -> ()
    // CHECK-NEXT: }) : (i1) -> ()
    %a0 = "vir.atomic.rmw"(%g, %minus) <{rmw = "add", buffer = @s, ordering = "relaxed", scope = "device"}> : (ui32, si32) -> si32

    // CHECK-NEXT: %[[SUM:.*]] = "vir.device_subgroup.add"(%[[I]])
    // CHECK-NEXT: %[[FIRST:.*]] = "vir.device_subgroup.elect"()
    // CHECK-NEXT: "vir.if"(%[[FIRST]]) ({
    // CHECK-NEXT: "vir.atomic.rmw"(%{{.*}}, %[[SUM]]) <{rmw = "add", buffer = @a, ordering = "relaxed", scope = "device"}>
    %a1 = "vir.atomic.rmw"(%3, %i) <{rmw = "add", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32

    // Once is enough.
    // CHECK: %[[FIRST:.*]] = "vir.device_subgroup.elect"()
    // CHECK-NEXT: "vir.if"(%[[FIRST]]) ({
    // CHECK-NEXT: "vir.atomic.rmw"(%[[THREE:.*]], %[[G]]) <{rmw = "max", buffer = @a, ordering = "relaxed", scope = "device"}>
    // CHECK: %[[FIRST:.*]] = "vir.device_subgroup.elect"()
    // CHECK-NEXT: "vir.if"(%[[FIRST]]) ({
    // CHECK-NEXT: "vir.atomic.rmw"(%[[THREE]], %[[THREE]]) <{rmw = "or", buffer = @a, ordering = "relaxed", scope = "device"}>
    %a2 = "vir.atomic.rmw"(%3, %g) <{rmw = "max", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    %a3 = "vir.atomic.rmw"(%3, %3) <{rmw = "or", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32

    // CHECK-NOT: "vir.if"
    %b0 = "vir.atomic.rmw"(%3, %3) <{rmw = "add", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    "vir.store"(%i, %b0) <{buffer = @a}> : (ui32, ui32) -> ()
    %b1 = "vir.atomic.rmw"(%i, %3) <{rmw = "add", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    %b2 = "vir.atomic.rmw"(%3, %i) <{rmw = "and", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    %b3 = "vir.atomic.rmw"(%3, %3) <{rmw = "xor", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    %b4 = "vir.atomic.rmw"(%3, %3) <{rmw = "exchange", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32

    // DROP-COUNT-5: "vir.device_subgroup.elect"
    // DROP-NEXT: "vir.if"
    // DROP-NEXT: "vir.atomic.rmw"(%{{.*}}, %{{.*}}) <{rmw = "min", buffer = @a, ordering = "relaxed", scope = "device"}>
    %b5 = "vir.atomic.rmw"(%3, %3) <{rmw = "min", buffer = @a, ordering = "seq_cst", scope = "device"}> : (ui32, ui32) -> ui32
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
