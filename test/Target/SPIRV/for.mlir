// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// vir.for: both bounds are evaluated once, before the header; the results are the header's phis.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK: OpFunction
    %i = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %one = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
// CHECK: %[[TO:[0-9]+]] = OpLoad %uint
    %to = "vir.load"(%i) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpBranch %[[HEADER:[0-9]+]]
// CHECK-NEXT: %[[HEADER]] = OpLabel
// CHECK-NEXT: %[[N:[0-9]+]] = OpPhi %uint %uint_0 %[[BEFORE:[0-9]+]] %[[STEP:[0-9]+]] %[[CONTINUE:[0-9]+]]
// CHECK-NEXT: %[[SUM:[0-9]+]] = OpPhi %uint %uint_1 %[[BEFORE]] %[[NEXT:[0-9]+]] %[[CONTINUE]]
// CHECK-NEXT: %[[ON:[0-9]+]] = OpULessThan %bool %[[N]] %[[TO]]
// CHECK-NEXT: OpLoopMerge %[[MERGE:[0-9]+]] %[[CONTINUE]] None
// CHECK-NEXT: OpBranchConditional %[[ON]] %[[BODY:[0-9]+]] %[[MERGE]]
// CHECK-NEXT: %[[BODY]] = OpLabel
// CHECK-NEXT: %[[NEXT]] = OpIAdd %uint %[[SUM]] %[[N]]
// CHECK-NEXT: OpBranch %[[CONTINUE]]
// CHECK-NEXT: %[[CONTINUE]] = OpLabel
// CHECK-NEXT: %[[STEP]] = OpIAdd %uint %[[N]] %uint_1
// CHECK-NEXT: OpBranch %[[HEADER]]
// CHECK-NEXT: %[[MERGE]] = OpLabel
// CHECK: OpStore %{{[0-9]+}} %[[SUM]]
    %r = "vir.for"(%i, %to, %one) ({
    ^bb0(%n: ui32, %sum: ui32):
      %next = "vir.add"(%sum, %n) : (ui32, ui32) -> ui32
      "vir.yield"(%next) : (ui32) -> ()
    }) : (ui32, ui32, ui32) -> ui32
    "vir.store"(%i, %r) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// A body that always returns leaves the continue block unreachable: nothing but the branch back, and phis that
// take themselves.
// CHECK: OpBranch %[[HEADER:[0-9]+]]
// CHECK-NEXT: %[[HEADER]] = OpLabel
// CHECK-NEXT: %[[N:[0-9]+]] = OpPhi %uint %uint_0 %[[BEFORE:[0-9]+]] %[[N]] %[[CONTINUE:[0-9]+]]
// CHECK-NEXT: %[[M:[0-9]+]] = OpPhi %uint %uint_1 %[[BEFORE]] %[[M]] %[[CONTINUE]]
// CHECK: OpReturn
// CHECK-NEXT: %[[CONTINUE]] = OpLabel
// CHECK-NEXT: OpBranch %[[HEADER]]
    %s = "vir.for"(%i, %to, %one) ({
    ^bb0(%n: ui32, %m: ui32):
      "vir.return"() : () -> ()
    }) : (ui32, ui32, ui32) -> ui32
    "vir.store"(%i, %s) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
