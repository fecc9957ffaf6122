// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A device: what a module asks of it, checked before anything is built.
#include "Vulkan.h"

using namespace vyrecc;
using namespace vyrecc::loader;
using protocol::BufferRole;

namespace {

constexpr uint32_t kSpirv15 = 0x00010500;
constexpr uint32_t kSpirv16 = 0x00010600;

/// Invocations that keep a compute unit busy. Two workgroups of 256 were the fastest on an H100, but for small rings:
/// there one is, since each workgroup costs as much as it finds to do.
constexpr uint64_t kLanesPerUnit = 256;
constexpr uint64_t kSlotsForTwice = 4;
/// For devices that do not say how many they have.
constexpr uint64_t kAssumedUnits = 64;

LogicalResult tooMuch(const DeviceInfo &info, const llvm::Twine &what, uint64_t has, uint64_t limit,
                      DiagnosticEngine &diags) {
  return diags.error(DiagCode::DeviceLimit, {},
                     what + " of " + llvm::Twine(has) + " (" + info.name + " allows " +
                         llvm::Twine(limit) + ")");
}

LogicalResult checkWorkgroup(const DeviceInfo &info, const Grid &size, DiagnosticEngine &diags) {
  uint64_t invocations = 1;
  for (unsigned axis = 0; axis < 3; ++axis) {
    if (size[axis] == 0)
      return diags.error(DiagCode::DeviceLimit, {},
                         "workgroup size 0 on axis " + llvm::Twine(axis) + " (expected 1 or more)");
    if (size[axis] > info.maxWorkgroupSize[axis])
      return tooMuch(info, "workgroup size on axis " + llvm::Twine(axis), size[axis],
                     info.maxWorkgroupSize[axis], diags);
    invocations *= size[axis];
    if (invocations > info.maxWorkgroupInvocations)
      return tooMuch(info, "workgroup size", invocations, info.maxWorkgroupInvocations, diags);
  }
  return success();
}

LogicalResult checkBuffers(const DeviceInfo &info, const protocol::Manifest &manifest,
                           DiagnosticEngine &diags) {
  uint64_t sharedBytes = 0;
  uint64_t bindings = 0;
  for (const protocol::ManifestBuffer &buffer : manifest.buffers) {
    if (protocol::isBound(buffer.role)) {
      ++bindings;
      continue;
    }
    const uint64_t bytes = uint64_t(buffer.strideBytes) * buffer.count;
    sharedBytes = sharedBytes > UINT64_MAX - bytes ? UINT64_MAX : sharedBytes + bytes;
  }
  if (sharedBytes > info.maxSharedBytes)
    return tooMuch(info, "workgroup memory", sharedBytes, info.maxSharedBytes, diags);
  if (bindings > info.maxStorageBuffers)
    return tooMuch(info, "number of buffers", bindings, info.maxStorageBuffers, diags);
  return success();
}

} // namespace

Grid loader::gridFor(const DeviceInfo &info, const protocol::Manifest &manifest, uint64_t lanes) {
  const uint64_t size = std::max<uint64_t>(manifest.workgroupSize[0], 1);
  uint64_t resident = (info.computeUnits ? info.computeUnits : kAssumedUnits) * kLanesPerUnit;
  if (lanes >= resident * kSlotsForTwice)
    resident *= 2;
  const uint64_t wanted = manifest.anyGrid ? std::min(lanes, resident) : lanes;
  return {static_cast<uint32_t>(std::max<uint64_t>((wanted + size - 1) / size, 1)), 1, 1};
}

Device::Device(std::shared_ptr<DeviceState> state) : state(std::move(state)) {}
Device::~Device() = default;
Device::Device(Device &&) noexcept = default;
Device &Device::operator=(Device &&) noexcept = default;

const DeviceInfo &Device::info() const { return state->info; }

bool Device::isUsable() const { return !state->isLost && !state->isHung; }

LogicalResult Device::check(const Module &module, DiagnosticEngine &diags) const {
  const uint32_t newest = state->info.apiVersion >= VK_API_VERSION_1_3 ? kSpirv16 : kSpirv15;
  if (module.version > newest)
    return diags.error(DiagCode::DeviceLimit, {},
                       "SPIR-V 1." + llvm::Twine(module.version >> 8 & 0xFF) + " (" +
                           state->info.name + " takes up to 1." + llvm::Twine(newest >> 8 & 0xFF) +
                           ")");
  if (failed(checkSubgroups(*state, module.manifest, diags)) ||
      failed(checkCapabilities(*state, module, diags)) ||
      failed(checkWorkgroup(state->info, module.manifest.workgroupSize, diags)))
    return failure();
  return checkBuffers(state->info, module.manifest, diags);
}
