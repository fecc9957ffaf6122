// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Computes functions whose built-in forms are not accurate enough: devices may be off by thousands
// of ULP, do not reduce large angles, and some make numbers of NaN.
#include "Functions.h"
#include "vyre-cc/Transforms/Pass.h"

namespace vyrecc {

using namespace ir;

using MakeFunction = Expression (*)(Expression);
static constexpr std::pair<OpKind, MakeFunction> kFunctions[] = {
    {OpKind::Sin, makeSin},   {OpKind::Cos, makeCos},   {OpKind::Tan, makeTan},
    {OpKind::Asin, makeAsin}, {OpKind::Acos, makeAcos}, {OpKind::Atan, makeAtan},
    {OpKind::Sinh, makeSinh}, {OpKind::Cosh, makeCosh}, {OpKind::Tanh, makeTanh},
    {OpKind::Exp, makeExp},   {OpKind::Exp2, makeExp2}, {OpKind::Log, makeLog},
    {OpKind::Log2, makeLog2}};

LogicalResult expandMath(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel || llvm::none_of(kFunctions, [&](const auto &function) {
        return context.context.hasMade({function.first});
      }))
    return success();
  llvm::SmallVector<std::pair<Op *, MakeFunction>, 8> ops;
  walkPreOrder(*kernel, [&](Op &op) {
    for (auto [kind, make] : kFunctions)
      if (op.is(kind))
        ops.emplace_back(&op, make);
  });
  Builder builder(context.context);
  for (auto [op, make] : ops) {
    builder.setInsertionPointBefore(op);
    builder.setLoc(op->loc());
    Expression x(builder, op->operand(0));
    Expression result = x.apply(OpKind::IsNan).select(x, make(x));
    op->result()->replaceAllUsesWith(result.get());
    op->erase();
  }
  context.changed |= !ops.empty();
  context.statistics["functions expanded"] += ops.size();
  return success();
}

} // namespace vyrecc
