// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes docs/diagnostics.md.
#include "DiagnosticsDoc.h"
#include "vyre-cc/Support/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"

namespace vyrecc::tools {

void writeDiagnosticsDoc(llvm::raw_ostream &os) {
  os << "# Diagnostics\n\n"
        "Written by `vyre-cc --dump-diagnostics-doc` from include/vyre-cc/Support/Diagnostics.def: "
        "change the table, not this page.\n\n"
        "The tools write to standard error, `FILE:LINE:COLUMN:` for texts and `FILE:@OFFSET:` for "
        "blobs:\n\n"
        "```\n"
        "kernel.vir:4:25: error[undeclared-variable]: 'x' is read but not bound in a live scope\n"
        "  4 |   store @o[u32 0] = add(%x, u32 1)\n"
        "    |                         ^\n"
        "```\n\n"
        "For a blob a line with the path of nodes, from the program's entry to the one at fault, "
        "comes before the excerpt, which\nis the innermost statement around the offset, as assembly; "
        "where the blob cannot be decoded it is the bytes there. With\n"
        "`--diagnostics-format=json` each diagnostic is one line of JSON with the members `code`, "
        "`severity`, `file`, `message`\nand `help`, and `offset` or `line` and `column`, and `path` "
        "where they are known.\n\n"
        "Codes are stable: V and a number are those of the upstream validator.\n\n"
        "| code | severity | cause and cure |\n|---|---|---|\n";
  for (const DiagInfo &info : allDiagInfos())
    os << "| `" << info.spelling << "` | " << severityName(info.severity) << " | " << info.help
       << " |\n";
}

} // namespace vyrecc::tools
