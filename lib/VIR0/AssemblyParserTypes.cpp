// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Data types in assembly: a mnemonic and, where the row has parameters, these in angle brackets.
#include "AssemblyParser.h"
#include "Rules.h"
#include "llvm/Support/SaveAndRestore.h"

namespace vyrecc::vir0 {

LogicalResult Parser::parseType(TypePtr &result) {
  if (typeDepth == kMaxTypeDepth)
    return diags.error(DiagCode::TooDeep, token.loc,
                       "a data type below " + llvm::Twine(typeDepth) + " others");
  llvm::SaveAndRestore<unsigned> level(typeDepth, typeDepth + 1);
  auto *type = program.make<DataType>();
  result = type;
  if (failed(parseEnum(type->tag)))
    return failure();
  const TypeRow &row = *typeRow(type->tag);
  if (row.params == TypeParams::None)
    return success();
  if (row.params == TypeParams::Extension)
    return parseExtension(type->param);
  if (failed(expectPunctuation('<')) || failed(parseTypeParams(row, *type)))
    return failure();
  return expectPunctuation('>');
}

LogicalResult Parser::parseTypeParams(const TypeRow &row, DataType &type) {
  switch (row.params) {
  case TypeParams::None:
  case TypeParams::Extension:
    return success();
  case TypeParams::U32:
    return parseInteger(type.param);
  case TypeParams::Element:
    return parseType(type.element);
  case TypeParams::ElementAndCount: {
    uint8_t count = 0;
    if (failed(parseType(type.element)) || failed(expectPunctuation(',')) ||
        failed(parseInteger(count)))
      return failure();
    type.param = count;
    return success();
  }
  case TypeParams::ElementAndDims:
    if (failed(parseType(type.element)) || failed(expectPunctuation(',')))
      return failure();
    return parseDims(type.dims);
  case TypeParams::ElementAndBlock: {
    uint32_t block[2] = {};
    if (failed(parseType(type.element)) || failed(expectPunctuation(',')) ||
        failed(parseInteger(block[0])) || failed(expectPunctuation(',')) ||
        failed(parseInteger(block[1])))
      return failure();
    type.dims = program.copy(ArrayRef<uint32_t>(block));
    return success();
  }
  case TypeParams::Dims:
    return parseDims(type.dims);
  case TypeParams::Quantization:
    return parseQuantization(type);
  }
  return failure();
}

LogicalResult Parser::parseDims(ArrayRef<uint32_t> &dims) {
  llvm::SmallVector<uint32_t, 8> values;
  if (failed(expectPunctuation('[')))
    return failure();
  while (!token.isPunctuation(']')) {
    if (!values.empty() && failed(expectPunctuation(',')))
      return failure();
    if (failed(parseInteger(values.emplace_back())))
      return failure();
  }
  dims = program.copy(ArrayRef<uint32_t>(values));
  return expectPunctuation(']');
}

template <typename Spelled>
LogicalResult Parser::parseQuantizationPart(Spelled last, Spelled &value, uint32_t &param) {
  auto isIt = [&](unsigned i) { return token.isWord(spelling(static_cast<Spelled>(i))); };
  unsigned i = 0;
  while (i <= unsigned(last) && !isIt(i))
    ++i;
  if (i > unsigned(last))
    return unexpected("per_tensor, per_channel, per_group or, for a zero point, absent");
  value = static_cast<Spelled>(i);
  advance();
  if (!consumePunctuation('('))
    return success();
  if (failed(parseInteger(param)))
    return failure();
  return expectPunctuation(')');
}

LogicalResult Parser::parseQuantization(DataType &type) {
  SourceLoc loc = token.loc;
  Quantization &quantization = type.quantization;
  if (failed(parseType(type.element)) || failed(expectPunctuation(',')) ||
      failed(parseQuantizationPart(Quantization::Scale::PerGroup, quantization.scale,
                                   quantization.scaleParam)) ||
      failed(expectPunctuation(',')) ||
      failed(parseQuantizationPart(Quantization::ZeroPoint::PerGroup, quantization.zeroPoint,
                                   quantization.zeroPointParam)))
    return failure();
  if (!isQuantizedStorage(type.element->tag))
    return diags.error(DiagCode::BadValue, loc,
                       "quantized storage of type " + mnemonic(type.element->tag) +
                           " (expected a small type)");
  if (const char *problem = quantizationProblem(quantization))
    return diags.error(DiagCode::BadValue, loc, problem);
  return success();
}

} // namespace vyrecc::vir0
