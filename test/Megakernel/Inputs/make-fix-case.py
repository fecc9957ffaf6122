#!/usr/bin/env python3
"""Writes a case of scheduler-fixes.test: make-fix-case.py FIX with|without FILE.

A ring of five slots, one a level; the slot of NORMAL is published, and what it leaves behind depends on the fix. In the case
"coverage" the slots of CRITICAL and LOW are: of two lanes, the second finds nothing where it looks first."""
import json
import struct
import sys

DONE_COUNT, TENANT_BASE, MASKS, FAIRNESS, METRICS, OFFSETS, LEVELS, OBSERVABLES = 1, 2, 3, 64, 96, 129, 136, 160
PUBLISHED, DONE, WAIT_IO = 1, 3, 4
STORE_U32, OWN_OPCODE = 1, 64
CRITICAL, NORMAL, LOW = 0, 2, 3


def as_json(words):
    return [{"name": name, "len": 4 * len(data), "hex": struct.pack(f"<{len(data)}I", *data).hex()} for name, data in words.items()]


def main() -> None:
    fix, with_fix, path = sys.argv[1], sys.argv[2] == "with", sys.argv[3]
    control, ring, tenant = [0] * 168, [0] * 80, 0
    control[TENANT_BASE], control[MASKS] = 3, 1
    control[OFFSETS:OFFSETS + 6] = range(6)
    if fix == "tenant-limit":  # the quota of tenant 2 reads as the mask of tenant 31
        tenant, control[32 + 2] = 31, 1_000_000
    if fix == "clamp-offsets":  # far beyond the ring: without the fix a lane looks at 2^31 slots that are not there
        control[OFFSETS + 3:OFFSETS + 6] = [0x80000000] * 3
    opcode, args = {"handler-status": (OWN_OPCODE, []), "protect-control": (STORE_U32, [77, OFFSETS + 11]),
                    "protect-observable": (STORE_U32, [77, OBSERVABLES + 4])}.get(fix, (0, []))
    published = [CRITICAL, LOW] if fix == "coverage" else [NORMAL]
    for level in published:
        ring[16 * level:16 * level + 4] = [PUBLISHED, opcode, tenant, level]
        ring[16 * level + 4:16 * level + 4 + len(args)] = args
    given = {"control": control, "ring_buffer": ring, "debug_log": [0] * 257, "io_queue": [0] * 512}
    after = {name: list(words) for name, words in given.items()}
    served = [] if fix == "tenant-limit" and with_fix else published
    waits = fix == "handler-status" and with_fix
    for level in served:
        after["ring_buffer"][16 * level] = WAIT_IO if waits else DONE
        after["control"][DONE_COUNT] += 0 if waits else 1
        after["control"][FAIRNESS + tenant % 32] += 1
        after["control"][LEVELS + level] += 1
        if opcode < 32:
            after["control"][METRICS + opcode] += 1
    if fix == "protect-observable" or (fix == "protect-control" and not with_fix):
        after["control"][args[1]] = args[0]
    case = {"name": fix, "buffers": [{"name": name, "element": "U32"} for name in given],
            "runs": [{"label": fix, "grid": [1, 1, 1], "inputs": as_json(given), "outputs": as_json(after)}]}
    with open(path, "w", encoding="utf-8") as out:
        json.dump(case, out)


main()
