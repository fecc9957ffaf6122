// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that come as SPIR-V and become part of the module that calls them.
#ifndef VYRE_CC_TARGET_SPIRV_EXTERNALFUNCTION_H
#define VYRE_CC_TARGET_SPIRV_EXTERNALFUNCTION_H

#include <cstdint>
#include <string>
#include <vector>

namespace vyrecc::spirv {

/// A variable of storage class StorageBuffer, and the buffer of the program that it is.
struct ExternalBuffer {
  uint32_t variable;
  std::string name;
};

/// A function of another module. It returns nothing; each parameter is an unsigned word or a
/// pointer to one in Function memory. Besides its own it accesses the variables of `buffers` and
/// these built-in inputs: NumWorkgroups, WorkgroupId, LocalInvocationId, GlobalInvocationId,
/// LocalInvocationIndex. No specialisation constants; of the extended instructions only
/// GLSL.std.450.
struct ExternalFunction {
  std::string name;            ///< the callee of vir.extern_call
  std::vector<uint32_t> words; ///< the whole module
  uint32_t function;           ///< id in it
  std::vector<ExternalBuffer> buffers;
};

} // namespace vyrecc::spirv

#endif
