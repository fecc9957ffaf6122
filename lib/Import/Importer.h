// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The importer: one object a program. Its parts are spread over the files of this folder by
// subject. It takes validated programs and knows the values that a program has when it runs
// (section 16.1), not what the validator believes of them: the remainder of two i32, for example,
// is an i32 here and a u32 there.
#ifndef VYRE_CC_LIB_IMPORT_IMPORTER_H
#define VYRE_CC_LIB_IMPORT_IMPORTER_H

#include "Carried.h"
#include "Elements.h"
#include "Scopes.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Import/Import.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace vyrecc {

struct BufferInfo {
  const vir0::Buffer *buffer = nullptr;
  llvm::StringRef symbol;
  ElementLayout layout;
};

/// How a binary operator is computed.
struct BinaryRule {
  ir::OpKind op;
  uint8_t variants;                            ///< both operands are of the same one
  ir::Predicate predicate = ir::Predicate::Eq; ///< only with OpKind::Cmp
  bool isLogical = false;                      ///< works on truth values, whatever the operands are
};

/// Which invocations run a region: those where a condition holds or does not hold, or those whose
/// counter has not reached its bound.
struct LaneGuard {
  ir::Value *cond = nullptr; ///< null: all that come to the construct
  bool isElse = false;
  ir::Value *counter = nullptr, *bound = nullptr;
};

/// Variables that hold values of different types on different paths of the program.
class MixedVariables {
public:
  /// True if the variable holds a U32 on one path and an I32 on another.
  bool isEitherWord(const vir0::LetNode *let) const { return isAll || words.contains(let); }
  /// Bytes that hold whatever the variable holds, if it is Bytes of different lengths: 4, 8 or 16; else 0.
  unsigned widthOf(const vir0::LetNode *let) const { return isAll ? 16 : bytes.lookup(let); }

  void addWord(const vir0::LetNode *let) { grows |= words.insert(let).second; }
  void addBytes(const vir0::LetNode *let, unsigned width) {
    unsigned &known = bytes[let];
    grows |= width > known;
    known = std::max(known, width);
  }
  /// Takes all variables for such.
  void addAll() { isAll = true; }
  /// True if something was added since the last call.
  bool hasGrown() { return std::exchange(grows, false); }

private:
  llvm::DenseSet<const vir0::LetNode *> words;
  llvm::DenseMap<const vir0::LetNode *, unsigned> bytes;
  bool isAll = false, grows = false;
};

/// An arm of an if or the body of a loop that is being imported.
struct LaneFrame {
  LaneGuard guard;
  llvm::DenseMap<llvm::StringRef, Operand> entries; ///< what it carries, as it was before
};

/// The type as VIR0 spells it.
llvm::StringRef typeName(const Operand &operand);
/// True if invocations of the program combine values.
bool hasSubgroupOps(const vir0::Program &program);
/// Bits as the reference keeps them: one NaN, and no subnormals (section 16.1).
uint32_t canonicalF32(uint32_t bits);

class Importer {
public:
  Importer(const vir0::Program &program, ir::Context &context, DiagnosticEngine &diags,
           const ImportOptions &options, MixedVariables &mixed)
      : program(program), context(context), diags(diags), options(options), builder(context),
        carried(diags), mixed(mixed),
        isNewer(program.version >= 5 || program.subgroupRule == vir0::SubgroupRule::WithOp) {}

  FailureOr<ir::Module> run();

private:
  // Import.cpp: the program and its buffers.
  LogicalResult declareBuffers();
  LogicalResult declareBuffer(const vir0::Buffer &buffer);
  llvm::StringRef symbolFor(llvm::StringRef name);
  LogicalResult importKernel();
  void report(DiagCode code, SourceLoc loc, const llvm::Twine &message);
  LogicalResult error(DiagCode code, SourceLoc loc, const llvm::Twine &message);
  LogicalResult unsupported(SourceLoc loc, const llvm::Twine &construct);

