// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks what the op table and the structure of the IR ask of every op.
#include "Verifier.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc::ir {

/// One fault often breaks many rules; more reports than this help no one.
static constexpr unsigned kMaxErrors = 20;

llvm::SmallVector<Type, 8> operandTypes(const Op &op, unsigned first) {
  llvm::SmallVector<Type, 8> types;
  for (const OpOperand &operand : op.operands().drop_front(first))
    types.push_back(operand.get()->type());
  return types;
}

llvm::SmallVector<Type, 8> resultTypes(const Op &op) {
  llvm::SmallVector<Type, 8> types;
  for (const Value &result : op.results())
    types.push_back(result.type());
  return types;
}

LogicalResult Verifier::broken(const Op &op, const llvm::Twine &message) {
  return diags.error(DiagCode::InvalidIR, op.loc(), op.info().mnemonic + ": " + message);
}

static bool fits(Is is, Type type) {
  switch (is) {
  case Is::Scalar:
  case Is::Variadic:
    return true;
  case Is::Number:
    return type.isInteger() || type.isFloat();
  case Is::Integer:
    return type.isInteger();
  case Is::Unsigned:
    return type.isUnsigned();
  case Is::Float:
    return type.isFloat();
  case Is::Bool:
    return type == Type::getBool();
  case Is::BoolOrInteger:
    return type.isBool() || type.isInteger();
  case Is::U32:
    return type.isU32();
  case Is::Vector:
    return type.isVector();
  case Is::None:
  case Is::SameAsFirst:
  case Is::SameAsSecond:
    break;
  }
  return false;
}

static StringRef describe(Is is) {
  switch (is) {
  case Is::Number:
    return "an integer or a float";
  case Is::Integer:
    return "an integer";
  case Is::Unsigned:
    return "an unsigned integer";
  case Is::Float:
    return "a float";
  case Is::Bool:
    return "i1";
  case Is::BoolOrInteger:
    return "i1 or an integer";
  case Is::U32:
    return "ui32";
  case Is::Vector:
    return "a vector";
  case Is::None:
  case Is::Scalar:
  case Is::SameAsFirst:
  case Is::SameAsSecond:
  case Is::Variadic:
    break;
  }
  return "a value";
}

LogicalResult Verifier::verifyOperandType(Op &op, unsigned index) {
  const OperandInfo &info = op.info().operands[index];
  Type type = op.operand(index)->type();
  if (info.is == Is::SameAsFirst || info.is == Is::SameAsSecond) {
    unsigned other = info.is == Is::SameAsFirst ? 0 : 1;
    Type expected = op.operand(other)->type();
    if (type == expected)
      return success();
    return broken(op, "operand '" + info.name + "' is " + type.str() + " (expected " +
                          expected.str() + ", the type of operand '" +
                          op.info().operands[other].name + "')");
  }
  if (fits(info.is, type))
    return success();
  return broken(op, "operand '" + info.name + "' is " + type.str() + " (expected " +
                        describe(info.is) + ")");
}

LogicalResult Verifier::verifyOperands(Op &op) {
  const OpInfo &info = op.info();
  unsigned fixed = info.numFixedOperands();
  bool variadic = info.hasVariadicOperands();
  if (op.numOperands() < fixed || (!variadic && op.numOperands() != fixed))
    return broken(op, "found " + llvm::Twine(op.numOperands()) + " operands (expected " +
                          (variadic ? "at least " : "") + llvm::Twine(fixed) + ")");
  for (auto [index, operand] : llvm::enumerate(op.operands()))
    if (!operand.get() || !operand.get()->type())
      return broken(op, "operand " + llvm::Twine(index) + " has no value or no type");
  for (unsigned index = 0; index != fixed; ++index)
    if (failed(verifyOperandType(op, index)))
      return failure();
  return success();
}

LogicalResult Verifier::verifyResults(Op &op) {
  Result rule = op.info().result;
  for (const Value &result : op.results())
    if (!result.type())
      return broken(op, "result " + llvm::Twine(result.index()) + " has no type");
  if (rule == Result::Variadic)
    return success();
  unsigned count = rule == Result::None ? 0 : 1;
  if (op.numResults() != count)
    return broken(op, "found " + llvm::Twine(op.numResults()) + " results (expected " +
                          llvm::Twine(count) + ")");
  Type expected;
  switch (rule) {
  case Result::None:
  case Result::Explicit:
  case Result::Variadic:
    return success();
  case Result::SameAsFirst:
    expected = op.operand(0)->type();
    break;
  case Result::SameAsSecond:
    expected = op.operand(1)->type();
    break;
  case Result::UnsignedOfFirst:
    expected = op.operand(0)->type().toUnsigned();
    break;
  case Result::ElementOfFirst:
    expected = op.operand(0)->type().element();
    break;
  case Result::Bool:
    expected = Type::getBool();
    break;
  case Result::U32:
    expected = Type::getU32();
    break;
  }
  if (op.result()->type() == expected)
    return success();
  return broken(op, "the result is " + op.result()->type().str() + " (expected " + expected.str() +
                        ")");
}

