// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports operations of subgroups (section 16.11). All invocations of a block of 32 take part, those
// too that do not come to the operation: each evaluates the operands with the variables that it has
// itself. In one that has not taken an arm these are the values from before the arm, in one that
// has left a loop those that it left with. Only the importer knows which values are one variable's:
//
//   let %x = u32 1
//   if %c {                                 %x = vir.select %c, 2, 1
//     assign %x = u32 2             ->      vir.subgroup.reduce %x
//     ... subgroup_reduce(add, %x)
//   }
//
// The pass gather-subgroups then takes the operation to where all come by.
#include "Importer.h"
#include "vyre-cc/VIR0/ExprSearch.h"

namespace vyrecc {

using namespace vir0;
using ir::OpKind;

bool hasSubgroupOps(const Program &program) {
  return anyExpr(program, [](const Expr &expr) {
    return llvm::isa<SubgroupReduceExpr, SubgroupShuffleExpr, SubgroupBallotExpr>(expr);
  });
}

/// The variable's value in each invocation of the block: where an invocation is not in one of the
/// constructs around the expression, what it had when it came to that one.
Operand Importer::valueInEachLane(const Variable &variable) {
  Operand operand = variable.operand;
  for (size_t depth = laneFrames.size(); depth != variable.constructs; --depth) {
    const auto &[guard, entries] = laneFrames[depth - 1];
    const Operand before = entries.lookup(variable.name);
    if (!before.value || (before.value == operand.value && before.isSigned == operand.isSigned &&
                          before.runLength == operand.runLength))
      continue;
    ir::Value *isHere = guard.cond;
    if (guard.counter)
      isHere = builder.cmp(ir::Predicate::Lt, guard.counter, guard.bound);
    else if (guard.isElse)
      isHere = builder.build(OpKind::Not, isHere);
    if (!isHere)
      continue;
    auto choose = [&](ir::Value *&part, ir::Value *old) {
      if (part)
        part = builder.build(OpKind::Select, {isHere, part, old});
    };
    choose(operand.value, before.value);
    choose(operand.isSigned, before.isSigned);
    choose(operand.runLength, before.runLength);
  }
  return operand;
}

/// What the invocations of a block do round after round ends once all of them have returned.
void Importer::leaveWhereAllHaveEnded() {
  ir::Block *block = builder.insertionBlock();
  ir::Value *goesOn = builder.build(OpKind::Not, scopes.find(kEnded)->operand.value);
  ir::Value *anyGoesOn = builder.build(
      OpKind::SubgroupReduce, builder.convert(goesOn, ir::Type::getU32()),
      ir::NamedAttr{ir::AttrName::Reduce, ir::Attr::enumerator(ir::ReduceKind::Max)});
  ir::Value *nobody = builder.cmp(ir::Predicate::Eq, anyGoesOn, builder.constU32(0));
  ir::Op *branch = builder.createIf(nobody, {});
  builder.setInsertionPointToEnd(branch->region(0).block());
  builder.create(OpKind::Return, {});
  builder.setInsertionPointToEnd(branch->region(1).block());
  builder.yield();
  builder.setInsertionPointToEnd(*block);
}

FailureOr<Operand> Importer::importForAll(const Expr &expr) {
  ++forAllDepth;
  FailureOr<Operand> operand = importExpr(expr);
  --forAllDepth;
  return operand;
}

FailureOr<ir::Value *> Importer::importSubgroupValue(const Expr &expr, llvm::StringRef role) {
  FailureOr<Operand> operand = importForAll(expr);
  if (failed(operand))
    return failure();
  if (operand->variant() == kFloat)
    return asF32(operand->value);
  if (operand->variant() & kU32)
    return asWordOf(*operand, ir::Type::getU32());
  return error(DiagCode::TypeMismatch, expr.loc,
               "the operand of '" + role + "' is " + typeName(*operand) + " (expected u32 or f32)");
}

FailureOr<Operand> Importer::importReduce(const SubgroupReduceExpr &expr) {
  FailureOr<ir::Value *> value = importSubgroupValue(*expr.value, "subgroup_reduce");
  if (failed(value))
    return failure();
  auto kind = static_cast<ir::ReduceKind>(static_cast<unsigned>(expr.op) - 1);
  return Operand{builder.build(
      OpKind::SubgroupReduce, *value,
      ir::NamedAttr{ir::AttrName::Reduce, ir::Attr::enumerator(kind)})};
}

FailureOr<Operand> Importer::importShuffle(const SubgroupShuffleExpr &expr) {
  FailureOr<ir::Value *> value = importSubgroupValue(*expr.value, "subgroup_shuffle");
  if (failed(value))
    return failure();
  FailureOr<Operand> lane = importForAll(*expr.lane);
  if (failed(lane))
    return failure();
  return Operand{builder.build(OpKind::SubgroupShuffle, {*value, asU32(*lane)})};
}

FailureOr<Operand> Importer::importBallot(const SubgroupBallotExpr &expr) {
  FailureOr<Operand> cond = importForAll(*expr.cond);
  if (failed(cond))
    return failure();
  return Operand{builder.build(OpKind::SubgroupBallot, asCondition(*cond))};
}

} // namespace vyrecc
