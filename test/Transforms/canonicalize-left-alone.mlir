// RUN: vyre-opt %s --passes=canonicalize --verify-each | FileCheck %s
// Floats keep their arithmetic: 0 and NaN have more than one form. Only a quotient by 0, which is undefined in SPIR-V, becomes
// a product with an infinity of that sign. Signed division by what it is not defined for stays.

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    // CHECK-DAG: %[[INF:.*]] = "vir.const"() <{value = 0x7F800000 : f32}>
    // CHECK-DAG: %[[NINF:.*]] = "vir.const"() <{value = 0xFF800000 : f32}>
    // CHECK: %[[F:.*]] = "vir.bitcast"
    %f = "vir.bitcast"(%x) : (ui32) -> f32
    %zero = "vir.const"() <{value = 0.0 : f32}> : () -> f32
    %mzero = "vir.const"() <{value = -0.0 : f32}> : () -> f32
    %two = "vir.const"() <{value = 2.0 : f32}> : () -> f32
    %s0 = "vir.const"() <{value = 0 : si32}> : () -> si32
    %s5 = "vir.const"() <{value = 5 : si32}> : () -> si32
    // CHECK-NEXT: %[[SUM:.*]] = "vir.add"(%[[F]], %{{.*}}) : (f32, f32) -> f32
    %sum = "vir.add"(%f, %zero) : (f32, f32) -> f32
    // CHECK-NEXT: %[[DIFF:.*]] = "vir.sub"(%[[SUM]], %[[SUM]])
    %diff = "vir.sub"(%sum, %sum) : (f32, f32) -> f32
    // CHECK-NEXT: %[[P:.*]] = "vir.mul"(%[[DIFF]], %[[INF]])
    // CHECK-NEXT: %[[N:.*]] = "vir.mul"(%[[P]], %[[NINF]])
    // CHECK-NEXT: %[[HALF:.*]] = "vir.div"(%[[N]], %{{.*}})
    %plus = "vir.div"(%diff, %zero) : (f32, f32) -> f32
    %minus = "vir.div"(%plus, %mzero) : (f32, f32) -> f32
    %half = "vir.div"(%minus, %two) : (f32, f32) -> f32
    // CHECK-NEXT: %[[LT:.*]] = "vir.cmp"(%[[HALF]], %[[F]]) <{predicate = "lt"}>
    // CHECK-NEXT: %[[NOT:.*]] = "vir.not"(%[[LT]])
    %lt = "vir.cmp"(%half, %f) <{predicate = "lt"}> : (f32, f32) -> i1
    %not = "vir.not"(%lt) : (i1) -> i1
    // CHECK-NEXT: %[[SELF:.*]] = "vir.cmp"(%[[F]], %[[F]]) <{predicate = "eq"}>
    %self = "vir.cmp"(%f, %f) <{predicate = "eq"}> : (f32, f32) -> i1
    // CHECK-NEXT: %[[BOTH:.*]] = "vir.and"(%[[NOT]], %[[SELF]])
    %both = "vir.and"(%not, %self) : (i1, i1) -> i1
    // CHECK-NEXT: %[[Q:.*]] = "vir.div"(%{{.*}}, %{{.*}}) : (si32, si32) -> si32
    %q = "vir.div"(%s5, %s0) : (si32, si32) -> si32
    %qu = "vir.bitcast"(%q) : (si32) -> ui32
    %n = "vir.convert"(%both) : (i1) -> ui32
    "vir.store"(%n, %qu) <{buffer = @out}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
