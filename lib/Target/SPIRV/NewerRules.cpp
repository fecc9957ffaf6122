// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two walks over the words: one collects constants, decorations and types, one checks uses. Each
// instruction is taken bounds-checked; operands that are not there read as 0, which is no id.
#include "NewerRules.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <spirv/unified1/spirv.hpp11>

namespace vyrecc::spirv {

namespace {

constexpr size_t kHeaderWords = 5;
constexpr uint32_t kOrderBits = 0x2 | 0x4 | 0x8 | 0x10; ///< acquire to sequentially consistent
constexpr uint32_t kStorageBits = 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x800;

struct Instruction {
  spv::Op opcode;
  size_t offset;
  llvm::ArrayRef<uint32_t> words;

  uint32_t operator[](size_t index) const { return index < words.size() ? words[index] : 0; }
};

/// Where the memory semantics of an atomic are: word indices, 0 for none.
std::pair<unsigned, unsigned> semanticsOf(spv::Op opcode) {
  switch (static_cast<uint32_t>(opcode)) {
  case static_cast<uint32_t>(spv::Op::OpAtomicStore):
  case static_cast<uint32_t>(spv::Op::OpAtomicFlagClear):
    return {3, 0};
  case static_cast<uint32_t>(spv::Op::OpAtomicCompareExchange):
  case static_cast<uint32_t>(spv::Op::OpAtomicCompareExchangeWeak):
    return {5, 6};
  case static_cast<uint32_t>(spv::Op::OpAtomicLoad):
  case static_cast<uint32_t>(spv::Op::OpAtomicExchange):
  case static_cast<uint32_t>(spv::Op::OpAtomicIIncrement):
  case static_cast<uint32_t>(spv::Op::OpAtomicIDecrement):
  case static_cast<uint32_t>(spv::Op::OpAtomicIAdd):
  case static_cast<uint32_t>(spv::Op::OpAtomicISub):
  case static_cast<uint32_t>(spv::Op::OpAtomicSMin):
  case static_cast<uint32_t>(spv::Op::OpAtomicUMin):
  case static_cast<uint32_t>(spv::Op::OpAtomicSMax):
  case static_cast<uint32_t>(spv::Op::OpAtomicUMax):
  case static_cast<uint32_t>(spv::Op::OpAtomicAnd):
  case static_cast<uint32_t>(spv::Op::OpAtomicOr):
  case static_cast<uint32_t>(spv::Op::OpAtomicXor):
  case static_cast<uint32_t>(spv::Op::OpAtomicFlagTestAndSet):
  case static_cast<uint32_t>(spv::Op::OpAtomicFMinEXT):
  case static_cast<uint32_t>(spv::Op::OpAtomicFMaxEXT):
  case static_cast<uint32_t>(spv::Op::OpAtomicFAddEXT):
    return {5, 0};
  default:
    return {0, 0};
  }
}

class Checker {
public:
  Checker(llvm::ArrayRef<uint32_t> module, DiagnosticEngine &diags)
      : module(module), diags(diags) {}

  LogicalResult run() {
    forEach([this](const Instruction &instruction) { collect(instruction); });
    forEach([this](const Instruction &instruction) { check(instruction); });
    return success(!broken);
  }

private:
  template <typename Visitor> void forEach(Visitor &&visit) const {
    for (size_t at = kHeaderWords; at < module.size();) {
      const size_t size = module[at] >> 16;
      if (size == 0 || size > module.size() - at)
        return;
      visit(Instruction{static_cast<spv::Op>(module[at] & 0xFFFF), at, module.slice(at, size)});
      at += size;
    }
  }

  void collect(const Instruction &instruction) {
    if (instruction.opcode == spv::Op::OpConstant && instruction.words.size() == 4)
      constants[instruction[2]] = instruction[3];
    else if (instruction.opcode == spv::Op::OpCapability)
      explicitWorkgroupLayout |=
          instruction[1] ==
          static_cast<uint32_t>(spv::Capability::WorkgroupMemoryExplicitLayoutKHR);
    else if (instruction.opcode == spv::Op::OpDecorate)
      collectDecoration(instruction[1], instruction[2]);
    else if (instruction.opcode == spv::Op::OpMemberDecorate)
      collectDecoration(instruction[1], instruction[3]);
    else
      collectType(instruction);
  }

  void collectDecoration(uint32_t target, uint32_t decoration) {
    if (decoration == static_cast<uint32_t>(spv::Decoration::ArrayStride) ||
        decoration == static_cast<uint32_t>(spv::Decoration::Offset))
      laidOut.insert(target);
  }

  /// Types that hold others: what each of them holds.
  void collectType(const Instruction &instruction) {
    if (instruction.opcode == spv::Op::OpTypePointer)
      parts[instruction[1]] = {instruction[3]};
    else if (instruction.opcode == spv::Op::OpTypeArray ||
             instruction.opcode == spv::Op::OpTypeRuntimeArray)
      parts[instruction[1]] = {instruction[2]};
    else if (instruction.opcode == spv::Op::OpTypeStruct && instruction.words.size() > 2)
      parts[instruction[1]].assign(instruction.words.begin() + 2, instruction.words.end());
  }

  void check(const Instruction &instruction) {
    if (instruction.opcode == spv::Op::OpVariable &&
        instruction[3] == static_cast<uint32_t>(spv::StorageClass::Workgroup))
      checkWorkgroupVariable(instruction);
    const auto [first, second] = semanticsOf(instruction.opcode);
    if (first)
      checkSemantics(instruction, instruction[first]);
    if (second)
      checkSemantics(instruction, instruction[second]);
  }

  /// VUID-StandaloneSpirv-MemorySemantics-10871
  void checkSemantics(const Instruction &instruction, uint32_t id) {
    auto mask = constants.find(id);
    if (mask == constants.end() || (mask->second & kOrderBits) || !(mask->second & kStorageBits))
      return;
    breach(instruction, "an atomic without order names storage in its memory semantics 0x" +
                            llvm::utohexstr(mask->second) + " (expected none)");
  }

  /// VUID-StandaloneSpirv-None-10684
  void checkWorkgroupVariable(const Instruction &instruction) {
    if (explicitWorkgroupLayout)
      return;
    llvm::SmallVector<uint32_t, 8> pending = {instruction[1]};
    llvm::DenseSet<uint32_t> seen;
    while (!pending.empty()) {
      const uint32_t type = pending.pop_back_val();
      if (!seen.insert(type).second)
        continue;
      if (laidOut.contains(type))
        return breach(instruction, "a workgroup variable's type has a layout (expected none)");
      if (auto held = parts.find(type); held != parts.end())
        pending.append(held->second.begin(), held->second.end());
    }
  }

  void breach(const Instruction &instruction, const llvm::Twine &message) {
    broken = true;
    diags.report(DiagCode::InvalidModule, {},
                 "word " + llvm::Twine(instruction.offset) + ": " + message);
  }

  llvm::ArrayRef<uint32_t> module;
  DiagnosticEngine &diags;
  llvm::DenseMap<uint32_t, uint32_t> constants;
  llvm::DenseSet<uint32_t> laidOut;
  llvm::DenseMap<uint32_t, llvm::SmallVector<uint32_t, 2>> parts;
  bool explicitWorkgroupLayout = false;
  bool broken = false;
};

} // namespace

LogicalResult checkNewerRules(llvm::ArrayRef<uint32_t> words, DiagnosticEngine &diags) {
  return Checker(words, diags).run();
}

} // namespace vyrecc::spirv
