// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which SPIR-V capabilities a device runs, and the features that have to be enabled for them.
#include "Vulkan.h"
#include "llvm/ADT/STLExtras.h"
#include <spirv/unified1/spirv.hpp11>

using namespace vyrecc;
using namespace vyrecc::loader;

namespace {

using spv::Capability;
using Subgroup = vk::SubgroupFeatureFlagBits;

bool hasSubgroup(const DeviceFacts &facts, Subgroup operation) {
  return (facts.properties11.subgroupSupportedOperations & operation) &&
         (facts.properties11.subgroupSupportedStages & vk::ShaderStageFlagBits::eCompute);
}

struct CapabilityRow {
  Capability capability;
  const char *name;
  bool (*isAvailable)(const DeviceFacts &);
};

#define ALWAYS(NAME) {Capability::NAME, #NAME, [](const DeviceFacts &) { return true; }}
#define FEATURE(NAME, STRUCT, FIELD)                                                               \
  {Capability::NAME, #NAME, [](const DeviceFacts &facts) { return facts.STRUCT.FIELD == VK_TRUE; }}
#define SUBGROUP(NAME, OPERATION)                                                                  \
  {Capability::NAME, #NAME,                                                                        \
   [](const DeviceFacts &facts) { return hasSubgroup(facts, Subgroup::OPERATION); }}
#define CONTROLS(NAME, FIELD)                                                                      \
  {Capability::NAME, #NAME, [](const DeviceFacts &facts) {                                         \
     return facts.properties12.FIELD##Float16 || facts.properties12.FIELD##Float32 ||              \
            facts.properties12.FIELD##Float64;                                                     \
   }}

constexpr CapabilityRow kCapabilities[] = {
    ALWAYS(Matrix),
    ALWAYS(Shader),
    FEATURE(StorageBuffer16BitAccess, v11, storageBuffer16BitAccess),
    FEATURE(Int16, core, shaderInt16),
    FEATURE(Int64, core, shaderInt64),
    FEATURE(Float64, core, shaderFloat64),
    FEATURE(UniformAndStorageBuffer16BitAccess, v11, uniformAndStorageBuffer16BitAccess),
    FEATURE(VariablePointersStorageBuffer, v11, variablePointersStorageBuffer),
    FEATURE(VariablePointers, v11, variablePointers),
    FEATURE(Int8, v12, shaderInt8),
    FEATURE(Float16, v12, shaderFloat16),
    FEATURE(StorageBuffer8BitAccess, v12, storageBuffer8BitAccess),
    FEATURE(UniformAndStorageBuffer8BitAccess, v12, uniformAndStorageBuffer8BitAccess),
    FEATURE(Int64Atomics, v12, shaderBufferInt64Atomics),
    FEATURE(VulkanMemoryModel, v12, vulkanMemoryModel),
    FEATURE(VulkanMemoryModelDeviceScope, v12, vulkanMemoryModelDeviceScope),
    FEATURE(DotProduct, v13, shaderIntegerDotProduct),
    FEATURE(DotProductInputAll, v13, shaderIntegerDotProduct),
    FEATURE(DotProductInput4x8Bit, v13, shaderIntegerDotProduct),
    FEATURE(DotProductInput4x8BitPacked, v13, shaderIntegerDotProduct),
    SUBGROUP(GroupNonUniform, eBasic),
    SUBGROUP(GroupNonUniformVote, eVote),
    SUBGROUP(GroupNonUniformArithmetic, eArithmetic),
    SUBGROUP(GroupNonUniformBallot, eBallot),
    SUBGROUP(GroupNonUniformShuffle, eShuffle),
    SUBGROUP(GroupNonUniformShuffleRelative, eShuffleRelative),
    SUBGROUP(GroupNonUniformClustered, eClustered),
    SUBGROUP(GroupNonUniformQuad, eQuad),
    CONTROLS(DenormPreserve, shaderDenormPreserve),
    CONTROLS(DenormFlushToZero, shaderDenormFlushToZero),
    CONTROLS(SignedZeroInfNanPreserve, shaderSignedZeroInfNanPreserve),
    CONTROLS(RoundingModeRTE, shaderRoundingModeRTE),
    CONTROLS(RoundingModeRTZ, shaderRoundingModeRTZ),
};

#undef ALWAYS
#undef FEATURE
#undef SUBGROUP
#undef CONTROLS

/// The features of `have` that some row above needs, or that shaders use without a capability.
void selectFeatures(const DeviceFacts &have, DeviceFacts &enabled) {
#define ENABLE(STRUCT, FIELD) enabled.STRUCT.FIELD = have.STRUCT.FIELD
  ENABLE(core, shaderInt16);
  ENABLE(core, shaderInt64);
  ENABLE(core, shaderFloat64);
  ENABLE(v11, storageBuffer16BitAccess);
  ENABLE(v11, uniformAndStorageBuffer16BitAccess);
  ENABLE(v11, variablePointersStorageBuffer);
  ENABLE(v11, variablePointers);
  ENABLE(v12, shaderInt8);
  ENABLE(v12, shaderFloat16);
  ENABLE(v12, storageBuffer8BitAccess);
  ENABLE(v12, uniformAndStorageBuffer8BitAccess);
  ENABLE(v12, shaderBufferInt64Atomics);
  ENABLE(v12, vulkanMemoryModel);
  ENABLE(v12, vulkanMemoryModelDeviceScope);
  ENABLE(v12, vulkanMemoryModelAvailabilityVisibilityChains);
  ENABLE(v12, shaderSubgroupExtendedTypes);
  ENABLE(v13, shaderIntegerDotProduct);
  ENABLE(v13, shaderZeroInitializeWorkgroupMemory);
  ENABLE(v13, maintenance4);
  ENABLE(v13, subgroupSizeControl);
  ENABLE(v13, computeFullSubgroups);
  ENABLE(sizeControl, subgroupSizeControl);
  ENABLE(sizeControl, computeFullSubgroups);
#undef ENABLE
}

DeviceFacts queryFacts(const vk::raii::PhysicalDevice &physical, bool hasVulkan13,
                       bool hasSizeControl) {
  DeviceFacts facts;
  vk::PhysicalDeviceFeatures2 features({}, &facts.v11);
  facts.v11.pNext = &facts.v12;
  facts.v12.pNext = hasVulkan13 ? &facts.v13 : nullptr;
  vk::PhysicalDeviceProperties2 properties({}, &facts.properties11);
  facts.properties11.pNext = &facts.properties12;
  if (hasSizeControl) {
    facts.sizeControl.pNext = std::exchange(facts.v12.pNext, &facts.sizeControl);
    facts.properties12.pNext = &facts.subgroupSizes;
  }
  const auto *dispatcher = physical.getDispatcher();
  dispatcher->vkGetPhysicalDeviceFeatures2(
      *physical, reinterpret_cast<VkPhysicalDeviceFeatures2 *>(&features));
  dispatcher->vkGetPhysicalDeviceProperties2(
      *physical, reinterpret_cast<VkPhysicalDeviceProperties2 *>(&properties));
  facts.core = features.features;
  return facts;
}

uint32_t computeQueueFamily(const std::vector<vk::QueueFamilyProperties> &families) {
  return static_cast<uint32_t>(llvm::find_if(families,
                                             [](const vk::QueueFamilyProperties &family) {
                                               return bool(family.queueFlags &
                                                           vk::QueueFlagBits::eCompute);
                                             }) -
                               families.begin());
}

} // namespace

