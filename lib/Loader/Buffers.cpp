// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Buffers on a device and the way of their bytes from and to the host.
#include "Vulkan.h"
#include "llvm/ADT/STLExtras.h"

using namespace vyrecc;
using namespace vyrecc::loader;

namespace {

using Flag = vk::MemoryPropertyFlagBits;

/// The first memory type that the buffer may use and that has the first of `wishes` which any type
/// fulfils.
uint32_t findMemoryType(const vk::PhysicalDeviceMemoryProperties &memory, uint32_t allowed,
                        llvm::ArrayRef<vk::MemoryPropertyFlags> wishes) {
  for (vk::MemoryPropertyFlags wish : wishes)
    for (uint32_t i = 0; i < memory.memoryTypeCount; ++i)
      if ((allowed >> i & 1) && (memory.memoryTypes[i].propertyFlags & wish) == wish)
        return i;
  throw std::runtime_error("no memory type suits a buffer");
}

struct Allocation {
  vk::raii::Buffer buffer;
  vk::raii::DeviceMemory memory;
};

Allocation allocate(const DeviceState &device, uint64_t size, vk::BufferUsageFlags usage,
                    llvm::ArrayRef<vk::MemoryPropertyFlags> wishes) {
  vk::raii::Buffer buffer(device.device,
                          vk::BufferCreateInfo({}, size, usage, vk::SharingMode::eExclusive));
  const vk::MemoryRequirements needs = buffer.getMemoryRequirements();
  vk::raii::DeviceMemory memory(
      device.device, vk::MemoryAllocateInfo(
                         needs.size, findMemoryType(device.memory, needs.memoryTypeBits, wishes)));
  buffer.bindMemory(*memory, 0);
  return {std::move(buffer), std::move(memory)};
}

constexpr auto kStorage = vk::BufferUsageFlagBits::eStorageBuffer;
constexpr auto kFrom = vk::BufferUsageFlagBits::eTransferSrc;
constexpr auto kTo = vk::BufferUsageFlagBits::eTransferDst;

} // namespace

GpuBuffer::GpuBuffer(const DeviceState &device, uint64_t length) : byteLength(length) {
  // Vulkan knows no buffers of size 0; see descriptor() for how a kernel still sees none.
  const uint64_t size = std::max<uint64_t>(length, 4);
  const vk::MemoryPropertyFlags mappable = Flag::eHostVisible | Flag::eHostCoherent;
  const vk::MemoryPropertyFlags cached = mappable | Flag::eHostCached;
  // Over a bus, mapped memory is slow for one side or the other.
  hasStaging = device.info.type == "discrete";
  constexpr auto kUsage = kStorage | kFrom | kTo;
  Allocation main = hasStaging ? allocate(device, size, kUsage,
                                          {Flag::eDeviceLocal, vk::MemoryPropertyFlags()})
                               : allocate(device, size, kUsage, {cached, mappable});
  buffer = std::move(main.buffer);
  memory = std::move(main.memory);
  if (hasStaging) {
    Allocation host = allocate(device, size, kFrom | kTo, {cached, mappable});
    staging = std::move(host.buffer);
    stagingMemory = std::move(host.memory);
  }
  const vk::raii::DeviceMemory &mapped = hasStaging ? stagingMemory : memory;
  hostPointer = static_cast<uint8_t *>(mapped.mapMemory(0, VK_WHOLE_SIZE));
}

vk::DescriptorBufferInfo GpuBuffer::descriptor() const {
  // A range of one byte holds no whole element, so that an array length of 0 comes out.
  return vk::DescriptorBufferInfo(*buffer, 0, std::max<uint64_t>(byteLength, 1));
}

void GpuBuffer::recordUpload(const vk::raii::CommandBuffer &commands) {
  if (hasStaging && isChanged && byteLength != 0)
    commands.copyBuffer(*staging, *buffer, vk::BufferCopy(0, 0, byteLength));
  isChanged = false;
}

void GpuBuffer::recordRestore(const DeviceState &device, const vk::raii::CommandBuffer &commands) {
  if (byteLength == 0)
    return;
  if (!*pristine) {
    Allocation copy = allocate(device, byteLength, kFrom | kTo,
                               {Flag::eDeviceLocal, vk::MemoryPropertyFlags()});
    pristine = std::move(copy.buffer);
    pristineMemory = std::move(copy.memory);
    // The kernel's copy may be the only one that holds the host's bytes.
    assert(isChanged && "kernels have written before the first restore");
  }
  const vk::BufferCopy whole(0, 0, byteLength);
  if (!isChanged) {
    commands.copyBuffer(*pristine, *buffer, whole);
    return;
  }
  recordUpload(commands);
  commands.pipelineBarrier(
      vk::PipelineStageFlagBits::eTransfer, vk::PipelineStageFlagBits::eTransfer, {},
      vk::MemoryBarrier(vk::AccessFlagBits::eTransferWrite, vk::AccessFlagBits::eTransferRead),
      nullptr, nullptr);
  commands.copyBuffer(*buffer, *pristine, whole);
}

bool GpuBuffer::recordDownload(const vk::raii::CommandBuffer &commands) const {
  if (!hasStaging || byteLength == 0)
    return false;
  commands.copyBuffer(*buffer, *staging, vk::BufferCopy(0, 0, byteLength));
  return true;
}
