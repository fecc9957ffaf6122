// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Comparisons are false with NaN, but for ne.

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
// CHECK: %[[C:[0-9]+]] = OpIEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v5 = "vir.cmp"(%v2, %v4) <{predicate = "eq"}> : (ui32, ui32) -> i1
    %v6 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v7 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v8 = "vir.select"(%v5, %v6, %v7) : (i1, ui32, ui32) -> ui32
    %v9 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v9, %v8) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v10 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v11 = "vir.load"(%v10) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v12 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v13 = "vir.load"(%v12) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[C:[0-9]+]] = OpIEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v14 = "vir.cmp"(%v11, %v13) <{predicate = "eq"}> : (si32, si32) -> i1
    %v15 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v16 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v17 = "vir.select"(%v14, %v15, %v16) : (i1, ui32, ui32) -> ui32
    %v18 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v18, %v17) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v19 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v20 = "vir.load"(%v19) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v21 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v22 = "vir.load"(%v21) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[C:[0-9]+]] = OpFOrdEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v23 = "vir.cmp"(%v20, %v22) <{predicate = "eq"}> : (f32, f32) -> i1
    %v24 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v25 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v26 = "vir.select"(%v23, %v24, %v25) : (i1, ui32, ui32) -> ui32
    %v27 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v27, %v26) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v28 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v29 = "vir.load"(%v28) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v30 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v31 = "vir.load"(%v30) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[C:[0-9]+]] = OpINotEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v32 = "vir.cmp"(%v29, %v31) <{predicate = "ne"}> : (ui32, ui32) -> i1
    %v33 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v34 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v35 = "vir.select"(%v32, %v33, %v34) : (i1, ui32, ui32) -> ui32
    %v36 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v36, %v35) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v37 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v38 = "vir.load"(%v37) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v39 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v40 = "vir.load"(%v39) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[C:[0-9]+]] = OpINotEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v41 = "vir.cmp"(%v38, %v40) <{predicate = "ne"}> : (si32, si32) -> i1
    %v42 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v43 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v44 = "vir.select"(%v41, %v42, %v43) : (i1, ui32, ui32) -> ui32
    %v45 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v45, %v44) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v46 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v47 = "vir.load"(%v46) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v48 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v49 = "vir.load"(%v48) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[C:[0-9]+]] = OpFUnordNotEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v50 = "vir.cmp"(%v47, %v49) <{predicate = "ne"}> : (f32, f32) -> i1
    %v51 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v52 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v53 = "vir.select"(%v50, %v51, %v52) : (i1, ui32, ui32) -> ui32
    %v54 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v54, %v53) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v55 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v56 = "vir.load"(%v55) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v57 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v58 = "vir.load"(%v57) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[C:[0-9]+]] = OpULessThan %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v59 = "vir.cmp"(%v56, %v58) <{predicate = "lt"}> : (ui32, ui32) -> i1
    %v60 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v61 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v62 = "vir.select"(%v59, %v60, %v61) : (i1, ui32, ui32) -> ui32
    %v63 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v63, %v62) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v64 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v65 = "vir.load"(%v64) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v66 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v67 = "vir.load"(%v66) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[C:[0-9]+]] = OpSLessThan %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v68 = "vir.cmp"(%v65, %v67) <{predicate = "lt"}> : (si32, si32) -> i1
    %v69 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v70 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v71 = "vir.select"(%v68, %v69, %v70) : (i1, ui32, ui32) -> ui32
    %v72 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v72, %v71) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v73 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v74 = "vir.load"(%v73) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v75 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v76 = "vir.load"(%v75) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[C:[0-9]+]] = OpFOrdLessThan %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v77 = "vir.cmp"(%v74, %v76) <{predicate = "lt"}> : (f32, f32) -> i1
    %v78 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v79 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v80 = "vir.select"(%v77, %v78, %v79) : (i1, ui32, ui32) -> ui32
    %v81 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v81, %v80) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v82 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v83 = "vir.load"(%v82) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v84 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v85 = "vir.load"(%v84) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[C:[0-9]+]] = OpULessThanEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v86 = "vir.cmp"(%v83, %v85) <{predicate = "le"}> : (ui32, ui32) -> i1
    %v87 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v88 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v89 = "vir.select"(%v86, %v87, %v88) : (i1, ui32, ui32) -> ui32
    %v90 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v90, %v89) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v91 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v92 = "vir.load"(%v91) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v93 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v94 = "vir.load"(%v93) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[C:[0-9]+]] = OpSLessThanEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v95 = "vir.cmp"(%v92, %v94) <{predicate = "le"}> : (si32, si32) -> i1
    %v96 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v97 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v98 = "vir.select"(%v95, %v96, %v97) : (i1, ui32, ui32) -> ui32
    %v99 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v99, %v98) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v100 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v101 = "vir.load"(%v100) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v102 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v103 = "vir.load"(%v102) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[C:[0-9]+]] = OpFOrdLessThanEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v104 = "vir.cmp"(%v101, %v103) <{predicate = "le"}> : (f32, f32) -> i1
    %v105 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v106 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v107 = "vir.select"(%v104, %v105, %v106) : (i1, ui32, ui32) -> ui32
    %v108 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v108, %v107) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v109 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v110 = "vir.load"(%v109) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v111 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v112 = "vir.load"(%v111) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[C:[0-9]+]] = OpUGreaterThan %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v113 = "vir.cmp"(%v110, %v112) <{predicate = "gt"}> : (ui32, ui32) -> i1
    %v114 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v115 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v116 = "vir.select"(%v113, %v114, %v115) : (i1, ui32, ui32) -> ui32
    %v117 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v117, %v116) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v118 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v119 = "vir.load"(%v118) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v120 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v121 = "vir.load"(%v120) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[C:[0-9]+]] = OpSGreaterThan %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v122 = "vir.cmp"(%v119, %v121) <{predicate = "gt"}> : (si32, si32) -> i1
    %v123 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v124 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v125 = "vir.select"(%v122, %v123, %v124) : (i1, ui32, ui32) -> ui32
    %v126 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v126, %v125) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v127 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v128 = "vir.load"(%v127) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v129 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v130 = "vir.load"(%v129) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[C:[0-9]+]] = OpFOrdGreaterThan %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v131 = "vir.cmp"(%v128, %v130) <{predicate = "gt"}> : (f32, f32) -> i1
    %v132 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v133 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v134 = "vir.select"(%v131, %v132, %v133) : (i1, ui32, ui32) -> ui32
    %v135 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v135, %v134) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v136 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v137 = "vir.load"(%v136) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v138 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v139 = "vir.load"(%v138) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[C:[0-9]+]] = OpUGreaterThanEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v140 = "vir.cmp"(%v137, %v139) <{predicate = "ge"}> : (ui32, ui32) -> i1
    %v141 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v142 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v143 = "vir.select"(%v140, %v141, %v142) : (i1, ui32, ui32) -> ui32
    %v144 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v144, %v143) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v145 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v146 = "vir.load"(%v145) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v147 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v148 = "vir.load"(%v147) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[C:[0-9]+]] = OpSGreaterThanEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v149 = "vir.cmp"(%v146, %v148) <{predicate = "ge"}> : (si32, si32) -> i1
    %v150 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v151 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v152 = "vir.select"(%v149, %v150, %v151) : (i1, ui32, ui32) -> ui32
    %v153 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v153, %v152) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %float
