# Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random valid VIR0 programs whose results do not depend on scheduling, for utils/differential.

A program computes with every operator that the reference defines for the types at hand. It may have early returns,
traps, calls of a library, subgroup operations in conditions, in loops and behind returns, barriers, and copies; which
of these, and how many invocations it has, is decided first.
"""
import random
import struct

INPUTS = {"u32": 4, "i32": 4, "f32": 4, "u64": 8, "bool": 4, "u8": 1, "i8": 1, "u16": 2, "i16": 2, "i64": 8,
          "f64": 8, "f16": 2, "vec2u32": 8, "vec4u32": 16}
OUTPUT_ONLY = ("i64", "vec2u32", "vec4u32")
SMALL = ("u8", "i8", "u16", "i16")
WORDS = (0, 1, 2, 3, 31, 32, 63, 255, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFE, 0xFFFFFFFF)
FLOATS = (0x00000000, 0x80000000, 0x3F800000, 0xBF800000, 0x3F000000, 0xC0200000, 0x4F000000, 0x4F800000, 0xCF000000,
          0x7F7FFFFF, 0x00800000, 0x80800000, 0x00000001, 0x807FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC12345,
          0x4B000001, 0x3EFFFFFF, 0x34000000)
COMPARISONS = ("eq", "ne", "lt", "gt", "le", "ge")
# Operators that take and give one integer variant of the reference, whatever the validator calls it.
COMMON = ("wrapping_add", "wrapping_sub")
U32_BINARY = ("add", "sub", "mul", "div", "mod", "bit_and", "bit_or", "bit_xor", "shl", "shr", "min", "max", "abs_diff",
              "saturating_add", "saturating_sub", "saturating_mul", "rotate_left", "rotate_right", "mul_high", *COMMON)
# What else is defined for i32 and u64 where the validator takes them for u32.
HIDDEN_I32 = ("add", "sub", "mul", "bit_and", "bit_or", "bit_xor", "shl", "shr", "min", "max", "saturating_add",
              "saturating_sub", "saturating_mul", *COMMON)
HIDDEN_U64 = ("add", "sub", "mul", "div", "mod", "bit_and", "bit_or", "bit_xor", "shl", "shr", "min", "max", "abs_diff",
              "saturating_add", "saturating_sub", "saturating_mul", "mul_high", *COMMON)
BITS = ("bit_not", "popcount", "clz", "ctz", "reverse_bits")
# Each has words of its own, so that the order of invocations cannot show.
ATOMICS = ("add", "or", "and", "xor", "min", "max", "lru_update")
# Of each invocation in the buffer that asynchronous copies go to.
COPY_BYTES = 16
F32_UNARY = ("abs", "sqrt", "floor", "ceil", "round", "trunc", "sign", "inverse_sqrt", "reciprocal", "negate")
# What devices compute exactly for numbers that are neither subnormal nor infinite, and what they need not.
F32_EXACT = ("abs", "floor", "ceil", "round", "trunc", "sign", "negate")
F32_INEXACT = ("sqrt", "inverse_sqrt", "reciprocal", "sin", "cos", "atan", "tanh")
# Units in the last place that an inexact one may be off.
TOLERANCE = 4
SHAPES = ((1, 1, 1), (4, 1, 1), (8, 1, 1), (32, 1, 1), (48, 1, 1), (64, 1, 1),
          (8, 4, 1), (16, 3, 1), (4, 4, 4), (5, 3, 1))


def local_index(shape: tuple) -> str:
    """The number of an invocation in its workgroup, first along x."""
    x, y, _ = shape
    return "local_id x" if shape == (x, 1, 1) else (
        f"add(local_id x, mul(u32 {x}, add(local_id y, mul(u32 {y}, local_id z))))")


class Program:
    """One random program. Kinds of expressions: u32, i32, f32, bool, u64 are what both the validator and the
    reference say; hi32 and hu64 are i32 and u64 that the validator takes for u32.

    With `exact` floats every value is a number of moderate size on the way and results are rounded once, at the end, so
    that devices that flush subnormals or divide roughly have to agree within TOLERANCE."""

    def __init__(self, rng: random.Random, exact: bool):
        self.rng = rng
        self.exact = exact
        # One invocation alone may copy from where it writes.
        self.alone = rng.random() < 0.15
        self.shape = (1, 1, 1) if self.alone else rng.choice(SHAPES)
        self.size = self.shape[0] * self.shape[1] * self.shape[2]
        self.groups = 1 if self.alone else rng.choice((1, 1, 2, 3))
        self.invocations = self.size * self.groups
        self.lines = []
        self.variables = []  # (name, kind, may be assigned)
        self.names = 0
        self.depth = 1
        # Whoever returns early is missing where others wait, but not where a subgroup combines values.
        self.may_return = rng.random() < 0.3
        self.may_trap = rng.random() < 0.1
        self.combines = rng.random() < 0.4
        self.copies_left = 5 if self.alone else rng.choice((0, 0, 1, 3))
        self.callees = [Callee(rng, exact, f"random.f{number}") for number in range(rng.choice((0, 0, 0, 1, 2)))]

    # Text -------------------------------------------------------------------------------------------------
    def emit(self, text: str) -> None:
        self.lines.append("  " * self.depth + text)

    def fresh(self) -> str:
        self.names += 1
        return f"%v{self.names}"

    # Expressions ------------------------------------------------------------------------------------------
    def literal(self, kind: str) -> str:
        rng = self.rng
        word = rng.choice(WORDS) if rng.random() < 0.7 else rng.getrandbits(32)
        match kind:
            case "u32":
                return f"u32 {word}"
            case "i32":
                return f"i32 {word - (1 << 32) if word >> 31 else word}"
            case "bool":
                return f"bool {rng.choice(('true', 'false'))}"
            case "u64":
                return f"cast(u64, {self.literal('u32')})" if rng.random() < 0.5 else f"u64 {self.wide_literal()}"
            case "hi32":
                return f"bit_or({self.literal('i32')}, i32 0)"
            case "hu64":
                return f"wrapping_add({self.leaf('u64')}, {self.leaf('u64')})"
        return f"f32 0x{self.float_bits():08x}"

    def float_bits(self) -> int:
        if self.exact:
            return struct.unpack("<I", struct.pack("<f", self.rng.randrange(-1024, 1025) / 4))[0]
        return self.rng.choice(FLOATS) if self.rng.random() < 0.7 else self.rng.getrandbits(32)

    def wide_literal(self) -> int:
        if self.rng.random() < 0.3:
            return self.rng.getrandbits(64)
        return self.rng.choice(WORDS) << 32 | self.rng.choice(WORDS)

    def index(self) -> str:
        rng = self.rng
        return rng.choice(("%gid", "%gid", f"add(%gid, u32 {rng.randrange(4)})", f"u32 {rng.randrange(80)}",
                           f"sub(%gid, u32 {rng.randrange(1, 3)})"))

    def leaf(self, kind: str) -> str:
        rng = self.rng
        names = [name for name, other, _ in self.variables if other == kind]
        if names and rng.random() < 0.5:
            return rng.choice(names)
        if kind in ("u32", "i32", "f32", "u64") and rng.random() < 0.6:
            return f"load @in_{kind}[{self.index()}]"
        if kind == "u32" and rng.random() < 0.6:
            return rng.choice((
                "%gid", "%lid", "local_id y", "local_id z", "workgroup_id x", "invocation_id x",
                "buf_len @in_u8", "buf_len @in_u64", "buf_len @in_f16",
                f"cast(u32, load @in_bool[{self.index()}])", f"cast(u32, load @in_{rng.choice(SMALL)}[{self.index()}])"))
        return self.literal(kind)

    def expr(self, kind: str, depth: int) -> str:
        if depth <= 0:
            return self.leaf(kind)
        if self.rng.random() < 0.1:
            return f"select({self.expr('bool', depth - 1)}, {self.expr(kind, depth - 1)}, {self.expr(kind, depth - 1)})"
        return getattr(self, f"expr_{kind}")(depth - 1)

    def two(self, name: str, kind: str, depth: int) -> str:
        return f"{name}({self.expr(kind, depth)}, {self.expr(kind, depth)})"

    def divisor(self) -> str:
        """An i32 literal that no division traps on, where none may."""
        if self.may_trap and self.rng.random() < 0.3:
            return self.expr("i32", 1)
        return f"i32 {self.rng.choice((1, 2, 3, 7, -2, -5, 10, 2147483647, -2147483648))}"

    def expr_u32(self, depth: int) -> str:
        match self.rng.randrange(9):
            case 8 if self.callees:
                callee = self.rng.choice(self.callees)
                return f'call("{callee.name}", {self.expr("u32", depth)}, {self.expr("u32", depth)})'
            case 8 if self.may_trap and self.rng.random() < 0.3:  # if it does not fit
                return f"cast(u32, {self.expr('hu64', depth)})"
            case 0:
                return f"{self.rng.choice(BITS)}({self.expr('u32', depth)})"
            case 1:
                source = self.rng.choice(("i32", "f32", "bool", "hi32"))
                return f"cast(u32, {self.expr(source, depth)})"
            case 2:
                return f"cast(u32, cast({self.rng.choice(SMALL)}, {self.expr('u32', depth)}))"
            case 3:
                return f"cast(u32, {self.rng.choice(('popcount', 'clz', 'ctz'))}({self.expr('u64', depth)}))"
            case 4:
                return f"negate({self.expr('u32', depth)})"
            case _:
                return self.two(self.rng.choice(U32_BINARY), "u32", depth).replace(", u32 0)", ", u32 7)")

    def expr_i32(self, depth: int) -> str:
        match self.rng.randrange(6):
            case 0:
                return f"div({self.expr('i32', depth)}, {self.divisor()})"
            case 1:
                return f"cast(i32, {self.expr(self.rng.choice(('u32', 'f32', 'bool', 'hi32')), depth)})"
            case 2:
                return f"cast(i32, mod({self.expr('i32', depth)}, {self.divisor()}))"
            case 3:
                return f"{self.rng.choice(('bit_not', 'reverse_bits'))}({self.expr('i32', depth)})"
            case _:
                return self.two(self.rng.choice(("add", "sub", "mul", "min", "max")), "i32", depth)

    def expr_hi32(self, depth: int) -> str:
        match self.rng.randrange(4):
            case 0:
                return self.two(self.rng.choice(("bit_and", "bit_or", "bit_xor")), "i32", depth)
            case 1:
                return f"negate({self.expr('hi32', depth)})"
            case _:
                return self.two(self.rng.choice(HIDDEN_I32), "hi32", depth)

    def expr_u64(self, depth: int) -> str:
        match self.rng.randrange(4):
            case 0:
                return f"cast(u64, {self.expr('u32', depth)})"
            case 1:
                return f"{self.rng.choice(BITS)}({self.expr('u64', depth)})"
            case _:
                return f"cast(u64, {self.expr('hu64', depth)})"

    def expr_hu64(self, depth: int) -> str:
        if self.rng.randrange(3) == 0:
            return self.two(self.rng.choice((*COMMON, "mul_high")), "u64", depth)
        return self.two(self.rng.choice(HIDDEN_U64), "hu64", depth)

    def expr_f32(self, depth: int) -> str:
        if self.exact:
            return self.exact_f32(depth)
        match self.rng.randrange(6):
            case 0:
                return f"{self.rng.choice(F32_UNARY)}({self.expr('f32', depth)})"
            case 1:
                return f"cast(f32, {self.expr(self.rng.choice(('u32', 'i32', 'bool')), depth)})"
            case 2:
                parts = ", ".join(self.expr("f32", depth) for _ in range(3))
                return f"fma({parts})"
            case 3:
                return f"div({self.expr('f32', depth)}, {self.nonzero()})"
            case _:
                return self.two(self.rng.choice(("add", "sub", "mul")), "f32", depth)

    def exact_f32(self, depth: int) -> str:
        match self.rng.randrange(5):
            case 0:
                return f"{self.rng.choice(F32_EXACT)}({self.expr('f32', depth)})"
            case 1:
                kind = self.rng.choice(("u32", "i32"))
                rest = f"mod({self.expr(kind, depth)}, {kind} 1000)"
                return f"cast(f32, {rest})" if kind == "u32" else f"cast(f32, cast(i32, {rest}))"
            case _:
                return self.two(self.rng.choice(("add", "sub", "mul", "min", "max")), "f32", depth)

    def kept_f32(self, text: str) -> str:
        """What a variable may hold: nothing that grows, or vanishes, from round to round of a loop."""
        return f"floor(min(max({text}, f32 -999), f32 999))" if self.exact else text

    def final_f32(self) -> str:
        """What an output gets: with one rounding that devices may differ in."""
        if not self.exact or self.rng.random() < 0.3:
            return self.expr("f32", 3)
        match self.rng.randrange(4):
            case 0:
                return f"div({self.expr('f32', 2)}, abs({self.expr('f32', 2)}))"  # which zero min gives is open
            case 1:  # exact products of leaves, whether they are rounded or not
                return f"fma({self.leaf('f32')}, {self.leaf('f32')}, {self.leaf('f32')})"
            case _:
                return f"{self.rng.choice(F32_INEXACT)}(abs({self.expr('f32', 2)}))"

    def nonzero(self) -> str:
        """An f32 that is no literal zero; it may well be zero."""
        return f"load @in_f32[{self.index()}]"

    def expr_bool(self, depth: int) -> str:
        match self.rng.randrange(6):
            case 0:
                return self.two(self.rng.choice(("and", "or")), "bool", depth)
            case 1:
                return f"logical_not({self.expr(self.rng.choice(('bool', 'u32')), depth)})"
            case 2:
                return f"{self.rng.choice(('is_nan', 'is_inf', 'is_finite'))}({self.expr('f32', depth)})"
            case 3:
                return f"cast(bool, {self.expr(self.rng.choice(('u32', 'i32', 'f32', 'u64')), depth)})"
            case _:
                kind = self.rng.choice(("u32", "i32", "f32", "u64", "hu64", "hi32"))
                return self.two(self.rng.choice(COMPARISONS), kind, depth)

    # Statements -------------------------------------------------------------------------------------------
    def statement(self) -> None:
        rng = self.rng
        choices = [(4, self.let), (2, self.assign), (1, self.block_statement)]
        if self.depth <= 4:
            choices += [(1, self.branch), (1, self.loop)]
        self.add_effects(choices)
        weights, makers = zip(*choices)
        rng.choices(makers, weights)[0]()

    def add_effects(self, choices: list) -> None:
        choices.append((1, self.atomic))
        if self.copies_left > 0:
            choices.append((4 if self.alone else 1, self.copy))
        if self.may_return and self.depth > 1:
            choices.append((1, self.early_return))
        if self.may_trap:
            choices.append((1, self.trap))
        if self.combines:
            choices.append((3, self.subgroup))
        if self.alone:
            choices.append((2, self.store_copies))

    def let(self) -> None:
        kind = self.rng.choice(("u32", "i32", "f32", "bool", "u64", "hi32", "hu64"))
        text = self.expr(kind, self.rng.randrange(1, 4))
        self.define(kind, self.kept_f32(text) if kind == "f32" else text)

    def define(self, kind: str, text: str) -> None:
        name = self.fresh()
        self.emit(f"let {name} = {text}")
        self.variables.append((name, kind, True))

    def assign(self) -> None:
        assignable = [v for v in self.variables if v[2]]
        if not assignable:
            return self.let()
        name, kind, _ = self.rng.choice(assignable)
        text = self.expr(kind, 2)
        self.emit(f"assign {name} = {self.kept_f32(text) if kind == 'f32' else text}")

    def branch(self) -> None:
        self.emit(f"if {self.expr(self.rng.choice(('bool', 'u32')), 2)} {{")
        self.block()
        self.emit("} else {")
        self.block()
        self.emit("}")

    def loop(self) -> None:
        # All of a subgroup have to go round equally often, if they combine values there.
        bound = str(f"u32 {self.rng.randrange(1, 5)}") if self.combines else (
            f"mod({self.expr('u32', 1)}, u32 {self.rng.randrange(2, 9)})")
        counter = self.fresh()
        self.emit(f"loop {counter} from u32 {self.rng.randrange(3)} to {bound} {{")
        self.block((counter, "u32", False))
        self.emit("}")

    def block_statement(self) -> None:
        self.emit(self.rng.choice(("block", 'region "r"')) + " {")
        self.block()
        self.emit("}")

    def atomic(self) -> None:
        rng = self.rng
        callees, self.callees = self.callees, []  # no statement has both
        number = rng.randrange(len(ATOMICS))
        element = 4 * number + rng.randrange(4) if rng.random() < 0.9 else 1000
        self.emit(f"let {self.fresh()} = atomic({ATOMICS[number]}, {rng.choice(('relaxed', 'seq_cst', 'acq_rel'))}, "
                  f"@counters[u32 {element}], {self.expr('u32', 2)})")
        self.callees = callees

    def early_return(self) -> None:
        self.emit(f"if {self.expr('bool', 2)} {{ return }}")

    def trap(self) -> None:
        condition = self.rng.choice((self.expr("bool", 2), f"eq({self.expr('u32', 1)}, {self.literal('u32')})"))
        self.emit(f'if {condition} {{ trap {self.expr("u32", 1)} tag "t{self.rng.randrange(3)}" }}')

    def store_copies(self) -> None:
        self.emit(f"store @copies[u32 {self.rng.randrange(COPY_BYTES // 4 + 1)}] = {self.expr('u32', 2)}")
        self.define("u32", f"load @copies[u32 {self.rng.randrange(COPY_BYTES // 4)}]")

    def copy(self) -> None:
        """An asynchronous copy into the invocation's own bytes, of a size and from where they are computed, or not.
        What is alone may also copy them to and fro."""
        self.copies_left -= 1
        rng = self.rng
        size = rng.choice(("u32 4", "u32 16", "u32 7", f"mod({self.expr('u32', 1)}, u32 17)"))
        source = "@in_" + rng.choice(("u32", "f32", "u64", "u8"))
        tag = self.fresh()[1:]
        if self.alone:
            near = rng.choice(("u32 0", "u32 4", "u32 3", f"mod({self.expr('u32', 1)}, u32 9)"))
            ends = ((source, "@copies"), ("@copies", "@copies"), ("@copies", "@spare"), ("@spare", "@copies"))
            source, dest = rng.choice(ends)
            self.emit(f'async_{rng.choice(("store", "load"))} {source} to {dest} offset {near} size {size} tag "{tag}"')
        else:
            self.emit(f'async_store {source} to @copies offset mul(%gid, u32 {COPY_BYTES}) size {size} tag "{tag}"')
        for _ in range(rng.choice((0, 0, 1, 2))):  # nothing that an invocation leaves by: the copy has to be waited for
            rng.choice((self.let, self.assign, self.atomic, *([self.store_copies] if self.alone else [])))()
        self.emit(f'async_wait tag "{tag}"')

    def subgroup(self) -> None:
        """What the subgroup makes of everyone's value, also of those that do not come by."""
        kind, text = self.rng.choice((
            ("u32", f"subgroup_reduce(add, {self.expr('u32', 2)})"),
            ("f32", f"subgroup_reduce(add, {self.expr('f32', 1)})"),
            ("u32", f"subgroup_ballot({self.expr(self.rng.choice(('bool', 'u32')), 2)})"),
            ("u32", f"subgroup_shuffle({self.expr('u32', 2)}, mod({self.expr('u32', 1)}, u32 40))")))
        self.define(kind, self.kept_f32(text) if kind == "f32" else text)

    def block(self, *variables) -> None:
        known = len(self.variables)
        self.variables += variables
        self.depth += 1
        for _ in range(self.rng.randrange(1, 4)):
            self.statement()
        self.depth -= 1
        del self.variables[known:]

    def exchange(self) -> None:
        """Hands values to other invocations of the workgroup through its memory."""
        self.emit("barrier seq_cst")
        self.emit(f"store @shared[%lid] = {self.expr('u32', 2)}")
        self.emit("barrier acq_rel")
        self.define("u32", f"load @shared[mod({self.expr('u32', 1)}, u32 {self.size + 1})]")

    def exchanges(self) -> None:
        """Once, or in each round of a loop that all go round together."""
        if self.rng.random() < 0.5:
            return self.exchange()
        counter = self.fresh()
        known = len(self.variables)
        self.variables.append((counter, "u32", False))
        self.emit(f"loop {counter} from u32 0 to u32 {self.rng.randrange(1, 4)} {{")
        self.depth += 1
        self.exchange()
        self.assign()
        self.depth -= 1
        self.emit("}")
        del self.variables[known:]

    def outputs(self) -> None:
        small = self.rng.choice(SMALL)
        wide = self.rng.choice(("cast(i64, {u64})", "cast(i64, {u32})", f"i64 {self.wide_literal() - (1 << 63)}"))
        values = {"u32": "{u32}", "i32": "{i32}", "u64": "{u64}", "bool": "{bool}",
                  small: f"cast({small}, {{u32}})", "i64": wide, "vec2u32": "cast(vec2u32, {u64})",
                  "vec4u32": "cast(vec4u32, {u32})", "f16": "load @in_f16[%gid]", "f64": "load @in_f64[%gid]"}
        for kind in INPUTS:
            if kind == "f32":
                self.emit(f"store @out_f32[%gid] = {self.final_f32()}")
            elif kind in values:
                value = values[kind]
                for part in ("u32", "i32", "u64", "bool"):
                    if f"{{{part}}}" in value:
                        value = value.replace(f"{{{part}}}", self.expr(part, 3))
                self.emit(f"store @out_{kind}[%gid] = {value}")

    def text(self) -> str:
        body = self.lines
        local = local_index(self.shape)
        self.emit(f"let %lid = {local}")
        self.emit(f"let %gid = add(%lid, mul(workgroup_id x, u32 {self.size}))" if local != "local_id x"
                  else "let %gid = invocation_id x")
        for _ in range(self.rng.randrange(2, 7)):
            self.statement()
        if not self.may_return and not self.may_trap and self.rng.random() < 0.5:
            self.exchanges()
        if self.rng.random() < 0.2:
            self.emit(f"if {self.expr('bool', 1)} {{ return }}")
        self.outputs()
        head = ["vir0 v4", "workgroup {} {} {}".format(*self.shape)]
        binding = 0
        for kind in INPUTS:
            for name, rest in (("in", "read_only"), ("out", f"read_write count {self.invocations}")):
                if name == "out" or kind not in OUTPUT_ONLY:
                    head.append(f"buffer @{name}_{kind} : {kind} {rest} binding {binding}")
                    binding += 1
        head.append(f"buffer @counters : u32 read_write binding {binding} count {4 * len(ATOMICS)}")
        head.append(f"buffer @copies : u32 read_write binding {binding + 1}")
        head.append(f"buffer @spare : u8 read_write binding {binding + 2}")
        head.append(f"buffer @shared : u32 workgroup count {self.size}")
        return "\n".join([*head, 'region "vyre.program.root" {', *body, "}", ""])

    def inputs(self) -> dict:
        rng = self.rng
        result = {}
        for kind, width in INPUTS.items():
            count = rng.choice((0, 1, self.invocations - 1, self.invocations, self.invocations + 3))
            data = bytearray()
            while len(data) < count * width:
                word = self.float_bits() if kind == "f32" else (
                    rng.choice(WORDS) if rng.random() < 0.5 else rng.getrandbits(32))
                data += struct.pack("<I", word)
            if kind not in OUTPUT_ONLY:
                result[f"in_{kind}"] = bytes(data[: count * width])
            result[f"out_{kind}"] = bytes(rng.getrandbits(8) for _ in range(self.invocations * width))
        result["copies"] = bytes(rng.getrandbits(8) for _ in range(self.invocations * COPY_BYTES))
        result["spare"] = bytes(rng.getrandbits(8) for _ in range(COPY_BYTES + 3))
        result["counters"] = b"".join(struct.pack("<I", rng.getrandbits(32)) for _ in range(4 * len(ATOMICS)))
        return result


