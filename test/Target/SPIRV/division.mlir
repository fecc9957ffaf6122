// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Division by zero is defined for unsigned integers, and harmless for signed ones.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "i", element = si32, wire_type = "i32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "f32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 2 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v1 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v2 = "vir.load"(%v1) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v3 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v4 = "vir.load"(%v3) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[ZERO:[0-9]+]] = OpIEqual %bool %[[B]] %uint_0
// CHECK: %[[SAFE:[0-9]+]] = OpSelect %uint %[[ZERO]] %uint_1 %[[B]]
// CHECK: %[[Q:[0-9]+]] = OpUDiv %uint %[[A]] %[[SAFE]]
// CHECK: OpSelect %uint %{{[0-9]+}} %uint_4294967295 %[[Q]]
    %v5 = "vir.div"(%v2, %v4) : (ui32, ui32) -> ui32
    %v6 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v6, %v5) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v7 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v8 = "vir.load"(%v7) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v9 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v10 = "vir.load"(%v9) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[ZERO:[0-9]+]] = OpIEqual %bool %[[B]] %uint_0
// CHECK: %[[SAFE:[0-9]+]] = OpSelect %uint %[[ZERO]] %uint_1 %[[B]]
// CHECK: OpUMod %uint %[[A]] %[[SAFE]]
    %v11 = "vir.rem"(%v8, %v10) : (ui32, ui32) -> ui32
    %v12 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v12, %v11) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v13 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v14 = "vir.load"(%v13) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v15 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v16 = "vir.load"(%v15) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[ZERO:[0-9]+]] = OpIEqual %bool %[[B]] %int_0
// CHECK: %[[LOWEST:[0-9]+]] = OpIEqual %bool %[[A]] %int_n2147483648
// CHECK: %[[MINUS:[0-9]+]] = OpIEqual %bool %[[B]] %int_n1
// CHECK: %[[OVER:[0-9]+]] = OpLogicalAnd %bool %[[LOWEST]] %[[MINUS]]
// CHECK: %[[UNDEF:[0-9]+]] = OpLogicalOr %bool %[[ZERO]] %[[OVER]]
// CHECK: %[[SAFE:[0-9]+]] = OpSelect %int %[[UNDEF]] %int_1 %[[B]]
// CHECK: OpSDiv %int %[[A]] %[[SAFE]]
    %v17 = "vir.div"(%v14, %v16) : (si32, si32) -> si32
    %v18 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v18, %v17) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v19 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v20 = "vir.load"(%v19) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v21 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v22 = "vir.load"(%v21) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[ZERO:[0-9]+]] = OpIEqual %bool %[[B]] %int_0
// CHECK: %[[LOWEST:[0-9]+]] = OpIEqual %bool %[[A]] %int_n2147483648
// CHECK: %[[MINUS:[0-9]+]] = OpIEqual %bool %[[B]] %int_n1
// CHECK: %[[OVER:[0-9]+]] = OpLogicalAnd %bool %[[LOWEST]] %[[MINUS]]
// CHECK: %[[UNDEF:[0-9]+]] = OpLogicalOr %bool %[[ZERO]] %[[OVER]]
// CHECK: %[[SAFE:[0-9]+]] = OpSelect %int %[[UNDEF]] %int_1 %[[B]]
// CHECK: OpSRem %int %[[A]] %[[SAFE]]
    %v23 = "vir.rem"(%v20, %v22) : (si32, si32) -> si32
    %v24 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v24, %v23) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v25 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v26 = "vir.load"(%v25) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v27 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v28 = "vir.load"(%v27) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpFDiv %float %[[A]] %[[B]]
    %v29 = "vir.div"(%v26, %v28) : (f32, f32) -> f32
    %v30 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v30, %v29) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
    // A constant divisor that is neither 0 nor -1 needs no guard.
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v31 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v32 = "vir.load"(%v31) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v33 = "vir.const"() <{value = 7 : ui32}> : () -> ui32
// CHECK-NEXT: OpUDiv %uint %[[A]] %uint_7
    %v34 = "vir.div"(%v32, %v33) : (ui32, ui32) -> ui32
    %v35 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v35, %v34) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v36 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v37 = "vir.load"(%v36) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v38 = "vir.const"() <{value = 7 : ui32}> : () -> ui32
// CHECK-NEXT: OpUMod %uint %[[A]] %uint_7
    %v39 = "vir.rem"(%v37, %v38) : (ui32, ui32) -> ui32
    %v40 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v40, %v39) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v41 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v42 = "vir.load"(%v41) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v43 = "vir.const"() <{value = 7 : si32}> : () -> si32
// CHECK-NEXT: OpSDiv %int %[[A]] %int_7
    %v44 = "vir.div"(%v42, %v43) : (si32, si32) -> si32
    %v45 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v45, %v44) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v46 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v47 = "vir.load"(%v46) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v48 = "vir.const"() <{value = 7 : si32}> : () -> si32
// CHECK-NEXT: OpSRem %int %[[A]] %int_7
    %v49 = "vir.rem"(%v47, %v48) : (si32, si32) -> si32
    %v50 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v50, %v49) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
