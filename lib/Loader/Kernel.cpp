// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel on a device: its pipeline, its buffers, dispatch and readback.
#include "Vulkan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace vyrecc;
using namespace vyrecc::loader;
using protocol::BufferRole;
using protocol::ManifestBuffer;

struct Kernel::State {
  std::shared_ptr<DeviceState> device;
  protocol::Manifest manifest;
  vk::raii::DescriptorSetLayout setLayout = nullptr;
  vk::raii::PipelineLayout pipelineLayout = nullptr;
  std::vector<vk::raii::Pipeline> pipelines; ///< one an entry point
  vk::raii::DescriptorPool descriptorPool = nullptr;
  vk::raii::DescriptorSet descriptorSet = nullptr;
  vk::raii::QueryPool timestamps = nullptr;
  vk::raii::CommandBuffer commands = nullptr;
  vk::raii::Fence fence = nullptr;
  /// In the manifest's order; none for workgroup memory.
  std::vector<std::optional<GpuBuffer>> buffers;
  /// Bytes that the host knows of; words that are accessed whole may make a buffer longer.
  std::vector<uint64_t> lengths;
  /// The host's bytes are those of the last dispatch.
  std::vector<bool> isCurrent;

  GpuBuffer *find(llvm::StringRef name);
  /// Tells the kernel how long its buffers are, where it asks.
  void fillLengths();
  /// Fails if the last dispatch trapped.
  LogicalResult checkTrap(DiagnosticEngine &diags);
  LogicalResult submit(std::chrono::milliseconds timeout, llvm::StringRef what,
                       DiagnosticEngine &diags);
  LogicalResult download(llvm::ArrayRef<size_t> indices, DiagnosticEngine &diags);
};

namespace {

constexpr size_t kWordBytes = sizeof(uint32_t);
constexpr std::chrono::milliseconds kCopyTimeout = std::chrono::seconds(30);

size_t countBindings(const protocol::Manifest &manifest) {
  return llvm::count_if(manifest.buffers, [](const ManifestBuffer &buffer) {
    return protocol::isBound(buffer.role);
  });
}

vk::raii::DescriptorSetLayout createSetLayout(const DeviceState &device,
                                              const protocol::Manifest &manifest) {
  std::vector<vk::DescriptorSetLayoutBinding> bindings;
  for (const ManifestBuffer &buffer : manifest.buffers)
    if (protocol::isBound(buffer.role))
      bindings.emplace_back(buffer.binding, vk::DescriptorType::eStorageBuffer, 1,
                            vk::ShaderStageFlagBits::eCompute);
  return vk::raii::DescriptorSetLayout(device.device,
                                       vk::DescriptorSetLayoutCreateInfo({}, bindings));
}

/// How many bytes a buffer gets, or why it cannot be.
FailureOr<uint64_t> bufferLength(const ManifestBuffer &buffer, const NamedBytes *input,
                                 const DeviceInfo &info, DiagnosticEngine &diags) {
  const uint64_t declared = uint64_t(buffer.strideBytes) * buffer.count;
  uint64_t length = declared;
  if (protocol::isSupplied(buffer.role)) {
    if (!input)
      return diags.error(DiagCode::BadCase, {},
                         "no bytes for buffer '" + buffer.name +
                             "' (expected an input of that name)");
    length = input->bytes.size();
    if (length < declared)
      return diags.error(DiagCode::BadCase, {},
                         "buffer '" + buffer.name + "' gets " + llvm::Twine(length) +
                             " bytes (expected " + llvm::Twine(declared) + " or more)");
  }
  if (length > info.maxStorageBufferRange)
    return diags.error(DiagCode::DeviceLimit, {},
                       "buffer '" + buffer.name + "' of " + llvm::Twine(length) + " bytes (" +
                           info.name + " allows " + llvm::Twine(info.maxStorageBufferRange) + ")");
  return length;
}

void fill(GpuBuffer &buffer, llvm::ArrayRef<uint8_t> bytes) {
  llvm::MutableArrayRef<uint8_t> host = buffer.hostBytes();
  const size_t copied = std::min(bytes.size(), host.size());
  llvm::copy(bytes.take_front(copied), host.begin());
  std::fill(host.begin() + copied, host.end(), 0);
  buffer.markChanged();
}

void warnOfKnownLimits(const DeviceInfo &info, const protocol::Manifest &manifest,
                       const KernelOptions &options, DiagnosticEngine &diags) {
  if (!info.known || info.known->iterationBudget == 0 || !manifest.hasUnboundedLoops ||
      (manifest.passLimit && options.passLimit))
    return;
  diags.report(DiagCode::DeviceWarning, {},
               llvm::Twine(info.known->label) + " stops looping after about " +
                   llvm::Twine(info.known->iterationBudget) +
                   " iterations of an invocation over all its loops, which this program may pass "
                   "(SwiftShader has no such limit)");
}

LogicalResult checkGrid(const DeviceInfo &info, const Grid &grid, DiagnosticEngine &diags) {
  for (unsigned axis = 0; axis < 3; ++axis)
    if (grid[axis] > info.maxWorkgroupCount[axis])
      return diags.error(DiagCode::DeviceLimit, {},
                         "grid of " + llvm::Twine(grid[axis]) + " workgroups on axis " +
                             llvm::Twine(axis) + " (" + info.name + " allows " +
                             llvm::Twine(info.maxWorkgroupCount[axis]) + ")");
  return success();
}

} // namespace

