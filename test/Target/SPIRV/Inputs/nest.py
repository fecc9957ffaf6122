# Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes an IR module with N constructs inside one another: vir.if, vir.for, vir.loop and vir.switch in turn. The
# innermost block may return.
import sys


def construct(depth):
    if depth == 0:
        return ['"vir.if"(%c) ({', '"vir.return"() : () -> ()', "}, {", "}) : (i1) -> ()"]
    body = construct(depth - 1)
    end = ['"vir.yield"() : () -> ()']
    if depth % 4 == 0:
        return ['"vir.if"(%c) ({', *body, *end, "}, {", "}) : (i1) -> ()"]
    if depth % 4 == 1:
        head = ['"vir.for"(%x, %x) ({', f"^bb0(%n{depth}: ui32):"]
        return [*head, *body, *end, "}) : (ui32, ui32) -> ()"]
    if depth % 4 == 2:
        return ['"vir.loop"() ({', *body, '"vir.break"() : () -> ()', "}) : () -> ()"]
    head = ['"vir.switch"(%x) <{cases = array<i64: 7>}> ({']
    return [*head, *body, *end, "}, {", *end, "}) : (ui32) -> ()"]


print('"vir.module"() <{form = "ready"}> ({')
print('"vir.kernel"() <{sym_name = "main", workgroup_size = array<i64: 1, 1, 1>}> ({')
print('%x = "vir.invocation_id"() <{axis = 0 : i64}> : () -> ui32')
print('%c = "vir.cmp"(%x, %x) <{predicate = "lt"}> : (ui32, ui32) -> i1')
print("\n".join(construct(int(sys.argv[1]))))
print('"vir.return"() : () -> ()')
print("}) : () -> ()\n}) : () -> ()")