LogicalResult Verifier::verifyAttributes(Op &op) {
  for (auto [index, attr] : llvm::enumerate(op.attrs())) {
    const AttrInfo &info = attrInfo(attr.name);
    if (!op.info().findAttr(attr.name))
      return broken(op, "it has an attribute '" + info.text + "' that its row does not list");
    if (op.attr(attr.name) != &attr.value)
      return broken(op, "attribute '" + info.text + "' is given twice");
    if (attr.value.kind() != info.kind ||
        (info.kind == AttrKind::Enum && enumText(info.enumKind, attr.value.asInt()).empty()))
      return broken(op, "attribute '" + info.text + "' holds a value of another kind");
  }
  for (const AttrUse &use : op.info().attrs)
    if (use.used && use.required && !op.hasAttr(use.name))
      return broken(op, "attribute '" + attrInfo(use.name).text + "' is missing");
  return success();
}

LogicalResult Verifier::verifyRegions(Op &op) {
  unsigned expected = op.info().numRegions;
  if (expected == kAnyRegions ? op.numRegions() == 0 : op.numRegions() != expected)
    return broken(
        op, "found " + llvm::Twine(op.numRegions()) + " regions (expected " +
                (expected == kAnyRegions ? llvm::Twine("at least one") : llvm::Twine(expected)) +
                ")");
  for (auto [index, region] : llvm::enumerate(op.regions())) {
    // An absent else is the only region that may be left out.
    bool mayBeEmpty = op.is(OpKind::If) && index == 1;
    if (region.empty() && !mayBeEmpty)
      return broken(op, "region " + llvm::Twine(index) + " is empty (expected a block)");
  }
  return success();
}

LogicalResult Verifier::verifyTableRules(Op &op) {
  if (failed(verifyOperands(op)) || failed(verifyResults(op)) || failed(verifyAttributes(op)))
    return failure();
  return verifyRegions(op);
}

LogicalResult Verifier::verifyDominance(Op &op) {
  for (auto [index, operand] : llvm::enumerate(op.operands())) {
    const Value *value = operand.get();
    const Op *definition = value->definingOp();
    const Block *block = definition ? definition->parentBlock() : value->owner();
    if ((definition && !visited.contains(definition)) ||
        !llvm::is_contained(llvm::reverse(open), block))
      return broken(op, "operand " + llvm::Twine(index) +
                            " is not visible here (expected a value of this or an outer region, "
                            "defined above)");
  }
  return success();
}

LogicalResult Verifier::verifyPlace(Op &op) {
  if (op.is(OpKind::Module) || op.is(OpKind::BufferDecl) || op.is(OpKind::Kernel))
    return broken(op, "found inside the kernel (expected an op of a program)");
  return success();
}

void Verifier::verifyTerminators(Block &block) {
  for (Op &op : block.ops()) {
    bool isLast = &op == &block.ops().back();
    if (op.info().isTerminator && !isLast)
      (void)broken(op, "found before the end of its block (expected only there)");
    else if (!op.info().isTerminator && isLast)
      (void)broken(op, "found at the end of a block (expected a terminator there)");
  }
  if (block.ops().empty())
    (void)broken(*block.parentOp(), "a region has no ops (expected a terminator)");
}

void Verifier::verifyOp(Op &op) {
  bool sound = succeeded(verifyPlace(op)) && succeeded(verifyTableRules(op)) &&
               succeeded(verifyDominance(op)) && succeeded(verifyOwnRules(op));
  for (Region &region : op.regions())
    if (sound && !region.empty())
      verifyBlock(region.block());
  if (op.numResults() != 0)
    visited.insert(&op);
}

void Verifier::verifyBlock(Block &block) {
  // The module's region counts, as it does in text.
  if (open.size() + 1 == kMaxNesting) {
    (void)broken(*block.parentOp(),
                 "regions nest too deep (expected at most " + llvm::Twine(kMaxNesting) + ")");
    return;
  }
  open.push_back(&block);
  verifyTerminators(block);
  for (Op &op : block.ops()) {
    if (diags.numErrors() >= kMaxErrors)
      break;
    verifyOp(op);
  }
  open.pop_back();
}

LogicalResult Verifier::verifyModuleBody(Op &module) {
  Block &body = module.region().block();
  if (!body.arguments().empty())
    return broken(module, "its region has arguments (expected none)");
  bool sound = true;
  for (Op &op : body.ops()) {
    if (!op.is(OpKind::BufferDecl) && !op.is(OpKind::Kernel))
      return broken(op, "found in the module (expected vir.buffer or vir.kernel)");
    if (kernel && !op.is(OpKind::Kernel))
      return broken(op, "found after a kernel (expected buffers, then kernels)");
    if (op.is(OpKind::Kernel))
      kernel = &op;
    sound &= succeeded(verifyTableRules(op)) && succeeded(verifyOwnRules(op));
  }
  if (!kernel)
    return broken(module, "there is no vir.kernel (expected one or more, after the buffers)");
  return LogicalResult::success(sound);
}

LogicalResult Verifier::verifyModule(Op &module) {
  if (!module.is(OpKind::Module))
    return broken(module, "found at the top (expected vir.module)");
  if (failed(verifyTableRules(module)))
    return failure();
  isReady = module.enumAttr<Form>(AttrName::ModuleForm) == Form::Ready;
  if (failed(verifyModuleBody(module)))
    return failure();
  unsigned before = diags.numErrors();
  for (Op &op : module.region().block().ops())
    if (op.is(OpKind::Kernel))
      verifyBlock(op.region().block());
  return LogicalResult::success(diags.numErrors() == before);
}

LogicalResult verify(const Module &module, DiagnosticEngine &diags) {
  return Verifier(diags).verifyModule(*module.op());
}

} // namespace vyrecc::ir
