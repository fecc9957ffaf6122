// RUN: vyre-cc %s -O0 --target-env=vulkan1.1 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 --target-env=vulkan1.1 -o %t.spv
// RUN: spirv-val --target-env vulkan1.1 %t.spv
// RUN: vyre-cc %s -O0 --target-env=vulkan1.3 -o %t.13.spv
// RUN: spirv-val --target-env vulkan1.3 %t.13.spv
// Ops on the device's subgroups are its own instructions, whatever its width: the manifest asks for none.
// RUN: vyre-cc %s -O0 --emit=manifest -o - | FileCheck %s --check-prefix=MANIFEST
// MANIFEST-NOT: subgroup_size

// CHECK-DAG: OpCapability GroupNonUniformVote
// CHECK-DAG: OpCapability GroupNonUniformBallot
// CHECK-DAG: OpCapability GroupNonUniformArithmetic
// CHECK-NOT: OpCapability Kernel
// CHECK-DAG: %[[SCOPE:uint_3]] = OpConstant %uint 3
"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "f32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
// CHECK: %[[V:[0-9]+]] = OpLoad %uint
    %v = "vir.load"(%i) <{buffer = @a, in_bounds}> : (ui32) -> ui32
    %g = "vir.load"(%i) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[ELECT:[0-9]+]] = OpGroupNonUniformElect %bool %[[SCOPE]]
    %elect = "vir.device_subgroup.elect"() : () -> i1
// CHECK: %[[ANY:[0-9]+]] = OpGroupNonUniformAny %bool %[[SCOPE]] %[[ELECT]]
    %any = "vir.device_subgroup.any"(%elect) : (i1) -> i1
// CHECK: %[[ALL:[0-9]+]] = OpGroupNonUniformAll %bool %[[SCOPE]] %[[ANY]]
    %all = "vir.device_subgroup.all"(%any) : (i1) -> i1
// CHECK: %[[BALLOT:[0-9]+]] = OpGroupNonUniformBallot %v4uint %[[SCOPE]] %[[ALL]]
// CHECK: %[[COUNT:[0-9]+]] = OpGroupNonUniformBallotBitCount %uint %[[SCOPE]] Reduce %[[BALLOT]]
    %count = "vir.device_subgroup.count"(%all) : (i1) -> ui32
// CHECK: %[[ADD:[0-9]+]] = OpGroupNonUniformIAdd %uint %[[SCOPE]] Reduce %[[COUNT]]
    %add = "vir.device_subgroup.add"(%count) : (ui32) -> ui32
// CHECK: %[[BEFORE:[0-9]+]] = OpGroupNonUniformIAdd %uint %[[SCOPE]] ExclusiveScan %[[ADD]]
    %before = "vir.device_subgroup.exclusive_add"(%add) : (ui32) -> ui32
// CHECK: %[[FIRST:[0-9]+]] = OpGroupNonUniformBroadcastFirst %uint %[[SCOPE]] %[[BEFORE]]
    %first = "vir.device_subgroup.broadcast_first"(%before) : (ui32) -> ui32
// CHECK: OpGroupNonUniformIAdd %int %[[SCOPE]] Reduce
    %s = "vir.bitcast"(%v) : (ui32) -> si32
    %t = "vir.device_subgroup.add"(%s) : (si32) -> si32
// CHECK: OpGroupNonUniformBroadcastFirst %float %[[SCOPE]]
    %h = "vir.device_subgroup.broadcast_first"(%g) : (f32) -> f32
    "vir.store"(%i, %first) <{buffer = @a, in_bounds}> : (ui32, ui32) -> ()
    "vir.store"(%i, %h) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
