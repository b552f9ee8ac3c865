"""Offtake: who pays for plants abroad may call for a part of what they make, as far as the host keeps its word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, erlang_queue_step
from aicompete.rules.minerals import kept_promise, part_of
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.licences import Licences
from aicompete.subjects.minerals.pooling import POWERS, bonds
from aicompete.subjects.minerals.state import MONTHS, SellerMap

if TYPE_CHECKING:
    from aicompete.subjects.state import World

OFFTAKE_ASSUMPTIONS = ("programme_offtake_share", "programme_offtake_years")


@dataclass(frozen=True, eq=False)
class Called:
    """Goods that leave under contract this month, before the market, t per month.

    Attributes
    ----------
    moved : (run, power, mineral, nation) what each host sends to each power.
    given, taken : (run, mineral, nation) the same by host and by taker.
    """

    moved: Array
    given: Array
    taken: Array


def call_offtake(world: World, licences: Licences, sellers: SellerMap, working: Array, short: Array) -> Called:
    """Powers call for what is theirs by contract, as far as they lack it.

    working (run or 1, 1, nation): share of plants that is not disrupted; short (run, mineral, power): what a power
    would import to use and to fill its stock, t per month. A host hands over what is pledged while its own users are
    served; the more these lacked last month, the more its trust in the power has to carry (rule ``kept_promise``). Its
    own licences hold for contracts too, and hosts share the call in proportion. The host's users pay with what they
    would have had.
    """
    m = world.minerals
    kept = kept_promise(bonds(world)[:, :, None, :], 1.0 - m.fill[:, None])
    theirs = m.pledged * working[:, None] * kept * _let_out(licences, sellers, m.pledged.shape[0])
    wanted = short.swapaxes(1, 2)
    moved = theirs * np.minimum(part_of(wanted, theirs.sum(axis=-1)), 1.0)[..., None]
    taken = np.zeros_like(m.stock)
    taken[..., :POWERS] = moved.sum(axis=-1).swapaxes(1, 2)
    return Called(moved, moved.sum(axis=1), taken)


def _let_out(licences: Licences, sellers: SellerMap, runs: int) -> Array:
    """Share of a host's goods for a power that its own licences let out, ``(run, power, mineral, nation)``."""
    items = licences.controlled.shape[1]
    shares = []
    for power in range(POWERS):
        passes = np.ones((runs, items, len(sellers.nation)))
        passes[:, :, licences.rows] = licences.passes[..., min(power, licences.passes.shape[-1] - 1)]
        shares.append(sellers.scatter(passes))
    return np.stack(shares, axis=1)


def pledge(world: World, month: Month, ordered: Array, lag: Array, wear: Array) -> None:
    """Plants ordered for a power carry its claim once they run; claims end with the contract or with the plant.

    ordered (run, power, mineral, nation): capacity ordered this month, t per month; lag (run, mineral, nation): months
    of building; wear (run, 1, 1): part of the capacity that wears out in a month. ``c' = c (1 - wear) (1 - 1 / T) +
    done``, T = mean length of a contract in months. Rebinds pledged and pledged_building.
    """
    m = world.minerals
    claimed = month.assume("programme_offtake_share", 3) * ordered
    m.pledged_building, done = erlang_queue_step(m.pledged_building, claimed, lag[:, None])
    ends = 1.0 / (month.assume("programme_offtake_years", 3) * MONTHS)
    m.pledged = m.pledged * (1.0 - wear[:, None]) * (1.0 - ends) + done