Kernel::Kernel(std::unique_ptr<State> state) : state(std::move(state)) {}
Kernel::Kernel(Kernel &&) noexcept = default;
Kernel::~Kernel() {
  // A dispatch that never came back may still use everything here.
  if (state && state->device->isHung)
    (void)state.release();
}

const protocol::Manifest &Kernel::manifest() const { return state->manifest; }

FailureOr<Kernel> Device::createKernel(const Module &module, const KernelOptions &options,
                                       DiagnosticEngine &diags) {
  if (failed(check(module, diags)))
    return failure();
  warnOfKnownLimits(state->info, module.manifest, options, diags);
  return guarded(*state, "building the pipeline", diags, [&]() -> FailureOr<Kernel> {
    const vk::raii::Device &device = state->device;
    auto kernel = std::make_unique<Kernel::State>();
    kernel->device = state;
    kernel->manifest = module.manifest;
    kernel->setLayout = createSetLayout(*state, module.manifest);
    kernel->pipelineLayout =
        vk::raii::PipelineLayout(device, vk::PipelineLayoutCreateInfo({}, *kernel->setLayout));
    FailureOr<std::vector<vk::raii::Pipeline>> pipelines =
        buildPipelines(state, module, options, *kernel->pipelineLayout, diags);
    if (failed(pipelines)) {
      if (state->isHung)
        (void)kernel.release(); // the driver is still at work on it
      return failure();
    }
    kernel->pipelines = std::move(*pipelines);
    if (const auto bindings = static_cast<uint32_t>(countBindings(module.manifest))) {
      vk::DescriptorPoolSize size(vk::DescriptorType::eStorageBuffer, bindings);
      kernel->descriptorPool = vk::raii::DescriptorPool(
          device, vk::DescriptorPoolCreateInfo(vk::DescriptorPoolCreateFlagBits::eFreeDescriptorSet,
                                               1, size));
      kernel->descriptorSet = std::move(vk::raii::DescriptorSets(
          device, vk::DescriptorSetAllocateInfo(*kernel->descriptorPool, *kernel->setLayout))[0]);
    }
    if (state->timestampBits != 0)
      kernel->timestamps =
          vk::raii::QueryPool(device, vk::QueryPoolCreateInfo({}, vk::QueryType::eTimestamp, 2));
    kernel->commands = std::move(vk::raii::CommandBuffers(
        device, vk::CommandBufferAllocateInfo(*state->commandPool, vk::CommandBufferLevel::ePrimary,
                                              1))[0]);
    kernel->fence = vk::raii::Fence(device, vk::FenceCreateInfo());
    return Kernel(std::move(kernel));
  });
}

