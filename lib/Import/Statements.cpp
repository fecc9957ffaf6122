// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports statements. Variables that a construct assigns and that outlive it become results of its
// op.
#include "Importer.h"
#include "vyre-cc/IR/Loops.h"
#include "llvm/ADT/SmallVectorExtras.h"

namespace vyrecc {

using namespace vir0;
using ir::OpKind;
using ir::Type;

/// Ifs and loops around a statement, with those that join returns. The IR's text nests 256 deep.
static constexpr unsigned kMaxConstructs = 160;

FailureOr<Flow> Importer::importScope(NodeList list) {
  scopes.open();
  FailureOr<Flow> flow = importList(list);
  scopes.close();
  return flow;
}

FailureOr<Flow> Importer::importList(NodeList list) {
  for (size_t index = 0; index != list.size(); ++index) {
    NodeList rest = list.drop_front(index + 1);
    FailureOr<Flow> flow = importNode(*list[index]);
    if (failed(flow))
      return failure();
    if (*flow == Flow::Continues && !carried.mayEndBeforeRest(list[index]))
      continue;
    if (*flow == Flow::Continues)
      return importUnlessEnded(rest, carried.ofRestAfter(list[index]));
    if (!rest.empty() && failed(importDeadCode(*list[index], rest)))
      return failure();
    return Flow::Ends;
  }
  return Flow::Continues;
}

/// Statements that are never reached have to be sound too, so they are imported, into an op that is
/// dropped.
LogicalResult Importer::importDeadCode(const Node &ending, NodeList list) {
  report(DiagCode::DeadCode, list.front()->loc, "no invocation reaches this statement");
  ir::Block *block = builder.insertionBlock();
  llvm::ArrayRef<StringRef> names = carried.ofRestAfter(&ending);
  llvm::SmallVector<ir::Value *, 8> before = currentValues(names);
  // The list may have been ended by its vir.return; the scratch op goes in front of it.
  if (ir::Op *end = block->terminator())
    builder.setInsertionPointBefore(end);
  ir::Op *scratch = builder.createIf(builder.constBool(false), {});
  builder.setInsertionPointToEnd(scratch->region(0).block());
  ++numConstructs;
  FailureOr<Flow> flow = importList(list);
  --numConstructs;
  setValues(names, before);
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
    if (combinesLanes && numConstructs != 0)
      scopes.find(kEnded)->operand.value = builder.constBool(true);
    else
      builder.create(OpKind::Return, {});
    return Flow::Ends;
  case NodeKind::Block:
    return importScope(llvm::cast<BlockNode>(node).body);
  case NodeKind::Region:
    return importScope(llvm::cast<RegionNode>(node).body);
  case NodeKind::Trap:
    if (failed(importTrap(llvm::cast<TrapNode>(node))))
      return failure();
    return Flow::Ends;
  case NodeKind::Barrier:
    result = importBarrier(llvm::cast<BarrierNode>(node));
    break;
  case NodeKind::AsyncLoad: {
    const auto &copy = llvm::cast<AsyncLoadNode>(node);
    result = insideIoPoll ? importIoTransfer(copy)
                          : importAsyncCopy(node, OpKind::AsyncLoad, copy.source, copy.destination,
                                            *copy.offset, *copy.size, copy.tag);
    break;
  }
  case NodeKind::AsyncStore: {
    const auto &copy = llvm::cast<AsyncStoreNode>(node);
    result = importAsyncCopy(node, OpKind::AsyncStore, copy.source, copy.destination, *copy.offset,
                             *copy.size, copy.tag);
    break;
  }
  case NodeKind::AsyncWait:
    result = importAsyncWait(llvm::cast<AsyncWaitNode>(node));
    break;
  case NodeKind::IndirectDispatch:
    result = importIndirectDispatch(llvm::cast<IndirectDispatchNode>(node));
    break;
  case NodeKind::AllReduce: // what one rank reduces or broadcasts it has already
  case NodeKind::Broadcast:
    break;
  case NodeKind::AllGather: {
    const auto &gather = llvm::cast<AllGatherNode>(node);
    result = importSingleRankCopy(node, gather.input, gather.output);
    break;
  }
  case NodeKind::ReduceScatter: {
    const auto &scatter = llvm::cast<ReduceScatterNode>(node);
    result = importSingleRankCopy(node, scatter.input, scatter.output);
    break;
  }
  case NodeKind::OpaqueNode:
    result =
        unsupported(node.loc, "opaque statement '" + llvm::cast<OpaqueNodeNode>(node).kind + "'");
    break;
  case NodeKind::Resume:
    result = unsupported(node.loc, "'" + mnemonic(node.kind) + "'");
    break;
  }
  if (failed(result))
    return failure();
  return Flow::Continues;
}

