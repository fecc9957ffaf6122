// RUN: vyre-opt %s --verify-only | count 0
"vir.module"() <{form = "imported"}> ({
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
