// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The decoded VIR0 program: a tree whose classes follow the rows of Format.def. Trees are immutable once
// built, live in the program's arena, and keep every field of the wire (section 14 gives their meaning).
#ifndef VYRE_CC_VIR0_PROGRAM_H
#define VYRE_CC_VIR0_PROGRAM_H

#include "vyre-cc/Support/Arena.h"
#include "vyre-cc/Support/Diagnostics.h"
#include "vyre-cc/VIR0/Limits.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Casting.h"
#include <optional>
#include <string>

namespace vyrecc::vir0 {

using llvm::ArrayRef;
using llvm::StringRef;

// Enumerations, straight from the tables. Values are wire tags.
enum class NodeKind : uint8_t {
#define VIR0_NODE(Name, Tag, OpId, Mnemonic, Fields) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
};
enum class ExprKind : uint8_t {
#define VIR0_EXPR(Name, Tag, Mnemonic, Fields) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
};
enum class TypeTag : uint8_t {
#define VIR0_TYPE(Name, Tag, Mnemonic, Stride, Bits, Params) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
};
/// Operators with an `Opaque` alternative carry the extension id beside the tag.
enum class BinaryTag : uint8_t {
#define VIR0_BINARY(Name, Tag, Mnemonic) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
  Opaque = 0x80
};
enum class UnaryTag : uint8_t {
#define VIR0_UNARY(Name, Tag, Mnemonic) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
  Opaque = 0x80
};
enum class AtomicTag : uint8_t {
#define VIR0_ATOMIC(Name, Tag, Mnemonic) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
  Opaque = 0x80
};
enum class MemoryOrdering : uint8_t {
#define VIR0_ORDERING(Name, Tag, Mnemonic) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
};
enum class BufferAccess : uint8_t {
#define VIR0_ACCESS(Name, Tag, Mnemonic) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
};
enum class MemoryKind : uint8_t {
#define VIR0_KIND(Name, Tag, Mnemonic) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
};
enum class CollectiveOp : uint8_t {
#define VIR0_COLLECTIVE(Name, Tag, Mnemonic) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
};
enum class ReduceOp : uint8_t {
#define VIR0_REDUCE(Name, Tag, Mnemonic) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
};
enum class CacheLocality : uint8_t {
#define VIR0_LOCALITY(Name, Tag, Mnemonic) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
};
enum class LinearType : uint8_t {
#define VIR0_LINEAR(Name, Tag, Mnemonic) Name = Tag,
#include "vyre-cc/VIR0/Format.def"
};

// Field types of the rows.
struct Node;
struct Expr;
struct DataType;
using ExprPtr = const Expr *;
using ExprList = ArrayRef<const Expr *>;
using NodeList = ArrayRef<const Node *>;
using TypePtr = const DataType *;

struct BinaryOp {
  BinaryTag tag = BinaryTag::Add;
  uint32_t extension = 0; ///< only with BinaryTag::Opaque
};
struct UnaryOp {
  UnaryTag tag = UnaryTag::Negate;
  uint32_t extension = 0;
};
struct AtomicOp {
  AtomicTag tag = AtomicTag::Add;
  uint32_t extension = 0;
};
/// Any byte; validation wants 0, 1 or 2.
struct Axis {
  uint8_t value = 0;
};
/// The bits as they were read. The encoder writes the canonical form (section 6).
struct F32Bits {
  uint32_t bits = 0;
};
struct OptionalExpr {
  ExprPtr expr = nullptr;
};
struct OptionalString {
  std::optional<StringRef> text;
};
struct OpaqueBytes {
  StringRef bytes;
};

/// Scale and zero point of a Quantized type (section 7). Parameters are an axis or a group size.
struct Quantization {
  enum class Scale : uint8_t { PerTensor = 0, PerChannel = 1, PerGroup = 2 };
  enum class ZeroPoint : uint8_t { Absent = 0, PerTensor = 1, PerChannel = 2, PerGroup = 3 };
  Scale scale = Scale::PerTensor;
  uint32_t scaleParam = 0;
  ZeroPoint zeroPoint = ZeroPoint::Absent;
  uint32_t zeroPointParam = 0;
};

/// A data type. Which members mean something is the `Params` column of its row.
struct DataType {
  TypeTag tag = TypeTag::U32;
  uint32_t param = 0;                ///< Array: element bytes; Handle: type id; Vec: count; Opaque: id
  TypePtr element = nullptr;         ///< Vec, TensorShaped, Sparse*; Quantized: the storage type
  ArrayRef<uint32_t> dims;           ///< TensorShaped, DeviceMesh; SparseBsr: block rows, block columns
  Quantization quantization;
};

bool operator==(const DataType &a, const DataType &b);
/// Distance of two elements in bytes, 0 where the type has none ("min_bytes" of section 7).
uint32_t strideBytes(const DataType &type);
/// Bits of one element when packed; 0 where the type has no static size. Array gives 8 × element bytes.
uint64_t packedBits(const DataType &type);
/// Bytes an output range counts for one element (section 9); nullopt where the type has no size.
std::optional<uint32_t> outputSizeBytes(const DataType &type);
/// The type as assembly spells it.
std::string toString(const DataType &type);

// The tree. Each row of Format.def becomes a struct NameNode or NameExpr.
struct Node {
  NodeKind kind;
  SourceLoc loc;

protected:
  explicit Node(NodeKind kind) : kind(kind) {}
};
struct Expr {
  ExprKind kind;
  SourceLoc loc;

protected:
  explicit Expr(ExprKind kind) : kind(kind) {}
};

#define FIELD(Type, name) Type name{};
#define VIR0_NODE(Name, Tag, OpId, Mnemonic, Fields)                                               \
  struct Name##Node : Node {                                                                       \
    Name##Node() : Node(NodeKind::Name) {}                                                         \
    static bool classof(const Node *node) { return node->kind == NodeKind::Name; }                 \
    Fields                                                                                         \
  };