GpuBuffer *Kernel::State::find(llvm::StringRef name) {
  for (size_t i = 0; i < buffers.size(); ++i)
    if (manifest.buffers[i].name == name && buffers[i])
      return &*buffers[i];
  return nullptr;
}

LogicalResult Kernel::setBuffers(llvm::ArrayRef<NamedBytes> inputs, DiagnosticEngine &diags) {
  const std::vector<ManifestBuffer> &declared = state->manifest.buffers;
  for (const NamedBytes &input : inputs)
    if (llvm::none_of(declared, [&](const ManifestBuffer &b) { return b.name == input.name; }))
      return diags.error(DiagCode::BadCase, {},
                         "bytes for '" + input.name + "', a buffer that the module does not have");
  return guarded(*state->device, "making buffers", diags, [&]() -> LogicalResult {
    state->buffers.resize(declared.size());
    state->isCurrent.assign(declared.size(), false);
    state->lengths.assign(declared.size(), 0);
    for (size_t i = 0; i < declared.size(); ++i) {
      if (!protocol::isBound(declared[i].role))
        continue;
      const NamedBytes *input = llvm::find_if(
          inputs, [&](const NamedBytes &bytes) { return bytes.name == declared[i].name; });
      if (input == inputs.end())
        input = nullptr;
      FailureOr<uint64_t> length = bufferLength(declared[i], input, state->device->info, diags);
      if (failed(length))
        return failure();
      state->lengths[i] = *length;
      const uint64_t bound = declared[i].inWords ? llvm::alignTo(*length, kWordBytes) : *length;
      std::optional<GpuBuffer> &buffer = state->buffers[i];
      if (!buffer || buffer->length() != bound)
        buffer.emplace(*state->device, bound);
      const bool isSupplied = input && protocol::isSupplied(declared[i].role);
      fill(*buffer, isSupplied ? llvm::ArrayRef<uint8_t>(input->bytes) : llvm::ArrayRef<uint8_t>());
      const vk::DescriptorBufferInfo info = buffer->descriptor();
      state->device->device.updateDescriptorSets(
          vk::WriteDescriptorSet(*state->descriptorSet, declared[i].binding, 0, 1,
                                 vk::DescriptorType::eStorageBuffer, nullptr, &info),
          nullptr);
    }
    state->fillLengths();
    return success();
  });
}

void Kernel::State::fillLengths() {
  for (size_t i = 0; i < buffers.size(); ++i) {
    if (manifest.buffers[i].role != BufferRole::Lengths)
      continue;
    llvm::MutableArrayRef<uint8_t> words = buffers[i]->hostBytes();
    for (size_t other = 0; other < buffers.size(); ++other) {
      const size_t at = size_t(manifest.buffers[other].binding) * kWordBytes;
      if (protocol::isBound(manifest.buffers[other].role) && at + kWordBytes <= words.size())
        llvm::support::endian::write32le(words.data() + at, static_cast<uint32_t>(lengths[other]));
    }
    buffers[i]->markChanged();
  }
}

LogicalResult Kernel::State::checkTrap(DiagnosticEngine &diags) {
  for (size_t i = 0; i < buffers.size(); ++i) {
    if (manifest.buffers[i].role != BufferRole::TrapRecord)
      continue;
    if (failed(download(i, diags)))
      return failure();
    auto word = [&](size_t index) {
      return llvm::support::endian::read32le(buffers[i]->hostBytes().data() + index * kWordBytes);
    };
    if (word(0) == 0)
      return success();
    const uint32_t code = word(2);
    const bool isKnown = code != 0 && code <= manifest.traps.size();
    const uint32_t address = word(1), invocation = word(3);
    // The next dispatch starts without it.
    fill(*buffers[i], {});
    return diags.error(DiagCode::Trapped, {},
                       "trap '" + (isKnown ? manifest.traps[code - 1] : std::to_string(code)) +
                           "' at address " + llvm::Twine(address) + " by the invocation with global x " +
                           llvm::Twine(invocation));
  }
  return success();
}

