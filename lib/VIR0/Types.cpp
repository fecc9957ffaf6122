// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sizes, equality and spelling of data types, and the rules that every reader and writer of types
// shares.
#include "Rules.h"
#include "Tables.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace vyrecc::vir0 {

static bool operator==(const Quantization &a, const Quantization &b) {
  return a.scale == b.scale && a.scaleParam == b.scaleParam && a.zeroPoint == b.zeroPoint &&
         a.zeroPointParam == b.zeroPointParam;
}

bool operator==(const DataType &a, const DataType &b) {
  if (a.tag != b.tag || a.param != b.param || a.dims != b.dims ||
      !(a.quantization == b.quantization) || !a.element != !b.element)
    return false;
  return !a.element || *a.element == *b.element;
}

uint32_t strideBytes(const DataType &type) {
  if (type.tag == TypeTag::Vec)
    return llvm::SaturatingMultiply(strideBytes(*type.element), type.param);
  if (type.tag == TypeTag::Quantized)
    return strideBytes(*type.element);
  return typeRow(type.tag)->strideBytes;
}

uint64_t packedBits(const DataType &type) {
  if (type.tag == TypeTag::Vec)
    return llvm::SaturatingMultiply(packedBits(*type.element), uint64_t(type.param));
  if (type.tag == TypeTag::Quantized)
    return packedBits(*type.element);
  if (type.tag == TypeTag::Array)
    return uint64_t(type.param) * 8;
  return typeRow(type.tag)->bits;
}

std::optional<uint32_t> outputSizeBytes(const DataType &type) {
  switch (type.tag) {
  case TypeTag::Bytes:
    return 1;
  case TypeTag::Array:
    return type.param;
  case TypeTag::DeviceMesh:
    return 4;
  case TypeTag::Tensor:
  case TypeTag::TensorShaped:
  case TypeTag::SparseCsr:
  case TypeTag::SparseCoo:
  case TypeTag::SparseBsr:
  case TypeTag::Opaque:
    return std::nullopt;
  case TypeTag::Quantized:
    return outputSizeBytes(*type.element);
  case TypeTag::Vec:
    if (std::optional<uint32_t> element = outputSizeBytes(*type.element))
      return llvm::SaturatingMultiply(*element, type.param);
    return std::nullopt;
  case TypeTag::U32:
  case TypeTag::I32:
  case TypeTag::U64:
  case TypeTag::Vec2U32:
  case TypeTag::Vec4U32:
  case TypeTag::Bool:
  case TypeTag::F16:
  case TypeTag::BF16:
  case TypeTag::F32:
  case TypeTag::F64:
  case TypeTag::U8:
  case TypeTag::U16:
  case TypeTag::I8:
  case TypeTag::I16:
  case TypeTag::I64:
  case TypeTag::Handle:
  case TypeTag::F8E4M3:
  case TypeTag::F8E5M2:
  case TypeTag::I4:
  case TypeTag::FP4:
  case TypeTag::NF4:
    return typeRow(type.tag)->strideBytes;
  }
  return std::nullopt;
}

StringRef spelling(Quantization::Scale scale) {
  switch (scale) {
  case Quantization::Scale::PerTensor:
    return "per_tensor";
  case Quantization::Scale::PerChannel:
    return "per_channel";
  case Quantization::Scale::PerGroup:
    return "per_group";
  }
  return {};
}

StringRef spelling(Quantization::ZeroPoint zeroPoint) {
  switch (zeroPoint) {
  case Quantization::ZeroPoint::Absent:
    return "absent";
  case Quantization::ZeroPoint::PerTensor:
    return "per_tensor";
  case Quantization::ZeroPoint::PerChannel:
    return "per_channel";
  case Quantization::ZeroPoint::PerGroup:
    return "per_group";
  }
  return {};
}

bool isQuantizedStorage(TypeTag tag) {
  return tag == TypeTag::I4 || tag == TypeTag::I8 || tag == TypeTag::I16 || tag == TypeTag::U8 ||
         tag == TypeTag::U16 || tag == TypeTag::F8E4M3 || tag == TypeTag::F8E5M2 ||
         tag == TypeTag::FP4 || tag == TypeTag::NF4;
}

/// Only per-channel and per-group forms have a parameter, and a group is not empty.
static const char *quantizationParamProblem(bool hasParam, bool isGroup, uint32_t param) {
  if (!hasParam && param != 0)
    return "a quantization parameter where there is none (expected 0)";
  if (isGroup && param == 0)
    return "a quantization group of 0 elements (expected at least 1)";
  return nullptr;
}

