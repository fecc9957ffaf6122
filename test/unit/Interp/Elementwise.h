// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel that applies an op to the elements of its input buffers, and its runs in the interpreter.
#ifndef VYRE_CC_TEST_UNIT_INTERP_ELEMENTWISE_H
#define VYRE_CC_TEST_UNIT_INTERP_ELEMENTWISE_H

#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/IR/Text.h"
#include "vyre-cc/Interp/Interpreter.h"
#include "vyre-cc/Transforms/Pass.h"
#include <cstring>
#include <doctest/doctest.h>
#include <functional>
#include <random>

namespace vyrecc::test {

inline constexpr char kBufferNames[][2] = {"a", "b", "c"};

/// Inputs "a", "b", "c" hold operands, "o" takes the results; invocation i handles element i.
class Elementwise {
public:
  using Body = std::function<ir::Value *(ir::Builder &, llvm::ArrayRef<ir::Value *>)>;

  Elementwise(llvm::ArrayRef<ir::Type> operands, const Body &body)
      : module(ir::createModule(context)), builder(context, module.body()) {
    for (auto [index, type] : llvm::enumerate(operands))
      addBuffer(kBufferNames[index], type, /*isOutput=*/false, index);
    ir::Op *output = addBuffer("o", ir::Type::getU32(), /*isOutput=*/true, operands.size());
    static constexpr uint64_t kSize[] = {1, 1, 1};
    ir::Op *kernel = builder.create(ir::OpKind::Kernel, {}, {},
                                    {{ir::AttrName::SymName, ir::Attr::string("main")},
                                     {ir::AttrName::WorkgroupSize, ir::Attr::array(kSize)}},
                                    1);
    builder.setInsertionPointToEnd(kernel->region().emplaceBlock(context));
    ir::Value *id = builder.build(ir::OpKind::InvocationId, {},
                                  ir::NamedAttr{ir::AttrName::Axis, ir::Attr::integer(0)});
    llvm::SmallVector<ir::Value *, 3> values;
    for (auto [index, type] : llvm::enumerate(operands))
      values.push_back(builder
                           .create(ir::OpKind::Load, isBool(type) ? ir::Type::getU32() : type, id,
                                   access(kBufferNames[index]))
                           ->result());
    for (auto [value, type] : llvm::zip(values, operands))
      if (isBool(type))
        value = builder.convert(value, type);
    ir::Value *result = body(builder, values);
    resultType = result->type();
    if (isBool(resultType))
      result = builder.convert(result, ir::Type::getU32());
    output->setAttr(ir::AttrName::Element, ir::Attr::type(result->type()));
    output->setAttr(ir::AttrName::Stride, ir::Attr::integer(result->type().bits() / 8));
    builder.create(ir::OpKind::Store, {}, {id, result}, access("o"));
    builder.create(ir::OpKind::Return, {});
    module.setForm(ir::Form::Ready);
  }

  /// Runs one invocation an element; the bits of the results. Nothing where the run fails.
  std::vector<uint64_t> run(llvm::ArrayRef<std::vector<uint64_t>> operands) {
    DiagnosticEngine diags;
    REQUIRE(succeeded(ir::verify(module, diags)));
    std::vector<interp::BufferBytes> inputs;
    const size_t count = operands.front().size();
    for (auto [index, values] : llvm::enumerate(operands))
      inputs.push_back({kBufferNames[index], pack(values, widths[index])});
    const unsigned width = std::max(resultType.bits() / 8, 1u);
    const unsigned bytes = isBool(resultType) ? 4 : width;
    inputs.push_back({"o", std::vector<uint8_t>(count * bytes)});
    FailureOr<std::vector<interp::BufferBytes>> outputs =
        interp::run(module, inputs, {.grid = {static_cast<uint32_t>(count), 1, 1}}, diags);
    if (failed(outputs))
      return {};
    std::vector<uint64_t> results(count);
    for (size_t index = 0; index != count; ++index)
      std::memcpy(&results[index], outputs->front().bytes.data() + index * bytes, bytes);
    return results;
  }

  void transform(llvm::StringRef pipelineText) {
    DiagnosticEngine diags;
    FailureOr<Pipeline> pipeline = parsePipeline(pipelineText, diags);
    REQUIRE(succeeded(pipeline));
    PipelineOptions options;
    options.verifyEach = true;
    REQUIRE(succeeded(runPipeline(*pipeline, module, context, diags, options)));
  }

  ir::Context context;
  ir::Module module;
  ir::Builder builder;
  ir::Type resultType;

private:
  static bool isBool(ir::Type type) { return type.isBool(); }

  llvm::SmallVector<ir::NamedAttr, 2> access(ir::StringRef buffer) {
    return {builder.bufferAttr(buffer), {ir::AttrName::InBounds, ir::Attr::unit()}};
  }