LogicalResult Kernel::write(llvm::StringRef name, llvm::ArrayRef<uint8_t> bytes,
                            DiagnosticEngine &diags) {
  GpuBuffer *buffer = state->find(name);
  if (!buffer || bytes.size() > buffer->length())
    return diags.error(DiagCode::BadCase, {},
                       llvm::Twine(bytes.size()) + " bytes for buffer '" + name + "' (expected " +
                           (buffer ? "at most " + llvm::Twine(buffer->length())
                                   : llvm::Twine("the name of a buffer")) +
                           ")");
  llvm::copy(bytes, buffer->hostBytes().begin());
  buffer->markChanged();
  return success();
}

LogicalResult Kernel::State::submit(std::chrono::milliseconds timeout, llvm::StringRef what,
                                    DiagnosticEngine &diags) {
  const vk::CommandBuffer handle = *commands;
  device->device.resetFences(*fence);
  device->queue.submit(vk::SubmitInfo(nullptr, nullptr, handle), *fence);
  const uint64_t nanoseconds =
      std::chrono::duration_cast<std::chrono::nanoseconds>(timeout).count();
  if (device->device.waitForFences(*fence, VK_TRUE, nanoseconds) != vk::Result::eTimeout)
    return success();
  device->isHung = true;
  return diags.error(DiagCode::DeviceTimeout, {},
                     what + " did not end within " + llvm::Twine(timeout.count()) +
                         " ms; the device is given up");
}

FailureOr<DispatchResult> Kernel::dispatch(const DispatchOptions &options,
                                           DiagnosticEngine &diags) {
  if (failed(checkGrid(state->device->info, options.grid, diags)))
    return failure();
  return guarded(*state->device, "running the kernel", diags, [&]() -> FailureOr<DispatchResult> {
    const vk::raii::CommandBuffer &commands = state->commands;
    const bool hasTimestamps = state->device->timestampBits != 0;
    commands.begin(vk::CommandBufferBeginInfo(vk::CommandBufferUsageFlagBits::eOneTimeSubmit));
    for (std::optional<GpuBuffer> &buffer : state->buffers) {
      if (buffer && options.restore)
        buffer->recordRestore(*state->device, commands);
      else if (buffer)
        buffer->recordUpload(commands);
    }
    using Stage = vk::PipelineStageFlagBits;
    using Access = vk::AccessFlagBits;
    const auto shaderAccess = Access::eShaderRead | Access::eShaderWrite;
    commands.pipelineBarrier(
        Stage::eTransfer | Stage::eHost | Stage::eComputeShader, Stage::eComputeShader, {},
        vk::MemoryBarrier(Access::eTransferWrite | Access::eHostWrite | Access::eShaderWrite,
                          shaderAccess),
        nullptr, nullptr);
    if (countBindings(state->manifest) != 0)
      commands.bindDescriptorSets(vk::PipelineBindPoint::eCompute, *state->pipelineLayout, 0,
                                  *state->descriptorSet, nullptr);
    if (hasTimestamps) {
      commands.resetQueryPool(*state->timestamps, 0, 2);
      // The bottom of the pipe: the clock starts when the copies above have ended.
      commands.writeTimestamp(Stage::eBottomOfPipe, *state->timestamps, 0);
    }
    for (const vk::raii::Pipeline &pipeline : state->pipelines) {
      if (&pipeline != &state->pipelines.front())
        commands.pipelineBarrier(Stage::eComputeShader, Stage::eComputeShader, {},
                                 vk::MemoryBarrier(Access::eShaderWrite, shaderAccess), nullptr,
                                 nullptr);
      commands.bindPipeline(vk::PipelineBindPoint::eCompute, *pipeline);
      commands.dispatch(options.grid[0], options.grid[1], options.grid[2]);
    }
    if (hasTimestamps)
      commands.writeTimestamp(Stage::eBottomOfPipe, *state->timestamps, 1);
    commands.pipelineBarrier(
        Stage::eComputeShader, Stage::eHost | Stage::eTransfer, {},
        vk::MemoryBarrier(Access::eShaderWrite, Access::eHostRead | Access::eTransferRead), nullptr,
        nullptr);
    commands.end();
    std::fill(state->isCurrent.begin(), state->isCurrent.end(), false);

    const auto start = std::chrono::steady_clock::now();
    if (failed(state->submit(options.timeout, "the dispatch", diags)))
      return failure();
    DispatchResult result;
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (failed(state->checkTrap(diags)))
      return failure();
    if (!hasTimestamps)
      return result;
    const auto ticks = state->timestamps.getResults<uint64_t>(
        0, 2, 2 * sizeof(uint64_t), sizeof(uint64_t), vk::QueryResultFlagBits::e64);
    const uint32_t bits = state->device->timestampBits;
    const uint64_t mask = bits >= 64 ? UINT64_MAX : (uint64_t(1) << bits) - 1;
    const uint64_t elapsed = (ticks.second[1] - ticks.second[0]) & mask;
    result.seconds = static_cast<double>(elapsed) * state->device->timestampPeriod * 1e-9;
    result.isGpuTime = true;
    return result;
  });
}

