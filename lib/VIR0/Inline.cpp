// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies trees; on the way a Call becomes a Block in front of its statement, and a variable.
#include "vyre-cc/VIR0/Inline.h"
#include "vyre-cc/VIR0/ExprSearch.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

namespace vyrecc::vir0 {

namespace {

/// Inlining multiplies: no more statements than a program may have.
constexpr unsigned kMaxInlined = 100'000;

/// What the names of a callee stand for where it is inlined.
struct Frame {
  const Program *callee = nullptr; ///< null in the program itself
  uint32_t source = 0;             ///< SourceLoc::source of what stands in it
  std::string prefix;
  llvm::DenseMap<StringRef, StringRef> inputs; ///< buffers and the variables of their arguments
  StringRef output, result;                    ///< the output buffer and its variable
  const Frame *caller = nullptr;
};

class Inliner {
public:
  Inliner(const Program &program, llvm::ArrayRef<const Program *> library,
          llvm::ArrayRef<StringRef> externals, DiagnosticEngine &diags)
      : program(program), library(library), externals(externals), diags(diags) {}

  FailureOr<Program> run() {
    copy.version = program.version;
    copy.subgroupRule = program.subgroupRule;
    copy.entryOpId = program.entryOpId;
    std::copy_n(program.workgroupSize, 3, copy.workgroupSize);
    copy.nonComposableWithSelf = program.nonComposableWithSelf;
    copy.buffers = copy.copy(program.buffers);
    FailureOr<NodeList> entry = cloneList(program.entry, Frame());
    if (failed(entry))
      return failure();
    copy.entry = *entry;
    return std::move(copy);
  }

private:
  using Nodes = llvm::SmallVector<const Node *, 8>;

  /// `loc` is of the program that the frame stands for.
  LogicalResult refuse(DiagCode code, SourceLoc loc, const Frame &frame,
                       const llvm::Twine &message) {
    return diags.error(code, loc.inSource(frame.source), message);
  }

  FailureOr<NodeList> cloneList(NodeList list, const Frame &frame) {
    Nodes out;
    for (const Node *node : list)
      if (failed(cloneNode(*node, frame, out)))
        return failure();
    return copy.copy(NodeList(out));
  }

  /// Rewrites the fields of a copied tree struct in place.
  class FieldCloner {
  public:
    FieldCloner(Inliner &inliner, const Frame &frame, Nodes &before)
        : inliner(inliner), frame(frame), before(before) {}
    LogicalResult operator()(StringRef, const Expr *&expr) {
      if (!expr)
        return success();
      FailureOr<const Expr *> cloned = inliner.cloneExpr(*expr, frame, before);
      if (failed(cloned))
        return failure();
      expr = *cloned;
      return success();
    }
    LogicalResult operator()(StringRef name, OptionalExpr &optional) {
      return (*this)(name, optional.expr);
    }
    LogicalResult operator()(StringRef name, ExprList &list) {
      llvm::SmallVector<const Expr *, 4> cloned(list.begin(), list.end());
      for (const Expr *&expr : cloned)
        if (failed((*this)(name, expr)))
          return failure();
      list = inliner.copy.copy(ExprList(cloned));
      return success();
    }
    LogicalResult operator()(StringRef, NodeList &list) {
      FailureOr<NodeList> cloned = inliner.cloneList(list, frame);
      if (failed(cloned))
        return failure();
      list = *cloned;
      return success();
    }
    template <typename Other> LogicalResult operator()(StringRef, Other &) { return success(); }

  private:
    Inliner &inliner;
    const Frame &frame;
    Nodes &before;
  };

  template <typename T>
  FailureOr<T *> cloneStruct(const T &from, const Frame &frame, Nodes &before) {
    T *made = copy.make<T>();
    *made = from;
    made->loc.source = frame.source;
    if (failed(visitFields(*made, FieldCloner(*this, frame, before))))
      return failure();
    return made;
  }

  /// A call's own atomics are its arguments' business; others of the statement would be overtaken.
  LogicalResult checkOrder(const Node &node, const Frame &frame) {
    bool calls = false, hasAtomic = false;
    auto isIn = [&](ExprKind kind, bool &flag) {
      return ExprSearch([kind, &flag](const Expr &expr) { return flag |= expr.kind == kind; });
    };
    auto visit = [&](auto search) {
      if (const auto *branch = llvm::dyn_cast<IfNode>(&node))
        (void)search(StringRef(), branch->cond);
      else if (const auto *loop = llvm::dyn_cast<LoopNode>(&node))
        (void)(failed(search(StringRef(), loop->from)) || failed(search(StringRef(), loop->to)));
      else if (!llvm::isa<BlockNode, RegionNode>(node))
        (void)visitFields(node, search);
    };
    visit(isIn(ExprKind::Call, calls));
    visit(isIn(ExprKind::Atomic, hasAtomic));
    if (calls && hasAtomic)
      return refuse(DiagCode::BadCallee, node.loc, frame,
                    "a call and an atomic in one statement (expected the atomic in a Let before)");
    return success();
  }

