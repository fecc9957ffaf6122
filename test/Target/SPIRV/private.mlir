// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// RUN: vyre-cc %s -O0 --emit=manifest -o - | FileCheck %s --check-prefix=MANIFEST
// A private buffer is a variable of the invocation, zero when it starts, without a binding; the host does not hear of it.

// MANIFEST: "name": "u"
// MANIFEST-NOT: "name": "mine"

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "mine", element = ui32, wire_type = "u32", stride = 4 : i64, count = 7 : i64, access = "private", role = "private"}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK-NOT: OpDecorate %mine Binding
// CHECK: %_arr_uint_uint_7 = OpTypeArray %uint %uint_7
// CHECK: %[[ZERO:[0-9]+]] = OpConstantNull %_arr_uint_uint_7
// CHECK: %mine = OpVariable %_ptr_Private__arr_uint_uint_7 Private %[[ZERO]]
// CHECK: OpFunction
// CHECK-NOT: OpControlBarrier
    %i = "vir.const"() <{value = 3 : ui32}> : () -> ui32
// CHECK: %[[P:[0-9]+]] = OpAccessChain %_ptr_Private_uint %mine %uint_3
// CHECK: %[[V:[0-9]+]] = OpLoad %uint %[[P]]
    %v = "vir.load"(%i) <{buffer = @mine, in_bounds}> : (ui32) -> ui32
// CHECK: %[[W:[0-9]+]] = OpNot %uint %[[V]]
// CHECK: OpStore %[[P]] %[[W]]
    %w = "vir.not"(%v) : (ui32) -> ui32
    "vir.store"(%i, %w) <{buffer = @mine, in_bounds}> : (ui32, ui32) -> ()
    "vir.store"(%i, %v) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
