"""Changes of government: known ones in the month they came, later ones drawn at the end of each term of office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, share_above
from aicompete.subjects.mechanism import Month
from aicompete.world.governments import governments

if TYPE_CHECKING:
    from aicompete.subjects.state import World

ASSUMPTIONS = ("government_turnover", "government_turnover_closed")


def change_governments(world: World, month: Month) -> None:
    """The side of the governments in office, ``(run, N)``: -1 left, 1 right, 0 centre or none.

    A change on record comes in its month, and nobody acts on it before. After the record voters, or parties where
    voters have no say, decide when a term ends: with a chance the other side takes over, from the centre either side
    alike. Both sides gain from it equally, so nations as a whole drift nowhere. What it moves abroad is in the terms
    ``government`` of alignment and votes (Potrafke 2009; Mattes, Leeds and Carroll 2015).
    """
    alliances, known = world.alliances, governments(world.facts)
    side = alliances.government
    for when, after in zip(known.months, known.sides, strict=True):
        side = np.where(month.index == when, after, side)
    ends = np.where(month.index == alliances.term_end, 1.0, 0.0)
    chance = turnover(world, month)
    luck = share_above(month.noise("government"))
    turned = np.where(side == 0.0, np.where(luck < 0.5 * chance, 1.0, -1.0), -side)
    alliances.government = np.where(luck < ends * chance, turned, side)
    alliances.term_end = alliances.term_end + ends * known.term


def course(world: World) -> Array:
    """What the side of the government is worth abroad, ``(run, N)``: more in some nations than in others."""
    return np.asarray(world.alliances.government * world.alliances.government_pull)


def turnover(world: World, month: Month) -> Array:
    """Chance that a term ends with a government of the other side, ``(run, N)``; 0 where there are no terms."""
    known = governments(world.facts)
    free = known.democracy
    chance = month.assume("government_turnover") * free + month.assume("government_turnover_closed") * (1.0 - free)
    return np.asarray(chance * np.where(known.term > 0.0, 1.0, 0.0))


def spread_of_turns(world: World, month: Month) -> Array:
    """Standard deviation of the side over one term ``(run, N)``: 2 with chance p, ``2 sqrt(p (1 - p))``."""
    chance = turnover(world, month)
    return np.asarray(2.0 * np.sqrt(chance * (1.0 - chance)))
