"""Draws the results of utils/bench_run.py as SVG: ratios to the literal kernel for each scenario, times by ring size."""
import html
import math

ROW, LABEL, BAR, PAD = 18, 150, 420, 24
PLOT = (420, 260)
COLOURS = ["#4e79a7", "#f28e2b", "#e15759", "#76b7b2", "#59a14f", "#edc948", "#b07aa1", "#9c755f", "#ff9da7", "#bab0ac",
           "#2f4b7c"]


def text(x, y, content, **attributes):
    extra = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    return f'<text x="{x:.1f}" y="{y:.1f}"{extra}>{html.escape(content)}</text>'


class Log:
    """Maps values between two powers of ten to a length."""

    def __init__(self, values, length):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self.length = length

    def at(self, value):
        return (math.log10(value) - self.low) / (self.high - self.low) * self.length

    def powers(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


def bars(result, top, colours):
    """A panel of bars; gives its parts and its height."""
    rows = [kernel for kernel in result["kernels"] if "ratio" in kernel]
    parts = [text(PAD, top + 14, f"{result['scenario']}, {result['slots']:,} slots: times as fast as the literal kernel",
                  font_weight="bold")]
    if not rows:
        return parts, 2 * ROW
    scale = Log([value for row in rows for value in (row["ratio"], *row["ratio_quartiles"], 1)], BAR)
    bottom = top + ROW * (len(rows) + 1) + 6
    one = PAD + LABEL + scale.at(1)
    for power in scale.powers():
        x = PAD + LABEL + scale.at(power)
        parts.append(f'<path d="M{x:.1f} {top + ROW}V{bottom}" stroke="#ddd"/>')
        parts.append(text(x, bottom + 12, f"{power:g}", text_anchor="middle", font_size=10))
    for index, row in enumerate(rows):
        y = top + ROW * (index + 1) + 4
        end = PAD + LABEL + scale.at(row["ratio"])
        low, high = (PAD + LABEL + scale.at(value) for value in row["ratio_quartiles"])
        parts.append(text(PAD, y + 11, row["name"]))
        parts.append(f'<rect x="{min(one, end):.1f}" y="{y}" width="{abs(end - one):.1f}" height="{ROW - 5}" '
                     f'fill="{colours[row["name"]]}"/>')
        parts.append(f'<path d="M{low:.1f} {y + 6.5}H{high:.1f}M{low:.1f} {y + 3}v7M{high:.1f} {y + 3}v7" stroke="black"/>')
        parts.append(text(PAD + LABEL + BAR + 8, y + 11, f"{row['ratio']:.1f}x, {row['median_us']:,.1f} µs"))
    return parts, bottom - top + 2 * ROW


def lines(scenario, results, left, top, colours):
    """A plot of time by ring size."""
    series = {}
    for result in results:
        for kernel in result["kernels"]:
            if "median_us" in kernel:
                series.setdefault(kernel["name"], []).append((result["slots"], kernel["median_us"]))
    if not series:
        return []
    points = [point for list_ in series.values() for point in list_]
    across, up = Log([size for size, _ in points], PLOT[0]), Log([time for _, time in points], PLOT[1])
    bottom = top + PLOT[1]
    parts = [text(left, top - 8, f"{scenario}: microseconds by slots", font_weight="bold")]
    for power in across.powers():
        x = left + across.at(power)
        parts += [f'<path d="M{x:.1f} {top}V{bottom}" stroke="#ddd"/>',
                  text(x, bottom + 14, f"{power:g}", text_anchor="middle", font_size=10)]
    for power in up.powers():
        y = bottom - up.at(power)
        parts += [f'<path d="M{left} {y:.1f}h{PLOT[0]}" stroke="#ddd"/>',
                  text(left - 4, y + 4, f"{power:g}", text_anchor="end", font_size=10)]
    for name, list_ in series.items():
        path = "L".join(f"{left + across.at(size):.1f} {bottom - up.at(time):.1f}" for size, time in sorted(list_))
        parts.append(f'<path d="M{path}" fill="none" stroke="{colours[name]}" stroke-width="2"/>')
    return parts


def draw(results):
    names = list(dict.fromkeys(kernel["name"] for result in results for kernel in result["kernels"]))
    colours = {name: COLOURS[index % len(COLOURS)] for index, name in enumerate(names)}
    first_size = results[0]["slots"] if results else 0
    devices = ", ".join(dict.fromkeys(result["device"] for result in results))
    parts, y = [text(PAD, 24, devices, font_size=14)], 40
    for result in results:
        if result["slots"] == first_size:
            panel, height = bars(result, y, colours)
            parts += panel
            y += height
    by_scenario = {}
    for result in results:
        by_scenario.setdefault(result["scenario"], []).append(result)
    plots = {name: list_ for name, list_ in by_scenario.items() if len(list_) > 1}
    for index, (scenario, list_) in enumerate(plots.items()):
        parts += lines(scenario, list_, PAD + 36 + index * (PLOT[0] + 72), y + 24, colours)
    if plots:
        y += PLOT[1] + 64
        for index, name in enumerate(names):
            x = PAD + 36 + index % 4 * 210
            parts += [f'<path d="M{x} {y + index // 4 * ROW - 4}h18" stroke="{colours[name]}" stroke-width="3"/>',
                      text(x + 24, y + index // 4 * ROW, name)]
        y += ROW * ((len(names) + 3) // 4)
    width = max(PAD + LABEL + BAR + 180, PAD + 36 + len(plots) * (PLOT[0] + 72))
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y + PAD}" '
                      'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="white"/>',
                      *parts, "</svg>", ""])
