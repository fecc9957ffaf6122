// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Logic and bit counts. FindUMsb and FindILsb give -1 for 0, which both forms turn into the width.

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
// CHECK: OpBitwiseAnd %uint %[[A]] %[[B]]
    %v5 = "vir.and"(%v2, %v4) : (ui32, ui32) -> ui32
    %v6 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v6, %v5) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v7 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v8 = "vir.load"(%v7) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v9 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v10 = "vir.load"(%v9) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpBitwiseAnd %int %[[A]] %[[B]]
    %v11 = "vir.and"(%v8, %v10) : (si32, si32) -> si32
    %v12 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v12, %v11) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
    %v13 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v14 = "vir.load"(%v13) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v15 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v16 = "vir.load"(%v15) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[P:[0-9]+]] = OpULessThan %bool
    %v17 = "vir.cmp"(%v14, %v16) <{predicate = "lt"}> : (ui32, ui32) -> i1
// CHECK: %[[Q:[0-9]+]] = OpUGreaterThan %bool
    %v18 = "vir.cmp"(%v14, %v16) <{predicate = "gt"}> : (ui32, ui32) -> i1
// CHECK: OpLogicalAnd %bool %[[P]] %[[Q]]
    %v19 = "vir.and"(%v17, %v18) : (i1, i1) -> i1
    %v20 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v21 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v22 = "vir.select"(%v19, %v20, %v21) : (i1, ui32, ui32) -> ui32
    %v23 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v23, %v22) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v24 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v25 = "vir.load"(%v24) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v26 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v27 = "vir.load"(%v26) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpBitwiseOr %uint %[[A]] %[[B]]
    %v28 = "vir.or"(%v25, %v27) : (ui32, ui32) -> ui32
    %v29 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v29, %v28) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v30 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v31 = "vir.load"(%v30) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v32 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v33 = "vir.load"(%v32) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpBitwiseOr %int %[[A]] %[[B]]
    %v34 = "vir.or"(%v31, %v33) : (si32, si32) -> si32
    %v35 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v35, %v34) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
    %v36 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v37 = "vir.load"(%v36) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v38 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v39 = "vir.load"(%v38) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[P:[0-9]+]] = OpULessThan %bool
    %v40 = "vir.cmp"(%v37, %v39) <{predicate = "lt"}> : (ui32, ui32) -> i1
// CHECK: %[[Q:[0-9]+]] = OpUGreaterThan %bool
    %v41 = "vir.cmp"(%v37, %v39) <{predicate = "gt"}> : (ui32, ui32) -> i1
// CHECK: OpLogicalOr %bool %[[P]] %[[Q]]
    %v42 = "vir.or"(%v40, %v41) : (i1, i1) -> i1
    %v43 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v44 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v45 = "vir.select"(%v42, %v43, %v44) : (i1, ui32, ui32) -> ui32
    %v46 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v46, %v45) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
// CHECK: %[[B:[0-9]+]] = OpLoad %uint
    %v47 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v48 = "vir.load"(%v47) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v49 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v50 = "vir.load"(%v49) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpBitwiseXor %uint %[[A]] %[[B]]
    %v51 = "vir.xor"(%v48, %v50) : (ui32, ui32) -> ui32
    %v52 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v52, %v51) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
// CHECK: %[[B:[0-9]+]] = OpLoad %int
    %v53 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v54 = "vir.load"(%v53) <{buffer = @i, in_bounds}> : (ui32) -> si32
    %v55 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v56 = "vir.load"(%v55) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpBitwiseXor %int %[[A]] %[[B]]
    %v57 = "vir.xor"(%v54, %v56) : (si32, si32) -> si32
    %v58 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v58, %v57) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
    %v59 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v60 = "vir.load"(%v59) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v61 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v62 = "vir.load"(%v61) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[P:[0-9]+]] = OpULessThan %bool
    %v63 = "vir.cmp"(%v60, %v62) <{predicate = "lt"}> : (ui32, ui32) -> i1
// CHECK: %[[Q:[0-9]+]] = OpUGreaterThan %bool
    %v64 = "vir.cmp"(%v60, %v62) <{predicate = "gt"}> : (ui32, ui32) -> i1