#define VIR0_EXPR(Name, Tag, Mnemonic, Fields)                                                     \
  struct Name##Expr : Expr {                                                                       \
    Name##Expr() : Expr(ExprKind::Name) {}                                                         \
    static bool classof(const Expr *expr) { return expr->kind == ExprKind::Name; }                 \
    Fields                                                                                         \
  };
#include "vyre-cc/VIR0/Format.def"
#undef FIELD

/// Calls `visit(fieldName, field)` for each field of one tree struct in wire order and stops at the first
/// failure. The visitor overloads on the field's type.
#define FIELD(Type, name)                                                                          \
  if (failed(visit(StringRef(#name), self.name)))                                                  \
    return failure();
#define VIR0_NODE(Name, Tag, OpId, Mnemonic, Fields)                                               \
  template <typename Visitor>                                                                      \
  LogicalResult visitFields([[maybe_unused]] Name##Node &self, [[maybe_unused]] Visitor &&visit) { \
    Fields return success();                                                                       \
  }                                                                                                \
  template <typename Visitor>                                                                      \
  LogicalResult visitFields([[maybe_unused]] const Name##Node &self,                               \
                            [[maybe_unused]] Visitor &&visit) {                                    \
    Fields return success();                                                                       \
  }
#define VIR0_EXPR(Name, Tag, Mnemonic, Fields)                                                     \
  template <typename Visitor>                                                                      \
  LogicalResult visitFields([[maybe_unused]] Name##Expr &self, [[maybe_unused]] Visitor &&visit) { \
    Fields return success();                                                                       \
  }                                                                                                \
  template <typename Visitor>                                                                      \
  LogicalResult visitFields([[maybe_unused]] const Name##Expr &self,                               \
                            [[maybe_unused]] Visitor &&visit) {                                    \
    Fields return success();                                                                       \
  }
#include "vyre-cc/VIR0/Format.def"
#undef FIELD

/// The same for a node or an expression whose kind is only known at run time.
template <typename Visitor> LogicalResult visitFields(const Node &node, Visitor &&visit) {
  switch (node.kind) {
#define VIR0_NODE(Name, Tag, OpId, Mnemonic, Fields)                                               \
  case NodeKind::Name:                                                                             \
    return visitFields(static_cast<const Name##Node &>(node), visit);
#include "vyre-cc/VIR0/Format.def"
  }
  return failure();
}
template <typename Visitor> LogicalResult visitFields(const Expr &expr, Visitor &&visit) {
  switch (expr.kind) {
#define VIR0_EXPR(Name, Tag, Mnemonic, Fields)                                                     \
  case ExprKind::Name:                                                                             \
    return visitFields(static_cast<const Name##Expr &>(expr), visit);
#include "vyre-cc/VIR0/Format.def"
  }
  return failure();
}

/// Memory hints (section 4); they never change meaning.
struct Hints {
  std::optional<uint8_t> coalesceAxis;
  uint32_t preferredAlignment = 0; ///< bytes
  CacheLocality cacheLocality = CacheLocality::Temporal;
  bool operator==(const Hints &) const = default;
};

/// A predicate over a buffer's element count (version 6, appendix A.3).
struct ShapePredicate {
  enum class Kind : uint8_t {
    AtLeast = 1, AtMost, Exactly, MultipleOf, ModEquals, AffineRange, And, Or, Not
  };
  Kind kind = Kind::AtLeast;
  uint32_t value = 0;     ///< the one operand of 1..4; the modulus of ModEquals
  uint32_t remainder = 0; ///< ModEquals
  int64_t scale = 0, offset = 0, min = 0, max = 0; ///< AffineRange
  const ShapePredicate *left = nullptr, *right = nullptr; ///< And, Or; Not uses left
};

struct Buffer {
  StringRef name;
  uint32_t binding = 0;
  uint32_t count = 0; ///< elements; 0 means that the host's bytes decide
  bool isOutput = false;
  bool pipelineLiveOut = false;
  struct ByteRange {
    uint64_t start = 0, end = 0;
  };
  std::optional<ByteRange> outputByteRange;
  Hints hints;
  MemoryKind kind = MemoryKind::Global;
  BufferAccess access = BufferAccess::ReadWrite;
  TypePtr element = nullptr;
  LinearType linearType = LinearType::Unrestricted;
  bool bytesExtraction = false;
  const ShapePredicate *shapePredicate = nullptr;
  SourceLoc loc;
};

/// How expression tag 17 is laid out (appendix A.1).
enum class SubgroupRule : uint8_t {
  Auto,    ///< version 4: the older layout, the newer one if that fails; refused where both differ and fit
  AddOnly, ///< 0.6.3: the value follows
  WithOp,  ///< 0.6.5 and later: an op byte comes first
};

/// A program and the arena that owns its tree.
class Program {
public:
  uint16_t version = 4;
  SubgroupRule subgroupRule = SubgroupRule::AddOnly; ///< never Auto once decoded
  std::optional<StringRef> entryOpId;
  uint32_t workgroupSize[3] = {1, 1, 1};
  bool nonComposableWithSelf = false;
  ArrayRef<Buffer> buffers;
  NodeList entry;

  Program() = default;
  Program(const Program &) = delete;
  Program &operator=(const Program &) = delete;
  Program(Program &&) = default;
  Program &operator=(Program &&) = default;

  /// Makes an empty tree struct (LetNode, LoadExpr, DataType …) in the arena.
  template <typename T> T *make() { return new (arena.Allocate<T>()) T(); }
  /// Copies a list into the arena.
  template <typename T> ArrayRef<T> copy(ArrayRef<T> list) {
    T *data = arena.Allocate<T>(list.size());
    std::uninitialized_copy(list.begin(), list.end(), data);
    return ArrayRef<T>(data, list.size());
  }
  /// Copies a string into the arena.
  StringRef copy(StringRef text) {
    ArrayRef<char> chars = copy(ArrayRef<char>(text.data(), text.size()));
    return StringRef(chars.data(), chars.size());
  }
  /// The last buffer called `name` (section 15), or null.
  const Buffer *findBuffer(StringRef name) const;

private:
  Arena arena;
};

// Names of table entries, for texts and messages.
StringRef mnemonic(NodeKind kind);
StringRef mnemonic(ExprKind kind);
StringRef mnemonic(TypeTag tag);
StringRef mnemonic(BinaryTag tag);
StringRef mnemonic(UnaryTag tag);
StringRef mnemonic(AtomicTag tag);
StringRef mnemonic(MemoryOrdering ordering);
StringRef mnemonic(BufferAccess access);
StringRef mnemonic(MemoryKind kind);
StringRef mnemonic(CollectiveOp op);
StringRef mnemonic(ReduceOp op);
StringRef mnemonic(CacheLocality locality);
StringRef mnemonic(LinearType type);
/// The op id that a record with this node carries (section 5).
StringRef recordOpId(const Node &node);

/// The path of nodes from the entry to the innermost node or expression that covers byte `offset`, as in
/// `entry[0].body[3].value.left`; empty where none does.
std::string nodePathAt(const Program &program, uint32_t offset);
/// The same for what is reported at `loc`; empty where that is no byte of the input itself.
std::string nodePathAt(const Program &program, SourceLoc loc);

/// What covers a byte of a blob.
struct Place {
  const Node *node = nullptr; ///< the innermost statement, or null
  const Expr *expr = nullptr; ///< the innermost expression inside it, or null
  std::string path;
};
Place placeAt(const Program &program, uint32_t offset);

} // namespace vyrecc::vir0

#endif
