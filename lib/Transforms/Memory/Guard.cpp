// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Guard.h"

namespace vyrecc {

using namespace ir;

void runOnlyIf(Value *condition, Op &access, Builder &builder) {
  builder.setInsertionPointBefore(&access);
  builder.setLoc(access.loc());
  llvm::SmallVector<Type, 1> types;
  for (Value &result : access.results())
    types.push_back(result.type());
  Op *branch = builder.createIf(condition, types);

  if (access.numResults() != 0)
    access.result()->replaceAllUsesWith(branch->result());
  builder.setInsertionPointToEnd(branch->region(0).block());
  builder.yield(access.numResults() != 0 ? ArrayRef<Value *>(access.result())
                                         : ArrayRef<Value *>());
  access.moveBefore(branch->region(0).block().terminator());
  builder.setInsertionPointToEnd(branch->region(1).block());
  if (access.numResults() != 0)
    builder.yield(builder.zero(access.result()->type()));
  else
    builder.yield();
}

} // namespace vyrecc
