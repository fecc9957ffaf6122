// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory for the buffers of a module, its kernels as bytecode, and what is left after a run.
#include "Machine.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc::interp {

using namespace ir;

static constexpr uint64_t kMaxLanes = 1u << 24, kMaxScopedBytes = 64u << 20;

StringRef wireName(const Op &buffer) {
  const Attr *name = buffer.attr(AttrName::WireName);
  return name ? name->asString() : buffer.stringAttr(AttrName::SymName);
}

LogicalResult Machine::setUp(llvm::ArrayRef<BufferBytes> inputs) {
  for (const Op *buffer : module.buffers())
    if (failed(addMemory(*buffer, inputs)))
      return failure();
  fillLengths();
  return success();
}

std::vector<BufferBytes> Machine::outputs() {
  std::vector<BufferBytes> result;
  for (Memory &memory : memories) {
    const auto role = memory.decl->enumAttr<Role>(AttrName::BufferRole);
    if (role != Role::InOut && role != Role::Output)
      continue;
    memory.bytes.resize(memory.length); // without what fills the last word
    result.push_back({wireName(*memory.decl).str(), std::move(memory.bytes)});
  }
  return result;
}

LogicalResult Machine::addMemory(const Op &buffer, llvm::ArrayRef<BufferBytes> inputs) {
  Memory memory;
  memory.decl = &buffer;
  memory.element = buffer.attr(AttrName::Element)->asType();
  memory.access = buffer.enumAttr<Access>(AttrName::AccessMode);
  memory.stride = static_cast<uint32_t>(buffer.intAttr(AttrName::Stride));
  const auto role = buffer.enumAttr<Role>(AttrName::BufferRole);
  const uint64_t declared = llvm::SaturatingMultiply<uint64_t>(buffer.intAttr(AttrName::Count),
                                                               buffer.intAttr(AttrName::Stride));
  memory.length = declared;
  if (role == Role::Input || role == Role::InOut) {
    const BufferBytes *input = llvm::find_if(
        inputs, [&](const BufferBytes &bytes) { return bytes.name == wireName(buffer); });
    if (input == inputs.end() || input->bytes.size() < declared)
      return diags.error(DiagCode::BadCase, buffer.loc(),
                         input == inputs.end()
                             ? "no bytes for buffer '" + wireName(buffer) + "'"
                             : "buffer '" + wireName(buffer) + "' gets " +
                                   llvm::Twine(input->bytes.size()) + " bytes (expected " +
                                   llvm::Twine(declared) + " or more)");
    memory.bytes = input->bytes;
    memory.length = input->bytes.size();
  } else if (memory.access != Access::ReadWrite) {
    scopedBytes = llvm::SaturatingAdd(scopedBytes, memory.length);
    if (scopedBytes > kMaxScopedBytes)
      return diags.error(DiagCode::LimitExceeded, buffer.loc(),
                         "buffer '" + wireName(buffer) + "' makes the memory of a workgroup " +
                             llvm::Twine(scopedBytes) + " bytes (expected at most " +
                             llvm::Twine(kMaxScopedBytes) + ")");
  }
  if (buffer.hasAttr(AttrName::Words))
    memory.stride = 4;
  memory.bytes.resize(buffer.hasAttr(AttrName::Words) ? llvm::alignTo(memory.length, 4)
                                                      : memory.length);
  numbers[buffer.stringAttr(AttrName::SymName)] = static_cast<uint32_t>(memories.size());
  memories.push_back(std::move(memory));
  return success();
}

void Machine::fillLengths() {
  for (Memory &lengths : memories) {
    if (lengths.decl->enumAttr<Role>(AttrName::BufferRole) != Role::Lengths)
      continue;
    for (const Memory &memory : memories)
      if (const Attr *binding = memory.decl->attr(AttrName::Binding))
        if (binding->asInt() * 4 + 4 <= lengths.bytes.size())
          llvm::support::endian::write32le(lengths.bytes.data() + binding->asInt() * 4,
                                           static_cast<uint32_t>(memory.length));
  }
}

/// Functions of the target are no programs.
static const Op *findExternCall(Op &kernel) {
  const Op *found = nullptr;
  walkPreOrder(kernel, [&](Op &op) {
    if (!found && op.is(OpKind::ExternCall))
      found = &op;
  });
  return found;
}

FailureOr<CompiledKernel> Machine::compile(Op &kernel) {
  if (const Op *call = findExternCall(kernel))
    return diags.error(DiagCode::Unsupported, call->loc(),
                       "'" + call->stringAttr(AttrName::Callee) +
                           "' is a function of the target, which the interpreter does not have "
                           "(expected a device)");
  llvm::ArrayRef<uint64_t> extents = kernel.attr(AttrName::WorkgroupSize)->asArray();
  uint64_t lanes = 1;
  CompiledKernel compiled;
  for (unsigned axis = 0; axis != 3; ++axis) {
    compiled.size[axis] = static_cast<uint32_t>(extents[axis]);
    lanes = llvm::SaturatingMultiply(lanes, extents[axis]);
  }
  if (lanes > kMaxLanes)
    return diags.error(DiagCode::LimitExceeded, kernel.loc(),
                       "a workgroup of " + llvm::Twine(lanes) + " invocations (expected at most " +
                           llvm::Twine(kMaxLanes) + ")");
  compiled.code = compileKernel(kernel, numbers, options.passLimit);
  return compiled;
}

LogicalResult Machine::checkAllAlive(const CompiledKernel &kernel, const Op &op) {
  constexpr uint64_t kMaxBytes = 1ull << 30;
  uint64_t bytes = uint64_t(kernel.code.numSlots) * sizeof(uint64_t) + sizeof(Lane);
  for (uint32_t extent : kernel.size)
    bytes = llvm::SaturatingMultiply<uint64_t>(bytes, extent);
  for (uint32_t extent : options.grid)
    bytes = llvm::SaturatingMultiply<uint64_t>(bytes, extent);
  if (bytes == 0)
    return diags.error(DiagCode::BadOption, op.loc(), "a grid without invocations");
  if (bytes <= kMaxBytes)
    return success();
  return diags.error(DiagCode::LimitExceeded, op.loc(),
                     "invocations of " + llvm::Twine(bytes) +
                         " bytes that are alive at once (expected at most " +
                         llvm::Twine(kMaxBytes) + ")");
}

LogicalResult Machine::checkTrapRecord() {
  for (const Memory &memory : memories) {
    if (memory.decl->enumAttr<Role>(AttrName::BufferRole) != Role::TrapRecord)
      continue;
    auto word = [&](size_t index) {
      return llvm::support::endian::read32le(memory.bytes.data() + index * 4);
    };
    if (word(0) != 0)
      return diags.error(DiagCode::Trapped, {},
                         "trap '" + tagOf(word(2)) + "' at address " + llvm::Twine(word(1)) +
                             " by the invocation with global x " + llvm::Twine(word(3)));
  }
  return success();
}

std::string Machine::tagOf(uint32_t code) {
  std::string tag = std::to_string(code);
  const Attr *text = module.op()->attr(AttrName::TrapTags);
  llvm::Expected<llvm::json::Value> list = llvm::json::parse(text ? text->asString() : "[]");
  if (!list) {
    llvm::consumeError(list.takeError());
    return tag;
  }
  if (const llvm::json::Array *tags = list->getAsArray(); tags && code - 1 < tags->size())
    tag = (*tags)[code - 1].getAsString().value_or(tag).str();
  return tag;
}

} // namespace vyrecc::interp
