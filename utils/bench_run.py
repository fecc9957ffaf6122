#!/usr/bin/env python3
"""Races megakernels on a device: every kernel of a folder that bench_kernels.py filled, on the same inputs, in one process.

Needs python3 and vyre-run alone, so that a folder can be carried to a machine without a compiler (utils/bench pack).
Ratios are those of the literal kernel's times to a kernel's, round by round.
"""
import argparse
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
from array import array

import bench_chart

# Control words and slot words, as docs/Megakernel.md has them.
CONTROL_WORDS, DONE_COUNT, MASKS, OFFSETS = 512, 1, 3, 129
SLOT_WORDS, STATUS, OPCODE, TENANT, PRIORITY, ARGS = 16, 0, 1, 2, 3, 4
PUBLISHED, DONE, YIELD, REQUEUE = 1, 3, 5, 6
ATOMIC_ADD, MEMCPY = 2, 5
TENANTS, NORMAL, LEVELS = 8, 2, 5
DEBUG_LOG_WORDS, IO_QUEUE_WORDS = 257, 512
# Words of `control` that handlers work on, and how many.
SOURCE, TARGET, HANDLER_WORDS = 256, 384, 32
REFERENCE = "literal"


class Inputs:
    """Control and ring of a scenario, and what a dispatch must leave."""

    def __init__(self, slots, cuts=(1, 1, 1, 1, 1)):
        self.slots = slots
        self.offsets = [slots * sum(cuts[:level]) // sum(cuts) for level in range(LEVELS + 1)]
        self.control = array("I", bytes(4 * CONTROL_WORDS))
        self.control[2] = MASKS
        self.control[MASKS:MASKS + TENANTS] = array("I", [0xFFFFFFFF] * TENANTS)
        self.control[OFFSETS:OFFSETS + LEVELS + 1] = array("I", self.offsets)
        self.ring = array("I", bytes(4 * SLOT_WORDS * slots))
        self.fill(TENANT, (slot % TENANTS for slot in range(slots)))
        self.fill(PRIORITY, (NORMAL for _ in range(slots)))
        self.expect = []

    def fill(self, word, values):
        self.ring[word::SLOT_WORDS] = array("I", values)

    def publish_all(self):
        self.fill(STATUS, (PUBLISHED for _ in range(self.slots)))

    def expect_word(self, index, value):
        self.expect.append({"binding": 0, "first": index, "count": 1, "value": value})

    def expect_done(self, first=0, step=1, count=None):
        row = {"binding": 1, "first": first * SLOT_WORDS, "step": step * SLOT_WORDS, "value": DONE}
        self.expect.append(row if count is None else {**row, "count": count})

    def expect_all_done(self):
        self.expect_word(DONE_COUNT, self.slots)
        self.expect_done()


def idle(slots):
    """Nothing is published: passes that find nothing."""
    inputs = Inputs(slots)
    inputs.expect += [{"binding": 0}, {"binding": 1}]
    return inputs


def drain(slots):
    """Every slot holds a NOP."""
    inputs = Inputs(slots)
    inputs.publish_all()
    inputs.expect_all_done()
    return inputs


def mixed(slots):
    """Levels of different lengths and all three statuses that may be claimed; the upper two are half empty."""
    inputs = Inputs(slots, (1, 2, 10, 5, 2))
    chance = random.Random(1)
    lower = inputs.offsets[2]
    inputs.fill(STATUS, (chance.choice((PUBLISHED, YIELD, REQUEUE)) if slot >= lower or chance.random() < 0.5 else 0
                         for slot in range(slots)))
    # Upper levels may be left waiting: the starvation counter ends where the lower ones do.
    inputs.expect_done(first=lower)
    return inputs


def tenants(slots):
    """Most slots belong to one tenant, and those of another may not run."""
    inputs = Inputs(slots)
    inputs.publish_all()
    refused = TENANTS + 1
    owners = [0] * 13 + [1, 2, refused]
    inputs.fill(TENANT, (owners[slot % 16] for slot in range(slots)))
    inputs.expect_word(DONE_COUNT, slots - slots // 16)
    for residue in range(15):
        inputs.expect_done(residue, 16)
    inputs.expect.append({"binding": 1, "first": 15 * SLOT_WORDS, "step": 16 * SLOT_WORDS, "value": PUBLISHED})
    return inputs


def copies(slots):
    """Every slot copies 32 words of control."""
    inputs = drain(slots)
    inputs.fill(OPCODE, (MEMCPY for _ in range(slots)))
    for argument, value in enumerate((SOURCE, TARGET, HANDLER_WORDS)):
        inputs.fill(ARGS + argument, (value for _ in range(slots)))
    for index in range(HANDLER_WORDS):
        inputs.control[SOURCE + index] = index + 1
        inputs.expect_word(TARGET + index, index + 1)
    return inputs


def sums(slots):
    """Every slot adds to one of 32 words of control."""
    inputs = drain(slots)
    inputs.fill(OPCODE, (ATOMIC_ADD for _ in range(slots)))
    inputs.fill(ARGS, (1 for _ in range(slots)))
    inputs.fill(ARGS + 1, (TARGET + slot % HANDLER_WORDS for slot in range(slots)))
    for index in range(HANDLER_WORDS):
        inputs.expect_word(TARGET + index, len(range(index, slots, HANDLER_WORDS)))
    return inputs


# Measured for every ring size; the others for the first.
EVERY_SIZE = {"idle": idle, "drain": drain}
FIRST_SIZE = {"mixed": mixed, "tenants": tenants, "copies": copies, "sums": sums}
# Only kernels that execute opcodes take part.
WITH_HANDLERS = {"copies", "sums"}


def write_group(folder, work, scenario, make, slots, kernels):
    inputs = make(slots)
    name = f"{scenario}-{slots}"
    buffers = {"control": inputs.control, "ring": inputs.ring, "log": array("I", bytes(4 * DEBUG_LOG_WORDS)),
               "io": array("I", bytes(4 * IO_QUEUE_WORDS))}
    rows = []
    for binding, (suffix, words) in enumerate(buffers.items()):
        path = work / f"{name}.{suffix}"
        if sys.byteorder == "big":
            words.byteswap()
        path.write_bytes(words.tobytes())
        rows.append({"binding": binding, "file": str(path)})
    racers = [{"name": kernel["name"], "module": str(folder / kernel["module"]), "passes": kernel["passes"],
               "any_grid": kernel["any_grid"]}
              for kernel in kernels if kernel["slots"] == slots and (scenario not in WITH_HANDLERS or kernel["handlers"])]
    return {"name": name, "lanes": slots, "buffers": rows, "expect": inputs.expect, "kernels": racers}


def quartiles(values):
    values = sorted(values)
    quarter = len(values) // 4
    return [values[quarter], values[-1 - quarter]]


def add_ratios(result):
    reference = next((kernel.get("times_us") for kernel in result["kernels"] if kernel["name"] == REFERENCE), None)
    for kernel in result["kernels"]:
        if reference and "times_us" in kernel:
            ratios = [ours / theirs for ours, theirs in zip(reference, kernel["times_us"])]
            kernel["ratio"], kernel["ratio_quartiles"] = statistics.median(ratios), quartiles(ratios)


def print_group(result):
    print(f"\n{result['scenario']}, {result['slots']:,} slots, microseconds; ratio: the literal kernel's time to this one's")
    print(f"{'kernel':<22}{'groups':>8}{'median':>12}{'lowest':>12}{'quartiles':>24}{'ratio':>9}{'quartiles':>18}")
    for kernel in result["kernels"]:
        if "error" in kernel:
            print(f"{kernel['name']:<22}  FAILED: {kernel['error']}")
            continue
        low, high = kernel["quartiles_us"]
        line = (f"{kernel['name']:<22}{kernel['grid'][0]:>8}{kernel['median_us']:>12.1f}{kernel['lowest_us']:>12.1f}"
                f"{low:>12.1f}{high:>12.1f}")
        if "ratio" in kernel:
            low, high = kernel["ratio_quartiles"]
            line += f"{kernel['ratio']:>9.1f}{low:>9.1f}{high:>9.1f}"
        print(line)
    sys.stdout.flush()


def device_type(runner, device):
    listed = subprocess.run([runner, "--list-devices", "--json"], check=True, stdout=subprocess.PIPE, text=True).stdout
    fitting = [row for row in json.loads(listed) if device.lower() in row["name"].lower() and not row["unusable"]]
    # As vyre-run chooses.
    order = ["discrete", "integrated", "virtual", "cpu", "other"]
    return min((row["type"] for row in fitting), key=order.index, default="other")


def measure(folder, runner, options):
    """Runs and prints everything; gives the exit status."""
    folder = pathlib.Path(folder)
    kernels = json.loads((folder / "kernels.json").read_text())
    sizes = list(dict.fromkeys(kernel["slots"] for kernel in kernels))
    if options.slots:
        sizes = [size for size in options.slots if size in sizes]
    repetitions = options.repetitions or (5 if device_type(runner, options.device) == "cpu" else 25)
    scenarios = [(name, make, size) for size in sizes for name, make in EVERY_SIZE.items()]
    scenarios += [(name, make, size) for size in sizes[:1] for name, make in FIRST_SIZE.items()]
    if options.scenarios:
        scenarios = [row for row in scenarios if row[0] in options.scenarios]
    results, sound = [], True
    for scenario, make, slots in scenarios:
        with tempfile.TemporaryDirectory() as work:
            group = write_group(folder, pathlib.Path(work), scenario, make, slots, kernels)
            plan = pathlib.Path(work) / "plan.json"
            plan.write_text(json.dumps({"warmup": options.warmup, "repetitions": repetitions, "groups": [group]}))
            run = subprocess.run([runner, f"--bench={plan}", f"--device={options.device}", "--json", "--timeout=60"],
                                 stdout=subprocess.PIPE, text=True)
        sound &= run.returncode == 0
        for line in run.stdout.splitlines():
            result = {"scenario": scenario, "slots": slots, **json.loads(line)}
            add_ratios(result)
            print_group(result)
            results.append(result)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(results, indent=1) + "\n")
    if options.svg:
        pathlib.Path(options.svg).write_text(bench_chart.draw(results))
    if not sound or not results:
        print("some kernels failed" if results else "nothing ran")
    return 0 if sound and results else 1


def ring_sizes(text):
    """Sizes that whole workgroups of 256 serve."""
    sizes = [int(size) for size in text.split(",")]
    if any(size <= 0 or size % 256 for size in sizes):
        raise ValueError(text)
    return sizes


def scenario_names(text):
    names = text.split(",")
    if not set(names) <= {*EVERY_SIZE, *FIRST_SIZE}:
        raise ValueError(text)
    return names


def add_options(parser):
    parser.add_argument("--device", default="", help="a part of the device's name")
    parser.add_argument("--slots", type=ring_sizes, metavar="N,N...",
                        help="ring sizes, multiples of 256, the one for all scenarios first")
    parser.add_argument("--scenarios", type=scenario_names, metavar="NAME,NAME...",
                        help=f"some of {', '.join({**EVERY_SIZE, **FIRST_SIZE})}")
    parser.add_argument("--repetitions", type=int, help="rounds that count (default 25, 5 on a CPU)")
    parser.add_argument("--warmup", type=int, default=2, help="rounds before them")
    parser.add_argument("--json", help="write all times into this file")
    parser.add_argument("--svg", help="draw a chart into this file")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    folder = pathlib.Path(__file__).resolve().parent
    return measure(folder / "kernels", str(folder / "vyre-run"), parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
