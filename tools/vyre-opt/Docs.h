// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reference pages that follow from the tables of ops and passes.
#ifndef VYRE_CC_TOOLS_VYRE_OPT_DOCS_H
#define VYRE_CC_TOOLS_VYRE_OPT_DOCS_H

namespace llvm {
class raw_ostream;
}

namespace vyrecc::tools {

void writeOpsDoc(llvm::raw_ostream &os);
void writePassesDoc(llvm::raw_ostream &os);

} // namespace vyrecc::tools

#endif
