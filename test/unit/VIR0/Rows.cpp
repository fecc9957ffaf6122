// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every row of Format.def goes through the text and through the bytes: a new row is tested the day
// it is written.
#include "Testing.h"

using namespace vyrecc;
using namespace vyrecc::vir0;

namespace {

/// Gives each field of a row some value that is not its default.
struct Filler {
  Program &program;

  LogicalResult operator()(StringRef, uint32_t &field) { return field = 7, success(); }
  LogicalResult operator()(StringRef, uint64_t &field) { return field = 1ull << 40, success(); }
  LogicalResult operator()(StringRef, int32_t &field) { return field = -7, success(); }
  LogicalResult operator()(StringRef, bool &field) { return field = true, success(); }
  LogicalResult operator()(StringRef, Axis &field) { return field.value = 3, success(); }
  LogicalResult operator()(StringRef, F32Bits &field) { return field.bits = 0x40490FDB, success(); }
  LogicalResult operator()(StringRef name, StringRef &field) { return field = name, success(); }
  LogicalResult operator()(StringRef, OptionalString &field) { return field.text = "x", success(); }
  LogicalResult operator()(StringRef, OpaqueBytes &field) {
    return field.bytes = StringRef("\0\1\2\3\4\5\6\xFF", 8), success();
  }
  LogicalResult operator()(StringRef, TypePtr &field) {
    return field = program.make<DataType>(), success();
  }
  LogicalResult operator()(StringRef, ExprPtr &field) {
    return field = program.make<SubgroupSizeExpr>(), success();
  }
  LogicalResult operator()(StringRef name, OptionalExpr &field) {
    return (*this)(name, field.expr);
  }
  LogicalResult operator()(StringRef name, ExprList &field) {
    ExprPtr expr = nullptr;
    (void)(*this)(name, expr);
    return field = program.copy(ExprList({expr, expr})), success();
  }
  LogicalResult operator()(StringRef, NodeList &field) {
    const Node *node = program.make<ReturnNode>();
    return field = program.copy(NodeList({node, node})), success();
  }
  template <typename T> LogicalResult operator()(StringRef, T &field) {
    if constexpr (std::is_same_v<T, CollectiveOp>)
      field = CollectiveOp::BitXor;
    else if constexpr (std::is_same_v<T, ReduceOp>)
      field = ReduceOp::Xor;
    else if constexpr (std::is_same_v<T, MemoryOrdering>)
      field = MemoryOrdering::GridSync;
    return success();
  }
};

struct Rows {
  Program program;

  Rows() {
    program.version = 6;
    program.subgroupRule = SubgroupRule::WithOp;
  }
  template <typename T> T *filled() {
    T *made = program.make<T>();
    (void)visitFields(*made, Filler{program});
    return made;
  }
  void check(const Expr *expr, bool isReadable = true) {
    auto *let = program.make<LetNode>();
    let->name = "x";
    let->value = expr;
    check(let, isReadable);
  }
  /// `isReadable` is false where every decoder refuses the row: opaque kinds that no one
  /// registered.
  void check(const Node *node, bool isReadable = true) {
    program.entry = program.copy(NodeList(node));
    std::string text = assemblyOf(program);
    CAPTURE(text);
    DiagnosticEngine diags;
    FailureOr<Program> parsed = parseAssembly(text, diags);
    REQUIRE_MESSAGE(succeeded(parsed), messages(diags));
    CHECK(assemblyOf(*parsed) == text);
    FailureOr<std::string> blob = encode(program, diags);
    REQUIRE_MESSAGE(succeeded(blob), messages(diags));
    CHECK(*encode(*parsed, diags) == *blob);
    FailureOr<Program> decoded = decode(*blob, diags);
    CHECK_MESSAGE(succeeded(decoded) == isReadable, messages(diags));
    if (succeeded(decoded))
      CHECK(assemblyOf(*decoded) == text);
  }
};

} // namespace

