"""The truce between the powers: signed for a term, renewed or not, given up, and signed again after talks."""

from __future__ import annotations

import numpy as np

from aicompete.rules import normal_share
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.subjects.truce.state import NO_END
from aicompete.world.columns import Array, Stream


@mechanism(
    "truce",
    levers=("truce_active", "truce_length", "truce_renewal", "tariff_suspended"),
    assumptions=("truce_talks", "truce_horizon"),
    streams=(Stream("truce_talks"),),
    covers=("M20", "M26"),
)
def keep_truce(world: World, month: Month) -> None:
    """A truce holds while both powers stand by it and its term runs; at the end of a term both have to renew it.

    It is renewed with the smaller of the two chances of renewal p, and after it has lapsed with p / talks in each month
    in which both still want one. What it held back is in force from its end to the next signature; who buys sees the
    end of a term come: ``doubt = (1 - p) max(1 - left / horizon, 0)``. A power that gives it up ends it at once.
    """
    t = world.truce
    stands = _both(world, month, "truce_active") * np.ones(month.runs)
    chance = _both(world, month, "truce_renewal")
    term = _both(world, month, "truce_length")
    term = np.where(term > 0.0, term, NO_END)
    luck = normal_share(month.noise("truce_talks"))
    left = t.months_left - 1.0
    runs_on = t.in_force * np.where(left > 0.0, 1.0, 0.0)
    agreed = np.where(luck < np.where(t.in_force > 0.0, chance, chance / month.assume("truce_talks", 0)), 1.0, 0.0)
    # a power that comes back to it after having left signs anew; else it takes an agreement to go on
    signed = np.where(t.wished > 0.0, agreed, 1.0)
    holds = stands * np.maximum(runs_on, signed)
    t.months_left = holds * np.where(runs_on > 0.0, left, term)
    t.lapsed = (1.0 - holds) * np.maximum(t.lapsed, t.in_force)
    t.months_lapsed = t.months_lapsed + t.lapsed
    near = np.maximum(1.0 - t.months_left / month.assume("truce_horizon", 0), 0.0)
    t.doubt = holds * (1.0 - chance) * near
    t.in_force, t.wished = holds, stands
    t.tariff_back = t.lapsed[:, None] * month.lever("tariff_suspended")


def _both(world: World, month: Month, lever: str) -> Array:
    """The smaller of the two powers' values, ``(1 or run,)``: a treaty takes two."""
    values = month.lever(lever)
    return np.minimum(values[:, world.facts.usa], values[:, world.facts.chn])