/// Adds what the IR has of an operand, in the order in which setValues takes it.
static void appendParts(const Operand &operand, llvm::SmallVectorImpl<ir::Value *> &values) {
  for (ir::Value *part : {operand.value, operand.isSigned, operand.runLength})
    if (part)
      values.push_back(part);
}

llvm::SmallVector<ir::Value *, 8> Importer::currentValues(llvm::ArrayRef<StringRef> names) {
  llvm::SmallVector<ir::Value *, 8> values;
  for (StringRef name : names)
    appendParts(scopes.find(name)->operand, values);
  return values;
}

void Importer::setValues(llvm::ArrayRef<StringRef> names, llvm::ArrayRef<ir::Value *> values) {
  for (StringRef name : names) {
    Operand &operand = scopes.find(name)->operand;
    for (ir::Value **part : {&operand.value, &operand.isSigned, &operand.runLength})
      if (*part)
        *part = values.front(), values = values.drop_front();
  }
}

static llvm::SmallVector<ir::Type, 8> typesOf(llvm::ArrayRef<ir::Value *> values) {
  return llvm::map_to_vector<8>(values, [](ir::Value *value) { return value->type(); });
}

static llvm::SmallVector<ir::Value *, 8> resultsOf(ir::Op *op) {
  return llvm::map_to_vector<8>(op->results(), [](ir::Value &value) { return &value; });
}

FailureOr<Flow> Importer::importArm(ir::Block &block, llvm::ArrayRef<StringRef> names,
                                    const LaneGuard &guard,
                                    llvm::function_ref<FailureOr<Flow>()> importBody) {
  builder.setInsertionPointToEnd(block);
  SourceLoc loc = builder.loc();
  if (combinesLanes) {
    LaneFrame &frame = laneFrames.emplace_back();
    frame.guard = guard;
    for (StringRef name : names)
      frame.entries[name] = scopes.find(name)->operand;
  }
  ++numConstructs;
  FailureOr<Flow> flow = importBody();
  --numConstructs;
  if (combinesLanes)
    laneFrames.pop_back();
  builder.setLoc(loc);
  if (succeeded(flow) && !builder.insertionBlock()->terminator())
    builder.yield(currentValues(names));
  return flow;
}

/// True for a loop without end that invocations return from, and for what holds one in its own list.
/// All of a block have to go round it, those too that had ended before, to leave it together.
bool Importer::isLeftTogether(const Node &node) {
  auto anyIn = [this](NodeList list) {
    return llvm::any_of(list, [this](const Node *each) { return isLeftTogether(*each); });
  };
  if (const auto *block = llvm::dyn_cast<BlockNode>(&node))
    return anyIn(block->body);
  if (const auto *region = llvm::dyn_cast<RegionNode>(&node))
    return anyIn(region->body);
  const auto *loop = llvm::dyn_cast<LoopNode>(&node);
  if (!loop || !llvm::is_contained(carried.of(loop), kEnded))
    return false;
  const auto *from = llvm::dyn_cast<LitU32Expr>(loop->from);
  const auto *to = llvm::dyn_cast<LitU32Expr>(loop->to);
  return from && to && ir::isEndless(from->value, to->value);
}

/// What comes after a statement that some invocations return from: those go past it and keep their
/// variables.
FailureOr<Flow> Importer::importUnlessEnded(NodeList list, llvm::ArrayRef<StringRef> names) {
  Names held(names);
  while (true) {
    const size_t count = llvm::find_if(list, [this](const Node *node) {
                           return isLeftTogether(*node);
                         }) - list.begin();
    const bool isLast = count == list.size();
    if (count != 0) {
      const bool keptBound = std::exchange(keepsBound, keepsBound || !isLast);
      FailureOr<Flow> flow = importGuarded(list.take_front(count), held);
      keepsBound = keptBound;
      if (isLast || failed(flow))
        return flow;
      if (*flow == Flow::Ends) {
        if (failed(importDeadCode(*list[count - 1], list.drop_front(count))))
          return failure();
        return Flow::Ends;
      }
    }
    if (isLast)
      return Flow::Continues;
    const Node &node = *list[count];
    list = list.drop_front(count + 1);
    builder.setLoc(node.loc);
    if (const auto *loop = llvm::dyn_cast<LoopNode>(&node)) {
      if (failed(importLoop(*loop)))
        return failure();
      continue;
    }
    const auto *block = llvm::dyn_cast<BlockNode>(&node);
    scopes.open();
    FailureOr<Flow> flow =
        importUnlessEnded(block ? block->body : llvm::cast<RegionNode>(node).body, held);
    scopes.close();
    if (failed(flow))
      return failure();
    if (*flow == Flow::Ends) {
      if (!list.empty() && failed(importDeadCode(node, list)))
        return failure();
      return Flow::Ends;
    }
  }
}

