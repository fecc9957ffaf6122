// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emits the kernel: variables, the entry function and one function an op. The emission of plain ops
// comes from the op table; each op whose row says CUSTOM has an overload of emit, and the build
// fails where one is missing. Each .cpp file next to this one holds the overloads of one chapter of
// the SPIR-V specification.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_EMIT_KERNELEMITTER_H
#define VYRE_CC_LIB_TARGET_SPIRV_EMIT_KERNELEMITTER_H

#include "Emit/Constants.h"
#include "Emit/Externals.h"
#include "Emit/Survey.h"
#include "vyre-cc/Target/SPIRV/SPIRV.h"
#include <spirv/unified1/GLSL.std.450.h>

namespace vyrecc::spirv {

/// Selects the overload of an op.
template <ir::OpKind kind> using Row = std::integral_constant<ir::OpKind, kind>;

class KernelEmitter {
public:
  KernelEmitter(const Survey &survey, uint32_t version, const EmitOptions &options, Words &words,
                Types &types, Constants &constants, Externals &externals);

  /// Emits everything from the imports to the end of the entry function.
  void run(ir::Op &kernel);

private:
  using Op = ir::Op;
  using OpKind = ir::OpKind;
  template <size_t n> using Ids = std::array<uint32_t, n>;

  /// A block that several blocks branch to, and the values that each of them brings.
  struct Exit {
    uint32_t label;
    unsigned width;                        ///< values an edge
    llvm::SmallVector<uint32_t, 4> from;   ///< the blocks that branch here
    llvm::SmallVector<uint32_t, 8> values; ///< `width` for each of them
  };
  /// Where terminators lead.
  struct Targets {
    Exit *yield = nullptr;
    Exit *onBreak = nullptr;
    Exit *onContinue = nullptr;
  };
  struct BufferIds {
    uint32_t variable;
    uint32_t elementPointer; ///< type of a pointer to an element
  };

  // KernelEmitter.cpp: the frame.
  void declareBuffer(const UsedBuffer &buffer);
  void addToInterface(uint32_t variable);
  uint32_t declareInput(uint32_t type, spv::BuiltIn builtin, StringRef name);
  void declareEntryPoint(uint32_t function, StringRef text);
  void loadIds();
  void emitBody(ir::Block &block);
  void emitOp(Op &op);

  // Values. `id` gives the id of a value, which lies in its slot; constants are declared on the way.
  uint32_t id(ir::Value *value);
  uint32_t operand(const Op &op, unsigned index) { return id(op.operand(index)); }
  void define(ir::Value *value, uint32_t id) { value->setSlot(id); }
  void define(Op &op, uint32_t id) { define(op.result(), id); }
  uint32_t value(spv::Op opcode, ir::Type type, ArrayRef<uint32_t> operands) {
    return words.value(opcode, types.get(type), operands);
  }
  uint32_t glsl(GLSLstd450 instruction, ir::Type type, ArrayRef<uint32_t> operands);
  /// A float operation that must not be fused with another.
  uint32_t exact(spv::Op opcode, ArrayRef<uint32_t> operands);
  uint32_t select(ir::Type type, uint32_t cond, uint32_t ifTrue, uint32_t ifFalse) {
    return value(spv::Op::OpSelect, type, {cond, ifTrue, ifFalse});
  }
  uint32_t u32(uint32_t constant) { return constants.u32(constant); }
  uint32_t f32Bits(uint32_t bits) { return constants.get(ir::Type::getF32(), bits); }

  // Arithmetic.cpp
  void emitCore(Op &op, spv::Op boolean, spv::Op unsignedOp, spv::Op signedOp, spv::Op floatOp);
  void emitGlsl(Op &op, GLSLstd450 unsignedOp, GLSLstd450 signedOp, GLSLstd450 floatOp);
  uint32_t safeDivisor(Op &op);
  /// Low and high word of the product.
  Ids<2> wideProduct(Op &op);
  uint32_t saturatedBySign(uint32_t value);
  void emit(Op &op, Row<OpKind::Div>);
  void emit(Op &op, Row<OpKind::Rem>);
  void emit(Op &op, Row<OpKind::AbsDiff>);
  void emit(Op &op, Row<OpKind::SatAdd>);
  void emit(Op &op, Row<OpKind::SatSub>);
  void emit(Op &op, Row<OpKind::SatMul>);
  void emit(Op &op, Row<OpKind::MulHigh>);
  void emit(Op &op, Row<OpKind::InverseSqrt>);
  void emit(Op &op, Row<OpKind::Round>);
  void emit(Op &op, Row<OpKind::Sign>);

  // Bits.cpp
  uint32_t shiftAmount(const Op &op);
  void emitRotate(Op &op, spv::Op along, spv::Op back);
  uint32_t magnitudeBits(const Op &op);
  /// The float 1 with the sign of the operand's bits.
  uint32_t signedOne(const Op &op);
  void emit(Op &op, Row<OpKind::Shl>);
  void emit(Op &op, Row<OpKind::Shr>);
  void emit(Op &op, Row<OpKind::RotL>);
  void emit(Op &op, Row<OpKind::RotR>);
  void emit(Op &op, Row<OpKind::Clz>);
  void emit(Op &op, Row<OpKind::Ctz>);
  void emit(Op &op, Row<OpKind::Cmp>);
  void emit(Op &op, Row<OpKind::Select>);
  void emit(Op &op, Row<OpKind::IsNan>);
  void emit(Op &op, Row<OpKind::IsInf>);
  void emit(Op &op, Row<OpKind::IsFinite>);
  void emit(Op &op, Row<OpKind::FCanon>);

