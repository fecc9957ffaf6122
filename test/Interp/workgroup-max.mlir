// RUN: vyre-run --device=interp %s --in a=00000000000000000000000000000000 | FileCheck %s
// RUN: vyre-run --device=interp %s --in a=00000000000000000000000000000000 --schedule=reversed | FileCheck %s
// Of 0 ^ 5, 1 ^ 5, 2 ^ 5 and 3 ^ 5 the third is the largest; the second time that one has ended.
// CHECK: a=06000000060000000700000006000000
"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 4, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %five = "vir.const"() <{value = 5 : ui32}> : () -> ui32
    %x = "vir.xor"(%i, %five) : (ui32, ui32) -> ui32
    %m = "vir.workgroup.max"(%x) : (ui32) -> ui32
    "vir.store"(%i, %m) <{buffer = @a}> : (ui32, ui32) -> ()
    %c = "vir.cmp"(%x, %m) <{predicate = "eq"}> : (ui32, ui32) -> i1
    "vir.if"(%c) ({
      "vir.return"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    %n = "vir.workgroup.max"(%x) : (ui32) -> ui32
    "vir.store"(%i, %n) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