/// Statements for those that have not ended. What they bind is added to the names where it is kept.
FailureOr<Flow> Importer::importGuarded(NodeList list, Names &names) {
  if (numConstructs == kMaxConstructs)
    return error(DiagCode::LimitExceeded, list.front()->loc,
                 "too many returns lie before this statement of a program with subgroup operations "
                 "(expected at most " +
                     llvm::Twine(kMaxConstructs) + ", with the statements around it)");
  ir::Value *goesOn = builder.build(OpKind::Not, scopes.find(kEnded)->operand.value);
  llvm::SmallVector<ir::Value *, 8> before = currentValues(names);
  const size_t firstVariable = scopes.size();
  ir::Op *branch = builder.createIf(goesOn, typesOf(before));
  ir::Block *block = builder.insertionBlock();
  ++numRests;
  FailureOr<Flow> flow = importArm(branch->region(0).block(), names, {.cond = goesOn},
                                   [&] { return importList(list); });
  --numRests;
  if (failed(flow))
    return failure();
  builder.setInsertionPointToEnd(branch->region(1).block());
  builder.yield(before);
  builder.setInsertionPointToEnd(*block);
  if (keepsBound && *flow == Flow::Continues)
    branch = keepBound(*branch, firstVariable, names);
  setValues(names, resultsOf(branch));
  return flow;
}

/// Gives the vir.if one result more for each variable that its first arm has bound; 0 in the others.
ir::Op *Importer::keepBound(ir::Op &branch, size_t firstVariable, Names &names) {
  llvm::SmallVector<ir::Value *, 8> bound;
  for (Variable &variable : scopes.since(firstVariable)) {
    appendParts(variable.operand, bound);
    variable.constructs = numConstructs;
    names.push_back(variable.name);
  }
  llvm::SmallVector<ir::Type, 8> types;
  for (const ir::Value &result : branch.results())
    types.push_back(result.type());
  types.append(typesOf(bound));
  ir::Block *block = builder.insertionBlock();
  ir::Op *made = builder.create(OpKind::If, types, branch.operand(0), {}, 2);
  for (unsigned arm : {0, 1}) {
    made->region(arm).takeBlock(branch.region(arm));
    ir::Op *end = made->region(arm).block().terminator();
    builder.setInsertionPointBefore(end);
    llvm::SmallVector<ir::Value *, 8> values;
    for (const ir::OpOperand &operand : end->operands())
      values.push_back(operand.get());
    for (ir::Value *value : bound)
      values.push_back(arm == 0 ? value : builder.zero(value->type()));
    builder.yield(values);
    end->erase();
  }
  branch.erase();
  builder.setInsertionPointToEnd(*block);
  return made;
}

FailureOr<Flow> Importer::importIf(const IfNode &node) {
  FailureOr<Operand> cond = importExpr(*node.cond);
  if (failed(cond))
    return failure();
  llvm::ArrayRef<StringRef> names = carried.of(&node);
  llvm::SmallVector<ir::Value *, 8> before = currentValues(names);
  llvm::SmallVector<ir::Type, 8> resultTypes;
  if (combinesLanes || !carried.neverContinues(&node))
    resultTypes = typesOf(before);
  LaneGuard guard{.cond = asCondition(*cond)};
  ir::Op *branch = builder.createIf(guard.cond, resultTypes);
  ir::Block *block = builder.insertionBlock();

  FailureOr<Flow> thenFlow = importArm(branch->region(0).block(), names, guard,
                                       [&] { return importScope(node.thenBody); });
  if (failed(thenFlow))
    return failure();
  setValues(names, before);
  guard.isElse = true;
  FailureOr<Flow> elseFlow = importArm(branch->region(1).block(), names, guard,
                                       [&] { return importScope(node.elseBody); });
  if (failed(elseFlow))
    return failure();

  builder.setInsertionPointToEnd(*block);
  const bool ends = *thenFlow == Flow::Ends && *elseFlow == Flow::Ends;
  if (ends && !combinesLanes) {
    builder.create(OpKind::Return, {});
    setValues(names, before);
    return Flow::Ends;
  }
  setValues(names, resultsOf(branch));
  return ends ? Flow::Ends : Flow::Continues;
}

