// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies a function out of another module, with everything that it needs and nothing else. Ids are
// mapped on demand: a type, constant or set of instructions that the module has already is that
// one.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_EMIT_SPLICER_H
#define VYRE_CC_LIB_TARGET_SPIRV_EMIT_SPLICER_H

#include "Emit/Constants.h"
#include "vyre-cc/Target/SPIRV/ExternalFunction.h"
#include "vyre-cc/Target/SPIRV/Instructions.h"

namespace vyrecc::spirv {

/// What the functions of all modules have in common.
struct SplicedGlobals {
  struct Buffer {
    uint32_t binding;
    uint32_t variable;
  };
  llvm::DenseMap<uint32_t, uint32_t> inputs; ///< variables by built-in
  llvm::SmallVector<Buffer, 8> buffers;
};

class Splicer {
public:
  /// `bindings`: of the function's buffers, in its order.
  Splicer(const ExternalFunction &external, ArrayRef<Instruction> instructions,
          ArrayRef<uint32_t> bindings, bool coherent, bool names, Words &words, Types &types,
          Constants &constants, SplicedGlobals &globals);

  /// What is not as ExternalFunction says, or empty.
  std::string refusal() const { return problem; }
  unsigned numParameters() const { return static_cast<unsigned>(parameterTypes().size()); }
  /// Copies it. The id of a function that takes each parameter as a word, or 0 if there is a
  /// refusal.
  uint32_t splice();
  ArrayRef<uint32_t> inputs() const { return usedInputs; }
  /// Variables with storage of their own.
  ArrayRef<uint32_t> storage() const { return usedStorage; }
  bool hasLoops() const { return loops; }

private:
  struct FunctionRange {
    size_t begin, end;
  };

  void index();
  void refuse(const llvm::Twine &message);
  const Instruction *definition(uint32_t id) const;
  ArrayRef<uint32_t> parameterTypes() const;

  uint32_t map(uint32_t id);
  uint32_t declare(const Instruction &instruction);
  uint32_t declareVariable(const Instruction &instruction);
  uint32_t declareInput(const Instruction &instruction);
  uint32_t declareBuffer(const Instruction &instruction, size_t index);
  void makeCoherent(const Instruction &variable);
  llvm::SmallVector<uint32_t, 8> mapped(const Instruction &instruction, size_t firstWord);
  void annotate(uint32_t from, uint32_t to, bool isBuffer = false);
  void copyFunction(FunctionRange range);
  uint32_t wrap(uint32_t function);

  const ExternalFunction &external;
  const ArrayRef<Instruction> instructions;
  const ArrayRef<uint32_t> bindings;
  const bool coherent, names;
  Words &words;
  Types &types;
  Constants &constants;
  SplicedGlobals &globals;

  std::string problem;
  llvm::DenseMap<uint32_t, size_t> definitions;      ///< by id, an index of instructions
  llvm::DenseMap<uint32_t, FunctionRange> functions; ///< by id
  llvm::DenseMap<uint32_t, llvm::SmallVector<size_t, 4>>
      annotations; ///< names and decorations by id
  llvm::DenseMap<uint32_t, uint32_t> ids;
  llvm::SmallVector<uint32_t, 4> pending; ///< functions that are called and not copied yet
  llvm::SmallVector<uint32_t, 4> usedInputs, usedStorage;
  bool loops = false;
};

} // namespace vyrecc::spirv

#endif