  // Statements.cpp.
  FailureOr<Flow> importScope(vir0::NodeList list);
  FailureOr<Flow> importList(vir0::NodeList list);
  LogicalResult importDeadCode(const vir0::Node &ending, vir0::NodeList list);
  FailureOr<Flow> importNode(const vir0::Node &node);
  FailureOr<Flow> importIf(const vir0::IfNode &node);
  FailureOr<Flow> importArm(ir::Block &block, llvm::ArrayRef<llvm::StringRef> names,
                            const LaneGuard &guard,
                            llvm::function_ref<FailureOr<Flow>()> importBody);
  using Names = llvm::SmallVector<llvm::StringRef, 8>;
  bool isLeftTogether(const vir0::Node &node);
  FailureOr<Flow> importUnlessEnded(vir0::NodeList list, llvm::ArrayRef<llvm::StringRef> names);
  FailureOr<Flow> importGuarded(vir0::NodeList list, Names &names);
  ir::Op *keepBound(ir::Op &branch, size_t firstVariable, Names &names);
  LogicalResult importLoop(const vir0::LoopNode &node);
  LogicalResult importLet(const vir0::LetNode &node);
  LogicalResult importAssign(const vir0::AssignNode &node);
  LogicalResult importBarrier(const vir0::BarrierNode &node);
  llvm::SmallVector<ir::Value *, 8> currentValues(llvm::ArrayRef<llvm::StringRef> names);
  void setValues(llvm::ArrayRef<llvm::StringRef> names, llvm::ArrayRef<ir::Value *> values);

  // Expressions.cpp.
  FailureOr<Operand> importExpr(const vir0::Expr &expr);
  FailureOr<Operand> importExprOf(const vir0::Expr &expr);
  FailureOr<Operand> importCall(const vir0::CallExpr &expr);
  FailureOr<Operand> importVar(const vir0::VarExpr &expr);
  FailureOr<Operand> importId(ir::OpKind kind, vir0::Axis axis);
  FailureOr<Operand> importSelect(const vir0::SelectExpr &expr);
  FailureOr<Operand> importFma(const vir0::FmaExpr &expr);
  FailureOr<Operand> importOpaque(const vir0::OpaqueExprExpr &expr);

  // Subgroups.cpp: operations that combine invocations, and what those have that do not come there.
  FailureOr<Operand> importReduce(const vir0::SubgroupReduceExpr &expr);
  FailureOr<Operand> importShuffle(const vir0::SubgroupShuffleExpr &expr);
  FailureOr<Operand> importBallot(const vir0::SubgroupBallotExpr &expr);
  FailureOr<Operand> importForAll(const vir0::Expr &expr);
  /// The operand where a subgroup moves or combines it: u32 or f32.
  FailureOr<ir::Value *> importSubgroupValue(const vir0::Expr &expr, llvm::StringRef role);
  Operand valueInEachLane(const Variable &variable);
  void leaveWhereAllHaveEnded();

  // Casts.cpp: conversions that the reference does on its way (sections 16.1 and 16.6).
  FailureOr<Operand> importCast(const vir0::CastExpr &expr);
  Operand castWord(Operand operand, ir::Type target);
  Operand castU64(Operand operand);
  FailureOr<Operand> castF32(Operand operand, SourceLoc loc);
  Operand castRaw(Operand operand, const vir0::DataType &target);
  Operand castNarrow(Operand operand, const vir0::DataType &target);
  /// "as-u32": the value as u32; traps at run time where it has none.
  ir::Value *asU32(Operand operand);
  /// The whole part of a f64 as u32; traps where it has none.
  ir::Value *wordOfF64(ir::Value *value);
  /// "as-u64" for sizes and offsets in bytes: what does not fit u32 becomes the largest u32.
  ir::Value *asByteCount(Operand operand);
  ir::Value *asCondition(Operand operand);
  ir::Value *isNegative(Operand operand);
  /// How many bytes there are.
  ir::Value *lengthOf(Operand operand) {
    return operand.runLength ? operand.runLength : builder.constU32(operand.length);
  }
  ir::Value *isLongerThan(Operand operand, uint32_t bytes);
  /// Bytes that may be of any length up to 4, 8 or 16.
  Operand asBytesUpTo(Operand operand, unsigned bytes) {
    return Operand::bytes(rawBytes(operand, bytes), bytes, lengthOf(operand));
  }
  /// The value's bytes, least first, cut or zero-extended to 4, 8 or 16: ui32, ui64 or
  /// vector<4xui32>.
  ir::Value *rawBytes(Operand operand, unsigned bytes);
  /// Arithmetic on floats is done in f32, also on those that come from f64 elements.
  ir::Value *asF32(ir::Value *value);
  ir::Value *lowWord(ir::Value *u64);
  ir::Value *highWord(ir::Value *u64);
  /// Ends the invocation with an error where `bad` holds.
  void trapIf(ir::Value *bad, llvm::StringRef tag);

