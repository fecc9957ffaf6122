// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rules of statements and of their lists (sections 15.3 and 15.5).
#include "Validator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"

namespace vyrecc::vir0 {

// Rules V018 and V019.
static constexpr unsigned kMaxStatementDepth = 64;
static constexpr uint32_t kMaxStatements = 100'000;

void Validator::checkList(NodeList list, unsigned depth) {
  llvm::SmallVector<StringRef, 16> names;
  auto *outerBound = std::exchange(bound, &names);
  const unsigned outerList = std::exchange(currentList, ++numLists);
  AccessMap accesses;
  bool returnReported = false;
  for (const Node *node : list) {
    if (++numStatements > kMaxStatements) {
      if (!std::exchange(countReported, true))
        report(DiagCode::TooManyStatements, node->loc,
               "the program has too many statements (expected at most " +
                   llvm::Twine(kMaxStatements) + ")");
      break;
    }
    if (llvm::isa<ReturnNode>(node) && node != list.back() && !std::exchange(returnReported, true))
      report(DiagCode::ReturnNotLast, node->loc,
             "statements follow 'return' in its list (expected it last)");
    checkFusionHazard(*node, accesses);
    checkNode(*node, depth);
  }
  for (StringRef name : names)
    bindings.erase(name);
  bound = outerBound;
  currentList = outerList;
}

/// Checks a nested list, unless it nests too deep.
void Validator::checkDepth(const Node &node, NodeList list, unsigned depth) {
  if (depth <= kMaxStatementDepth)
    return checkList(list, depth);
  if (!std::exchange(depthReported, true))
    report(DiagCode::NestingTooDeep, node.loc,
           "statements nest too deep (expected at most " + llvm::Twine(kMaxStatementDepth) +
               " levels)");
}

void Validator::checkNode(const Node &node, unsigned depth) {
  switch (node.kind) {
  case NodeKind::Let:
    return checkLet(llvm::cast<LetNode>(node));
  case NodeKind::Assign:
    return checkAssign(llvm::cast<AssignNode>(node));
  case NodeKind::Store:
    return checkStore(llvm::cast<StoreNode>(node));
  case NodeKind::If:
    return checkIf(llvm::cast<IfNode>(node), depth);
  case NodeKind::Loop:
    return checkLoop(llvm::cast<LoopNode>(node), depth);
  case NodeKind::Block:
    return checkDepth(node, llvm::cast<BlockNode>(node).body, depth + 1);
  case NodeKind::Region:
    return checkRegion(llvm::cast<RegionNode>(node), depth);
  case NodeKind::Barrier:
    return checkBarrier(llvm::cast<BarrierNode>(node));
  case NodeKind::IndirectDispatch:
    return checkIndirectDispatch(llvm::cast<IndirectDispatchNode>(node));
  case NodeKind::AsyncLoad: {
    const auto &copy = llvm::cast<AsyncLoadNode>(node);
    ++uses[copy.source], ++uses[copy.destination];
    return checkAsyncCopy(node, copy.tag);
  }
  case NodeKind::AsyncStore: {
    const auto &copy = llvm::cast<AsyncStoreNode>(node);
    ++uses[copy.source], ++uses[copy.destination];
    return checkAsyncCopy(node, copy.tag);
  }
  case NodeKind::AsyncWait:
    return checkAsyncCopy(node, llvm::cast<AsyncWaitNode>(node).tag);
  case NodeKind::AllReduce:
    ++uses[llvm::cast<AllReduceNode>(node).buffer];
    return checkCollective(node, llvm::cast<AllReduceNode>(node).group, 0);
  case NodeKind::Broadcast: {
    const auto &broadcast = llvm::cast<BroadcastNode>(node);
    ++uses[broadcast.buffer];
    return checkCollective(node, broadcast.group, broadcast.root);
  }
  case NodeKind::AllGather: {
    const auto &gather = llvm::cast<AllGatherNode>(node);
    return checkSingleRankCopy(node, gather.input, gather.output, gather.group);
  }
  case NodeKind::ReduceScatter: {
    const auto &scatter = llvm::cast<ReduceScatterNode>(node);
    return checkSingleRankCopy(node, scatter.input, scatter.output, scatter.group);
  }
  case NodeKind::OpaqueNode:
    if (llvm::cast<OpaqueNodeNode>(node).kind.empty())
      report(DiagCode::InvalidOpaqueNode, node.loc, "the opaque statement has no kind");
    return;
  case NodeKind::Return:
  case NodeKind::Trap: // upstream checks nothing of these
  case NodeKind::Resume:
    return;
  }
}

void Validator::bind(StringRef name, SourceLoc loc, StaticType type, bool isLoopVariable,
                     bool isUniform, unsigned list) {
  auto [binding, isNew] =
      bindings.try_emplace(name, Binding{type, isLoopVariable, isUniform, list});
  if (isNew)
    return bound->push_back(name);
  const bool isSibling = binding->second.list == list;
  report(isSibling ? DiagCode::SiblingBinding : DiagCode::DuplicateBinding, loc,
         "'" + name + "' is bound already in " +
             (isSibling ? "this list" : "an enclosing scope"));
}

void Validator::checkLet(const LetNode &node) {
  StaticType type = checkExpr(*node.value);
  // A name whose type is not known counts as u32 from here on.
  bind(node.name, node.loc, type ? type : plainType(TypeTag::U32), /*isLoopVariable=*/false,
       isUniform(*node.value), currentList);
}

/// What assignments and stores convert in later releases.
static bool isSameWord(StaticType a, StaticType b) {
  auto pair = [&](TypeTag x, TypeTag y) { return (is(a, x) && is(b, y)) || (is(a, y) && is(b, x)); };
  return pair(TypeTag::U32, TypeTag::Bool) || pair(TypeTag::U32, TypeTag::I32) ||
         pair(TypeTag::U64, TypeTag::I64);
}

bool Validator::isStorable(StaticType value, StaticType element) const {
  if (!differ(value, element))
    return true;
  if ((is(value, TypeTag::U32) && is(element, TypeTag::Bytes)) ||
      (is(value, TypeTag::Bytes) && is(element, TypeTag::U32)))
    return true;
  return isNewer && isSameWord(value, element);
}

void Validator::checkAssign(const AssignNode &node) {
  StaticType type = checkExpr(*node.value);
  auto mismatch = [&](StaticType expected) {
    report(DiagCode::AssignType, node.value->loc,
           "'" + node.name + "' is " + toString(*expected) + " but is assigned " + toString(*type));
  };
  if (auto found = bindings.find(node.name); found != bindings.end()) {
    Binding &binding = found->second;
    if (binding.isLoopVariable)
      report(DiagCode::AssignToLoopVariable, node.loc,
             "'" + node.name + "' is a loop variable and cannot be assigned");
    if (differ(type, binding.type) && !(isNewer && isSameWord(type, binding.type)))
      mismatch(binding.type);
    binding.isUniform &= isUniform(*node.value);
    return;
  }
  auto buffer = buffers.find(node.name);
  if (buffer == buffers.end())
    return report(DiagCode::UndeclaredVariable, node.loc,
                  "'" + node.name + "' is assigned but not bound");
  ++uses[node.name];
  if (buffer->second->access != BufferAccess::ReadWrite)
    report(DiagCode::NotWritable, node.loc,
           "buffer '" + node.name + "' is " + mnemonic(buffer->second->access) +
               " (expected read_write)");
  StaticType element = buffer->second->element;
  const bool isFlag = (is(type, TypeTag::U32) && is(element, TypeTag::Bool)) ||
                      (is(type, TypeTag::Bool) && is(element, TypeTag::U32));
  if (!isStorable(type, element) && !isFlag)
    mismatch(element);
}

void Validator::checkStore(const StoreNode &node) {
  StaticType index = checkExpr(*node.index);
  StaticType value = checkExpr(*node.value);
  const Buffer *buffer = findBuffer(node.buffer, node.loc);
  if (index && !is(index, TypeTag::U32))
    report(DiagCode::IndexType, node.index->loc,
           "the index of 'store' is " + toString(*index) + " (expected u32)");
  if (!buffer)
    return;
  if (buffer->access == BufferAccess::ReadOnly || buffer->access == BufferAccess::Uniform)
    report(DiagCode::NotWritable, node.loc,
           "buffer '" + node.buffer + "' is " + mnemonic(buffer->access) +
               " (expected read_write, write_only or workgroup)");
  checkElementAccess(*buffer, node.loc);
  if (!isStorable(value, buffer->element))
    report(DiagCode::StoreType, node.value->loc,
           "the value stored in '" + node.buffer + "' is " + toString(*value) + " (expected " +
               toString(*buffer->element) + ")");
  const auto *literal = llvm::dyn_cast<LitU32Expr>(node.index);
  const auto *negative = llvm::dyn_cast<LitI32Expr>(node.index);
  if ((literal && buffer->count != 0 && literal->value >= buffer->count) ||
      (negative && negative->value < 0))
    report(DiagCode::IndexOutOfRange, node.index->loc,
           "the index " + (literal ? llvm::Twine(literal->value) : llvm::Twine(negative->value)) +
               " is outside buffer '" + node.buffer + "' (expected 0 to less than " +
               llvm::Twine(buffer->count) + ")");
}

void Validator::checkIf(const IfNode &node, unsigned depth) {
  StaticType type = checkExpr(*node.cond);
  if (type && !isOneOf(type, {TypeTag::U32, TypeTag::Bool}))
    report(DiagCode::ConditionType, node.cond->loc,
           "the condition is " + toString(*type) + " (expected u32 or bool)");
  const bool outer = std::exchange(isDivergent, isDivergent || !isUniform(*node.cond));
  checkDepth(node, node.thenBody, depth + 1);
  checkDepth(node, node.elseBody, depth + 1);
  isDivergent = outer;
}

void Validator::checkLoop(const LoopNode &node, unsigned depth) {
  for (const Expr *bound : {node.from, node.to})
    if (StaticType type = checkExpr(*bound); type && !is(type, TypeTag::U32))
      report(DiagCode::BoundType, bound->loc,
             "the bound of 'loop' is " + toString(*type) + " (expected u32)");
  const bool isUniformLoop = isUniform(*node.from) && isUniform(*node.to);
  const bool outer = std::exchange(isDivergent, isDivergent || !isUniformLoop);
  llvm::SmallVector<StringRef, 16> names;
  auto *outerBound = std::exchange(bound, &names);
  bind(node.var, node.loc, plainType(TypeTag::U32), /*isLoopVariable=*/true,
       isUniformLoop && !outer, ++numLists);
  if (isNewer)
    checkReturnAfterBarrier(node);
  checkDepth(node, node.body, depth + 1);
  for (StringRef name : names)
    bindings.erase(name);
  bound = outerBound;
  isDivergent = outer;
}

/// Whether the statement is or holds one of `kind`. The nesting was or will be refused beyond the limit.
static bool contains(const Node &node, NodeKind kind, unsigned depth = 0) {
  if (node.kind == kind)
    return true;
  if (depth > kMaxStatementDepth)
    return false;
  auto within = [&](NodeList list) {
    return llvm::any_of(list, [&](const Node *child) { return contains(*child, kind, depth + 1); });
  };
  if (const auto *branch = llvm::dyn_cast<IfNode>(&node))
    return within(branch->thenBody) || within(branch->elseBody);
  if (const auto *loop = llvm::dyn_cast<LoopNode>(&node))
    return within(loop->body);
  if (const auto *block = llvm::dyn_cast<BlockNode>(&node))
    return within(block->body);
  if (const auto *region = llvm::dyn_cast<RegionNode>(&node))
    return within(region->body);
  return false;
}

/// Rule V055 of later releases: after the last barrier of a round nothing may return, for the next round's barrier
/// would wait for it.
void Validator::checkReturnAfterBarrier(const LoopNode &node) {
  auto last = std::find_if(node.body.rbegin(), node.body.rend(),
                           [](const Node *child) { return llvm::isa<BarrierNode>(child); });
  for (auto after = last.base(); last != node.body.rend() && after != node.body.end(); ++after)
    if (contains(**after, NodeKind::Return))
      return report(DiagCode::ReturnAfterBarrier, (*after)->loc,
                    "an invocation may return here, after the last barrier of the loop's body");
}

void Validator::checkRegion(const RegionNode &node, unsigned depth) {
  if (node.generator.ends_with("#self-exclusive") && !selfExclusive.insert(node.generator).second &&
      selfExclusiveReported.insert(node.generator).second)
    report(DiagCode::SelfExclusive, node.loc,
           "the region '" + node.generator + "' appears twice (expected once)");
  checkDepth(node, node.body, depth + 1);
}

void Validator::checkBarrier(const BarrierNode &node) {
  if (node.ordering == MemoryOrdering::Relaxed)
    report(DiagCode::BarrierOrdering, node.loc,
           "a barrier has ordering 'relaxed' (expected acquire to grid_sync)");
  if (isDivergent)
    report(DiagCode::DivergentBarrier, node.loc,
           "a barrier stands where invocations may part (expected uniform control flow)");
}

void Validator::checkIndirectDispatch(const IndirectDispatchNode &node) {
  findBuffer(node.countBuffer, node.loc);
  if (node.countOffset % 4 != 0)
    report(DiagCode::DispatchOffset, node.loc,
           "the offset " + llvm::Twine(node.countOffset) + " is no multiple of 4");
}

void Validator::checkAsyncCopy(const Node &node, StringRef tag) {
  if (tag.empty())
    report(DiagCode::EmptyTag, node.loc,
           "'" + mnemonic(node.kind) + "' has an empty tag (expected a name)");
}

void Validator::checkCollective(const Node &node, uint32_t group, uint32_t root) {
  if (!options.rewritesCollectives)
    report(DiagCode::CollectiveGroup, node.loc,
           "'" + mnemonic(node.kind) + "' needs a target with collectives");
  else if (group != 0 || root != 0)
    report(DiagCode::CollectiveGroup, node.loc,
           "'" + mnemonic(node.kind) + "' works on group " + llvm::Twine(group) + " and root " +
               llvm::Twine(root) + " (expected 0 and 0)");
}

void Validator::checkSingleRankCopy(const Node &node, StringRef input, StringRef output,
                                    uint32_t group) {
  checkCollective(node, group, /*root=*/0);
  const Buffer *from = findBuffer(input, node.loc), *to = findBuffer(output, node.loc);
  if (!from || !to)
    return;
  if (differ(from->element, to->element))
    report(DiagCode::CollectiveGroup, node.loc,
           "'" + mnemonic(node.kind) + "' copies " + toString(*from->element) + " to " +
               toString(*to->element) + " (expected one type)");
  if (to->access == BufferAccess::ReadOnly || to->access == BufferAccess::Uniform)
    report(DiagCode::NotWritable, node.loc,
           "buffer '" + output + "' is " + mnemonic(to->access) + " (expected one to write)");
  checkElementAccess(*from, node.loc);
  checkElementAccess(*to, node.loc);
}

} // namespace vyrecc::vir0
