// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// vir.loop: breaks meet at the merge, continues at the continue block, from inside of vir.if and vir.switch too.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK: OpFunction
    %i = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %one = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %x = "vir.load"(%i) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpBranch %[[HEADER:[0-9]+]]
// CHECK-NEXT: %[[HEADER]] = OpLabel
// CHECK-NEXT: %[[N:[0-9]+]] = OpPhi %uint %uint_0 %{{[0-9]+}} %[[NEXT:[0-9]+]] %[[CONTINUE:[0-9]+]]
// CHECK-NEXT: OpLoopMerge %[[MERGE:[0-9]+]] %[[CONTINUE]] None
// CHECK-NEXT: OpBranch %[[BODY:[0-9]+]]
// CHECK-NEXT: %[[BODY]] = OpLabel
    %r = "vir.loop"(%i) ({
    ^bb0(%n: ui32):
      %done = "vir.cmp"(%n, %x) <{predicate = "ge"}> : (ui32, ui32) -> i1
// CHECK: OpSelectionMerge
// CHECK-NEXT: OpBranchConditional %{{[0-9]+}} %[[LEAVE:[0-9]+]]
// CHECK-NEXT: %[[LEAVE]] = OpLabel
// CHECK-NEXT: OpBranch %[[MERGE]]
      "vir.if"(%done) ({
        "vir.break"(%n) : (ui32) -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (i1) -> ()
// CHECK: OpSwitch %[[N]] %{{[0-9]+}} 3 %[[THREE:[0-9]+]] 5 %[[FIVE:[0-9]+]]
      "vir.switch"(%n) <{cases = array<i64: 3, 5>}> ({
// CHECK: %[[THREE]] = OpLabel
// CHECK-NEXT: OpBranch %[[MERGE]]
        "vir.break"(%one) : (ui32) -> ()
      }, {
// CHECK: %[[FIVE]] = OpLabel
// CHECK-NEXT: %[[TWICE:[0-9]+]] = OpIAdd
// CHECK-NEXT: OpBranch %[[CONTINUE]]
        %twice = "vir.add"(%n, %n) : (ui32, ui32) -> ui32
        "vir.continue"(%twice) : (ui32) -> ()
      }, {
        "vir.yield"() : () -> ()
      }) : (ui32) -> ()
// CHECK: %[[MORE:[0-9]+]] = OpIAdd %uint %[[N]] %uint_1
// CHECK-NEXT: OpBranch %[[CONTINUE]]
// CHECK: %[[CONTINUE]] = OpLabel
// CHECK-NEXT: %[[NEXT]] = OpPhi %uint %[[TWICE]] %[[FIVE]] %[[MORE]] %{{[0-9]+}}
// CHECK-NEXT: OpBranch %[[HEADER]]
// CHECK-NEXT: %[[MERGE]] = OpLabel
// CHECK-NEXT: %[[R:[0-9]+]] = OpPhi %uint %[[N]] %[[LEAVE]] %uint_1 %[[THREE]]
      %more = "vir.add"(%n, %one) : (ui32, ui32) -> ui32
      "vir.continue"(%more) : (ui32) -> ()
    }) : (ui32) -> ui32
// CHECK: OpStore %{{[0-9]+}} %[[R]]
    "vir.store"(%i, %r) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// Nothing leaves a loop without a break but a return.
// CHECK: OpLoopMerge %[[MERGE:[0-9]+]]
// CHECK: OpReturn
// CHECK: %[[MERGE]] = OpLabel
// CHECK-NEXT: OpUnreachable
// CHECK-NEXT: OpFunctionEnd
    "vir.loop"() ({
      %c = "vir.cmp"(%x, %r) <{predicate = "ne"}> : (ui32, ui32) -> i1
      "vir.if"(%c) ({
        "vir.return"() : () -> ()
      }, {
      }) : (i1) -> ()
      "vir.continue"() : () -> ()
    }) : () -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
