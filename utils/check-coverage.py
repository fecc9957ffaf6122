#!/usr/bin/env python3
"""Holds the tests to the tables of the language: what a table names, a test has to name.

rules     each code that the validator reports has a row in docs/Validation.md and a test in test/VIR0 that expects it at
          a line and column, beside a neighbouring program that is accepted. Operators that a row lists are each refused by
          name there and, unless they never pass, accepted. What no text can say is tested in test/unit/VIR0.
language  each node, expression, operator, type and enumerator of Format.def is imported in a test of test/Import and has its
          result compared in one of test/Pipelines, or is refused by a test there that expects an error.
edges     each row of docs/Semantics.md names tests, and words that they have.
ops       each op of Ops.def is emitted in a test of test/Target or test/GLSL, or lowered by one of test/Transforms.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Rules that decoder and parser make unreachable.
ONLY_UNIT = {"V018", "V033"}
# Of the program as a whole: there is no line to name.
NO_LINE = {"workgroup-size"}
# Codes of calls: the inliner's, not the validator's.
OF_CALLS = {"V016", "V020", "V021"}
# The words of docs/Validation.md that stand for several operators.
GROUPS = {
    "saturating_*": ["saturating_add", "saturating_sub", "saturating_mul"],
    "bitwise": ["bit_and", "bit_or", "bit_xor"],
    "shifts": ["shl", "shr"],
    "rotations": ["rotate_left", "rotate_right"],
    "comparisons": ["eq", "ne", "lt", "gt", "le", "ge"],
    "functions of floats": ["cos", "sin", "abs", "sqrt", "floor", "ceil", "round", "trunc", "sign", "is_nan", "is_inf",
                            "is_finite", "exp", "log", "log2", "exp2", "tan", "acos", "asin", "atan", "tanh", "sinh",
                            "cosh", "inverse_sqrt", "reciprocal"],
    "unpack*": ["unpack4_low", "unpack4_high", "unpack8_low", "unpack8_high"],
    "arithmetic on u32, i32 and f32": ["add", "sub", "mul", "div", "min", "max"],
}
# Never accepted, whatever their operands.
NEVER = {"shuffle", "ballot", "wave_reduce", "wave_broadcast"}
# What no program can do with a result: the reason, and what a test of test/Import says then.
REFUSED = {
    "resume": "the reference has no meaning for it", "opaque": "kinds beside the literals are unknown",
    "compare_exchange_weak": "the reference refuses it",
    "tensor": "no size", "tensor_shaped": "no size", "sparse_csr": "no size", "sparse_coo": "no size",
    "sparse_bsr": "no size", "vec": "no region encoding", "device_mesh": "no region encoding", "f64": None,
    **dict.fromkeys(NEVER, "no meaning of their own"),
}
# Nothing that a result could show.
SILENT = {
    "indirect_dispatch": "the host dispatches", "call": "inlined before", "buffer_ref": "an argument of calls",
    "grid_sync": "needs a host that splits kernels: test/Transforms/split-grid-sync.mlir", "push": "kinds mean nothing",
    "local": "kinds mean nothing", "persistent": "kinds mean nothing", "random": "a hint", "streaming": "a hint",
    "temporal": "a hint", "affine": "a rule of the validator", "linear": "a rule of the validator",
    "relevant": "a rule of the validator", "unrestricted": "a rule of the validator",
}


def read(pattern: str) -> dict:
    return {path: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(pattern)) if "Inputs" not in path.parts}


def rules() -> list:
    spelling = dict(re.findall(r'VYRE_DIAG\((\w+), "([\w-]+)"',
                               (ROOT / "include/vyre-cc/Support/Diagnostics.def").read_text(encoding="utf-8")))
    reported = {spelling[name] for text in read("lib/VIR0/Validate/*.cpp").values()
                for name in re.findall(r"DiagCode::(\w+)", text)}
    listed, operators, code = set(), set(), None
    for line in (ROOT / "docs/Validation.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")] if line.startswith("|") else []
        if line.startswith("| |"):
            cells = ["", *[cell.strip() for cell in line.strip("|").split("|")[1:]]]
        codes = re.findall(r"`([\w-]+)`", cells[0]) if cells else []
        if codes:
            code = codes[0]
            listed.update(codes)
        if len(cells) == 3 and code in ("operand-type", "operand-mix", "wave-operator"):
            words = re.split(r"[,;] ", cells[1].replace("`", ""))
            text = cells[1].replace("`", "")
            for group, members in GROUPS.items():
                if group in text:
                    operators |= {(code, member) for member in members}
            operators |= {(code, word) for word in words if re.fullmatch(r"[a-z_]+\d?", word) and word not in GROUPS}
    tests = read("test/VIR0/validate-*.test")
    unit = "\n".join(read("test/unit/VIR0/*.cpp").values())
    complaints = [f"{code}: no row in docs/Validation.md" for code in sorted(reported - listed)]
    complaints += [f"{code}: docs/Validation.md lists it, the validator never reports it"
                   for code in sorted(listed - reported - OF_CALLS)]
    for code in sorted(reported):
        if code in ONLY_UNIT:
            for verdict in ("broken", "kept"):
                if f'TEST_CASE("rule {code} is {verdict}' not in unit:
                    complaints.append(f"{code}: no unit test `rule {code} is {verdict}` in test/unit/VIR0")
            continue
        where = ":" if code in NO_LINE else r":\d+:\d+:"
        expects = re.compile(rf"(?:breaks|narrows)[\w.]*{where} (?:error|warning)\[{re.escape(code)}\]|^CHECK: {where} error\[{code}\]", re.M)
        if not any(expects.search(text) and re.search(r"^RUN: vyre-cc --validate-only .*\| count 0$", text, re.M)
                   for text in tests.values()):
            complaints.append(f"{code}: no test in test/VIR0 expects it at a line and column beside an accepted program")
    for code, name in sorted(operators):
        refuses = re.compile(rf":\d+:\d+: error\[{code}\]: .*'{name}'")
        files = [text for text in tests.values() if refuses.search(text)]
        if not files:
            complaints.append(f"{code}: no test in test/VIR0 refuses '{name}'")
        elif name not in NEVER and not any(f"{name}(" in text.split("#--- keeps.vir")[-1] for text in tests.values()
                                           if "#--- keeps.vir" in text):
            complaints.append(f"{code}: no test in test/VIR0 accepts '{name}'")
    return complaints


# How assembly says a row of each table.
SPELLED = {
    "NODE": r"\b{}\b(?! *\()", "EXPR": r"\b{}\b", "TYPE": r"(?:: |cast\(|<){}\b", "BINARY": r"\b{}\(", "UNARY": r"\b{}\(",
    "ATOMIC": r"atomic\({}\b", "ORDERING": r"\b{}\b", "ACCESS": r"\b{}\b", "KIND": r"kind {}\b",
    "COLLECTIVE": r"(?:all_reduce @\w+|reduce_scatter @\w+ to @\w+) {}\b", "REDUCE": r"subgroup_reduce\({}\b",
}


def language() -> list:
    table = (ROOT / "include/vyre-cc/VIR0/Format.def").read_text(encoding="utf-8")
    rows = []
    for macro in SPELLED:
        # The mnemonic is the first string, but for nodes, where the record's op id comes before it.
        skip = r'"[^"]*", ' if macro == "NODE" else ""
        rows += [(macro, name) for name in re.findall(rf'^VIR0_{macro}\(\w+, \w+, {skip}"(\w+)"', table, re.M)]
    strip = re.compile(r"//.*|^(?:RUN|[A-Z0-9-]+): .*", re.M)
    imports = {path: strip.sub("", text) for path, text in read("test/Import/*").items()}
    results = {path: strip.sub("", text) for path, text in read("test/Pipelines/*").items()}
    complaints = []
    for macro, name in rows:
        words = {"binary": r"\b\w+\(", "unary": r"\b\w+\(", "var": r"= .*%\w"}.get(name, SPELLED[macro].format(name))
        says = re.compile(words)
        if not any(says.search(text) for text in imports.values()):
            complaints.append(f"{macro.lower()} {name}: no test in test/Import")
        if name not in REFUSED and name not in SILENT and not any(says.search(text) for text in results.values()):
            complaints.append(f"{macro.lower()} {name}: no test in test/Pipelines")
    return complaints


def edges() -> list:
    complaints, rows = [], 0
    for line in (ROOT / "docs/Semantics.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("| ") else []
        if not cells or cells[-1] == "held by":
            continue
        rows += 1
        tests = re.findall(r"`([^`]+)` `([^`]+)`", cells[-1])
        if len(cells) != 3 or not tests or re.sub(r"`[^`]+` `[^`]+`(; )?", "", cells[-1]):
            complaints.append(f"docs/Semantics.md: not an edge, its meaning and tests with words of theirs: {line}")
            continue
        for name, words in tests:
            path = ROOT / "test" / name
            if not path.is_file() or words not in path.read_text(encoding="utf-8"):
                complaints.append(f"docs/Semantics.md, {cells[0]}: test/{name} does not say `{words}`")
    return complaints if rows else ["docs/Semantics.md: no rows"]


# What no word of a module says: the loader reads it from the manifest (test/Loader/indirect-grid.test).
NOT_EMITTED = {"vir.indirect_dispatch"}


def ops() -> list:
    table = (ROOT / "include/vyre-cc/IR/Ops.def").read_text(encoding="utf-8")
    texts = {**read("test/Target/SPIRV/*"), **read("test/Transforms/*"), **read("test/GLSL/*")}
    named = {name for text in texts.values() for name in re.findall(r'"((?:vir|sched)\.[\w.]+)"', text)}
    return [f"op {name}: no test in test/Target, test/GLSL or test/Transforms"
            for name in re.findall(r'^VYRE_OP\(\w+, "([\w.]+)"', table, re.M) if name not in named | NOT_EMITTED]


def main() -> int:
    complaints = rules() + language() + edges() + ops()
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
