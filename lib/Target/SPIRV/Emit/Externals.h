// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions from elsewhere that a module calls: each is spliced in once, before the kernels are
// emitted.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_EMIT_EXTERNALS_H
#define VYRE_CC_LIB_TARGET_SPIRV_EMIT_EXTERNALS_H

#include "Emit/Splicer.h"
#include "Emit/Survey.h"
#include "vyre-cc/Target/SPIRV/SPIRV.h"
#include <map>

namespace vyrecc::spirv {

class Externals {
public:
  struct Callable {
    uint32_t function;
    unsigned numParameters;
    llvm::SmallVector<uint32_t, 4> inputs;  ///< variables that each entry point above it lists
    llvm::SmallVector<uint32_t, 4> storage; ///< likewise, where all globals are listed
  };

  Externals(const EmitOptions &options, Words &words, Types &types, Constants &constants)
      : options(options), words(words), types(types), constants(constants) {}

  /// Splices what the kernels call, and notes in their surveys what that means for them.
  LogicalResult splice(const ir::Module &module, llvm::MutableArrayRef<Survey> surveys,
                       DiagnosticEngine &diags);
  const Callable &find(StringRef name) const { return callables.find(name)->second; }
  /// The variable of a built-in that a function has brought, or 0.
  uint32_t input(uint32_t builtin) const { return globals.inputs.lookup(builtin); }

  /// Notes a storage buffer of a kernel.
  void noteVariable(uint32_t binding, uint32_t variable) {
    globals.buffers.push_back({binding, variable});
  }
  /// Decorates the variables that share a binding.
  void decorateAliases();

private:
  LogicalResult spliceFor(const ir::Op &call, const ir::Module &module, bool coherent,
                          DiagnosticEngine &diags);

  const EmitOptions &options;
  Words &words;
  Types &types;
  Constants &constants;
  SplicedGlobals globals;
  std::map<std::string, Callable, std::less<>> callables;
  bool loops = false;
};

} // namespace vyrecc::spirv

#endif
