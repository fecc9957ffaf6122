// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The live variables of a program and the scopes that they belong to (section 16.9).
#ifndef VYRE_CC_LIB_IMPORT_SCOPES_H
#define VYRE_CC_LIB_IMPORT_SCOPES_H

#include "Elements.h"
#include "llvm/ADT/DenseMap.h"

namespace vyrecc {

struct Variable {
  llvm::StringRef name;
  Operand operand;
  const vir0::LetNode *let = nullptr; ///< that binds it, if one does
  bool isLoopCounter = false;
  unsigned constructs = 0; ///< how many ifs and loops are around its binding
};

/// Names are bound once in the scopes that are live, so one map serves all of them and leaving a
/// scope forgets its last names.
class ScopeTable {
public:
  void open() { starts.push_back(variables.size()); }
  void close();

  /// Binds a name in the innermost scope. The caller has checked that it is free.
  void bind(Variable variable);

  /// The variable, or null. Invalid after the next bind or close.
  Variable *find(llvm::StringRef name);

  size_t size() const { return variables.size(); }
  /// Those bound since there were so many, in order. Invalid after the next bind or close.
  llvm::MutableArrayRef<Variable> since(size_t count) {
    return llvm::MutableArrayRef(variables).drop_front(count);
  }

private:
  llvm::SmallVector<Variable, 32> variables;
  llvm::SmallVector<size_t, 16> starts;
  llvm::DenseMap<llvm::StringRef, size_t> indices;
};

} // namespace vyrecc

#endif
