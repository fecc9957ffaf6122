// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Questions about whole programs: buffers by name, record op ids, and the path that leads to a
// byte.
#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

const Buffer *Program::findBuffer(StringRef name) const {
  for (size_t i = buffers.size(); i-- > 0;)
    if (buffers[i].name == name)
      return &buffers[i];
  return nullptr;
}

StringRef recordOpId(const Node &node) {
  if (auto *opaque = llvm::dyn_cast<OpaqueNodeNode>(&node))
    return opaque->kind;
  switch (node.kind) {
#define VIR0_NODE(Name, Tag, OpId, Mnemonic, Fields)                                               \
  case NodeKind::Name:                                                                             \
    return OpId;
#include "vyre-cc/VIR0/Format.def"
  }
  return {};
}

namespace {

/// Looks among the fields of one node or expression for the child that covers an offset, and
/// descends.
struct PathFinder {
  uint32_t offset;
  Place &place;
  bool found = false;

  bool covers(SourceLoc loc) const {
    return loc.isBytes() && loc.source == 0 && offset >= loc.offset && offset - loc.offset < loc.length;
  }
  void enter(const Node &node) {
    place.node = &node;
    place.expr = nullptr;
  }
  void enter(const Expr &expr) { place.expr = &expr; }
  template <typename T> void descend(const T &child, const llvm::Twine &step) {
    if (found || !covers(child.loc))
      return;
    found = true;
    enter(child);
    place.path += (place.path.empty() ? "" : ".") + step.str();
    (void)visitFields(child, PathFinder{offset, place});
  }
  template <typename T> void descendList(ArrayRef<const T *> list, StringRef name) {
    for (size_t i = 0; i < list.size() && !found; ++i)
      descend(*list[i], name + "[" + llvm::Twine(i) + "]");
  }

  LogicalResult operator()(StringRef name, ExprPtr expr) {
    descend(*expr, name);
    return success();
  }
  LogicalResult operator()(StringRef name, OptionalExpr optional) {
    if (optional.expr)
      descend(*optional.expr, name);
    return success();
  }
  LogicalResult operator()(StringRef name, ExprList list) {
    descendList(list, name);
    return success();
  }
  LogicalResult operator()(StringRef name, NodeList list) {
    descendList(list, name);
    return success();
  }
  template <typename T> LogicalResult operator()(StringRef, const T &) { return success(); }
};

} // namespace

std::string nodePathAt(const Program &program, uint32_t offset) {
  return placeAt(program, offset).path;
}

std::string nodePathAt(const Program &program, SourceLoc loc) {
  return loc.isBytes() && loc.source == 0 ? nodePathAt(program, loc.offset) : std::string();
}

Place placeAt(const Program &program, uint32_t offset) {
  Place place;
  PathFinder{offset, place}.descendList(program.entry, "entry");
  return place;
}

} // namespace vyrecc::vir0
