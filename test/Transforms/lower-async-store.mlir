// RUN: vyre-opt %s --passes=lower-async --verify-each | FileCheck %s
// An asynchronous store reads from the first byte and writes from its offset on; what would lie beyond the destination is not taken.
// It is waited for at once, so that one loop moves it, with nothing to check.

// CHECK: %[[LENGTH:.*]] = "vir.buffer_len"() <{buffer = @a}>
// CHECK: %[[BYTES:.*]] = "vir.mul"(%[[LENGTH]], %{{.*}})
// CHECK: %[[ROOM:.*]] = "vir.sat_sub"(%[[BYTES]], %[[OFFSET:.*]])
// CHECK: %[[SIZE:.*]] = "vir.min"(%{{.*}}, %[[ROOM]])
// CHECK-NOT: "vir.trap"
// CHECK: "vir.for"(%{{.*}}, %[[SIZE]])
// CHECK: "vir.load"(%{{.*}}) <{buffer = @s}>
// CHECK: "vir.store"(%{{.*}}) <{buffer = @a}>
// CHECK-NOT: "vir.for"
// CHECK-NOT: "vir.trap"
// CHECK-NOT: "vir.async

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "s", element = ui32, wire_type = "u32", stride = 4 : i64, count = 4 : i64, access = "workgroup", role = "workgroup"}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %at = "vir.const"() <{value = 5 : ui32}> : () -> ui32
    %size = "vir.const"() <{value = 8 : ui32}> : () -> ui32
    "vir.async.store"(%at, %size) <{source = @s, dest = @a, tag = "t"}> : (ui32, ui32) -> ()
    "vir.async.wait"() <{tag = "t"}> : () -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
