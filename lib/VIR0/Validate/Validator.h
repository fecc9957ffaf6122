// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The validator: one object a program. Its parts are spread over the files of this folder by subject.
#ifndef VYRE_CC_LIB_VIR0_VALIDATE_VALIDATOR_H
#define VYRE_CC_LIB_VIR0_VALIDATE_VALIDATOR_H

#include "vyre-cc/VIR0/Validate.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace vyrecc::vir0 {

/// The static type of an expression (section 15.1), or null where the rules know none.
using StaticType = const DataType *;

/// Rule V033 of section 15.4.
inline constexpr unsigned kMaxExprDepth = 128;

/// The type without parameters that has this tag.
StaticType plainType(TypeTag tag);

inline bool is(StaticType type, TypeTag tag) { return type && type->tag == tag; }
inline bool isOneOf(StaticType type, std::initializer_list<TypeTag> tags) {
  return type && llvm::is_contained(tags, type->tag);
}
/// True if both are known and not the same.
inline bool differ(StaticType a, StaticType b) { return a && b && a != b && !(*a == *b); }

class Validator {
public:
  Validator(const Program &program, DiagnosticEngine &diags, const ValidateOptions &options)
      : program(program), diags(diags), options(options),
        isNewer(program.version >= 5 || program.subgroupRule == SubgroupRule::WithOp) {}

  LogicalResult run();

private:
  struct Binding {
    StaticType type;
    bool isLoopVariable;
    bool isUniform;    ///< the same in the whole workgroup, as section 15.5 tells
    unsigned list;     ///< the statement list that binds it
  };
  /// How the statements of one list have accessed a buffer since the last barrier.
  struct Accesses {
    bool plain = false, atomic = false;
  };
  using AccessMap = llvm::SmallDenseMap<StringRef, Accesses, 8>;

  void report(DiagCode code, SourceLoc loc, const llvm::Twine &message);

  // Program.cpp: rules of the program and its buffers.
  void checkProgram();
  void checkBuffers();
  void checkLinearUses();

  // Statements.cpp
  void checkList(NodeList list, unsigned depth);
  void checkNode(const Node &node, unsigned depth);
  void checkLet(const LetNode &node);
  void checkAssign(const AssignNode &node);
  void checkStore(const StoreNode &node);
  void checkIf(const IfNode &node, unsigned depth);
  void checkLoop(const LoopNode &node, unsigned depth);
  void checkRegion(const RegionNode &node, unsigned depth);
  void checkBarrier(const BarrierNode &node);
  void checkIndirectDispatch(const IndirectDispatchNode &node);
  void checkAsyncCopy(const Node &node, StringRef tag);
  void checkCollective(const Node &node, uint32_t group, uint32_t root);
  void checkSingleRankCopy(const Node &node, StringRef input, StringRef output, uint32_t group);
  void checkReturnAfterBarrier(const LoopNode &node);
  void checkDepth(const Node &node, NodeList list, unsigned depth);
  void bind(StringRef name, SourceLoc loc, StaticType type, bool isLoopVariable, bool isUniform,
            unsigned list);
  bool isStorable(StaticType value, StaticType element) const;

  // FusionHazards.cpp
  void checkFusionHazard(const Node &node, AccessMap &accesses);

  // Expressions.cpp: each check gives the type.
  StaticType checkExpr(const Expr &expr);
  StaticType checkExprOf(const Expr &expr);
  StaticType checkVar(const VarExpr &expr);
  StaticType checkId(const Expr &expr, Axis axis);
  StaticType checkLoad(const LoadExpr &expr);
  StaticType checkCall(const CallExpr &expr);
  StaticType checkSelect(const SelectExpr &expr);
  StaticType checkCast(const CastExpr &expr);
  StaticType checkFma(const FmaExpr &expr);
  StaticType checkAtomic(const AtomicExpr &expr);
  void checkAtomicBuffer(const AtomicExpr &expr);
  StaticType checkReduce(const SubgroupReduceExpr &expr);
  StaticType checkOpaque(const OpaqueExprExpr &expr);
  const Buffer *findBuffer(StringRef name, SourceLoc loc);
  /// Reports element accesses to Bytes.
  void checkElementAccess(const Buffer &buffer, SourceLoc loc);
  bool isUniform(const Expr &expr) const;

  // Operators.cpp
  StaticType checkBinary(const BinaryExpr &expr);
  StaticType checkUnary(const UnaryExpr &expr);
  void checkArithmetic(const BinaryExpr &expr, StaticType left, StaticType right);
  /// Reports each known operand whose type is not listed.
  void checkOperands(const BinaryExpr &expr, StaticType left, StaticType right,
                     std::initializer_list<TypeTag> expected);
  void checkMix(const BinaryExpr &expr, StaticType left, StaticType right);

  const Program &program;
  DiagnosticEngine &diags;
  const ValidateOptions &options;
  const bool isNewer; ///< of a release after 0.6.3
  unsigned numErrors = 0, numReports = 0;

  llvm::DenseMap<StringRef, const Buffer *> buffers; ///< the last one of each name
  llvm::DenseMap<StringRef, Binding> bindings;
  llvm::SmallVector<StringRef, 16> *bound = nullptr; ///< names of the list that is being checked
  llvm::DenseSet<StringRef> selfExclusive, selfExclusiveReported;
  llvm::DenseMap<StringRef, unsigned> uses; ///< how often a buffer is named
  unsigned numLists = 0, currentList = 0;
  uint32_t numStatements = 0;
  unsigned exprDepth = 0;
  bool isDivergent = false; ///< some invocations of a workgroup may not be here
  bool depthReported = false, countReported = false;
};

} // namespace vyrecc::vir0

#endif
