// RUN: vyre-opt %s --passes=promote-atomics --verify-each --stats --remarks 2> %t.err | FileCheck %s
// RUN: FileCheck %s --check-prefix=SAID < %t.err
// RUN: vyre-opt %s --passes=promote-atomics{releases=drop} --verify-each | FileCheck %s --check-prefix=DROP
// Atomics that only read or only write become loads and stores, unless an ordering would be lost.

// SAID: 55:{{[0-9]+}}: remark[pass-missed]: promote-atomics: not a load: the release ordering releases what the invocation did before
// SAID: 58:{{[0-9]+}}: remark[pass-missed]: promote-atomics: not a load: the seq_cst ordering releases
// SAID: 68:{{[0-9]+}}: remark[pass-applied]: promote-atomics: an exchange whose old element nobody uses is a store
// SAID: 77:{{[0-9]+}}: remark[pass-missed]: promote-atomics: not a store: the acquire ordering acquires what others did before
// SAID: 80:{{[0-9]+}}: remark[pass-missed]: promote-atomics: not a store: it would end a sequence of releases to a buffer from which the kernel acquires
// SAID-DAG: 8  promote-atomics: loads made
// SAID-DAG: 2  promote-atomics: stores made

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "s", element = si32, wire_type = "i32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "b", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 2 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "c", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 4 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "o", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 3 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    // CHECK: %[[I:.*]] = "vir.invocation_id"
    %i = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %ones = "vir.const"() <{value = 4294967295 : ui32}> : () -> ui32
    %least = "vir.const"() <{value = -2147483648 : si32}> : () -> si32
    %1 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    // Each operator has an operand that changes nothing.
    // CHECK: %[[L0:.*]] = "vir.atomic.load"(%[[I]]) <{buffer = @a, ordering = "relaxed", scope = "device"}>
    // CHECK-NEXT: %[[L1:.*]] = "vir.atomic.load"(%[[I]]) <{buffer = @a, ordering = "relaxed", scope = "workgroup", in_bounds}>
    // CHECK-NEXT: %[[L2:.*]] = "vir.atomic.load"
    // CHECK-NEXT: %[[L3:.*]] = "vir.atomic.load"
    // CHECK-NEXT: %[[L4:.*]] = "vir.atomic.load"(%[[I]]) <{buffer = @s, ordering = "relaxed", scope = "device"}> : (ui32) -> si32
    // A comparison with what would be written anyway reads alone.
    // CHECK-NEXT: %[[L5:.*]] = "vir.atomic.load"(%[[I]]) <{buffer = @a, ordering = "acquire", scope = "device"}>
    // CHECK-NEXT: "vir.store"(%[[L0]], %[[L1]])
    // CHECK-NEXT: "vir.store"(%[[L2]], %[[L3]])
    // CHECK-NEXT: "vir.store"(%[[L5]], %[[L4]])
    %l0 = "vir.atomic.rmw"(%i, %0) <{rmw = "add", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    %l1 = "vir.atomic.rmw"(%i, %0) <{rmw = "xor", buffer = @a, ordering = "relaxed", scope = "workgroup", in_bounds}> : (ui32, ui32) -> ui32
    %l2 = "vir.atomic.rmw"(%i, %ones) <{rmw = "and", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    %l3 = "vir.atomic.rmw"(%i, %ones) <{rmw = "min", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    %l4 = "vir.atomic.rmw"(%i, %least) <{rmw = "max", buffer = @s, ordering = "relaxed", scope = "device"}> : (ui32, si32) -> si32
    %l5 = "vir.atomic.cmpxchg"(%i, %1, %1) <{buffer = @a, ordering = "acquire", scope = "device"}> : (ui32, ui32, ui32) -> ui32
    "vir.store"(%l0, %l1) <{buffer = @o}> : (ui32, ui32) -> ()
    "vir.store"(%l2, %l3) <{buffer = @o}> : (ui32, ui32) -> ()
    "vir.store"(%l5, %l4) <{buffer = @s}> : (ui32, si32) -> ()
    // Nobody uses this one; what it acquires stays.
    // CHECK-NEXT: "vir.atomic.load"(%[[I]]) <{buffer = @a, ordering = "acquire", scope = "device"}>
    %unused = "vir.atomic.rmw"(%i, %0) <{rmw = "or", buffer = @a, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    %acquire = "vir.atomic.rmw"(%i, %0) <{rmw = "or", buffer = @a, ordering = "acquire", scope = "device"}> : (ui32, ui32) -> ui32
    // What releases stays.
    // CHECK-NEXT: "vir.atomic.rmw"{{.*}}rmw = "add"{{.*}}"release"
    // DROP: "vir.store"{{.*}}@s
    // DROP-NEXT: "vir.atomic.load"{{.*}}@a, ordering = "acquire"
    %rel = "vir.atomic.rmw"(%i, %0) <{rmw = "add", buffer = @b, ordering = "release", scope = "device"}> : (ui32, ui32) -> ui32
    // CHECK-NEXT: "vir.atomic.rmw"{{.*}}rmw = "add"{{.*}}"seq_cst"
    // DROP-NEXT: "vir.atomic.load"{{.*}}@o, ordering = "acquire"
    %sc = "vir.atomic.rmw"(%i, %0) <{rmw = "add", buffer = @o, ordering = "seq_cst", scope = "device"}> : (ui32, ui32) -> ui32
    // These write something else.
    // CHECK-NEXT: "vir.atomic.rmw"{{.*}}rmw = "max"
    // CHECK-NEXT: "vir.atomic.cmpxchg"
    // DROP-NEXT: "vir.atomic.rmw"{{.*}}rmw = "max"
    // DROP-NEXT: "vir.atomic.cmpxchg"
    %max = "vir.atomic.rmw"(%i, %ones) <{rmw = "max", buffer = @c, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    %cas = "vir.atomic.cmpxchg"(%i, %0, %1) <{buffer = @c, ordering = "relaxed", scope = "device"}> : (ui32, ui32, ui32) -> ui32
    // CHECK-NEXT: "vir.atomic.store"(%[[I]], %{{.*}}) <{buffer = @b, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ()
    // CHECK-NEXT: "vir.atomic.store"(%[[I]], %{{.*}}) <{buffer = @b, ordering = "release", scope = "device"}> : (ui32, ui32) -> ()
    %x0 = "vir.atomic.rmw"(%i, %1) <{rmw = "exchange", buffer = @b, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    %x1 = "vir.atomic.rmw"(%i, %1) <{rmw = "exchange", buffer = @b, ordering = "release", scope = "device"}> : (ui32, ui32) -> ui32
    // The old element of this one is used.
    // CHECK-NEXT: %[[OLD:.*]] = "vir.atomic.rmw"{{.*}}rmw = "exchange"
    // CHECK-NEXT: "vir.store"(%[[OLD]], %[[OLD]])
    %x2 = "vir.atomic.rmw"(%i, %1) <{rmw = "exchange", buffer = @b, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ui32
    "vir.store"(%x2, %x2) <{buffer = @o}> : (ui32, ui32) -> ()
    // CHECK-NEXT: "vir.atomic.rmw"{{.*}}rmw = "exchange"{{.*}}"acquire"
    // DROP: "vir.atomic.store"{{.*}}@c, ordering = "relaxed"
    %x3 = "vir.atomic.rmw"(%i, %1) <{rmw = "exchange", buffer = @c, ordering = "acquire", scope = "device"}> : (ui32, ui32) -> ui32
    // CHECK-NEXT: "vir.atomic.rmw"{{.*}}rmw = "exchange"{{.*}}"release"
    // DROP-NEXT: "vir.atomic.store"{{.*}}@o, ordering = "release"
    %x4 = "vir.atomic.rmw"(%i, %1) <{rmw = "exchange", buffer = @o, ordering = "release", scope = "device"}> : (ui32, ui32) -> ui32
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
