// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words of a module under construction: one list a logical section, ids, and the encoding of
// instructions. Code is written block by block: a block is opened with its label and closed by its
// terminator, and nothing is written between a terminator and the next label.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_EMIT_WORDS_H
#define VYRE_CC_LIB_TARGET_SPIRV_EMIT_WORDS_H

#include "Grammar/Grammar.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include <bitset>
#include <optional>
#include <vector>

namespace vyrecc::spirv {

using llvm::ArrayRef;
using llvm::StringRef;

/// The logical layout of a module, in order.
enum class Section : uint8_t {
  Capabilities,
  Extensions,
  Imports,
  MemoryModel,
  EntryPoints,
  ExecutionModes,
  Strings,
  Names,
  Processed,
  Annotations,
  Globals, ///< types, constants, variables, non-semantic instructions
  Code,
  Functions, ///< whole functions besides those in Code
};
inline constexpr size_t kNumSections = static_cast<size_t>(Section::Functions) + 1;

class Words {
public:
  uint32_t newId() { return nextId++; }
  uint32_t idBound() const { return nextId; }

  void emit(Section section, spv::Op opcode, ArrayRef<uint32_t> operands);
  /// Operands, then a literal string, then more operands.
  void emitString(Section section, spv::Op opcode, ArrayRef<uint32_t> before, StringRef text,
                  ArrayRef<uint32_t> after = {});
  /// An instruction of Globals with a result but no type, such as a type; gives its id.
  uint32_t declare(spv::Op opcode, ArrayRef<uint32_t> operands);
  /// An instruction of Globals with a type and a result; gives its id.
  uint32_t define(spv::Op opcode, uint32_t type, ArrayRef<uint32_t> operands);
  /// The id of an extended instruction set, imported on first use.
  uint32_t importSet(StringRef name);
  void decorate(uint32_t id, spv::Decoration decoration, ArrayRef<uint32_t> literals = {});
  void decorateMember(uint32_t type, uint32_t member, spv::Decoration decoration,
                      ArrayRef<uint32_t> literals = {});

  /// Notes the use of an enumerant that may need a capability.
  void use(grammar::Kind kind, uint32_t value);
  /// Every opcode and enumerant used so far.
  std::vector<std::pair<grammar::Kind, uint32_t>> used() const;

  // Code.
  bool isOpen() const { return openLabel != 0; }
  /// Label of the open block.
  uint32_t label() const { return openLabel; }
  void open(uint32_t label);
  /// Writes an instruction with a result into the open block; gives its id.
  uint32_t value(spv::Op opcode, uint32_t type, ArrayRef<uint32_t> operands);
  void effect(spv::Op opcode, ArrayRef<uint32_t> operands);
  /// Writes the block's last instruction and closes the block.
  void terminate(spv::Op opcode, ArrayRef<uint32_t> operands);
  /// Where the next word of code goes, and changing a word written before.
  size_t codeSize() const { return at(Section::Code).size(); }
  void patchCode(size_t word, uint32_t newValue) { at(Section::Code)[word] = newValue; }

  /// The first instruction longer than SPIR-V allows, if there was one. Its words are not in the
  /// module.
  std::optional<spv::Op> tooLong() const { return longest; }
  void reserveCode(size_t words) { at(Section::Code).reserve(words); }
  /// The finished module.
  std::vector<uint32_t> assemble(uint32_t version) const;

private:
  using List = llvm::SmallVector<uint32_t, 0>;
  List &at(Section section) { return lists[static_cast<size_t>(section)]; }
  const List &at(Section section) const { return lists[static_cast<size_t>(section)]; }
  /// Writes the first word of an instruction; false if the instruction is too long.
  bool begin(List &list, spv::Op opcode, size_t numWords);

  List lists[kNumSections];
  llvm::StringMap<uint32_t> importedSets;
  uint32_t nextId = 1;
  uint32_t openLabel = 0;
  std::optional<spv::Op> longest;
  std::bitset<512> opcodes; ///< all core opcodes lie below
  llvm::SmallVector<std::pair<grammar::Kind, uint32_t>, 32> enumerants;
};

} // namespace vyrecc::spirv

#endif
