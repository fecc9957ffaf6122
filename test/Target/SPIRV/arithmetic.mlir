// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Ops with one instruction a class, and those that take a product or a distance apart.

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
// CHECK: OpIAdd %uint %[[A]] %[[B]]
    %v5 = "vir.add"(%v2, %v4) : (ui32, ui32) -> ui32
    %v6 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v6, %v5) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v7 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v8 = "vir.load"(%v7) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v9 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v10 = "vir.load"(%v9) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpIAdd %int %[[A]] %[[B]]
    %v11 = "vir.add"(%v8, %v10) : (si32, si32) -> si32
    %v12 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v12, %v11) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v13 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v14 = "vir.load"(%v13) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v15 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v16 = "vir.load"(%v15) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpFAdd %float %[[A]] %[[B]]
    %v17 = "vir.add"(%v14, %v16) : (f32, f32) -> f32
    %v18 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v18, %v17) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v19 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v20 = "vir.load"(%v19) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v21 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v22 = "vir.load"(%v21) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpISub %uint %[[A]] %[[B]]
    %v23 = "vir.sub"(%v20, %v22) : (ui32, ui32) -> ui32
    %v24 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v24, %v23) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v25 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v26 = "vir.load"(%v25) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v27 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v28 = "vir.load"(%v27) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpISub %int %[[A]] %[[B]]
    %v29 = "vir.sub"(%v26, %v28) : (si32, si32) -> si32
    %v30 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v30, %v29) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v31 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v32 = "vir.load"(%v31) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v33 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v34 = "vir.load"(%v33) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpFSub %float %[[A]] %[[B]]
    %v35 = "vir.sub"(%v32, %v34) : (f32, f32) -> f32
    %v36 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v36, %v35) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v37 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v38 = "vir.load"(%v37) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v39 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v40 = "vir.load"(%v39) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpIMul %uint %[[A]] %[[B]]
    %v41 = "vir.mul"(%v38, %v40) : (ui32, ui32) -> ui32
    %v42 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v42, %v41) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v43 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v44 = "vir.load"(%v43) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v45 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v46 = "vir.load"(%v45) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpIMul %int %[[A]] %[[B]]
    %v47 = "vir.mul"(%v44, %v46) : (si32, si32) -> si32
    %v48 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v48, %v47) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v49 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v50 = "vir.load"(%v49) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v51 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v52 = "vir.load"(%v51) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpFMul %float %[[A]] %[[B]]
    %v53 = "vir.mul"(%v50, %v52) : (f32, f32) -> f32
    %v54 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v54, %v53) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v55 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v56 = "vir.load"(%v55) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpSNegate %uint %[[A]]
    %v57 = "vir.neg"(%v56) : (ui32) -> ui32
    %v58 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v58, %v57) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v59 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v60 = "vir.load"(%v59) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpSNegate %int %[[A]]
    %v61 = "vir.neg"(%v60) : (si32) -> si32
    %v62 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v62, %v61) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
    %v63 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v64 = "vir.load"(%v63) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpFNegate %float %[[A]]
    %v65 = "vir.neg"(%v64) : (f32) -> f32
    %v66 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v66, %v65) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v67 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v68 = "vir.load"(%v67) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v69 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v70 = "vir.load"(%v69) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpExtInst %uint %{{[0-9]+}} UMin %[[A]] %[[B]]
    %v71 = "vir.min"(%v68, %v70) : (ui32, ui32) -> ui32
    %v72 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v72, %v71) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v73 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v74 = "vir.load"(%v73) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v75 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v76 = "vir.load"(%v75) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpExtInst %int %{{[0-9]+}} SMin %[[A]] %[[B]]
    %v77 = "vir.min"(%v74, %v76) : (si32, si32) -> si32
    %v78 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v78, %v77) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v79 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v80 = "vir.load"(%v79) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v81 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v82 = "vir.load"(%v81) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpExtInst %float %{{[0-9]+}} NMin %[[A]] %[[B]]
    %v83 = "vir.min"(%v80, %v82) : (f32, f32) -> f32
    %v84 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v84, %v83) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v85 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v86 = "vir.load"(%v85) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v87 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v88 = "vir.load"(%v87) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpExtInst %uint %{{[0-9]+}} UMax %[[A]] %[[B]]
    %v89 = "vir.max"(%v86, %v88) : (ui32, ui32) -> ui32
    %v90 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v90, %v89) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v91 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v92 = "vir.load"(%v91) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v93 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v94 = "vir.load"(%v93) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpExtInst %int %{{[0-9]+}} SMax %[[A]] %[[B]]
    %v95 = "vir.max"(%v92, %v94) : (si32, si32) -> si32
    %v96 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v96, %v95) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v97 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v98 = "vir.load"(%v97) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v99 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v100 = "vir.load"(%v99) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: OpExtInst %float %{{[0-9]+}} NMax %[[A]] %[[B]]
    %v101 = "vir.max"(%v98, %v100) : (f32, f32) -> f32
    %v102 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v102, %v101) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v103 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v104 = "vir.load"(%v103) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v105 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v106 = "vir.load"(%v105) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[WIDE:[0-9]+]] = OpUMulExtended %_struct_{{[0-9]+}} %[[A]] %[[B]]
// CHECK: OpCompositeExtract %uint %[[WIDE]] 1
    %v107 = "vir.mul_high"(%v104, %v106) : (ui32, ui32) -> ui32
    %v108 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v108, %v107) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v109 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v110 = "vir.load"(%v109) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v111 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v112 = "vir.load"(%v111) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[WIDE:[0-9]+]] = OpSMulExtended %_struct_{{[0-9]+}} %[[A]] %[[B]]
// CHECK: OpCompositeExtract %int %[[WIDE]] 1
    %v113 = "vir.mul_high"(%v110, %v112) : (si32, si32) -> si32
    %v114 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v114, %v113) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v115 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v116 = "vir.load"(%v115) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v117 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v118 = "vir.load"(%v117) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[MAX:[0-9]+]] = OpExtInst %uint {{.*}} UMax %[[A]] %[[B]]
// CHECK: %[[MIN:[0-9]+]] = OpExtInst %uint {{.*}} UMin %[[A]] %[[B]]
// CHECK: OpISub %uint %[[MAX]] %[[MIN]]
    %v119 = "vir.abs_diff"(%v116, %v118) : (ui32, ui32) -> ui32
    %v120 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v120, %v119) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v121 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v122 = "vir.load"(%v121) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v123 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v124 = "vir.load"(%v123) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[MAX:[0-9]+]] = OpExtInst %int {{.*}} SMax %[[A]] %[[B]]
// CHECK: %[[MIN:[0-9]+]] = OpExtInst %int {{.*}} SMin %[[A]] %[[B]]
// CHECK: OpISub %uint %[[MAX]] %[[MIN]]
    %v125 = "vir.abs_diff"(%v122, %v124) : (si32, si32) -> ui32
    %v126 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v126, %v125) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
