// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 --float=reference --emit=spirv-asm -o - | FileCheck %s --check-prefix=MODE
// RUN: vyre-cc %s -O0 --float=reference -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// A float is made canonical by its bits, since a device may treat subnormals and NaNs in floats as it likes. The
// reference's policy asks the device to keep signs of zeros, infinities and NaNs.

// CHECK-NOT: OpExecutionMode %main SignedZeroInfNanPreserve
// MODE: OpCapability SignedZeroInfNanPreserve
// MODE: OpExecutionMode %main SignedZeroInfNanPreserve 32

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "f", element = f32, wire_type = "f32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.local_id"() <{axis = 0 : i64}> : () -> ui32
// CHECK: %[[X:[0-9]+]] = OpLoad %float
    %x = "vir.load"(%i) <{buffer = @f, in_bounds}> : (ui32) -> f32
// CHECK: %[[BITS:[0-9]+]] = OpBitcast %uint %[[X]]
// CHECK: %[[MAG:[0-9]+]] = OpBitwiseAnd %uint %{{[0-9]+}} %uint_2147483647
// CHECK: %[[SIGN:[0-9]+]] = OpBitwiseAnd %uint %[[BITS]] %uint_2147483648
// CHECK: %[[SMALL:[0-9]+]] = OpULessThan %bool %[[MAG]] %uint_8388608
// CHECK: %[[NAN:[0-9]+]] = OpUGreaterThan %bool %[[MAG]] %uint_2139095040
// CHECK: %[[FLUSHED:[0-9]+]] = OpSelect %uint %[[SMALL]] %[[SIGN]] %[[BITS]]
// CHECK: %[[CANON:[0-9]+]] = OpSelect %uint %[[NAN]] %uint_2143289344 %[[FLUSHED]]
// CHECK: %[[R:[0-9]+]] = OpBitcast %float %[[CANON]]
// CHECK: OpStore %{{[0-9]+}} %[[R]]
    %c = "vir.fcanon"(%x) : (f32) -> f32
    "vir.store"(%i, %c) <{buffer = @f, in_bounds}> : (ui32, f32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
