// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Storage buffers: a Block around a runtime array with the declared stride; read-only ones are NonWritable.
// A buffer that is not used is not declared.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "data", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 5 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "table", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_only", role = "input", binding = 2 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "wide", element = f32, wire_type = "f32", stride = 16 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 7 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "unused", element = ui64, wire_type = "u64", stride = 8 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 9 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK-DAG: OpDecorate %data Binding 5
// CHECK-DAG: OpDecorate %data DescriptorSet 0
// CHECK-DAG: OpDecorate %[[UINTS:_runtimearr_uint]] ArrayStride 4
// CHECK-DAG: OpDecorate %[[WIDE:_runtimearr_float]] ArrayStride 16
// CHECK-DAG: OpDecorate %[[DATA:_struct_[0-9]+]] Block
// CHECK-DAG: OpMemberDecorate %[[TABLE:_struct_[0-9]+]] 0 NonWritable
// CHECK-NOT: Coherent
// CHECK-NOT: %unused
// CHECK-DAG: %[[TABLE]] = OpTypeStruct %[[UINTS]]
// CHECK-DAG: %data = OpVariable {{.*}} StorageBuffer
// CHECK-DAG: %table = OpVariable {{.*}} StorageBuffer
// CHECK-DAG: %wide = OpVariable {{.*}} StorageBuffer
// CHECK: OpFunction
// CHECK: %[[X:[0-9]+]] = OpCompositeExtract %uint %{{[0-9]+}} 0
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
// CHECK: %[[FROM:[0-9]+]] = OpAccessChain %_ptr_StorageBuffer_uint %table %uint_0 %[[X]]
// CHECK: %[[LOADED:[0-9]+]] = OpLoad %uint %[[FROM]]
    %v = "vir.load"(%x) <{buffer = @table, in_bounds}> : (ui32) -> ui32
// CHECK: %[[TO:[0-9]+]] = OpAccessChain %_ptr_StorageBuffer_uint %data %uint_0 %[[X]]
// CHECK: OpStore %[[TO]] %[[LOADED]]
    "vir.store"(%x, %v) <{buffer = @data, in_bounds}> : (ui32, ui32) -> ()
// The second pointer to the same element is the first.
// CHECK-NEXT: OpLoad %uint %[[TO]]
    %w = "vir.load"(%x) <{buffer = @data, in_bounds}> : (ui32) -> ui32
// CHECK: OpLoad %float
    %f = "vir.load"(%w) <{buffer = @wide, in_bounds}> : (ui32) -> f32
    "vir.store"(%v, %f) <{buffer = @wide, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[LEN:[0-9]+]] = OpArrayLength %uint %data 0
// CHECK: OpStore %{{[0-9]+}} %[[LEN]]
    %len = "vir.buffer_len"() <{buffer = @data}> : () -> ui32
    "vir.store"(%w, %len) <{buffer = @data, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
