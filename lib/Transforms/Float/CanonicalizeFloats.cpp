// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes explicit what the reference does around each op on floats (section 16.1): one NaN, and zeros in
// place of subnormals. Devices differ in both, so a value goes through vir.fcanon before an op looks at it
// unless it surely is canonical, and operands and results of all ops are.
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/DenseSet.h"

namespace vyrecc {

using namespace ir;

namespace {

constexpr Type kFloat = Type::getF32();

uint32_t canonicalBits(uint32_t bits) {
  const uint32_t exponent = bits & 0x7F80'0000, fraction = bits & 0x007F'FFFF;
  if (exponent == 0)
    return bits & 0x8000'0000;
  return exponent == 0x7F80'0000 && fraction != 0 ? 0x7FC0'0000 : bits;
}

/// Ops whose results are canonical if their operands are: integers and the choices between two values.
bool keepsCanonical(const Op &op) {
  switch (op.kind()) {
  case OpKind::FCanon:
  case OpKind::Select:
    return true;
  case OpKind::Convert: // from an integer or bool, or from f64, whose conversion is exact in itself
    return !op.operand(0)->type().isFloat();
  default: // computed by the device, or brought from memory or other control flow
    return false;
  }
}

class CanonicalFloats {
public:
  explicit CanonicalFloats(PassContext &context) : context(context), builder(context.context) {}

  void run(Op &kernel) {
    llvm::SmallVector<Op *, 64> ops;
    walkPreOrder(kernel, [&](Op &op) { ops.push_back(&op); });
    for (Op *op : ops) {
      // Control flow passes on what is canonical already.
      for (Value &result : op->results())
        if (result.type() == kFloat)
          canonicalize(*op, result);
    }
  }

private:
  /// Puts vir.fcanon behind the value and lets all its users see that instead.
  void canonicalize(Op &op, Value &value) {
    if (op.is(OpKind::Const)) {
      const auto bits = static_cast<uint32_t>(op.intAttr(AttrName::Value));
      op.setAttr(AttrName::Value, Attr::scalar(kFloat, canonicalBits(bits)));
      return;
    }
    if (keepsCanonical(op) || op.numRegions() != 0)
      return;
    wrap(op, value);
  }

  void wrap(Op &op, Value &value) {
    context.changed = true;
    ++context.statistics["values made canonical"];
    builder.setInsertionPointAfter(&op);
    builder.setLoc(op.loc());
    Op *canonical = builder.create(OpKind::FCanon, kFloat, &value);
    value.replaceAllUsesWith(canonical->result());
    canonical->setOperand(0, &value);
  }

  PassContext &context;
  Builder builder;
};

} // namespace

LogicalResult canonicalizeFloats(Module &module, PassContext &context) {
  if (!context.context.hasMadeValue({kFloat}))
    return success();
  for (Op *kernel : module.kernels())
    CanonicalFloats(context).run(*kernel);
  return success();
}

} // namespace vyrecc
