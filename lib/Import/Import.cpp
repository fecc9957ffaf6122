// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports the program: its buffers and its kernel.
#include "Importer.h"
#include "vyre-cc/VIR0/Validate.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc {

using ir::AttrName;

llvm::StringRef typeName(const Operand &operand) {
  switch (operand.variant()) {
  case kU32:
    return "u32";
  case kI32:
    return "i32";
  case kU64:
    return "u64";
  case kFloat:
    return operand.type() == ir::Type::getF64() ? "f64" : "f32";
  case kBool:
    return "bool";
  case kBytes:
    return "bytes";
  case kEither:
    return "u32 or i32";
  }
  return {};
}

uint32_t canonicalF32(uint32_t bits) {
  constexpr uint32_t kSign = 0x8000'0000, kExponent = 0x7F80'0000, kFraction = 0x007F'FFFF;
  if ((bits & kExponent) == kExponent && (bits & kFraction) != 0)
    return 0x7FC0'0000;
  if ((bits & kExponent) == 0)
    return bits & kSign;
  return bits;
}

// A path costs a walk over the program, so that remarks on each of its statements would take
// quadratic time.
static constexpr unsigned kMaxRemarks = 20;

void Importer::report(DiagCode code, SourceLoc loc, const llvm::Twine &message) {
  if (diagInfo(code).severity == Severity::Remark && numRemarks++ >= kMaxRemarks)
    return;
  diags.report(code, loc, message, vir0::nodePathAt(program, loc));
}

LogicalResult Importer::error(DiagCode code, SourceLoc loc, const llvm::Twine &message) {
  report(code, loc, message);
  return failure();
}

LogicalResult Importer::unsupported(SourceLoc loc, const llvm::Twine &construct) {
  return error(DiagCode::Unsupported, loc, construct + " has no meaning here");
}

/// Who supplies the bytes, as the reference has it (section 14).
static ir::Role roleOf(const vir0::Buffer &buffer) {
  if (buffer.access == vir0::BufferAccess::Workgroup)
    return ir::Role::Workgroup;
  if (buffer.isOutput)
    return ir::Role::Output;
  switch (buffer.access) {
  case vir0::BufferAccess::ReadOnly:
  case vir0::BufferAccess::Uniform:
    return ir::Role::Input;
  case vir0::BufferAccess::ReadWrite:
    return buffer.pipelineLiveOut ? ir::Role::Output : ir::Role::InOut;
  case vir0::BufferAccess::WriteOnly:
    return ir::Role::Output;
  case vir0::BufferAccess::Workgroup:
    break;
  }
  return ir::Role::Workgroup;
}

static ir::Access accessOf(const vir0::Buffer &buffer) {
  switch (buffer.access) {
  case vir0::BufferAccess::ReadOnly:
  case vir0::BufferAccess::Uniform:
    return ir::Access::ReadOnly;
  case vir0::BufferAccess::Workgroup:
    return ir::Access::Workgroup;
  case vir0::BufferAccess::ReadWrite:
  case vir0::BufferAccess::WriteOnly:
    break;
  }
  return ir::Access::ReadWrite;
}

/// Symbols of the IR are not empty; names of buffers may be.
llvm::StringRef Importer::symbolFor(llvm::StringRef name) {
  if (!name.empty())
    return context.intern(name);
  std::string symbol = "unnamed";
  while (program.findBuffer(symbol))
    symbol += '.';
  return context.intern(symbol);
}

