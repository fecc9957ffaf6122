// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// A barrier orders storage and workgroup memory: 328 is AcquireRelease | UniformMemory | WorkgroupMemory.
// Plain accesses to buffers that are written must then be coherent.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "r", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_only", role = "input", binding = 1 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK: OpMemberDecorate %[[RW:_struct_[0-9]+]] 0 Coherent
// CHECK-NOT: Coherent
// CHECK: %u = OpVariable %_ptr_StorageBuffer_[[RW]]
    %c = "vir.const"() <{value = 3 : ui32}> : () -> ui32
    %v = "vir.load"(%c) <{buffer = @r, in_bounds}> : (ui32) -> ui32
    "vir.store"(%c, %v) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: OpControlBarrier %uint_2 %uint_2 %uint_328
    "vir.barrier"() <{ordering = "acq_rel"}> : () -> ()
// CHECK: OpControlBarrier %uint_2 %uint_2 %uint_328
    "vir.barrier"() <{ordering = "seq_cst"}> : () -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