// CHECK: %[[B:[0-9]+]] = OpLoad %float
    %v154 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v155 = "vir.load"(%v154) <{buffer = @f, in_bounds}> : (ui32) -> f32
    %v156 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v157 = "vir.load"(%v156) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[C:[0-9]+]] = OpFOrdGreaterThanEqual %bool %[[A]] %[[B]]
// CHECK: OpSelect %uint %[[C]] %uint_1 %uint_0
    %v158 = "vir.cmp"(%v155, %v157) <{predicate = "ge"}> : (f32, f32) -> i1
    %v159 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v160 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v161 = "vir.select"(%v158, %v159, %v160) : (i1, ui32, ui32) -> ui32
    %v162 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v162, %v161) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    %v163 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v164 = "vir.load"(%v163) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v165 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v166 = "vir.load"(%v165) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[P:[0-9]+]] = OpULessThan %bool
    %v167 = "vir.cmp"(%v164, %v166) <{predicate = "lt"}> : (ui32, ui32) -> i1
// CHECK: %[[Q:[0-9]+]] = OpUGreaterThan %bool
    %v168 = "vir.cmp"(%v164, %v166) <{predicate = "gt"}> : (ui32, ui32) -> i1
// CHECK: OpLogicalEqual %bool %[[P]] %[[Q]]
    %v169 = "vir.cmp"(%v167, %v168) <{predicate = "eq"}> : (i1, i1) -> i1
    %v170 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v171 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v172 = "vir.select"(%v169, %v170, %v171) : (i1, ui32, ui32) -> ui32
    %v173 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v173, %v172) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: OpLogicalNotEqual %bool %[[P]] %[[Q]]
    %v174 = "vir.cmp"(%v167, %v168) <{predicate = "ne"}> : (i1, i1) -> i1
    %v175 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v176 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v177 = "vir.select"(%v174, %v175, %v176) : (i1, ui32, ui32) -> ui32
    %v178 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v178, %v177) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
