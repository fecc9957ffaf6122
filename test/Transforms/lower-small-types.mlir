// RUN: vyre-opt %s --passes=assume-bounds,lower-small-types --verify-each | FileCheck %s
// Bytes are taken out of words, and put into them by two atomics; a length comes from the host.

// CHECK: "vir.buffer"() <{sym_name = "b", element = ui32, {{.*}}stride = 1 : i64{{.*}}words
// CHECK: "vir.buffer"() <{sym_name = "__vyre_lengths", {{.*}}access = "read_only", role = "lengths", binding = 1 : i64
// CHECK: "vir.load"(%{{.*}}) <{buffer = @__vyre_lengths, in_bounds}>
// CHECK: %[[W:.*]] = "vir.atomic.load"(%{{.*}}) <{buffer = @b
// CHECK: "vir.shr"(%[[W]], %{{.*}})
// CHECK: "vir.atomic.rmw"(%{{.*}}) <{rmw = "and", buffer = @b
// CHECK: "vir.atomic.rmw"(%{{.*}}) <{rmw = "or", buffer = @b
// CHECK-NOT: ui8

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "b", element = ui8, wire_type = "u32", stride = 1 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %n = "vir.buffer_len"() <{buffer = @b}> : () -> ui32
    %v = "vir.load"(%n) <{buffer = @b}> : (ui32) -> ui8
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    "vir.store"(%i, %v) <{buffer = @b}> : (ui32, ui8) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
