// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text form: every op row, every type and every scalar reads back as it was printed.
#include "Samples.h"
#include <doctest/doctest.h>

namespace vyrecc::ir::test {

static Type anyTypeFor(Is is) {
  switch (is) {
  case Is::Bool:
  case Is::BoolOrInteger:
    return Type::getBool();
  case Is::Float:
    return Type::getF32();
  case Is::Vector:
    return Type(ScalarKind::U32, 2);
  case Is::None:
  case Is::Scalar:
  case Is::Number:
  case Is::Integer:
  case Is::Unsigned:
  case Is::U32:
  case Is::SameAsFirst:
  case Is::SameAsSecond:
  case Is::Variadic:
    break;
  }
  return Type::getU32();
}

static Attr anyAttr(Context &context, AttrName name) {
  static constexpr uint64_t kArray[] = {1, 2};
  switch (attrInfo(name).kind) {
  case AttrKind::Unit:
    return Attr::unit();
  case AttrKind::Int:
    return Attr::integer(42);
  case AttrKind::Scalar:
    return Attr::scalar(Type::getU32(), 7);
  case AttrKind::String:
    return Attr::string("text");
  case AttrKind::Symbol:
    return Attr::symbol(context.intern("buffer"));
  case AttrKind::Type:
    return Attr::type(Type::getF16());
  case AttrKind::IntArray:
    return Attr::array(kArray);
  case AttrKind::Enum:
    return Attr::enumerator(uint64_t(0));
  }
  return Attr::unit();
}

/// One op of this row with everything that it may have. It need not pass the verifier.
static void addInstance(Context &context, Builder &builder, const OpInfo &info) {
  llvm::SmallVector<Value *, 4> operands;
  for (const OperandInfo &operand : info.operands)
    if (operand.is == Is::Vector) {
      Value *lane = builder.zero(Type::getU32());
      operands.push_back(
          builder.create(OpKind::VectorMake, anyTypeFor(operand.is), {lane, lane})->result());
    } else if (operand.is != Is::None) {
      operands.push_back(builder.zero(anyTypeFor(operand.is)));
    }
  llvm::SmallVector<NamedAttr, 10> attrs;
  for (const AttrUse &use : info.attrs)
    if (use.used)
      attrs.push_back({use.name, anyAttr(context, use.name)});
  llvm::SmallVector<Type, 2> results;
  if (info.result == Result::Variadic)
    results = {Type::getU32(), Type::getF64()};
  else if (info.result != Result::None)
    results = {Type::getI16()};
  unsigned regions = info.numRegions == kAnyRegions ? 3 : info.numRegions;
  Op *op = builder.create(info.kind, results, operands, attrs, regions);
  for (Region &region : op->regions()) {
    Block &block = region.emplaceBlock(context);
    block.addArgument(context, Type(ScalarKind::U8, 3));
    Builder inner(context, block);
    inner.create(OpKind::Yield, {}, block.arguments());
  }
}

static void checkRoundTrip(const Module &module, PrintOptions options = {}) {
  std::string text = toText(module, options);
  INFO(text);
  Context context;
  DiagnosticEngine diags;
  FailureOr<Module> back = parse(text, context, diags);
  for (const Diagnostic &diagnostic : diags.diagnostics())
    MESSAGE(diagnostic.message);
  REQUIRE(succeeded(back));
  CHECK(toText(*back, options) == text);
}

TEST_CASE("every op row reads back as it was printed") {
  REQUIRE(allOpInfos().size() > 60);
  for (const OpInfo &info : allOpInfos()) {
    Context context;
    Module module = createModule(context, SourceLoc::bytes(4, 2));
    Builder builder(context, module.body());
    builder.setLoc(SourceLoc::text(3, 9));
    addInstance(context, builder, info);
    std::string mnemonic = '"' + info.mnemonic.str() + '"';
    CHECK(toText(module).find(mnemonic) != std::string::npos);
    checkRoundTrip(module);
    checkRoundTrip(module, {.locations = true});
  }
}

TEST_CASE("every scalar type keeps its bits") {
  for (ScalarKind kind : {
#define VYRE_TYPE(Name, Text, Bits, Class) ScalarKind::Name,
#include "vyre-cc/IR/Types.def"
       }) {
    Type type(kind);
    uint64_t mask = type.bits() == 64 ? ~0ull : (1ull << type.bits()) - 1;
    // Zeros, ones, sign bits, float infinities and NaNs of every width, and numbers without short
    // decimals.
    for (uint64_t pattern : {0ull, 1ull, ~0ull, 0x8000'0000'0000'0000ull, 0x8080'8080'8080'8080ull,
                             0x7F80'0000ull, 0x7FC0'0001ull, 0x3DCC'CCCDull, 0x7C00ull, 0x7E01ull,
                             0x3FB9'9999'9999'999Aull, 0x0123'4567'89AB'CDEFull}) {
      uint64_t bits = pattern & mask;
      Context context;
      Module module = createModule(context);
      Builder(context, module.body()).constant(type, bits);
      std::string text = toText(module);
      INFO(text);
      Context other;
      DiagnosticEngine diags;
      FailureOr<Module> back = parse(text, other, diags);
      REQUIRE(succeeded(back));
      const Attr *value = back->body().ops().front().attr(AttrName::Value);
      CHECK(value->asType() == type);
      CHECK(value->asInt() == bits);
      CHECK(toText(*back) == text);
    }
  }
}

TEST_CASE("strings and symbols keep every byte") {
  std::string all;
  for (unsigned byte = 0; byte != 256; ++byte)
    all += static_cast<char>(byte);
  Context context;
  Module module = createModule(context);
  module.op()->setAttr(AttrName::Variant, Attr::string(context.copy(llvm::StringRef(all))));
  Builder builder(context, module.body());
  builder.build(OpKind::BufferLen, {}, builder.bufferAttr(all));
  Context other;
  DiagnosticEngine diags;
  FailureOr<Module> back = parse(toText(module), other, diags);
  REQUIRE(succeeded(back));
  CHECK(back->op()->stringAttr(AttrName::Variant) == all);
  CHECK(back->body().ops().front().stringAttr(AttrName::Buffer) == all);
}

TEST_CASE("locations read back") {
  for (SourceLoc loc : {SourceLoc(), SourceLoc::bytes(0x1234, 7), SourceLoc::text(12, 34)}) {
    Context context;
    Module module = createModule(context, loc);
    Context other;
    DiagnosticEngine diags;
    FailureOr<Module> back = parse(toText(module, {.locations = true}), other, diags);
    REQUIRE(succeeded(back));
    CHECK(back->op()->loc() == loc);
  }
}

TEST_CASE("text without locations gives places in the text") {
  Context context;
  DiagnosticEngine diags;
  FailureOr<Module> module = parse(kSampleModule, context, diags);
  REQUIRE(succeeded(module));
  CHECK(module->kernel()->loc() == SourceLoc::text(4, 3));
}

TEST_CASE("the sample prints as it is written") {
  Context context;
  DiagnosticEngine diags;
  FailureOr<Module> module = parse(kSampleModule, context, diags);
  REQUIRE(succeeded(module));
  CHECK(toText(*module) == kSampleModule);
}

TEST_CASE("IR text is told apart from other inputs") {
  CHECK(isIRText("\n // comment\n \"vir.module\"() ({}) : () -> ()"));
  CHECK_FALSE(isIRText(""));
  CHECK_FALSE(isIRText("vir0 program"));
  CHECK_FALSE(isIRText("VYRE\x06"));
  CHECK_FALSE(isIRText("// only a comment"));
}

} // namespace vyrecc::ir::test
