// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Float types of the IR as LLVM's APFloat knows them.
#include "FloatSemantics.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/Support/Error.h"

namespace vyrecc::ir {

const llvm::fltSemantics &floatSemantics(Type type) {
  switch (type.scalar()) {
  case ScalarKind::F16:
    return llvm::APFloat::IEEEhalf();
  case ScalarKind::BF16:
    return llvm::APFloat::BFloat();
  case ScalarKind::F64:
    return llvm::APFloat::IEEEdouble();
  case ScalarKind::F32:
  case ScalarKind::Bool:
  case ScalarKind::U8:
  case ScalarKind::U16:
  case ScalarKind::U32:
  case ScalarKind::U64:
  case ScalarKind::I8:
  case ScalarKind::I16:
  case ScalarKind::I32:
  case ScalarKind::I64:
    break;
  }
  assert(type.scalar() == ScalarKind::F32 && "not a float type");
  return llvm::APFloat::IEEEsingle();
}

std::optional<uint64_t> parseFloat(Type type, StringRef text) {
  llvm::APFloat value(floatSemantics(type));
  auto status = value.convertFromString(text, llvm::APFloat::rmNearestTiesToEven);
  if (!status) {
    llvm::consumeError(status.takeError());
    return std::nullopt;
  }
  return value.bitcastToAPInt().getZExtValue();
}

} // namespace vyrecc::ir
