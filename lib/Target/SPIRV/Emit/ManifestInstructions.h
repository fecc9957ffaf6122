// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The manifest of a module, and its way into the module as non-semantic instructions.
#ifndef VYRE_CC_LIB_TARGET_SPIRV_EMIT_MANIFESTINSTRUCTIONS_H
#define VYRE_CC_LIB_TARGET_SPIRV_EMIT_MANIFESTINSTRUCTIONS_H

#include "Emit/Survey.h"
#include "Emit/Types.h"
#include "vyre-cc/Target/SPIRV/SPIRV.h"

namespace vyrecc::spirv {

protocol::Manifest makeManifest(const ir::Module &module, llvm::ArrayRef<Survey> surveys, TargetEnv env);

/// Writes it after everything else in Globals. Fails if a record is longer than a literal string
/// may be.
LogicalResult emitManifest(const protocol::Manifest &manifest, uint32_t version, SourceLoc loc,
                           Words &words, Types &types, DiagnosticEngine &diags);

} // namespace vyrecc::spirv

#endif
