// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// RUN: vyre-cc %s -O0 --emit=manifest -o - | FileCheck %s --check-prefix=MANIFEST
// Each kernel is an entry point, in the order of the module, with its own variables for the buffers. They share types.

// CHECK: OpEntryPoint GLCompute %[[MAIN:.*]] "main"
// CHECK: OpEntryPoint GLCompute %[[REST:.*]] "main.1"
// CHECK: OpExecutionMode %[[MAIN]] LocalSize 8 1 1
// CHECK: OpExecutionMode %[[REST]] LocalSize 8 1 1
// CHECK-DAG: OpDecorate %u Binding 0
// CHECK-DAG: OpDecorate %u_0 Binding 0
// CHECK: %[[MAIN]] = OpFunction %void
// CHECK: OpIAdd
// CHECK: OpFunctionEnd
// CHECK: %[[REST]] = OpFunction %void
// CHECK: OpISub
// CHECK: OpFunctionEnd

// MANIFEST: "entry_points": [
// MANIFEST-NEXT: "main",
// MANIFEST-NEXT: "main.1"
// MANIFEST-NEXT: ]

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 8, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %v = "vir.load"(%i) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %w = "vir.add"(%v, %v) : (ui32, ui32) -> ui32
    "vir.store"(%i, %w) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
  "vir.kernel"() <{sym_name = "main.1", workgroup_size = array<i64: 8, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
    %v = "vir.load"(%i) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %w = "vir.sub"(%v, %i) : (ui32, ui32) -> ui32
    "vir.store"(%i, %w) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
