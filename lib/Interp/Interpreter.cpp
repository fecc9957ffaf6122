// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A run: memory for the buffers, the kernels in their order, the workgroups of the grid, the bytes that
// come back.
#include "vyre-cc/Interp/Interpreter.h"
#include "Workgroup.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc::interp {

using namespace ir;

namespace {

constexpr uint64_t kMaxLanes = 1u << 24, kMaxScopedBytes = 64u << 20;

StringRef wireName(const Op &buffer) {
  const Attr *name = buffer.attr(AttrName::WireName);
  return name ? name->asString() : buffer.stringAttr(AttrName::SymName);
}

class Run {
public:
  Run(const Module &module, llvm::ArrayRef<BufferBytes> inputs, const RunOptions &options,
      DiagnosticEngine &diags)
      : module(module), inputs(inputs), options(options), diags(diags) {}

  LogicalResult execute() {
    for (const Op *buffer : module.buffers())
      if (failed(addMemory(*buffer)))
        return failure();
    fillLengths();
    for (Op *kernel : module.kernels())
      if (failed(runKernel(*kernel)))
        return failure();
    return checkTrapRecord();
  }

  std::vector<BufferBytes> outputs() {
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

  uint64_t steps = 0;

private:
  LogicalResult addMemory(const Op &buffer) {
    Memory memory;
    memory.decl = &buffer;
    memory.element = buffer.attr(AttrName::Element)->asType();
    memory.access = buffer.enumAttr<Access>(AttrName::AccessMode);
    memory.stride = static_cast<uint32_t>(buffer.intAttr(AttrName::Stride));
    const auto role = buffer.enumAttr<Role>(AttrName::BufferRole);
    const uint64_t declared = llvm::SaturatingMultiply<uint64_t>(
        buffer.intAttr(AttrName::Count), buffer.intAttr(AttrName::Stride));
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
    } else if (memory.length > kMaxScopedBytes && memory.access != Access::ReadWrite) {
      return diags.error(DiagCode::LimitExceeded, buffer.loc(),
                         "buffer '" + wireName(buffer) + "' of " + llvm::Twine(memory.length) +
                             " bytes (expected at most " + llvm::Twine(kMaxScopedBytes) + ")");
    }
    if (buffer.hasAttr(AttrName::Words))
      memory.stride = 4;
    memory.bytes.resize(buffer.hasAttr(AttrName::Words) ? llvm::alignTo(memory.length, 4)
                                                        : memory.length);
    numbers[buffer.stringAttr(AttrName::SymName)] = static_cast<uint32_t>(memories.size());
    memories.push_back(std::move(memory));
    return success();
  }

  void fillLengths() {
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

  LogicalResult runKernel(Op &kernel) {
    llvm::ArrayRef<uint64_t> extents = kernel.attr(AttrName::WorkgroupSize)->asArray();
    uint64_t lanes = 1;
    std::array<uint32_t, 3> size;
    for (unsigned axis = 0; axis != 3; ++axis) {
      size[axis] = static_cast<uint32_t>(extents[axis]);
      lanes = llvm::SaturatingMultiply(lanes, extents[axis]);
    }
    if (lanes > kMaxLanes)
      return diags.error(DiagCode::LimitExceeded, kernel.loc(),
                         "a workgroup of " + llvm::Twine(lanes) + " invocations (expected at most " +
                             llvm::Twine(kMaxLanes) + ")");
    const Bytecode code = compileKernel(kernel, numbers);
    Workgroup workgroup(code, size, memories, options, diags, steps);
    for (uint32_t z = 0; z != options.grid[2]; ++z)
      for (uint32_t y = 0; y != options.grid[1]; ++y)
        for (uint32_t x = 0; x != options.grid[0]; ++x)
          if (failed(workgroup.run({x, y, z})))
            return failure();
    return success();
  }

  /// Where traps were lowered, what they have left.
  LogicalResult checkTrapRecord() {
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

  std::string tagOf(uint32_t code) {
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

  const Module &module;
  llvm::ArrayRef<BufferBytes> inputs;
  const RunOptions &options;
  DiagnosticEngine &diags;
  std::vector<Memory> memories;
  llvm::DenseMap<StringRef, uint32_t> numbers; ///< of buffers by symbol
};

} // namespace

FailureOr<std::vector<BufferBytes>> run(const Module &module, llvm::ArrayRef<BufferBytes> inputs,
                                        const RunOptions &options, DiagnosticEngine &diags,
                                        RunStatistics *statistics) {
  Run run(module, inputs, options, diags);
  LogicalResult result = run.execute();
  if (statistics)
    statistics->steps = run.steps;
  if (failed(result))
    return failure();
  return run.outputs();
}

} // namespace vyrecc::interp
