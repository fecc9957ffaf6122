// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The importer: one object a program. Its parts are spread over the files of this folder by
// subject.
//
// Two types go with each value. The type of the ir::Value is the one that it has at run time in the
// reference (section 16); `declared` is what upstream's validator believes (section 15.1). They
// differ, for example, for the remainder of two i32, and both sets of rules can refuse a program.
#ifndef VYRE_CC_LIB_IMPORT_IMPORTER_H
#define VYRE_CC_LIB_IMPORT_IMPORTER_H

#include "Carried.h"
#include "Scopes.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Import/Import.h"
#include "llvm/ADT/DenseSet.h"

namespace vyrecc {

/// An evaluated expression. `declared` is no type where the validator knows none; its checks are
/// skipped then.
struct Operand {
  ir::Value *value = nullptr;
  ir::Type declared;

  ir::Type type() const { return value->type(); }
};

struct BufferInfo {
  const vir0::Buffer *buffer = nullptr;
  llvm::StringRef symbol;
  ir::Type element;  ///< of what loads give; no type for elements that are not compiled
  ir::Type declared; ///< of the element as the validator sees it
};

/// The scalar type of a VIR0 type, or no type where it has none here.
ir::Type scalarType(const vir0::DataType &type);
/// As VIR0 spells it; "an unknown type" for no type.
llvm::StringRef typeName(ir::Type type);
/// Bits as the reference keeps them: one NaN, and no subnormals (section 16.1).
uint32_t canonicalF32(uint32_t bits);

class Importer {
public:
  Importer(const vir0::Program &program, ir::Context &context, DiagnosticEngine &diags,
           const ImportOptions &options)
      : program(program), context(context), diags(diags), options(options), builder(context),
        carried(diags) {}

  FailureOr<ir::Module> run();

private:
  // Import.cpp: the program and its buffers.
  LogicalResult checkProgram();
  LogicalResult declareBuffers();
  LogicalResult declareBuffer(const vir0::Buffer &buffer);
  LogicalResult importKernel();
  LogicalResult refuseUncompiledBuffers();
  void report(DiagCode code, SourceLoc loc, const llvm::Twine &message);
  LogicalResult error(DiagCode code, SourceLoc loc, const llvm::Twine &message);
  LogicalResult unsupported(SourceLoc loc, const llvm::Twine &construct);

  // Statements.cpp.
  FailureOr<Flow> importScope(vir0::NodeList list);
  FailureOr<Flow> importList(vir0::NodeList list);
  LogicalResult importDeadCode(vir0::NodeList list);
  FailureOr<Flow> importNode(const vir0::Node &node);
  FailureOr<Flow> importIf(const vir0::IfNode &node);
  FailureOr<Flow> importArm(ir::Block &block, vir0::NodeList body,
                            llvm::ArrayRef<llvm::StringRef> names);
  LogicalResult importLoop(const vir0::LoopNode &node);
  FailureOr<Flow> importRegion(const vir0::RegionNode &node);
  LogicalResult importLet(const vir0::LetNode &node);
  LogicalResult importAssign(const vir0::AssignNode &node);
  LogicalResult importBarrier(const vir0::BarrierNode &node);
  LogicalResult checkFree(llvm::StringRef name, SourceLoc loc);
  FailureOr<ir::Value *> importBound(const vir0::Expr &expr);
  llvm::SmallVector<ir::Value *, 8> currentValues(llvm::ArrayRef<llvm::StringRef> names);
  void setValues(llvm::ArrayRef<llvm::StringRef> names, llvm::ArrayRef<ir::Value *> values);

  // Expressions.cpp.
  FailureOr<Operand> importExpr(const vir0::Expr &expr);
  FailureOr<Operand> importExprOf(const vir0::Expr &expr);
  FailureOr<Operand> importVar(const vir0::VarExpr &expr);
  FailureOr<Operand> importId(const vir0::Expr &expr, ir::OpKind kind, vir0::Axis axis);
  FailureOr<Operand> importSelect(const vir0::SelectExpr &expr);
  FailureOr<Operand> importCast(const vir0::CastExpr &expr);
  FailureOr<Operand> importFma(const vir0::FmaExpr &expr);
  /// The value as u32 where that cannot fail at run time; `role` names it in the message.
  FailureOr<ir::Value *> asU32(Operand operand, SourceLoc loc, llvm::StringRef role);
  LogicalResult expectDeclared(Operand operand, ir::Type type, SourceLoc loc, llvm::StringRef role);

  // Uniformity.cpp.
  /// True if the whole workgroup surely computes the same (section 15.5).
  bool isUniform(const vir0::Expr &expr);

  // Operators.cpp.
  FailureOr<Operand> importBinary(const vir0::BinaryExpr &expr);
  FailureOr<Operand> importUnary(const vir0::UnaryExpr &expr);
  LogicalResult checkSignedDivisor(const vir0::BinaryExpr &expr, ir::Value *divisor);

  // Memory.cpp: accesses to buffers.
  FailureOr<const BufferInfo *> findBuffer(llvm::StringRef name, SourceLoc loc);
  /// A buffer whose elements are loaded or stored.
  FailureOr<const BufferInfo *> findElements(llvm::StringRef name, SourceLoc loc);
  FailureOr<Operand> importLoad(const vir0::LoadExpr &expr);
  FailureOr<Operand> importBufLen(const vir0::BufLenExpr &expr);
  LogicalResult importStore(const vir0::StoreNode &node);
  LogicalResult checkWritable(const BufferInfo &info, SourceLoc loc);
  FailureOr<ir::Value *> toElement(Operand value, const BufferInfo &info, SourceLoc loc);
  FailureOr<Operand> importAtomic(const vir0::AtomicExpr &expr);
  LogicalResult checkAtomicBuffer(const vir0::AtomicExpr &expr);
  LogicalResult checkAtomicExpected(const vir0::AtomicExpr &expr);
  ir::Value *buildLoad(const BufferInfo &info, ir::Value *index);
  void buildStore(const BufferInfo &info, ir::Value *index, ir::Value *value);
  ir::Value *buildLength(const BufferInfo &info);
  LogicalResult importSingleRankCopy(const vir0::Node &node, llvm::StringRef input,
                                     llvm::StringRef output, uint32_t group);
  LogicalResult importCollective(const vir0::Node &node, uint32_t group, uint32_t root);

  // IoPoll.cpp.
  bool isIoPoll(const vir0::LoopNode &loop);
  LogicalResult importIoPoll(const vir0::LoopNode &loop);
  LogicalResult importAsyncLoad(const vir0::AsyncLoadNode &node);
  LogicalResult declareIoTables(SourceLoc loc);

  const vir0::Program &program;
  ir::Context &context;
  DiagnosticEngine &diags;
  const ImportOptions &options;

  ir::Module module;
  ir::Op *kernel = nullptr;
  ir::Builder builder;
  CarriedVariables carried;
  ScopeTable scopes;
  llvm::DenseMap<llvm::StringRef, BufferInfo> buffers;
  llvm::DenseMap<uint32_t, llvm::StringRef> bindings;
  llvm::DenseSet<llvm::StringRef> selfExclusive; ///< generators that may appear once
  unsigned loopDepth = 0;
  bool isDivergent = false; ///< some invocations of a workgroup may not be here
  unsigned exprDepth = 0;
  unsigned numRemarks = 0;
  bool insideIoPoll = false;
  bool ioTablesDeclared = false;
  llvm::SmallVector<vir0::Buffer, 2>
      ioTables; ///< stays within its inline storage: BufferInfo points into it
};

} // namespace vyrecc

#endif
