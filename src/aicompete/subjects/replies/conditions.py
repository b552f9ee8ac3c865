"""Reading a trigger off what was seen: by how much each comparison holds, and whether the whole does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from aicompete.config.reading.expressions import Comparison, Condition, Joined, Number, Seen, Term
from aicompete.rules import Mask
from aicompete.world.columns import Array

Look = Callable[[Seen], Array]
ARITHMETIC: dict[str, Callable[[Array, Array], Array]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "max": np.maximum,
    "min": np.minimum,
}


def value(term: Term, look: Look) -> Array:
    """A number of a trigger, ``(run,)`` or one number for all; ``look`` gives what was seen of a name."""
    if isinstance(term, Number):
        return np.asarray(term.value)
    if isinstance(term, Seen):
        return look(term)
    return ARITHMETIC[term.sign](value(term.left, look), value(term.right, look))


def margins(condition: Condition, look: Look) -> list[Array]:
    """By how much each comparison holds (above 0) or fails (below 0), in its own unit."""
    return [_margin(part, look) for part in _parts(condition)]


def holds(condition: Condition, margins: list[Array], bands: tuple[float, ...]) -> Mask:
    """Whether the condition holds by more than the dead bands; what is no number holds nothing."""
    return _joined(condition, iter([m > band for m, band in zip(margins, bands, strict=True)]), opposite=False)


def opposed(condition: Condition, margins: list[Array], bands: tuple[float, ...]) -> Mask:
    """Whether the opposite of the condition holds by more than the dead bands."""
    return _joined(condition, iter([m < -band for m, band in zip(margins, bands, strict=True)]), opposite=True)


def _parts(condition: Condition) -> Iterator[Comparison]:
    if isinstance(condition, Joined):
        for part in condition.parts:
            yield from _parts(part)
    else:
        yield condition


def _margin(comparison: Comparison, look: Look) -> Array:
    left, right = value(comparison.left, look), value(comparison.right, look)
    return left - right if comparison.sign == ">" else right - left


def _joined(condition: Condition, found: Iterator[Mask], opposite: bool) -> Mask:
    """Comparisons joined as the condition says; the opposite of ``a and b`` is "not a or not b"."""
    if not isinstance(condition, Joined):
        return next(found)
    parts = [_joined(part, found, opposite) for part in condition.parts]
    every = (condition.word == "and") != opposite
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part if every else whole | part
    return whole
