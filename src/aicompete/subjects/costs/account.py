"""The account of the month: what the competition costs every nation, by kind. It feeds back on nothing."""

from __future__ import annotations

from functools import cache

import numpy as np

from aicompete.rules import Array
from aicompete.subjects.costs import demand, idle, output, prices, programmes, sales, tariffs, ties
from aicompete.subjects.costs.state import KINDS, Costs
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import bind_lazy

PARTS = (demand, sales, prices, tariffs, programmes, idle, output, ties)


@mechanism(
    "costs",
    levers=tuple(dict.fromkeys(name for part in PARTS for name in part.LEVERS)),
    assumptions=tuple(dict.fromkeys(name for part in PARTS for name in part.ASSUMPTIONS)),
    covers=("M25",),
)
def keep_account(world: World, month: Month) -> None:
    """Book the month's costs at yearly rates, USD bn, against a free and undisturbed market.

    Every kind is at least 0. What one nation pays another may gain: gains are not set off, so the sum over nations is
    what is paid or lost by somebody, not what the world as a whole is poorer by. Stocks of chips move every month; the
    rest is worked out when it is read.
    """
    costs = world.costs
    costs.chips_at_hand = output.chips_at_hand(world, month)
    seen = world.snapshot()
    # without the columns of the month before, which would hold on to all months before it
    seen.costs = Costs(*[costs.chips_at_hand] * 5)
    books = cache(lambda: _books(seen, month))
    for place, name in enumerate(("by_kind", "tariffs_paid", "sales_lost", "ties")):
        bind_lazy(costs, name, lambda place=place: books()[place])  # type: ignore[misc]
    if month.index == 0:
        books()  # what cannot be worked out shows at once


def _books(world: World, month: Month) -> tuple[Array, Array, Array, Array]:
    """Costs by kind and nation, tariffs paid by nation, sales lost by firm, ties that are left."""
    free = demand.free_market(world, month)
    shares = sales.value_shares(world, month)
    lost = sales.lost_sales(world, month, free, shares)
    traded, paid = tariffs.collect(world, month)
    booked = {
        "sales": sales.cost(world, month, lost),
        "prices": prices.premiums(world, month, shares),
        "tariffs": traded,
        "programmes": programmes.spent(world, month),
        "compute": demand.compute_lost(month, free),
        "idle": idle.capital(world, month, lost),
        "minerals": output.minerals_lacking(world, month),
        "output": output.disrupted(world, month, shares),
        "ties": ties.cut(world, month),
    }
    return np.stack([booked[kind] for kind in KINDS], axis=1), paid, lost, ties.left(world, month)
