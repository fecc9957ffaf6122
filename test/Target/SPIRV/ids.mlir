// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Each id vector that is used is loaded once, at the start.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK-DAG: OpDecorate %invocation_id BuiltIn GlobalInvocationId
// CHECK-DAG: OpDecorate %workgroup_id BuiltIn WorkgroupId
// CHECK-DAG: OpDecorate %local_id BuiltIn LocalInvocationId
// CHECK: OpFunction
// CHECK-DAG: %[[INVOCATION:[0-9]+]] = OpLoad %v3uint %invocation_id
// CHECK-DAG: %[[GX:[0-9]+]] = OpCompositeExtract %uint %[[INVOCATION]] 0
// CHECK-DAG: %[[WORKGROUP:[0-9]+]] = OpLoad %v3uint %workgroup_id
// CHECK-DAG: %[[WY:[0-9]+]] = OpCompositeExtract %uint %[[WORKGROUP]] 1
// CHECK-DAG: %[[LOCAL:[0-9]+]] = OpLoad %v3uint %local_id
// CHECK-DAG: %[[LZ:[0-9]+]] = OpCompositeExtract %uint %[[LOCAL]] 2
// CHECK: OpIAdd %uint %[[GX]] %[[WY]]
// CHECK: OpIAdd %uint %{{[0-9]+}} %[[LZ]]
// CHECK-NOT: OpLoad %v3uint
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %y = "vir.workgroup_id"() <{axis = 1 : i64}> : () -> ui32
    %z = "vir.local_id"() <{axis = 2 : i64}> : () -> ui32
    %again = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %a = "vir.add"(%x, %y) : (ui32, ui32) -> ui32
    %b = "vir.add"(%a, %z) : (ui32, ui32) -> ui32
    "vir.store"(%again, %b) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
