// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of the target environments.
#include "TargetEnv.h"
#include "llvm/ADT/StringSwitch.h"

namespace vyrecc::spirv {

llvm::StringRef toString(TargetEnv env) {
  switch (env) {
  case TargetEnv::Vulkan1_1:
    return "vulkan1.1";
  case TargetEnv::Vulkan1_2:
    return "vulkan1.2";
  case TargetEnv::Vulkan1_3:
    return "vulkan1.3";
  }
  return {};
}

std::optional<TargetEnv> parseTargetEnv(llvm::StringRef text) {
  return llvm::StringSwitch<std::optional<TargetEnv>>(text)
      .Case("vulkan1.1", TargetEnv::Vulkan1_1)
      .Case("vulkan1.2", TargetEnv::Vulkan1_2)
      .Case("vulkan1.3", TargetEnv::Vulkan1_3)
      .Default(std::nullopt);
}

uint32_t spirvVersion(TargetEnv env) {
  switch (env) {
  case TargetEnv::Vulkan1_1:
    return 0x10300;
  case TargetEnv::Vulkan1_2:
    return 0x10500;
  case TargetEnv::Vulkan1_3:
    return 0x10600;
  }
  return 0;
}

} // namespace vyrecc::spirv
