// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The JSON records that travel inside a module.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_MANIFESTJSON_H
#define VYRE_CC_LIB_TARGET_SPIRV_MANIFESTJSON_H

#include "vyre-cc/Protocol/Manifest.h"

namespace vyrecc::spirv {

/// The manifest without its buffers, on one line.
std::string kernelJson(const protocol::Manifest &manifest);
std::string bufferJson(const protocol::ManifestBuffer &buffer);

} // namespace vyrecc::spirv

#endif
