#!/usr/bin/env python3
"""Writes the case of glsl-handlers.test: eight slots with three opcodes of their own, and what they leave behind."""
import json
import struct
import sys

FUSE, MIX, WAVE = 0x40, 0x41, 0x10000
PUBLISHED, DONE = 1, 3
DATA = [0.0, 2.0, 3.0, 1.0, 0.5, -8.0, 0.25] + [0.0] * 9
SAMPLES = [0.0, 1.5, -1.5, 9.0] + [7.0] * 12
JOBS = [
    (FUSE, [1, 2, 3]),
    (WAVE, [0, 5, 8]),
    (MIX, [11, 22, 3, 44, 0, 66, 77, 0, 99, 110, 0, 132]),
    (FUSE, [4, 5, 6]),
    (WAVE, [1, 7, 9]),
    (MIX, [0, 0, 4]),
    (WAVE, [2, 0xFFFFFFFF, 10]),
    (0x42, [1, 2, 3]),  # an opcode without a handler
]


def mixed(args):
    args = args + [0] * (12 - len(args))
    value = MIX
    for word in reversed(args):
        if word:
            value ^= word
            value = ((value << 5 | value >> 27) & 0xFFFFFFFF) * 0x9E3779B1 & 0xFFFFFFFF
    return value


def after():
    data, samples, results, totals = list(DATA), list(SAMPLES), [0] * 16, [0, 0]
    for opcode, args in JOBS:
        if opcode == FUSE:
            data[args[2]] += data[args[0]] * data[args[1]]
        elif opcode == MIX:
            results[args[2]] = mixed(args)
        elif opcode == WAVE:
            samples[args[2]] = {0.0: 0.0, 1.5: 1.0, -1.5: -1.0}[samples[args[0]]]
            totals = [totals[0] + 1, (totals[1] + args[1]) & 0xFFFFFFFF]
    return data, samples, results, totals


def buffers(status, done, data, samples, results, totals):
    control = [0] * 168
    control[1], control[2], control[3] = done, 3, 0xFFFFFFFF
    if done:
        control[160] = sum(1 for opcode, _ in JOBS if opcode == WAVE)  # observable 0
    ring = [word for opcode, args in JOBS for word in [status, opcode, 0, 2] + args + [0] * (12 - len(args))]
    words = {"control": control, "ring_buffer": ring, "debug_log": [0] * 257, "io_queue": [0] * 512, "results": results,
             "totals": totals}
    packed = {name: struct.pack(f"<{len(values)}I", *values) for name, values in words.items()}
    for name, values in (("data", data), ("samples", samples)):
        packed[name] = struct.pack(f"<{len(values)}f", *values)
    return [{"name": name, "len": len(content), "hex": content.hex()} for name, content in packed.items()]


given = buffers(PUBLISHED, 0, DATA, SAMPLES, [0] * 16, [0, 0])
case = {"name": "glsl",
        "buffers": [{"name": entry["name"], "element": "F32" if entry["name"] in ("data", "samples") else "U32"}
                    for entry in given],
        "runs": [{"label": "handlers", "grid": [1, 1, 1], "inputs": given,
                  "outputs": buffers(DONE, len(JOBS), *after())}]}
with open(sys.argv[1], "w", encoding="utf-8") as out:
    json.dump(case, out)
