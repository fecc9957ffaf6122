// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports statements. Variables that a construct assigns and that outlive it become results of its
// op.
#include "Importer.h"
#include "llvm/ADT/SmallVectorExtras.h"

namespace vyrecc {

using namespace vir0;
using ir::OpKind;

FailureOr<Flow> Importer::importScope(NodeList list) {
  scopes.open();
  FailureOr<Flow> flow = importList(list);
  scopes.close();
  return flow;
}

FailureOr<Flow> Importer::importList(NodeList list) {
  for (size_t index = 0; index != list.size(); ++index) {
    NodeList rest = list.drop_front(index + 1);
    if (llvm::isa<ReturnNode>(list[index]) && !rest.empty())
      return error(DiagCode::InvalidProgram, list[index]->loc,
                   "statements follow 'return' in its list (expected it last)");
    FailureOr<Flow> flow = importNode(*list[index]);
    if (failed(flow))
      return failure();
    if (*flow == Flow::Continues)
      continue;
    if (!rest.empty() && failed(importDeadCode(rest)))
      return failure();
    return Flow::Ends;
  }
  return Flow::Continues;
}

/// The rules hold for statements that are never reached too, so they are imported, into an op that
/// is dropped.
LogicalResult Importer::importDeadCode(NodeList list) {
  report(DiagCode::DeadCode, list.front()->loc, "no invocation reaches this statement");
  ir::Block *block = builder.insertionBlock();
  // The list has been ended by its vir.return; the scratch op goes in front of it.
  ir::Op *end = block->terminator();
  builder.setInsertionPointBefore(end);
  ir::Op *scratch = builder.createIf(builder.constBool(false), {});
  builder.setInsertionPointToEnd(scratch->region(0).block());
  FailureOr<Flow> flow = importList(list);
  ir::Op *condition = scratch->operand(0)->definingOp();
  scratch->erase();
  condition->erase();
  builder.setInsertionPointToEnd(*block);
  return success(succeeded(flow));
}

FailureOr<Flow> Importer::importNode(const Node &node) {
  builder.setLoc(node.loc);
  LogicalResult result = success();
  switch (node.kind) {
  case NodeKind::Let:
    result = importLet(llvm::cast<LetNode>(node));
    break;
  case NodeKind::Assign:
    result = importAssign(llvm::cast<AssignNode>(node));
    break;
  case NodeKind::Store:
    result = importStore(llvm::cast<StoreNode>(node));
    break;
  case NodeKind::If:
    return importIf(llvm::cast<IfNode>(node));
  case NodeKind::Loop:
    result = importLoop(llvm::cast<LoopNode>(node));
    break;
  case NodeKind::Return:
    builder.create(OpKind::Return, {});
    return Flow::Ends;
  case NodeKind::Block:
    return importScope(llvm::cast<BlockNode>(node).body);
  case NodeKind::Region:
    return importRegion(llvm::cast<RegionNode>(node));
  case NodeKind::Barrier:
    result = importBarrier(llvm::cast<BarrierNode>(node));
    break;
  case NodeKind::AsyncLoad:
    result = importAsyncLoad(llvm::cast<AsyncLoadNode>(node));
    break;
  case NodeKind::AllReduce:
    result = importCollective(node, llvm::cast<AllReduceNode>(node).group, 0);
    break;
  case NodeKind::Broadcast: {
    const auto &broadcast = llvm::cast<BroadcastNode>(node);
    result = importCollective(node, broadcast.group, broadcast.root);
    break;
  }
  case NodeKind::AllGather: {
    const auto &gather = llvm::cast<AllGatherNode>(node);
    result = importSingleRankCopy(node, gather.input, gather.output, gather.group);
    break;
  }
  case NodeKind::ReduceScatter: {
    const auto &scatter = llvm::cast<ReduceScatterNode>(node);
    result = importSingleRankCopy(node, scatter.input, scatter.output, scatter.group);
    break;
  }
  case NodeKind::OpaqueNode:
    result =
        unsupported(node.loc, "opaque statement '" + llvm::cast<OpaqueNodeNode>(node).kind + "'");
    break;
  case NodeKind::IndirectDispatch:
  case NodeKind::AsyncWait:
  case NodeKind::AsyncStore:
  case NodeKind::Trap:
  case NodeKind::Resume:
    result = unsupported(node.loc, "'" + mnemonic(node.kind) + "'");
    break;
  }
  if (failed(result))
    return failure();
  return Flow::Continues;
}

llvm::SmallVector<ir::Value *, 8> Importer::currentValues(llvm::ArrayRef<StringRef> names) {
  llvm::SmallVector<ir::Value *, 8> values;
  for (StringRef name : names)
    values.push_back(scopes.find(name)->value);
  return values;
}

void Importer::setValues(llvm::ArrayRef<StringRef> names, llvm::ArrayRef<ir::Value *> values) {
  for (auto [name, value] : llvm::zip_equal(names, values))
    scopes.find(name)->value = value;
}

static llvm::SmallVector<ir::Type, 8> typesOf(llvm::ArrayRef<ir::Value *> values) {
  return llvm::map_to_vector<8>(values, [](ir::Value *value) { return value->type(); });
}

static llvm::SmallVector<ir::Value *, 8> resultsOf(ir::Op *op) {
  return llvm::map_to_vector<8>(op->results(), [](ir::Value &value) { return &value; });
}

FailureOr<Flow> Importer::importArm(ir::Block &block, NodeList body,
                                    llvm::ArrayRef<StringRef> names) {
  builder.setInsertionPointToEnd(block);
  SourceLoc loc = builder.loc();
  FailureOr<Flow> flow = importScope(body);
  builder.setLoc(loc);
  if (succeeded(flow) && *flow == Flow::Continues)
    builder.yield(currentValues(names));
  return flow;
}

FailureOr<Flow> Importer::importIf(const IfNode &node) {
  FailureOr<Operand> cond = importExpr(*node.cond);
  if (failed(cond))
    return failure();
  if (cond->declared && !cond->declared.isU32() && !cond->declared.isBool())
    return error(DiagCode::TypeMismatch, node.cond->loc,
                 "the condition is " + typeName(cond->declared) + " (expected u32 or bool)");
  const bool outer = std::exchange(isDivergent, isDivergent || !isUniform(*node.cond));
  llvm::ArrayRef<StringRef> names = carried.of(&node);
  llvm::SmallVector<ir::Value *, 8> before = currentValues(names);
  llvm::SmallVector<ir::Type, 8> resultTypes;
  if (!carried.neverContinues(&node))
    resultTypes = typesOf(before);
  ir::Op *branch = builder.createIf(builder.convert(cond->value, ir::Type::getBool()), resultTypes);
  ir::Block *block = builder.insertionBlock();

  FailureOr<Flow> thenFlow = importArm(branch->region(0).block(), node.thenBody, names);
  if (failed(thenFlow))
    return failure();
  setValues(names, before);
  FailureOr<Flow> elseFlow = importArm(branch->region(1).block(), node.elseBody, names);
  if (failed(elseFlow))
    return failure();
  isDivergent = outer;

  builder.setInsertionPointToEnd(*block);
  if (*thenFlow == Flow::Ends && *elseFlow == Flow::Ends) {
    builder.create(OpKind::Return, {});
    setValues(names, before);
    return Flow::Ends;
  }
  setValues(names, resultsOf(branch));
  return Flow::Continues;
}

FailureOr<ir::Value *> Importer::importBound(const Expr &expr) {
  FailureOr<Operand> bound = importExpr(expr);
  if (failed(bound) ||
      failed(expectDeclared(*bound, ir::Type::getU32(), expr.loc, "the loop bound")))
    return failure();
  return asU32(*bound, expr.loc, "the loop bound");
}

LogicalResult Importer::importLoop(const LoopNode &node) {
  if (!insideIoPoll && isIoPoll(node))
    return importIoPoll(node);
  FailureOr<ir::Value *> from = importBound(*node.from);
  if (failed(from))
    return failure();
  FailureOr<ir::Value *> to = importBound(*node.to);
  if (failed(to) || failed(checkFree(node.var, node.loc)))
    return failure();

  llvm::ArrayRef<StringRef> names = carried.of(&node);
  ir::Op *loop = builder.createFor(*from, *to, currentValues(names));
  if (loopDepth == 0 && ir::constantBits(*from) == 0 && ir::constantBits(*to) == 0xFFFFFFFF)
    loop->setAttr(ir::AttrName::Persistent, ir::Attr::unit());
  ir::Block *block = builder.insertionBlock();
  ir::Block &body = loop->region().block();
  setValues(names, body.arguments().drop_front());

  const bool hasUniformBounds = isUniform(*node.from) && isUniform(*node.to);
  const bool outer = std::exchange(isDivergent, isDivergent || !hasUniformBounds);
  ++loopDepth;
  scopes.open();
  scopes.bind({.name = node.var,
               .value = body.arguments().front(),
               .declared = ir::Type::getU32(),
               .isLoopCounter = true,
               .isUniform = !isDivergent});
  FailureOr<Flow> flow = importArm(body, node.body, names);
  scopes.close();
  --loopDepth;
  isDivergent = outer;
  if (failed(flow))
    return failure();
  builder.setInsertionPointToEnd(*block);
  setValues(names, resultsOf(loop));
  return success();
}

FailureOr<Flow> Importer::importRegion(const RegionNode &node) {
  if (node.generator.ends_with("#self-exclusive") && !selfExclusive.insert(node.generator).second)
    return error(DiagCode::InvalidProgram, node.loc,
                 "region generator '" + node.generator + "' appears twice (expected once)");
  return importScope(node.body);
}

LogicalResult Importer::checkFree(StringRef name, SourceLoc loc) {
  const Variable *other = scopes.find(name);
  if (!other)
    return success();
  return error(DiagCode::DuplicateBinding, loc,
               "'" + name + "' is bound already in " +
                   (scopes.isInnermost(*other) ? "this scope" : "an enclosing scope"));
}

LogicalResult Importer::importLet(const LetNode &node) {
  FailureOr<Operand> value = importExpr(*node.value);
  if (failed(value) || failed(checkFree(node.name, node.loc)))
    return failure();
  // A name whose type the validator does not know counts as u32 from here on.
  scopes.bind({.name = node.name,
               .value = value->value,
               .declared = value->declared ? value->declared : ir::Type::getU32(),
               .isUniform = isUniform(*node.value)});
  return success();
}

LogicalResult Importer::importAssign(const AssignNode &node) {
  FailureOr<Operand> value = importExpr(*node.value);
  if (failed(value))
    return failure();
  Variable *variable = scopes.find(node.name);
  if (!variable)
    return error(DiagCode::UndeclaredVariable, node.loc,
                 "'" + node.name + "' is assigned but not bound" +
                     (buffers.contains(node.name) ? " (a buffer takes 'store')" : ""));
  if (variable->isLoopCounter)
    return error(DiagCode::AssignToLoopVariable, node.loc,
                 "'" + node.name + "' is a loop variable and cannot be assigned");
  if (failed(expectDeclared(*value, variable->declared, node.value->loc,
                            "the value assigned to '" + node.name.str() + "'")))
    return failure();
  if (value->type() != variable->value->type())
    return error(DiagCode::TypeMismatch, node.value->loc,
                 "'" + node.name + "' holds " + typeName(variable->value->type()) +
                     " but is assigned " + typeName(value->type()));
  variable->value = value->value;
  variable->isUniform &= isUniform(*node.value);
  return success();
}

LogicalResult Importer::importBarrier(const BarrierNode &node) {
  if (node.ordering == MemoryOrdering::Relaxed)
    return error(
        DiagCode::InvalidProgram, node.loc,
        "a barrier has ordering 'relaxed' (expected acquire, release, acq_rel or seq_cst)");
  if (node.ordering == MemoryOrdering::GridSync)
    return unsupported(node.loc, "a barrier of the whole grid");
  if (isDivergent)
    return error(DiagCode::DivergentBarrier, node.loc,
                 "a barrier stands where invocations may part (expected uniform control flow)");
  builder.create(OpKind::Barrier, {}, {},
                 ir::NamedAttr{ir::AttrName::Ordering,
                               ir::Attr::enumerator(static_cast<ir::Ordering>(node.ordering))});
  return success();
}

} // namespace vyrecc
