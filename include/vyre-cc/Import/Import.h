// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports a VIR0 program into the IR (sections 14 to 16 of the wire format).
#ifndef VYRE_CC_IMPORT_IMPORT_H
#define VYRE_CC_IMPORT_IMPORT_H

#include "vyre-cc/IR/Op.h"
#include "vyre-cc/Support/Diagnostics.h"
#include "vyre-cc/Support/StageTimer.h"
#include "vyre-cc/VIR0/Program.h"

namespace vyrecc {

/// What becomes of the IO-polling block that upstream's priority and JIT programs hold, whose async loads name
/// tables that no one declares.
enum class IoPoll : uint8_t {
  Host,   ///< leave the block out, since the host services io_queue itself, and remark on it
  Device, ///< keep it: declare the tables at bindings 4 and 5
};

struct ImportOptions {
  IoPoll ioPoll = IoPoll::Host;
  llvm::StringRef variant; ///< recorded in the module; empty for programs that we did not build
  llvm::ArrayRef<llvm::StringRef> externals = {}; ///< callees that the target is given: vir.extern_call
  StageObserver stageEnded = {}; ///< told of "check" (vir0::validate) and "import"
};

/// Imports `program`. Mutable variables become values, scopes follow section 16.9, types are those that values
/// have at run time. Whatever is not taken is refused by name and place: DiagCode::Unsupported for valid
/// programs, another code for programs that break upstream's rules. The module passes ir::verify.
FailureOr<ir::Module> importProgram(const vir0::Program &program, ir::Context &context,
                                    DiagnosticEngine &diags, const ImportOptions &options = {});

} // namespace vyrecc

#endif
