// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Conversions saturate, and reach SPIR-V's own conversion only where that is defined.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "i", element = si32, wire_type = "i32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "f32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 2 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v1 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v2 = "vir.load"(%v1) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpBitcast %int %[[A]]
    %v3 = "vir.convert"(%v2) : (ui32) -> si32
    %v4 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v4, %v3) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v5 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v6 = "vir.load"(%v5) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpBitcast %uint %[[A]]
    %v7 = "vir.convert"(%v6) : (si32) -> ui32
    %v8 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v8, %v7) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v9 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v10 = "vir.load"(%v9) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpConvertUToF %float %[[A]]
    %v11 = "vir.convert"(%v10) : (ui32) -> f32
    %v12 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v12, %v11) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v13 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v14 = "vir.load"(%v13) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpConvertSToF %float %[[A]]
    %v15 = "vir.convert"(%v14) : (si32) -> f32
    %v16 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v16, %v15) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v17 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v18 = "vir.load"(%v17) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpINotEqual %bool %[[A]] %uint_0
    %v19 = "vir.convert"(%v18) : (ui32) -> i1
    %v20 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v21 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v22 = "vir.select"(%v19, %v20, %v21) : (i1, ui32, ui32) -> ui32
    %v23 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v23, %v22) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v24 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v25 = "vir.load"(%v24) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpINotEqual %bool %[[A]] %int_0
    %v26 = "vir.convert"(%v25) : (si32) -> i1
    %v27 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v28 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v29 = "vir.select"(%v26, %v27, %v28) : (i1, ui32, ui32) -> ui32
    %v30 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v30, %v29) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    // NaN is true.
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v31 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v32 = "vir.load"(%v31) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpFUnordNotEqual %bool %[[A]] %float_0
    %v33 = "vir.convert"(%v32) : (f32) -> i1
    %v34 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v35 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v36 = "vir.select"(%v33, %v34, %v35) : (i1, ui32, ui32) -> ui32
    %v37 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v37, %v36) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    // 1333788672 is 2^32 as bits; 805306368 is the distance from there to infinity.
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v38 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v39 = "vir.load"(%v38) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[BITS:[0-9]+]] = OpBitcast %uint %[[A]]
// CHECK: %[[FITS:[0-9]+]] = OpULessThan %bool %[[BITS]] %uint_1333788672
// CHECK: %[[ABOVE:[0-9]+]] = OpISub %uint %[[BITS]] %uint_1333788672
// CHECK: %[[LARGE:[0-9]+]] = OpULessThanEqual %bool %[[ABOVE]] %uint_805306368
// CHECK: %[[SAFE:[0-9]+]] = OpSelect %float %[[FITS]] %[[A]] %float_0
// CHECK: %[[INT:[0-9]+]] = OpConvertFToU %uint %[[SAFE]]
// CHECK: OpSelect %uint %[[LARGE]] %uint_4294967295 %[[INT]]
    %v40 = "vir.convert"(%v39) : (f32) -> ui32
    %v41 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v41, %v40) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    // 1325400064 is 2^31 as bits; 813694976 is the distance from there to infinity.
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v42 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v43 = "vir.load"(%v42) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[BITS:[0-9]+]] = OpBitcast %uint %[[A]]
// CHECK: %[[MAG:[0-9]+]] = OpBitwiseAnd %uint %[[BITS]] %uint_2147483647
// CHECK: %[[FITS:[0-9]+]] = OpULessThan %bool %[[MAG]] %uint_1325400064
// CHECK: %[[ABOVE:[0-9]+]] = OpISub %uint %[[MAG]] %uint_1325400064
// CHECK: %[[LARGE:[0-9]+]] = OpULessThanEqual %bool %[[ABOVE]] %uint_813694976
// CHECK: %[[SAFE:[0-9]+]] = OpSelect %float %[[FITS]] %[[A]] %float_0
// CHECK: %[[INT:[0-9]+]] = OpConvertFToS %int %[[SAFE]]
// CHECK: %[[S:[0-9]+]] = OpBitcast %int %[[A]]
// CHECK: %[[SIGN:[0-9]+]] = OpShiftRightArithmetic %int %[[S]] %uint_31
// CHECK: %[[END:[0-9]+]] = OpBitwiseXor %int %[[SIGN]] %int_2147483647
// CHECK: OpSelect %int %[[LARGE]] %[[END]] %[[INT]]
    %v44 = "vir.convert"(%v43) : (f32) -> si32
    %v45 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v45, %v44) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
    %v46 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v47 = "vir.load"(%v46) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v48 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v49 = "vir.load"(%v48) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[P:[0-9]+]] = OpULessThan %bool
    %v50 = "vir.cmp"(%v47, %v49) <{predicate = "lt"}> : (ui32, ui32) -> i1
// CHECK: OpSelect %uint %[[P]] %uint_1 %uint_0
    %v51 = "vir.convert"(%v50) : (i1) -> ui32
    %v52 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v52, %v51) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: OpSelect %int %[[P]] %int_1 %int_0
    %v53 = "vir.convert"(%v50) : (i1) -> si32
    %v54 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v54, %v53) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: OpSelect %float %[[P]] %float_1 %float_0
    %v55 = "vir.convert"(%v50) : (i1) -> f32
    %v56 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v56, %v55) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v57 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v58 = "vir.load"(%v57) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK-NEXT: OpBitcast %int %[[A]]
    %v59 = "vir.bitcast"(%v58) : (ui32) -> si32
    %v60 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v60, %v59) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v61 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v62 = "vir.load"(%v61) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK-NEXT: OpBitcast %float %[[A]]
    %v63 = "vir.bitcast"(%v62) : (ui32) -> f32
    %v64 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v64, %v63) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v65 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v66 = "vir.load"(%v65) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK-NEXT: OpBitcast %uint %[[A]]
    %v67 = "vir.bitcast"(%v66) : (si32) -> ui32
    %v68 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v68, %v67) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v69 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v70 = "vir.load"(%v69) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK-NEXT: OpBitcast %float %[[A]]
    %v71 = "vir.bitcast"(%v70) : (si32) -> f32
    %v72 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v72, %v71) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v73 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v74 = "vir.load"(%v73) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK-NEXT: OpBitcast %uint %[[A]]
    %v75 = "vir.bitcast"(%v74) : (f32) -> ui32
    %v76 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v76, %v75) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v77 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v78 = "vir.load"(%v77) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK-NEXT: OpBitcast %int %[[A]]
    %v79 = "vir.bitcast"(%v78) : (f32) -> si32
    %v80 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v80, %v79) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
