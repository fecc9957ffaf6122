// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types and attributes of the IR: small values, compared by value.
#ifndef VYRE_CC_IR_TYPE_H
#define VYRE_CC_IR_TYPE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cassert>
#include <cstdint>
#include <optional>
#include <string>

namespace vyrecc::ir {

using llvm::ArrayRef;
using llvm::StringRef;

enum class TypeClass : uint8_t { Bool, Unsigned, Signed, Float };

enum class ScalarKind : uint8_t {
#define VYRE_TYPE(Name, Text, Bits, Class) Name,
#include "vyre-cc/IR/Types.def"
};

/// What Types.def says of each scalar type.
struct ScalarInfo {
  StringRef text;
  unsigned bits;
  TypeClass typeClass;
};
inline constexpr ScalarInfo kScalarInfos[] = {
#define VYRE_TYPE(Name, Text, Bits, Class) {Text, Bits, TypeClass::Class},
#include "vyre-cc/IR/Types.def"
};

/// A scalar, or a vector of 2 to 4 scalars. The default-made type is no type.
class Type {
public:
  constexpr Type() = default;
  constexpr Type(ScalarKind scalar, uint8_t lanes = 1) : kind(scalar), numLanes(lanes) {}

#define VYRE_TYPE(Name, Text, Bits, Class)                                                         \
  static constexpr Type get##Name() { return Type(ScalarKind::Name); }
#include "vyre-cc/IR/Types.def"

  constexpr explicit operator bool() const { return numLanes != 0; }
  constexpr ScalarKind scalar() const { return kind; }
  constexpr unsigned lanes() const { return numLanes; }
  constexpr bool isVector() const { return numLanes > 1; }
  constexpr Type element() const { return Type(kind); }
  constexpr const ScalarInfo &info() const { return kScalarInfos[static_cast<size_t>(kind)]; }
  constexpr TypeClass typeClass() const { return info().typeClass; }
  /// Bits of one scalar.
  constexpr unsigned bits() const { return info().bits; }
  constexpr bool isBool() const { return typeClass() == TypeClass::Bool; }
  constexpr bool isU32() const { return *this == getU32(); }
  constexpr bool isInteger() const { return isUnsigned() || isSigned(); }
  constexpr bool isUnsigned() const { return typeClass() == TypeClass::Unsigned; }
  constexpr bool isSigned() const { return typeClass() == TypeClass::Signed; }
  constexpr bool isFloat() const { return typeClass() == TypeClass::Float; }
  /// The unsigned integer type of the same width.
  Type toUnsigned() const;
  /// MLIR's spelling: "ui32", "vector<4xui32>".
  std::string str() const;

  constexpr bool operator==(const Type &) const = default;

private:
  ScalarKind kind = ScalarKind::Bool;
  uint8_t numLanes = 0;
};

/// The scalar type with this spelling.
std::optional<Type> typeByText(StringRef text);

// Enumerations that attributes hold.
enum class Ordering : uint8_t { Relaxed, Acquire, Release, AcqRel, SeqCst };
enum class Scope : uint8_t { Invocation, Subgroup, Workgroup, Device };
enum class Predicate : uint8_t { Eq, Ne, Lt, Le, Gt, Ge };
enum class RmwKind : uint8_t { Add, And, Or, Xor, Min, Max, Exchange, Nand };
enum class ReduceKind : uint8_t { Add, Mul, Min, Max, And, Or, Xor };
enum class Access : uint8_t { ReadOnly, ReadWrite, Workgroup, Private };
/// Private: memory of one invocation. TrapRecord and Lengths: storage that the loader adds; four
/// words that tell about the first trap, and the size in bytes of each storage buffer, by binding.
enum class Role : uint8_t { Input, InOut, Output, Workgroup, Private, TrapRecord, Lengths };
enum class Form : uint8_t { Imported, Raised, Lowered, Ready };
/// Counters of the scheduler that have one word a key.
enum class Counter : uint8_t { Tenant, Priority, Metrics };

/// Names the enumerations themselves, for attribute rows.
enum class EnumKind : uint8_t {
  Ordering,
  Scope,
  Predicate,
  RmwKind,
  ReduceKind,
  Access,
  Role,
  Form,
  Counter
};
/// The text of a value; empty if `value` is out of range.
StringRef enumText(EnumKind kind, uint64_t value);
/// The value of a text.
std::optional<uint64_t> enumValue(EnumKind kind, StringRef text);

enum class AttrName : uint8_t {
#define VYRE_ATTR(Name, Text, Kind) Name,
#include "vyre-cc/IR/Attrs.def"
};

enum class AttrKind : uint8_t { Unit, Int, Scalar, String, Symbol, Type, IntArray, Enum };

/// One row of Attrs.def.
struct AttrInfo {
  StringRef text;
  AttrKind kind;
  EnumKind enumKind; ///< only with AttrKind::Enum
};
const AttrInfo &attrInfo(AttrName name);
std::optional<AttrName> attrByText(StringRef text);

/// An attribute value. Strings and arrays live in the Context. Symbols are interned there: two
/// symbols of one context are equal exactly if their data pointers are.
class Attr {
public:
  static Attr unit() { return Attr(AttrKind::Unit); }
  static Attr integer(uint64_t value) { return Attr(AttrKind::Int, value); }
  /// A typed bool, integer or float; `bits` holds its pattern, zero-extended.
  static Attr scalar(Type type, uint64_t bits) {
    Attr attr(AttrKind::Scalar, bits);
    attr.valueType = type;
    return attr;
  }
  static Attr type(Type type) {
    Attr attr(AttrKind::Type);
    attr.valueType = type;
    return attr;
  }
  static Attr string(StringRef text) { return Attr(AttrKind::String, text.data(), text.size()); }
  static Attr symbol(StringRef name) { return Attr(AttrKind::Symbol, name.data(), name.size()); }
  static Attr array(ArrayRef<uint64_t> values) {
    return Attr(AttrKind::IntArray, values.data(), values.size());
  }
  template <typename E> static Attr enumerator(E value) {
    return Attr(AttrKind::Enum, static_cast<uint64_t>(value));
  }

  AttrKind kind() const { return attrKind; }
  uint64_t asInt() const { return bits; }
  Type asType() const { return valueType; }
  StringRef asString() const { return StringRef(static_cast<const char *>(data), size); }
  ArrayRef<uint64_t> asArray() const {
    return ArrayRef<uint64_t>(static_cast<const uint64_t *>(data), size);
  }
  template <typename E> E asEnum() const { return static_cast<E>(bits); }

  bool operator==(const Attr &other) const;

private:
  explicit Attr(AttrKind kind, uint64_t bits = 0) : attrKind(kind), bits(bits) {}
  Attr(AttrKind kind, const void *data, size_t size)
      : attrKind(kind), size(static_cast<uint32_t>(size)), data(data) {
    assert(size == this->size && "longer than the IR's texts can be");
  }

  AttrKind attrKind;
  Type valueType;
  uint32_t size = 0; ///< of `data`
  union {
    uint64_t bits;    ///< numbers and enumerators
    const void *data; ///< strings, symbols and arrays
  };
};

struct NamedAttr {
  AttrName name;
  Attr value;
};

} // namespace vyrecc::ir

#endif