  ir::Op *addBuffer(ir::StringRef name, ir::Type type, bool isOutput, uint64_t binding) {
    const ir::Type element = isBool(type) ? ir::Type::getU32() : type;
    widths.push_back(element.bits() / 8);
    return builder.create(
        ir::OpKind::BufferDecl, {}, {},
        {{ir::AttrName::SymName, ir::Attr::string(name)},
         {ir::AttrName::Element, ir::Attr::type(element)},
         {ir::AttrName::WireType, ir::Attr::string("u32")},
         {ir::AttrName::Stride, ir::Attr::integer(element.bits() / 8)},
         {ir::AttrName::Count, ir::Attr::integer(0)},
         {ir::AttrName::AccessMode,
          ir::Attr::enumerator(isOutput ? ir::Access::ReadWrite : ir::Access::ReadOnly)},
         {ir::AttrName::BufferRole,
          ir::Attr::enumerator(isOutput ? ir::Role::InOut : ir::Role::Input)},
         {ir::AttrName::Binding, ir::Attr::integer(binding)}});
  }

  static std::vector<uint8_t> pack(llvm::ArrayRef<uint64_t> values, unsigned bytes) {
    std::vector<uint8_t> packed(values.size() * bytes);
    for (size_t index = 0; index != values.size(); ++index)
      std::memcpy(packed.data() + index * bytes, &values[index], bytes);
    return packed;
  }

  llvm::SmallVector<unsigned, 4> widths; ///< bytes of an element, by buffer
};

inline uint64_t maskOf(ir::Type type) {
  return type.bits() == 64 ? ~0ull : (1ull << type.bits()) - 1;
}

/// Values where something changes: near 0, near the ends of the range, near powers of two.
inline std::vector<uint64_t> integerEdges(ir::Type type) {
  std::vector<uint64_t> edges;
  for (unsigned bit = 0; bit < type.bits(); bit += 1 + bit / 4)
    for (uint64_t delta : {~0ull, 0ull, 1ull})
      edges.push_back(((1ull << bit) + delta) & maskOf(type));
  for (uint64_t value : {0ull, ~0ull, ~1ull, 0x1234'5678'9ABC'DEF0ull, 0xFFFF'FFFFull})
    edges.push_back(value & maskOf(type));
  edges.push_back(maskOf(type) / 2 + 1);
  std::mt19937_64 random(1);
  for (unsigned index = 0; index != 8; ++index)
    edges.push_back((random() >> (index * 7)) & maskOf(type));
  return edges;
}

/// Bits of f32: zeros, subnormals, ends of ranges of integers, ties, infinities, NaNs, and random ones.
inline std::vector<uint64_t> floatEdges() {
  std::vector<uint64_t> edges;
  for (uint32_t magnitude :
       {0x00000000u, 0x00000001u, 0x007FFFFFu, 0x00800000u, 0x3EFFFFFFu, 0x3F000000u, 0x3F800000u,
        0x3FC00000u, 0x40200000u, 0x4B7FFFFFu, 0x4B800001u, 0x4EFFFFFFu, 0x4F000000u, 0x4F7FFFFFu,
        0x4F800000u, 0x5EFFFFFFu, 0x5F000000u, 0x5F7FFFFFu, 0x5F800000u, 0x7F7FFFFFu, 0x7F800000u,
        0x7F800001u, 0x7FC00000u, 0x7FFFFFFFu}) {
    edges.push_back(magnitude);
    edges.push_back(magnitude | 0x80000000u);
  }
  std::mt19937 random(2);
  for (unsigned index = 0; index != 24; ++index)
    edges.push_back(random());
  return edges;
}

/// Bits of f64, with the ties and limits of a conversion to f32.
inline std::vector<uint64_t> wideFloatEdges() {
  std::vector<uint64_t> edges;
  for (uint64_t magnitude :
       {0x0000000000000000ull, 0x0000000000000001ull, 0x000FFFFFFFFFFFFFull, 0x0010000000000000ull,
        0x3690000000000000ull, 0x3800000000000000ull, 0x380FFFFFCFFFFFFFull, 0x380FFFFFDFFFFFFFull,
        0x380FFFFFE0000000ull, 0x380FFFFFF0000000ull, 0x380FFFFFFFFFFFFFull, 0x3810000000000000ull,
        0x3FF0000000000000ull, 0x3FF0000010000000ull, 0x3FF0000010000001ull, 0x3FF000000FFFFFFFull,
        0x3FF0000030000000ull, 0x3FFFFFFFF0000000ull, 0x47EFFFFFE0000000ull, 0x47EFFFFFEFFFFFFFull,
        0x47EFFFFFF0000000ull, 0x47F0000000000000ull, 0x7FEFFFFFFFFFFFFFull, 0x7FF0000000000000ull,
        0x7FF0000000000001ull, 0x7FF8000000000000ull, 0x7FFFFFFFFFFFFFFFull}) {
    edges.push_back(magnitude);
    edges.push_back(magnitude | 1ull << 63);
  }
  std::mt19937_64 random(3);
  for (unsigned index = 0; index != 64; ++index) // near the range of f32
    edges.push_back((random() & 0x800F'FFFF'FFFF'FFFFull) |
                    ((1023 - 130 + random() % 260) << 52));
  return edges;
}

/// Every value of `a` with every one of `b`.
inline std::pair<std::vector<uint64_t>, std::vector<uint64_t>>
allPairs(llvm::ArrayRef<uint64_t> a, llvm::ArrayRef<uint64_t> b) {
  std::pair<std::vector<uint64_t>, std::vector<uint64_t>> pairs;
  for (uint64_t x : a)
    for (uint64_t y : b) {
      pairs.first.push_back(x);
      pairs.second.push_back(y);
    }
  return pairs;
}

} // namespace vyrecc::test

#endif
