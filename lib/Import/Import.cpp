// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports the program: its buffers, its kernel, and the rules that hold for it as a whole.
#include "Importer.h"
#include "llvm/ADT/STLExtras.h"

namespace vyrecc {

using ir::AttrName;

ir::Type scalarType(const vir0::DataType &type) {
  if (type.tag == vir0::TypeTag::U32)
    return ir::Type::getU32();
  if (type.tag == vir0::TypeTag::I32)
    return ir::Type::getI32();
  if (type.tag == vir0::TypeTag::Bool)
    return ir::Type::getBool();
  if (type.tag == vir0::TypeTag::F32)
    return ir::Type::getF32();
  return {};
}

llvm::StringRef typeName(ir::Type type) {
  if (type == ir::Type::getU32())
    return "u32";
  if (type == ir::Type::getI32())
    return "i32";
  if (type == ir::Type::getF32())
    return "f32";
  if (type == ir::Type::getBool())
    return "bool";
  return "an unknown type";
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
  diags.report(code, loc, message,
               loc.isBytes() ? vir0::nodePathAt(program, loc.offset) : std::string());
}

LogicalResult Importer::error(DiagCode code, SourceLoc loc, const llvm::Twine &message) {
  report(code, loc, message);
  return failure();
}

LogicalResult Importer::unsupported(SourceLoc loc, const llvm::Twine &construct) {
  return error(DiagCode::Unsupported, loc, construct + " is not compiled yet");
}

LogicalResult Importer::checkProgram() {
  if (llvm::is_contained(program.workgroupSize, 0u))
    return error(DiagCode::InvalidProgram, {},
                 "a workgroup dimension is 0 (expected at least 1 each)");
  if (program.entry.empty())
    return error(DiagCode::InvalidProgram, {}, "the entry is empty (expected a region)");
  // The reference puts loose statements into a region of their own, unless a store comes first.
  if (const vir0::Node *first = program.entry.front(); llvm::isa<vir0::StoreNode>(first))
    return error(DiagCode::InvalidProgram, first->loc,
                 "the entry starts with a store at its top level (expected a region)");
  if (llvm::count_if(program.buffers, [](const vir0::Buffer &b) { return b.isOutput; }) > 1)
    return error(DiagCode::InvalidProgram, {},
                 "several buffers are the output (expected one at most)");
  return success();
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

LogicalResult Importer::declareBuffer(const vir0::Buffer &buffer) {
  bool isWorkgroup = buffer.access == vir0::BufferAccess::Workgroup;
  if (isWorkgroup && buffer.count == 0)
    return error(DiagCode::InvalidProgram, buffer.loc,
                 "workgroup buffer '" + buffer.name + "' has no count (expected at least 1)");
  if (!isWorkgroup) {
    auto [other, isNew] = bindings.try_emplace(buffer.binding, buffer.name);
    if (!isNew)
      return error(DiagCode::DuplicateBufferBinding, buffer.loc,
                   "buffer '" + buffer.name + "' has binding " + llvm::Twine(buffer.binding) +
                       ", and so has '" + other->second + "'");
  }
  if (buffer.name.empty()) // no symbol of the IR can be empty
    return unsupported(buffer.loc, "a buffer with an empty name");
  if (buffer.linearType != vir0::LinearType::Unrestricted)
    return unsupported(buffer.loc, "linear type '" + vir0::mnemonic(buffer.linearType) +
                                       "' of buffer '" + buffer.name + "'");
  if (buffer.shapePredicate)
    return unsupported(buffer.loc, "the shape predicate of buffer '" + buffer.name + "'");

  ir::Type declared = scalarType(*buffer.element);
  // A Bool element is a 32-bit word and loads as one.
  ir::Type element = declared && declared.isBool() ? ir::Type::getU32() : declared;
  BufferInfo info{&buffer, context.intern(buffer.name), element, declared};
  if (!buffers.try_emplace(buffer.name, info).second)
    return error(DiagCode::DuplicateBufferName, buffer.loc,
                 "buffer '" + buffer.name + "' is declared twice");
  if (!element)
    return success();

  llvm::SmallVector<ir::NamedAttr, 9> attrs = {
      {AttrName::SymName, ir::Attr::string(info.symbol)},
      {AttrName::Element, ir::Attr::type(element)},
      {AttrName::WireType, ir::Attr::string(typeName(declared))},
      {AttrName::Stride, ir::Attr::integer(vir0::strideBytes(*buffer.element))},
      {AttrName::Count, ir::Attr::integer(buffer.count)},
      {AttrName::AccessMode, ir::Attr::enumerator(accessOf(buffer))},
      {AttrName::BufferRole, ir::Attr::enumerator(roleOf(buffer))}};
  if (!isWorkgroup)
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

LogicalResult Importer::refuseUncompiledBuffers() {
  for (const vir0::Buffer &buffer : program.buffers)
    if (!scalarType(*buffer.element))
      return unsupported(buffer.loc, "element type '" + vir0::toString(*buffer.element) +
                                         "' of buffer '" + buffer.name + "'");
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
  FailureOr<Flow> flow = importScope(program.entry);
  if (failed(flow))
    return failure();
  if (*flow == Flow::Continues)
    builder.create(ir::OpKind::Return, {});
  return success();
}

FailureOr<ir::Module> Importer::run() {
  // Bounds the nesting of statements, on which the rest recurses.
  if (failed(carried.analyze(program)) || failed(checkProgram()))
    return failure();
  module = ir::createModule(context);
  if (!options.variant.empty())
    module.op()->setAttr(AttrName::Variant, ir::Attr::string(context.copy(options.variant)));
  builder.setInsertionPointToEnd(module.body());
  // Elements that are not compiled are refused last: a rule that an access breaks says more.
  if (failed(declareBuffers()) || failed(importKernel()) || failed(refuseUncompiledBuffers()))
    return failure();
  return module;
}

FailureOr<ir::Module> importProgram(const vir0::Program &program, ir::Context &context,
                                    DiagnosticEngine &diags, const ImportOptions &options) {
  return Importer(program, context, diags, options).run();
}

} // namespace vyrecc