TEST_CASE("every node survives text and bytes") {
  Rows rows;
#define VIR0_NODE(Name, Tag, OpId, Mnemonic, Fields)                                               \
  rows.check(rows.filled<Name##Node>(), NodeKind::Name != NodeKind::OpaqueNode);
#include "vyre-cc/VIR0/Format.def"
}

TEST_CASE("every expression survives text and bytes") {
  Rows rows;
#define VIR0_EXPR(Name, Tag, Mnemonic, Fields)                                                     \
  rows.check(rows.filled<Name##Expr>(), ExprKind::Name != ExprKind::OpaqueExpr);
#include "vyre-cc/VIR0/Format.def"
}

TEST_CASE("every operator survives text and bytes") {
  Rows rows;
#define CHECK_OP(Struct, Enum, Value)                                                              \
  {                                                                                                \
    auto *expr = rows.filled<Struct>();                                                            \
    expr->op = {Enum::Value, Enum::Value == Enum::Opaque ? 0x80000007 : 0};                        \
    rows.check(expr);                                                                              \
  }
#define VIR0_BINARY(Name, Tag, Mnemonic) CHECK_OP(BinaryExpr, BinaryTag, Name)
#define VIR0_UNARY(Name, Tag, Mnemonic) CHECK_OP(UnaryExpr, UnaryTag, Name)
#define VIR0_ATOMIC(Name, Tag, Mnemonic) CHECK_OP(AtomicExpr, AtomicTag, Name)
#include "vyre-cc/VIR0/Format.def"
  CHECK_OP(BinaryExpr, BinaryTag, Opaque)
  CHECK_OP(UnaryExpr, UnaryTag, Opaque)
  CHECK_OP(AtomicExpr, AtomicTag, Opaque)
#undef CHECK_OP
#define VIR0_REDUCE(Name, Tag, Mnemonic)                                                           \
  {                                                                                                \
    auto *expr = rows.filled<SubgroupReduceExpr>();                                                \
    expr->op = ReduceOp::Name;                                                                     \
    rows.check(expr);                                                                              \
  }
#define VIR0_COLLECTIVE(Name, Tag, Mnemonic)                                                       \
  {                                                                                                \
    auto *node = rows.filled<AllReduceNode>();                                                     \
    node->op = CollectiveOp::Name;                                                                 \
    rows.check(node);                                                                              \
  }
#define VIR0_ORDERING(Name, Tag, Mnemonic)                                                         \
  {                                                                                                \
    auto *node = rows.filled<BarrierNode>();                                                       \
    node->ordering = MemoryOrdering::Name;                                                         \
    rows.check(node);                                                                              \
  }
#include "vyre-cc/VIR0/Format.def"
}

TEST_CASE("every type survives text and bytes") {
  Rows rows;
  auto check = [&](TypeTag tag) {
    auto *storage = rows.program.make<DataType>();
    storage->tag = TypeTag::I8;
    auto *type = rows.program.make<DataType>();
    type->tag = tag;
    switch (tag) {
    case TypeTag::Array:
    case TypeTag::Handle:
      type->param = 12;
      break;
    case TypeTag::Opaque:
      type->param = 0x80000001;
      break;
    case TypeTag::Vec:
      type->param = 3;
      type->element = storage;
      break;
    case TypeTag::SparseCsr:
    case TypeTag::SparseCoo:
      type->element = storage;
      break;
    case TypeTag::TensorShaped:
    case TypeTag::SparseBsr:
      type->element = storage;
      type->dims = rows.program.copy(ArrayRef<uint32_t>({4, 5}));
      break;
    case TypeTag::DeviceMesh:
      type->dims = rows.program.copy(ArrayRef<uint32_t>({4, 5, 6}));
      break;
    case TypeTag::Quantized:
      type->element = storage;
      type->quantization = {Quantization::Scale::PerChannel, 2, Quantization::ZeroPoint::PerGroup,
                            8};
      break;
    default:
      break;
    }
    auto *cast = rows.program.make<CastExpr>();
    cast->target = type;
    cast->value = rows.program.make<SubgroupSizeExpr>();
    rows.check(cast);
  };
#define VIR0_TYPE(Name, Tag, Mnemonic, Stride, Bits, Params) check(TypeTag::Name);
#include "vyre-cc/VIR0/Format.def"
}

TEST_CASE("every attribute of a buffer survives text and bytes") {
  Rows rows;
  auto check = [&](auto change) {
    Buffer buffer;
    buffer.name = "b";
    buffer.count = 4;
    buffer.element = rows.program.make<DataType>();
    change(buffer);
    rows.program.buffers = rows.program.copy(ArrayRef<Buffer>(buffer));
    rows.check(rows.program.make<ReturnNode>());
  };
  check([](Buffer &b) { b.outputByteRange = {4, 16}; });
  check([](Buffer &b) { b.isOutput = b.pipelineLiveOut = b.bytesExtraction = true; });
  check([](Buffer &b) { b.hints.coalesceAxis = 255; });
  check([](Buffer &b) { b.hints.preferredAlignment = b.binding = UINT32_MAX; });
#define VIR0_ACCESS(Name, Tag, Mnemonic) check([](Buffer &b) { b.access = BufferAccess::Name; });
#define VIR0_KIND(Name, Tag, Mnemonic) check([](Buffer &b) { b.kind = MemoryKind::Name; });
#define VIR0_LOCALITY(Name, Tag, Mnemonic)                                                         \
  check([](Buffer &b) { b.hints.cacheLocality = CacheLocality::Name; });
#define VIR0_LINEAR(Name, Tag, Mnemonic) check([](Buffer &b) { b.linearType = LinearType::Name; });
#include "vyre-cc/VIR0/Format.def"
  using Kind = ShapePredicate::Kind;
  for (Kind kind : {Kind::AtLeast, Kind::AtMost, Kind::Exactly, Kind::MultipleOf, Kind::ModEquals,
                    Kind::AffineRange, Kind::And, Kind::Or, Kind::Not})
    check([&](Buffer &b) {
      auto *leaf = rows.program.make<ShapePredicate>();
      auto *predicate = rows.program.make<ShapePredicate>();
      predicate->kind = kind;
      bool isSimple = kind <= Kind::ModEquals;
      predicate->value = isSimple ? 8 : 0;
      predicate->remainder = kind == Kind::ModEquals ? 3 : 0;
      if (kind == Kind::AffineRange) {
        predicate->scale = INT64_MIN;
        predicate->offset = -1;
        predicate->min = 2;
        predicate->max = INT64_MAX;
      }
      predicate->left = kind >= Kind::And ? leaf : nullptr;
      predicate->right = kind == Kind::And || kind == Kind::Or ? leaf : nullptr;
      b.shapePredicate = predicate;
    });
}
