// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Words of which only the run shows whether they are a U32 or an I32. The reference types values when
// it runs (section 16.1), and its validator takes some I32 for U32, so that a variable may hold
// either, depending on the path. It is a ui32 here with a truth value beside it. Where the
// sign does not matter the bits are computed with; where it does, both ways are computed and one is
// chosen; and where the reference fails, since it finds an I32 where it wants a U32 or the
// other way round, the invocation traps.
#include "Importer.h"

namespace vyrecc {

using ir::OpKind;
using ir::Predicate;
using ir::Type;

static constexpr llvm::StringLiteral kTypeMismatch = "vir0.type-mismatch";

Operand Importer::asEither(Operand word) {
  if (word.isSigned)
    return word;
  return {.value = builder.bitcast(word.value, Type::getU32()),
          .isSigned = builder.constBool(word.type().isSigned())};
}

Operand Importer::selectEither(ir::Value *cond, Operand ifTrue, Operand ifFalse) {
  ifTrue = asEither(ifTrue);
  ifFalse = asEither(ifFalse);
  return {.value = builder.build(OpKind::Select, {cond, ifTrue.value, ifFalse.value}),
          .isSigned = builder.build(OpKind::Select, {cond, ifTrue.isSigned, ifFalse.isSigned})};
}

/// The word where one of this type is wanted; traps where it is of the other.
ir::Value *Importer::asWordOf(Operand word, Type type) {
  if (word.isSigned)
    trapIf(type.isSigned() ? builder.build(OpKind::Not, word.isSigned) : word.isSigned,
           kTypeMismatch);
  return builder.bitcast(word.value, type);
}

static bool dependsOnSign(const BinaryRule &rule) {
  switch (rule.op) {
  case OpKind::Add:
  case OpKind::Sub:
  case OpKind::Mul:
  case OpKind::And:
  case OpKind::Or:
  case OpKind::Xor:
  case OpKind::Shl:
    return false;
  case OpKind::Cmp:
    return rule.predicate != Predicate::Eq && rule.predicate != Predicate::Ne;
  default:
    return true;
  }
}

Operand Importer::importEitherBinary(const BinaryRule &rule, Operand left, Operand right) {
  const Type types[] = {Type::getU32(), Type::getI32()};
  // The other operand or the operator may want one type.
  for (auto [variant, type] : {std::pair(kU32, types[0]), std::pair(kI32, types[1])})
    if ((left.variant() & right.variant() & rule.variants) == variant) {
      ir::Value *first = asWordOf(left, type);
      return importBinaryOf(rule, first, asWordOf(right, type));
    }
  if (left.isSigned != right.isSigned)
    trapIf(builder.build(OpKind::Xor, {left.isSigned, right.isSigned}), kTypeMismatch);
  const bool keepsType = rule.op != OpKind::Cmp && rule.op != OpKind::AbsDiff && !rule.isLogical;
  auto result = [&](ir::Value *value) {
    return Operand{.value = value, .isSigned = keepsType ? left.isSigned : nullptr};
  };
  if (!dependsOnSign(rule))
    return result(importBinaryOf(rule, left.value, right.value).value);
  ir::Value *sides[2];
  for (unsigned index : {0, 1})
    sides[index] = builder.bitcast(index ? right.value : left.value, types[1]);
  if (rule.op == OpKind::Div || rule.op == OpKind::Rem) {
    trapOnBadDivisor(sides[0], sides[1], left.isSigned);
    // Which is not to be one of those either where it is not used.
    sides[1] = builder.build(OpKind::Select,
                             {left.isSigned, sides[1], builder.constant(types[1], 1)});
  }
  const bool isCmp = rule.op == OpKind::Cmp;
  auto compute = [&](ir::Value *x, ir::Value *y) {
    ir::Value *value = isCmp ? builder.cmp(rule.predicate, x, y) : builder.build(rule.op, {x, y});
    return isCmp ? value : builder.bitcast(value, types[0]);
  };
  ir::Value *ofUnsigned = compute(left.value, right.value);
  ir::Value *ofSigned = compute(sides[0], sides[1]);
  return result(builder.build(OpKind::Select, {left.isSigned, ofSigned, ofUnsigned}));
}

} // namespace vyrecc
