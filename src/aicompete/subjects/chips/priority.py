"""Who is served first while chips are short: the home and coalition of the seller, if its government asks for it."""

from __future__ import annotations

import numpy as np

from aicompete.rules import safe_divide
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, beside
from aicompete.world.powers import of_powers


def served_by_camp(world: World, month: Month, orders: Array, supply: Array) -> Array:
    """Share of its orders that each buyer gets, by pool, ``(run, 2, N)`` (rule ``priority_ration``, as shares).

    orders ``(run, 2, N)`` and supply ``(run, 2)`` in units. Of the orders of the power whose firms sell a pool, and of
    the members of its coalition, the share p goes first; what is left is shared out over all other orders alike.
    """
    facts, membership = world.facts, world.alliances.membership
    at = np.arange(facts.n)
    members = beside(
        np.where(at == facts.usa, 1.0, np.maximum(membership, 0.0)),
        np.where(at == facts.chn, 1.0, np.maximum(-membership, 0.0)),
    )
    priority = of_powers(month.lever("chip_bloc_priority"))
    first = orders * members * priority
    wanted_first = first.sum(axis=2)
    met_first = np.minimum(safe_divide(supply, wanted_first, 1.0), 1.0)
    left = np.maximum(supply - wanted_first, 0.0)
    rest = orders.sum(axis=2) - wanted_first
    met_rest = np.minimum(safe_divide(left, rest, 1.0), 1.0)
    part = members * priority
    return np.asarray(part * met_first[:, :, None] + (1.0 - part) * met_rest[:, :, None])
