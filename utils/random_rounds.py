# Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random programs with subgroup operations that only some invocations come to, for utils/subgroup-rounds.

The compiler knows no rounds. It takes the variables of an invocation that does not come to an operation for what they
were before the arm that it has not taken, at the end of the loop that it has left, or at its return (docs/Import.md).
Rounds agree with that if invocations in the same list of statements are at the same one, and the others meanwhile do
nothing that an operand could show. Programs are made so that this holds; they are aligned:

* What other statements follow takes equally many steps in all: an arm that must not show is padded to the length of the other
  with assignments that nobody reads, and loops go round equally often.
* What does not is the last of its list: an if with arms of different lengths, a loop that some go round more often. The
  body of such a loop takes equally many steps in all. A barrier brings all together again.
* Two arms may both have operations if neither assigns what operands read.
* Operands read no counters, which only those have that are in the loop.
"""
import random
import struct

import rounds_vir0 as vir0
from random_vir0 import SHAPES, local_index
from rounds_vir0 import (Assign, Ballot, Barrier, Binary, GroupIndex, If, Let, LocalIndex, Load, Loop, Reduce, Return,
                         Shuffle, Store, Var, Word, Workgroup)

# What operands read. Beside them, %sum gathers what operations give, and padding assigns %idle.
SHARED = ("a", "b", "c")
TABLE = 16
# Nobody goes round that often: all return before.
ENDLESS = 0xFFFFFFFE


class Program:
    """One random program, its input and what it stores."""

    def __init__(self, rng: random.Random):
        self.rng = rng
        self.shape = rng.choice((*SHAPES[2:], (96, 1, 1), (12, 8, 1)))
        self.size = self.shape[0] * self.shape[1] * self.shape[2]
        self.groups = rng.choice((1, 1, 2, 3))
        self.names = 0
        self.counters = []  # of the loops around
        self.latest = "b"  # that was assigned
        self.table = [rng.choice((rng.randrange(100), rng.getrandbits(32))) for _ in range(TABLE)]
        self.may_return = rng.random() < 0.5
        self.body = self.make_body()

    # Expressions: `own` ones are evaluated by the invocation for itself, the others for all of its block. ----
    def word(self, own: bool, depth: int = 0):
        rng = self.rng
        kind = rng.randrange(20)
        if depth > 2 or kind < 9:
            return self.leaf(own)
        if kind < 16:
            operator = rng.choice(("add", "mul", "bit_xor"))
            return Binary(operator, self.word(own, depth + 1), self.word(own, depth + 1))
        if kind < 19:  # an index of the table, or a little beyond
            return Load(Binary("bit_and", self.word(own, depth + 1), Word(rng.choice((15, 15, 31)))))
        return self.combination(depth + 1)

    def leaf(self, own: bool):
        rng = self.rng
        if own and self.counters and rng.random() < 0.2:
            return Var(rng.choice(self.counters))
        if rng.random() < 0.2:
            return rng.choice((Word(rng.randrange(100)), GroupIndex()))
        # What was assigned last is what an operation may get wrong.
        return Var(self.latest if not own and rng.random() < 0.6 else rng.choice((*SHARED, "id")))

    def condition(self, own: bool):
        rng = self.rng
        match rng.randrange(8):
            case 0 | 1:
                return Binary("lt", Var("id"), Word(rng.randrange(self.size + 1)))
            case 2 | 3:
                mask = rng.choice((1, 3, 7))
                return Binary("eq", Binary("bit_and", Var("id"), Word(mask)), Word(rng.randrange(mask + 1)))
            case 4:  # of every other block
                return Binary("eq", Binary("bit_and", Var("id"), Word(32)), Word(rng.choice((0, 32))))
            case 5 if own:
                return Binary("lt", Binary("bit_and", self.combination(1), Word(15)), Word(rng.randrange(16)))
            case _:
                return Binary("lt", Binary("bit_and", self.word(own, 1), Word(15)), Word(rng.randrange(16)))

    def combination(self, depth: int = 0):
        match self.rng.randrange(4):
            case 0:
                return Ballot(self.condition(False))
            case 1:  # also of lanes that a block cannot have
                lane = Binary("bit_and", self.word(False, depth + 1), Word(self.rng.choice((31, 31, 63))))
                return Shuffle(self.word(False, depth), lane)
            case _:
                return Reduce(self.word(False, depth))

    # Statements of one step ---------------------------------------------------------------------------------
    def gather(self) -> Assign:
        return Assign("sum", Binary("add", Binary("mul", Var("sum"), Word(31)), self.combination()))

    def change(self) -> Assign:
        if self.rng.random() < 0.5:
            return self.gather()
        self.latest = self.rng.choice(SHARED)
        return Assign(self.latest, self.combination() if self.rng.random() < 0.15 else self.word(True))

    def padding(self, count: int) -> list:
        return [Assign("idle", Word(self.rng.randrange(9))) for _ in range(count)]

    # Statements that take equally many steps in all -----------------------------------------------------------
    def even(self, depth: int) -> list:
        result = []
        for _ in range(self.rng.randrange(2, 4)):
            kind = self.rng.random()
            if depth > 2 or kind < 0.6:
                result.append(self.change())
            elif kind < 0.84:
                result.append(self.even_if(depth + 1))
            elif kind < 0.94:
                result.append(self.loop(Word(self.rng.randrange(2)), Word(self.rng.randrange(1, 4)), depth + 1))
            elif self.may_return:
                result.append(self.leave_if(self.condition(True), depth + 1))
        return result or [self.gather()]

    def even_if(self, depth: int) -> If:
        condition = self.condition(True)
        if self.rng.random() < 0.2:
            count = self.rng.randrange(1, 4)
            return If(condition, [self.gather() for _ in range(count)], [self.gather() for _ in range(count)])
        return self.swapped(condition, self.even(depth))

    def swapped(self, condition, arm: list) -> If:
        """One of two arms, the other one padded to its length."""
        arms = [arm, self.padding(vir0.steps(arm))]
        if self.rng.random() < 0.4:
            arms.reverse()
        return If(condition, *arms)

    def leave_if(self, condition, depth: int) -> If:
        arm = [*(self.even(depth) if self.rng.random() < 0.3 else []), Store("slot", "sum"), Return()]
        return If(condition, arm, self.padding(vir0.steps(arm)))

    def loop(self, start, end, depth: int) -> Loop:
        self.names += 1
        counter = f"k{self.names}"
        self.counters.append(counter)
        body = self.even(depth)
        self.counters.pop()
        return Loop(counter, start, end, body)

    # Statements after which invocations are apart --------------------------------------------------------------
    def phase(self, depth: int) -> list:
        result = self.even(1)
        kind = self.rng.random()
        if depth > 2 or kind < 0.2:
            return result
        if kind < 0.6:
            result.append(self.uneven_if(depth + 1))
        else:
            start = Binary("bit_and", self.word(True), Word(self.rng.choice((0, 0, 0, 1, 3))))
            end = Binary("bit_and", self.word(True), Word(self.rng.choice((1, 3, 7))))
            result.append(self.loop(start, end, 1))
        return result

    def uneven_if(self, depth: int) -> If:
        condition = self.condition(True)
        if self.rng.random() < 0.2:
            arms = ([self.gather() for _ in range(self.rng.randrange(1, 4))] for _ in range(2))
            return If(condition, *arms)
        arms = [self.phase(depth), self.padding(self.rng.randrange(3))]
        if arms[1] and self.rng.random() < 0.3:
            arms.reverse()
        return If(condition, *arms)

    # The whole ----------------------------------------------------------------------------------------------------
    def make_body(self) -> list:
        rng = self.rng
        slot = Binary("add", Var("id"), Binary("mul", GroupIndex(), Word(self.size)))
        body = [Let("id", LocalIndex(local_index(self.shape))), Let("slot", slot), Let("a", Word(rng.randrange(50))),
                Let("b", Binary("mul", Var("id"), Word(rng.randrange(9)))),
                Let("c", Load(Binary("bit_and", Var("id"), Word(15)))), Let("idle", Word(0)), Let("sum", Word(0))]
        for _ in range(rng.randrange(1, 3)):
            phase = [*self.phase(0), Barrier()]
            if rng.random() < 0.25:
                self.names += 1
                phase = [Loop(f"k{self.names}", Word(0), Word(rng.randrange(1, 4)), phase)]
            body += phase
            if rng.random() < 0.3:
                body.append(self.gather())
        body += self.endless() if rng.random() < 0.3 else [Store("slot", "sum")]
        return body

    def endless(self) -> list:
        """A loop that all have to return from, a few at a time."""
        self.names += 1
        counter = f"k{self.names}"
        far_enough = Binary("lt", Var("id"), Binary("mul", Var(counter), Word(self.rng.choice((5, 9, 40)))))
        self.counters.append(counter)
        body = [self.change(), self.leave_if(far_enough, 3), *self.even(2)]
        self.counters.pop()
        return [Loop(counter, Word(0), Word(ENDLESS), body)]

    def text(self) -> str:
        head = ["vir0 v4", "workgroup {} {} {}".format(*self.shape),
                f"buffer @table : u32 read_only binding 0 count {TABLE}",
                f"buffer @results : u32 write_only binding 1 count {self.size * self.groups}"]
        return "\n".join([*head, 'region "r" {', *vir0.indented(self.body), "}", ""])

    def inputs(self) -> dict:
        return {"table": struct.pack(f"<{TABLE}I", *self.table)}

    def results(self) -> bytes:
        words = []
        for number in range(self.groups):
            words += Workgroup(self.body, self.size, number, self.table).run()
        return struct.pack(f"<{len(words)}I", *words)
