// RUN: vyre-opt %s --passes=cse,canonicalize,dce,cse,canonicalize,dce --verify-each | FileCheck %s
// Which invocations come to an op is part of what it gives: two equal ops are two, in their own arms, and the second
// in an arm that others do not take stays there.

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %one = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %seven = "vir.const"() <{value = 7 : ui32}> : () -> ui32
    %c = "vir.cmp"(%i, %seven) <{predicate = "lt"}> : (ui32, ui32) -> i1
// CHECK: %[[ALL:.*]] = "vir.device_subgroup.add"(%[[ONE:.*]]) :
    %all = "vir.device_subgroup.add"(%one) : (ui32) -> ui32
// CHECK: "vir.if"
    %r = "vir.if"(%c) ({
// CHECK: %[[SOME:.*]] = "vir.device_subgroup.add"(%[[ONE]])
// CHECK: "vir.yield"(%[[SOME]])
      %some = "vir.device_subgroup.add"(%one) : (ui32) -> ui32
      "vir.yield"(%some) : (ui32) -> ()
    }, {
// CHECK: %[[OTHERS:.*]] = "vir.device_subgroup.add"(%[[ONE]])
// CHECK: "vir.yield"(%[[OTHERS]])
      %others = "vir.device_subgroup.add"(%one) : (ui32) -> ui32
      "vir.yield"(%others) : (ui32) -> ()
    }) : (i1) -> ui32
    %sum = "vir.add"(%all, %r) : (ui32, ui32) -> ui32
    "vir.store"(%i, %sum) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
