"""What levers and fixed traits decide between them, kept for as long as the levers stay as they are.

Most policies stand still in most months, and what follows from them alone is then the same numbers. Such a part is
computed anew only when one of its levers has moved, or when one of the columns it rests on has been bound anew. Nothing
here is state: a part can always be computed again from the levers of the month.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from aicompete.world.columns import Array
from aicompete.world.past_policy import Levers

Part = TypeVar("Part")


@dataclass(frozen=True, eq=False)
class Standing(Generic[Part]):
    """A part and what it was computed from: the bits of the levers, and the columns themselves."""

    value: Part
    levers: list[bytes]
    columns: tuple[Array, ...]


def standing(
    kept: Standing[Part] | None,
    levers: Levers,
    names: tuple[str, ...],
    compute: Callable[[], Part],
    columns: tuple[Array, ...] = (),
) -> Standing[Part]:
    """What was kept if the named levers and the columns are those it was computed from, else the part computed anew.

    Columns are compared by identity, which is enough since nothing is changed in place. Assumptions are not compared:
    they hold through a run.
    """
    bits = [levers.lever(name).tobytes() for name in names]
    if kept is not None and kept.levers == bits and all(map(_same, kept.columns, columns)):
        return kept
    return Standing(compute(), bits, columns)


def _same(one: Array, other: Array) -> bool:
    return one is other
