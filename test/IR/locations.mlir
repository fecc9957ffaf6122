// RUN: vyre-opt %s --print-locs | FileCheck %s
// Text gives each op its line and column; a location that is written out wins, and all three kinds read back.

// CHECK: "vir.const"() <{value = true}> : () -> i1 loc("text":[[#@LINE+6]]:5)
// CHECK: "vir.const"() <{value = false}> : () -> i1 loc("bytes":4660:7)
// CHECK: "vir.return"() : () -> () loc(unknown)
// CHECK: }) : () -> () loc("text":3:4)
"vir.module"() <{form = "imported"}> ({
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    %0 = "vir.const"() <{value = true}> : () -> i1
    %1 = "vir.const"() <{value = false}> : () -> i1 loc("bytes":4660:7)
    "vir.return"() : () -> () loc(unknown)
  }) : () -> () loc("text":3:4)
}) : () -> ()
