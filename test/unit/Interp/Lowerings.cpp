// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lowering a kernel leaves its results as they are: runs before and after each pass.
#include "Elementwise.h"
#include "llvm/Support/raw_ostream.h"
#include <numeric>

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

namespace {

/// The pass changes the module and not what comes out of it.
void checkKept(Elementwise &kernel, llvm::ArrayRef<std::vector<uint64_t>> operands,
               llvm::StringRef pass) {
  const std::vector<uint64_t> before = kernel.run(operands);
  REQUIRE(before.size() == operands.front().size());
  auto text = [&] {
    std::string printed;
    llvm::raw_string_ostream os(printed);
    ir::print(kernel.module, os);
    return printed;
  };
  const std::string original = text();
  kernel.transform(pass);
  CHECK(text() != original);
  const std::vector<uint64_t> after = kernel.run(operands);
  REQUIRE(after.size() == before.size());
  for (size_t index = 0; index != before.size(); ++index) {
    CAPTURE(operands[0][index]);
    CAPTURE(operands.back()[index]);
    CHECK(after[index] == before[index]);
  }
}

const OpKind kUnsigned[] = {OpKind::Add,    OpKind::Sub,    OpKind::Mul,    OpKind::Div,
                            OpKind::Rem,    OpKind::Min,    OpKind::Max,    OpKind::AbsDiff,
                            OpKind::SatAdd, OpKind::SatSub, OpKind::SatMul, OpKind::MulHigh,
                            OpKind::And,    OpKind::Or,     OpKind::Xor,    OpKind::Shl,
                            OpKind::Shr,    OpKind::RotL,   OpKind::RotR};
const OpKind kSigned[] = {OpKind::Add, OpKind::Sub,     OpKind::Mul, OpKind::Min,
                          OpKind::Max, OpKind::AbsDiff, OpKind::And, OpKind::Or,
                          OpKind::Xor, OpKind::Shl,     OpKind::Shr};
const OpKind kUnary[] = {OpKind::Neg, OpKind::Not, OpKind::Popcount,
                         OpKind::Clz, OpKind::Ctz, OpKind::BitReverse};

/// Every 13th, and the ends of the ranges of both formats.
std::vector<uint64_t> halfEdges() {
  std::vector<uint64_t> edges = {0x03FF, 0x0400, 0x7BFF, 0x7C00, 0x7E00,
                                 0x007F, 0x0080, 0x7F7F, 0x7F80, 0x7FC0};
  for (uint64_t bits = 0; bits < 0x1'0000; bits += 13)
    edges.push_back(bits);
  return edges;
}

std::vector<uint64_t> valuesOf(Type type) {
  return type == Type::getF64()                ? wideFloatEdges()
         : type.isFloat() && type.bits() == 16 ? halfEdges()
         : type == Type::getF32()              ? floatEdges()
         : type.isBool()                       ? std::vector<uint64_t>{0, 1}
                                               : integerEdges(type);
}

void checkConversion(Type from, Type to, llvm::StringRef pass) {
  CAPTURE(from.str());
  CAPTURE(to.str());
  Elementwise kernel(
      {from}, [&](Builder &builder, ArrayRef<Value *> x) { return builder.convert(x[0], to); });
  checkKept(kernel, {valuesOf(from)}, pass);
}

} // namespace

TEST_CASE("lower-wide-types keeps ops on 64-bit integers") {
  for (Type type : {Type::getU64(), Type::getI64()}) {
    const auto [a, b] = allPairs(integerEdges(type), integerEdges(type));
    for (OpKind kind : type.isSigned() ? ArrayRef<OpKind>(kSigned) : ArrayRef<OpKind>(kUnsigned)) {
      CAPTURE(type.str());
      CAPTURE(opInfo(kind).mnemonic.str());
      Elementwise kernel({type, type}, [&](Builder &builder, ArrayRef<Value *> x) {
        return builder.build(kind, {x[0], x[1]});
      });
      checkKept(kernel, {a, b}, "lower-wide-types");
    }
    for (Predicate predicate : {Predicate::Eq, Predicate::Ne, Predicate::Lt, Predicate::Le,
                                Predicate::Gt, Predicate::Ge}) {
      Elementwise kernel({type, type}, [&](Builder &builder, ArrayRef<Value *> x) {
        return builder.cmp(predicate, x[0], x[1]);
      });
      checkKept(kernel, {a, b}, "lower-wide-types");
    }
    for (OpKind kind : kUnary) {
      CAPTURE(opInfo(kind).mnemonic.str());
      Elementwise kernel(
          {type}, [&](Builder &builder, ArrayRef<Value *> x) { return builder.build(kind, x[0]); });
      checkKept(kernel, {integerEdges(type)}, "lower-wide-types");
    }
  }
}

TEST_CASE("lower-wide-types keeps conversions") {
  const Type u64 = Type::getU64(), i64 = Type::getI64(), f64 = Type::getF64();
  for (Type narrow : {Type::getBool(), Type::getU32(), Type::getI32()})
    for (Type wide : {u64, i64}) {
      checkConversion(narrow, wide, "lower-wide-types");
      checkConversion(wide, narrow, "lower-wide-types");
    }
  checkConversion(u64, Type::getF32(), "lower-wide-types");
  checkConversion(Type::getF32(), u64, "lower-wide-types");
  checkConversion(Type::getF32(), f64, "lower-wide-types");
  checkConversion(f64, Type::getF32(), "lower-wide-types");
  checkConversion(f64, Type::getBool(), "lower-wide-types");
}

TEST_CASE("lower-wide-types keeps choices") {
  Elementwise kernel({Type::getBool(), Type::getU64(), Type::getF64()},
                     [](Builder &builder, ArrayRef<Value *> x) {
                       Value *other = builder.bitcast(x[2], Type::getU64());
                       return builder.build(OpKind::Select, {x[0], x[1], other});
                     });
  checkKept(kernel, {{0, 1}, {1ull << 40, 2ull << 40}, {3ull << 40, 4ull << 40}},
            "lower-wide-types");
}

TEST_CASE("lower-small-types keeps elements of 8 and 16 bits") {
  for (Type type : {Type::getU8(), Type::getI8(), Type::getU16(), Type::getI16()}) {
    CAPTURE(type.str());
    Elementwise copy({type}, [](Builder &, ArrayRef<Value *> x) { return x[0]; });
    checkKept(copy, {integerEdges(type)}, "lower-small-types");
    for (Type wide : {Type::getU32(), Type::getI32(), Type::getF32()}) {
      checkConversion(type, wide, "lower-small-types");
      checkConversion(wide, type, "lower-small-types");
    }
    // Targets that have such integers have no conversions of floats to them.
    checkConversion(Type::getF32(), type, "lower-small-types{keep=1}");
  }
}

TEST_CASE("lower-small-types keeps conversions of floats of 16 bits") {
  std::vector<uint64_t> all(1 << 16);
  std::iota(all.begin(), all.end(), 0);
  const Type f32 = Type::getF32();
  for (Type half : {Type(ScalarKind::F16), Type(ScalarKind::BF16)}) {
    CAPTURE(half.str());
    Elementwise widen(
        {half}, [&](Builder &builder, ArrayRef<Value *> x) { return builder.convert(x[0], f32); });
    checkKept(widen, {all}, "lower-small-types");
    // Each half, what lies around it, and what lies around the middle to the next.
    std::vector<uint64_t> numbers = floatEdges();
    for (uint64_t number : widen.run({all}))
      for (uint64_t step : {0x0ull, 0x1000ull, 0x8000ull})
        for (uint64_t delta : {~0ull, 0ull, 1ull})
          numbers.push_back((number + step + delta) & 0xFFFF'FFFF);
    Elementwise narrow(
        {f32}, [&](Builder &builder, ArrayRef<Value *> x) { return builder.convert(x[0], half); });
    checkKept(narrow, {numbers}, "lower-small-types{keep=1}");
    for (Type other : {Type::getU32(), Type::getI32(), Type::getI8(), Type::getU16()}) {
      checkConversion(half, other, "lower-small-types");
      checkConversion(other, half, "lower-small-types");
    }
  }
}

TEST_CASE("canonicalize-floats keeps what the interpreter does around each op") {
  const auto [a, b] = allPairs(floatEdges(), floatEdges());
  for (OpKind kind : {OpKind::Add, OpKind::Mul, OpKind::Div, OpKind::Min, OpKind::Max}) {
    Elementwise kernel({Type::getF32(), Type::getF32()},
                       [&](Builder &builder, ArrayRef<Value *> x) {
                         return builder.build(kind, {x[0], x[1]});
                       });
    checkKept(kernel, {a, b}, "canonicalize-floats");
  }
  for (Type to : {Type::getU32(), Type::getI32(), Type::getBool()})
    checkConversion(Type::getF32(), to, "canonicalize-floats");
}

TEST_CASE("exact-floats keeps quotients, fused multiply-adds and conversions") {
  const Type type = Type::getF32();
  const std::vector<uint64_t> edges = floatEdges();
  const auto [a, b] = allPairs(edges, edges);
  Elementwise quotient({type, type}, [](Builder &builder, ArrayRef<Value *> x) {
    return builder.build(OpKind::Div, {x[0], x[1]});
  });
  checkKept(quotient, {a, b}, "canonicalize-floats,exact-floats");
  Elementwise fused({type, type, type}, [](Builder &builder, ArrayRef<Value *> x) {
    return builder.build(OpKind::Fma, {x[0], x[1], x[2]});
  });
  std::vector<uint64_t> c;
  for (size_t index = 0; index != a.size(); ++index)
    c.push_back(edges[(index * 7 + index / 5) % edges.size()]);
  checkKept(fused, {a, b, c}, "canonicalize-floats,exact-floats");
  checkConversion(Type::getU32(), type, "exact-floats");
}