class Callee(Program):
    """What a program of a library computes from two words."""

    def __init__(self, rng: random.Random, exact: bool, name: str):
        self.rng = rng
        self.exact = exact
        self.name = name
        self.lines, self.variables, self.callees = [], [], []
        self.names, self.depth = 0, 1
        self.may_trap = self.combines = False

    def add_effects(self, choices: list) -> None:
        """A callee has none but its result."""

    def nonzero(self) -> str:
        return f"abs({self.literal('f32')})"

    def leaf(self, kind: str) -> str:
        names = [name for name, other, _ in self.variables if other == kind]
        if names and self.rng.random() < 0.6:
            return self.rng.choice(names)
        if kind == "u32" and self.rng.random() < 0.6:
            return self.rng.choice(("load @x[u32 0]", "load @z[u32 0]"))
        return self.literal(kind)

    def text(self) -> str:
        for _ in range(self.rng.randrange(1, 4)):
            self.statement()
        self.emit(f"store @y[u32 0] = {self.expr('u32', 2)}")
        head = ["vir0 v4", f'entry_op "{self.name}"', "buffer @x : u32 read_only binding 0 count 1",
                "buffer @z : u32 read_only binding 1 count 1",
                "buffer @y : u32 read_write binding 2 count 1 output live_out"]
        return "\n".join([*head, 'region "r" {', *self.lines, "}", ""])
