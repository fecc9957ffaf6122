// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops on integers against arithmetic on mathematical integers.
#include "Elementwise.h"

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

namespace {

__extension__ typedef __int128 Number;

struct Range {
  unsigned bits;
  Number low, high;
};

struct Meaning {
  OpKind kind;
  bool isUnsignedOnly;
  Number (*of)(Number a, Number b, Range range); ///< taken modulo 2^bits
};

Number power(unsigned exponent) { return Number(1) << exponent; }
Number unsignedOf(Number value, unsigned bits) { return value & (power(bits) - 1); }
Number clampTo(Number value, Range range) {
  return value < range.low ? range.low : value > range.high ? range.high : value;
}
/// Towards minus infinity.
Number shiftDown(Number value, unsigned by) {
  return value >= 0 ? value / power(by) : -((-value + power(by) - 1) / power(by));
}
unsigned amount(Number b, Range range) {
  return static_cast<unsigned>(unsignedOf(b, range.bits) % range.bits);
}
unsigned bitAt(Number value, unsigned index) { return static_cast<unsigned>((value >> index) & 1); }

/// Saturated products do not fit 128 bits where both factors are unsigned and 64 bits wide.
Number product(Number a, Number b, Range range) {
  if (a > 0 && b > range.high / a)
    return range.high;
  return clampTo(a * b, range);
}

__extension__ typedef unsigned __int128 Unsigned;

const Meaning kBinary[] = {
    {OpKind::Add, false, [](Number a, Number b, Range) { return a + b; }},
    {OpKind::Sub, false, [](Number a, Number b, Range) { return a - b; }},
    {OpKind::Mul, false,
     [](Number a, Number b, Range) { return Number(Unsigned(a) * Unsigned(b)); }},
    {OpKind::Div, true, [](Number a, Number b, Range) { return b == 0 ? Number(-1) : a / b; }},
    {OpKind::Rem, true, [](Number a, Number b, Range) { return b == 0 ? Number(0) : a % b; }},
    {OpKind::Min, false, [](Number a, Number b, Range) { return a < b ? a : b; }},
    {OpKind::Max, false, [](Number a, Number b, Range) { return a < b ? b : a; }},
    {OpKind::AbsDiff, false, [](Number a, Number b, Range) { return a < b ? b - a : a - b; }},
    {OpKind::SatAdd, false, [](Number a, Number b, Range r) { return clampTo(a + b, r); }},
    {OpKind::SatSub, false, [](Number a, Number b, Range r) { return clampTo(a - b, r); }},
    {OpKind::SatMul, false, product},
    {OpKind::MulHigh, false,
     [](Number a, Number b, Range r) {
       return r.low < 0 ? shiftDown(a * b, r.bits) : Number((Unsigned(a) * Unsigned(b)) >> r.bits);
     }},
    {OpKind::And, false, [](Number a, Number b, Range) { return a & b; }},
    {OpKind::Or, false, [](Number a, Number b, Range) { return a | b; }},
    {OpKind::Xor, false, [](Number a, Number b, Range) { return a ^ b; }},
    {OpKind::Shl, false,
     [](Number a, Number b, Range r) { return Number(Unsigned(a) << amount(b, r)); }},
    {OpKind::Shr, false, [](Number a, Number b, Range r) { return shiftDown(a, amount(b, r)); }},
    {OpKind::RotL, true,
     [](Number a, Number b, Range r) {
       const unsigned by = amount(b, r);
       return Number(Unsigned(a) << by | Unsigned(a) >> (r.bits - by));
     }},
    {OpKind::RotR, true,
     [](Number a, Number b, Range r) {
       const unsigned by = amount(b, r);
       return Number(Unsigned(a) >> by | Unsigned(a) << (r.bits - by));
     }},
};

const Meaning kUnary[] = {
    {OpKind::Neg, false, [](Number a, Number, Range) { return -a; }},
    {OpKind::Not, false, [](Number a, Number, Range) { return -1 - a; }},
    {OpKind::Popcount, false,
     [](Number a, Number, Range r) {
       unsigned count = 0;
       for (unsigned index = 0; index != r.bits; ++index)
         count += bitAt(a, index);
       return Number(count);
     }},
    {OpKind::Clz, false,
     [](Number a, Number, Range r) {
       unsigned count = 0;
       while (count != r.bits && bitAt(a, r.bits - 1 - count) == 0)
         ++count;
       return Number(count);
     }},
    {OpKind::Ctz, false,
     [](Number a, Number, Range r) {
       unsigned count = 0;
       while (count != r.bits && bitAt(a, count) == 0)
         ++count;
       return Number(count);
     }},
    {OpKind::BitReverse, false,
     [](Number a, Number, Range r) {
       Number reversed = 0;
       for (unsigned index = 0; index != r.bits; ++index)
         reversed = reversed * 2 + bitAt(a, index);
       return reversed;
     }},
};

Range rangeOf(Type type) {
  if (type.isSigned())
    return {type.bits(), -power(type.bits() - 1), power(type.bits() - 1) - 1};
  return {type.bits(), 0, power(type.bits()) - 1};
}

Number numberOf(Type type, uint64_t bits) {
  Number value = bits;
  return value > rangeOf(type).high ? value - power(type.bits()) : value;
}

uint64_t bitsOf(Type type, Number value) {
  return static_cast<uint64_t>(unsignedOf(value, type.bits()));
}

const Type kIntegers[] = {Type::getU32(), Type::getI32(), Type::getU64(), Type::getI64()};

} // namespace

