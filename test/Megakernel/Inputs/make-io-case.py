#!/usr/bin/env python3
"""Writes the case of io-transfer.test: three requests of io_queue, one of them published, and what its transfer leaves."""
import json
import struct
import sys

FREE, PUBLISHED, DONE, OK = 0, 1, 3, 0x10
STATUS, REQUEST_WORDS, WORD_BYTES = 6, 8, 4


def request(status, offset, count):
    return [0, 7, 9, offset, 0, count, status, 77]


def buffers(status, destination):
    control = [0] * 168
    control[2], control[3] = 3, 1
    control[129:135] = range(6)
    queue = [0] * 512
    for place, words in {1: request(FREE, 0, 8), 3: request(status, 2 * WORD_BYTES, 3 * WORD_BYTES), 5: request(OK, 0, 8)}.items():
        queue[place * REQUEST_WORDS:(place + 1) * REQUEST_WORDS] = words
    return {"control": control, "ring_buffer": [0] * 80, "debug_log": [0] * 257, "io_queue": queue,
            "io_source_capability_table": [100 + word for word in range(16)], "io_destination_capability_table": destination}


def as_json(words):
    return [{"name": name, "len": 4 * len(data), "hex": struct.pack(f"<{len(data)}I", *data).hex()} for name, data in words.items()]


given = buffers(PUBLISHED, [0] * 16)
# From the offset of the source on, to where the destination starts.
after = buffers(DONE, [102, 103, 104] + [0] * 13)
del after["io_source_capability_table"]
case = {"name": "io", "buffers": [{"name": name, "element": "U32"} for name in given],
        "runs": [{"label": "io", "grid": [1, 1, 1], "inputs": as_json(given), "outputs": as_json(after)}]}
with open(sys.argv[1], "w", encoding="utf-8") as out:
    json.dump(case, out)
