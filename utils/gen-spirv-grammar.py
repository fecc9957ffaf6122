# Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes what SPIR-V's machine-readable grammar says an opcode or enumerant needs (versions, capabilities,
# extensions) as rows for lib/Target/SPIRV/Grammar/Grammar.cpp.
#   gen-spirv-grammar.py spirv.core.grammar.json OUTPUT
import json
import sys

# Operand kinds whose enumerants the emitter uses; the order is that of grammar::Kind after Opcode.
KINDS = ["Capability", "ExecutionModel", "ExecutionMode", "StorageClass", "Decoration", "BuiltIn"]
NEVER = 0xFFFFFFFF  # version "None": only an extension brings it


def version_word(text):
    if text is None:
        return 0
    if text == "None":
        return NEVER
    major, minor = text.split(".")
    return int(major) << 16 | int(minor) << 8


def rows(grammar):
    for instruction in grammar["instructions"]:
        yield "Opcode", instruction["opcode"], instruction
    kinds = {kind["kind"]: kind for kind in grammar["operand_kinds"]}
    for name in KINDS:
        for enumerant in kinds[name]["enumerants"]:
            value = enumerant["value"]
            yield name, int(value, 0) if isinstance(value, str) else value, enumerant


def main():
    grammar_path, output_path = sys.argv[1:]
    with open(grammar_path, encoding="utf-8") as file:
        grammar = json.load(file)
    order = {name: index for index, name in enumerate(["Opcode"] + KINDS)}
    table = {}
    for kind, value, entry in rows(grammar):
        # Aliases share a value; the grammar lists the canonical name first.
        table.setdefault((order[kind], value), (kind, entry))
    with open(output_path, "w", encoding="utf-8") as file:
        for (_, value), (kind, entry) in sorted(table.items()):
            version = version_word(entry.get("version"))
            capabilities = entry.get("capabilities", [])
            extensions = entry.get("extensions", [])
            if not (version or capabilities or extensions):
                continue
            caps = ", ".join(f"spv::Capability::{name}" for name in capabilities)
            exts = ", ".join(f'"{name}"' for name in extensions)
            file.write(
                f"VYRE_REQUIREMENT({kind}, {value}u, {version:#x}u, LIST({caps}), LIST({exts}))\n"
            )


if __name__ == "__main__":
    main()
