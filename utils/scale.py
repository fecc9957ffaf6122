# Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`utils/bench scale`: how compile time and code size grow with a program's size and depth.

Compiles generated programs of each shape, prints nanoseconds a node for each stage and words a node, and draws both
as an SVG chart. Times are the lowest of several compiles in one process, without SPIRV-Tools' validator."""
import argparse
import html
import math
import pathlib
import subprocess
import sys
import tempfile

import scale_programs

SIZES = [100, 1_000, 10_000, 100_000, 1_000_000]
DEPTHS = [8, 16, 32, 64]
DEPTH_NODES = 20_000
# A stage that takes so much longer a node in a program ten times as large is pointed out. Caches cost up to three times
# as much once, where the program outgrows them.
SUSPECT_GROWTH, SUSPECT_NANOSECONDS = 3, 60
WORK_PER_POINT = 400_000  # nodes that a point of the chart compiles, in one process


class Point:
    """One program, compiled: its size or depth, nodes, words, and seconds by stage."""

    def __init__(self, at, nodes, words, stages):
        self.at, self.nodes, self.words, self.stages = at, nodes, words, stages

    def nanoseconds(self, stage="words"):
        return dict(self.stages)[stage] * 1e9 / self.nodes

    def words_per_node(self):
        return self.words / self.nodes


def read_report(text):
    """The lowest time of each stage from a --time-report; a pass that runs again gets a number."""
    stages, seen = [], {}
    for line in text.splitlines()[1:]:
        name, _median, lowest, *_quartiles = line.split()
        seen[name] = seen.get(name, 0) + 1
        stages.append((name if seen[name] == 1 else f"{name} {seen[name]}", float(lowest) / 1e6))
    return stages


