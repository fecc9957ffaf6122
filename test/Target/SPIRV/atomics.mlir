// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Relaxed atomics: semantics 0, which names no storage. Nothing is coherent.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.buffer"() <{sym_name = "s", element = si32, wire_type = "i32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 1 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
// CHECK-NOT: Coherent
    %i = "vir.const"() <{value = 2 : ui32}> : () -> ui32
    %one = "vir.const"() <{value = 1 : ui32}> : () -> ui32
    %mone = "vir.const"() <{value = 1 : si32}> : () -> si32
// CHECK: OpFunction
// CHECK: OpAtomicIAdd %uint %{{[0-9]+}} %uint_1 %uint_0 %uint_1
    %old1 = "vir.atomic.rmw"(%i, %one) <{rmw = "add", buffer = @u, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, ui32) -> ui32
// CHECK: OpAtomicAnd %uint %{{[0-9]+}} %uint_1 %uint_0 %uint_1
    %old2 = "vir.atomic.rmw"(%i, %one) <{rmw = "and", buffer = @u, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, ui32) -> ui32
// CHECK: OpAtomicOr %uint %{{[0-9]+}} %uint_1 %uint_0 %uint_1
    %old3 = "vir.atomic.rmw"(%i, %one) <{rmw = "or", buffer = @u, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, ui32) -> ui32
// CHECK: OpAtomicXor %uint %{{[0-9]+}} %uint_1 %uint_0 %uint_1
    %old4 = "vir.atomic.rmw"(%i, %one) <{rmw = "xor", buffer = @u, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, ui32) -> ui32
// CHECK: OpAtomicUMin %uint %{{[0-9]+}} %uint_1 %uint_0 %uint_1
    %old5 = "vir.atomic.rmw"(%i, %one) <{rmw = "min", buffer = @u, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, ui32) -> ui32
// CHECK: OpAtomicUMax %uint %{{[0-9]+}} %uint_1 %uint_0 %uint_1
    %old6 = "vir.atomic.rmw"(%i, %one) <{rmw = "max", buffer = @u, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, ui32) -> ui32
// CHECK: OpAtomicExchange %uint %{{[0-9]+}} %uint_1 %uint_0 %uint_1
    %old7 = "vir.atomic.rmw"(%i, %one) <{rmw = "exchange", buffer = @u, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, ui32) -> ui32
// CHECK: OpAtomicSMin %int %{{[0-9]+}} %uint_1 %uint_0 %int_1
    %old8 = "vir.atomic.rmw"(%i, %mone) <{rmw = "min", buffer = @s, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, si32) -> si32
// CHECK: OpAtomicSMax %int %{{[0-9]+}} %uint_1 %uint_0 %int_1
    %old9 = "vir.atomic.rmw"(%i, %mone) <{rmw = "max", buffer = @s, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, si32) -> si32
// CHECK: OpAtomicIAdd %int %{{[0-9]+}} %uint_1 %uint_0 %int_1
    %old10 = "vir.atomic.rmw"(%i, %mone) <{rmw = "add", buffer = @s, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, si32) -> si32
// CHECK: OpAtomicLoad %uint %{{[0-9]+}} %uint_1 %uint_0
    %old11 = "vir.atomic.load"(%i) <{buffer = @u, ordering = "relaxed", scope = "device", in_bounds}> : (ui32) -> ui32
// CHECK: OpAtomicStore %{{[0-9]+}} %uint_1 %uint_0 %uint_1
    "vir.atomic.store"(%i, %one) <{buffer = @u, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, ui32) -> ()
// The comparator comes last in SPIR-V.
// CHECK: OpAtomicCompareExchange %uint %{{[0-9]+}} %uint_1 %uint_0 %uint_0 %uint_1 %uint_2
    %old12 = "vir.atomic.cmpxchg"(%i, %i, %one) <{buffer = @u, ordering = "relaxed", scope = "device", in_bounds}> : (ui32, ui32, ui32) -> ui32
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
