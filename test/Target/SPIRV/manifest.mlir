// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// RUN: vyre-cc %s -O0 --emit=manifest -o - | FileCheck %s --check-prefix=JSON
// The manifest as JSON, and the same records as non-semantic instructions.

"vir.module"() <{form = "ready", variant = "priority"}> ({
  "vir.buffer"() <{sym_name = "in", element = ui32, wire_type = "u32", stride = 4 : i64, count = 16 : i64, access = "read_only", role = "input", binding = 3 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "out", element = f32, wire_type = "f32", stride = 4 : i64, count = 8 : i64, access = "read_write", role = "output", binding = 1 : i64, output_range = array<i64: 4, 12>}> : () -> ()
  "vir.buffer"() <{sym_name = "tile", element = ui32, wire_type = "u32", stride = 4 : i64, count = 4 : i64, access = "workgroup", role = "workgroup"}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 8, 2, 1>}> ({
// JSON:      "version": 1,
// JSON-NEXT: "entry_points": [
// JSON-NEXT:   "main"
// JSON-NEXT: ],
// JSON-NEXT: "target_env": "vulkan1.2",
// JSON-NEXT: "variant": "priority",
// JSON-NEXT: "workgroup_size": [
// JSON-NEXT:   8,
// JSON-NEXT:   2,
// JSON-NEXT:   1
// JSON-NEXT: ],
// JSON-NEXT: "has_unbounded_loops": false,
// JSON-NEXT: "buffers": [
// JSON:      "name": "in",
// JSON-NEXT: "set": 0,
// JSON-NEXT: "binding": 3,
// JSON-NEXT: "role": "input",
// JSON-NEXT: "element": "u32",
// JSON-NEXT: "stride": 4,
// JSON-NEXT: "count": 16,
// JSON-NEXT: "read_only": true
// JSON:      "name": "out",
// JSON:      "role": "output",
// JSON:      "read_only": false,
// JSON-NEXT: "output_byte_range": [
// JSON-NEXT:   4,
// JSON-NEXT:   12
// JSON:      "name": "tile",
// JSON:      "role": "workgroup",

// CHECK:     OpExtension "SPV_KHR_non_semantic_info"
// CHECK:     %[[SET:[0-9]+]] = OpExtInstImport "NonSemantic.VyreCC.Manifest"
// CHECK:     %[[KERNEL:[0-9]+]] = OpString "{\"version\":1,\"entry_points\":[\"main\"],\"target_env\":\"vulkan1.2\",\"variant\":\"priority\",\"workgroup_size\":[8,2,1],\"has_unbounded_loops\":false}"
// CHECK:     %[[IN:[0-9]+]] = OpString "{\"name\":\"in\",\"set\":0,\"binding\":3,\"role\":\"input\",\"element\":\"u32\",\"stride\":4,\"count\":16,\"read_only\":true}"
// CHECK:     %[[OUT:[0-9]+]] = OpString {{.*}}\"output_byte_range\":[4,12]}"
// CHECK:     OpExtInst %void %[[SET]] 1 %[[KERNEL]]
// CHECK:     OpExtInst %void %[[SET]] 2 %[[IN]]
// CHECK:     OpExtInst %void %[[SET]] 2 %[[OUT]]
// CHECK:     OpExtInst %void %[[SET]] 2
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