LogicalResult Kernel::State::download(llvm::ArrayRef<size_t> indices, DiagnosticEngine &diags) {
  bool isAnything = false;
  commands.begin(vk::CommandBufferBeginInfo(vk::CommandBufferUsageFlagBits::eOneTimeSubmit));
  for (size_t i : indices)
    if (!isCurrent[i])
      isAnything |= buffers[i]->recordDownload(commands);
  commands.pipelineBarrier(
      vk::PipelineStageFlagBits::eTransfer, vk::PipelineStageFlagBits::eHost, {},
      vk::MemoryBarrier(vk::AccessFlagBits::eTransferWrite, vk::AccessFlagBits::eHostRead), nullptr,
      nullptr);
  commands.end();
  for (size_t i : indices)
    isCurrent[i] = true;
  return isAnything ? submit(kCopyTimeout, "copying results", diags) : success();
}

FailureOr<std::vector<NamedBytes>> Kernel::read(llvm::ArrayRef<llvm::StringRef> names,
                                                DiagnosticEngine &diags) {
  std::vector<size_t> indices;
  for (llvm::StringRef name : names) {
    const auto &declared = state->manifest.buffers;
    const size_t i =
        llvm::find_if(declared, [&](const ManifestBuffer &b) { return b.name == name; }) -
        declared.begin();
    if (i >= state->buffers.size() || !state->buffers[i])
      return diags.error(DiagCode::BadCase, {}, "no buffer '" + name + "' to read");
    indices.push_back(i);
  }
  return guarded(*state->device, "reading results", diags,
                 [&]() -> FailureOr<std::vector<NamedBytes>> {
                   if (failed(state->download(indices, diags)))
                     return failure();
                   std::vector<NamedBytes> results;
                   for (size_t i : indices) {
                     llvm::ArrayRef<uint8_t> bytes =
                         state->buffers[i]->hostBytes().take_front(state->lengths[i]);
                     results.push_back({state->manifest.buffers[i].name, bytes.vec()});
                   }
                   return results;
                 });
}

FailureOr<std::vector<NamedBytes>> Kernel::readOutputs(DiagnosticEngine &diags) {
  std::vector<llvm::StringRef> names;
  for (const ManifestBuffer &buffer : state->manifest.buffers)
    if (protocol::isReturned(buffer.role))
      names.push_back(buffer.name);
  return read(names, diags);
}
