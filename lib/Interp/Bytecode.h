// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What kernels are compiled to: a flat list of instructions over numbered slots. A scalar takes one
// slot of 64 bits, zero-extended from its width; a vector takes one a lane. Control flow becomes
// jumps.
#ifndef VYRE_CC_LIB_INTERP_BYTECODE_H
#define VYRE_CC_LIB_INTERP_BYTECODE_H

#include "vyre-cc/IR/Op.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>
#include <vector>

namespace vyrecc::interp {

enum class Code : uint8_t {
  Compute,    ///< the op `kind` on scalars a, b, c
  Copy,       ///< lanes slots from a to dst
  Jump,       ///< to `target`
  JumpUnless, ///< to `target` if a is 0
  LoopTest,   ///< to `target` if the counter a has reached b
  Increment,  ///< the counter a
  Load,       ///< dst from buffer[a]
  Store,      ///< buffer[a] from b
  BufferLen,
  AtomicLoad,
  AtomicStore,
  AtomicRmw,     ///< b; `sub` is the RmwKind
  AtomicCmpxchg, ///< b expected, c desired
  Id,            ///< `sub` is the axis, `kind` which id
  Barrier,
  Subgroup, ///< the op `kind`
  DeviceSubgroup, ///< the op `kind`, of the device's subgroups
  Async,    ///< issue or wait; `op` has the attributes
  Trap,
  Schedule, ///< the scheduler op `op`, at once; operands, then results, are listed from `a` on
  End, ///< of the invocation
};

struct Instruction {
  Code code;
  ir::OpKind kind = ir::OpKind::Const;
  ir::Type type; ///< of the first operand; of the result for loads
  ir::Type resultType;
  uint8_t sub = 0; ///< predicate, rmw or reduce kind, axis
  uint32_t dst = 0, a = 0, b = 0, c = 0;
  uint32_t target = 0; ///< of jumps; number of the buffer of accesses
  const ir::Op *op = nullptr;
};

struct Bytecode {
  std::vector<Instruction> code;
  uint32_t numSlots = 0;
  std::vector<std::pair<uint32_t, uint64_t>> constants; ///< slots and what they hold from the start
  std::vector<uint32_t> lists; ///< slots of ops with many
  bool waits = false; ///< some instruction waits for other invocations
};

/// Buffers are numbered as in the module. A persistent loop makes at most `passLimit` passes.
Bytecode compileKernel(ir::Op &kernel, const llvm::DenseMap<llvm::StringRef, uint32_t> &buffers,
                       std::optional<uint32_t> passLimit);

/// The op on scalars, with floats canonical before and after. `b` and `c` are ignored where there
/// are fewer operands. False in `ok` where it has no result.
uint64_t compute(const Instruction &instruction, uint64_t a, uint64_t b, uint64_t c, bool &ok);

/// Section 16.1: one NaN, no subnormals.
inline uint32_t canonical(uint32_t bits) {
  const uint32_t exponent = bits & 0x7F80'0000, fraction = bits & 0x007F'FFFF;
  if (exponent == 0)
    return bits & 0x8000'0000;
  return exponent == 0x7F80'0000 && fraction ? 0x7FC0'0000 : bits;
}

} // namespace vyrecc::interp

#endif
