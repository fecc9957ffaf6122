// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference page that follows from the table of diagnostics.
#ifndef VYRE_CC_TOOLS_VYRE_CC_DIAGNOSTICSDOC_H
#define VYRE_CC_TOOLS_VYRE_CC_DIAGNOSTICSDOC_H

namespace llvm {
class raw_ostream;
}

namespace vyrecc::tools {

void writeDiagnosticsDoc(llvm::raw_ostream &os);

} // namespace vyrecc::tools

#endif
