#!/usr/bin/env python3
# Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a program in the interpreter and on every software device, compiled in several ways, and prints what the
interpreter makes of it: one line a word of 32 bits, `buffer[index] = 0x…`, or `refused: …` or `trapped: …`. A way that
gives anything else is named on a line that starts with `DIFFERS`, and the exit status is 1.

  everywhere.py PROGRAM [--reference] [--in=NAME=HEX …] [--words=NAME=1,2,-3 …] [--grid=X,Y,Z]

With --reference, modules are compiled with --float=reference alone: where the result of floats depends on the target.
"""
import argparse
import os
import re
import struct
import subprocess
import sys
import tempfile

DRIVERS = {"lavapipe": "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json",
           "swiftshader": "/usr/lib/chromium/vk_swiftshader_icd.json"}
REFERENCE = ("--float=reference",)
WAYS = [("lavapipe", REFERENCE), ("lavapipe", ("-O0", *REFERENCE)), ("lavapipe", ("-O2", *REFERENCE)),
        ("swiftshader", REFERENCE),
        ("lavapipe", ("--target-features=small-integers,wide-integers", *REFERENCE)),
        ("lavapipe", ("--float=native",)), ("swiftshader", ("--float=native",))]


def describe(process: subprocess.CompletedProcess) -> list:
    text = process.stderr.decode("utf-8", "replace")
    if process.returncode == 0:
        lines = []
        for line in process.stdout.decode("utf-8").split():
            name, _, digits = line.partition("=")
            data = bytes.fromhex(digits)
            data += bytes(-len(data) % 4)
            lines += [f"{name}[{i}] = 0x{word:08x}" for i, (word,) in enumerate(struct.iter_unpack("<I", data))]
        return lines
    trap = re.search(r"error\[trap\]: (trap '[^']*' at address \d+)?", text)
    if trap:
        return [f"trapped: {trap[1]}" if trap[1] else "trapped"]
    error = re.search(r"error\[[\w.-]+\]: .*", text)
    return [f"refused: {error[0]}" if process.returncode == 1 and error else
            f"exit status {process.returncode}: {text.strip()[-300:]}"]


def run(*command: str, **extra) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, timeout=120, check=False, env={**os.environ, **extra})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--reference", action="store_true")
    parser.add_argument("--in", dest="inputs", action="append", default=[])
    parser.add_argument("--words", action="append", default=[])
    parser.add_argument("--grid", default="1")
    options = parser.parse_args()
    flags = [f"--in={text}" for text in options.inputs]
    for text in options.words:
        name, _, words = text.partition("=")
        data = b"".join(struct.pack("<I", int(word, 0) & 0xFFFFFFFF) for word in words.split(","))
        flags.append(f"--in={name}={data.hex()}")
    flags.append(f"--grid={options.grid}")
    flags.append("--timeout=60")  # lavapipe's own compiler is slow, and the machine may be busy
    expected = describe(run("vyre-run", "--device=interp", options.program, *flags))
    print("\n".join(expected))
    differs = False
    with tempfile.TemporaryDirectory() as folder:
        module = os.path.join(folder, "module.spv")
        for driver, flags_of_way in WAYS:
            if not os.path.exists(DRIVERS[driver]) or (options.reference and REFERENCE[0] not in flags_of_way):
                continue
            process = run("vyre-cc", options.program, *flags_of_way, "-o", module)
            if process.returncode == 0:
                icd = DRIVERS[driver]
                process = run("vyre-run", module, *flags, VK_DRIVER_FILES=icd, VK_ICD_FILENAMES=icd)
            got = describe(process)
            # What the interpreter refuses by itself has a message without an address there.
            if got != expected and not (expected == ["trapped"] and got[0].startswith("trapped")):
                differs = True
                first = next((f"{a}, not {b}" for a, b in zip(got, expected) if a != b), f"{len(got)} lines")
                print(f"DIFFERS on {driver} with {' '.join(flags_of_way)}: {first}")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
