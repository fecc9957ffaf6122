// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of live variables.
#include "Scopes.h"

namespace vyrecc {

void ScopeTable::close() {
  for (size_t index = starts.back(); index != variables.size(); ++index)
    indices.erase(variables[index].name);
  variables.truncate(starts.back());
  starts.pop_back();
}

void ScopeTable::bind(Variable variable) {
  indices[variable.name] = variables.size();
  variables.push_back(variable);
}

Variable *ScopeTable::find(llvm::StringRef name) {
  auto found = indices.find(name);
  return found == indices.end() ? nullptr : &variables[found->second];
}

} // namespace vyrecc
