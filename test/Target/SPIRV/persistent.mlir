// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// RUN: vyre-cc %s -O0 --emit=manifest -o - | FileCheck %s --check-prefix=MANIFEST
// A persistent loop counts up to specialisation constant 0, and the manifest says so.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK: OpDecorate %[[LIMIT:[0-9]+]] SpecId 0
// CHECK: %[[LIMIT]] = OpSpecConstant %uint 4294967295
// CHECK: OpULessThan %bool %{{[0-9]+}} %[[LIMIT]]
// MANIFEST: "pass_limit": {
// MANIFEST-NEXT: "spec_id": 0,
// MANIFEST-NEXT: "default": 4294967295
// MANIFEST-NEXT: },
// MANIFEST-NEXT: "has_unbounded_loops": true
    %from = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %to = "vir.const"() <{value = 4294967295 : ui32}> : () -> ui32
    "vir.for"(%from, %to) <{persistent}> ({
    ^bb0(%pass: ui32):
      "vir.store"(%from, %pass) <{buffer = @u, in_bounds}> : (ui32, ui32) -> ()
      "vir.yield"() : () -> ()
    }) : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
