"""The number of the month: a value like others, and one that Python may compare with a number."""

from __future__ import annotations

import operator
from collections.abc import Callable
from math import floor

import numpy as np

from aicompete.engine.program.graph import Graph, Node
from aicompete.engine.program.tracing.memory import Memory
from aicompete.engine.program.tracing.traced import Traced


class Clock(Traced):
    """A comparison that Python decides on is decided as in month ``now``.

    ``first`` and ``last`` are the earliest and the latest month in which all of them come out the same; others are not
    the program's.
    """

    __slots__ = ("first", "last", "now")
    first: int
    last: int
    now: int

    FAR = 10**6

    @classmethod
    def at(cls, graph: Graph, node: Node, now: int = FAR) -> Clock:
        """The number of the month as it stands in a node of one element."""
        clock = cls(graph, Memory(node, np.zeros(1, dtype=np.int32)), np.zeros((), dtype=np.int32))
        clock.first, clock.last, clock.now = 0, cls.FAR, now
        return clock

    def decide(self, op: str, limit: float) -> bool:
        """Outcome of a comparison in the month that is traced; remembers for which months it holds."""
        compare = COMPARED[op]
        answer = compare(self.now, limit)
        for month in (floor(limit) + step for step in (-1, 0, 1)):  # where else could it change
            if compare(month, limit) != answer:
                if month < self.now:
                    self.first = max(self.first, month + 1)
                else:
                    self.last = min(self.last, month - 1)
        return answer


COMPARED: dict[str, Callable[[float, float], bool]] = {
    "equal": operator.eq,
    "not_equal": operator.ne,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
}
MIRRORED = {"greater": "less", "less": "greater", "greater_equal": "less_equal", "less_equal": "greater_equal"}


def guarded(result: Traced, op: str, left: object, right: object) -> Traced:
    """The result of an operation, which Python may decide on where it compares the number of the month."""
    if op in COMPARED:
        for clock, limit, word in ((left, right, op), (right, left, MIRRORED.get(op, op))):
            if isinstance(clock, Clock) and isinstance(limit, (int, float)):
                result.guard = _Decision(clock, word, float(limit))
    return result


class _Decision:
    """A comparison of the number of the month."""

    def __init__(self, clock: Clock, op: str, limit: float) -> None:
        self._clock, self._op, self._limit = clock, op, limit

    def __call__(self) -> bool:
        return self._clock.decide(self._op, self._limit)