  // Operators.cpp.
  FailureOr<Operand> importBinary(const vir0::BinaryExpr &expr);
  Operand importBinaryOf(const BinaryRule &rule, ir::Value *left, ir::Value *right);
  FailureOr<Operand> importUnary(const vir0::UnaryExpr &expr);
  /// `isSigned`: where the divisor counts as an i32; null: everywhere.
  void trapOnBadDivisor(ir::Value *dividend, ir::Value *divisor, ir::Value *isSigned = nullptr);
  Operand unpack(vir0::UnaryTag tag, ir::Value *word);

  // EitherWords.cpp: words that are a U32 or an I32 as the program runs.
  Operand asEither(Operand word);
  Operand selectEither(ir::Value *cond, Operand ifTrue, Operand ifFalse);
  ir::Value *asWordOf(Operand either, ir::Type type);
  Operand importEitherBinary(const BinaryRule &rule, Operand left, Operand right);

  // Memory.cpp: accesses to buffers.
  FailureOr<const BufferInfo *> findBuffer(llvm::StringRef name, SourceLoc loc);
  FailureOr<Operand> importLoad(const vir0::LoadExpr &expr);
  FailureOr<Operand> importBufLen(const vir0::BufLenExpr &expr);
  LogicalResult importStore(const vir0::StoreNode &node);
  LogicalResult importBytesStore(const vir0::StoreNode &node, const BufferInfo &info,
                                 ir::Value *index);
  ir::Value *toElement(Operand value, const BufferInfo &info);
  Operand fromElement(ir::Value *element, const BufferInfo &info);
  FailureOr<Operand> importAtomic(const vir0::AtomicExpr &expr);
  ir::Value *buildLoad(const BufferInfo &info, ir::Value *index);
  void buildStore(const BufferInfo &info, ir::Value *index, ir::Value *value);
  ir::Value *buildLength(const BufferInfo &info);
  LogicalResult importSingleRankCopy(const vir0::Node &node, llvm::StringRef input,
                                     llvm::StringRef output);

  // Effects.cpp: traps, asynchronous copies, dispatches.
  LogicalResult importTrap(const vir0::TrapNode &node);
  LogicalResult importAsyncCopy(const vir0::Node &node, ir::OpKind kind, llvm::StringRef source,
                                llvm::StringRef destination, const vir0::Expr &offset,
                                const vir0::Expr &size, llvm::StringRef tag);
  LogicalResult importAsyncWait(const vir0::AsyncWaitNode &node);
  LogicalResult importIndirectDispatch(const vir0::IndirectDispatchNode &node);

  // IoPoll.cpp.
  bool isIoPoll(const vir0::LoopNode &loop);
  LogicalResult importIoPoll(const vir0::LoopNode &loop);
  LogicalResult importIoTransfer(const vir0::AsyncLoadNode &node);
  LogicalResult declareIoTables(SourceLoc loc);
  /// The program's own bindings have been checked; those of the tables are fixed.
  LogicalResult checkBindingFree(const vir0::Buffer &table);

  const vir0::Program &program;
  ir::Context &context;
  DiagnosticEngine &diags;
  const ImportOptions &options;

  ir::Module module;
  ir::Op *kernel = nullptr;
  ir::Builder builder;
  CarriedVariables carried;
  ScopeTable scopes;
  MixedVariables &mixed; ///< grows where values of two types meet in a variable
  llvm::DenseMap<llvm::StringRef, BufferInfo> buffers;
  const bool isNewer; ///< of a release after 0.6.3, with the casts and grid barriers of those
  /// Of a program with subgroup operations: the constructs around the statement. Returns are joined
  /// there, so that invocations that have returned come to the operations, too.
  llvm::SmallVector<LaneFrame, 8> laneFrames;
  bool combinesLanes = false;
  unsigned forAllDepth = 0; ///< operands of subgroup operations around the expression
  unsigned loopDepth = 0;
  unsigned numConstructs = 0; ///< ifs and loops around the statement
  bool keepsBound = false;    ///< what is bound in the rest of a list is used beyond its vir.if
  unsigned numRests = 0;      ///< those of them that only join returns
  unsigned numRemarks = 0;
  bool insideIoPoll = false;
  bool ioTablesDeclared = false;
  llvm::SmallVector<vir0::Buffer, 2>
      ioTables; ///< stays within its inline storage: BufferInfo points into it
};

} // namespace vyrecc

#endif
