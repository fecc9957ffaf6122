// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expands Format.def into the lookups between tags, mnemonics and type rows.
#include "Tables.h"
#include "llvm/ADT/StringSwitch.h"

namespace vyrecc::vir0 {

StringRef mnemonic(NodeKind kind) {
  switch (kind) {
#define VIR0_NODE(Name, Tag, OpId, Mnemonic, Fields)                                               \
  case NodeKind::Name:                                                                             \
    return Mnemonic;
#include "vyre-cc/VIR0/Format.def"
  }
  return {};
}

StringRef mnemonic(ExprKind kind) {
  switch (kind) {
#define VIR0_EXPR(Name, Tag, Mnemonic, Fields)                                                     \
  case ExprKind::Name:                                                                             \
    return Mnemonic;
#include "vyre-cc/VIR0/Format.def"
  }
  return {};
}

const TypeRow *typeRow(TypeTag tag) {
  switch (tag) {
#define VIR0_TYPE(Name, Tag, Mnemonic, Stride, Bits, Params)                                       \
  case TypeTag::Name: {                                                                            \
    static constexpr TypeRow row{Mnemonic, Stride, Bits, TypeParams::Params};                      \
    return &row;                                                                                   \
  }
#include "vyre-cc/VIR0/Format.def"
  }
  return nullptr;
}

StringRef mnemonic(TypeTag tag) {
  const TypeRow *row = typeRow(tag);
  return row ? row->mnemonic : StringRef();
}

#define CASE(Enum, Name, Mnemonic)                                                                 \
  case Enum::Name:                                                                                 \
    return Mnemonic;

StringRef mnemonic(BinaryTag tag) {
  switch (tag) {
#define VIR0_BINARY(Name, Tag, Mnemonic) CASE(BinaryTag, Name, Mnemonic)
#include "vyre-cc/VIR0/Format.def"
    CASE(BinaryTag, Opaque, "opaque")
  }
  return {};
}

StringRef mnemonic(UnaryTag tag) {
  switch (tag) {
#define VIR0_UNARY(Name, Tag, Mnemonic) CASE(UnaryTag, Name, Mnemonic)
#include "vyre-cc/VIR0/Format.def"
    CASE(UnaryTag, Opaque, "opaque")
  }
  return {};
}

StringRef mnemonic(AtomicTag tag) {
  switch (tag) {
#define VIR0_ATOMIC(Name, Tag, Mnemonic) CASE(AtomicTag, Name, Mnemonic)
#include "vyre-cc/VIR0/Format.def"
    CASE(AtomicTag, Opaque, "opaque")
  }
  return {};
}

StringRef mnemonic(MemoryOrdering ordering) {
  switch (ordering) {
#define VIR0_ORDERING(Name, Tag, Mnemonic) CASE(MemoryOrdering, Name, Mnemonic)
#include "vyre-cc/VIR0/Format.def"
  }
  return {};
}

StringRef mnemonic(BufferAccess access) {
  switch (access) {
#define VIR0_ACCESS(Name, Tag, Mnemonic) CASE(BufferAccess, Name, Mnemonic)
#include "vyre-cc/VIR0/Format.def"
  }
  return {};
}

StringRef mnemonic(MemoryKind kind) {
  switch (kind) {
#define VIR0_KIND(Name, Tag, Mnemonic) CASE(MemoryKind, Name, Mnemonic)
#include "vyre-cc/VIR0/Format.def"
  }
  return {};
}

StringRef mnemonic(CollectiveOp op) {
  switch (op) {
#define VIR0_COLLECTIVE(Name, Tag, Mnemonic) CASE(CollectiveOp, Name, Mnemonic)
#include "vyre-cc/VIR0/Format.def"
  }
  return {};
}

StringRef mnemonic(ReduceOp op) {
  switch (op) {
#define VIR0_REDUCE(Name, Tag, Mnemonic) CASE(ReduceOp, Name, Mnemonic)
#include "vyre-cc/VIR0/Format.def"
  }
  return {};
}

StringRef mnemonic(CacheLocality locality) {
  switch (locality) {
#define VIR0_LOCALITY(Name, Tag, Mnemonic) CASE(CacheLocality, Name, Mnemonic)
#include "vyre-cc/VIR0/Format.def"
  }
  return {};
}

StringRef mnemonic(LinearType type) {
  switch (type) {
#define VIR0_LINEAR(Name, Tag, Mnemonic) CASE(LinearType, Name, Mnemonic)
#include "vyre-cc/VIR0/Format.def"
  }
  return {};
}
#undef CASE

template <typename Enum> using MnemonicSwitch = llvm::StringSwitch<std::optional<Enum>>;

template <> std::optional<NodeKind> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<NodeKind>(mnemonic)
#define VIR0_NODE(Name, Tag, OpId, Mnemonic, Fields) .Case(Mnemonic, NodeKind::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<ExprKind> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<ExprKind>(mnemonic)
#define VIR0_EXPR(Name, Tag, Mnemonic, Fields) .Case(Mnemonic, ExprKind::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<TypeTag> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<TypeTag>(mnemonic)
#define VIR0_TYPE(Name, Tag, Mnemonic, Stride, Bits, Params) .Case(Mnemonic, TypeTag::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<BinaryTag> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<BinaryTag>(mnemonic)
#define VIR0_BINARY(Name, Tag, Mnemonic) .Case(Mnemonic, BinaryTag::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<UnaryTag> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<UnaryTag>(mnemonic)
#define VIR0_UNARY(Name, Tag, Mnemonic) .Case(Mnemonic, UnaryTag::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<AtomicTag> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<AtomicTag>(mnemonic)
#define VIR0_ATOMIC(Name, Tag, Mnemonic) .Case(Mnemonic, AtomicTag::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<MemoryOrdering> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<MemoryOrdering>(mnemonic)
#define VIR0_ORDERING(Name, Tag, Mnemonic) .Case(Mnemonic, MemoryOrdering::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<BufferAccess> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<BufferAccess>(mnemonic)
#define VIR0_ACCESS(Name, Tag, Mnemonic) .Case(Mnemonic, BufferAccess::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<MemoryKind> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<MemoryKind>(mnemonic)
#define VIR0_KIND(Name, Tag, Mnemonic) .Case(Mnemonic, MemoryKind::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<CollectiveOp> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<CollectiveOp>(mnemonic)
#define VIR0_COLLECTIVE(Name, Tag, Mnemonic) .Case(Mnemonic, CollectiveOp::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<ReduceOp> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<ReduceOp>(mnemonic)
#define VIR0_REDUCE(Name, Tag, Mnemonic) .Case(Mnemonic, ReduceOp::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<CacheLocality> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<CacheLocality>(mnemonic)
#define VIR0_LOCALITY(Name, Tag, Mnemonic) .Case(Mnemonic, CacheLocality::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

template <> std::optional<LinearType> fromMnemonic(StringRef mnemonic) {
  return MnemonicSwitch<LinearType>(mnemonic)
#define VIR0_LINEAR(Name, Tag, Mnemonic) .Case(Mnemonic, LinearType::Name)
#include "vyre-cc/VIR0/Format.def"
      .Default(std::nullopt);
}

} // namespace vyrecc::vir0
