// RUN: vyre-opt %s --passes=form-switches --verify-each --stats --remarks 2> %t.err | FileCheck %s
// RUN: FileCheck %s --check-prefix=SAID < %t.err
// Comparisons of one value with three or more numbers become a switch.

// SAID: remark[pass-applied]: form-switches: 4 comparisons of one value are a switch
// SAID: remark[pass-applied]: form-switches: 3 comparisons of one value are a switch
// SAID: remark[pass-missed]: form-switches: two comparisons of a value are not worth a switch
// SAID: 2  form-switches: switches formed

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "o", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    // CHECK: "vir.kernel"
    // CHECK: %[[X:.*]] = "vir.invocation_id"
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %y = "vir.invocation_id"() <{axis = 1 : i64}> : () -> ui32
    %1 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %2 = "vir.const"() <{value = 2 : ui32}> : () -> ui32
    %3 = "vir.const"() <{value = 3 : ui32}> : () -> ui32
    %x1 = "vir.cmp"(%x, %1) <{predicate = "eq"}> : (ui32, ui32) -> i1
    %x2 = "vir.cmp"(%x, %2) <{predicate = "eq"}> : (ui32, ui32) -> i1
    %y1 = "vir.cmp"(%y, %1) <{predicate = "eq"}> : (ui32, ui32) -> i1
    // One inside the other, with results. The second test for 1 is never true, and one test is for inequality.
    // CHECK: "vir.cmp"(%[[X]], %{{.*}}) <{predicate = "ne"}>
    // CHECK-NEXT: %[[R:.*]] = "vir.switch"(%[[X]]) <{cases = array<i64: 1, 2, 3>}> ({
    // CHECK-NEXT: "vir.yield"(%{{.*}}) : (ui32) -> ()
    // CHECK-NEXT: }, {
    // CHECK-NEXT: %[[S:.*]] = "vir.add"(%[[X]], %[[X]])
    // CHECK-NEXT: "vir.yield"(%[[S]])
    // CHECK-NEXT: }, {
    // CHECK-NEXT: %[[M:.*]] = "vir.mul"(%[[X]], %[[X]])
    // CHECK-NEXT: "vir.yield"(%[[M]])
    // CHECK-NEXT: }, {
    // CHECK-NEXT: %[[D:.*]] = "vir.sub"(%[[X]], %{{.*}})
    // CHECK-NEXT: "vir.yield"(%[[D]])
    // CHECK-NEXT: }) : (ui32) -> ui32
    // CHECK-NEXT: "vir.store"(%[[X]], %[[R]])
    %r = "vir.if"(%x1) ({
      "vir.yield"(%3) : (ui32) -> ()
    }, {
      %r1 = "vir.if"(%x2) ({
        %s = "vir.add"(%x, %x) : (ui32, ui32) -> ui32
        "vir.yield"(%s) : (ui32) -> ()
      }, {
        %r2 = "vir.if"(%x1) ({
          %never = "vir.xor"(%x, %y) : (ui32, ui32) -> ui32
          "vir.yield"(%never) : (ui32) -> ()
        }, {
          %not3 = "vir.cmp"(%x, %3) <{predicate = "ne"}> : (ui32, ui32) -> i1
          %r3 = "vir.if"(%not3) ({
            %d = "vir.sub"(%x, %y) : (ui32, ui32) -> ui32
            "vir.yield"(%d) : (ui32) -> ()
          }, {
            %m = "vir.mul"(%x, %x) : (ui32, ui32) -> ui32
            "vir.yield"(%m) : (ui32) -> ()
          }) : (i1) -> ui32
          "vir.yield"(%r3) : (ui32) -> ()
        }) : (i1) -> ui32
        "vir.yield"(%r2) : (ui32) -> ()
      }) : (i1) -> ui32
      "vir.yield"(%r1) : (ui32) -> ()
    }) : (i1) -> ui32
    "vir.store"(%x, %r) <{buffer = @o}> : (ui32, ui32) -> ()
    // One behind the other; the comparison between them goes before. The second test for 1 may be true, and is not in it.
    // CHECK-NEXT: %[[NOT3:.*]] = "vir.cmp"
    // CHECK-NEXT: "vir.switch"(%[[X]]) <{cases = array<i64: 1, 2, 3>}> ({
    // CHECK-NEXT: "vir.store"
    // CHECK-NEXT: "vir.yield"
    // CHECK-NEXT: }, {
    // CHECK-NEXT: "vir.return"
    // CHECK-NEXT: }, {
    // CHECK-NEXT: "vir.store"
    // CHECK-NEXT: "vir.yield"
    // CHECK-NEXT: }, {
    // CHECK-NEXT: "vir.yield"
    // CHECK-NEXT: })
    // CHECK-NEXT: "vir.if"
    // CHECK-NEXT: "vir.store"
    "vir.if"(%x1) ({
      "vir.store"(%x, %1) <{buffer = @o}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.if"(%x2) ({
      "vir.return"() : () -> ()
    }, {
    }) : (i1) -> ()
    %other = "vir.cmp"(%x, %3) <{predicate = "ne"}> : (ui32, ui32) -> i1
    "vir.if"(%other) ({
      "vir.yield"() : () -> ()
    }, {
      "vir.store"(%x, %3) <{buffer = @o}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.if"(%x1) ({
      "vir.store"(%x, %2) <{buffer = @o}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    // Another value's test ends a row, and two tests are no switch.
    // CHECK-NOT: vir.switch
    "vir.if"(%y1) ({
      "vir.store"(%x, %2) <{buffer = @o}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
    }) : (i1) -> ()
    "vir.if"(%x1) ({
      "vir.store"(%x, %2) <{buffer = @o}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
    }) : (i1) -> ()
    "vir.if"(%x2) ({
      "vir.store"(%x, %2) <{buffer = @o}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
    }) : (i1) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