const char *quantizationProblem(const Quantization &quantization) {
  using Scale = Quantization::Scale;
  using ZeroPoint = Quantization::ZeroPoint;
  Scale scale = quantization.scale;
  if (spelling(scale).empty())
    return "an unknown quantization scale (expected 0 to 2)";
  if (const char *problem = quantizationParamProblem(
          scale != Scale::PerTensor, scale == Scale::PerGroup, quantization.scaleParam))
    return problem;
  ZeroPoint zeroPoint = quantization.zeroPoint;
  if (spelling(zeroPoint).empty())
    return "an unknown quantization zero point (expected 0 to 3)";
  return quantizationParamProblem(zeroPoint == ZeroPoint::PerChannel ||
                                      zeroPoint == ZeroPoint::PerGroup,
                                  zeroPoint == ZeroPoint::PerGroup, quantization.zeroPointParam);
}

std::optional<std::string> extentProblem(const Buffer &buffer) {
  auto named = [&](const llvm::Twine &text) {
    return ("buffer '" + buffer.name + "' " + text).str();
  };
  if (buffer.count == 0 && buffer.access == BufferAccess::Workgroup)
    return named("has access workgroup and count 0 (expected a positive count)");
  if (buffer.count == 0 && buffer.isOutput)
    return named("is an output and has count 0 (expected a positive count)");
  if (buffer.count == 0 && buffer.pipelineLiveOut)
    return named("is live-out and has count 0 (expected a positive count)");
  if (!buffer.outputByteRange)
    return std::nullopt;
  auto [start, end] = *buffer.outputByteRange;
  if (start > end)
    return named("has an output range that starts at " + llvm::Twine(start) +
                 " (expected at most " + llvm::Twine(end) + ", its end)");
  std::optional<uint32_t> size = outputSizeBytes(*buffer.element);
  if (!size)
    return named("has an output range and elements without a size (expected a sized type)");
  if (uint64_t bytes = uint64_t(buffer.count) * *size; end > bytes)
    return named("has an output range that ends at " + llvm::Twine(end) + " (expected at most " +
                 llvm::Twine(bytes) + ", its size)");
  return std::nullopt;
}

static void printDims(ArrayRef<uint32_t> dims, llvm::raw_ostream &os) {
  os << '[';
  for (size_t i = 0; i < dims.size(); ++i)
    os << (i ? ", " : "") << dims[i];
  os << ']';
}

static void printQuantization(const Quantization &quantization, llvm::raw_ostream &os) {
  using Scale = Quantization::Scale;
  using ZeroPoint = Quantization::ZeroPoint;
  os << ", " << spelling(quantization.scale);
  if (quantization.scale != Scale::PerTensor)
    os << '(' << quantization.scaleParam << ')';
  os << ", " << spelling(quantization.zeroPoint);
  if (quantization.zeroPoint == ZeroPoint::PerChannel ||
      quantization.zeroPoint == ZeroPoint::PerGroup)
    os << '(' << quantization.zeroPointParam << ')';
}

static void printType(const DataType &type, llvm::raw_ostream &os) {
  const TypeRow &row = *typeRow(type.tag);
  os << row.mnemonic;
  if (row.params == TypeParams::None)
    return;
  os << '<';
  if (type.element)
    printType(*type.element, os);
  switch (row.params) {
  case TypeParams::None:
  case TypeParams::Element:
    break;
  case TypeParams::U32:
    os << type.param;
    break;
  case TypeParams::ElementAndCount:
    os << ", " << type.param;
    break;
  case TypeParams::ElementAndDims:
    os << ", ";
    printDims(type.dims, os);
    break;
  case TypeParams::ElementAndBlock:
    os << ", " << type.dims[0] << ", " << type.dims[1];
    break;
  case TypeParams::Dims:
    printDims(type.dims, os);
    break;
  case TypeParams::Quantization:
    printQuantization(type.quantization, os);
    break;
  case TypeParams::Extension:
    os << llvm::format_hex(type.param, 10);
    break;
  }
  os << '>';
}

std::string toString(const DataType &type) {
  std::string text;
  llvm::raw_string_ostream os(text);
  printType(type, os);
  return text;
}

} // namespace vyrecc::vir0
