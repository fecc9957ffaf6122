// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The verifier. Verifier.cpp holds what the op table and the structure of the IR ask for;
// VerifierOps.cpp the rules of single ops.
#ifndef VYRE_CC_LIB_IR_VERIFIER_H
#define VYRE_CC_LIB_IR_VERIFIER_H

#include "vyre-cc/IR/Text.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

namespace vyrecc::ir {

class Verifier {
public:
  Verifier(DiagnosticEngine &diags) : diags(diags) {}
  LogicalResult verifyModule(Op &module);

private:
  /// Reports a broken rule of `op`; the message starts with the op's name.
  LogicalResult broken(const Op &op, const llvm::Twine &message);

  // Structure.
  LogicalResult verifyModuleBody(Op &module);
  void verifyBlock(Block &block);
  void verifyTerminators(Block &block);
  void verifyOp(Op &op);
  LogicalResult verifyPlace(Op &op);
  LogicalResult verifyDominance(Op &op);

  // The op table.
  LogicalResult verifyTableRules(Op &op);
  LogicalResult verifyOperands(Op &op);
  LogicalResult verifyOperandType(Op &op, unsigned index);
  LogicalResult verifyResults(Op &op);
  LogicalResult verifyAttributes(Op &op);
  LogicalResult verifyRegions(Op &op);

  // Single ops. They may rely on the table rules.
  LogicalResult verifyScheduling(Op &op);
  LogicalResult verifyOwnRules(Op &op);
  LogicalResult verifyBuffer(Op &op);
  LogicalResult verifyKernel(Op &op);
  LogicalResult verifyConst(Op &op);
  LogicalResult verifyCast(Op &op);
  LogicalResult verifyCmp(Op &op);
  LogicalResult verifyVectorMake(Op &op);
  LogicalResult verifyVectorExtract(Op &op);
  LogicalResult verifyScalarOperand(Op &op);
  LogicalResult verifyScalarWord(Op &op);
  LogicalResult verifyCopy(Op &op);
  LogicalResult verifyAccess(Op &op);
  LogicalResult verifyAtomic(Op &op, const Op &buffer);
  LogicalResult verifyIf(Op &op);
  LogicalResult verifyFor(Op &op);
  LogicalResult verifyLoop(Op &op);
  LogicalResult verifySwitch(Op &op);
  LogicalResult verifyYield(Op &op);
  LogicalResult verifyLoopExit(Op &op);
  LogicalResult verifyBlockArguments(Op &op, ArrayRef<Type> expected);
  LogicalResult verifyPassedTypes(Op &op, ArrayRef<Type> expected, const llvm::Twine &whose);

  DiagnosticEngine &diags;
  llvm::DenseSet<StringRef> kernels; ///< names
  Op *kernel = nullptr;
  bool isReady = false;
  llvm::StringMap<Op *> buffers;
  llvm::DenseSet<uint64_t> bindings;
  llvm::DenseSet<const Op *> visited;        ///< ops with results that were passed already
  llvm::SmallVector<const Block *, 16> open; ///< the blocks around the op at hand
};

/// Types of the operands of `op` from `first` on.
llvm::SmallVector<Type, 8> operandTypes(const Op &op, unsigned first);
llvm::SmallVector<Type, 8> resultTypes(const Op &op);

} // namespace vyrecc::ir

#endif
