// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Amounts are taken modulo the width.

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
// CHECK: %[[AMOUNT:[0-9]+]] = OpBitwiseAnd %uint %[[B]] %uint_31
// CHECK: OpShiftLeftLogical %uint %[[A]] %[[AMOUNT]]
    %v5 = "vir.shl"(%v2, %v4) : (ui32, ui32) -> ui32
    %v6 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v6, %v5) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v7 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v8 = "vir.load"(%v7) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v9 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v10 = "vir.load"(%v9) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[AMOUNT:[0-9]+]] = OpBitwiseAnd %uint %[[B]] %uint_31
// CHECK: OpShiftRightLogical %uint %[[A]] %[[AMOUNT]]
    %v11 = "vir.shr"(%v8, %v10) : (ui32, ui32) -> ui32
    %v12 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v12, %v11) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v13 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v14 = "vir.load"(%v13) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v15 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v16 = "vir.load"(%v15) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[AMOUNT:[0-9]+]] = OpBitwiseAnd %int %[[B]] %int_31
// CHECK: OpShiftLeftLogical %int %[[A]] %[[AMOUNT]]
    %v17 = "vir.shl"(%v14, %v16) : (si32, si32) -> si32
    %v18 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v18, %v17) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v19 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v20 = "vir.load"(%v19) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v21 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v22 = "vir.load"(%v21) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[AMOUNT:[0-9]+]] = OpBitwiseAnd %int %[[B]] %int_31
// CHECK: OpShiftRightArithmetic %int %[[A]] %[[AMOUNT]]
    %v23 = "vir.shr"(%v20, %v22) : (si32, si32) -> si32
    %v24 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v24, %v23) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v25 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v26 = "vir.load"(%v25) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v27 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v28 = "vir.load"(%v27) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[AMOUNT:[0-9]+]] = OpBitwiseAnd %uint %[[B]] %uint_31
// CHECK: %[[NEG:[0-9]+]] = OpSNegate %uint %[[AMOUNT]]
// CHECK: %[[REST:[0-9]+]] = OpBitwiseAnd %uint %[[NEG]] %uint_31
// CHECK: %[[MOVED:[0-9]+]] = OpShiftLeftLogical %uint %[[A]] %[[AMOUNT]]
// CHECK: %[[BACK:[0-9]+]] = OpShiftRightLogical %uint %[[A]] %[[REST]]
// CHECK: OpBitwiseOr %uint %[[MOVED]] %[[BACK]]
    %v29 = "vir.rotl"(%v26, %v28) : (ui32, ui32) -> ui32
    %v30 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v30, %v29) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v31 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v32 = "vir.load"(%v31) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v33 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v34 = "vir.load"(%v33) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[AMOUNT:[0-9]+]] = OpBitwiseAnd %uint %[[B]] %uint_31
// CHECK: %[[NEG:[0-9]+]] = OpSNegate %uint %[[AMOUNT]]
// CHECK: %[[REST:[0-9]+]] = OpBitwiseAnd %uint %[[NEG]] %uint_31
// CHECK: %[[MOVED:[0-9]+]] = OpShiftRightLogical %uint %[[A]] %[[AMOUNT]]
// CHECK: %[[BACK:[0-9]+]] = OpShiftLeftLogical %uint %[[A]] %[[REST]]
// CHECK: OpBitwiseOr %uint %[[MOVED]] %[[BACK]]
    %v35 = "vir.rotr"(%v32, %v34) : (ui32, ui32) -> ui32
    %v36 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v36, %v35) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    // Constant amounts are masked here: 37 is 5.
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v37 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v38 = "vir.load"(%v37) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v39 = "vir.const"() <{value = 37 : ui32}> : () -> ui32
// CHECK-NEXT: OpShiftLeftLogical %uint %[[A]] %uint_5
    %v40 = "vir.shl"(%v38, %v39) : (ui32, ui32) -> ui32
    %v41 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v41, %v40) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v42 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v43 = "vir.load"(%v42) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v44 = "vir.const"() <{value = 37 : ui32}> : () -> ui32
// CHECK-NEXT: OpShiftRightLogical %uint %[[A]] %uint_5
    %v45 = "vir.shr"(%v43, %v44) : (ui32, ui32) -> ui32
    %v46 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v46, %v45) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v47 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v48 = "vir.load"(%v47) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v49 = "vir.const"() <{value = 37 : ui32}> : () -> ui32
// CHECK-NEXT: OpShiftLeftLogical %uint %[[A]] %uint_5
// CHECK-NEXT: OpShiftRightLogical %uint %[[A]] %uint_27
    %v50 = "vir.rotl"(%v48, %v49) : (ui32, ui32) -> ui32
    %v51 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v51, %v50) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
