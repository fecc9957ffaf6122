// RUN: vyre-opt %s --passes=canonicalize,dce --verify-each | FileCheck %s
// Identities and strength reduction, one store a case: what is stored is what the op became.

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "w", element = ui32, wire_type = "u32", stride = 4 : i64, count = 11 : i64, access = "workgroup", role = "workgroup"}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    // CHECK-DAG: %[[C0:.*]] = "vir.const"() <{value = 0 : ui32}>
    // CHECK-DAG: %[[C3:.*]] = "vir.const"() <{value = 3 : ui32}>
    // CHECK-DAG: %[[C7:.*]] = "vir.const"() <{value = 7 : ui32}>
    // CHECK-DAG: %[[C11:.*]] = "vir.const"() <{value = 11 : ui32}>
    // CHECK-DAG: %[[ONES:.*]] = "vir.const"() <{value = 4294967295 : ui32}>
    // CHECK: %[[X:.*]] = "vir.invocation_id"
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    // CHECK: %[[Y:.*]] = "vir.local_id"
    %y = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %1 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %3 = "vir.const"() <{value = 3 : ui32}> : () -> ui32
    %8 = "vir.const"() <{value = 8 : ui32}> : () -> ui32
    %ones = "vir.const"() <{value = 4294967295 : ui32}> : () -> ui32
    // There is one invocation along the second axis.
    // CHECK-NEXT: "vir.store"(%[[X]], %[[C0]])
    %i1 = "vir.local_id"() <{axis = 1 : i64}> : () -> ui32
    "vir.store"(%x, %i1) <{buffer = @out}> : (ui32, ui32) -> ()
    // The length of memory of the workgroup is known, that of other buffers is the host's.
    // CHECK-NEXT: "vir.store"(%[[X]], %[[C11]])
    // CHECK-NEXT: %[[LEN:.*]] = "vir.buffer_len"() <{buffer = @out}>
    // CHECK-NEXT: "vir.store"(%[[X]], %[[LEN]])
    %l0 = "vir.buffer_len"() <{buffer = @w}> : () -> ui32
    "vir.store"(%x, %l0) <{buffer = @out}> : (ui32, ui32) -> ()
    %l1 = "vir.buffer_len"() <{buffer = @out}> : () -> ui32
    "vir.store"(%x, %l1) <{buffer = @out}> : (ui32, ui32) -> ()
    // 0 + x
    // CHECK-NEXT: "vir.store"(%[[X]], %[[X]])
    %a0 = "vir.add"(%0, %x) : (ui32, ui32) -> ui32
    "vir.store"(%x, %a0) <{buffer = @out}> : (ui32, ui32) -> ()
    // (x + 3) + 8
    // CHECK-NEXT: %[[SUM:.*]] = "vir.add"(%[[X]], %[[C11]])
    // CHECK-NEXT: "vir.store"(%[[X]], %[[SUM]])
    %a1 = "vir.add"(%x, %3) : (ui32, ui32) -> ui32
    %a2 = "vir.add"(%a1, %8) : (ui32, ui32) -> ui32
    "vir.store"(%x, %a2) <{buffer = @out}> : (ui32, ui32) -> ()
    // x - x
    // CHECK-NEXT: "vir.store"(%[[X]], %[[C0]])
    %s0 = "vir.sub"(%x, %x) : (ui32, ui32) -> ui32
    "vir.store"(%x, %s0) <{buffer = @out}> : (ui32, ui32) -> ()
    // 8 * x
    // CHECK-NEXT: %[[SHL:.*]] = "vir.shl"(%[[X]], %[[C3]])
    // CHECK-NEXT: "vir.store"(%[[X]], %[[SHL]])
    %m0 = "vir.mul"(%8, %x) : (ui32, ui32) -> ui32
    "vir.store"(%x, %m0) <{buffer = @out}> : (ui32, ui32) -> ()
    // x / 8
    // CHECK-NEXT: %[[SHR:.*]] = "vir.shr"(%[[X]], %[[C3]])
    // CHECK-NEXT: "vir.store"(%[[X]], %[[SHR]])
    %d0 = "vir.div"(%x, %8) : (ui32, ui32) -> ui32
    "vir.store"(%x, %d0) <{buffer = @out}> : (ui32, ui32) -> ()
    // x / 0 and x % 0
    // CHECK-NEXT: "vir.store"(%[[ONES]], %[[C0]])
    %d1 = "vir.div"(%x, %0) : (ui32, ui32) -> ui32
    %r1 = "vir.rem"(%x, %0) : (ui32, ui32) -> ui32
    "vir.store"(%d1, %r1) <{buffer = @out}> : (ui32, ui32) -> ()
    // x % 8
    // CHECK-NEXT: %[[AND:.*]] = "vir.and"(%[[X]], %[[C7]])
    // CHECK-NEXT: "vir.store"(%[[X]], %[[AND]])
    %r0 = "vir.rem"(%x, %8) : (ui32, ui32) -> ui32
    "vir.store"(%x, %r0) <{buffer = @out}> : (ui32, ui32) -> ()
    // x & ~0, x | ~0, x ^ x
    // CHECK-NEXT: "vir.store"(%[[X]], %[[ONES]])
    // CHECK-NEXT: "vir.store"(%[[C0]], %[[Y]])
    %b0 = "vir.and"(%x, %ones) : (ui32, ui32) -> ui32
    %b1 = "vir.or"(%ones, %x) : (ui32, ui32) -> ui32
    %b2 = "vir.xor"(%x, %x) : (ui32, ui32) -> ui32
    "vir.store"(%b0, %b1) <{buffer = @out}> : (ui32, ui32) -> ()
    "vir.store"(%b2, %y) <{buffer = @out}> : (ui32, ui32) -> ()
    // Shifts by the width are shifts by nothing.
    // CHECK-NEXT: "vir.store"(%[[X]], %[[X]])
    %w = "vir.const"() <{value = 32 : ui32}> : () -> ui32
    %t0 = "vir.shl"(%x, %w) : (ui32, ui32) -> ui32
    "vir.store"(%x, %t0) <{buffer = @out}> : (ui32, ui32) -> ()
    // A comparison turned into a number and back; its opposite.
    // CHECK-NEXT: %[[LT:.*]] = "vir.cmp"(%[[X]], %[[Y]]) <{predicate = "lt"}>
    // CHECK-NEXT: %[[GE:.*]] = "vir.cmp"(%[[X]], %[[Y]]) <{predicate = "ge"}>
    // CHECK-NEXT: %[[PICK:.*]] = "vir.select"(%[[LT]], %[[X]], %[[Y]])
    // CHECK-NEXT: %[[PICK2:.*]] = "vir.select"(%[[GE]], %[[X]], %[[Y]])
    // CHECK-NEXT: "vir.store"(%[[PICK]], %[[PICK2]])
    %lt = "vir.cmp"(%x, %y) <{predicate = "lt"}> : (ui32, ui32) -> i1
    %number = "vir.convert"(%lt) : (i1) -> ui32
    %back = "vir.cmp"(%0, %number) <{predicate = "ne"}> : (ui32, ui32) -> i1
    %ge = "vir.not"(%lt) : (i1) -> i1
    %p0 = "vir.select"(%back, %x, %y) : (i1, ui32, ui32) -> ui32
    %p1 = "vir.select"(%ge, %x, %y) : (i1, ui32, ui32) -> ui32
    "vir.store"(%p0, %p1) <{buffer = @out}> : (ui32, ui32) -> ()
    // A constant on the left moves to the right, with its predicate.
    // CHECK-NEXT: %[[GT:.*]] = "vir.cmp"(%[[X]], %[[C3]]) <{predicate = "gt"}>
    // CHECK-NEXT: "vir.select"(%[[GT]]
    %gt = "vir.cmp"(%3, %x) <{predicate = "lt"}> : (ui32, ui32) -> i1
    %p2 = "vir.select"(%gt, %x, %y) : (i1, ui32, ui32) -> ui32
    "vir.store"(%x, %p2) <{buffer = @out}> : (ui32, ui32) -> ()
    // Nothing is below 0.
    // CHECK: "vir.store"(%[[X]], %[[Y]])
    %never = "vir.cmp"(%x, %0) <{predicate = "lt"}> : (ui32, ui32) -> i1
    %p3 = "vir.select"(%never, %x, %y) : (i1, ui32, ui32) -> ui32
    "vir.store"(%x, %p3) <{buffer = @out}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
