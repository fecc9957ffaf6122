// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds pipelines, with a limit on the time that the driver's compiler may take.
#include "Vulkan.h"
#include <future>
#include <thread>

using namespace vyrecc;
using namespace vyrecc::loader;

namespace {

/// The module's words as this device takes them.
std::vector<uint32_t> wordsFor(const DeviceState &device, const Module &module) {
  std::vector<uint32_t> words = module.words;
  if (module.hasNonSemantic && !device.knowsNonSemantic)
    words = stripNonSemantic(words);
  if (device.info.known && device.info.known->failsOrderedAtomics)
    words = relaxAtomics(words);
  return words;
}

/// What the thread works with: its own copies, which live as long as it does.
struct PipelineRequest {
  std::shared_ptr<DeviceState> device;
  std::vector<uint32_t> words;
  std::vector<std::string> entryPoints;
  vk::PipelineLayout layout;
  std::optional<uint32_t> passLimit;
  uint32_t passLimitId = 0;
  uint32_t subgroupSize = 0; ///< to be chosen; 0: the device's own

  std::vector<vk::raii::Pipeline> build() const {
    const vk::raii::Device &handle = device->device;
    vk::raii::ShaderModule shader(handle, vk::ShaderModuleCreateInfo({}, words));
    const uint32_t limit = passLimit.value_or(0);
    vk::SpecializationMapEntry entry(passLimitId, 0, sizeof(limit));
    vk::SpecializationInfo specialization(1, &entry, sizeof(limit), &limit);
    std::vector<vk::raii::Pipeline> pipelines;
    for (const std::string &entryPoint : entryPoints) {
      vk::PipelineShaderStageCreateInfo stage({}, vk::ShaderStageFlagBits::eCompute, *shader,
                                              entryPoint.c_str());
      if (passLimit)
        stage.pSpecializationInfo = &specialization;
      const vk::PipelineShaderStageRequiredSubgroupSizeCreateInfo required(subgroupSize);
      if (subgroupSize != 0) {
        stage.flags |= vk::PipelineShaderStageCreateFlagBits::eRequireFullSubgroups;
        stage.pNext = &required;
      }
      pipelines.emplace_back(handle, nullptr, vk::ComputePipelineCreateInfo({}, stage, layout));
    }
    return pipelines;
  }
};

} // namespace

FailureOr<std::vector<vk::raii::Pipeline>>
loader::buildPipelines(std::shared_ptr<DeviceState> device,
                                                    const Module &module,
                                                    const KernelOptions &options,
                                                    vk::PipelineLayout layout,
                                                    DiagnosticEngine &diags) {
  PipelineRequest request{device, wordsFor(*device, module), module.manifest.entryPoints, layout, {},
                          0};
  if (options.passLimit && module.manifest.passLimit) {
    request.passLimit = options.passLimit;
    request.passLimitId = module.manifest.passLimit->specId;
  }
  if (device->facts.sizeControl.subgroupSizeControl)
    request.subgroupSize = module.manifest.subgroupSize;
  std::promise<std::vector<vk::raii::Pipeline>> promise;
  std::future<std::vector<vk::raii::Pipeline>> future = promise.get_future();
  std::thread([request = std::move(request), promise = std::move(promise)]() mutable {
    try {
      promise.set_value(request.build());
    } catch (...) {
      promise.set_exception(std::current_exception());
    }
  }).detach();
  if (future.wait_for(options.buildTimeout) == std::future_status::ready)
    return future.get();
  device->isHung = true;
  return diags.error(DiagCode::DeviceTimeout, {},
                     "the driver did not build the pipeline within " +
                         llvm::Twine(options.buildTimeout.count()) + " ms; the device is given up");
}