// CHECK: OpLogicalNotEqual %bool %[[P]] %[[Q]]
    %v65 = "vir.xor"(%v63, %v64) : (i1, i1) -> i1
    %v66 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v67 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v68 = "vir.select"(%v65, %v66, %v67) : (i1, ui32, ui32) -> ui32
    %v69 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v69, %v68) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v70 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v71 = "vir.load"(%v70) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpNot %uint %[[A]]
    %v72 = "vir.not"(%v71) : (ui32) -> ui32
    %v73 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v73, %v72) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v74 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v75 = "vir.load"(%v74) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpNot %int %[[A]]
    %v76 = "vir.not"(%v75) : (si32) -> si32
    %v77 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v77, %v76) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
    %v78 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v79 = "vir.load"(%v78) <{buffer = @u, in_bounds}> : (ui32) -> ui32
    %v80 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v81 = "vir.load"(%v80) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[P:[0-9]+]] = OpULessThan %bool
    %v82 = "vir.cmp"(%v79, %v81) <{predicate = "lt"}> : (ui32, ui32) -> i1
// CHECK: OpLogicalNot %bool %[[P]]
    %v83 = "vir.not"(%v82) : (i1) -> i1
    %v84 = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %v85 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v86 = "vir.select"(%v83, %v84, %v85) : (i1, ui32, ui32) -> ui32
    %v87 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v87, %v86) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v88 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v89 = "vir.load"(%v88) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpBitCount %uint %[[A]]
    %v90 = "vir.popcount"(%v89) : (ui32) -> ui32
    %v91 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v91, %v90) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v92 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v93 = "vir.load"(%v92) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: OpBitReverse %uint %[[A]]
    %v94 = "vir.bit_reverse"(%v93) : (ui32) -> ui32
    %v95 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v95, %v94) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v96 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v97 = "vir.load"(%v96) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[MSB:[0-9]+]] = OpExtInst %uint {{.*}} FindUMsb %[[A]]
// CHECK: OpISub %uint %uint_31 %[[MSB]]
    %v98 = "vir.clz"(%v97) : (ui32) -> ui32
    %v99 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v99, %v98) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %uint
    %v100 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v101 = "vir.load"(%v100) <{buffer = @u, in_bounds}> : (ui32) -> ui32
// CHECK: %[[LSB:[0-9]+]] = OpExtInst %uint {{.*}} FindILsb %[[A]]
// CHECK: OpExtInst %uint {{.*}} UMin %[[LSB]] %uint_32
    %v102 = "vir.ctz"(%v101) : (ui32) -> ui32
    %v103 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v103, %v102) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v104 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v105 = "vir.load"(%v104) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpBitCount %int %[[A]]
    %v106 = "vir.popcount"(%v105) : (si32) -> si32
    %v107 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v107, %v106) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v108 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v109 = "vir.load"(%v108) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: OpBitReverse %int %[[A]]
    %v110 = "vir.bit_reverse"(%v109) : (si32) -> si32
    %v111 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v111, %v110) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v112 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v113 = "vir.load"(%v112) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[MSB:[0-9]+]] = OpExtInst %int {{.*}} FindUMsb %[[A]]
// CHECK: OpISub %int %int_31 %[[MSB]]
    %v114 = "vir.clz"(%v113) : (si32) -> si32
    %v115 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v115, %v114) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
// CHECK: %[[A:[0-9]+]] = OpLoad %int
    %v116 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %v117 = "vir.load"(%v116) <{buffer = @i, in_bounds}> : (ui32) -> si32
// CHECK: %[[LSB:[0-9]+]] = OpExtInst %int {{.*}} FindILsb %[[A]]
// CHECK: OpExtInst %int {{.*}} UMin %[[LSB]] %int_32
    %v118 = "vir.ctz"(%v117) : (si32) -> si32
    %v119 = "vir.const"() <{value = 9 : ui32}> : () -> ui32
    "vir.store"(%v119, %v118) <{buffer = @i, in_bounds}> : (ui32, si32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
