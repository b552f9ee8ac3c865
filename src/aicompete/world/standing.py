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


@dataclass(frozen=True, eq=False)
class Programmes:
    """Offers: ``value = money x share + social``, ``delivered = usable x share + usable_social``.

    money ``(runs, power, 1)`` is shared out by size and closeness; the rest is ``(run, power, N)``.
    """

    money: Array
    usable: Array
    social: Array
    usable_social: Array
    package: Array


@dataclass(frozen=True, eq=False)
class ForumPull:
    """Forums: where the seats ``(run, stack)`` and the venue ``(run,)`` are pulled, and how fast ``(run, 1)``."""

    seats: Array
    venue: Array
    rate: Array


@dataclass(frozen=True, eq=False)
class Adoption:
    """Standards: what counts off the utility ``(run, stack, N)``, and the weights of the two choices.

    free ``(run, stack, N)`` for the layers above the chips, chips ``(run, power, N)``.
    """

    counted_off: Array
    free: Array
    chips: Array


@dataclass(frozen=True, eq=False)
class Conduct:
    """Trust: ``strain = steady + by_alignment x alignment`` and the legitimacy pulled for, ``(run, power, N)``."""

    steady: Array
    by_alignment: Array
    legitimacy_pull: Array


@dataclass(frozen=True, eq=False)
class Leaning:
    """Alignment: worth of guarantees ``(run, power, N)``, of markets and fears ``(run, N)``, hardening ``(run, 1)``."""

    guarantee: Array
    market: Array
    fear: Array
    hardening: Array


@dataclass(frozen=True, eq=False)
class Traits:
    """Alignment and votes: fixed traits of the nations ``(run, N)``; rates are zero where nobody moves.

    votes_rest is counted from the terms at the start; hardening and the others are those of ``Alliances``.
    """

    alignment_rate: Array
    votes_rate: Array
    votes_rest: Array
    peer_weight: Array


@dataclass(frozen=True, eq=False)
class Demand:
    """Compliance: net cost ``(run, power, N)``, less ``reliance x base`` with ``(run, power, 1)``; rate of change."""

    cost: Array
    reliance: Array
    rate: Array
