// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folding against an oracle that works on mathematical integers, and the passes' limits.
#include "vyre-cc/Analysis/Ranges.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/IR/Text.h"
#include "vyre-cc/Transforms/Pass.h"
#include <doctest/doctest.h>
#include <vector>

namespace vyrecc {

using namespace ir;

namespace {

__extension__ typedef __int128 Wide;

/// What an integer op means, written from the op table's documentation: `a` and `b` are the
/// numbers, `bits` the width, `low` and `high` the range of the type. Results are taken modulo
/// 2^bits.
struct Meaning {
  OpKind kind;
  Wide (*of)(Wide a, Wide b, unsigned bits, Wide low, Wide high);
};

Wide unsignedOf(Wide value, unsigned bits) { return value & ((Wide(1) << bits) - 1); }
Wide clamp(Wide value, Wide low, Wide high) {
  return value < low ? low : value > high ? high : value;
}
Wide floorShift(Wide value, unsigned by) {
  Wide divisor = Wide(1) << by;
  return value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}
unsigned amountOf(Wide b, unsigned bits) {
  return static_cast<unsigned>(unsignedOf(b, bits) % bits);
}

const Meaning kMeanings[] = {
    {OpKind::Add, [](Wide a, Wide b, unsigned, Wide, Wide) { return a + b; }},
    {OpKind::Sub, [](Wide a, Wide b, unsigned, Wide, Wide) { return a - b; }},
    {OpKind::Mul, [](Wide a, Wide b, unsigned, Wide, Wide) { return a * b; }},
    {OpKind::Div, [](Wide a, Wide b, unsigned, Wide, Wide) { return b == 0 ? Wide(-1) : a / b; }},
    {OpKind::Rem, [](Wide a, Wide b, unsigned, Wide, Wide) { return b == 0 ? Wide(0) : a % b; }},
    {OpKind::Min, [](Wide a, Wide b, unsigned, Wide, Wide) { return a < b ? a : b; }},
    {OpKind::Max, [](Wide a, Wide b, unsigned, Wide, Wide) { return a > b ? a : b; }},
    {OpKind::AbsDiff, [](Wide a, Wide b, unsigned, Wide, Wide) { return a > b ? a - b : b - a; }},
    {OpKind::SatAdd,
     [](Wide a, Wide b, unsigned, Wide low, Wide high) { return clamp(a + b, low, high); }},
    {OpKind::SatSub,
     [](Wide a, Wide b, unsigned, Wide low, Wide high) { return clamp(a - b, low, high); }},
    {OpKind::SatMul,
     [](Wide a, Wide b, unsigned, Wide low, Wide high) { return clamp(a * b, low, high); }},
    {OpKind::MulHigh,
     [](Wide a, Wide b, unsigned bits, Wide, Wide) { return floorShift(a * b, bits); }},
    {OpKind::And, [](Wide a, Wide b, unsigned, Wide, Wide) { return a & b; }},
    {OpKind::Or, [](Wide a, Wide b, unsigned, Wide, Wide) { return a | b; }},
    {OpKind::Xor, [](Wide a, Wide b, unsigned, Wide, Wide) { return a ^ b; }},
    {OpKind::Shl, [](Wide a, Wide b, unsigned bits, Wide,
                     Wide) { return unsignedOf(a, bits) << amountOf(b, bits); }},
    {OpKind::Shr,
     [](Wide a, Wide b, unsigned bits, Wide, Wide) { return floorShift(a, amountOf(b, bits)); }},
};

const Meaning kRotations[] = {
    {OpKind::RotL,
     [](Wide a, Wide b, unsigned bits, Wide, Wide) {
       return (a << amountOf(b, bits)) | (a >> (bits - amountOf(b, bits)));
     }},
    {OpKind::RotR,
     [](Wide a, Wide b, unsigned bits, Wide, Wide) {
       return (a >> amountOf(b, bits)) | (a << (bits - amountOf(b, bits)));
     }},
};

Wide numberOf(Type type, uint64_t bits) {
  Wide value = bits;
  if (type.isSigned() && (value >> (type.bits() - 1)) != 0)
    value -= Wide(1) << type.bits();
  return value;
}

std::vector<uint64_t> samplesOf(Type type) {
  uint64_t mask = type.bits() == 64 ? ~0ull : (1ull << type.bits()) - 1;
  std::vector<uint64_t> samples;
  for (uint64_t value : std::initializer_list<uint64_t>{0ull,
                                                        1ull,
                                                        2ull,
                                                        3ull,
                                                        5ull,
                                                        7ull,
                                                        8ull,
                                                        9ull,
                                                        15ull,
                                                        16ull,
                                                        31ull,
                                                        32ull,
                                                        33ull,
                                                        63ull,
                                                        64ull,
                                                        100ull,
                                                        127ull,
                                                        128ull,
                                                        0x1234'5678'9ABC'DEF0ull,
                                                        ~0ull,
                                                        ~1ull,
                                                        ~7ull,
                                                        mask / 2,
                                                        mask / 2 + 1,
                                                        mask / 3})
    samples.push_back(value & mask);
  return samples;
}

/// A kernel whose ops are made by a test, and stores that keep their results alive.
struct Kernel {
  Context context;
  Module module = createModule(context);
  Builder builder{context, module.body()};
  llvm::SmallVector<Op *, 0> kept;

