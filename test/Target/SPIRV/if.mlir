// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Merges and phis of vir.if.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK: OpFunction
    %i = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %seven = "vir.const"() <{value = 7 : ui32}> : () -> ui32
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
// CHECK: %[[COND:[0-9]+]] = OpULessThan
    %c = "vir.cmp"(%x, %seven) <{predicate = "lt"}> : (ui32, ui32) -> i1
// Both regions work.
// CHECK-NEXT: OpSelectionMerge %[[MERGE:[0-9]+]] None
// CHECK-NEXT: OpBranchConditional %[[COND]] %[[THEN:[0-9]+]] %[[ELSE:[0-9]+]]
// CHECK-NEXT: %[[THEN]] = OpLabel
// CHECK-NEXT: %[[A:[0-9]+]] = OpIAdd
// CHECK-NEXT: OpBranch %[[MERGE]]
// CHECK-NEXT: %[[ELSE]] = OpLabel
// CHECK-NEXT: %[[B:[0-9]+]] = OpIMul
// CHECK-NEXT: OpBranch %[[MERGE]]
// CHECK-NEXT: %[[MERGE]] = OpLabel
// CHECK-NEXT: OpPhi %uint %[[A]] %[[THEN]] %[[B]] %[[ELSE]]
    %r = "vir.if"(%c) ({
      %a = "vir.add"(%x, %x) : (ui32, ui32) -> ui32
      "vir.yield"(%a) : (ui32) -> ()
    }, {
      %b = "vir.mul"(%x, %x) : (ui32, ui32) -> ui32
      "vir.yield"(%b) : (ui32) -> ()
    }) : (i1) -> ui32
    "vir.store"(%i, %r) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// A second region that only yields has no block: its value comes from the header.
// CHECK: OpSelectionMerge %[[MERGE:[0-9]+]] None
// CHECK-NEXT: OpBranchConditional %[[COND]] %[[THEN:[0-9]+]] %[[MERGE]]
// CHECK: %[[A:[0-9]+]] = OpISub
// CHECK: %[[MERGE]] = OpLabel
// CHECK-NEXT: OpPhi %uint %uint_7 %{{[0-9]+}} %[[A]] %[[THEN]]
    %s = "vir.if"(%c) ({
      %a = "vir.sub"(%x, %r) : (ui32, ui32) -> ui32
      "vir.yield"(%a) : (ui32) -> ()
    }, {
      "vir.yield"(%seven) : (ui32) -> ()
    }) : (i1) -> ui32
    "vir.store"(%i, %s) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// A region that returns brings nothing to the merge.
// CHECK: OpSelectionMerge %[[MERGE:[0-9]+]] None
// CHECK: OpReturn
// CHECK: %[[ELSE:[0-9]+]] = OpLabel
// CHECK-NEXT: %[[B:[0-9]+]] = OpUDiv
// CHECK: %[[MERGE]] = OpLabel
// CHECK-NEXT: OpPhi %uint %[[B]] %[[ELSE]]{{$}}
    %t = "vir.if"(%c) ({
      "vir.return"() : () -> ()
    }, {
      %b = "vir.div"(%s, %seven) : (ui32, ui32) -> ui32
      "vir.yield"(%b) : (ui32) -> ()
    }) : (i1) -> ui32
    "vir.store"(%i, %t) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// Where both regions return, the merge is unreachable and what follows is not emitted.
// CHECK: OpSelectionMerge %[[MERGE:[0-9]+]] None
// CHECK: OpReturn
// CHECK: OpReturn
// CHECK-NEXT: %[[MERGE]] = OpLabel
// CHECK-NEXT: OpUnreachable
// CHECK-NEXT: OpFunctionEnd
    "vir.if"(%c) ({
      "vir.return"() : () -> ()
    }, {
      "vir.return"() : () -> ()
    }) : (i1) -> ()
    "vir.store"(%i, %t) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
