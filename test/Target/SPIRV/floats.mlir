// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Functions of floats. Rounding, sign and classification do not rely on what GLSL leaves open. Those that
// expand-math computes never come here.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "f32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v1 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v2 = "vir.load"(%v1) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpExtInst %float {{.*}} FAbs %[[A]]
    %v3 = "vir.fabs"(%v2) : (f32) -> f32
    %v4 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v4, %v3) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v5 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v6 = "vir.load"(%v5) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpExtInst %float {{.*}} Sqrt %[[A]]
    %v7 = "vir.sqrt"(%v6) : (f32) -> f32
    %v8 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v8, %v7) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v9 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v10 = "vir.load"(%v9) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpExtInst %float {{.*}} Floor %[[A]]
    %v11 = "vir.floor"(%v10) : (f32) -> f32
    %v12 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v12, %v11) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v13 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v14 = "vir.load"(%v13) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpExtInst %float {{.*}} Ceil %[[A]]
    %v15 = "vir.ceil"(%v14) : (f32) -> f32
    %v16 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v16, %v15) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v17 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v18 = "vir.load"(%v17) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpExtInst %float {{.*}} Trunc %[[A]]
    %v19 = "vir.trunc"(%v18) : (f32) -> f32
    %v20 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v20, %v19) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v73 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v74 = "vir.load"(%v73) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v75 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v76 = "vir.load"(%v75) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[C:[0-9]+]] = OpLoad %float
    %v77 = "vir.const"() <{value = 2 : ui32}> : () -> ui32
    %v78 = "vir.load"(%v77) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpExtInst %float {{.*}} Fma %[[A]] %[[B]] %[[C]]
    %v79 = "vir.fma"(%v74, %v76, %v78) : (f32, f32, f32) -> f32
    %v80 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v80, %v79) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v81 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v82 = "vir.load"(%v81) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[ROOT:[0-9]+]] = OpExtInst %float {{.*}} Sqrt %[[A]]
// CHECK: OpFDiv %float %float_1 %[[ROOT]]
    %v83 = "vir.inverse_sqrt"(%v82) : (f32) -> f32
    %v84 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v84, %v83) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v85 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v86 = "vir.load"(%v85) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[T:[0-9]+]] = OpExtInst %float {{.*}} Trunc %[[A]]
// CHECK: %[[REST:[0-9]+]] = OpFSub %float %[[A]] %[[T]]
// CHECK: %[[DIST:[0-9]+]] = OpExtInst %float {{.*}} FAbs %[[REST]]
// CHECK: %[[FAR:[0-9]+]] = OpFOrdGreaterThanEqual %bool %[[DIST]] %float_0_5
// CHECK: %[[STEP:[0-9]+]] = OpFAdd %float %[[T]]
// CHECK: OpSelect %float %[[FAR]] %[[STEP]] %[[T]]
    %v87 = "vir.round"(%v86) : (f32) -> f32
    %v88 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v88, %v87) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v89 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v90 = "vir.load"(%v89) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[BITS:[0-9]+]] = OpBitcast %uint %[[A]]
// CHECK: %[[MAG:[0-9]+]] = OpBitwiseAnd %uint %[[BITS]] %uint_2147483647
// CHECK: %[[ZERO:[0-9]+]] = OpIEqual %bool %[[MAG]] %uint_0
// CHECK: %[[S:[0-9]+]] = OpSelect %float %[[ZERO]] %float_0
// CHECK: %[[NAN:[0-9]+]] = OpUGreaterThan %bool %[[MAG]] %uint_2139095040
// CHECK: OpSelect %float %[[NAN]] %[[A]] %[[S]]
    %v91 = "vir.sign"(%v90) : (f32) -> f32
    %v92 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v92, %v91) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v93 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v94 = "vir.load"(%v93) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[BITS:[0-9]+]] = OpBitcast %uint %[[A]]
// CHECK: %[[MAG:[0-9]+]] = OpBitwiseAnd %uint %[[BITS]] %uint_2147483647
// CHECK: OpUGreaterThan %bool %[[MAG]] %uint_2139095040
    %v95 = "vir.is_nan"(%v94) : (f32) -> i1
    %v96 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v97 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v98 = "vir.select"(%v95, %v96, %v97) : (i1, ui32, ui32) -> ui32
    %v99 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v99, %v98) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v100 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v101 = "vir.load"(%v100) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[BITS:[0-9]+]] = OpBitcast %uint %[[A]]
// CHECK: %[[MAG:[0-9]+]] = OpBitwiseAnd %uint %[[BITS]] %uint_2147483647
// CHECK: OpIEqual %bool %[[MAG]] %uint_2139095040
    %v102 = "vir.is_inf"(%v101) : (f32) -> i1
    %v103 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v104 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v105 = "vir.select"(%v102, %v103, %v104) : (i1, ui32, ui32) -> ui32
    %v106 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v106, %v105) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v107 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v108 = "vir.load"(%v107) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[BITS:[0-9]+]] = OpBitcast %uint %[[A]]
// CHECK: %[[MAG:[0-9]+]] = OpBitwiseAnd %uint %[[BITS]] %uint_2147483647
// CHECK: OpULessThan %bool %[[MAG]] %uint_2139095040
    %v109 = "vir.is_finite"(%v108) : (f32) -> i1
    %v110 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v111 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v112 = "vir.select"(%v109, %v110, %v111) : (i1, ui32, ui32) -> ui32
    %v113 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v113, %v112) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
