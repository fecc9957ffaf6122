// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rules of section 15 that a generator can break: names, buffers, top level, returns, and the
// mixing of atomic and plain accesses in one list of statements.
#include "TreeWalk.h"
#include <doctest/doctest.h>
#include <set>

using namespace vyrecc;
using namespace vyrecc::test;
using namespace vyrecc::vir0;
using megakernel::Variant;

namespace {
/// Collects what is wrong with a program.
class RuleCheck {
public:
  explicit RuleCheck(const Program &program) : program(program) {}

  std::vector<std::string> run() {
    for (const Node *node : program.entry)
      if (!llvm::isa<RegionNode>(node))
        complain("a top-level node that is no region", "");
    list(program.entry);
    return errors;
  }

private:
  void complain(const char *what, StringRef name) { errors.push_back(what + (" " + name).str()); }

  void bind(StringRef name) {
    for (StringRef live : scope)
      if (live == name)
        complain("bound twice:", name);
    scope.push_back(name);
  }

  void checkNames(const std::vector<TreeItem> &items) {
    for (const TreeItem &item : items) {
      auto *var = llvm::dyn_cast_or_null<VarExpr>(item.expr);
      if (var && std::find(scope.begin(), scope.end(), var->name) == scope.end())
        complain("unbound:", var->name);
    }
  }

  const Buffer *declared(StringRef name) {
    for (const Buffer &buffer : program.buffers)
      if (buffer.name == name)
        return &buffer;
    complain("undeclared buffer:", name);
    return nullptr;
  }

  /// Notes the accesses of an expression and reports a buffer that the list reaches in both ways.
  void access(const std::vector<TreeItem> &items, std::set<std::string> &atomics,
              std::set<std::string> &plains) {
    std::set<std::string> newAtomics, newPlains;
    for (const TreeItem &item : items) {
      if (auto *atomic = llvm::dyn_cast_or_null<AtomicExpr>(item.expr)) {
        const Buffer *buffer = declared(atomic->buffer);
        if (buffer && buffer->access != BufferAccess::ReadWrite)
          complain("atomic on a buffer that is not read-write:", atomic->buffer);
        newAtomics.insert(atomic->buffer.str());
      } else if (auto *load = llvm::dyn_cast_or_null<LoadExpr>(item.expr)) {
        (void)declared(load->buffer);
        newPlains.insert(load->buffer.str());
      }
    }
    mix(newAtomics, plains);
    mix(newPlains, atomics);
    atomics.merge(newAtomics);
    plains.merge(newPlains);
  }
  void mix(const std::set<std::string> &added, const std::set<std::string> &other) {
    for (const std::string &name : added)
      if (other.count(name))
        complain("atomic and plain access in one list:", name);
  }

  void list(NodeList nodes) {
    const size_t depth = scope.size();
    std::set<std::string> atomics, plains;
    auto use = [&](ExprPtr expr) {
      const std::vector<TreeItem> items = preOrder(expr);
      checkNames(items);
      access(items, atomics, plains);
    };
    for (const Node *node : nodes) {
      if (llvm::isa<ReturnNode>(node) && node != nodes.back())
        complain("statements after a return", "");
      if (auto *let = llvm::dyn_cast<LetNode>(node)) {
        use(let->value);
        bind(let->name);
      } else if (auto *assign = llvm::dyn_cast<AssignNode>(node)) {
        use(assign->value);
        if (std::find(scope.begin(), scope.end(), assign->name) == scope.end())
          complain("assigned but not bound:", assign->name);
      } else if (auto *store = llvm::dyn_cast<StoreNode>(node)) {
        use(store->index);
        use(store->value);
        if (const Buffer *buffer = declared(store->buffer);
            buffer && buffer->access == BufferAccess::ReadOnly)
          complain("stored to a read-only buffer:", store->buffer);
        mix({store->buffer.str()}, atomics);
        plains.insert(store->buffer.str());
      } else if (auto *branch = llvm::dyn_cast<IfNode>(node)) {
        use(branch->cond);
        list(branch->thenBody);
        list(branch->elseBody);
      } else if (auto *loop = llvm::dyn_cast<LoopNode>(node)) {
        use(loop->from);
        use(loop->to);
        const size_t outside = scope.size();
        bind(loop->var);
        list(loop->body);
        scope.resize(outside);
      } else if (auto *block = llvm::dyn_cast<BlockNode>(node)) {
        list(block->body);
      } else if (auto *region = llvm::dyn_cast<RegionNode>(node)) {
        list(region->body);
      }
    }
    scope.resize(depth);
  }

  const Program &program;
  std::vector<StringRef> scope;
  std::vector<std::string> errors;
};
} // namespace

static std::string join(const std::vector<std::string> &lines) {
  std::string text;
  for (const std::string &line : lines)
    text += line + "\n";
  return text;
}

TEST_CASE("megakernels keep the rules of programs") {
  for (Variant variant : {Variant::Sharded, Variant::Priority})
    for (bool once : {false, true})
      for (bool ioPoll : {false, true}) {
        const Program program = build(
            {.variant = variant, .slots = 64, .workgroup = 8, .once = once, .ioPoll = ioPoll});
        CHECK(join(RuleCheck(program).run()) == "");
      }
}

TEST_CASE("the scan keeps the rules of programs") {
  const Program program = megakernel::buildPriorityScan(13, 5);
  CHECK(join(RuleCheck(program).run()) == "");
}

TEST_CASE("no path is deeper than the format allows") {
  struct Depth {
    static unsigned of(const TreeItem &item) {
      unsigned deepest = 0;
      auto visit = [&](StringRef, const auto &field) {
        using Field = std::decay_t<decltype(field)>;
        if constexpr (std::is_same_v<Field, NodeList>)
          for (const Node *node : field)
            deepest = std::max(deepest, of({node, nullptr}));
        else if constexpr (std::is_same_v<Field, ExprPtr>)
          deepest = std::max(deepest, of({nullptr, field}));
        return success();
      };
      (void)(item.node ? visitFields(*item.node, visit) : visitFields(*item.expr, visit));
      return deepest + 1;
    }
  };
  const Program program = build({.ioPoll = true});
  const unsigned depth = Depth::of({program.entry.front(), nullptr});
  CHECK(depth > 10);
  CHECK(depth <= kMaxDepth);
}
