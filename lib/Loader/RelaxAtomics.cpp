// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes the memory semantics off atomic instructions, for a device that orders all atomics anyway
// and goes wrong where they ask for it.
#include "Instruction.h"
#include "vyre-cc/Loader/Module.h"

using namespace vyrecc;
using namespace vyrecc::loader;

namespace {

/// Which words of an atomic instruction are ids of memory semantics; 0 stands for none.
struct SemanticsWords {
  size_t first = 0, second = 0;
};

SemanticsWords semanticsOf(spv::Op opcode) {
  switch (opcode) {
  case spv::Op::OpAtomicStore:
    return {3};
  case spv::Op::OpAtomicCompareExchange:
    return {5, 6};
  case spv::Op::OpAtomicLoad:
  case spv::Op::OpAtomicExchange:
  case spv::Op::OpAtomicIAdd:
  case spv::Op::OpAtomicISub:
  case spv::Op::OpAtomicAnd:
  case spv::Op::OpAtomicOr:
  case spv::Op::OpAtomicXor:
  case spv::Op::OpAtomicSMin:
  case spv::Op::OpAtomicUMin:
  case spv::Op::OpAtomicSMax:
  case spv::Op::OpAtomicUMax:
    return {5};
  default: // an opcode from outside may be any number
    return {};
  }
}

/// The 32-bit zero that stands for relaxed: one that the module has, or a new constant.
struct Zero {
  uint32_t id = 0;
  size_t insertAt = 0; ///< where its instruction goes; 0 if the module has it
  uint32_t type = 0;
};

Zero findZero(llvm::ArrayRef<uint32_t> words) {
  Zero zero;
  for (size_t at = kHeaderWords; at < words.size();) {
    const Instruction instruction = *instructionAt(words, at);
    at += instruction.size();
    if (instruction.opcode == spv::Op::OpTypeInt && instruction.size() == 4 &&
        instruction[2] == 32 && zero.type == 0)
      zero = {words[kBoundWord], at, instruction[1]};
    if (instruction.opcode == spv::Op::OpConstant && instruction.size() == 4 && zero.type != 0 &&
        instruction[1] == zero.type && instruction[3] == 0)
      return {instruction[2], 0, zero.type};
  }
  return zero;
}

} // namespace

std::vector<uint32_t> loader::relaxAtomics(llvm::ArrayRef<uint32_t> words) {
  std::vector<uint32_t> relaxed(words.begin(), words.end());
  const Zero zero = findZero(words);
  if (zero.type == 0)
    return relaxed; // without 32-bit integers there are no atomics
  for (size_t at = kHeaderWords; at < words.size();) {
    const Instruction instruction = *instructionAt(words, at);
    const SemanticsWords semantics = semanticsOf(instruction.opcode);
    for (size_t word : {semantics.first, semantics.second})
      if (word != 0 && word < instruction.size())
        relaxed[at + word] = zero.id;
    at += instruction.size();
  }
  if (zero.insertAt == 0)
    return relaxed;
  const uint32_t constant[] = {4u << 16 | static_cast<uint32_t>(spv::Op::OpConstant), zero.type,
                               zero.id, 0};
  relaxed.insert(relaxed.begin() + static_cast<ptrdiff_t>(zero.insertAt), std::begin(constant),
                 std::end(constant));
  ++relaxed[kBoundWord];
  return relaxed;
}
