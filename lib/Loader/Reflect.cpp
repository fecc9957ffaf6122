// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the storage buffers of a module out of its declarations.
#include "Reflect.h"

using namespace vyrecc;
using namespace vyrecc::loader;
using protocol::ManifestBuffer;

namespace {

/// True if the host has to bind something to variables of this class.
bool isResource(spv::StorageClass storage) {
  return storage == spv::StorageClass::UniformConstant || storage == spv::StorageClass::Uniform ||
         storage == spv::StorageClass::StorageBuffer || storage == spv::StorageClass::PushConstant;
}

size_t wordsNeeded(spv::Op opcode) {
  switch (opcode) {
  case spv::Op::OpDecorate:
    return 3;
  case spv::Op::OpTypePointer:
  case spv::Op::OpVariable:
    return 4;
  default: // says nothing about resources
    return 1;
  }
}

} // namespace

LogicalResult Reflection::add(const Instruction &instruction, DiagnosticEngine &diags) {
  if (instruction.size() < wordsNeeded(instruction.opcode))
    return diags.error(DiagCode::BadModule, {},
                       "instruction at word " + llvm::Twine(instruction.firstWord) + " has " +
                           llvm::Twine(instruction.size()) + " words (expected " +
                           llvm::Twine(wordsNeeded(instruction.opcode)) + " or more)");
  if (instruction.opcode == spv::Op::OpTypePointer)
    pointees[instruction[1]] = instruction[3];
  if (instruction.opcode == spv::Op::OpVariable) {
    const auto storage = static_cast<spv::StorageClass>(instruction[3]);
    if (isResource(storage))
      resources.push_back({instruction[2], instruction[1], storage});
  }
  if (instruction.opcode != spv::Op::OpDecorate)
    return success();
  const auto decoration = static_cast<spv::Decoration>(instruction[2]);
  Decorations &of = decorations[instruction[1]];
  if (decoration == spv::Decoration::BufferBlock)
    of.isBufferBlock = true;
  else if (decoration == spv::Decoration::DescriptorSet && instruction.size() > 3)
    of.set = instruction[3];
  else if (decoration == spv::Decoration::Binding && instruction.size() > 3)
    of.binding = instruction[3];
  return success();
}

bool Reflection::isStorageBuffer(const Variable &variable) const {
  if (variable.storage != spv::StorageClass::Uniform)
    return variable.storage == spv::StorageClass::StorageBuffer;
  auto pointee = pointees.find(variable.pointerType);
  if (pointee == pointees.end())
    return false;
  auto block = decorations.find(pointee->second);
  return block != decorations.end() && block->second.isBufferBlock;
}

FailureOr<std::vector<ManifestBuffer>> Reflection::buffers(DiagnosticEngine &diags) const {
  std::map<uint32_t, ManifestBuffer> byBinding;
  for (const Variable &variable : resources) {
    auto found = decorations.find(variable.id);
    const Decorations &of = found == decorations.end() ? Decorations() : found->second;
    if (!isStorageBuffer(variable) || of.set != 0 || !of.binding)
      return diags.error(DiagCode::BadModule, {},
                         "the module has no manifest, and its variable %" +
                             llvm::Twine(variable.id) + " is no storage buffer of set 0");
    // Two views of one buffer share a binding.
    ManifestBuffer &buffer = byBinding[*of.binding];
    buffer.name = "binding" + std::to_string(*of.binding);
    buffer.binding = *of.binding;
    buffer.element = "u32";
  }
  std::vector<ManifestBuffer> buffers;
  for (auto &[binding, buffer] : byBinding)
    buffers.push_back(std::move(buffer));
  return buffers;
}
