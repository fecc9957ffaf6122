# Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A model of how the invocations of a workgroup take turns (sections 16.10 and 16.11), for utils/subgroup-rounds.

It has as much of VIR0 as it takes for that: words, one table that is read, one result an invocation. Each class has
its text and its meaning side by side.

In a round, every invocation that has neither ended nor waits takes one step: a statement with all of its expressions,
the end of a scope, or a turn of a loop. Those that wait at a barrier go on in the round after the one in which the last
came. The operands of a subgroup operation are evaluated for each invocation of the block of 32, with the variables that
it had when the round began: it may be anywhere, wait, or have returned. Whoever has run off the end has none.
"""
from dataclasses import dataclass

MASK = 0xFFFFFFFF
BLOCK = 32
# Many times what any program needs that ends.
MOST_ROUNDS = 100_000
WAITS = object()


class Returned(Exception):
    """A step that was a return."""


class Unaligned(Exception):
    """A program that has no meaning, or no end: a defect of whatever made it."""


# Expressions ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Word:
    number: int

    def text(self) -> str:
        return f"u32 {self.number}"

    def value(self, _) -> int:
        return self.number


@dataclass(frozen=True)
class Var:
    name: str

    def text(self) -> str:
        return f"%{self.name}"

    def value(self, seen) -> int:
        return seen.variables[self.name]


@dataclass(frozen=True)
class LocalIndex:
    spelling: str

    def text(self) -> str:
        return self.spelling

    def value(self, seen) -> int:
        return seen.invocation


@dataclass(frozen=True)
class GroupIndex:
    def text(self) -> str:
        return "workgroup_id x"

    def value(self, seen) -> int:
        return seen.workgroup.number


OPERATORS = {"add": lambda a, b: (a + b) & MASK, "mul": lambda a, b: (a * b) & MASK, "bit_xor": lambda a, b: a ^ b,
             "bit_and": lambda a, b: a & b, "lt": lambda a, b: int(a < b), "eq": lambda a, b: int(a == b)}


@dataclass(frozen=True)
class Binary:
    operator: str
    left: object
    right: object

    def text(self) -> str:
        return f"{self.operator}({self.left.text()}, {self.right.text()})"

    def value(self, seen) -> int:
        return OPERATORS[self.operator](self.left.value(seen), self.right.value(seen))


@dataclass(frozen=True)
class Load:
    index: object

    def text(self) -> str:
        return f"load @table[{self.index.text()}]"

    def value(self, seen) -> int:
        index = self.index.value(seen)
        return seen.workgroup.table[index] if index < len(seen.workgroup.table) else 0


@dataclass(frozen=True)
class Reduce:
    operand: object

    def text(self) -> str:
        return f"subgroup_reduce(add, {self.operand.text()})"

    def value(self, seen) -> int:
        return sum(seen.of_block(self.operand)) & MASK


@dataclass(frozen=True)
class Ballot:
    condition: object

    def text(self) -> str:
        return f"subgroup_ballot({self.condition.text()})"

    def value(self, seen) -> int:
        return sum(1 << lane for lane, holds in enumerate(seen.of_block(self.condition)) if holds)


@dataclass(frozen=True)
class Shuffle:
    operand: object
    lane: object

    def text(self) -> str:
        return f"subgroup_shuffle({self.operand.text()}, {self.lane.text()})"

    def value(self, seen) -> int:
        values, lane = seen.of_block(self.operand), seen.of_block(self.lane)[seen.invocation % BLOCK]
        return values[lane] if lane < len(values) else 0


# Statements: `take` yields after each step, and `steps` says how many these are where all take equally many. -----
@dataclass(frozen=True)
class Let:
    name: str
    bound: object

    def lines(self) -> list:
        return [f"let %{self.name} = {self.bound.text()}"]

    def steps(self) -> int:
        return 1

    def take(self, seen):
        seen.variables[self.name] = self.bound.value(seen)
        yield


@dataclass(frozen=True)
class Assign:
    name: str
    new: object

    def lines(self) -> list:
        return [f"assign %{self.name} = {self.new.text()}"]

    def steps(self) -> int:
        return 1

    def take(self, seen):
        seen.variables[self.name] = self.new.value(seen)
        yield


@dataclass(frozen=True)
class Store:
    """The result of an invocation."""
    slot: str
    name: str

    def lines(self) -> list:
        return [f"store @results[%{self.slot}] = %{self.name}"]

    def steps(self) -> int:
        return 1

    def take(self, seen):
        seen.workgroup.results[seen.invocation] = seen.variables[self.name]
        yield


@dataclass(frozen=True)
class Return:
    def lines(self) -> list:
        return ["return"]

    def steps(self) -> int:
        return 1

    def take(self, _):
        yield from ()  # or it would be no generator
        raise Returned


@dataclass(frozen=True)
class Barrier:
    def lines(self) -> list:
        return ["barrier acq_rel"]

    def steps(self) -> int:
        return 1

    def take(self, _):
        yield WAITS


@dataclass(frozen=True)
class If:
    condition: object
    then: list
    otherwise: list

    def lines(self) -> list:
        tail = ["} else {", *indented(self.otherwise)] if self.otherwise else []
        return [f"if {self.condition.text()} {{", *indented(self.then), *tail, "}"]

    def steps(self) -> int:
        return 2 + steps(self.otherwise)

    def take(self, seen):
        holds = self.condition.value(seen)
        yield
        yield from take_all(self.then if holds else self.otherwise, seen)
        yield  # the end of the arm


@dataclass(frozen=True)
class Loop:
    counter: str
    start: object
    end: object
    body: list

    def lines(self) -> list:
        head = f"loop %{self.counter} from {self.start.text()} to {self.end.text()} {{"
        return [head, *indented(self.body), "}"]

    def steps(self) -> int:
        return 2 + max(self.end.number - self.start.number, 0) * (2 + steps(self.body))

    def take(self, seen):
        start, end = self.start.value(seen), self.end.value(seen)
        yield
        for number in range(start, end):
            seen.variables[self.counter] = number
            yield
            yield from take_all(self.body, seen)
            del seen.variables[self.counter]
            yield  # the end of the body
        yield  # the turn that leaves


def indented(statements: list) -> list:
    return [f"  {line}" for statement in statements for line in statement.lines()]


def steps(statements: list) -> int:
    return sum(statement.steps() for statement in statements)


def take_all(statements: list, seen):
    """The steps of a scope; what it binds ends with it, but for those who return."""
    for statement in statements:
        yield from statement.take(seen)
    for statement in statements:
        if isinstance(statement, Let):
            del seen.variables[statement.name]


# Rounds ---------------------------------------------------------------------------------------------------
class Seen:
    """What one invocation's expressions are evaluated with: its variables, now or at the start of the round."""

    def __init__(self, workgroup, invocation: int, variables: dict):
        self.workgroup = workgroup
        self.invocation = invocation
        self.variables = variables

    def of_block(self, operand) -> list:
        return self.workgroup.of_block(operand, self.invocation // BLOCK)


class Workgroup:
    """The invocations of one workgroup and how far they are."""

    def __init__(self, body: list, size: int, number: int, table: list):
        self.number = number
        self.table = table
        self.results = [0] * size
        self.invocations = [Seen(self, invocation, {}) for invocation in range(size)]
        self.ahead = [take_all(body, seen) for seen in self.invocations]
        self.running, self.waiting = set(range(size)), set()
        self.at_start, self.known = [], {}

    def of_block(self, operand, block: int) -> list:
        """The operand's value in each invocation of a block. It is the same for all that ask within a round."""
        key = (id(operand), block)
        if key not in self.known:
            self.known[key] = [operand.value(seen) for seen in self.at_start[block * BLOCK:(block + 1) * BLOCK]]
        return self.known[key]

    def step(self, invocation: int) -> None:
        try:
            if next(self.ahead[invocation]) is WAITS:
                self.running.remove(invocation)
                self.waiting.add(invocation)
        except Returned:  # and keeps its variables
            self.running.remove(invocation)
        except StopIteration:
            self.running.remove(invocation)

    def round(self) -> None:
        self.at_start = [Seen(self, seen.invocation, dict(seen.variables)) for seen in self.invocations]
        self.known = {}
        for invocation in sorted(self.running):
            self.step(invocation)
        if not self.running:
            self.running, self.waiting = self.waiting, set()

    def run(self) -> list:
        """The results, by invocation."""
        for _ in range(MOST_ROUNDS):
            if not self.running:
                return self.results
            try:
                self.round()
            except KeyError as missing:
                raise Unaligned(f"an operand has a variable that an invocation has not: {missing}") from missing
        raise Unaligned(f"no end after {MOST_ROUNDS} rounds")
