// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the op table says of each op. Printer, parser, verifier, effects and documentation follow
// from it.
#ifndef VYRE_CC_IR_OPINFO_H
#define VYRE_CC_IR_OPINFO_H

#include "vyre-cc/IR/Type.h"

namespace vyrecc::ir {

enum class OpKind : uint8_t {
#define VYRE_OP(Name, Mnemonic, Target, ...) Name,
#include "vyre-cc/IR/Ops.def"
};

/// What an operand may be.
enum class Is : uint8_t {
  None,   ///< no operand
  Scalar, ///< any type
  Number, ///< integer or float
  Integer,
  Unsigned,
  Float,
  Bool,
  BoolOrInteger,
  U32,
  Vector,
  SameAsFirst,  ///< the type of operand 0
  SameAsSecond, ///< the type of operand 1
  Variadic,     ///< any number of any types; last in its row
};

/// How the types of the results follow.
enum class Result : uint8_t {
  None,
  SameAsFirst,     ///< of operand 0
  SameAsSecond,    ///< of operand 1
  UnsignedOfFirst, ///< unsigned integer as wide as operand 0
  ElementOfFirst,  ///< of the vector that operand 0 is
  Bool,
  U32,
  Explicit, ///< one result, its type is free
  Variadic, ///< any number of any types
};

/// What an op does besides giving results; a bit set. An op without effects may be removed, merged
/// and moved.
enum Effects : uint8_t { Pure = 0, Reads = 1, Writes = 2, Syncs = 4 };
constexpr Effects operator|(Effects a, Effects b) {
  return static_cast<Effects>(static_cast<uint8_t>(a) | static_cast<uint8_t>(b));
}

inline constexpr uint8_t kAnyRegions = 0xFF;

struct OperandInfo {
  StringRef name;
  Is is = Is::None;
};

/// An attribute that an op must (`required`) or may have.
struct AttrUse {
  AttrName name = AttrName::Value;
  bool required = false;
  bool used = false; ///< false in the unused tail of a row
};

/// One row of Ops.def.
struct OpInfo {
  OpKind kind;
  StringRef mnemonic;
  OperandInfo operands[4] = {};
  Result result = Result::None;
  AttrUse attrs[12] = {};
  uint8_t numRegions = 0; ///< kAnyRegions: one or more
  Effects effects = Pure;
  bool isTerminator = false;
  StringRef doc;

  /// Operands before the variadic tail, if there is one.
  unsigned numFixedOperands() const;
  bool hasVariadicOperands() const;
  const AttrUse *findAttr(AttrName name) const;
};

/// The rows, by kind.
extern const OpInfo *const kOpInfos;
inline const OpInfo &opInfo(OpKind kind) { return kOpInfos[static_cast<size_t>(kind)]; }
/// Every row, in the table's order.
ArrayRef<OpInfo> allOpInfos();
std::optional<OpKind> opByMnemonic(StringRef mnemonic);

} // namespace vyrecc::ir

#endif