TEST_CASE("ops on two integers") {
  for (const Meaning &meaning : kBinary)
    for (Type type : kIntegers) {
      if (meaning.isUnsignedOnly && type.isSigned())
        continue;
      CAPTURE(opInfo(meaning.kind).mnemonic.str());
      CAPTURE(type.str());
      Elementwise kernel({type, type}, [&](Builder &builder, ArrayRef<Value *> x) {
        return builder.build(meaning.kind, {x[0], x[1]});
      });
      auto [a, b] = allPairs(integerEdges(type), integerEdges(type));
      std::vector<uint64_t> results = kernel.run({a, b});
      REQUIRE(results.size() == a.size());
      for (size_t index = 0; index != a.size(); ++index) {
        CAPTURE(a[index]);
        CAPTURE(b[index]);
        CHECK(results[index] == bitsOf(type, meaning.of(numberOf(type, a[index]),
                                                        numberOf(type, b[index]), rangeOf(type))));
      }
    }
}

TEST_CASE("ops on one integer") {
  for (const Meaning &meaning : kUnary)
    for (Type type : kIntegers) {
      CAPTURE(opInfo(meaning.kind).mnemonic.str());
      CAPTURE(type.str());
      Elementwise kernel({type}, [&](Builder &builder, ArrayRef<Value *> x) {
        return builder.build(meaning.kind, x[0]);
      });
      std::vector<uint64_t> a = integerEdges(type), results = kernel.run({a});
      REQUIRE(results.size() == a.size());
      for (size_t index = 0; index != a.size(); ++index) {
        CAPTURE(a[index]);
        CHECK(results[index] ==
              bitsOf(type, meaning.of(numberOf(type, a[index]), 0, rangeOf(type))));
      }
    }
}

TEST_CASE("signed division rounds to zero, and stops the run where it has no result") {
  for (Type type : {Type::getI32(), Type::getI64()})
    for (OpKind kind : {OpKind::Div, OpKind::Rem}) {
      Elementwise kernel({type, type}, [&](Builder &builder, ArrayRef<Value *> x) {
        return builder.build(kind, {x[0], x[1]});
      });
      const uint64_t lowest = bitsOf(type, rangeOf(type).low), minusOne = maskOf(type);
      for (auto [a, b] : {std::pair<uint64_t, uint64_t>(7, 2), {7, minusOne - 1}, {minusOne - 6, 2},
                          {minusOne - 6, minusOne - 1}, {lowest, 1}, {lowest, lowest}}) {
        const Number x = numberOf(type, a), y = numberOf(type, b);
        CHECK(kernel.run({{a}, {b}}) ==
              std::vector<uint64_t>{bitsOf(type, kind == OpKind::Div ? x / y : x % y)});
      }
      CHECK(kernel.run({{5}, {0}}).empty());
      CHECK(kernel.run({{lowest}, {minusOne}}).empty());
    }
}

