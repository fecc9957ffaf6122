// RUN: vyre-opt %s --passes=lower-async --verify-each --remarks -o %t 2>&1 | FileCheck %s --implicit-check-not=remark
// RUN: FileCheck %s --check-prefix=IR < %t
// Which copies are moved in one go, which are pending and moved late, and which have to be kept meanwhile.

// Copies that are moved in one go have no state; those that are moved late keep nothing. The size of each decides
// how much is kept: 4096 bytes if it is not known, what the destination can take at most, the greatest number that it can be.
// IR: sym_name = "__vyre_async.0.state"
// IR-NEXT: sym_name = "__vyre_async.1.state"
// IR-NEXT: sym_name = "__vyre_async.2.state"
// IR-NEXT: sym_name = "__vyre_async.2", {{.*}}count = 2 : i64
// IR: sym_name = "__vyre_async.9", {{.*}}count = 1024 : i64
// IR-NEXT: sym_name = "__vyre_async.10.state"
// IR-NEXT: sym_name = "__vyre_async.10", {{.*}}count = 10 : i64
// IR-NEXT: sym_name = "__vyre_async.11.state"
// IR-NEXT: sym_name = "__vyre_async.11", {{.*}}count = 4 : i64
// IR-NOT: "vir.buffer"
// The first copy goes before what writes its source, the second behind what reads its destination.
// IR-NOT: "vir.trap"
// IR: "vir.for"
// IR: "vir.store"(%{{.*}}) <{buffer = @b}>
// IR: "vir.store"(%[[G:.*]], %[[G]]) <{buffer = @a}>
// IR-NOT: "vir.trap"
// IR: "vir.load"(%[[G]]) <{buffer = @b}>
// IR: "vir.store"(%[[G]], %[[G]]) <{buffer = @b}>
// IR: "vir.for"
// IR: "vir.load"(%{{.*}}) <{buffer = @a}>
// IR: "vir.store"(%{{.*}}) <{buffer = @b}>
// IR-NOT: "vir.trap"
// IR: "vir.barrier"
// A size that nothing bounds is the only one to be tested.
// IR: "vir0.async-too-large"
// IR-NOT: "vir0.async-too-large"

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "r", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_only", role = "input", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "b", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 2 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "w", element = ui32, wire_type = "u32", stride = 4 : i64, count = 10 : i64, access = "workgroup", role = "workgroup"}> : () -> ()
  "vir.buffer"() <{sym_name = "n", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 3 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %5 = "vir.const"() <{value = 5 : ui32}> : () -> ui32
    %8 = "vir.const"() <{value = 8 : ui32}> : () -> ui32
    %17 = "vir.const"() <{value = 17 : ui32}> : () -> ui32
    %g = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %cond = "vir.cmp"(%g, %5) <{predicate = "lt"}> : (ui32, ui32) -> i1
    // Nothing in between touches the destination.
    // CHECK: :[[@LINE+1]]:{{.*}}moved where it is issued
    "vir.async.load"(%0, %8) <{source = @a, dest = @b, tag = "source-written"}> : (ui32, ui32) -> ()
    "vir.store"(%g, %g) <{buffer = @a}> : (ui32, ui32) -> ()
    %x0 = "vir.load"(%g) <{buffer = @a}> : (ui32) -> ui32
    "vir.async.wait"() <{tag = "source-written"}> : () -> ()
    // Nothing in between writes the source.
    // CHECK: :[[@LINE+1]]:{{.*}}moved where it is waited for
    "vir.async.load"(%0, %8) <{source = @a, dest = @b, tag = "dest-used"}> : (ui32, ui32) -> ()
    %x1 = "vir.load"(%g) <{buffer = @b}> : (ui32) -> ui32
    "vir.if"(%cond) ({
      "vir.store"(%g, %g) <{buffer = @b}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.async.wait"() <{tag = "dest-used"}> : () -> ()
    // Another copy in between only reads the source, and is itself waited for at once.
    // CHECK: :[[@LINE+1]]:{{.*}}moved where it is waited for
    "vir.async.load"(%0, %8) <{source = @a, dest = @b, tag = "other-copy"}> : (ui32, ui32) -> ()
    // CHECK: :[[@LINE+1]]:{{.*}}moved where it is waited for
    "vir.async.store"(%0, %8) <{source = @b, dest = @w, tag = "other-copy.2"}> : (ui32, ui32) -> ()
    "vir.async.wait"() <{tag = "other-copy.2"}> : () -> ()
    "vir.async.wait"() <{tag = "other-copy"}> : () -> ()
    // In a loop, without anything to check.
    "vir.for"(%0, %8) ({
    ^bb(%i3: ui32):
      // CHECK: :[[@LINE+1]]:{{.*}}moved where it is waited for
      "vir.async.load"(%0, %8) <{source = @a, dest = @b, tag = "pair-in-loop"}> : (ui32, ui32) -> ()
      "vir.async.wait"() <{tag = "pair-in-loop"}> : () -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    // Nobody writes the source at all, whatever happens in between.
    // CHECK: :[[@LINE+1]]:{{.*}}moved where it is waited for
    "vir.async.load"(%0, %8) <{source = @r, dest = @b, tag = "constant-source"}> : (ui32, ui32) -> ()
    "vir.barrier"() <{ordering = "seq_cst"}> : () -> ()
    "vir.store"(%g, %g) <{buffer = @b}> : (ui32, ui32) -> ()
    "vir.async.wait"() <{tag = "constant-source"}> : () -> ()
    // Waited for elsewhere: pending, but not kept.
    "vir.if"(%cond) ({
      // CHECK: :[[@LINE+1]]:{{.*}}moved when it is waited for
      "vir.async.load"(%0, %8) <{source = @r, dest = @b, tag = "late"}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.if"(%cond) ({
      "vir.async.wait"() <{tag = "late"}> : () -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    // Likewise, from a buffer that could be written, but is not.
    // CHECK: :[[@LINE+1]]:{{.*}}moved when it is waited for
    "vir.async.store"(%0, %8) <{source = @n, dest = @b, tag = "late-unwritten"}> : (ui32, ui32) -> ()
    "vir.if"(%cond) ({
      "vir.return"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.barrier"() <{ordering = "seq_cst"}> : () -> ()
    "vir.async.wait"() <{tag = "late-unwritten"}> : () -> ()
    // The source is written and the destination is read.
    // CHECK: :[[@LINE+1]]:{{.*}}copy is kept
    "vir.async.load"(%0, %8) <{source = @a, dest = @b, tag = "both-used"}> : (ui32, ui32) -> ()
    "vir.store"(%g, %g) <{buffer = @a}> : (ui32, ui32) -> ()
    %x7 = "vir.load"(%g) <{buffer = @b}> : (ui32) -> ui32
    "vir.async.wait"() <{tag = "both-used"}> : () -> ()
    // Behind the barrier the source may have what others have written, and before it they may look at the destination.
    // CHECK: :[[@LINE+1]]:{{.*}}copy is kept
    "vir.async.load"(%0, %8) <{source = @a, dest = @b, tag = "barrier"}> : (ui32, ui32) -> ()
    "vir.store"(%0, %g) <{buffer = @a}> : (ui32, ui32) -> ()
    "vir.barrier"() <{ordering = "seq_cst"}> : () -> ()
    "vir.async.wait"() <{tag = "barrier"}> : () -> ()
    // Two copies that read what the other one writes.
    // CHECK: :[[@LINE+1]]:{{.*}}copy is kept
    "vir.async.load"(%0, %8) <{source = @a, dest = @b, tag = "chain"}> : (ui32, ui32) -> ()
    // CHECK: :[[@LINE+1]]:{{.*}}copy is kept
    "vir.async.load"(%0, %8) <{source = @b, dest = @a, tag = "chain.2"}> : (ui32, ui32) -> ()
    "vir.async.wait"() <{tag = "chain"}> : () -> ()
    "vir.async.wait"() <{tag = "chain.2"}> : () -> ()
    // Issued and waited for in different blocks.
    "vir.if"(%cond) ({
      // CHECK: :[[@LINE+1]]:{{.*}}copy is kept
      "vir.async.load"(%0, %8) <{source = @a, dest = @b, tag = "branch"}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.async.wait"() <{tag = "branch"}> : () -> ()
    "vir.store"(%g, %g) <{buffer = @a}> : (ui32, ui32) -> ()
    // Whoever leaves in between must be told that the copy is pending.
    // CHECK: :[[@LINE+1]]:{{.*}}copy is kept
    "vir.async.load"(%0, %8) <{source = @a, dest = @b, tag = "leaves"}> : (ui32, ui32) -> ()
    "vir.if"(%cond) ({
      "vir.return"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.async.wait"() <{tag = "leaves"}> : () -> ()
    "vir.store"(%g, %g) <{buffer = @a}> : (ui32, ui32) -> ()
    // The tag is used again in between.
    // CHECK: :[[@LINE+1]]:{{.*}}copy is kept
    "vir.async.load"(%0, %8) <{source = @a, dest = @b, tag = "tag-again"}> : (ui32, ui32) -> ()
    "vir.if"(%cond) ({
      "vir.async.wait"() <{tag = "tag-again"}> : () -> ()
      // CHECK: :[[@LINE+1]]:{{.*}}copy is kept
      "vir.async.load"(%0, %8) <{source = @a, dest = @b, tag = "tag-again"}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }, {
      "vir.yield"() : () -> ()
    }) : (i1) -> ()
    "vir.async.wait"() <{tag = "tag-again"}> : () -> ()
    "vir.store"(%g, %g) <{buffer = @a}> : (ui32, ui32) -> ()
    // Sizes: one that may be anything, one that fits the 40 bytes of the destination, one below 17.
    %any = "vir.load"(%g) <{buffer = @r}> : (ui32) -> ui32
    %few = "vir.rem"(%any, %17) : (ui32, ui32) -> ui32
    // CHECK: :[[@LINE+1]]:{{.*}}copy is kept
    "vir.async.load"(%0, %any) <{source = @a, dest = @b, tag = "any"}> : (ui32, ui32) -> ()
    // CHECK: :[[@LINE+1]]:{{.*}}copy is kept
    "vir.async.load"(%0, %any) <{source = @a, dest = @w, tag = "fits"}> : (ui32, ui32) -> ()
    // CHECK: :[[@LINE+1]]:{{.*}}copy is kept
    "vir.async.load"(%0, %few) <{source = @a, dest = @b, tag = "few"}> : (ui32, ui32) -> ()
    "vir.barrier"() <{ordering = "seq_cst"}> : () -> ()
    "vir.async.wait"() <{tag = "any"}> : () -> ()
    "vir.async.wait"() <{tag = "fits"}> : () -> ()
    "vir.async.wait"() <{tag = "few"}> : () -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
