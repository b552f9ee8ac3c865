"""Memoised parts of a step: results that depend on levers and fixed traits, reused until one of them changes.

Most policies are constant in most months. Such a part is not state: dropping it changes no result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from aicompete.world.columns import Array
from aicompete.world.past_policy import Levers

Part = TypeVar("Part")


@dataclass(frozen=True, eq=False)
class Memo(Generic[Part]):
    """A result with the lever values and the columns it was computed from."""

    value: Part
    levers: list[bytes]
    columns: tuple[Array, ...]


def memo(
    known: Memo[Part] | None,
    levers: Levers,
    names: tuple[str, ...],
    compute: Callable[[], Part],
    columns: tuple[Array, ...] = (),
) -> Memo[Part]:
    """Return ``known`` if it was computed from the same lever values and columns, else compute again.

    Columns are compared by identity, which is enough because columns are never changed in place. Assumptions are not
    compared: they are constant through a run.
    """
    bits = [levers.lever(name).tobytes() for name in names]
    if known is not None and known.levers == bits and all(map(_same, known.columns, columns)):
        return known
    return Memo(compute(), bits, columns)


def _same(one: Array, other: Array) -> bool:
    return one is other
