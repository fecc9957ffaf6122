# Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Programs of any size as VIR0 assembly: what `utils/bench scale` compiles.

Each shape is a function that makes a program of so many nodes, and as deep as is asked for where it nests. Statements
and expressions are nodes; the format takes 100,000 statements, so that an expression has about ten nodes. Values come
from memory and differ from each other: nothing folds or merges unless the shape is about that."""

MAX_DEPTH = 64  # of the format: nodes and expressions that nest, the region around them included


# Expressions are pairs: text and number of nodes.
def u32(value):
    return f"u32 {value}", 1


def var(name):
    return f"%{name}", 1


def op(name, *operands):
    return f"{name}({', '.join(text for text, _ in operands)})", 1 + sum(nodes for _, nodes in operands)


def load(buffer, index):
    return f"load @{buffer}[{index[0]}]", 1 + index[1]


X, ID = var("x"), var("id")


def mix(value, seed):
    """Eleven nodes that depend on a value and a number."""
    return op("add", op("mul", op("bit_xor", value, u32(3 * seed + 1)), u32(2 * seed + 3)),
              op("bit_and", op("add", X, u32(seed + 1)), ID))


class Program:
    """A program under construction, which counts its nodes and starts with %id, %x = in[%id] and %a = %x."""

    def __init__(self, buffers=("in", "out")):
        self.head = ["vir0 v4", "workgroup 64 1 1"]
        self.head += [f"buffer @{name} : u32 read_write binding {index}" for index, name in enumerate(buffers)]
        self.body = []
        self.nodes = 1  # the region
        self.let("id", ("invocation_id x", 1))
        self.let("x", load(buffers[0], ID))
        self.let("a", X)

    def add(self, line, nodes):
        self.body.append(line)
        self.nodes += nodes

    def let(self, name, value):
        self.add(f"let %{name} = {value[0]}", 1 + value[1])

    def assign(self, name, value):
        self.add(f"assign %{name} = {value[0]}", 1 + value[1])

    def store(self, buffer, index, value):
        self.add(f"store @{buffer}[{index[0]}] = {value[0]}", 1 + index[1] + value[1])

    def open_if(self, condition):
        self.add(f"if {condition[0]} {{", 1 + condition[1])

    def otherwise(self):
        self.add("} else {", 0)

    def open_loop(self, counter, end):
        self.add(f"loop %{counter} from u32 0 to {end[0]} {{", 2 + end[1])

    def close(self):
        self.add("}", 0)

    def fill(self, nodes, statements):
        """Calls statements(0), statements(1), ... until there are so many nodes."""
        number = 0
        while self.nodes < nodes:
            statements(number)
            number += 1
        return self

    def text(self):
        return "\n".join([*self.head, 'region "scale" {', *self.body, "}"]) + "\n"


def straight(nodes, _depth):
    """One long block; each value follows from the one before."""
    program = Program()
    program.let("v0", X)

    def statements(number):
        program.let(f"v{number + 1}", mix(var(f"v{number}"), number))
        if number % 8 == 0:
            program.store("out", u32(number), var(f"v{number}"))

    return program.fill(nodes, statements)


def uses(nodes, _depth):
    """One value that everything uses."""
    program = Program()
    return program.fill(nodes, lambda number: program.store("out", u32(number), mix(X, number)))


def equal(nodes, _depth):
    """One computation again and again: all of it merges."""
    program = Program()
    return program.fill(nodes, lambda number: program.store("out", u32(number), mix(X, 1)))


def dead(nodes, _depth):
    """Values that nothing uses."""
    program = Program()
    return program.fill(nodes, lambda number: program.let(f"v{number}", mix(load("in", u32(number)), number)))


def ifs(nodes, _depth):
    """Conditions in a row; each may assign the variable that lives on."""
    program = Program()

    def statements(number):
        program.open_if(op("lt", mix(var("a"), number), u32(number)))
        program.assign("a", mix(var("a"), number + 1))
        program.otherwise()
        program.store("out", u32(number), mix(var("a"), number + 2))
        program.close()

    program.fill(nodes, statements)
    program.store("out", ID, var("a"))
    return program


def loops(nodes, _depth):
    """Loops in a row; each carries the variable that lives on."""
    program = Program()

    def statements(number):
        program.open_loop("i", op("add", X, u32(number)))
        program.assign("a", op("add", mix(var("a"), number), mix(var("i"), number)))
        program.close()

    program.fill(nodes, statements)
    program.store("out", ID, var("a"))
    return program


def carried(nodes, _depth):
    """One loop that carries a variable for every 37 nodes."""
    program = Program()
    count = nodes // 37 + 1
    for number in range(count):
        program.let(f"v{number}", mix(X, number))
    program.open_loop("i", X)
    for number in range(count):
        program.assign(f"v{number}", mix(var(f"v{number}"), number))
    program.close()
    for number in range(count):
        program.store("out", u32(number), mix(var(f"v{number}"), number))
    return program


def buffers(nodes, _depth):
    """Many buffers, each of them read and written a few times; no element is read twice, lest reads merge."""
    count = max(2, min(nodes // 256, 4096))
    program = Program([f"b{index}" for index in range(count)])
    return program.fill(nodes, lambda number: program.store(
        f"b{number % count}", X, mix(load(f"b{(number * 7 + 1) % count}", u32(number)), number)))


def atomics(nodes, _depth):
    """Atomic additions whose results are stored."""
    program = Program(("in", "out", "counters"))

    def statements(number):
        index, value = mix(X, number), u32(number)
        program.let(f"v{number}", (f"atomic(add, relaxed, @counters[{index[0]}], {value[0]})", 1 + index[1] + value[1]))
        program.store("out", u32(number), mix(var(f"v{number}"), number))

    return program.fill(nodes, statements)


def floats(nodes, _depth):
    """Float arithmetic, which --float=reference makes canonical."""
    program = Program()
    program.let("f0", op("cast", ("f32", 0), X))

    def statements(number):
        loaded = op("cast", ("f32", 0), load("in", mix(X, number)))
        scaled = op("mul", op("add", var(f"f{number}"), (f"f32 {number}.5", 1)), loaded)
        program.let(f"f{number + 1}", op("div", scaled, op("add", loaded, (f"f32 {number + 1}.25", 1))))
        program.store("out", u32(number), op("cast", ("u32", 0), var(f"f{number + 1}")))

    return program.fill(nodes, statements)


def expressions(nodes, depth):
    """Stores of expressions that nest."""
    program = Program()

    def statements(number):
        value = X
        for level in range(depth - 4):  # beside the region, the store, the addition and %x
            value = op("mul", value, u32(2 * level + 3)) if level % 2 else op("bit_xor", ID, value)
        program.store("out", u32(number), op("add", value, u32(number)))

    return program.fill(nodes, statements)


def nested(nodes, depth, enter, levels):
    """Fills a program with statements that nest; each level has work before and behind the next."""
    program = Program()

    def statements(number):
        for level in range(levels):
            enter(program, number + level, level)
            program.assign("a", mix(var("a"), number + level))
        for level in range(levels):
            program.store("out", u32(number + level), mix(var("a"), number + level))
            program.close()

    program.fill(nodes, statements)
    program.store("out", ID, var("a"))
    return program


def nested_loops(nodes, depth):
    """Loops in loops that all carry one variable."""
    # A store holds four levels of expressions, itself and the region.
    return nested(nodes, depth, lambda program, seed, level: program.open_loop(f"i{level}", mix(X, seed)),
                  max(1, depth - 6))


def nested_ifs(nodes, depth):
    """Conditions in conditions that all carry one variable."""
    return nested(nodes, depth, lambda program, seed, level: program.open_if(op("lt", mix(X, seed), u32(seed))),
                  max(1, depth - 6))


FLAT = {shape.__name__: shape for shape in
        (straight, uses, equal, dead, ifs, loops, carried, buffers, atomics, floats)}
NESTED = {shape.__name__.replace("_", "-"): shape for shape in (expressions, nested_loops, nested_ifs)}
