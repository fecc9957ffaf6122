// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is known about drivers beyond what they report. The one place for it.
#include "vyre-cc/Loader/Device.h"
#include <vulkan/vulkan_core.h>

using namespace vyrecc;
using namespace vyrecc::loader;

namespace {

constexpr KnownDevice kKnownDevices[] = {
    // Stops looping, without a word, once an invocation has made about 65,535 iterations over all
    // its loops. Takes the semantics of an atomic for a barrier of the workgroup (seen in 22.3.6).
    {"lavapipe", VK_DRIVER_ID_MESA_LLVMPIPE, 65535, false, true},
    {"SwiftShader", VK_DRIVER_ID_GOOGLE_SWIFTSHADER, 0, false, false},
    {"NVIDIA", VK_DRIVER_ID_NVIDIA_PROPRIETARY, 0, true, false},
};

} // namespace

const KnownDevice *loader::findKnownDevice(uint32_t driverId) {
  for (const KnownDevice &row : kKnownDevices)
    if (row.driverId == driverId)
      return &row;
  return nullptr;
}
