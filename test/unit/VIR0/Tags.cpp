// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The numbers of the tables (sections 5 to 8), written down once more: a tag that is wrong in Format.def is wrong
// in the encoder and in the decoder, so that no round trip shows it.
#include "Testing.h"

using namespace vyrecc;
using namespace vyrecc::vir0;

/// Compares the mnemonics of a table, in the order of their tags from `first` on.
template <typename Tag> static void check(unsigned first, ArrayRef<StringRef> names) {
  for (auto [offset, name] : llvm::enumerate(names)) {
    const unsigned number = first + static_cast<unsigned>(offset);
    CHECK_MESSAGE(mnemonic(static_cast<Tag>(number)) == name, number);
  }
}

TEST_CASE("statements and expressions have the tags of the format") {
  check<NodeKind>(0, {"let", "assign", "store", "if", "loop", "return", "block", "barrier",
                      "indirect_dispatch", "async_load", "async_wait", "region", "async_store",
                      "trap", "resume", "all_reduce", "all_gather", "reduce_scatter", "broadcast"});
  check<NodeKind>(0x80, {"opaque"});
  check<ExprKind>(0, {"u32", "i32", "bool", "var", "load", "buf_len", "invocation_id",
                      "workgroup_id", "local_id", "binary", "unary", "call", "select", "cast",
                      "atomic", "f32", "fma", "subgroup_reduce", "subgroup_shuffle",
                      "subgroup_ballot", "subgroup_local_id", "subgroup_size", "buffer_ref"});
  check<ExprKind>(0x80, {"opaque"});
}

TEST_CASE("operators have the tags of the format") {
  check<BinaryTag>(1, {"add", "sub", "mul", "div", "mod", "bit_and", "bit_or", "bit_xor", "shl",
                       "shr", "eq", "ne", "lt", "gt", "le", "ge", "and", "or", "abs_diff", "min",
                       "max", "saturating_add", "saturating_sub", "saturating_mul", "shuffle",
                       "ballot", "wave_reduce", "wave_broadcast", "rotate_left", "rotate_right",
                       "wrapping_add", "wrapping_sub", "mul_high"});
  check<UnaryTag>(1, {"negate", "bit_not", "logical_not", "popcount", "clz", "ctz",
                      "reverse_bits", "cos", "sin", "abs", "sqrt", "floor", "ceil", "round",
                      "trunc", "sign", "is_nan", "is_inf", "is_finite", "exp", "log", "log2",
                      "exp2", "tan", "acos", "asin", "atan", "tanh", "sinh", "cosh",
                      "inverse_sqrt", "unpack4_low", "unpack4_high", "unpack8_low",
                      "unpack8_high", "reciprocal"});
  check<AtomicTag>(1, {"add", "or", "and", "xor", "min", "max", "exchange", "compare_exchange",
                       "compare_exchange_weak", "fetch_nand", "lru_update"});
  check<ReduceOp>(1, {"add", "mul", "min", "max", "and", "or", "xor"});
  check<CollectiveOp>(1, {"sum", "min", "max", "bit_and", "bit_or", "bit_xor"});
}

TEST_CASE("types and attributes have the tags of the format") {
  check<TypeTag>(1, {"u32", "i32", "u64", "vec2u32", "vec4u32", "bool", "bytes", "array", "f16",
                     "bf16", "f32", "f64", "tensor", "u8", "u16", "i8", "i16", "i64", "handle",
                     "vec", "tensor_shaped", "sparse_csr", "sparse_coo", "sparse_bsr", "f8e4m3",
                     "f8e5m2", "i4", "fp4", "nf4", "device_mesh", "quantized"});
  check<TypeTag>(0x80, {"opaque"});
  check<BufferAccess>(0, {"read_only", "read_write", "uniform", "workgroup", "write_only"});
  check<MemoryKind>(0, {"global", "shared", "uniform", "local", "readonly", "push", "persistent"});
  check<MemoryOrdering>(0, {"relaxed", "acquire", "release", "acq_rel", "seq_cst", "grid_sync"});
}
