// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The frame of a kernel: variables, entry point, invocation ids, and the step from an op to its
// emission.
#include "Emit/KernelEmitter.h"
#include "TargetEnv.h"
#include "llvm/Support/ErrorHandling.h"

namespace vyrecc::spirv {

using ir::AttrName;
using ir::Type;

KernelEmitter::KernelEmitter(const Survey &survey, uint32_t version, const EmitOptions &options,
                             Words &words, Types &types, Constants &constants,
                             Externals &externals)
    : survey(survey), version(version), options(options), words(words), types(types),
      constants(constants), externals(externals) {
  words.reserveCode(survey.numValues * 8ull);
}

void KernelEmitter::run(Op &kernel) {
  for (const UsedBuffer &buffer : survey.buffers)
    declareBuffer(buffer);
  const uint32_t function = words.newId();
  const uint32_t functionType = types.entryFunction();
  words.emit(Section::Code, spv::Op::OpFunction,
             {types.voidType(), function, static_cast<uint32_t>(spv::FunctionControlMask::MaskNone),
              functionType});
  openBlock(words.newId());
  loadIds();
  if (survey.usesWorkgroupBuffers)
    zeroWorkgroupBuffers();
  emitBody(kernel.region().block());
  words.emit(Section::Code, spv::Op::OpFunctionEnd, {});
  declareEntryPoint(function, kernel.stringAttr(AttrName::SymName));
}

/// Longer private buffers start with anything (docs/IR.md): lavapipe stores the zeros one by one, and compiles a
/// thousand of them for minutes.
static constexpr uint64_t kZeroedPrivate = 64;

void KernelEmitter::declareBuffer(const UsedBuffer &buffer) {
  const uint32_t element = types.get(buffer.element);
  const auto storage = buffer.isStorage     ? spv::StorageClass::StorageBuffer
                       : buffer.isWorkgroup ? spv::StorageClass::Workgroup
                                            : spv::StorageClass::Private;
  uint32_t pointee;
  if (!buffer.isStorage)
    pointee = types.array(element, u32(buffer.count));
  else
    // Without synchronisation no plain access is ordered with another invocation's, so that none
    // has to be seen by it; with it, every plain write may be what the synchronisation publishes.
    pointee = types.storageBlock(
        element, {buffer.strideBytes, buffer.readOnly, survey.synchronises && !buffer.readOnly});
  llvm::SmallVector<uint32_t, 2> operands = {static_cast<uint32_t>(storage)};
  if (storage == spv::StorageClass::Private && buffer.count <= kZeroedPrivate)
    operands.push_back(constants.null(pointee));
  const uint32_t variable =
      words.define(spv::Op::OpVariable, types.pointer(storage, pointee), operands);
  if (buffer.isStorage) {
    words.decorate(variable, spv::Decoration::DescriptorSet, 0);
    words.decorate(variable, spv::Decoration::Binding, buffer.binding);
    externals.noteVariable(buffer.binding, variable);
  }
  name(variable, buffer.decl->stringAttr(AttrName::SymName));
  if (version >= kAllGlobalsInInterface)
    interface.push_back(variable);
  buffers.push_back({variable, types.pointer(storage, element)});
}

void KernelEmitter::addToInterface(uint32_t variable) {
  if (!llvm::is_contained(interface, variable))
    interface.push_back(variable);
}

uint32_t KernelEmitter::declareInput(uint32_t type, spv::BuiltIn builtin, StringRef text) {
  const auto value = static_cast<uint32_t>(builtin);
  // An interface holds a built-in once.
  if (const uint32_t shared = externals.input(value)) {
    addToInterface(shared);
    return shared;
  }
  const uint32_t variable =
      words.define(spv::Op::OpVariable, types.pointer(spv::StorageClass::Input, type),
                   static_cast<uint32_t>(spv::StorageClass::Input));
  words.decorate(variable, spv::Decoration::BuiltIn, value);
  words.use(grammar::Kind::BuiltIn, value);
  name(variable, text);
  interface.push_back(variable);
  return variable;
}

void KernelEmitter::declareEntryPoint(uint32_t function, StringRef text) {
  const auto model = static_cast<uint32_t>(spv::ExecutionModel::GLCompute);
  const auto mode = static_cast<uint32_t>(spv::ExecutionMode::LocalSize);
  words.use(grammar::Kind::ExecutionModel, model);
  words.use(grammar::Kind::ExecutionMode, mode);
  words.emitString(Section::EntryPoints, spv::Op::OpEntryPoint, {model, function}, text,
                   interface);
  words.emit(
      Section::ExecutionModes, spv::Op::OpExecutionMode,
      {function, mode, survey.workgroupSize[0], survey.workgroupSize[1], survey.workgroupSize[2]});
  if (options.strictFloats && types.has(Type::getF32())) {
    const auto preserve = static_cast<uint32_t>(spv::ExecutionMode::SignedZeroInfNanPreserve);
    words.use(grammar::Kind::ExecutionMode, preserve);
    words.emit(Section::ExecutionModes, spv::Op::OpExecutionMode, {function, preserve, 32});
  }
  name(function, text);
}

/// Ids are constant for an invocation: each component that is used is loaded once, where it
/// dominates all uses.
void KernelEmitter::loadIds() {
  static constexpr std::pair<spv::BuiltIn, const char *> kBuiltins[kNumIdVectors] = {
      {spv::BuiltIn::GlobalInvocationId, "invocation_id"},
      {spv::BuiltIn::WorkgroupId, "workgroup_id"},
      {spv::BuiltIn::LocalInvocationId, "local_id"},
      {spv::BuiltIn::NumWorkgroups, "num_workgroups"},
  };
  for (size_t vector = 0; vector != kNumIdVectors; ++vector) {
    const std::array<bool, 3> &used = survey.usedIds[vector];
    if (!used[0] && !used[1] && !used[2])
      continue;
    const auto &[builtin, text] = kBuiltins[vector];
    const uint32_t variable = declareInput(types.u32x3(), builtin, text);
    const uint32_t all = words.value(spv::Op::OpLoad, types.u32x3(), variable);
    for (uint32_t axis = 0; axis != 3; ++axis)
      if (used[axis])
        idComponents[vector][axis] =
            value(spv::Op::OpCompositeExtract, Type::getU32(), {all, axis});
  }
}

void KernelEmitter::emitBody(ir::Block &block) {
  for (Op &op : block.ops()) {
    // After a statement that nothing leaves, the rest of the block is dead.
    if (!words.isOpen())
      return;
    emitOp(op);
  }
}

uint32_t KernelEmitter::id(ir::Value *value) {
  if (value->slot() == 0) {
    const Op *op = value->definingOp();
    assert(op && op->is(OpKind::Const) && "a value that is used before it is defined");
    value->setSlot(constants.get(value->type(), op->intAttr(AttrName::Value)));
  }
  return value->slot();
}

uint32_t KernelEmitter::glsl(GLSLstd450 instruction, Type type, ArrayRef<uint32_t> operands) {
  llvm::SmallVector<uint32_t, 5> all = {words.importSet("GLSL.std.450"),
                                        static_cast<uint32_t>(instruction)};
  all.append(operands.begin(), operands.end());
  return value(spv::Op::OpExtInst, type, all);
}

void KernelEmitter::emitOp(Op &op) {
  // The names that the Target column uses.
  using enum spv::Op;
  constexpr auto _ = OpNop;
  constexpr auto GLSLstd450_ = GLSLstd450Bad;
  switch (op.kind()) {
#define PLAIN(Boolean, Unsigned, Signed, Float) emitCore(op, Boolean, Unsigned, Signed, Float)
#define GLSL(Unsigned, Signed, Float)                                                              \
  emitGlsl(op, GLSLstd450##Unsigned, GLSLstd450##Signed, GLSLstd450##Float)
#define CUSTOM emit(op, Self())
#define NONE llvm_unreachable("holds code, is none")
#define VYRE_OP(Name, Mnemonic, Target, ...)                                                       \
  case OpKind::Name: {                                                                             \
    using Self [[maybe_unused]] = Row<OpKind::Name>;                                               \
    Target;                                                                                        \
    return;                                                                                        \
  }
#include "vyre-cc/IR/Ops.def"
#undef PLAIN
#undef GLSL
#undef CUSTOM
#undef NONE
  }
}

} // namespace vyrecc::spirv