LogicalResult Importer::declareBuffer(const vir0::Buffer &buffer) {
  std::optional<ElementLayout> layout = layoutOf(*buffer.element, buffer.count);
  if (!layout)
    return unsupported(buffer.loc, "element type '" + vir0::toString(*buffer.element) +
                                       "' of buffer '" + buffer.name + "'");
  if (!llvm::isUInt<32>(layout->count))
    return error(DiagCode::LimitExceeded, buffer.loc,
                 "buffer '" + buffer.name + "' holds " + llvm::Twine(layout->count) +
                     " bytes (expected less than 4 GiB)");
  BufferInfo info{&buffer, symbolFor(buffer.name), *layout};
  buffers.try_emplace(buffer.name, info);

  llvm::SmallVector<ir::NamedAttr, 10> attrs = {
      {AttrName::SymName, ir::Attr::string(info.symbol)},
      {AttrName::Element, ir::Attr::type(layout->element)},
      {AttrName::WireType, ir::Attr::string(context.copy(vir0::toString(*buffer.element)))},
      {AttrName::Stride, ir::Attr::integer(layout->stride)},
      {AttrName::Count, ir::Attr::integer(layout->count)},
      {AttrName::AccessMode, ir::Attr::enumerator(accessOf(buffer))},
      {AttrName::BufferRole, ir::Attr::enumerator(roleOf(buffer))}};
  if (buffer.name.empty())
    attrs.push_back({AttrName::WireName, ir::Attr::string("")});
  if (buffer.access != vir0::BufferAccess::Workgroup)
    attrs.push_back({AttrName::Binding, ir::Attr::integer(buffer.binding)});
  if (buffer.outputByteRange)
    attrs.push_back(
        {AttrName::OutputRange, ir::Attr::array(context.copy({buffer.outputByteRange->start,
                                                              buffer.outputByteRange->end}))});
  builder.setLoc(buffer.loc);
  builder.create(ir::OpKind::BufferDecl, {}, {}, attrs);
  return success();
}

LogicalResult Importer::declareBuffers() {
  for (const vir0::Buffer &buffer : program.buffers)
    if (failed(declareBuffer(buffer)))
      return failure();
  return success();
}

LogicalResult Importer::importKernel() {
  llvm::ArrayRef<uint64_t> size =
      context.copy({program.workgroupSize[0], program.workgroupSize[1], program.workgroupSize[2]});
  builder.setLoc({});
  kernel = builder.create(ir::OpKind::Kernel, {}, {},
                          {{AttrName::SymName, ir::Attr::string("main")},
                           {AttrName::WorkgroupSize, ir::Attr::array(size)}},
                          /*numRegions=*/1);
  builder.setInsertionPointToEnd(kernel->region().emplaceBlock(context));
  scopes.open();
  if (combinesLanes)
    scopes.bind({.name = kEnded, .operand = {builder.constBool(false)}});
  FailureOr<Flow> flow = importScope(program.entry);
  scopes.close();
  if (failed(flow))
    return failure();
  if (!builder.insertionBlock()->terminator())
    builder.create(ir::OpKind::Return, {});
  return success();
}

FailureOr<ir::Module> Importer::run() {
  combinesLanes = hasSubgroupOps(program);
  // Bounds the nesting of statements, on which the rest recurses.
  if (failed(carried.analyze(program, combinesLanes)))
    return failure();
  module = ir::createModule(context);
  if (!options.variant.empty())
    module.op()->setAttr(AttrName::Variant, ir::Attr::string(context.copy(options.variant)));
  builder.setInsertionPointToEnd(module.body());
  if (failed(declareBuffers()) || failed(importKernel()))
    return failure();
  return module;
}

FailureOr<ir::Module> importProgram(const vir0::Program &program, ir::Context &context,
                                    DiagnosticEngine &diags, const ImportOptions &options) {
  {
    StageTimer timer(options.stageEnded, "check");
    if (failed(vir0::validate(program, diags)))
      return failure();
  }
  StageTimer timer(options.stageEnded, "import");
  // Which variables hold values of two types shows when the types meet, and then the program is
  // imported once more. Each time may show further ones.
  constexpr unsigned kMaxTries = 4;
  MixedVariables mixed;
  for (unsigned tries = 1;; ++tries) {
    DiagnosticEngine trial;
    FailureOr<ir::Module> imported = Importer(program, context, trial, options, mixed).run();
    if (!mixed.hasGrown()) {
      for (const Diagnostic &each : trial.diagnostics())
        diags.report(each.code, each.loc, each.message, each.path);
      return imported;
    }
    if (tries >= kMaxTries)
      mixed.addAll();
  }
}

} // namespace vyrecc