  LogicalResult cloneNode(const Node &node, const Frame &frame, Nodes &out) {
    if (++numStatements > kMaxInlined)
      return refuse(DiagCode::TooManyStatements, node.loc, frame,
                    "inlining makes too many statements");
    if (failed(checkOrder(node, frame)))
      return failure();
    if (frame.callee && llvm::isa<ReturnNode>(node))
      return refuse(DiagCode::BadCallee, node.loc, frame,
                    "the callee '" + *frame.callee->entryOpId + "' returns early");
    if (const auto *store = llvm::dyn_cast<StoreNode>(&node); store && frame.callee)
      return cloneResult(*store, frame, out);
    switch (node.kind) {
#define VIR0_NODE(Name, Tag, OpId, Mnemonic, Fields)                                               \
  case NodeKind::Name: {                                                                           \
    FailureOr<Name##Node *> made = cloneStruct(static_cast<const Name##Node &>(node), frame, out); \
    if (failed(made))                                                                              \
      return failure();                                                                            \
    rename(**made, frame);                                                                         \
    out.push_back(*made);                                                                          \
    return success();                                                                              \
  }
#include "vyre-cc/VIR0/Format.def"
    }
    return failure();
  }

  /// A callee stores its result; it has no other buffer to store to.
  LogicalResult cloneResult(const StoreNode &store, const Frame &frame, Nodes &out) {
    if (store.buffer != frame.output)
      return refuse(DiagCode::BadCallee, store.loc, frame,
                    "the callee '" + *frame.callee->entryOpId + "' stores to buffer '" +
                        store.buffer + "' (expected its output only)");
    FailureOr<const Expr *> value = cloneExpr(*store.value, frame, out);
    if (failed(value))
      return failure();
    auto *assign = copy.make<AssignNode>();
    assign->loc = store.loc.inSource(frame.source);
    assign->name = frame.result;
    assign->value = *value;
    out.push_back(assign);
    return success();
  }

  StringRef renamed(StringRef name, const Frame &frame) {
    return frame.callee ? copy.copy(StringRef(frame.prefix + name.str())) : name;
  }
  template <typename T> void rename(T &, const Frame &) {}
  void rename(LetNode &node, const Frame &frame) { node.name = renamed(node.name, frame); }
  void rename(AssignNode &node, const Frame &frame) { node.name = renamed(node.name, frame); }
  void rename(LoopNode &node, const Frame &frame) { node.var = renamed(node.var, frame); }

  const Expr *variable(StringRef name, SourceLoc loc) {
    auto *expr = copy.make<VarExpr>();
    expr->loc = loc;
    expr->name = name;
    return expr;
  }
  const Expr *word(uint32_t value, SourceLoc loc) {
    auto *expr = copy.make<LitU32Expr>();
    expr->loc = loc;
    expr->value = value;
    return expr;
  }

