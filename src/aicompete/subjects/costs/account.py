"""The account of the month: what the competition costs every nation, by kind. It feeds back on nothing."""

from __future__ import annotations

import numpy as np

from aicompete.subjects.costs import demand, idle, output, prices, programmes, sales, tariffs
from aicompete.subjects.costs.state import KINDS
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World

PARTS = (demand, sales, prices, tariffs, programmes, idle, output)


@mechanism(
    "costs",
    levers=tuple(dict.fromkeys(name for part in PARTS for name in part.LEVERS)),
    assumptions=tuple(dict.fromkeys(name for part in PARTS for name in part.ASSUMPTIONS)),
)
def keep_account(world: World, month: Month) -> None:
    """Book the month's costs at yearly rates, USD bn, against a free and undisturbed market.

    Every kind is at least 0. What one nation pays another may gain: gains are not set off, so the sum over nations is
    what is paid or lost by somebody, not what the world as a whole is poorer by.
    """
    free = demand.free_market(world, month)
    shares = sales.value_shares(world, month)
    lost = sales.lost_sales(world, month, free, shares)
    world.costs.sales_lost = lost
    booked = {
        "sales": sales.cost(world, month, lost),
        "prices": prices.premiums(world, month, shares),
        "tariffs": tariffs.collect(world, month),
        "programmes": programmes.spent(world, month),
        "compute": demand.compute_lost(month, free),
        "idle": idle.capital(world, month, lost),
        "minerals": output.minerals_lacking(world, month),
        "output": output.disrupted(world, month, shares),
    }
    world.costs.by_kind = np.stack([booked[kind] for kind in KINDS], axis=1)
