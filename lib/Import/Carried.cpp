// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds carried variables. An assignment marks every construct between itself and the binding of
// its variable; it stops at the first one that is marked already, for then the outer ones are too.
#include "Carried.h"

namespace vyrecc {

using namespace vir0;

// Rules V018 and V019 of section 15.3.
static constexpr unsigned kMaxStatementDepth = 64;
static constexpr uint32_t kMaxStatements = 100'000;

LogicalResult CarriedVariables::analyze(const Program &program, bool joins) {
  joinsReturns = joins;
  if (joins)
    live.try_emplace(kEnded, Binding{nextBinding++, 0});
  return success(succeeded(walkList(program.entry, 0)));
}

llvm::ArrayRef<StringRef> CarriedVariables::find(Construct construct) const {
  auto found = carried.find(construct);
  if (found == carried.end())
    return {};
  return found->second;
}

void CarriedVariables::bind(StringRef name, llvm::SmallVectorImpl<StringRef> &bound) {
  // A name that is bound already stays as it is: the importer refuses the second binding.
  if (live.try_emplace(name, Binding{nextBinding++, frames.size()}).second)
    bound.push_back(name);
}

void CarriedVariables::assign(StringRef name) {
  auto binding = live.find(name);
  if (binding == live.end())
    return;
  for (size_t depth = frames.size(); depth != binding->second.frames; --depth) {
    const Frame &frame = frames[depth - 1];
    if (!carriedPairs.insert({frame.id, binding->second.id}).second)
      return;
    carried[frame.construct].push_back(name);
  }
}

FailureOr<Flow> CarriedVariables::walkList(NodeList list, unsigned depth) {
  if (depth > kMaxStatementDepth && !list.empty())
    return diags.error(DiagCode::TooDeep, list.front()->loc,
                       "statements nest too deep (expected at most " +
                           llvm::Twine(kMaxStatementDepth) + " levels)");
  Flow flow = Flow::Continues;
  llvm::SmallVector<StringRef, 8> bound;
  llvm::SmallVectorImpl<StringRef> *outer = std::exchange(innermost, &bound);
  const size_t numFrames = frames.size();
  for (const Node *node : list) {
    const uint32_t returnsBefore = numReturns;
    FailureOr<Flow> nodeFlow = walk(*node, depth);
    if (failed(nodeFlow))
      return failure();
    const bool ends = *nodeFlow == Flow::Ends;
    if (ends)
      flow = Flow::Ends;
    if (joinsReturns && (ends || numReturns != returnsBefore) && node != list.back()) {
      frames.push_back({{node, true}, nextConstruct++});
      (void)carried[{node, true}];
    }
  }
  frames.truncate(numFrames);
  innermost = outer;
  for (StringRef name : bound)
    live.erase(name);
  return flow;
}

FailureOr<Flow> CarriedVariables::walkIf(const IfNode &node, unsigned depth) {
  frames.push_back({{&node, false}, nextConstruct++});
  FailureOr<Flow> thenFlow = walkList(node.thenBody, depth + 1);
  if (failed(thenFlow))
    return failure();
  FailureOr<Flow> elseFlow = walkList(node.elseBody, depth + 1);
  if (failed(elseFlow))
    return failure();
  frames.pop_back();
  if (*thenFlow == Flow::Continues || *elseFlow == Flow::Continues)
    return Flow::Continues;
  endings.insert(&node);
  return Flow::Ends;
}

FailureOr<Flow> CarriedVariables::walkLoop(const LoopNode &node, unsigned depth) {
  frames.push_back({{&node, false}, nextConstruct++});
  if (failed(walkList(node.body, depth + 1)))
    return failure();
  frames.pop_back();
  return Flow::Continues; // it may run no round at all
}

FailureOr<Flow> CarriedVariables::walk(const Node &node, unsigned depth) {
  if (++numStatements > kMaxStatements)
    return diags.error(DiagCode::LimitExceeded, node.loc,
                       "the program has too many statements (expected at most " +
                           llvm::Twine(kMaxStatements) + ")");
  if (const auto *let = llvm::dyn_cast<LetNode>(&node))
    bind(let->name, *innermost);
  else if (const auto *assignment = llvm::dyn_cast<AssignNode>(&node))
    assign(assignment->name);
  else if (const auto *branch = llvm::dyn_cast<IfNode>(&node))
    return walkIf(*branch, depth);
  else if (const auto *loop = llvm::dyn_cast<LoopNode>(&node))
    return walkLoop(*loop, depth);
  else if (const auto *block = llvm::dyn_cast<BlockNode>(&node))
    return walkList(block->body, depth + 1);
  else if (const auto *region = llvm::dyn_cast<RegionNode>(&node))
    return walkList(region->body, depth + 1);
  else if (llvm::isa<ReturnNode, TrapNode>(&node)) {
    if (joinsReturns && llvm::isa<ReturnNode>(&node)) {
      assign(kEnded);
      ++numReturns;
    }
    return Flow::Ends;
  }
  return Flow::Continues;
}

} // namespace vyrecc