TEST_CASE("comparisons of integers") {
  for (Type type : kIntegers)
    for (Predicate predicate : {Predicate::Eq, Predicate::Ne, Predicate::Lt, Predicate::Le,
                                Predicate::Gt, Predicate::Ge}) {
      Elementwise kernel({type, type}, [&](Builder &builder, ArrayRef<Value *> x) {
        return builder.cmp(predicate, x[0], x[1]);
      });
      auto [a, b] = allPairs(integerEdges(type), integerEdges(type));
      std::vector<uint64_t> results = kernel.run({a, b});
      REQUIRE(results.size() == a.size());
      for (size_t index = 0; index != a.size(); ++index) {
        const Number x = numberOf(type, a[index]), y = numberOf(type, b[index]);
        const bool less = x < y, equal = x == y;
        const bool expected[] = {equal, !equal, less, less || equal, !less && !equal, !less};
        CHECK(results[index] == expected[static_cast<size_t>(predicate)]);
      }
    }
}

TEST_CASE("conversions between integers and bools extend by the operand's sign, or cut") {
  const Type types[] = {Type::getBool(), Type::getU32(), Type::getI32(), Type::getU64(),
                        Type::getI64()};
  for (Type from : types)
    for (Type to : types) {
      if (from == to)
        continue;
      Elementwise kernel({from}, [&](Builder &builder, ArrayRef<Value *> x) {
        return builder.convert(x[0], to);
      });
      const std::vector<uint64_t> a =
          from.isBool() ? std::vector<uint64_t>{0, 1} : integerEdges(from);
      std::vector<uint64_t> results = kernel.run({a});
      REQUIRE(results.size() == a.size());
      for (size_t index = 0; index != a.size(); ++index)
        CHECK(results[index] ==
              (to.isBool() ? a[index] != 0 : bitsOf(to, numberOf(from, a[index]))));
    }
}

TEST_CASE("logic on bools, and choices") {
  const Type boolean = Type::getBool();
  const std::vector<uint64_t> a = {0, 0, 1, 1}, b = {0, 1, 0, 1};
  auto binary = [&](OpKind kind) {
    return Elementwise({boolean, boolean}, [&](Builder &builder, ArrayRef<Value *> x) {
             return builder.build(kind, {x[0], x[1]});
           }).run({a, b});
  };
  CHECK(binary(OpKind::And) == std::vector<uint64_t>{0, 0, 0, 1});
  CHECK(binary(OpKind::Or) == std::vector<uint64_t>{0, 1, 1, 1});
  CHECK(binary(OpKind::Xor) == std::vector<uint64_t>{0, 1, 1, 0});
  Elementwise invert({boolean}, [](Builder &builder, ArrayRef<Value *> x) {
    return builder.build(OpKind::Not, x[0]);
  });
  CHECK(invert.run({{0, 1}}) == std::vector<uint64_t>{1, 0});
  for (Type type : {Type::getU32(), Type::getI64(), Type::getF32()}) {
    Elementwise choose({boolean, type, type}, [](Builder &builder, ArrayRef<Value *> x) {
      return builder.build(OpKind::Select, {x[0], x[1], x[2]});
    });
    CHECK(choose.run({{0, 1}, {5, 0x40C00000}, {0x40000000, 8}})[1] == 0x40C00000);
    CHECK(choose.run({{0, 1}, {5, 0x40C00000}, {0x40000000, 8}})[0] == 0x40000000);
  }
}
