// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Saturating arithmetic without branches.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "i", element = si32, wire_type = "i32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v1 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v2 = "vir.load"(%v1) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v3 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v4 = "vir.load"(%v3) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[ROOM:[0-9]+]] = OpNot %uint %[[A]]
// CHECK: %[[FIT:[0-9]+]] = OpExtInst %uint {{.*}} UMin %[[B]] %[[ROOM]]
// CHECK: OpIAdd %uint %[[A]] %[[FIT]]
    %v5 = "vir.sat_add"(%v2, %v4) : (ui32, ui32) -> ui32
    %v6 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v6, %v5) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v7 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v8 = "vir.load"(%v7) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v9 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v10 = "vir.load"(%v9) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[FIT:[0-9]+]] = OpExtInst %uint {{.*}} UMin %[[A]] %[[B]]
// CHECK: OpISub %uint %[[A]] %[[FIT]]
    %v11 = "vir.sat_sub"(%v8, %v10) : (ui32, ui32) -> ui32
    %v12 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v12, %v11) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v13 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v14 = "vir.load"(%v13) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v15 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v16 = "vir.load"(%v15) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[WIDE:[0-9]+]] = OpUMulExtended
// CHECK: %[[LOW:[0-9]+]] = OpCompositeExtract %uint %[[WIDE]] 0
// CHECK: %[[HIGH:[0-9]+]] = OpCompositeExtract %uint %[[WIDE]] 1
// CHECK: %[[OVER:[0-9]+]] = OpINotEqual %bool %[[HIGH]] %uint_0
// CHECK: OpSelect %uint %[[OVER]] %uint_4294967295 %[[LOW]]
    %v17 = "vir.sat_mul"(%v14, %v16) : (ui32, ui32) -> ui32
    %v18 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v18, %v17) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v19 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v20 = "vir.load"(%v19) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v21 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v22 = "vir.load"(%v21) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[SUM:[0-9]+]] = OpIAdd %int %[[A]] %[[B]]
// CHECK: %[[FA:[0-9]+]] = OpBitwiseXor %int %[[A]] %[[SUM]]
// CHECK: %[[FB:[0-9]+]] = OpBitwiseXor %int %[[B]] %[[SUM]]
// CHECK: %[[BOTH:[0-9]+]] = OpBitwiseAnd %int %[[FA]] %[[FB]]
// CHECK: %[[OVER:[0-9]+]] = OpSLessThan %bool %[[BOTH]] %int_0
// CHECK: %[[SIGN:[0-9]+]] = OpShiftRightArithmetic %int %[[A]] %uint_31
// CHECK: %[[END:[0-9]+]] = OpBitwiseXor %int %[[SIGN]] %int_2147483647
// CHECK: OpSelect %int %[[OVER]] %[[END]] %[[SUM]]
    %v23 = "vir.sat_add"(%v20, %v22) : (si32, si32) -> si32
    %v24 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v24, %v23) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v25 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v26 = "vir.load"(%v25) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v27 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v28 = "vir.load"(%v27) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[DIFF:[0-9]+]] = OpISub %int %[[A]] %[[B]]
// CHECK: %[[APART:[0-9]+]] = OpBitwiseXor %int %[[A]] %[[B]]
// CHECK: %[[FLIP:[0-9]+]] = OpBitwiseXor %int %[[A]] %[[DIFF]]
// CHECK: %[[BOTH:[0-9]+]] = OpBitwiseAnd %int %[[APART]] %[[FLIP]]
// CHECK: %[[OVER:[0-9]+]] = OpSLessThan %bool %[[BOTH]] %int_0
// CHECK: %[[SIGN:[0-9]+]] = OpShiftRightArithmetic %int %[[A]] %uint_31
// CHECK: %[[END:[0-9]+]] = OpBitwiseXor %int %[[SIGN]] %int_2147483647
// CHECK: OpSelect %int %[[OVER]] %[[END]] %[[DIFF]]
    %v29 = "vir.sat_sub"(%v26, %v28) : (si32, si32) -> si32
    %v30 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v30, %v29) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v31 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v32 = "vir.load"(%v31) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v33 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v34 = "vir.load"(%v33) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[WIDE:[0-9]+]] = OpSMulExtended
// CHECK: %[[LOW:[0-9]+]] = OpCompositeExtract %int %[[WIDE]] 0
// CHECK: %[[HIGH:[0-9]+]] = OpCompositeExtract %int %[[WIDE]] 1
// CHECK: %[[REPEAT:[0-9]+]] = OpShiftRightArithmetic %int %[[LOW]] %uint_31
// CHECK: %[[OVER:[0-9]+]] = OpINotEqual %bool %[[HIGH]] %[[REPEAT]]
// CHECK: %[[SIGNS:[0-9]+]] = OpBitwiseXor %int %[[A]] %[[B]]
// CHECK: %[[SIGN:[0-9]+]] = OpShiftRightArithmetic %int %[[SIGNS]] %uint_31
// CHECK: %[[END:[0-9]+]] = OpBitwiseXor %int %[[SIGN]] %int_2147483647
// CHECK: OpSelect %int %[[OVER]] %[[END]] %[[LOW]]
    %v35 = "vir.sat_mul"(%v32, %v34) : (si32, si32) -> si32
    %v36 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v36, %v35) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
