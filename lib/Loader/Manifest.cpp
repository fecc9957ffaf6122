// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The manifest from its JSON objects, checked so that nothing later has to doubt it.
#include "Json.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace vyrecc;
using namespace vyrecc::loader;
using protocol::BufferRole;
using protocol::Manifest;
using protocol::ManifestBuffer;

namespace {

std::optional<BufferRole> roleFromName(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<BufferRole>>(name)
      .Case("input", BufferRole::Input)
      .Case("inout", BufferRole::InOut)
      .Case("output", BufferRole::Output)
      .Case("workgroup", BufferRole::Workgroup)
      .Case("trap_record", BufferRole::TrapRecord)
      .Case("lengths", BufferRole::Lengths)
      .Default(std::nullopt);
}

LogicalResult readPassLimit(const llvm::json::Object &object, Manifest &manifest,
                            DiagnosticEngine &diags) {
  JsonReader reader(object, "the manifest's pass limit", DiagCode::BadModule, diags);
  FailureOr<uint32_t> specId = reader.u32("spec_id");
  FailureOr<uint32_t> defaultValue = reader.u32("default");
  if (failed(specId) || failed(defaultValue))
    return failure();
  manifest.passLimit = protocol::ManifestPassLimit{*specId, *defaultValue};
  return success();
}

LogicalResult readIndirectGrid(const llvm::json::Object &object, Manifest &manifest,
                               DiagnosticEngine &diags) {
  JsonReader reader(object, "the manifest's indirect grid", DiagCode::BadModule, diags);
  FailureOr<std::string> buffer = reader.string("buffer");
  FailureOr<uint64_t> offset = reader.u64("offset");
  if (failed(buffer) || failed(offset))
    return failure();
  manifest.indirectGrid = protocol::ManifestIndirectGrid{*buffer, *offset};
  return success();
}

LogicalResult readOutputRange(const llvm::json::Object &object, const JsonReader &reader,
                              ManifestBuffer &buffer) {
  const llvm::json::Array *range = object.getArray("output_byte_range");
  std::optional<uint64_t> start, end;
  if (range && range->size() == 2) {
    start = (*range)[0].getAsUINT64();
    end = (*range)[1].getAsUINT64();
  }
  if (!start || !end || *start > *end)
    return reader.wrong("output_byte_range", "two ascending byte offsets");
  buffer.outputByteRange = {*start, *end};
  return success();
}

} // namespace

FailureOr<Manifest> loader::parseManifestKernel(llvm::StringRef json, DiagnosticEngine &diags) {
  FailureOr<llvm::json::Object> object =
      parseJsonObject(json, "the manifest", DiagCode::BadModule, diags);
  if (failed(object))
    return failure();
  JsonReader reader(*object, "the manifest", DiagCode::BadModule, diags);
  FailureOr<uint32_t> version = reader.u32("version");
  if (failed(version))
    return failure();
  if (*version != protocol::kManifestVersion)
    return diags.error(DiagCode::BadModule, {},
                       "manifest version " + llvm::Twine(*version) + " (expected " +
                           llvm::Twine(protocol::kManifestVersion) + ")");
  FailureOr<std::vector<std::string>> entryPoints = reader.strings("entry_points");
  FailureOr<std::string> targetEnv = reader.string("target_env");
  FailureOr<std::string> variant = reader.string("variant");
  FailureOr<Grid> workgroupSize = reader.grid("workgroup_size");
  FailureOr<bool> unbounded = reader.boolean("has_unbounded_loops");
  if (failed(entryPoints) || failed(targetEnv) || failed(variant) || failed(workgroupSize) ||
      failed(unbounded))
    return failure();
  Manifest manifest;
  manifest.entryPoints = std::move(*entryPoints);
  manifest.targetEnv = *targetEnv;
  manifest.variant = *variant;
  manifest.workgroupSize = *workgroupSize;
  manifest.hasUnboundedLoops = *unbounded;
  if (reader.has("pass_limit")) {
    const llvm::json::Object *limit = object->getObject("pass_limit");
    if (!limit)
      return reader.wrong("pass_limit", "an object");
    if (failed(readPassLimit(*limit, manifest, diags)))
      return failure();
  }
  if (reader.has("subgroup_size")) {
    FailureOr<uint32_t> subgroupSize = reader.u32("subgroup_size");
    if (failed(subgroupSize))
      return failure();
    if (!llvm::isPowerOf2_32(*subgroupSize))
      return reader.wrong("subgroup_size", "a power of two");
    manifest.subgroupSize = *subgroupSize;
  }
  if (reader.has("any_grid")) {
    FailureOr<bool> anyGrid = reader.boolean("any_grid");
    if (failed(anyGrid))
      return failure();
    manifest.anyGrid = *anyGrid;
  }
  if (reader.has("traps")) {
    FailureOr<std::vector<std::string>> traps = reader.strings("traps");
    if (failed(traps))
      return failure();
    manifest.traps = std::move(*traps);
  }
  if (reader.has("indirect_grid")) {
    const llvm::json::Object *indirect = object->getObject("indirect_grid");
    if (!indirect)
      return reader.wrong("indirect_grid", "an object");
    if (failed(readIndirectGrid(*indirect, manifest, diags)))
      return failure();
  }
  return manifest;
}

FailureOr<ManifestBuffer> loader::parseManifestBuffer(llvm::StringRef json,
                                                      DiagnosticEngine &diags) {
  FailureOr<llvm::json::Object> object =
      parseJsonObject(json, "a manifest buffer", DiagCode::BadModule, diags);
  if (failed(object))
    return failure();
  JsonReader unnamed(*object, "a manifest buffer", DiagCode::BadModule, diags);
  FailureOr<std::string> name = unnamed.string("name");
  if (failed(name))
    return failure();
  JsonReader reader(*object, "manifest buffer '" + *name + "'", DiagCode::BadModule, diags);
  FailureOr<uint32_t> set = reader.u32("set");
  FailureOr<uint32_t> binding = reader.u32("binding");
  FailureOr<std::string> roleName = reader.string("role");
  FailureOr<std::string> element = reader.string("element");
  FailureOr<uint32_t> stride = reader.u32("stride");
  FailureOr<uint32_t> count = reader.u32("count");
  FailureOr<bool> readOnly = reader.boolean("read_only");
  if (failed(set) || failed(binding) || failed(roleName) || failed(element) || failed(stride) ||
      failed(count) || failed(readOnly))
    return failure();
  std::optional<BufferRole> role = roleFromName(*roleName);
  if (!role)
    return reader.wrong("role", "input, inout, output, workgroup, trap_record or lengths");
  ManifestBuffer buffer{*name, *set, *binding, *role, *element, *stride, *count, *readOnly, {}, {}};
  if (reader.has("in_words")) {
    FailureOr<bool> inWords = reader.boolean("in_words");
    if (failed(inWords))
      return failure();
    buffer.inWords = *inWords;
  }
  if (reader.has("output_byte_range") && failed(readOutputRange(*object, reader, buffer)))
    return failure();
  return buffer;
}
