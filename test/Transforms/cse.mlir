// RUN: vyre-opt %s --passes=cse --verify-each | FileCheck %s
// Equal ops merge where the first one is visible, and only then; reads of memory do not.

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    // CHECK: %[[X:.*]] = "vir.invocation_id"() <{axis = 0 : i64}>
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %x2 = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    // Another axis is another value.
    // CHECK-NEXT: %[[Y:.*]] = "vir.invocation_id"() <{axis = 1 : i64}>
    %y = "vir.invocation_id"() <{axis = 1 : i64}> : () -> ui32
    // CHECK-NEXT: %[[LEN:.*]] = "vir.buffer_len"
    %len = "vir.buffer_len"() <{buffer = @out}> : () -> ui32
    // CHECK-NEXT: %[[LT:.*]] = "vir.cmp"(%[[X]], %[[LEN]]) <{predicate = "lt"}>
    %lt = "vir.cmp"(%x2, %len) <{predicate = "lt"}> : (ui32, ui32) -> i1
    // CHECK-NEXT: "vir.cmp"(%[[X]], %[[LEN]]) <{predicate = "le"}>
    %le = "vir.cmp"(%x, %len) <{predicate = "le"}> : (ui32, ui32) -> i1
    // CHECK-NEXT: "vir.if"(%[[LT]])
    "vir.if"(%lt) ({
      // CHECK-NEXT: %[[SUM:.*]] = "vir.add"(%[[X]], %[[Y]])
      // CHECK-NEXT: "vir.store"(%[[SUM]], %[[LEN]])
      %sum = "vir.add"(%x2, %y) : (ui32, ui32) -> ui32
      %len2 = "vir.buffer_len"() <{buffer = @out}> : () -> ui32
      "vir.store"(%sum, %len2) <{buffer = @out}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      // The sum of the other region is not visible here.
      // CHECK: %[[SUM2:.*]] = "vir.add"(%[[X]], %[[Y]])
      // CHECK-NEXT: "vir.if"
      %sum = "vir.add"(%x, %y) : (ui32, ui32) -> ui32
      "vir.if"(%le) ({
        // CHECK-NEXT: "vir.store"(%[[SUM2]], %[[SUM2]])
        %inner = "vir.add"(%x, %y) : (ui32, ui32) -> ui32
        "vir.store"(%sum, %inner) <{buffer = @out}> : (ui32, ui32) -> ()
        "vir.yield"() : () -> ()
      }, {}) : (i1) -> ()
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    // CHECK: %[[A:.*]] = "vir.load"(%[[X]])
    // CHECK-NEXT: %[[B:.*]] = "vir.load"(%[[X]])
    // CHECK-NEXT: "vir.store"(%[[A]], %[[B]])
    %a = "vir.load"(%x) <{buffer = @out}> : (ui32) -> ui32
    %b = "vir.load"(%x2) <{buffer = @out}> : (ui32) -> ui32
    "vir.store"(%a, %b) <{buffer = @out}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
