// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One walk over the kernel, outermost op first.
#include "Emit/Survey.h"
#include "Emit/Types.h"
#include "TargetEnv.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Protocol/Layout.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc::spirv {

namespace {

using ir::AttrName;
using ir::Op;
using ir::OpKind;
using ir::Ordering;
using ir::Type;

/// A loop that is known to make fewer iterations is small.
constexpr uint64_t kSmallTripCount = 1024;
/// What all small loops of an invocation may make together. Known devices cap an invocation at
/// 65,535.
constexpr uint64_t kSmallTotal = 32768;
/// Keeps the counters of loops over workgroup memory, and sizes in bytes, from wrapping.
constexpr uint64_t kMaxWorkgroupExtent = 1u << 29;

/// Whether the op's row says how it is emitted.
bool isEmitted(OpKind kind) {
  static constexpr bool kEmitted[] = {
#define PLAIN(...) true
#define GLSL(...) true
#define CUSTOM true
#define NONE false
#define VYRE_OP(Name, Mnemonic, Target, ...) Target,
#include "vyre-cc/IR/Ops.def"
#undef PLAIN
#undef GLSL
#undef CUSTOM
#undef NONE
  };
  return kEmitted[static_cast<size_t>(kind)];
}

/// Where an op stands.
struct Place {
  unsigned depth = 0;
  uint64_t repeats = 1; ///< iterations of the loops around it; saturates
};

class Surveyor {
public:
  Surveyor(const ir::Module &module, Op &kernel, DiagnosticEngine &diags)
      : module(module), kernel(kernel), diags(diags) {}

  FailureOr<Survey> run() {
    if (module.form() != ir::Form::Ready)
      return diags.error(
          DiagCode::InvalidIR, module.op()->loc(),
          "the module is in form '" +
              ir::enumText(ir::EnumKind::Form, static_cast<uint64_t>(module.form())) +
              "' (expected 'ready')");
    for (const Op *buffer : module.buffers())
      declared[buffer->stringAttr(AttrName::SymName)] = buffer;
    if (failed(surveyWorkgroup(kernel)) || failed(surveyBlock(kernel.region().block(), {})))
      return failure();
    if (totalIterations >= kSmallTotal)
      survey.hasUnboundedLoops = true;
    return std::move(survey);
  }

private:
  LogicalResult targetLimit(const Op &op, const llvm::Twine &message) {
    return diags.error(DiagCode::TargetLimit, op.loc(), message);
  }

  LogicalResult surveyWorkgroup(const Op &kernel) {
    llvm::ArrayRef<uint64_t> sizes = kernel.attr(AttrName::WorkgroupSize)->asArray();
    uint64_t invocations = 1;
    for (unsigned axis = 0; axis != 3; ++axis) {
      invocations = llvm::SaturatingMultiply(invocations, sizes[axis]);
      if (sizes[axis] == 0 || invocations > kMaxWorkgroupExtent)
        return targetLimit(kernel, "a workgroup of " + llvm::Twine(sizes[0]) + " x " +
                                       llvm::Twine(sizes[1]) + " x " + llvm::Twine(sizes[2]) +
                                       " invocations (expected 1 to " +
                                       llvm::Twine(kMaxWorkgroupExtent) + ")");
      survey.workgroupSize[axis] = static_cast<uint32_t>(sizes[axis]);
    }
    return success();
  }

  LogicalResult surveyBlock(ir::Block &block, Place place) {
    if (place.depth > kMaxNesting)
      return targetLimit(*block.parentOp(),
                         "control flow nests deeper than " + llvm::Twine(kMaxNesting) + " levels");
    survey.numValues += block.arguments().size();
    for (ir::Value *argument : block.arguments()) {
      argument->setSlot(0); // emission has its ids there
      if (failed(surveyType(*block.parentOp(), argument->type())))
        return failure();
    }
    for (Op &op : block.ops())
      if (failed(surveyOp(op, place)))
        return failure();
    return success();
  }

  LogicalResult surveyOp(Op &op, Place place) {
    if (!op.is(OpKind::Const))
      survey.numValues += op.numResults();
    for (ir::Value &result : op.results()) {
      result.setSlot(0);
      if (failed(surveyType(op, result.type())))
        return failure();
    }
    if (op.attr(AttrName::Buffer) && failed(surveyAccess(op)))
      return failure();
    if (failed(surveyRules(op)))
      return failure();
    if (op.numRegions() == 0)
      return success();
    ++place.depth;
    if (op.is(OpKind::For) || op.is(OpKind::Loop))
      enterLoop(op, place);
    for (ir::Region &region : op.regions())
      if (!region.empty() && failed(surveyBlock(region.block(), place)))
        return failure();
    return success();
  }

