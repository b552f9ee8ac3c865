"""The best product that may be sold to each buyer: bans, redesigns and trimmed products."""

from __future__ import annotations

import numpy as np

from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import OPEN_POOL

LINK_CAP, CEILING = "chip_interconnect_cap_gbps", "chip_ceiling_tpp"
NO_LIMIT = 1e6


def redesign(world: World, month: Month) -> None:
    """A banned product leaves a gap of some months; then the best product below the limits is sold.

    A product is banned by its performance or by its chip-to-chip link. A ceiling that comes down by little is met by
    trimming what is on sale, without a gap. A product stays what it is while the frontier moves on; a ceiling that
    moves with the frontier lets it be renewed. In the month of a ban the days before it still count for sales.
    """
    chips = world.chips
    allowed = world.permissions.chip_ceiling[:, OPEN_POOL]
    if month.index == 0:  # what is on sale when the run begins is what is allowed then
        chips.product_tpp = allowed * chips.frontier_tpp[:, None]
    limit = _link_limit(world, month)
    chips.frontier_link = chips.frontier_link * np.exp(month.assume("frontier_link_growth", 0) / 12.0)
    product = np.minimum(chips.product_tpp / chips.frontier_tpp[:, None], 1.0)
    banned = (allowed < product * (1.0 - month.assume("trim_tolerance"))) | (chips.product_link >= limit)
    days = np.where(banned & (chips.redesign == 0.0), _days_banned(world, month), 1.0)
    waited = np.where(banned, chips.redesign + days, 0.0)
    ready = waited > month.assume("redesign_lag")
    rising = product + (allowed - product) / month.assume("redesign_lag")
    better = np.where(allowed > 0.999, allowed, np.maximum(rising, product))
    chips.product = np.where(ready | (~banned & (allowed < product)), allowed, np.where(banned, product, better))
    chips.product_tpp = chips.product * chips.frontier_tpp[:, None]
    link = np.minimum(chips.frontier_link[:, None], limit * month.assume("link_trim"))
    chips.product_link = np.where(banned & ~ready, chips.product_link, link)
    chips.redesign = np.where(ready, 0.0, waited)
    chips.selling = np.where(banned & ~ready, 1.0 - days, 1.0)


def _link_limit(world: World, month: Month) -> Array:
    """Chip-to-chip link from which a product may not be sold to a buyer, GB/s; infinite where there is no limit."""
    usa = world.facts.usa
    cap = month.lever(LINK_CAP)[:, usa : usa + 1]
    read = month.lever("chip_ceiling_basis")[:, usa : usa + 1] * month.targets(LINK_CAP)[usa]
    return np.asarray(np.where((read > 0.0) & (cap < NO_LIMIT), cap, np.inf))


def _days_banned(world: World, month: Month) -> Array:
    """Share of this month's days on which the limits at its end held, ``(1 or run, 1)``."""
    usa = slice(world.facts.usa, world.facts.usa + 1)
    return np.minimum(month.days_held(CEILING)[:, usa], month.days_held(LINK_CAP)[:, usa])
