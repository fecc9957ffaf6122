// RUN: not vyre-opt %s --passes=canonicalise 2>&1 | FileCheck %s --check-prefix=NEAR
// RUN: not vyre-opt %s --passes=xyz 2>&1 | FileCheck %s --check-prefix=FAR
// RUN: not vyre-opt %s --passes=bound-loops{max} 2>&1 | FileCheck %s --check-prefix=OPTION
// RUN: not vyre-opt %s --passes=bound-loops{max=many} 2>&1 | FileCheck %s --check-prefix=NUMBER
// RUN: not vyre-opt %s --passes=lower-wide-types{keep=2} 2>&1 | FileCheck %s --check-prefix=WORD
// RUN: not vyre-opt %s --passes=bound-loops{max=1 2>&1 | FileCheck %s --check-prefix=CLOSE
// RUN: not vyre-opt %s --passes=dce{max=1} 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not vyre-opt %s --passes=bound-loops{max=1,max=2} 2>&1 | FileCheck %s --check-prefix=TWICE
// RUN: not vyre-opt %s --passes=dce, 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not vyre-opt %s --passes=xyz -o %t.none
// RUN: not ls %t.none
// RUN: vyre-opt %s --passes=canonicalize,dce --print-before-all 2>&1 >/dev/null | FileCheck %s --check-prefix=BEFORE
// RUN: vyre-opt %s --passes=cse,canonicalize,dce --print-changed 2>&1 >/dev/null | FileCheck %s --check-prefix=CHANGED
// RUN: vyre-opt %s --passes=cse,canonicalize,dce --pass-limit=1 | FileCheck %s --check-prefix=LIMIT
// RUN: vyre-opt %s --passes=canonicalize --timing --stats 2>&1 >/dev/null | FileCheck %s --check-prefix=STATS
// RUN: vyre-opt --list-passes | FileCheck %s --check-prefix=LIST
// Pipelines, and what vyre-opt says about them.

// NEAR: error[bad-pipeline]: unknown pass 'canonicalise' (did you mean 'canonicalize'?)
// FAR: error[bad-pipeline]: unknown pass 'xyz'{{$}}
// OPTION: error[bad-pipeline]: bad option 'max' of 'bound-loops' (expected name=value)
// NUMBER: error[bad-pipeline]: option 'max' of 'bound-loops' is 'many' (expected a number)
// WORD: error[bad-pipeline]: option 'keep' of 'lower-wide-types' is '2' (expected 0|1)
// CLOSE: error[bad-pipeline]: the options of 'bound-loops' are not closed (expected '}')
// UNKNOWN: error[bad-pipeline]: 'dce' has no option 'max' (expected none)
// TWICE: error[bad-pipeline]: option 'max' of 'bound-loops' is given twice (expected once)
// EMPTY: error[bad-pipeline]: an empty entry (expected the name of a pass)
// BEFORE: // before canonicalize
// BEFORE: vir.add
// BEFORE: // before dce
// BEFORE-NOT: vir.add
// CHANGED-NOT: // changed by cse
// CHANGED: // changed by canonicalize
// CHANGED-NOT: // changed by dce
// LIMIT: vir.add
// STATS: us  canonicalize
// STATS: canonicalize: ops folded
// LIST: canonicalize {{.*}}Folds constants
// LIST: dce

"vir.module"() <{form = "imported"}> ({
  "vir.buffer"() <{sym_name = "out", element = ui32, wire_type = "U32", stride = 4 : i64, count = 0 : i64, access = "read_write", role = "inout", binding = 0 : i64}> : () -> ()
  "vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({
    %x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32
    %0 = "vir.const"() <{value = 0 : ui32}> : () -> ui32
    %y = "vir.add"(%x, %0) : (ui32, ui32) -> ui32
    "vir.store"(%0, %y) <{buffer = @out}> : (ui32, ui32) -> ()
    "vir.return"() : () -> ()
  }) : () -> ()
}) : () -> ()
