// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the files that talk to Vulkan share: the states behind Instance and Device, and the place
// where exceptions end. Heavy to compile; no public header includes it.
#ifndef VYRE_CC_LIB_LOADER_VULKAN_H
#define VYRE_CC_LIB_LOADER_VULKAN_H

#define VULKAN_HPP_DISPATCH_LOADER_DYNAMIC 1
#include "vyre-cc/Loader/Device.h"
#include <mutex>
#include <vulkan/vulkan_raii.hpp>

namespace vyrecc::loader {

struct InstanceState {
  vk::raii::Context context;
  vk::raii::Instance instance = nullptr;
  vk::raii::DebugUtilsMessengerEXT messenger = nullptr;

  std::vector<std::string> takeValidationErrors() {
    std::lock_guard<std::mutex> lock(mutex);
    return std::exchange(validationErrors, {});
  }
  void addValidationError(std::string message) {
    std::lock_guard<std::mutex> lock(mutex);
    validationErrors.push_back(std::move(message));
  }

private:
  std::mutex mutex;
  std::vector<std::string> validationErrors;
};

/// Features and properties that decide which modules a device runs. The features are those that it
/// has and that openDevice enables.
struct DeviceFacts {
  vk::PhysicalDeviceFeatures core;
  vk::PhysicalDeviceVulkan11Features v11;
  vk::PhysicalDeviceVulkan12Features v12;
  vk::PhysicalDeviceVulkan13Features v13;
  vk::PhysicalDeviceVulkan11Properties properties11;
  vk::PhysicalDeviceVulkan12Properties properties12;
  /// Of Vulkan 1.3 or VK_EXT_subgroup_size_control; all zero without either.
  vk::PhysicalDeviceSubgroupSizeControlFeatures sizeControl;
  vk::PhysicalDeviceSubgroupSizeControlProperties subgroupSizes;

  /// True if a pipeline can be given subgroups of this size.
  bool canChooseSubgroupSize(uint32_t size) const {
    return sizeControl.subgroupSizeControl && size >= subgroupSizes.minSubgroupSize &&
           size <= subgroupSizes.maxSubgroupSize &&
           (subgroupSizes.requiredSubgroupSizeStages & vk::ShaderStageFlagBits::eCompute);
  }
};

struct DeviceState {
  std::shared_ptr<InstanceState> instance;
  vk::raii::PhysicalDevice physical = nullptr;
  vk::raii::Device device = nullptr;
  vk::raii::Queue queue = nullptr;
  vk::raii::CommandPool commandPool = nullptr;
  vk::PhysicalDeviceMemoryProperties memory;
  DeviceInfo info;
  DeviceFacts facts;
  uint32_t queueFamily = 0;
  uint32_t timestampBits = 0;
  double timestampPeriod = 0; ///< nanoseconds a tick
  bool knowsNonSemantic = false;
  bool isLost = false;
  /// The driver never came back: whatever it may still use must outlive it.
  bool isHung = false;
};

DeviceInfo describeDevice(const vk::raii::PhysicalDevice &physical);
/// Creates the logical device with every feature that some module may need.
std::shared_ptr<DeviceState> openDevice(std::shared_ptr<InstanceState> instance,
                                        vk::raii::PhysicalDevice physical);
/// Says which capability of the module the device lacks.
LogicalResult checkCapabilities(const DeviceState &device, const Module &module,
                                DiagnosticEngine &diags);

/// Fails if the device cannot run the module with the subgroups that it counts on.
LogicalResult checkSubgroups(const DeviceState &device, const protocol::Manifest &manifest,
                             DiagnosticEngine &diags);

/// Builds the module's compute pipeline, on a thread of its own: a driver's compiler may take for
/// ever. Past the time-out the device is hung.
FailureOr<std::vector<vk::raii::Pipeline>> buildPipelines(std::shared_ptr<DeviceState> device,
                                            const Module &module, const KernelOptions &options,
                                            vk::PipelineLayout layout, DiagnosticEngine &diags);

/// Reports what the validation layer found since the last call; fails if there was anything.
LogicalResult reportValidationErrors(InstanceState &instance, DiagnosticEngine &diags);

/// Runs `body`, which gives a LogicalResult or FailureOr, and turns exceptions and validation
/// errors into diagnostics: nothing is thrown past this.
template <typename Body>
auto guarded(DeviceState &device, llvm::StringRef what, DiagnosticEngine &diags, Body body)
    -> decltype(body()) {
  try {
    auto result = body();
    if (failed(reportValidationErrors(*device.instance, diags)))
      return failure();
    return result;
  } catch (const vk::DeviceLostError &) {
    device.isLost = true;
    return diags.error(DiagCode::DeviceFailure, {},
                       "device lost while " + what +
                           " (a fault in the kernel, or a watchdog that ends long dispatches)");
  } catch (const std::exception &error) {
    return diags.error(DiagCode::DeviceFailure, {}, llvm::Twine(error.what()) + " while " + what);
  }
}

/// Memory that kernel and host use: one buffer where the host can map the device's memory well,
/// else a buffer on the device and a staging buffer for the host.
class GpuBuffer {
public:
  GpuBuffer(const DeviceState &device, uint64_t length);

  uint64_t length() const { return byteLength; }
  vk::DescriptorBufferInfo descriptor() const;
  llvm::MutableArrayRef<uint8_t> hostBytes() const {
    return {hostPointer, static_cast<size_t>(byteLength)};
  }
  /// The host has changed its bytes: the next upload copies them.
  void markChanged() { isChanged = true; }
  void recordUpload(const vk::raii::CommandBuffer &commands);
  /// Like recordUpload, and gives the kernel's copy the host's bytes even where kernels have
  /// written since; from a second copy on the device.
  void recordRestore(const DeviceState &device, const vk::raii::CommandBuffer &commands);
  /// True if anything was recorded.
  bool recordDownload(const vk::raii::CommandBuffer &commands) const;

private:
  vk::raii::Buffer buffer = nullptr;
  vk::raii::DeviceMemory memory = nullptr;
  vk::raii::Buffer staging = nullptr;
  vk::raii::DeviceMemory stagingMemory = nullptr;
  vk::raii::Buffer pristine = nullptr; ///< made by the first recordRestore
  vk::raii::DeviceMemory pristineMemory = nullptr;
  uint8_t *hostPointer = nullptr;
  uint64_t byteLength = 0;
  bool hasStaging = false;
  bool isChanged = true;
};

} // namespace vyrecc::loader

#endif
