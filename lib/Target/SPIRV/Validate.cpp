// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Validation with SPIRV-Tools, then with our own checks.
#include "NewerRules.h"
#include "vyre-cc/Target/SPIRV/SPIRV.h"
#include <spirv-tools/libspirv.hpp>

namespace vyrecc::spirv {

static spv_target_env toolsEnv(TargetEnv env) {
  switch (env) {
  case TargetEnv::Vulkan1_1:
    return SPV_ENV_VULKAN_1_1;
  case TargetEnv::Vulkan1_2:
    return SPV_ENV_VULKAN_1_2;
  case TargetEnv::Vulkan1_3:
    return SPV_ENV_VULKAN_1_3;
  }
  return SPV_ENV_VULKAN_1_1;
}

llvm::StringRef validatorVersion() { return spvSoftwareVersionString(); }

LogicalResult validate(llvm::ArrayRef<uint32_t> words, TargetEnv env, DiagnosticEngine &diags) {
  spvtools::SpirvTools tools(toolsEnv(env));
  tools.SetMessageConsumer([&](spv_message_level_t level, const char *,
                               const spv_position_t &position, const char *message) {
    if (level <= SPV_MSG_ERROR)
      diags.report(DiagCode::InvalidModule, {},
                   "word " + llvm::Twine(position.index) + ": " + message);
  });
  if (!tools.Validate(words.data(), words.size()))
    return failure();
  return checkNewerRules(words, diags);
}

} // namespace vyrecc::spirv
