// RUN: vyre-opt %s --passes=lower-async --verify-each | FileCheck %s
// A copy whose source is written and whose destination is read before it is waited for is taken to private words where it
// is issued and written where it is waited for; an end of the kernel checks that none is left.

// CHECK: "vir.buffer"() <{sym_name = "__vyre_async.0.state", {{.*}}count = 3 : i64, access = "private"
// CHECK: "vir.buffer"() <{sym_name = "__vyre_async.0", {{.*}}count = 4 : i64, access = "private"
// CHECK: "vir.trap"(%{{.*}}) <{tag = "vir0.async-pending"}>
// CHECK: "vir.for"
// CHECK: "vir.load"(%{{.*}}) <{buffer = @a}>
// CHECK: "vir.store"(%{{.*}}) <{buffer = @__vyre_async.0, in_bounds}>
// CHECK: "vir.store"(%{{.*}}) <{buffer = @a}>
// CHECK: "vir.trap"(%{{.*}}) <{tag = "vir0.async-not-pending"}>
// CHECK: "vir.for"
// CHECK: "vir.load"(%{{.*}}) <{buffer = @__vyre_async.0, in_bounds}>
// CHECK: "vir.store"(%{{.*}}) <{buffer = @s}>
// CHECK: "vir.trap"(%{{.*}}) <{tag = "vir0.async-never-waited-for"}>
// CHECK-NOT: "vir.async

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "s", element = ui32, wire_type = "u32", stride = 4 : i64, count = 4 : i64, access = "workgroup", role = "workgroup"}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %zero = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %size = "vir.const"() <{value = 16 : ui32}> : () -> ui32
    "vir.async.load"(%zero, %size) <{source = @a, dest = @s, tag = "t"}> : (ui32, ui32) -> ()
    %seen = "vir.load"(%zero) <{buffer = @s}> : (ui32) -> ui32
    "vir.store"(%zero, %seen) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.async.wait"() <{tag = "t"}> : () -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
