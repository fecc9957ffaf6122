// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The Vulkan instance: finding the loader library, listing devices, choosing one.
#include "Vulkan.h"
#include "llvm/ADT/STLExtras.h"
#include <thread>

using namespace vyrecc;
using namespace vyrecc::loader;

namespace {

constexpr uint32_t kNeededApi = VK_API_VERSION_1_2;
constexpr char kValidationLayer[] = "VK_LAYER_KHRONOS_validation";

VKAPI_ATTR VkBool32 VKAPI_CALL onValidationMessage(VkDebugUtilsMessageSeverityFlagBitsEXT,
                                                   VkDebugUtilsMessageTypeFlagsEXT,
                                                   const VkDebugUtilsMessengerCallbackDataEXT *data,
                                                   void *instance) {
  static_cast<InstanceState *>(instance)->addValidationError(data->pMessage);
  return VK_FALSE;
}

bool hasValidationLayer(const vk::raii::Context &context) {
  return llvm::any_of(context.enumerateInstanceLayerProperties(), [](const auto &layer) {
    return llvm::StringRef(layer.layerName.data()) == kValidationLayer;
  });
}

void createInstance(InstanceState &state, bool validate) {
  vk::ApplicationInfo application("vyre-cc", 1, "vyre-cc", 1, VK_API_VERSION_1_3);
  vk::InstanceCreateInfo info({}, &application);
  const char *extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
  const char *layer = kValidationLayer;
  if (validate) {
    info.setPEnabledLayerNames(layer);
    info.setPEnabledExtensionNames(extension);
  }
  state.instance = vk::raii::Instance(state.context, info);
  if (!validate)
    return;
  vk::DebugUtilsMessengerCreateInfoEXT messenger(
      {}, vk::DebugUtilsMessageSeverityFlagBitsEXT::eError,
      vk::DebugUtilsMessageTypeFlagBitsEXT::eValidation, onValidationMessage, &state);
  state.messenger = vk::raii::DebugUtilsMessengerEXT(state.instance, messenger);
}

const char *typeName(vk::PhysicalDeviceType type) {
  switch (type) {
  case vk::PhysicalDeviceType::eDiscreteGpu:
    return "discrete";
  case vk::PhysicalDeviceType::eIntegratedGpu:
    return "integrated";
  case vk::PhysicalDeviceType::eVirtualGpu:
    return "virtual";
  case vk::PhysicalDeviceType::eCpu:
    return "cpu";
  case vk::PhysicalDeviceType::eOther:
    return "other";
  }
  return "other";
}

/// Lower is better.
unsigned typeRank(llvm::StringRef type) {
  static constexpr llvm::StringLiteral kBestFirst[] = {"discrete", "integrated", "virtual", "cpu",
                                                       "other"};
  return static_cast<unsigned>(llvm::find(kBestFirst, type) - std::begin(kBestFirst));
}

std::string versionText(uint32_t version) {
  return std::to_string(VK_API_VERSION_MAJOR(version)) + "." +
         std::to_string(VK_API_VERSION_MINOR(version));
}

std::string whyUnusable(const vk::raii::PhysicalDevice &physical, uint32_t apiVersion) {
  if (apiVersion < kNeededApi)
    return "has Vulkan " + versionText(apiVersion) + " (expected 1.2 or newer)";
  for (const vk::QueueFamilyProperties &family : physical.getQueueFamilyProperties())
    if (family.queueFlags & vk::QueueFlagBits::eCompute)
      return {};
  return "has no compute queue";
}

uint32_t countComputeUnits(const vk::raii::PhysicalDevice &physical, llvm::StringRef type) {
  const auto extensions = physical.enumerateDeviceExtensionProperties();
  const auto has = [&](llvm::StringRef name) {
    return llvm::any_of(extensions, [&](const vk::ExtensionProperties &extension) {
      return name == extension.extensionName.data();
    });
  };
  if (has(VK_NV_SHADER_SM_BUILTINS_EXTENSION_NAME))
    return physical
        .getProperties2<vk::PhysicalDeviceProperties2,
                        vk::PhysicalDeviceShaderSMBuiltinsPropertiesNV>()
        .get<vk::PhysicalDeviceShaderSMBuiltinsPropertiesNV>()
        .shaderSMCount;
  if (has(VK_AMD_SHADER_CORE_PROPERTIES_EXTENSION_NAME)) {
    const auto chain = physical.getProperties2<vk::PhysicalDeviceProperties2,
                                               vk::PhysicalDeviceShaderCorePropertiesAMD>();
    const auto &cores = chain.get<vk::PhysicalDeviceShaderCorePropertiesAMD>();
    return cores.shaderEngineCount * cores.shaderArraysPerEngineCount *
           cores.computeUnitsPerShaderArray;
  }
  return type == "cpu" ? std::thread::hardware_concurrency() : 0;
}

} // namespace

