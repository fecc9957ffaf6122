// RUN: vyre-cc %s -O0 --target-env=vulkan1.1 --emit=spirv-asm -o - | FileCheck %s --check-prefixes=CHECK,V11
// RUN: vyre-cc %s -O0 --target-env=vulkan1.1 -o %t.spv
// RUN: spirv-val --target-env vulkan1.1 %t.spv
// RUN: vyre-cc %s -O0 --target-env=vulkan1.2 --emit=spirv-asm -o - | FileCheck %s --check-prefixes=CHECK,V12
// RUN: vyre-cc %s -O0 --target-env=vulkan1.2 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// RUN: vyre-cc %s -O0 --target-env=vulkan1.3 --emit=spirv-asm -o - | FileCheck %s --check-prefixes=CHECK,V13
// RUN: vyre-cc %s -O0 --target-env=vulkan1.3 -o %t.spv
// RUN: spirv-val --target-env vulkan1.3 %t.spv
// What differs between the environments. No capability but Shader is declared.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 4, 2, 1>}> ({
// CHECK: OpCapability Shader
// CHECK-NOT: OpCapability
// V11: OpExtension "SPV_KHR_non_semantic_info"
// V12: OpExtension "SPV_KHR_non_semantic_info"
// V13-NOT: OpExtension
// CHECK: OpMemoryModel Logical GLSL450
// From SPIR-V 1.4 on the interface lists storage buffers too.
// V11: OpEntryPoint GLCompute %main "main" %invocation_id{{$}}
// V12: OpEntryPoint GLCompute %main "main" %u %invocation_id{{$}}
// V13: OpEntryPoint GLCompute %main "main" %u %invocation_id{{$}}
// CHECK: OpExecutionMode %main LocalSize 4 2 1
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %v = "vir.bit_reverse"(%x) : (ui32) -> ui32
    "vir.store"(%x, %v) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