  LogicalResult surveyType(const Op &op, Type type) {
    if (Types::isSupported(type) && (type.bits() <= 1 || type.bits() == 32 || hasAnyWidth(op)))
      return success();
    return targetLimit(op, "a value of type " + type.str() + " (expected i1, ui32, si32 or f32)");
  }

  /// Ops whose instructions take integers of all widths.
  static bool hasAnyWidth(const Op &op) {
    switch (op.kind()) {
    case OpKind::Const:
    case OpKind::Add:
    case OpKind::Sub:
    case OpKind::Mul:
    case OpKind::Neg:
    case OpKind::And:
    case OpKind::Or:
    case OpKind::Xor:
    case OpKind::Not:
    case OpKind::Shl:
    case OpKind::Shr:
    case OpKind::Min:
    case OpKind::Max:
    case OpKind::Select:
    case OpKind::Convert:
    case OpKind::Bitcast:
    case OpKind::Load:
    case OpKind::If:
    case OpKind::For:
    case OpKind::Loop:
    case OpKind::Switch:
      return true;
    default:
      return false;
    }
  }

  /// Ops on the language's subgroups, where the kernel does not ask for a device that has the same.
  bool needsSubgroups(const Op &op) const {
    return (op.is(OpKind::SubgroupReduce) || op.is(OpKind::SubgroupShuffle) ||
            op.is(OpKind::SubgroupBallot)) &&
           (!kernel.hasAttr(AttrName::SubgroupSize) ||
            (op.is(OpKind::SubgroupReduce) && op.operand(0)->type().isFloat()));
  }

  /// Rules of single ops, and what they use.
  LogicalResult surveyRules(const Op &op) {
    if (op.is(OpKind::IndirectDispatch)) // for the manifest alone
      survey.indirectDispatch = &op;
    else if (!isEmitted(op.kind()) || needsSubgroups(op))
      return targetLimit(op, "'" + op.info().mnemonic + "' has not been lowered");
    if (op.is(OpKind::InvocationId))
      useId(IdVector::Invocation, op);
    else if (op.is(OpKind::WorkgroupId))
      useId(IdVector::Workgroup, op);
    else if (op.is(OpKind::LocalId))
      useId(IdVector::Local, op);
    else if (op.is(OpKind::NumWorkgroups))
      useId(IdVector::NumWorkgroups, op);
    else if (op.is(OpKind::PassLimit))
      return usePassLimit(op, static_cast<uint32_t>(op.intAttr(AttrName::Limit)));
    else if (op.is(OpKind::Barrier))
      return surveyBarrier(op);
    else if (op.attr(AttrName::Ordering))
      return surveyAtomic(op);
    return success();
  }

  void useId(IdVector vector, const Op &op) {
    survey.usedIds[static_cast<size_t>(vector)][op.intAttr(AttrName::Axis)] = true;
  }

  /// There is one limit a kernel.
  LogicalResult usePassLimit(const Op &op, uint32_t limit) {
    if (survey.passLimit.value_or(limit) != limit)
      return targetLimit(op, "a second pass limit, " + llvm::Twine(limit) + " (expected " +
                                 llvm::Twine(*survey.passLimit) + " as before)");
    survey.passLimit = limit;
    return success();
  }

  LogicalResult surveyBarrier(const Op &op) {
    if (op.enumAttr<Ordering>(AttrName::Ordering) == Ordering::Relaxed)
      return targetLimit(op, "a barrier with ordering relaxed (expected one that orders memory)");
    survey.synchronises = true;
    return success();
  }

  LogicalResult surveyAtomic(const Op &op) {
    const auto ordering = op.enumAttr<Ordering>(AttrName::Ordering);
    // A load cannot publish, and a store cannot take over, what others wrote.
    if (op.is(OpKind::AtomicLoad) && ordering == Ordering::Release)
      return diags.error(DiagCode::InvalidIR, op.loc(),
                         "vir.atomic.load with ordering release (expected relaxed or one that "
                         "acquires)");
    if (op.is(OpKind::AtomicStore) && ordering == Ordering::Acquire)
      return diags.error(DiagCode::InvalidIR, op.loc(),
                         "vir.atomic.store with ordering acquire (expected relaxed or one that "
                         "releases)");
    if (ordering != Ordering::Relaxed)
      survey.synchronises = true;
    return success();
  }

