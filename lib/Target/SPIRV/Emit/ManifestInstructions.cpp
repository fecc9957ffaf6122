// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes the manifest and writes one instruction for the kernel and one for each buffer.
#include "Emit/ManifestInstructions.h"
#include "ManifestJson.h"
#include "TargetEnv.h"
#include "llvm/Support/JSON.h"

namespace vyrecc::spirv {

using ir::AttrName;
using ir::Op;
using protocol::BufferRole;
using protocol::Manifest;
using protocol::ManifestBuffer;

namespace {

BufferRole roleOf(ir::Role role) {
  switch (role) {
  case ir::Role::Input:
    return BufferRole::Input;
  case ir::Role::InOut:
    return BufferRole::InOut;
  case ir::Role::Output:
    return BufferRole::Output;
  case ir::Role::Workgroup:
    return BufferRole::Workgroup;
  case ir::Role::TrapRecord:
    return BufferRole::TrapRecord;
  case ir::Role::Lengths:
    return BufferRole::Lengths;
  case ir::Role::Private: // not listed
    break;
  }
  return BufferRole::InOut;
}

ManifestBuffer describe(const Op &buffer) {
  ManifestBuffer entry;
  const ir::Attr *wireName = buffer.attr(AttrName::WireName);
  entry.name = wireName ? wireName->asString().str() : buffer.stringAttr(AttrName::SymName).str();
  if (buffer.hasAttr(AttrName::Binding))
    entry.binding = static_cast<uint32_t>(buffer.intAttr(AttrName::Binding));
  entry.role = roleOf(buffer.enumAttr<ir::Role>(AttrName::BufferRole));
  entry.element = buffer.stringAttr(AttrName::WireType).str();
  entry.strideBytes = static_cast<uint32_t>(buffer.intAttr(AttrName::Stride));
  entry.count = static_cast<uint32_t>(buffer.intAttr(AttrName::Count));
  entry.readOnly = buffer.enumAttr<ir::Access>(AttrName::AccessMode) == ir::Access::ReadOnly;
  entry.inWords = buffer.hasAttr(AttrName::Words) && protocol::isBound(entry.role);
  if (const ir::Attr *range = buffer.attr(AttrName::OutputRange))
    entry.outputByteRange = {range->asArray()[0], range->asArray()[1]};
  return entry;
}

/// The tags that a pass has listed.
std::vector<std::string> tagsOf(const ir::Module &module) {
  std::vector<std::string> tags;
  const ir::Attr *text = module.op()->attr(AttrName::TrapTags);
  if (!text)
    return tags;
  llvm::Expected<llvm::json::Value> list = llvm::json::parse(text->asString());
  if (!list) {
    llvm::consumeError(list.takeError());
    return tags;
  }
  if (const llvm::json::Array *array = list->getAsArray())
    for (const llvm::json::Value &tag : *array)
      tags.push_back(tag.getAsString().value_or("").str());
  return tags;
}

} // namespace

Manifest makeManifest(const ir::Module &module, llvm::ArrayRef<Survey> surveys, TargetEnv env) {
  Manifest manifest;
  manifest.targetEnv = toString(env).str();
  if (const ir::Attr *variant = module.op()->attr(AttrName::Variant))
    manifest.variant = variant->asString().str();
  manifest.workgroupSize = surveys.front().workgroupSize;
  for (Op *kernel : module.kernels()) {
    manifest.entryPoints.push_back(kernel->stringAttr(AttrName::SymName).str());
    if (const ir::Attr *subgroup = kernel->attr(AttrName::SubgroupSize))
      manifest.subgroupSize = static_cast<uint32_t>(subgroup->asInt());
  }
  for (const Op *buffer : module.buffers())
    if (buffer->enumAttr<ir::Role>(AttrName::BufferRole) != ir::Role::Private)
      manifest.buffers.push_back(describe(*buffer));
  for (const Survey &survey : surveys) {
    if (survey.passLimit)
      manifest.passLimit.emplace().defaultValue = *survey.passLimit;
    manifest.hasUnboundedLoops |= survey.hasUnboundedLoops;
    if (const Op *dispatch = survey.indirectDispatch)
      manifest.indirectGrid = {dispatch->stringAttr(AttrName::Source).str(),
                               dispatch->intAttr(AttrName::Offset)};
  }
  manifest.anyGrid = module.op()->hasAttr(AttrName::AnyGrid);
  manifest.traps = tagsOf(module);
  return manifest;
}

LogicalResult emitManifest(const Manifest &manifest, uint32_t version, SourceLoc loc, Words &words,
                           Types &types, DiagnosticEngine &diags) {
  if (version < kNonSemanticIsCore)
    words.emitString(Section::Extensions, spv::Op::OpExtension, {}, "SPV_KHR_non_semantic_info");
  const uint32_t set = words.importSet(protocol::kManifestSet);
  const uint32_t voidType = types.voidType();
  auto emitRecord = [&](uint32_t instruction, const std::string &json) -> LogicalResult {
    if (json.size() > kMaxStringBytes)
      return diags.error(DiagCode::TargetLimit, loc,
                         "a manifest record of " + llvm::Twine(json.size()) +
                             " bytes (expected at most " + llvm::Twine(kMaxStringBytes) + ")");
    const uint32_t string = words.newId();
    words.emitString(Section::Strings, spv::Op::OpString, string, json);
    words.define(spv::Op::OpExtInst, voidType, {set, instruction, string});
    return success();
  };
  if (failed(emitRecord(protocol::kManifestKernel, kernelJson(manifest))))
    return failure();
  for (const ManifestBuffer &buffer : manifest.buffers)
    if (failed(emitRecord(protocol::kManifestBuffer, bufferJson(buffer))))
      return failure();
  return success();
}

} // namespace vyrecc::spirv
