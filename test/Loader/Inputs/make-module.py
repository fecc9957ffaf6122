#!/usr/bin/env python3
# Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Makes a module for the loader's tests: compiles a GLSL compute shader and puts a manifest into it. The manifest is
# given as one JSON object with its buffers; members that are left out get the usual value.
# Usage: make-module.py SHADER.comp MANIFEST.json OUT.spv
import json
import struct
import subprocess
import sys

OP_EXTENSION, OP_EXT_INST_IMPORT, OP_EXT_INST, OP_MEMORY_MODEL = 10, 11, 12, 14
OP_EXECUTION_MODE, OP_STRING, OP_TYPE_VOID, OP_FUNCTION = 16, 7, 19, 54
KERNEL, BUFFER = 1, 2

KERNEL_DEFAULTS = {
    "version": 1, "entry_points": ["main"], "target_env": "vulkan1.2", "variant": "",
    "workgroup_size": [1, 1, 1], "has_unbounded_loops": False,
}
BUFFER_DEFAULTS = {"set": 0, "role": "inout", "element": "u32", "stride": 4, "count": 0, "read_only": False}


def instruction(opcode, *words):
    return [(len(words) + 1) << 16 | opcode, *words]


def literal(text):
    data = text.encode("utf-8") + b"\0"
    data += b"\0" * (-len(data) % 4)
    return list(struct.unpack(f"<{len(data) // 4}I", data))


def instructions(words):
    at = 5
    while at < len(words):
        length = words[at] >> 16
        yield words[at] & 0xFFFF, words[at : at + length]
        at += length


def add_manifest(words, manifest):
    next_id = words[3]
    import_id = next_id
    buffers = manifest.pop("buffers")
    records = [(KERNEL, KERNEL_DEFAULTS | manifest)]
    records += [(BUFFER, BUFFER_DEFAULTS | buffer) for buffer in buffers]
    strings, uses = [], []
    void = next(body[1] for opcode, body in instructions(words) if opcode == OP_TYPE_VOID)
    for index, (kind, record) in enumerate(records):
        string_id, use_id = next_id + 1 + 2 * index, next_id + 2 + 2 * index
        strings += instruction(OP_STRING, string_id, *literal(json.dumps(record, ensure_ascii=False)))
        uses += instruction(OP_EXT_INST, void, use_id, import_id, kind, string_id)
    out = words[:3] + [next_id + 1 + 2 * len(records), 0]
    is_first_function = True
    body = list(instructions(words))
    for index, (opcode, code) in enumerate(body):
        if opcode == OP_MEMORY_MODEL:
            out += instruction(OP_EXTENSION, *literal("SPV_KHR_non_semantic_info"))
            out += instruction(OP_EXT_INST_IMPORT, import_id, *literal("NonSemantic.VyreCC.Manifest"))
        if opcode == OP_FUNCTION and is_first_function:
            out += uses
            is_first_function = False
        out += code
        if opcode == OP_EXECUTION_MODE and body[index + 1][0] != OP_EXECUTION_MODE:
            out += strings
    return out


def main():
    shader, manifest_path, output = sys.argv[1:]
    subprocess.run(
        ["glslangValidator", "--quiet", "-V", "--target-env", "vulkan1.2", "-o", output, shader], check=True
    )
    with open(output, "rb") as file:
        data = file.read()
    words = list(struct.unpack(f"<{len(data) // 4}I", data))
    # glslang puts imports after capabilities, so extensions have to go before them.
    with open(manifest_path, encoding="utf-8") as file:
        words = sort_preamble(add_manifest(words, json.load(file)))
    with open(output, "wb") as file:
        file.write(struct.pack(f"<{len(words)}I", *words))


def sort_preamble(words):
    """Capabilities, extensions and imports in the order that SPIR-V asks for; the rest as it is."""
    rank = {17: 0, OP_EXTENSION: 1, OP_EXT_INST_IMPORT: 2}
    parts = [(rank.get(opcode, 3), code) for opcode, code in instructions(words)]
    return words[:5] + [word for _, code in sorted(parts, key=lambda part: part[0]) for word in code]


if __name__ == "__main__":
    main()
