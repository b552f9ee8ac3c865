"""Prices paid over what chips and minerals cost where they are made, as far as the money leaves the nation."""

from __future__ import annotations

import numpy as np

from aicompete.rules import premium_paid, safe_divide
from aicompete.rules.minerals import per_tonne
from aicompete.subjects.costs.sales import ValueShares, by_home
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import HOME_POOL, OPEN_POOL

LEVERS: tuple[str, ...] = ()
ASSUMPTIONS = ("smuggled_price_discount", "mineral_basket_value")
USD_BN = 1e9
MONTHS = 12.0


def premiums(world: World, month: Month, shares: ValueShares) -> Array:
    """Premiums on chips and minerals, ``(run, N)`` USD bn a year."""
    return _chips(world, month, shares) + _minerals(world, month)


def _chips(world: World, month: Month, shares: ValueShares) -> Array:
    """Paid over the cost, normal margin included, at which the open foundries make a unit of compute.

    What goes to the buyer's own designers and makers stays in the nation. Of a home-made chip China loses what it costs
    more to make than a foreign one; a smuggled one costs its premium whole.
    """
    chips, facts = world.chips, world.facts
    base = chips.pool_cost[:, OPEN_POOL, None]
    over = np.maximum(chips.delivered_value - chips.delivered * (base / USD_BN)[:, None], 0.0)
    kept = by_home(facts, shares.abroad)
    kept[:, facts.usa] = by_home(facts, shares.usa)[:, facts.usa]
    made = premium_paid(chips.pool_cost[:, HOME_POOL, None], base, chips.delivered[:, HOME_POOL]) / USD_BN
    home = np.where(facts.is_chn, np.minimum(made, over[:, HOME_POOL]), over[:, HOME_POOL])
    asked = chips.pool_price[:, HOME_POOL, None] * month.assume("smuggled_price_discount")
    smuggled = premium_paid(asked, base, world.leakage.smuggled) / USD_BN
    return np.asarray((over[:, OPEN_POOL] * (1.0 - kept) + home + smuggled) * MONTHS)


def _minerals(world: World, month: Month) -> Array:
    """Imports at the average price outside, over the price inside the dominant supplier's home.

    In a zone its lowest price is paid to sellers in a zone; what others are charged at its border comes back.
    """
    m, facts = world.minerals, world.facts
    tonne = per_tonne(np.ones(m.price_inside.shape), month.assume("mineral_basket_value"))
    inside = safe_divide((m.shipped * (m.zone_floor > 0.0)).sum(axis=-1), m.shipped.sum(axis=-1))
    raised = np.maximum(m.zone_floor - m.price_traded[..., None], 0.0) * inside[..., None]
    dearer = np.maximum(m.price_traded - m.price_inside, 0.0)[..., None] + raised
    bought = np.maximum(m.received + m.diverted, 0.0)
    cost = np.einsum("rmn,rmn->rn", bought, dearer * tonne[..., None])
    return np.asarray(cost * (MONTHS / USD_BN) * ~facts.is_chn)