std::shared_ptr<DeviceState> loader::openDevice(std::shared_ptr<InstanceState> instance,
                                                vk::raii::PhysicalDevice physical) {
  auto state = std::make_shared<DeviceState>();
  state->instance = std::move(instance);
  state->info = describeDevice(physical);
  const bool hasVulkan13 = state->info.apiVersion >= VK_API_VERSION_1_3;
  const std::vector<vk::ExtensionProperties> extensions =
      physical.enumerateDeviceExtensionProperties();
  const auto hasExtension = [&](llvm::StringRef name) {
    return llvm::any_of(extensions, [&](const vk::ExtensionProperties &extension) {
      return name == extension.extensionName.data();
    });
  };
  const bool hasSizeExtension =
      !hasVulkan13 && hasExtension(VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME);
  const DeviceFacts have = queryFacts(physical, hasVulkan13, hasVulkan13 || hasSizeExtension);
  state->facts.properties11 = have.properties11;
  state->facts.properties12 = have.properties12;
  state->facts.subgroupSizes = have.subgroupSizes;
  selectFeatures(have, state->facts);

  const std::vector<vk::QueueFamilyProperties> families = physical.getQueueFamilyProperties();
  state->queueFamily = computeQueueFamily(families);
  state->timestampBits = families[state->queueFamily].timestampValidBits;
  state->timestampPeriod = physical.getProperties().limits.timestampPeriod;
  state->memory = physical.getMemoryProperties();

  std::vector<const char *> enabledExtensions;
  const bool hasNonSemantic = hasExtension(VK_KHR_SHADER_NON_SEMANTIC_INFO_EXTENSION_NAME);
  if (hasNonSemantic)
    enabledExtensions.push_back(VK_KHR_SHADER_NON_SEMANTIC_INFO_EXTENSION_NAME);
  if (hasSizeExtension)
    enabledExtensions.push_back(VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME);
  state->knowsNonSemantic = hasVulkan13 || hasNonSemantic;

  DeviceFacts enabled = state->facts;
  vk::PhysicalDeviceFeatures2 features(enabled.core, &enabled.v11);
  enabled.v11.pNext = &enabled.v12;
  enabled.v12.pNext = hasVulkan13 ? &enabled.v13 : nullptr;
  enabled.v13.pNext = nullptr;
  enabled.sizeControl.pNext = nullptr;
  if (hasSizeExtension)
    enabled.v12.pNext = &enabled.sizeControl;
  const float priority = 1.0f;
  vk::DeviceQueueCreateInfo queue({}, state->queueFamily, 1, &priority);
  vk::DeviceCreateInfo info({}, queue);
  info.pNext = &features;
  info.setPEnabledExtensionNames(enabledExtensions);
  state->device = vk::raii::Device(physical, info);
  state->queue = vk::raii::Queue(state->device, state->queueFamily, 0);
  state->commandPool = vk::raii::CommandPool(
      state->device, vk::CommandPoolCreateInfo(vk::CommandPoolCreateFlagBits::eResetCommandBuffer,
                                               state->queueFamily));
  state->physical = std::move(physical);
  return state;
}