  FailureOr<const Expr *> cloneExpr(const Expr &expr, const Frame &frame, Nodes &before) {
    if (const auto *call = llvm::dyn_cast<CallExpr>(&expr);
        call && !llvm::is_contained(externals, call->opId))
      return inlineCall(*call, frame, before);
    const SourceLoc at = expr.loc.inSource(frame.source);
    if (frame.callee)
      switch (expr.kind) {
      case ExprKind::Var:
        return variable(renamed(llvm::cast<VarExpr>(expr).name, frame), at);
      case ExprKind::Load:
        return cloneLoad(llvm::cast<LoadExpr>(expr), frame);
      case ExprKind::BufLen:
        return word(1, at);
      case ExprKind::InvocationId:
      case ExprKind::WorkgroupId:
      case ExprKind::LocalId:
        return word(0, at);
      case ExprKind::Atomic:
        return refuse(DiagCode::BadCallee, expr.loc, frame,
                      "the callee '" + *frame.callee->entryOpId + "' has an atomic");
      default: // means the same everywhere
        break;
      }
    switch (expr.kind) {
#define VIR0_EXPR(Name, Tag, Mnemonic, Fields)                                                     \
  case ExprKind::Name: {                                                                           \
    FailureOr<Name##Expr *> made =                                                                 \
        cloneStruct(static_cast<const Name##Expr &>(expr), frame, before);                         \
    if (failed(made))                                                                              \
      return failure();                                                                            \
    return static_cast<const Expr *>(*made);                                                       \
  }
#include "vyre-cc/VIR0/Format.def"
    }
    return failure();
  }

  FailureOr<const Expr *> cloneLoad(const LoadExpr &load, const Frame &frame) {
    if (load.buffer == frame.output)
      return variable(frame.result, load.loc.inSource(frame.source));
    auto input = frame.inputs.find(load.buffer);
    if (input != frame.inputs.end())
      return variable(input->second, load.loc.inSource(frame.source));
    return refuse(DiagCode::BadCallee, load.loc, frame,
                  "the callee '" + *frame.callee->entryOpId + "' loads from buffer '" +
                      load.buffer + "' (expected an input or its output)");
  }

  /// The number of the callee in the library, or the size of the library.
  size_t findCallee(StringRef opId) const {
    return llvm::find_if(library,
                         [&](const Program *candidate) {
                           return candidate->entryOpId && *candidate->entryOpId == opId;
                         }) -
           library.begin();
  }

  /// The literal that a result starts as, or null.
  const Expr *zero(const DataType &type, SourceLoc loc) {
    auto make = [&](auto *literal) -> const Expr * {
      literal->loc = loc;
      return literal;
    };
    switch (type.tag) {
    case TypeTag::U32:
      return make(copy.make<LitU32Expr>());
    case TypeTag::I32:
      return make(copy.make<LitI32Expr>());
    case TypeTag::F32:
      return make(copy.make<LitF32Expr>());
    case TypeTag::Bool:
      return make(copy.make<LitBoolExpr>());
    default: // no literal, or none that a variable could start as
      return nullptr;
    }
  }

  FailureOr<const Expr *> inlineCall(const CallExpr &call, const Frame &caller, Nodes &before) {
    const size_t number = findCallee(call.opId);
    if (number == library.size())
      return refuse(DiagCode::UnknownCallee, call.loc, caller,
                    "no library holds the callee '" + call.opId + "'");
    const Program *callee = library[number];
    for (const Frame *frame = &caller; frame; frame = frame->caller)
      if (frame->callee == callee)
        return refuse(DiagCode::BadCallee, call.loc, caller, "'" + call.opId + "' calls itself");
    const SourceLoc at = call.loc.inSource(caller.source);
    Frame frame;
    frame.callee = callee;
    frame.source = number + 1;
    frame.caller = &caller;
    frame.prefix = "__call" + std::to_string(numCalls++) + ".";
    const Buffer *output = nullptr;
    llvm::SmallVector<const Buffer *, 4> inputs;
    for (const Buffer &buffer : callee->buffers) {
      if (buffer.isOutput)
        output = &buffer;
      else if (buffer.access == BufferAccess::ReadOnly || buffer.access == BufferAccess::Uniform)
        inputs.push_back(&buffer);
    }
    const Expr *start = output ? zero(*output->element, at) : nullptr;
    if (!start)
      return refuse(DiagCode::BadCallee, call.loc, caller,
                    "the callee '" + call.opId + "' has no output of u32, i32, f32 or bool");
    if (inputs.size() != call.args.size())
      return refuse(DiagCode::CallArguments, call.loc, caller,
                    "'" + call.opId + "' is called with " + llvm::Twine(call.args.size()) +
                        " arguments (expected " + llvm::Twine(inputs.size()) + ")");
    auto bind = [&](const llvm::Twine &name, const Expr *value) {
      auto *let = copy.make<LetNode>();
      let->loc = at;
      let->name = copy.copy(StringRef((frame.prefix + name).str()));
      let->value = value;
      before.push_back(let);
      return let->name;
    };
    for (auto [index, argument] : llvm::enumerate(call.args)) {
      FailureOr<const Expr *> value = cloneExpr(*argument, caller, before);
      if (failed(value))
        return failure();
      frame.inputs[inputs[index]->name] = bind("arg" + llvm::Twine(index), *value);
    }
    frame.output = output->name;
    frame.result = bind("result", start);
    FailureOr<NodeList> body = cloneList(callee->entry, frame);
    if (failed(body))
      return failure();
    auto *block = copy.make<BlockNode>();
    block->loc = at;
    block->body = *body;
    before.push_back(block);
    return variable(frame.result, at);
  }

  const Program &program;
  llvm::ArrayRef<const Program *> library;
  llvm::ArrayRef<StringRef> externals;
  DiagnosticEngine &diags;
  Program copy;
  unsigned numCalls = 0, numStatements = 0;
};

} // namespace

bool hasCalls(const Program &program) {
  return anyExpr(program, [](const Expr &expr) { return llvm::isa<CallExpr>(expr); });
}

FailureOr<Program> inlineCalls(const Program &program, llvm::ArrayRef<const Program *> library,
                               DiagnosticEngine &diags, llvm::ArrayRef<StringRef> externals) {
  return Inliner(program, library, externals, diags).run();
}

} // namespace vyrecc::vir0
