// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes manifests as JSON. docs/Manifest.md describes the fields.
#include "ManifestJson.h"
#include "vyre-cc/Target/SPIRV/SPIRV.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace vyrecc::spirv {

using protocol::BufferRole;
using protocol::Manifest;
using protocol::ManifestBuffer;

namespace {

llvm::StringRef roleName(BufferRole role) {
  switch (role) {
  case BufferRole::Input:
    return "input";
  case BufferRole::InOut:
    return "inout";
  case BufferRole::Output:
    return "output";
  case BufferRole::Workgroup:
    return "workgroup";
  case BufferRole::TrapRecord:
    return "trap_record";
  case BufferRole::Lengths:
    return "lengths";
  }
  return {};
}

/// IR text may name a buffer with bytes that are no UTF-8.
std::string text(llvm::StringRef raw) {
  return llvm::json::isUTF8(raw) ? raw.str() : llvm::json::fixUTF8(raw);
}

void writeKernelFields(llvm::json::OStream &json, const Manifest &manifest) {
  json.attribute("version", manifest.version);
  json.attributeArray("entry_points", [&] {
    for (const std::string &name : manifest.entryPoints)
      json.value(text(name));
  });
  json.attribute("target_env", text(manifest.targetEnv));
  json.attribute("variant", text(manifest.variant));
  json.attributeArray("workgroup_size", [&] {
    for (uint32_t size : manifest.workgroupSize)
      json.value(size);
  });
  if (manifest.subgroupSize != 0)
    json.attribute("subgroup_size", manifest.subgroupSize);
  if (manifest.passLimit)
    json.attributeObject("pass_limit", [&] {
      json.attribute("spec_id", manifest.passLimit->specId);
      json.attribute("default", manifest.passLimit->defaultValue);
    });
  if (manifest.indirectGrid)
    json.attributeObject("indirect_grid", [&] {
      json.attribute("buffer", text(manifest.indirectGrid->buffer));
      json.attribute("offset", manifest.indirectGrid->offset);
    });
  if (!manifest.traps.empty())
    json.attributeArray("traps", [&] {
      for (const std::string &tag : manifest.traps)
        json.value(text(tag));
    });
  if (manifest.anyGrid)
    json.attribute("any_grid", true);
  json.attribute("has_unbounded_loops", manifest.hasUnboundedLoops);
}

void writeBufferFields(llvm::json::OStream &json, const ManifestBuffer &buffer) {
  json.attribute("name", text(buffer.name));
  json.attribute("set", buffer.set);
  json.attribute("binding", buffer.binding);
  json.attribute("role", roleName(buffer.role));
  json.attribute("element", text(buffer.element));
  json.attribute("stride", buffer.strideBytes);
  json.attribute("count", buffer.count);
  json.attribute("read_only", buffer.readOnly);
  if (buffer.inWords)
    json.attribute("in_words", true);
  if (buffer.outputByteRange)
    json.attributeArray("output_byte_range", [&] {
      json.value(buffer.outputByteRange->first);
      json.value(buffer.outputByteRange->second);
    });
}

template <typename Writer> std::string write(unsigned indent, Writer &&writer) {
  llvm::SmallString<512> result;
  llvm::raw_svector_ostream os(result);
  llvm::json::OStream json(os, indent);
  json.object([&] { writer(json); });
  return std::string(result);
}

} // namespace

std::string kernelJson(const Manifest &manifest) {
  return write(0, [&](llvm::json::OStream &json) { writeKernelFields(json, manifest); });
}

std::string bufferJson(const ManifestBuffer &buffer) {
  return write(0, [&](llvm::json::OStream &json) { writeBufferFields(json, buffer); });
}

std::string toJson(const Manifest &manifest, bool pretty) {
  return write(pretty ? 2 : 0, [&](llvm::json::OStream &json) {
    writeKernelFields(json, manifest);
    json.attributeArray("buffers", [&] {
      for (const ManifestBuffer &buffer : manifest.buffers)
        json.object([&] { writeBufferFields(json, buffer); });
    });
  });
}

} // namespace vyrecc::spirv
