// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a target environment means in terms of SPIR-V.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_TARGETENV_H
#define VYRE_CC_LIB_TARGET_SPIRV_TARGETENV_H

#include "vyre-cc/Target/SPIRV/SPIRV.h"

namespace vyrecc::spirv {

/// The newest version that the environment takes, as in the header of a module.
uint32_t spirvVersion(TargetEnv env);

/// From here on the entry point lists all global variables that it uses, not only inputs and
/// outputs.
inline constexpr uint32_t kAllGlobalsInInterface = 0x10400;
/// From here on non-semantic instructions need no extension.
inline constexpr uint32_t kNonSemanticIsCore = 0x10600;

// Universal limits (SPIR-V, section 2.17).
inline constexpr uint32_t kMaxIdBound = 4194303;
inline constexpr size_t kMaxStringBytes = 65535;
inline constexpr size_t kMaxInstructionWords = 65535;
inline constexpr unsigned kMaxNesting = 1023;

} // namespace vyrecc::spirv

#endif
