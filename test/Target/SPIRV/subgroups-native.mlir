// RUN: rm -rf %t && split-file %s %t
// RUN: vyre-cc %t/ops.mlir -O0 --subgroups=native --target-env=vulkan1.1 --emit=spirv-asm -o - | FileCheck %t/ops.mlir
// RUN: vyre-cc %t/ops.mlir -O0 --subgroups=native --target-env=vulkan1.1 -o %t/o.spv
// RUN: spirv-val --target-env vulkan1.1 %t/o.spv
// RUN: vyre-cc %t/ops.mlir -O0 --subgroups=native --emit=manifest -o - | FileCheck %t/ops.mlir --check-prefix=MANIFEST
// RUN: vyre-cc %t/ops.mlir -O0 --emit=manifest -o - | FileCheck %t/ops.mlir --check-prefix=EMULATED
// RUN: not vyre-cc %t/size.mlir -o %t/size.spv 2>&1 | FileCheck %t/size.mlir
// RUN: not test -e %t/size.spv

//--- ops.mlir
// The language's subgroups on a device that has the same: the manifest asks for it.
// MANIFEST: "subgroup_size": 32
// EMULATED-NOT: subgroup_size
// CHECK-DAG: OpCapability GroupNonUniformArithmetic
// CHECK-DAG: OpCapability GroupNonUniformBallot
// CHECK-DAG: OpCapability GroupNonUniformShuffle
// CHECK-NOT: Workgroup
"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "a", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
// CHECK: %[[V:[0-9]+]] = OpLoad %uint
    %v = "vir.load"(%i) <{buffer = @a, in_bounds}> : (ui32) -> ui32
// CHECK: OpGroupNonUniformIAdd %uint %uint_3 Reduce %[[V]]
    %add = "vir.subgroup.reduce"(%v) <{reduce = "add"}> : (ui32) -> ui32
// CHECK: OpGroupNonUniformIMul %uint %uint_3 Reduce
    %mul = "vir.subgroup.reduce"(%add) <{reduce = "mul"}> : (ui32) -> ui32
// CHECK: OpGroupNonUniformUMin %uint %uint_3 Reduce
    %min = "vir.subgroup.reduce"(%mul) <{reduce = "min"}> : (ui32) -> ui32
// CHECK: OpGroupNonUniformUMax %uint %uint_3 Reduce
    %max = "vir.subgroup.reduce"(%min) <{reduce = "max"}> : (ui32) -> ui32
// CHECK: OpGroupNonUniformBitwiseAnd %uint %uint_3 Reduce
    %and = "vir.subgroup.reduce"(%max) <{reduce = "and"}> : (ui32) -> ui32
// CHECK: OpGroupNonUniformBitwiseOr %uint %uint_3 Reduce
    %or = "vir.subgroup.reduce"(%and) <{reduce = "or"}> : (ui32) -> ui32
// CHECK: OpGroupNonUniformBitwiseXor %uint %uint_3 Reduce
    %xor = "vir.subgroup.reduce"(%or) <{reduce = "xor"}> : (ui32) -> ui32
// CHECK: OpGroupNonUniformSMin %int %uint_3 Reduce
    %s = "vir.bitcast"(%xor) : (ui32) -> si32
    %smin = "vir.subgroup.reduce"(%s) <{reduce = "min"}> : (si32) -> si32
// CHECK: OpGroupNonUniformSMax %int %uint_3 Reduce
    %smax = "vir.subgroup.reduce"(%smin) <{reduce = "max"}> : (si32) -> si32
    %u = "vir.bitcast"(%smax) : (si32) -> ui32
// A lane from 32 on is no lane.
// CHECK: %[[U:[0-9]+]] = OpBitcast %uint
// CHECK: %[[SAFE:[0-9]+]] = OpBitwiseAnd %uint %[[V]] %uint_31
// CHECK: %[[FOUND:[0-9]+]] = OpGroupNonUniformShuffle %uint %uint_3 %[[U]] %[[SAFE]]
// CHECK: %[[INSIDE:[0-9]+]] = OpULessThan %bool %[[V]] %uint_32
// CHECK: OpSelect %uint %[[INSIDE]] %[[FOUND]] %uint_0
    %shuffle = "vir.subgroup.shuffle"(%u, %v) : (ui32, ui32) -> ui32
    %c = "vir.cmp"(%shuffle, %v) <{predicate = "lt"}> : (ui32, ui32) -> i1
// CHECK: %[[BALLOT:[0-9]+]] = OpGroupNonUniformBallot %v4uint %uint_3
// CHECK: OpCompositeExtract %uint %[[BALLOT]] 0
    %ballot = "vir.subgroup.ballot"(%c) : (i1) -> ui32
    "vir.store"(%i, %ballot) <{buffer = @a, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()

//--- size.mlir
// CHECK: error[invalid-ir]: vir.kernel: subgroups of 16 (expected 32, the language's)
"vir.module"() <{form = "ready"}> ({
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>, subgroup_size = 16 : i64}> ({
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
