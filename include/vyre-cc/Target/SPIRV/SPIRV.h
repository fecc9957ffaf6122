// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// IR to SPIR-V words.
#ifndef VYRE_CC_TARGET_SPIRV_SPIRV_H
#define VYRE_CC_TARGET_SPIRV_SPIRV_H

#include "vyre-cc/IR/Op.h"
#include "vyre-cc/Protocol/Manifest.h"
#include "vyre-cc/Support/Diagnostics.h"
#include "vyre-cc/Target/SPIRV/ExternalFunction.h"
#include <string>
#include <vector>

namespace vyrecc::spirv {

enum class TargetEnv : uint8_t { Vulkan1_1, Vulkan1_2, Vulkan1_3 };

/// "vulkan1.2"; and back.
llvm::StringRef toString(TargetEnv env);
std::optional<TargetEnv> parseTargetEnv(llvm::StringRef text);

struct EmitOptions {
  TargetEnv env = TargetEnv::Vulkan1_2;
  bool names = true; ///< OpName for buffers and values that have one
  /// Asks the device to keep the signs of zeros, infinities and NaNs (SignedZeroInfNanPreserve).
  bool strictFloats = false;
  /// What vir.extern_call may call.
  llvm::ArrayRef<ExternalFunction> externals = {};
};

struct EmittedModule {
  std::vector<uint32_t> words;
  protocol::Manifest manifest;
};

/// Emits a module in Form::Ready that ir::verify accepts. The words are not validated. Fails on
/// what the target cannot express (DiagCode::TargetLimit), on a module that is not ready
/// (DiagCode::InvalidIR), and on a call of what is not among the externals (DiagCode::UnknownCallee).
FailureOr<EmittedModule> emit(const ir::Module &module, const EmitOptions &options,
                              DiagnosticEngine &diags);

/// Runs SPIRV-Tools' validator, then our checks for rules that are newer than it. Reports each
/// complaint as DiagCode::InvalidModule.
LogicalResult validate(llvm::ArrayRef<uint32_t> words, TargetEnv env, DiagnosticEngine &diags);

/// The name and version of the validator in use.
llvm::StringRef validatorVersion();

/// Disassembles with friendly names; the text assembles back.
FailureOr<std::string> disassemble(llvm::ArrayRef<uint32_t> words, DiagnosticEngine &diags);

/// The manifest as JSON, with or without line breaks.
std::string toJson(const protocol::Manifest &manifest, bool pretty);

} // namespace vyrecc::spirv

#endif
