// RUN: vyre-opt %s --passes=fold-ranges,dce --verify-each --stats 2> %t.err | FileCheck %s
// RUN: FileCheck %s --check-prefix=STATS < %t.err
// RUN: vyre-opt %s --passes=fold-ranges --remarks 2>&1 >/dev/null | FileCheck %s --check-prefix=SAID
// What the ranges of operands decide.

// STATS-DAG: 4  fold-ranges: ops made simpler
// STATS-DAG: 4  fold-ranges: ops replaced by an operand
// SAID: an operand is always 1 here
// SAID: vir.rem changes nothing: the first operand is 0 to 63
// SAID: vir.div is vir.shr: the first operand is 0 to 63

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "b", element = i1, wire_type = "bool", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "s", element = si32, wire_type = "i32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 2 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    // CHECK: %[[TRUE:.*]] = "vir.const"() <{value = true}>
    // CHECK: %[[L:.*]] = "vir.local_id"
    // CHECK: %[[G:.*]] = "vir.invocation_id"
    %l = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %g = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %63 = "vir.const"() <{value = 63 : ui32}> : () -> ui32
    %64 = "vir.const"() <{value = 64 : ui32}> : () -> ui32
    %s8 = "vir.const"() <{value = 8 : si32}> : () -> si32
    // A comparison that is always true, and one that is not: 63 may be.
    // CHECK: "vir.store"(%[[L]], %[[TRUE]])
    %always = "vir.cmp"(%l, %64) <{predicate = "lt"}> : (ui32, ui32) -> i1
    "vir.store"(%l, %always) <{buffer = @b}> : (ui32, i1) -> ()
    // CHECK: %[[SOME:.*]] = "vir.cmp"(%[[L]], %{{.*}}) <{predicate = "lt"}>
    // CHECK-NEXT: "vir.store"(%[[L]], %[[SOME]])
    %some = "vir.cmp"(%l, %63) <{predicate = "lt"}> : (ui32, ui32) -> i1
    "vir.store"(%l, %some) <{buffer = @b}> : (ui32, i1) -> ()
    // Clamps.
    // CHECK-NEXT: "vir.store"(%[[L]], %[[L]])
    // CHECK-NEXT: "vir.store"(%[[L]], %[[L]])
    // CHECK-NEXT: "vir.store"(%[[L]], %[[L]])
    // CHECK-NEXT: "vir.store"(%[[L]], %[[L]])
    %rem = "vir.rem"(%l, %64) : (ui32, ui32) -> ui32
    "vir.store"(%l, %rem) <{buffer = @u}> : (ui32, ui32) -> ()
    %min = "vir.min"(%l, %63) : (ui32, ui32) -> ui32
    "vir.store"(%l, %min) <{buffer = @u}> : (ui32, ui32) -> ()
    %and = "vir.and"(%l, %63) : (ui32, ui32) -> ui32
    // One fold leads to the next.
    %max = "vir.max"(%0, %and) : (ui32, ui32) -> ui32
    "vir.store"(%l, %and) <{buffer = @u}> : (ui32, ui32) -> ()
    "vir.store"(%l, %max) <{buffer = @u}> : (ui32, ui32) -> ()
    // CHECK-NEXT: %[[REM:.*]] = "vir.rem"(%[[L]], %{{.*}})
    // CHECK-NEXT: "vir.store"(%[[L]], %[[REM]])
    %rem63 = "vir.rem"(%l, %63) : (ui32, ui32) -> ui32
    "vir.store"(%l, %rem63) <{buffer = @u}> : (ui32, ui32) -> ()
    // Sums and differences that stay inside the type.
    // CHECK-NEXT: "vir.add"(%[[L]], %[[L]])
    // CHECK: "vir.sub"(%{{.*}}, %[[L]])
    // CHECK: "vir.sat_add"(%[[G]], %[[L]])
    %sum = "vir.sat_add"(%l, %l) : (ui32, ui32) -> ui32
    "vir.store"(%l, %sum) <{buffer = @u}> : (ui32, ui32) -> ()
    %difference = "vir.sat_sub"(%64, %l) : (ui32, ui32) -> ui32
    "vir.store"(%l, %difference) <{buffer = @u}> : (ui32, ui32) -> ()
    %open = "vir.sat_add"(%g, %l) : (ui32, ui32) -> ui32
    "vir.store"(%l, %open) <{buffer = @u}> : (ui32, ui32) -> ()
    // Signed division by a power of two, of what is not negative, and of what may be.
    // CHECK: %[[SL:.*]] = "vir.convert"(%[[L]])
    // CHECK-NEXT: "vir.shr"(%[[SL]],
    // CHECK-NEXT: "vir.store"
    // CHECK-NEXT: "vir.and"(%[[SL]],
    // CHECK: "vir.div"
    %sl = "vir.convert"(%l) : (ui32) -> si32
    %quotient = "vir.div"(%sl, %s8) : (si32, si32) -> si32
    "vir.store"(%l, %quotient) <{buffer = @s}> : (ui32, si32) -> ()
    %srem = "vir.rem"(%sl, %s8) : (si32, si32) -> si32
    "vir.store"(%l, %srem) <{buffer = @s}> : (ui32, si32) -> ()
    %any = "vir.load"(%l) <{buffer = @s}> : (ui32) -> si32
    %signed = "vir.div"(%any, %s8) : (si32, si32) -> si32
    "vir.store"(%l, %signed) <{buffer = @s}> : (ui32, si32) -> ()
    // In each arm the condition is known, and so is what it says of %g.
    // CHECK: %[[C:.*]] = "vir.cmp"(%[[G]], %{{.*}}) <{predicate = "lt"}>
    // CHECK: "vir.if"(%[[C]]) ({
    // CHECK-NEXT: "vir.store"(%[[L]], %[[TRUE]])
    // CHECK-NEXT: "vir.store"(%[[L]], %[[TRUE]])
    // CHECK: }, {
    // CHECK-NOT: "vir.store"(%[[L]], %[[TRUE]])
    // CHECK: })
    // CHECK-NEXT: "vir.store"(%[[L]], %[[C]])
    %c = "vir.cmp"(%g, %63) <{predicate = "lt"}> : (ui32, ui32) -> i1
    "vir.if"(%c) ({
      "vir.store"(%l, %c) <{buffer = @b}> : (ui32, i1) -> ()
      %below = "vir.cmp"(%g, %64) <{predicate = "lt"}> : (ui32, ui32) -> i1
      "vir.store"(%l, %below) <{buffer = @b}> : (ui32, i1) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.store"(%l, %c) <{buffer = @b}> : (ui32, i1) -> ()
      %below = "vir.cmp"(%g, %64) <{predicate = "lt"}> : (ui32, ui32) -> i1
      "vir.store"(%l, %below) <{buffer = @b}> : (ui32, i1) -> ()
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.store"(%l, %c) <{buffer = @b}> : (ui32, i1) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
