// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Questions that the tests ask of a program tree.
#ifndef VYRE_CC_TEST_MEGAKERNEL_TREEWALK_H
#define VYRE_CC_TEST_MEGAKERNEL_TREEWALK_H

#include "vyre-cc/Megakernel/Megakernel.h"
#include <map>
#include <string>
#include <vector>

namespace vyrecc::test {

/// A node or an expression.
struct TreeItem {
  const vir0::Node *node = nullptr;
  const vir0::Expr *expr = nullptr;
};

/// Everything below a list of nodes in pre-order: a node before its expressions before its bodies.
std::vector<TreeItem> preOrder(vir0::NodeList nodes);
std::vector<TreeItem> preOrder(const vir0::Expr *expr);

/// Position of the Let of `name` in a pre-order; fails the test where there is none.
size_t positionOfLet(const std::vector<TreeItem> &items, vir0::StringRef name);
/// The Let of `name`, or null.
const vir0::LetNode *findLet(const std::vector<TreeItem> &items, vir0::StringRef name);
/// True if some expression is the literal `value`.
bool hasLiteral(const std::vector<TreeItem> &items, uint32_t value);

bool isLiteral(const vir0::Expr *expr, uint32_t value);
bool isVariable(const vir0::Expr *expr, vir0::StringRef name);

/// How many atomics of each kind act on each buffer, keyed "kind buffer". Adds of 0 count as
/// "load".
std::map<std::string, unsigned> countAtomics(const vir0::Program &program);

/// The body of the root region.
vir0::NodeList rootBody(const vir0::Program &program);

/// A program from options that must be right.
vir0::Program build(const megakernel::MegakernelOptions &options);

} // namespace vyrecc::test

#endif
