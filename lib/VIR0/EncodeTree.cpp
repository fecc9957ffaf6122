// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes, expressions and the types within them (sections 5 to 7), written field by field as their
// rows say.
#include "Encoder.h"
#include "Rules.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SaveAndRestore.h"

namespace vyrecc::vir0 {

/// The form of a float literal that every writer agrees on (section 6): one NaN, no subnormals, no
/// −0.
static uint32_t canonicalF32(uint32_t bits) {
  uint32_t exponent = bits & 0x7F80'0000, mantissa = bits & 0x007F'FFFF;
  if (exponent == 0x7F80'0000 && mantissa != 0)
    return 0x7FC0'0000;
  if (exponent == 0)
    return 0;
  return bits;
}

/// Writes one field; its type says how.
struct FieldWriter {
  Encoder &encoder;
  Writer &writer;

  LogicalResult operator()(StringRef, uint32_t field) { return writer.u32(field), success(); }
  LogicalResult operator()(StringRef, uint64_t field) { return writer.u64(field), success(); }
  LogicalResult operator()(StringRef, int32_t field) { return writer.u32(field), success(); }
  LogicalResult operator()(StringRef, bool field) { return writer.u8(field), success(); }
  LogicalResult operator()(StringRef, Axis field) { return writer.u8(field.value), success(); }
  LogicalResult operator()(StringRef, F32Bits field) {
    return writer.u32(canonicalF32(field.bits)), success();
  }
  LogicalResult operator()(StringRef, StringRef field) { return encoder.writeStr(writer, field); }

  LogicalResult operator()(StringRef name, ExprPtr field) {
    return encoder.fault.within(name, encoder.writeExpr(writer, *field));
  }
  LogicalResult operator()(StringRef name, OptionalExpr field) {
    writer.u8(field.expr != nullptr);
    return field.expr ? (*this)(name, field.expr) : success();
  }
  LogicalResult operator()(StringRef name, ExprList field) {
    return list(name, field, kMaxArgs, "arguments",
                [&](const Expr *expr) { return encoder.writeExpr(writer, *expr); });
  }
  LogicalResult operator()(StringRef name, NodeList field) {
    return list(name, field, kMaxNodes, "nodes",
                [&](const Node *node) { return encoder.writeNode(writer, *node); });
  }

  LogicalResult operator()(StringRef, const OptionalString &field) {
    writer.u8(field.text.has_value());
    return field.text ? encoder.writeStr(writer, *field.text) : success();
  }
  LogicalResult operator()(StringRef, OpaqueBytes field) {
    if (failed(
            encoder.checkAtMost(field.bytes.size(), kMaxOpaqueBytes, "bytes in an opaque payload")))
      return failure();
    writer.u32(uint32_t(field.bytes.size()));
    writer.bytes(field.bytes);
    return success();
  }

  LogicalResult operator()(StringRef, TypePtr field) { return encoder.writeType(writer, *field); }
  LogicalResult operator()(StringRef, BinaryOp field) { return op(field); }
  LogicalResult operator()(StringRef, UnaryOp field) { return op(field); }
  LogicalResult operator()(StringRef, AtomicOp field) { return op(field); }
  LogicalResult operator()(StringRef, ReduceOp field) {
    if (encoder.subgroupRule() == SubgroupRule::WithOp)
      return encoder.writeTag(writer, field);
    if (field == ReduceOp::Add)
      return success();
    return encoder.refuse("the subgroup reduction " + mnemonic(field) +
                          " in the older layout of version 4 (expected add)");
  }
  template <typename Enum>
    requires std::is_enum_v<Enum>
  LogicalResult operator()(StringRef, Enum field) {
    return encoder.writeTag(writer, field);
  }

private:
  template <typename Op> LogicalResult op(Op field) {
    if (failed(encoder.writeTag(writer, field.tag)))
      return failure();
    if (field.tag != decltype(field.tag)::Opaque)
      return success();
    return encoder.writeExtension(writer, field.extension);
  }

  template <typename T, typename Write>
  LogicalResult list(StringRef name, ArrayRef<T> field, size_t limit, StringRef what, Write write) {
    if (failed(encoder.checkAtMost(field.size(), limit, what)))
      return failure();
    writer.u32(uint32_t(field.size()));
    for (auto [i, element] : llvm::enumerate(field))
      if (failed(encoder.fault.within(name, i, write(element))))
        return failure();
    return success();
  }
};

LogicalResult Encoder::writeNode(Writer &writer, const Node &node) {
  llvm::SaveAndRestore<SourceLoc> here(loc, node.loc);
  if (depth == kMaxDepth)
    return refuse("nodes and expressions nest deeper than 64 (expected at most 64)");
  llvm::SaveAndRestore<unsigned> level(depth, depth + 1);
  if (failed(writeTag(writer, node.kind)))
    return failure();
  return visitFields(node, FieldWriter{*this, writer});
}

LogicalResult Encoder::writeExpr(Writer &writer, const Expr &expr) {
  llvm::SaveAndRestore<SourceLoc> here(loc, expr.loc);
  if (depth == kMaxDepth)
    return refuse("nodes and expressions nest deeper than 64 (expected at most 64)");
  llvm::SaveAndRestore<unsigned> level(depth, depth + 1);
  if (version < sinceVersion(expr.kind))
    return refuse("the expression " + mnemonic(expr.kind) + " (expected wire version " +
                  llvm::Twine(sinceVersion(expr.kind)) + ")");
  if (failed(writeTag(writer, expr.kind)))
    return failure();
  return visitFields(expr, FieldWriter{*this, writer});
}

LogicalResult Encoder::writeType(Writer &writer, const DataType &type) {
  if (typeDepth == kMaxTypeDepth || (isHardened() && depth + typeDepth >= kMaxDepth))
    return refuse("a data type below " + llvm::Twine(typeDepth) + " others");
  llvm::SaveAndRestore<unsigned> level(typeDepth, typeDepth + 1);
  if (failed(writeTag(writer, type.tag)))
    return failure();
  if (type.element && type.tag != TypeTag::Quantized && failed(writeType(writer, *type.element)))
    return failure();
  return writeTypeParams(writer, type);
}

LogicalResult Encoder::writeTypeParams(Writer &writer, const DataType &type) {
  switch (typeRow(type.tag)->params) {
  case TypeParams::None:
  case TypeParams::Element:
    return success();
  case TypeParams::U32:
    writer.u32(type.param);
    return success();
  case TypeParams::ElementAndCount:
    writer.u8(uint8_t(type.param));
    return checkAtMost(type.param, UINT8_MAX, "elements in a vector");
  case TypeParams::ElementAndDims:
  case TypeParams::Dims:
    return writeDims(writer, type.dims);
  case TypeParams::ElementAndBlock:
    writer.u32(type.dims[0]);
    writer.u32(type.dims[1]);
    return success();
  case TypeParams::Quantization:
    if (!isQuantizedStorage(type.element->tag))
      return refuse("quantized storage of type " + mnemonic(type.element->tag) +
                    " (expected a small type)");
    if (failed(writeType(writer, *type.element)))
      return failure();
    return writeQuantization(writer, type.quantization);
  case TypeParams::Extension:
    return writeExtension(writer, type.param);
  }
  return failure();
}

LogicalResult Encoder::writeDims(Writer &writer, ArrayRef<uint32_t> dims) {
  if (isHardened() && failed(checkAtMost(dims.size(), kMaxDims, "dimensions")))
    return failure();
  writer.u32(uint32_t(dims.size()));
  for (uint32_t dim : dims)
    writer.u32(dim);
  return success();
}

LogicalResult Encoder::writeQuantization(Writer &writer, const Quantization &quantization) {
  if (const char *problem = quantizationProblem(quantization))
    return refuse(problem);
  writer.u8(static_cast<uint8_t>(quantization.scale));
  writer.u32(quantization.scaleParam);
  writer.u8(static_cast<uint8_t>(quantization.zeroPoint));
  writer.u32(quantization.zeroPointParam);
  return success();
}

LogicalResult Encoder::writeExtension(Writer &writer, uint32_t extension) {
  writer.u32(extension);
  if (extension & kExtensionBit)
    return success();
  return refuse("extension id " + llvm::Twine(extension) + " (expected bit 31 set)");
}

} // namespace vyrecc::vir0