  // Conversions.cpp
  uint32_t toBool(const Op &op);
  uint32_t fromBool(const Op &op);
  uint32_t floatToUnsigned(const Op &op);
  uint32_t floatToSigned(const Op &op);
  void emit(Op &op, Row<OpKind::Convert>);
  void emit(Op &op, Row<OpKind::Bitcast>);

  // Memory.cpp
  const UsedBuffer &buffer(const Op &op) const;
  /// A pointer to the element that operand 0 selects.
  uint32_t elementPointer(const Op &op);
  void emit(Op &op, Row<OpKind::Const>);
  void emit(Op &op, Row<OpKind::InvocationId>);
  void emit(Op &op, Row<OpKind::WorkgroupId>);
  void emit(Op &op, Row<OpKind::LocalId>);
  void emit(Op &op, Row<OpKind::NumWorkgroups>);
  void emit(Op &op, Row<OpKind::PassLimit>);
  void emit(Op &op, Row<OpKind::Load>);
  void emit(Op &op, Row<OpKind::Store>);
  void emit(Op &op, Row<OpKind::BufferLen>);
  void emit(Op &op, Row<OpKind::VectorMake>);
  void emit(Op &op, Row<OpKind::VectorExtract>);

  // Atomics.cpp
  uint32_t scope(const Op &op);
  uint32_t semantics(const Op &op, spv::MemorySemanticsMask order);
  void emit(Op &op, Row<OpKind::AtomicLoad>);
  void emit(Op &op, Row<OpKind::AtomicStore>);
  void emit(Op &op, Row<OpKind::AtomicRmw>);
  void emit(Op &op, Row<OpKind::AtomicCmpxchg>);

  // Externals.cpp
  void emit(Op &op, Row<OpKind::ExternCall>);

  // Barriers.cpp
  void workgroupBarrier(spv::MemorySemanticsMask storage);
  void zeroWorkgroupBuffers();
  void zeroBuffer(const UsedBuffer &buffer, BufferIds bufferIds, uint32_t localIndex);
  void emit(Op &op, Row<OpKind::Barrier>);

  // Groups.cpp
  uint32_t group(spv::Op opcode, ir::Type type, ArrayRef<uint32_t> operands);
  uint32_t group(spv::Op opcode, ir::Type type, spv::GroupOperation operation, uint32_t operand);
  /// A bit an invocation of the subgroup, in four words.
  uint32_t ballot(const Op &op);
  void emit(Op &op, Row<OpKind::SubgroupReduce>);
  void emit(Op &op, Row<OpKind::SubgroupShuffle>);
  void emit(Op &op, Row<OpKind::SubgroupBallot>);
  void emit(Op &op, Row<OpKind::DeviceSubgroupElect>);
  void emit(Op &op, Row<OpKind::DeviceSubgroupAny>);
  void emit(Op &op, Row<OpKind::DeviceSubgroupAll>);
  void emit(Op &op, Row<OpKind::DeviceSubgroupCount>);
  void emit(Op &op, Row<OpKind::DeviceSubgroupAdd>);
  void emit(Op &op, Row<OpKind::DeviceSubgroupExclusiveAdd>);
  void emit(Op &op, Row<OpKind::DeviceSubgroupBroadcastFirst>);

  // ControlFlow.cpp
  Exit newExit(size_t width) { return {words.newId(), static_cast<unsigned>(width), {}, {}}; }
  void openBlock(uint32_t label);
  void branch(uint32_t label) { words.terminate(spv::Op::OpBranch, label); }
  /// An edge from the open block, which the caller then ends.
  void addEdge(Exit &exit, const Op &terminator);
  void leaveTo(Exit &exit, const Op &terminator);
  /// Opens the block and gives the ids of the values brought there; if nothing branches there, the
  /// block is closed at once.
  llvm::SmallVector<uint32_t, 8> openExit(const Exit &exit, ArrayRef<ir::Type> valueTypes);
  void finishExit(const Exit &exit, Op &op);
  /// Ends the continue block of a loop and completes the phis of its header.
  void closeLoop(uint32_t header, size_t firstPhi, ArrayRef<uint32_t> next);
  /// Emits a region that starts at a new block of its own.
  void emitArm(ir::Block &block, uint32_t label, Targets targets);
  uint32_t headerPhi(ir::Type type, uint32_t initial, uint32_t from, uint32_t continueLabel);
  void emit(Op &op, Row<OpKind::If>);
  void emit(Op &op, Row<OpKind::For>);
  void emit(Op &op, Row<OpKind::Loop>);
  void emit(Op &op, Row<OpKind::Switch>);
  void emit(Op &op, Row<OpKind::Yield>);
  void emit(Op &op, Row<OpKind::Continue>);
  void emit(Op &op, Row<OpKind::Break>);
  void emit(Op &op, Row<OpKind::Return>);
  void emit(Op &op, Row<OpKind::IndirectDispatch>);

  // DebugInfo.cpp
  void name(uint32_t id, StringRef text);

  const Survey &survey;
  const uint32_t version;
  const EmitOptions &options;
  Words &words;
  Types &types;
  Constants &constants;
  Externals &externals;

  llvm::SmallVector<BufferIds, 8> buffers; ///< as in the survey
  std::array<Ids<3>, kNumIdVectors> idComponents = {};
  llvm::SmallVector<uint32_t, 16> interface; ///< global variables that the entry point lists
  Targets targets;
  /// Pointers that the open block has made, by buffer and index.
  llvm::SmallDenseMap<std::pair<uint32_t, uint32_t>, uint32_t, 16> pointers;
};

} // namespace vyrecc::spirv

#endif