LogicalResult Importer::importLoop(const LoopNode &node) {
  if (!insideIoPoll && isIoPoll(node))
    return importIoPoll(node);
  FailureOr<Operand> fromOperand = importExpr(*node.from);
  if (failed(fromOperand))
    return failure();
  ir::Value *from = asU32(*fromOperand);
  FailureOr<Operand> toOperand = importExpr(*node.to);
  if (failed(toOperand))
    return failure();
  ir::Value *to = asU32(*toOperand);

  llvm::ArrayRef<StringRef> names = carried.of(&node);
  ir::Op *loop = builder.createFor(from, to, currentValues(names));
  if (loopDepth == 0 && ir::constantBits(from) == 0 && ir::constantBits(to) == 0xFFFFFFFF)
    loop->setAttr(ir::AttrName::Persistent, ir::Attr::unit());
  ir::Block *block = builder.insertionBlock();
  ir::Block &body = loop->region().block();
  setValues(names, body.arguments().drop_front());

  ++loopDepth;
  scopes.open();
  scopes.bind({.name = node.var,
               .operand = {body.arguments().front()},
               .isLoopCounter = true});
  LaneGuard guard;
  if (!ir::constantBits(from) || !ir::constantBits(to))
    guard = {.counter = body.arguments().front(), .bound = to};
  const bool mayEnd = combinesLanes && llvm::is_contained(names, kEnded);
  FailureOr<Flow> flow = importArm(body, names, guard, [&] {
    if (!mayEnd)
      return importScope(node.body);
    if (ir::isEndless(from, to))
      leaveWhereAllHaveEnded();
    return importUnlessEnded(node.body, names);
  });
  scopes.close();
  --loopDepth;
  if (failed(flow))
    return failure();
  builder.setInsertionPointToEnd(*block);
  setValues(names, resultsOf(loop));
  return success();
}

LogicalResult Importer::importLet(const LetNode &node) {
  FailureOr<Operand> value = importExpr(*node.value);
  if (failed(value))
    return failure();
  if (value->isWord() && mixed.isEitherWord(&node))
    value = asEither(*value);
  if (const unsigned width = mixed.widthOf(&node); value->isBytes && width)
    value = asBytesUpTo(*value, width);
  scopes.bind(
      {.name = node.name, .operand = *value, .let = &node, .constructs = numConstructs});
  return success();
}

/// How many bytes the form of the value holds.
static unsigned formBytes(const Operand &bytes) {
  return bytes.type().bits() / 8 * bytes.type().lanes();
}

/// True if bytes are of one form and length, or of one form with lengths beside them.
static bool haveOneLength(const Operand &a, const Operand &b) {
  return a.type() == b.type() && !a.runLength == !b.runLength &&
         (a.runLength || a.length == b.length);
}

LogicalResult Importer::importAssign(const AssignNode &node) {
  FailureOr<Operand> value = importExpr(*node.value);
  if (failed(value))
    return failure();
  Variable *variable = scopes.find(node.name);
  if (!variable) // a buffer: the validator takes it, the reference does not
    return unsupported(node.loc, "an assignment to buffer '" + node.name + "'");
  Operand &held = variable->operand;
  const bool isStraight = variable->constructs == numConstructs;
  if (const unsigned width = mixed.widthOf(variable->let); value->isBytes && width)
    value = asBytesUpTo(*value, width);
  if (value->type() == Type::getF32() && held.type() == Type::getF64())
    value->value = builder.convert(value->value, Type::getF64());
  const bool areWords = value->isWord() && held.isWord();
  if (value->isWord() && (held.isSigned || mixed.isEitherWord(variable->let)))
    value = asEither(*value);
  // Where no construct lies between the binding and here, all that follows finds the new type.
  if (isStraight) {
    held = *value;
    return success();
  }
  // What is found here the next try knows.
  if (areWords && value->variant() != held.variant()) {
    mixed.addWord(variable->let);
    value = Operand{builder.bitcast(value->value, held.type())};
  }
  if (value->isBytes && held.isBytes && !haveOneLength(*value, held)) {
    mixed.addBytes(variable->let, std::max({formBytes(*value), formBytes(held), 4u}));
    value = Operand::bytes(rawBytes(*value, std::max(formBytes(held), 4u)), held.length,
                           held.runLength ? lengthOf(*value) : nullptr);
  }
  if (value->isBytes != held.isBytes || value->type() != held.type())
    return error(DiagCode::TypeMismatch, node.value->loc,
                 "'" + node.name + "' holds " + typeName(held) + " but is assigned " +
                     typeName(*value));
  held = *value;
  return success();
}

LogicalResult Importer::importBarrier(const BarrierNode &node) {
  const bool isTopLevel = numConstructs == numRests;
  if (node.ordering == MemoryOrdering::GridSync && isTopLevel) {
    builder.create(OpKind::GridSync, {});
    return success();
  }
  // Deeper down a barrier of the grid means one of the workgroup.
  const auto ordering = node.ordering == MemoryOrdering::GridSync
                            ? ir::Ordering::SeqCst
                            : static_cast<ir::Ordering>(node.ordering);
  builder.create(OpKind::Barrier, {}, {},
                 ir::NamedAttr{ir::AttrName::Ordering, ir::Attr::enumerator(ordering)});
  return success();
}

} // namespace vyrecc