  Kernel() {
    static constexpr uint64_t kSize[] = {1, 1, 1};
    Op *kernel = builder.create(
        OpKind::Kernel, {}, {},
        {{AttrName::SymName, Attr::string("main")}, {AttrName::WorkgroupSize, Attr::array(kSize)}},
        1);
    builder.setInsertionPointToEnd(kernel->region().emplaceBlock(context));
  }
  /// Hands a value to an op that no pass removes, and remembers it.
  void keep(Value *value) {
    kept.push_back(builder.create(OpKind::Store, {}, {value, value}, builder.bufferAttr("out")));
  }
  void run(PassFunction pass) {
    builder.create(OpKind::Return, {});
    DiagnosticEngine diags;
    PassContext passContext{context, diags};
    REQUIRE(succeeded(pass(module, passContext)));
  }
};

bool isDefined(OpKind kind, Type type, Wide a, Wide b) {
  if (type.isUnsigned() || (kind != OpKind::Div && kind != OpKind::Rem))
    return true;
  return b != 0 && !(b == -1 && a == numberOf(type, 1ull << (type.bits() - 1)));
}

void checkMeaning(const Meaning &meaning, Type type) {
  Kernel kernel;
  std::vector<std::optional<uint64_t>> expected;
  Wide high = type.isSigned() ? (Wide(1) << (type.bits() - 1)) - 1 : (Wide(1) << type.bits()) - 1;
  Wide low = type.isSigned() ? -high - 1 : Wide(0);
  for (uint64_t a : samplesOf(type))
    for (uint64_t b : samplesOf(type)) {
      kernel.keep(kernel.builder.build(
          meaning.kind, {kernel.builder.constant(type, a), kernel.builder.constant(type, b)}));
      Wide x = numberOf(type, a), y = numberOf(type, b);
      if (isDefined(meaning.kind, type, x, y))
        expected.push_back(static_cast<uint64_t>(
            unsignedOf(meaning.of(x, y, type.bits(), low, high), type.bits())));
      else
        expected.push_back(std::nullopt);
    }
  kernel.run(canonicalize);
  INFO(opInfo(meaning.kind).mnemonic.str());
  INFO(type.str());
  for (auto [store, bits] : llvm::zip(kernel.kept, expected)) {
    std::optional<uint64_t> found = constantBits(store->operand(0));
    // Signed division by 1 is an identity, and so folds; other undefined cases must stay.
    CHECK(found == bits);
  }
}

} // namespace

TEST_CASE("integer ops fold to what the op table says") {
  for (Type type : {Type::getU8(), Type::getI8(), Type::getU16(), Type::getI16(), Type::getU32(),
                    Type::getI32()})
    for (const Meaning &meaning : kMeanings)
      checkMeaning(meaning, type);
  for (Type type : {Type::getU8(), Type::getU16(), Type::getU32()})
    for (const Meaning &meaning : kRotations)
      checkMeaning(meaning, type);
}

/// What the op gives for samples of all operands between these bounds lies in the range that is known of it.
static void checkRange(const Meaning &meaning, Type type, Range lhs, Range rhs,
                       std::optional<Range> found) {
  REQUIRE(found.has_value());
  const Wide high = type.isSigned() ? 127 : 255, low = type.isSigned() ? -128 : 0;
  auto samplesOf = [](Range range) {
    std::vector<int64_t> samples = {range.low, range.high};
    for (int64_t sample = range.low + 1; sample < range.high; sample += sample % 8 == 0 ? 5 : 1)
      samples.push_back(sample);
    return samples;
  };
  int64_t outside = 0;
  for (int64_t a : samplesOf(lhs))
    for (int64_t b : samplesOf(rhs))
      if (isDefined(meaning.kind, type, a, b)) {
        Wide bits = unsignedOf(meaning.of(a, b, 8, low, high), 8);
        Wide number = meaning.kind == OpKind::AbsDiff ? bits : numberOf(type, uint64_t(bits));
        outside += number < found->low || number > found->high;
      }
  INFO(opInfo(meaning.kind).mnemonic.str());
  INFO(lhs.low << " to " << lhs.high << ", " << rhs.low << " to " << rhs.high);
  CHECK(outside == 0);
}

TEST_CASE("ranges of ops hold all results") {
  for (Type type : {Type::getU8(), Type::getI8()}) {
    const int64_t first = type.isSigned() ? -128 : 0;
    const int64_t bounds[] = {first, first + 125, first + 128, first + 131, first + 160, first + 255};
    std::vector<Range> ranges;
    for (int64_t low : bounds)
      for (int64_t high : bounds)
        if (low <= high)
          ranges.push_back({low, high});
    for (const Meaning &meaning : kMeanings) {
      Kernel kernel;
      Builder &builder = kernel.builder;
      std::vector<Value *> clamped;
      for (Range range : ranges) {
        Value *any = builder
                         .create(OpKind::Load, type, builder.constU32(0), builder.bufferAttr("in"))
                         ->result();
        Value *low = builder.constant(type, static_cast<uint64_t>(range.low) & 0xFF);
        Value *high = builder.constant(type, static_cast<uint64_t>(range.high) & 0xFF);
        clamped.push_back(
            builder.build(OpKind::Min, {builder.build(OpKind::Max, {any, low}), high}));
      }
      llvm::DenseMap<Op *, std::pair<Range, Range>> operands;
      for (auto [a, lhs] : llvm::zip(clamped, ranges))
        for (auto [b, rhs] : llvm::zip(clamped, ranges))
          operands[builder.build(meaning.kind, {a, b})->definingOp()] = {lhs, rhs};
      Ranges known(*kernel.module.kernel());
      size_t seen = 0;
      known.walk([&](Op &op) {
        auto found = operands.find(&op);
        if (found == operands.end())
          return;
        ++seen;
        checkRange(meaning, type, found->second.first, found->second.second,
                   known.of(*op.result()));
      });
      CHECK(seen == operands.size());
    }
  }
}

TEST_CASE("identities agree with the meaning for every value") {
  // One operand is known, the other is an id: what the op became must give the same for all values
  // of a byte. Evaluated by replacing the id by a constant afterwards.
  Type type = Type::getU8();
  for (const Meaning &meaning : kMeanings)
    for (uint64_t known : {0ull, 1ull, 2ull, 8ull, 9ull, 128ull, 255ull})
      for (bool knownFirst : {false, true}) {
        Kernel kernel;
        std::vector<Value *> unknowns;
        std::vector<uint64_t> values;
        for (uint64_t value = 0; value < 256; value += 3) {
          // A load is the one op whose value no pass knows.
          Value *unknown = kernel.builder
                               .create(OpKind::Load, type, kernel.builder.constU32(0),
                                       kernel.builder.bufferAttr("in"))
                               ->result();
          Value *constant = kernel.builder.constant(type, known);
          kernel.keep(kernel.builder.build(
              meaning.kind, {knownFirst ? constant : unknown, knownFirst ? unknown : constant}));
          unknowns.push_back(unknown);
          values.push_back(value);
        }
        kernel.run(canonicalize);
        kernel.builder.setInsertionPointBefore(
            &kernel.module.kernel()->region().block().ops().front());
        for (auto [unknown, value] : llvm::zip(unknowns, values))
          if (unknown->hasUses())
            unknown->replaceAllUsesWith(kernel.builder.constant(type, value));
        DiagnosticEngine diags;
        PassContext passContext{kernel.context, diags};
        REQUIRE(succeeded(canonicalize(kernel.module, passContext)));
        INFO(opInfo(meaning.kind).mnemonic.str());
        INFO(known);
        INFO(knownFirst);
        for (auto [store, value] : llvm::zip(kernel.kept, values)) {
          Wide a = knownFirst ? known : value, b = knownFirst ? value : known;
          CHECK(constantBits(store->operand(0)) ==
                static_cast<uint64_t>(unsignedOf(meaning.of(a, b, 8, 0, 255), 8)));
        }
      }
}

TEST_CASE("unary ops and conversions of integers fold") {
  struct Case {
    OpKind kind;
    Type from, to;
    uint64_t value, expected;
  };
  Type u8 = Type::getU8(), i8 = Type::getI8(), u32 = Type::getU32(), i32 = Type::getI32(),
       u64 = Type::getU64(), i1 = Type::getBool(), f32 = Type::getF32();
  for (Case test : std::initializer_list<Case>{
           {OpKind::Not, u8, u8, 0x0F, 0xF0},
           {OpKind::Not, i1, i1, 1, 0},
           {OpKind::Neg, u32, u32, 1, 0xFFFF'FFFF},
           {OpKind::Neg, i8, i8, 0x80, 0x80},
           {OpKind::Popcount, u32, u32, 0xF0F0, 8},
           {OpKind::Clz, u32, u32, 0, 32},
           {OpKind::Clz, u8, u8, 1, 7},
           {OpKind::Ctz, u32, u32, 0, 32},
           {OpKind::Ctz, u32, u32, 0x8000'0000, 31},
           {OpKind::BitReverse, u8, u8, 0x01, 0x80},
           {OpKind::Convert, i8, i32, 0x80, 0xFFFF'FF80},
           {OpKind::Convert, i8, u64, 0xFF, ~0ull},
           {OpKind::Convert, u8, i32, 0x80, 0x80},
           {OpKind::Convert, u32, u8, 0x1FF, 0xFF},
           {OpKind::Convert, u32, i1, 256, 1},
           {OpKind::Convert, i1, u32, 1, 1},
           {OpKind::Bitcast, u32, f32, 0x7FC0'0001, 0x7FC0'0001},
           {OpKind::Bitcast, i32, u32, 0xFFFF'FFFF, 0xFFFF'FFFF},
       }) {
    Kernel kernel;
    Value *operand = kernel.builder.constant(test.from, test.value);
    Op *op = kernel.builder.create(test.kind, test.to, operand);
    kernel.keep(op->result());
    kernel.run(canonicalize);
    INFO(opInfo(test.kind).mnemonic.str());
    INFO(test.value);
    CHECK(constantBits(kernel.kept[0]->operand(0)) == test.expected);
    CHECK(kernel.kept[0]->operand(0)->type() == test.to);
  }
}

TEST_CASE("comparisons fold by the sign of their type") {
  struct Case {
    Type type;
    Predicate predicate;
    bool expected;
  };
  // -1 against 1, or 255 against 1.
  for (Case test : std::initializer_list<Case>{{Type::getU8(), Predicate::Lt, false},
                                               {Type::getI8(), Predicate::Lt, true},
                                               {Type::getU8(), Predicate::Ge, true},
                                               {Type::getI8(), Predicate::Gt, false},
                                               {Type::getI8(), Predicate::Le, true},
                                               {Type::getI8(), Predicate::Ne, true},
                                               {Type::getU8(), Predicate::Eq, false}}) {
    Kernel kernel;
    kernel.keep(kernel.builder.cmp(test.predicate, kernel.builder.constant(test.type, 255),
                                   kernel.builder.constant(test.type, 1)));
    kernel.run(canonicalize);
    CHECK(constantBits(kernel.kept[0]->operand(0)) == test.expected);
  }
}

TEST_CASE("folding leaves one op a constant, at the start") {
  Kernel kernel;
  Op *branch = kernel.builder.createIf(
      kernel.builder.cmp(Predicate::Lt, kernel.builder.constU32(1), kernel.builder.constU32(2)),
      {});
  kernel.builder.setInsertionPointToEnd(branch->region(0).block());
  for (unsigned index = 0; index != 10; ++index)
    kernel.keep(kernel.builder.constU32(7));
  kernel.builder.yield();
  kernel.builder.setInsertionPointToEnd(branch->region(1).block());
  kernel.builder.yield();
  kernel.builder.setInsertionPointAfter(branch);
  kernel.run(canonicalize);
  unsigned sevens = 0;
  for (Op &op : kernel.module.kernel()->region().block().ops())
    sevens += op.is(OpKind::Const) && op.intAttr(AttrName::Value) == 7;
  CHECK(sevens == 1);
}

TEST_CASE("the table of passes is consistent") {
  for (const PassInfo &pass : allPasses()) {
    DiagnosticEngine diags;
    FailureOr<Pipeline> pipeline = parsePipeline(pass.flag, diags);
    REQUIRE(succeeded(pipeline));
    CHECK((*pipeline)[0].pass == &pass);
    CHECK_FALSE(pass.summary.empty());
  }
}

TEST_CASE("pipelines read back with their options") {
  DiagnosticEngine diags;
  FailureOr<Pipeline> pipeline = parsePipeline(" cse , bound-loops{max=7}, dce", diags);
  REQUIRE(succeeded(pipeline));
  REQUIRE(pipeline->size() == 3);
  CHECK((*pipeline)[1].options.number("max") == 7);
  CHECK(succeeded(parsePipeline("", diags)));
  for (llvm::StringRef text :
       {"cse,,dce", "cse dce", "cse}", "bound-loops{=1}", "bound-loops{max=-1}",
        "bound-loops{max=99999999999999999999}", "cse,bound-loops{"}) {
    INFO(text.str());
    CHECK(failed(parsePipeline(text, diags)));
  }
}

} // namespace vyrecc
