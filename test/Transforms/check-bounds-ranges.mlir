// RUN: vyre-opt %s --passes=check-bounds --verify-each --remarks 2> %t.err | FileCheck %s
// RUN: FileCheck %s --check-prefix=SAID < %t.err
// No check where the index cannot leave the buffer: by its range, in memory of the workgroup, or by a condition of the program.

// SAID: no check: the index is at most 63, and 'shared' has 64 elements
// SAID: checked: the index may be 64, and 'shared' has 64 elements
// SAID: no check: the index is at most 62, and 'shared' has 64 elements
// SAID: checked: the length of 'in' is the host's, and no condition around the access compares the index with it
// SAID: no check: a condition around the access compares the index with the length of 'out'

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "in", element = ui32, wire_type = "u32", stride = 4 : i64, count = 64 : i64, access = "read_only", role = "input", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "shared", element = ui32, wire_type = "u32", stride = 4 : i64, count = 64 : i64, access = "workgroup", role = "workgroup"}> : () -> ()
  // CHECK: "vir.kernel"
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %l = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %g = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %1 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %63 = "vir.const"() <{value = 63 : ui32}> : () -> ui32
    // A workgroup has 64 invocations.
    // CHECK-NOT: vir.if
    // CHECK: "vir.store"(%[[L:.*]], %[[L]]) <{buffer = @shared, in_bounds}>
    "vir.store"(%l, %l) <{buffer = @shared}> : (ui32, ui32) -> ()
    // CHECK: "vir.if"
    // CHECK-NEXT: "vir.load"{{.*}}@shared
    // CHECK: }
    %next = "vir.add"(%l, %1) : (ui32, ui32) -> ui32
    %a = "vir.load"(%next) <{buffer = @shared}> : (ui32) -> ui32
    // The counter of a loop, and a value below a number.
    // CHECK: "vir.for"
    // CHECK-NOT: vir.if
    // CHECK: "vir.load"{{.*}}@shared, in_bounds
    // CHECK: "vir.yield"
    "vir.for"(%0, %63) ({
    ^bb0(%i: ui32):
      %b = "vir.load"(%i) <{buffer = @shared}> : (ui32) -> ui32
      "vir.store"(%i, %b) <{buffer = @shared, in_bounds}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    // The condition says it of the buffer `out`, and only there.
    // CHECK: %[[LEN:.*]] = "vir.buffer_len"() <{buffer = @out}>
    // CHECK: "vir.cmp"
    // CHECK-NEXT: "vir.if"
    // CHECK-NEXT: "vir.buffer_len"() <{buffer = @in}>
    // CHECK: "vir.load"{{.*}}@in, in_bounds
    // CHECK: "vir.store"{{.*}}@out, in_bounds
    // CHECK: "vir.buffer_len"() <{buffer = @out}>
    // CHECK: "vir.if"
    // CHECK: "vir.store"{{.*}}@out, in_bounds
    %len = "vir.buffer_len"() <{buffer = @out}> : () -> ui32
    %inside = "vir.cmp"(%g, %len) <{predicate = "lt"}> : (ui32, ui32) -> i1
    "vir.if"(%inside) ({
      %c = "vir.load"(%g) <{buffer = @in}> : (ui32) -> ui32
      "vir.store"(%g, %c) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.store"(%g, %l) <{buffer = @out}> : (ui32, ui32) -> ()
    // Who has not left is inside.
    // CHECK: "vir.cmp"{{.*}}"ge"
    // CHECK-NEXT: "vir.if"
    // CHECK-NEXT: "vir.return"
    // CHECK-NEXT: }, {
    // CHECK-NEXT: "vir.yield"
    // CHECK-NEXT: })
    // CHECK-NEXT: "vir.store"{{.*}}@out, in_bounds
    %outside = "vir.cmp"(%g, %len) <{predicate = "ge"}> : (ui32, ui32) -> i1
    "vir.if"(%outside) ({
      "vir.return"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.store"(%g, %g) <{buffer = @out}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