DeviceInfo loader::describeDevice(const vk::raii::PhysicalDevice &physical) {
  const vk::PhysicalDeviceProperties core = physical.getProperties();
  DeviceInfo info;
  info.name = core.deviceName.data();
  info.type = typeName(core.deviceType);
  info.apiVersion = core.apiVersion;
  info.unusable = whyUnusable(physical, core.apiVersion);
  const vk::PhysicalDeviceLimits &limits = core.limits;
  llvm::copy(limits.maxComputeWorkGroupSize, info.maxWorkgroupSize.begin());
  llvm::copy(limits.maxComputeWorkGroupCount, info.maxWorkgroupCount.begin());
  info.maxWorkgroupInvocations = limits.maxComputeWorkGroupInvocations;
  info.maxSharedBytes = limits.maxComputeSharedMemorySize;
  info.maxStorageBuffers =
      std::min(limits.maxPerStageDescriptorStorageBuffers, limits.maxDescriptorSetStorageBuffers);
  info.maxStorageBufferRange = limits.maxStorageBufferRange;
  if (core.apiVersion < kNeededApi)
    return info;
  const auto chain =
      physical.getProperties2<vk::PhysicalDeviceProperties2, vk::PhysicalDeviceVulkan11Properties,
                              vk::PhysicalDeviceVulkan12Properties>();
  info.subgroupSize = chain.get<vk::PhysicalDeviceVulkan11Properties>().subgroupSize;
  const auto &driver = chain.get<vk::PhysicalDeviceVulkan12Properties>();
  info.driver = driver.driverName.data();
  info.known = findKnownDevice(static_cast<uint32_t>(driver.driverID));
  info.computeUnits = countComputeUnits(physical, info.type);
  return info;
}

LogicalResult loader::reportValidationErrors(InstanceState &instance, DiagnosticEngine &diags) {
  const std::vector<std::string> errors = instance.takeValidationErrors();
  for (const std::string &error : errors)
    diags.report(DiagCode::DeviceFailure, {}, "validation: " + error);
  return success(errors.empty());
}

Instance::Instance(std::shared_ptr<InstanceState> state) : state(std::move(state)) {}
Instance::~Instance() = default;
Instance::Instance(Instance &&) noexcept = default;

FailureOr<Instance> Instance::create(bool validate, DiagnosticEngine &diags) {
  try {
    auto state = std::make_shared<InstanceState>();
    if (validate && !hasValidationLayer(state->context))
      return diags.error(DiagCode::NoDevice, {},
                         "the layer " + llvm::Twine(kValidationLayer) + " is not installed");
    createInstance(*state, validate);
    return Instance(std::move(state));
  } catch (const std::exception &error) {
    return diags.error(DiagCode::NoDevice, {},
                       "no Vulkan: " + llvm::Twine(error.what()) +
                           " (expected libvulkan.so.1 and a driver)");
  }
}

FailureOr<std::vector<DeviceInfo>> Instance::devices(DiagnosticEngine &diags) const {
  try {
    std::vector<DeviceInfo> infos;
    for (const vk::raii::PhysicalDevice &physical : vk::raii::PhysicalDevices(state->instance))
      infos.push_back(describeDevice(physical));
    return infos;
  } catch (const std::exception &error) {
    return diags.error(DiagCode::NoDevice, {}, "no device: " + llvm::Twine(error.what()));
  }
}

FailureOr<Device> Instance::open(llvm::StringRef name, DiagnosticEngine &diags) const {
  try {
    vk::raii::PhysicalDevices all(state->instance);
    std::optional<size_t> best;
    DeviceInfo bestInfo;
    std::string rejected;
    for (size_t i = 0; i < all.size(); ++i) {
      DeviceInfo info = describeDevice(all[i]);
      std::string reason = info.unusable;
      if (!llvm::StringRef(info.name).contains_insensitive(name))
        reason = ("its name does not contain '" + name + "'").str();
      if (!reason.empty()) {
        rejected += "; " + info.name + ": " + reason;
      } else if (!best || typeRank(info.type) < typeRank(bestInfo.type)) {
        best = i;
        bestInfo = std::move(info);
      }
    }
    if (!best)
      return diags.error(DiagCode::NoDevice, {},
                         "no usable device" + (rejected.empty() ? "; there is none" : rejected));
    return Device(openDevice(state, std::move(all[*best])));
  } catch (const std::exception &error) {
    return diags.error(DiagCode::NoDevice, {}, "no device: " + llvm::Twine(error.what()));
  }
}
