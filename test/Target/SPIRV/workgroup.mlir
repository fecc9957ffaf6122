// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Workgroup buffers have no layout, and all invocations of the workgroup write their zeros before anything else.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "shared", element = f32, wire_type = "f32", stride = 4 : i64, count = 100 : i64, access = "workgroup", role = "workgroup"}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 8, 2, 2>}> ({
// CHECK-NOT: OpDecorate %_arr_float_uint_100 ArrayStride
// CHECK: %_arr_float_uint_100 = OpTypeArray %float %uint_100
// CHECK-DAG: %[[ZERO:[0-9]+]] = OpConstantNull %float
// CHECK-DAG: %shared = OpVariable %_ptr_Workgroup__arr_float_uint_100 Workgroup
// CHECK: OpFunction
// CHECK: %[[LOCAL:[0-9]+]] = OpLoad %uint %local_index
// CHECK: OpBranch %[[HEADER:[0-9]+]]
// CHECK: %[[HEADER]] = OpLabel
// CHECK-NEXT: %[[I:[0-9]+]] = OpPhi %uint %[[LOCAL]] %{{[0-9]+}} %[[NEXT:[0-9]+]] %[[CONTINUE:[0-9]+]]
// CHECK-NEXT: %[[IN:[0-9]+]] = OpULessThan %bool %[[I]] %uint_100
// CHECK-NEXT: OpLoopMerge %[[MERGE:[0-9]+]] %[[CONTINUE]] None
// CHECK-NEXT: OpBranchConditional %[[IN]] %{{[0-9]+}} %[[MERGE]]
// CHECK: %[[AT:[0-9]+]] = OpAccessChain %_ptr_Workgroup_float %shared %[[I]]
// CHECK-NEXT: OpStore %[[AT]] %[[ZERO]]
// 32 invocations: 8 x 2 x 2.
// CHECK: %[[NEXT]] = OpIAdd %uint %[[I]] %uint_32
// CHECK: %[[MERGE]] = OpLabel
// 264 is AcquireRelease | WorkgroupMemory.
// CHECK-NEXT: OpControlBarrier %uint_2 %uint_2 %uint_264
    %c = "vir.const"() <{value = 3 : ui32}> : () -> ui32
// CHECK: %[[P:[0-9]+]] = OpAccessChain %_ptr_Workgroup_float %shared %uint_3
// CHECK: OpLoad %float %[[P]]
    %f = "vir.load"(%c) <{buffer = @shared, in_bounds}> : (ui32) -> f32
    "vir.store"(%c, %f) <{buffer = @shared, in_bounds}> : (ui32, f32) -> ()
// CHECK: OpStore %{{[0-9]+}} %uint_100
    %len = "vir.buffer_len"() <{buffer = @shared}> : () -> ui32
    "vir.store"(%c, %len) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
