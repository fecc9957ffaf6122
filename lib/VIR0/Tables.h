// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Questions about the rows of Format.def that only this library asks: the layout of a type's
// parameters, mnemonics back to tags, and what a table is called in messages.
#ifndef VYRE_CC_LIB_VIR0_TABLES_H
#define VYRE_CC_LIB_VIR0_TABLES_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

/// The values of the `Params` column: what follows a type's tag.
enum class TypeParams : uint8_t {
  None,
  U32,
  Element,
  ElementAndCount,
  ElementAndDims,
  ElementAndBlock,
  Dims,
  Quantization,
  Extension
};

/// One row of the table of data types.
struct TypeRow {
  StringRef mnemonic;
  uint32_t strideBytes;
  uint32_t bits;
  TypeParams params;
};

/// The row of `tag`, or null where the byte is no tag.
const TypeRow *typeRow(TypeTag tag);

// Mnemonics to tags; nullopt where no row has the name. `Opaque` alternatives of operators are no
// rows.
template <typename Enum> std::optional<Enum> fromMnemonic(StringRef mnemonic);
template <> std::optional<NodeKind> fromMnemonic(StringRef mnemonic);
template <> std::optional<ExprKind> fromMnemonic(StringRef mnemonic);
template <> std::optional<TypeTag> fromMnemonic(StringRef mnemonic);
template <> std::optional<BinaryTag> fromMnemonic(StringRef mnemonic);
template <> std::optional<UnaryTag> fromMnemonic(StringRef mnemonic);
template <> std::optional<AtomicTag> fromMnemonic(StringRef mnemonic);
template <> std::optional<MemoryOrdering> fromMnemonic(StringRef mnemonic);
template <> std::optional<BufferAccess> fromMnemonic(StringRef mnemonic);
template <> std::optional<MemoryKind> fromMnemonic(StringRef mnemonic);
template <> std::optional<CollectiveOp> fromMnemonic(StringRef mnemonic);
template <> std::optional<ReduceOp> fromMnemonic(StringRef mnemonic);
template <> std::optional<CacheLocality> fromMnemonic(StringRef mnemonic);
template <> std::optional<LinearType> fromMnemonic(StringRef mnemonic);

// What a row of a table is called in messages.
inline StringRef tableName(NodeKind) { return "a node"; }
inline StringRef tableName(ExprKind) { return "an expression"; }
inline StringRef tableName(TypeTag) { return "a data type"; }
inline StringRef tableName(BinaryTag) { return "a binary operator"; }
inline StringRef tableName(UnaryTag) { return "a unary operator"; }
inline StringRef tableName(AtomicTag) { return "an atomic operator"; }
inline StringRef tableName(MemoryOrdering) { return "a memory ordering"; }
inline StringRef tableName(BufferAccess) { return "a buffer access"; }
inline StringRef tableName(MemoryKind) { return "a memory kind"; }
inline StringRef tableName(CollectiveOp) { return "a collective operator"; }
inline StringRef tableName(ReduceOp) { return "a reduction operator"; }
inline StringRef tableName(CacheLocality) { return "a cache locality"; }
inline StringRef tableName(LinearType) { return "a linear type"; }

/// True if the byte behind `value` is a tag of its table.
template <typename Enum> bool isTag(Enum value) { return !mnemonic(value).empty(); }

/// The first wire version that has the expression (appendix A.2).
inline unsigned sinceVersion(ExprKind kind) { return kind == ExprKind::BufferRef ? 5 : 4; }

} // namespace vyrecc::vir0

#endif
