// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A manifest for a module that another compiler wrote, from what its declarations say.
#ifndef VYRE_CC_LIB_LOADER_REFLECT_H
#define VYRE_CC_LIB_LOADER_REFLECT_H

#include "Instruction.h"
#include "vyre-cc/Protocol/Manifest.h"
#include "vyre-cc/Support/Diagnostics.h"
#include <map>

namespace vyrecc::loader {

/// Collects the resources that a module declares.
class Reflection {
public:
  LogicalResult add(const Instruction &instruction, DiagnosticEngine &diags);

  /// One inout buffer of words a binding, named "bindingN", in ascending order. Fails if the module
  /// has resources that are no storage buffers of set 0.
  FailureOr<std::vector<protocol::ManifestBuffer>> buffers(DiagnosticEngine &diags) const;

private:
  struct Decorations {
    std::optional<uint32_t> set, binding;
    bool isBufferBlock = false;
  };
  struct Variable {
    uint32_t id, pointerType;
    spv::StorageClass storage;
  };

  /// Before SPIR-V 1.3, storage buffers were uniform variables of a decorated struct.
  bool isStorageBuffer(const Variable &variable) const;

  std::map<uint32_t, Decorations> decorations;
  std::map<uint32_t, uint32_t> pointees; ///< by pointer type
  std::vector<Variable> resources;
};

} // namespace vyrecc::loader

#endif
