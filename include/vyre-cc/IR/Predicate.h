// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic of the predicates of vir.cmp.
#ifndef VYRE_CC_IR_PREDICATE_H
#define VYRE_CC_IR_PREDICATE_H

#include "vyre-cc/IR/Type.h"

namespace vyrecc::ir {

/// The predicate that holds of two integers where `predicate` does not. Of floats that are not
/// ordered neither does.
inline Predicate negated(Predicate predicate) {
  switch (predicate) {
  case Predicate::Eq:
    return Predicate::Ne;
  case Predicate::Ne:
    return Predicate::Eq;
  case Predicate::Lt:
    return Predicate::Ge;
  case Predicate::Le:
    return Predicate::Gt;
  case Predicate::Gt:
    return Predicate::Le;
  case Predicate::Ge:
    return Predicate::Lt;
  }
  return predicate;
}

/// The predicate that holds of `rhs, lhs` where `predicate` holds of `lhs, rhs`.
inline Predicate swapped(Predicate predicate) {
  switch (predicate) {
  case Predicate::Eq:
  case Predicate::Ne:
    return predicate;
  case Predicate::Lt:
    return Predicate::Gt;
  case Predicate::Le:
    return Predicate::Ge;
  case Predicate::Gt:
    return Predicate::Lt;
  case Predicate::Ge:
    return Predicate::Le;
  }
  return predicate;
}

} // namespace vyrecc::ir

#endif
