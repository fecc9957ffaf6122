// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// vir.switch with values from each region; a default that only yields has no block of its own.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK: OpFunction
    %i = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %nine = "vir.const"() <{value = 9 : ui32}> : () -> ui32
// CHECK: %[[X:[0-9]+]] = OpLoad %uint
    %x = "vir.load"(%i) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpSelectionMerge %[[MERGE:[0-9]+]] None
// CHECK-NEXT: OpSwitch %[[X]] %[[MERGE]] 1 %[[ONE:[0-9]+]] 4294967295 %[[LAST:[0-9]+]]
// CHECK-NEXT: %[[ONE]] = OpLabel
// CHECK-NEXT: %[[A:[0-9]+]] = OpIAdd
// CHECK-NEXT: OpBranch %[[MERGE]]
// CHECK-NEXT: %[[LAST]] = OpLabel
// CHECK-NEXT: OpReturn
// CHECK-NEXT: %[[MERGE]] = OpLabel
// CHECK-NEXT: %[[R:[0-9]+]] = OpPhi %uint %uint_9 %{{[0-9]+}} %[[A]] %[[ONE]]{{$}}
    %r = "vir.switch"(%x) <{cases = array<i64: 1, 4294967295>}> ({
      %a = "vir.add"(%x, %x) : (ui32, ui32) -> ui32
      "vir.yield"(%a) : (ui32) -> ()
    }, {
      "vir.return"() : () -> ()
    }, {
      "vir.yield"(%nine) : (ui32) -> ()
    }) : (ui32) -> ui32
    "vir.store"(%i, %r) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// A default that works has one. All regions yield the same, so that no phi is needed.
// CHECK: OpSwitch %[[X]] %[[DEFAULT:[0-9]+]] 2 %[[TWO:[0-9]+]]
// CHECK: %[[TWO]] = OpLabel
// CHECK: %[[DEFAULT]] = OpLabel
// CHECK-NEXT: OpAccessChain
// CHECK-NEXT: OpStore
// CHECK-NOT: OpPhi
// CHECK: OpStore %{{[0-9]+}} %[[R]]
    %s = "vir.switch"(%x) <{cases = array<i64: 2>}> ({
      "vir.yield"(%r) : (ui32) -> ()
    }, {
      "vir.store"(%i, %x) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
      "vir.yield"(%r) : (ui32) -> ()
    }) : (ui32) -> ui32
    "vir.store"(%i, %s) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
