// RUN: vyre-opt %s --passes=unify-atomic-buffers --verify-each | FileCheck %s
// In a buffer that is the target of an atomic, plain accesses become relaxed atomics; other buffers stay as they are.

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "plain", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    // CHECK: %[[X:.*]] = "vir.invocation_id"
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    // Above the atomic as well as below.
    // CHECK: %[[A:.*]] = "vir.atomic.load"(%[[X]]) <{buffer = @out, in_bounds, ordering = "relaxed", scope = "device"}> : (ui32) -> ui32
    %a = "vir.load"(%x) <{buffer = @out, in_bounds}> : (ui32) -> ui32
    // CHECK-NEXT: %[[B:.*]] = "vir.load"(%[[A]]) <{buffer = @plain}>
    %b = "vir.load"(%a) <{buffer = @plain}> : (ui32) -> ui32
    // CHECK-NEXT: "vir.atomic.rmw"(%[[X]], %[[B]]) <{rmw = "add", buffer = @out, ordering = "seq_cst", scope = "device"}>
    %old = "vir.atomic.rmw"(%x, %b) <{rmw = "add", buffer = @out, ordering = "seq_cst", scope = "device"}> : (ui32, ui32) -> ui32
    // CHECK-NEXT: "vir.atomic.store"(%[[X]], %{{.*}}) <{buffer = @out, ordering = "relaxed", scope = "device"}> : (ui32, ui32) -> ()
    "vir.store"(%x, %old) <{buffer = @out}> : (ui32, ui32) -> ()
    // CHECK-NEXT: "vir.store"(%[[X]], %{{.*}}) <{buffer = @plain}>
    "vir.store"(%x, %old) <{buffer = @plain}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
