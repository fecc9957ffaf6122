// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// A vector is one element of its buffer; it is taken apart and put together by lanes.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "v", element = vector<4xui32>, wire_type = "vec4u32", stride = 16 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK: OpDecorate %_runtimearr_v4uint ArrayStride 16
// CHECK: %v4uint = OpTypeVector %uint 4
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
// CHECK: %[[V:[0-9]+]] = OpLoad %v4uint
    %v = "vir.load"(%i) <{buffer = @v, in_bounds}> : (ui32) -> vector<4xui32>
// CHECK: %[[W:[0-9]+]] = OpCompositeExtract %uint %[[V]] 3
    %w = "vir.vector.extract"(%v) <{lane = 3 : i64}> : (vector<4xui32>) -> ui32
// CHECK: %[[X:[0-9]+]] = OpCompositeExtract %uint %[[V]] 0
    %x = "vir.vector.extract"(%v) <{lane = 0 : i64}> : (vector<4xui32>) -> ui32
// CHECK: %[[M:[0-9]+]] = OpCompositeConstruct %v4uint %[[W]] %[[X]] %[[X]] %[[W]]
    %m = "vir.vector.make"(%w, %x, %x, %w) : (ui32, ui32, ui32, ui32) -> vector<4xui32>
// CHECK: OpStore %{{[0-9]+}} %[[M]]
    "vir.store"(%i, %m) <{buffer = @v, in_bounds}> : (ui32, vector<4xui32>) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
