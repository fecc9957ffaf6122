#!/usr/bin/env python3
"""Writes the case of handlers.test: four slots with two opcodes of their own, and what they leave behind."""
import json
import struct
import sys

SLOTS, PUBLISHED, DONE = 4, 1, 3


def slot(status, opcode, args):
    return [status, opcode, 0, 2] + args + [0] * (12 - len(args))


def buffers(status, done, results):
    control = [0] * 168
    control[1], control[2], control[3] = done, 3, 0xFFFFFFFF
    jobs = [(0x40, [5, 7, 1]), (65, [9]), (0x40, [123456, 654321, 2]), (65, [0xFFFFFFFE])]
    ring = [word for opcode, args in jobs for word in slot(status, opcode, args)]
    return {"control": control, "ring_buffer": ring, "debug_log": [0] * 257, "io_queue": [0] * 512, "results": results}


def mixed(a, b):
    return ((a ^ (b * 16777619 & 0xFFFFFFFF)) * 2654435761) & 0xFFFFFFFF


def as_json(words):
    return [{"name": name, "len": 4 * len(data), "hex": struct.pack(f"<{len(data)}I", *data).hex()} for name, data in words.items()]


after = [0, mixed(5, 7), mixed(123456, 654321), 0, 0, 0, 0, 7]
given = buffers(PUBLISHED, 0, [0] * 8)
case = {"name": "handlers", "buffers": [{"name": name, "element": "U32"} for name in given],
        "runs": [{"label": "handlers", "grid": [1, 1, 1], "inputs": as_json(given),
                  "outputs": as_json(buffers(DONE, SLOTS, after))}]}
with open(sys.argv[1], "w", encoding="utf-8") as out:
    json.dump(case, out)
