// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Looks over a kernel before emission: refuses what the target cannot express, so that emission
// itself cannot fail, and finds out what the kernel uses.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_EMIT_SURVEY_H
#define VYRE_CC_LIB_TARGET_SPIRV_EMIT_SURVEY_H

#include "vyre-cc/IR/Op.h"
#include "vyre-cc/Support/Diagnostics.h"
#include "llvm/ADT/DenseMap.h"

namespace vyrecc::spirv {

/// The vectors of ids that an invocation can ask for.
enum class IdVector : uint8_t { Invocation, Workgroup, Local, NumWorkgroups };
inline constexpr size_t kNumIdVectors = 4;

struct UsedBuffer {
  const ir::Op *decl;
  ir::Type element;
  uint32_t count;       ///< declared elements; 0: as many as the host supplies
  uint32_t strideBytes; ///< of storage buffers
  uint32_t binding;     ///< of storage buffers
  bool isStorage;   ///< else an array of the workgroup or of the invocation
  bool isWorkgroup;
  bool readOnly;
};

struct Survey {
  std::array<uint32_t, 3> workgroupSize;
  llvm::SmallVector<UsedBuffer, 8> buffers; ///< those that the kernel uses, in order of first use
  llvm::DenseMap<const char *, unsigned> bufferOfSymbol; ///< by interned name
  std::array<std::array<bool, 3>, kNumIdVectors> usedIds = {};
  unsigned numValues = 0; ///< results and block arguments that are no constants
  bool usesWorkgroupBuffers = false;
  std::optional<uint32_t> passLimit; ///< default of the specialisation constant, if there is one
  bool hasUnboundedLoops = false;
  /// Whether some op orders plain accesses with those of other invocations.
  bool synchronises = false;
  const ir::Op *indirectDispatch = nullptr; ///< the last one

  uint32_t invocationsPerWorkgroup() const {
    return workgroupSize[0] * workgroupSize[1] * workgroupSize[2];
  }
};

/// Looks over one kernel of a module that has passed ir::verify, and clears the slots of its values.
FailureOr<Survey> surveyKernel(const ir::Module &module, ir::Op &kernel, DiagnosticEngine &diags);

} // namespace vyrecc::spirv

#endif