  LogicalResult surveyAccess(const Op &op) {
    if (op.info().findAttr(AttrName::InBounds) && !op.hasAttr(AttrName::InBounds))
      return diags.error(DiagCode::InvalidIR, op.loc(),
                         op.info().mnemonic + " may lie outside of buffer '" +
                             op.stringAttr(AttrName::Buffer) + "' (expected in_bounds)");
    StringRef name = op.stringAttr(AttrName::Buffer);
    auto [entry, isNew] = survey.bufferOfSymbol.try_emplace(name.data(), survey.buffers.size());
    if (!isNew)
      return success();
    return surveyBuffer(*declared.at(name));
  }

  LogicalResult surveyBuffer(const Op &decl) {
    uint64_t count = decl.intAttr(AttrName::Count);
    uint64_t stride = decl.intAttr(AttrName::Stride);
    if (decl.hasAttr(AttrName::Words)) {
      count = llvm::divideCeil(llvm::SaturatingMultiply(count, stride), uint64_t(4));
      stride = 4;
    }
    const auto access = decl.enumAttr<ir::Access>(AttrName::AccessMode);
    UsedBuffer buffer = {};
    buffer.decl = &decl;
    buffer.element = decl.attr(AttrName::Element)->asType();
    buffer.isWorkgroup = access == ir::Access::Workgroup;
    buffer.isStorage = access == ir::Access::ReadOnly || access == ir::Access::ReadWrite;
    buffer.readOnly = access == ir::Access::ReadOnly;
    const StringRef name = decl.stringAttr(AttrName::SymName);
    if (!Types::isSupported(buffer.element) || buffer.element.isBool())
      return targetLimit(decl, "elements of type " + buffer.element.str() + " in buffer '" + name +
                                   "' (expected ui32, si32 or f32)");
    if (!buffer.isStorage ? count == 0 || count > kMaxWorkgroupExtent : count > UINT32_MAX)
      return targetLimit(decl, llvm::Twine(count) + " elements in buffer '" + name +
                                   "' (expected fewer)");
    const unsigned elementBytes = buffer.element.bits() / 8 * buffer.element.lanes();
    if (buffer.isStorage && (stride == 0 || stride % elementBytes != 0 || stride > INT32_MAX))
      return targetLimit(decl, "stride " + llvm::Twine(stride) + " in buffer '" + name +
                                   "' (expected a multiple of " + llvm::Twine(elementBytes) +
                                   ")");
    buffer.count = static_cast<uint32_t>(count);
    buffer.strideBytes = static_cast<uint32_t>(stride);
    if (buffer.isStorage)
      buffer.binding = static_cast<uint32_t>(decl.intAttr(AttrName::Binding));
    survey.usesWorkgroupBuffers |= buffer.isWorkgroup;
    survey.buffers.push_back(buffer);
    return success();
  }

  void enterLoop(const Op &op, Place &place) {
    const bool isPersistent = op.hasAttr(AttrName::Persistent);
    if (isPersistent)
      survey.passLimit = protocol::kForeverPasses;
    const uint64_t trips = isPersistent ? UINT64_MAX : tripCount(op);
    if (trips >= kSmallTripCount)
      survey.hasUnboundedLoops = true;
    place.repeats = llvm::SaturatingMultiply(place.repeats, trips);
    totalIterations = llvm::SaturatingAdd(totalIterations, place.repeats);
  }

  /// Iterations of a loop; the maximum if they are not known.
  static uint64_t tripCount(const Op &op) {
    if (!op.is(OpKind::For))
      return UINT64_MAX;
    std::optional<uint64_t> from = ir::constantBits(op.operand(0));
    std::optional<uint64_t> to = ir::constantBits(op.operand(1));
    if (!from || !to)
      return UINT64_MAX;
    return *from < *to ? *to - *from : 0;
  }

  const ir::Module &module;
  Op &kernel;
  DiagnosticEngine &diags;
  llvm::StringMap<const Op *> declared;
  Survey survey;
  uint64_t totalIterations = 0;
};

} // namespace

FailureOr<Survey> surveyKernel(const ir::Module &module, Op &kernel, DiagnosticEngine &diags) {
  return Surveyor(module, kernel, diags).run();
}

} // namespace vyrecc::spirv