LogicalResult loader::checkCapabilities(const DeviceState &device, const Module &module,
                                        DiagnosticEngine &diags) {
  std::string missing;
  for (uint32_t number : module.capabilities) {
    const auto *row = llvm::find_if(kCapabilities, [&](const CapabilityRow &candidate) {
      return static_cast<uint32_t>(candidate.capability) == number;
    });
    const bool isKnown = row != std::end(kCapabilities);
    if (isKnown && row->isAvailable(device.facts))
      continue;
    missing += missing.empty() ? "" : ", ";
    missing += isKnown ? row->name : "capability " + std::to_string(number);
  }
  if (missing.empty())
    return success();
  return diags.error(DiagCode::DeviceLimit, {},
                     device.info.name + " lacks " + missing + " (the module needs it)");
}

LogicalResult loader::checkSubgroups(const DeviceState &device, const protocol::Manifest &manifest,
                                     DiagnosticEngine &diags) {
  const uint32_t size = manifest.subgroupSize;
  if (size == 0)
    return success();
  const DeviceFacts &facts = device.facts;
  const bool isFixed = !facts.sizeControl.subgroupSizeControl;
  if (isFixed ? device.info.subgroupSize != size : !facts.canChooseSubgroupSize(size))
    return diags.error(DiagCode::DeviceLimit, {},
                       device.info.name + " has subgroups of " +
                           llvm::Twine(device.info.subgroupSize) + " (the module needs " +
                           llvm::Twine(size) +
                           "; without --subgroups=native it would run here)");
  if (isFixed)
    return success();
  const auto &[x, y, z] = manifest.workgroupSize;
  const uint64_t subgroups = (uint64_t(x) * y * z + size - 1) / size;
  if (!facts.sizeControl.computeFullSubgroups || x % size != 0 ||
      subgroups > facts.subgroupSizes.maxComputeWorkgroupSubgroups)
    return diags.error(DiagCode::DeviceLimit, {},
                       device.info.name + " cannot make workgroups of " + llvm::Twine(x) + " x " +
                           llvm::Twine(y) + " x " + llvm::Twine(z) + " of full subgroups of " +
                           llvm::Twine(size) + " (the module needs it)");
  return success();
}
