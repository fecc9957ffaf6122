// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which variables each vir.if and vir.for has to carry: those that are bound outside of it and
// assigned inside.
//
// Where returns are joined, that an invocation has ended is such a variable, too, and what comes
// after a statement that may end it is a construct: it runs where nothing has ended.
#ifndef VYRE_CC_LIB_IMPORT_CARRIED_H
#define VYRE_CC_LIB_IMPORT_CARRIED_H

#include "vyre-cc/VIR0/Program.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/PointerIntPair.h"

namespace vyrecc {

/// Whether anything can run after a statement or a list of them.
enum class Flow : uint8_t { Continues, Ends };

/// The variable that says whether the invocation has ended, where returns are joined. No program has
/// a name that is not UTF-8.
inline constexpr llvm::StringLiteral kEnded = "\xFF";

/// One walk over the statements of a program, which also counts them and bounds how deep they nest,
/// so that the importer may recurse. Takes time in proportion to statements and carried variables.
class CarriedVariables {
public:
  explicit CarriedVariables(DiagnosticEngine &diags) : diags(diags) {}

  LogicalResult analyze(const vir0::Program &program, bool joinsReturns);

  /// Names carried by an If or a Loop, in order of their first assignment.
  llvm::ArrayRef<llvm::StringRef> of(const vir0::Node *construct) const {
    return find({construct, false});
  }
  /// True if something comes after the statement that runs only where nothing has ended.
  bool mayEndBeforeRest(const vir0::Node *statement) const {
    return carried.contains({statement, true});
  }
  /// Names carried by what comes after the statement, which may end or has ended the invocation.
  llvm::ArrayRef<llvm::StringRef> ofRestAfter(const vir0::Node *statement) const {
    return find({statement, true});
  }

  /// True if both arms of the If end the invocation, so that nothing is carried out of it.
  bool neverContinues(const vir0::IfNode *node) const { return endings.contains(node); }

private:
  /// An If or a Loop, or with true what comes after a statement.
  using Construct = llvm::PointerIntPair<const vir0::Node *, 1, bool>;
  /// One that is being walked.
  struct Frame {
    Construct construct;
    unsigned id;
  };
  struct Binding {
    unsigned id;   ///< unique in the program
    size_t frames; ///< how many constructs are open where the name is bound
  };

  llvm::ArrayRef<llvm::StringRef> find(Construct construct) const;
  FailureOr<Flow> walkList(vir0::NodeList list, unsigned depth);
  FailureOr<Flow> walk(const vir0::Node &node, unsigned depth);
  FailureOr<Flow> walkIf(const vir0::IfNode &node, unsigned depth);
  FailureOr<Flow> walkLoop(const vir0::LoopNode &node, unsigned depth);
  void bind(llvm::StringRef name, llvm::SmallVectorImpl<llvm::StringRef> &bound);
  void assign(llvm::StringRef name);

  DiagnosticEngine &diags;
  llvm::SmallVector<Frame, 16> frames;
  llvm::DenseMap<llvm::StringRef, Binding> live;
  llvm::DenseSet<std::pair<unsigned, unsigned>> carriedPairs; ///< construct id, binding id
  llvm::DenseMap<Construct, llvm::SmallVector<llvm::StringRef, 4>> carried;
  llvm::DenseSet<const vir0::IfNode *> endings;
  llvm::SmallVectorImpl<llvm::StringRef> *innermost = nullptr; ///< names of the list being walked
  unsigned nextConstruct = 0, nextBinding = 0;
  uint32_t numStatements = 0;
  uint32_t numReturns = 0; ///< those that are joined
  bool joinsReturns = false;
};

} // namespace vyrecc

#endif
