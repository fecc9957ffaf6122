// RUN: vyre-opt %s --passes=assume-bounds,lower-small-types --verify-each | FileCheck %s
// RUN: vyre-opt %s --passes=assume-bounds,lower-small-types{keep=1} --verify-each | FileCheck %s --check-prefixes=KEEP
// A float that becomes a small integer saturates to its range, also where the target has such integers: it has no
// conversion of floats to them. A byte that becomes a float has its sign extended. Values are tested in
// test/unit/Interp/Lowerings.cpp, those of f16 and bf16 too.

// CHECK: %[[X:.*]] = "vir.load"(%{{.*}}) <{buffer = @f
// CHECK: %[[N:.*]] = "vir.convert"(%[[X]]) : (f32) -> si32
// CHECK: %[[HIGH:.*]] = "vir.const"() <{value = 127 : si32}>
// CHECK: %[[MIN:.*]] = "vir.min"(%[[N]], %[[HIGH]])
// CHECK: %[[LOW:.*]] = "vir.const"() <{value = -128 : si32}>
// CHECK: %[[MAX:.*]] = "vir.max"(%[[MIN]], %[[LOW]])
// CHECK: %[[WORD:.*]] = "vir.convert"(%[[MAX]]) : (si32) -> ui32
// CHECK: "vir.and"(%[[WORD]], %{{.*}})
// CHECK: "vir.shl"(%{{.*}}, %{{.*}}) : (si32, si32) -> si32
// CHECK: %[[SIGNED:.*]] = "vir.shr"(%{{.*}}, %{{.*}}) : (si32, si32) -> si32
// CHECK: "vir.convert"(%[[SIGNED]]) : (si32) -> f32
// CHECK-NOT: si8

// KEEP: %[[N:.*]] = "vir.convert"(%{{.*}}) : (f32) -> si32
// KEEP: %[[MIN:.*]] = "vir.min"(%[[N]]
// KEEP: %[[MAX:.*]] = "vir.max"(%[[MIN]]
// KEEP: %[[B:.*]] = "vir.convert"(%[[MAX]]) : (si32) -> si8
// KEEP: "vir.convert"(%[[B]]) : (si8) -> f32

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "b", element = si8, wire_type = "i8", stride = 1 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "f32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %x = "vir.load"(%i) <{buffer = @f}> : (ui32) -> f32
    %n = "vir.convert"(%x) : (f32) -> si8
    %y = "vir.convert"(%n) : (si8) -> f32
    "vir.store"(%i, %n) <{buffer = @b}> : (ui32, si8) -> ()
    "vir.store"(%i, %y) <{buffer = @f}> : (ui32, f32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
