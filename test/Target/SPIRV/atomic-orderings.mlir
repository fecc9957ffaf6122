// RUN: vyre-cc %s -O0 --emit=spirv-asm -o - | FileCheck %s
// RUN: vyre-cc %s -O0 -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// Orderings: 2 acquire, 4 release, 8 both, and 64 for storage buffers. Vulkan has no sequential consistency.
// A compare-exchange that does not match releases nothing.

"vir.module"() <{form = "ready"}> ({
  "vir.buffer"() <{sym_name = "u", element = ui32, wire_type = "u32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 64, 1, 1>}> ({
    %i = "vir.const"() <{value = 7 : ui32}> : () -> ui32
    %one = "vir.const"() <{value = 1 : ui32}> : () -> ui32
// CHECK: OpFunction
// CHECK: OpAtomicIAdd %uint %{{[0-9]+}} %uint_1 %uint_66 %uint_1
    %old1 = "vir.atomic.rmw"(%i, %one) <{rmw = "add", buffer = @u, ordering = "acquire", scope = "device", in_bounds}> : (ui32, ui32) -> ui32
// CHECK: OpAtomicLoad %uint %{{[0-9]+}} %uint_1 %uint_66
    %old2 = "vir.atomic.load"(%i) <{buffer = @u, ordering = "acquire", scope = "device", in_bounds}> : (ui32) -> ui32
// CHECK: OpAtomicCompareExchange %uint %{{[0-9]+}} %uint_1 %uint_66 %uint_66 %uint_1 %uint_7
    %old3 = "vir.atomic.cmpxchg"(%i, %i, %one) <{buffer = @u, ordering = "acquire", scope = "device", in_bounds}> : (ui32, ui32, ui32) -> ui32
// CHECK: OpAtomicIAdd %uint %{{[0-9]+}} %uint_1 %uint_68 %uint_1
    %old4 = "vir.atomic.rmw"(%i, %one) <{rmw = "add", buffer = @u, ordering = "release", scope = "device", in_bounds}> : (ui32, ui32) -> ui32
// CHECK: OpAtomicStore %{{[0-9]+}} %uint_1 %uint_68 %uint_1
    "vir.atomic.store"(%i, %one) <{buffer = @u, ordering = "release", scope = "device", in_bounds}> : (ui32, ui32) -> ()
// CHECK: OpAtomicCompareExchange %uint %{{[0-9]+}} %uint_1 %uint_68 %uint_0 %uint_1 %uint_7
    %old5 = "vir.atomic.cmpxchg"(%i, %i, %one) <{buffer = @u, ordering = "release", scope = "device", in_bounds}> : (ui32, ui32, ui32) -> ui32
// CHECK: OpAtomicIAdd %uint %{{[0-9]+}} %uint_1 %uint_72 %uint_1
    %old6 = "vir.atomic.rmw"(%i, %one) <{rmw = "add", buffer = @u, ordering = "acq_rel", scope = "device", in_bounds}> : (ui32, ui32) -> ui32
// CHECK: OpAtomicLoad %uint %{{[0-9]+}} %uint_1 %uint_66
    %old7 = "vir.atomic.load"(%i) <{buffer = @u, ordering = "acq_rel", scope = "device", in_bounds}> : (ui32) -> ui32
// CHECK: OpAtomicStore %{{[0-9]+}} %uint_1 %uint_68 %uint_1
    "vir.atomic.store"(%i, %one) <{buffer = @u, ordering = "acq_rel", scope = "device", in_bounds}> : (ui32, ui32) -> ()
// CHECK: OpAtomicCompareExchange %uint %{{[0-9]+}} %uint_1 %uint_72 %uint_66 %uint_1 %uint_7
    %old8 = "vir.atomic.cmpxchg"(%i, %i, %one) <{buffer = @u, ordering = "acq_rel", scope = "device", in_bounds}> : (ui32, ui32, ui32) -> ui32
// CHECK: OpAtomicIAdd %uint %{{[0-9]+}} %uint_1 %uint_72 %uint_1
    %old9 = "vir.atomic.rmw"(%i, %one) <{rmw = "add", buffer = @u, ordering = "seq_cst", scope = "device", in_bounds}> : (ui32, ui32) -> ui32
// CHECK: OpAtomicLoad %uint %{{[0-9]+}} %uint_1 %uint_66
    %old10 = "vir.atomic.load"(%i) <{buffer = @u, ordering = "seq_cst", scope = "device", in_bounds}> : (ui32) -> ui32
// CHECK: OpAtomicStore %{{[0-9]+}} %uint_1 %uint_68 %uint_1
    "vir.atomic.store"(%i, %one) <{buffer = @u, ordering = "seq_cst", scope = "device", in_bounds}> : (ui32, ui32) -> ()
// CHECK: OpAtomicCompareExchange %uint %{{[0-9]+}} %uint_1 %uint_72 %uint_66 %uint_1 %uint_7
    %old11 = "vir.atomic.cmpxchg"(%i, %i, %one) <{buffer = @u, ordering = "seq_cst", scope = "device", in_bounds}> : (ui32, ui32, ui32) -> ui32
// CHECK: OpAtomicIAdd %uint %{{[0-9]+}} %uint_2 %uint_72 %uint_1
    %old12 = "vir.atomic.rmw"(%i, %one) <{rmw = "add", buffer = @u, ordering = "acq_rel", scope = "workgroup", in_bounds}> : (ui32, ui32) -> ui32
// An invocation is ordered with itself.
// CHECK: OpAtomicIAdd %uint %{{[0-9]+}} %uint_4 %uint_0 %uint_1
    %old13 = "vir.atomic.rmw"(%i, %one) <{rmw = "add", buffer = @u, ordering = "acq_rel", scope = "invocation", in_bounds}> : (ui32, ui32) -> ui32
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