def measure(build, program, at, options):
    with tempfile.TemporaryDirectory() as work:
        text, blob, words = (pathlib.Path(work) / name for name in ("in.vir", "in.vir0", "out.spv"))
        text.write_text(program.text())
        subprocess.run([f"{build}/bin/vyre-as", text, "-o", blob], check=True)
        rounds = max(3, min(200, WORK_PER_POINT // program.nodes))
        run = subprocess.run([f"{build}/bin/vyre-cc", blob, "-o", words, "--no-validate", f"--time-report={rounds}",
                              *options], check=True, stderr=subprocess.PIPE, text=True)
        return Point(at, program.nodes, words.stat().st_size / 4, read_report(run.stderr))


def print_shape(name, points, what):
    print(f"\n{name}: ns a node, by {what}")
    print(f"  {'':<22}" + "".join(f"{point.at:>11,}" for point in points))
    for stage, _ in points[0].stages:
        if stage == "total":
            continue
        times = [point.nanoseconds(stage) for point in points]
        grows_fast = any(after > max(SUSPECT_GROWTH * before, SUSPECT_NANOSECONDS)
                         for before, after in zip(times, times[1:]))
        suspect = "  superlinear?" if grows_fast else ""
        print(f"  {stage:<22}" + "".join(f"{time:>11.1f}" for time in times) + suspect)
    print(f"  {'words a node':<22}" + "".join(f"{point.words_per_node():>11.2f}" for point in points))


# The chart ------------------------------------------------------------------------------------------------------------

PANEL, GAP, LEGEND = (430, 270), 70, 150
COLOURS = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"]


class Panel:
    """One diagram: x is logarithmic, y starts at 0."""

    def __init__(self, left, top, title, x_label, ticks, highest):
        self.left, self.top, self.ticks = left, top, ticks
        step = 10 ** math.floor(math.log10(highest))
        self.highest = math.ceil(highest * 1.05 / step) * step
        width, height = PANEL
        self.parts = [
            f'<text x="{left}" y="{top - 12}" font-weight="bold">{html.escape(title)}</text>',
            f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="none" stroke="#888"/>',
            f'<text x="{left + width / 2}" y="{top + height + 36}" text-anchor="middle">{x_label}</text>']
        for tick in ticks:
            self.parts.append(f'<text x="{self.x(tick):.1f}" y="{top + height + 18}" text-anchor="middle">{tick:,}</text>')
        for quarter in range(5):
            value = self.highest * quarter / 4
            self.parts.append(f'<text x="{left - 6}" y="{self.y(value) + 4:.1f}" text-anchor="end">{value:g}</text>')
            self.parts.append(f'<path d="M{left} {self.y(value):.1f}h{width}" stroke="#ddd"/>')

    def x(self, value):
        first, last = math.log(self.ticks[0]), math.log(self.ticks[-1])
        return self.left + PANEL[0] * (0.04 + 0.92 * (math.log(value) - first) / (last - first))

    def y(self, value):
        return self.top + PANEL[1] * (1 - value / self.highest)

    def line(self, colour, points):
        path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
        self.parts += [f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="2.5" fill="{colour}"/>' for x, y in points]


def draw(flat, nested, caption):
    """The chart as SVG: time and words a node, by nodes on the left, by depth on the right."""
    parts = []
    for column, (series, x_label, ticks) in enumerate(((flat, "nodes", SIZES), (nested, "depth", DEPTHS))):
        left = GAP + column * (PANEL[0] + LEGEND + GAP)
        for row, (title, value) in enumerate((("ns a node, bytes to words", Point.nanoseconds),
                                              ("words a node", Point.words_per_node))):
            highest = max(value(point) for points in series.values() for point in points)
            shown = [tick for tick in ticks if any(point.at == tick for points in series.values() for point in points)]
            panel = Panel(left, GAP + row * (PANEL[1] + GAP), title, x_label, shown, highest)
            for colour, (name, points) in zip(COLOURS, series.items()):
                panel.line(colour, [(point.at, value(point)) for point in points])
            parts += panel.parts
        for index, (colour, name) in enumerate(zip(COLOURS, series)):
            x, y = left + PANEL[0] + 12, GAP + 12 + index * 20
            parts.append(f'<path d="M{x} {y}h18" stroke="{colour}" stroke-width="3"/>')
            parts.append(f'<text x="{x + 24}" y="{y + 4}">{name}</text>')
    width, height = 2 * (PANEL[0] + LEGEND + GAP) + GAP, 2 * (PANEL[1] + GAP) + GAP
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
                      'font-size="12">', '<rect width="100%" height="100%" fill="white"/>',
                      f'<text x="{GAP}" y="24" font-size="14">{html.escape(caption)}</text>', *parts, "</svg>", ""])


# Counts, which are the same on every machine ---------------------------------------------------------------------------

CHECK_SIZES = [1_000, 2_000, 4_000]
CHECK_LEVELS = [[level, policy] for level in ("-O0", "-O1", "-O2") for policy in ("--float=native", "--float=reference")]
TOLERANCE = 0.05


def count(build, program, options):
    """Ops of the IR before emission, and words."""
    def emit(kind):
        return subprocess.run([f"{build}/bin/vyre-cc", "-", f"--emit={kind}", "-o", "-", "--no-validate", *options],
                              check=True, input=program.text().encode(), stdout=subprocess.PIPE).stdout
    return emit("ir").count(b"\n"), len(emit("spirv")) // 4


def grows(points, index):
    """How much faster a count grows over the second half of the points than over the first, a node each."""
    (nodes_a, *a), (nodes_b, *b), (nodes_c, *c) = points
    first = (b[index] - a[index]) / (nodes_b - nodes_a)
    second = (c[index] - b[index]) / (nodes_c - nodes_b)
    return second / first if first > 0.05 else 1  # nothing grows where all is dead


def check(options: argparse.Namespace) -> int:
    faults = 0
    def expect(sound, message):
        nonlocal faults
        if not sound:
            print(f"not linear: {message}")
            faults += 1
    for level in CHECK_LEVELS:
        for name, shape in {**scale_programs.FLAT, **scale_programs.NESTED}.items():
            programs = [shape(size, 16) for size in CHECK_SIZES]
            points = [(program.nodes, *count(options.build, program, level)) for program in programs]
            for index, what in enumerate(("ops", "words")):
                growth = grows(points, index)
                expect(growth < 1 + TOLERANCE, f"{what} of {name} {' '.join(level)}: {growth:.2f} times as fast")
        for name, shape in scale_programs.NESTED.items():
            shallow, deep = (shape(CHECK_SIZES[-1], depth) for depth in (DEPTHS[0], DEPTHS[-1]))
            for index, what in enumerate(("ops", "words")):
                growth = (count(options.build, deep, level)[index] / deep.nodes
                          / (count(options.build, shallow, level)[index] / shallow.nodes))
                expect(growth < 1.5, f"{what} of {name} {' '.join(level)}: {growth:.2f} times as many at depth 64 as at 8")
    print(f"{faults} counts are not linear" if faults else "ops and words are linear in nodes and in depth")
    return 1 if faults else 0


def run(options: argparse.Namespace) -> int:
    compile_options = options.options.split()
    flat, nested = {}, {}
    for name, shape in scale_programs.FLAT.items():
        flat[name] = [measure(options.build, shape(size, 1), size, compile_options)
                      for size in SIZES if size <= options.max_nodes]
        print_shape(name, flat[name], "nodes")
        sys.stdout.flush()
    for name, shape in scale_programs.NESTED.items():
        nested[name] = [measure(options.build, shape(DEPTH_NODES, depth), depth, compile_options) for depth in DEPTHS]
        print_shape(f"{name}, {DEPTH_NODES:,} nodes", nested[name], "depth")
        sys.stdout.flush()
    if options.svg:
        pathlib.Path(options.svg).write_text(draw(flat, nested, "vyre-cc " + " ".join(compile_options)))
    return 0
