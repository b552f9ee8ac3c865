"""Members of a coalition lend each other stocks of critical minerals when one of them is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, lateral_transshipment
from aicompete.subjects.mechanism import Month

if TYPE_CHECKING:
    from aicompete.subjects.state import World

POOLING_LEVERS = ("ally_alienation",)
POOLING_ASSUMPTIONS = ("mineral_pooling",)
POWERS = 2


def bonds(world: World) -> Array:
    """How far nations stand by a power, ``T (1 + tie) / 2`` of confidence and guarantee, ``(run, power, nation)``."""
    return np.asarray(world.alliances.confidence * (0.5 * (1.0 + world.alliances.ties.security)))


def loyal(world: World, month: Month, side: Array) -> Array:
    """How far members stand by the coalition of a power, ``(run, power, nation)``; 0 outside it.

    ``bonds`` to the power that leads it; the leader itself ``1 - alienation``. side (run, nation): coalitions.
    """
    bond = bonds(world)
    found = []
    for power, sign in ((0, 1.0), (1, -1.0)):
        leads = np.arange(side.shape[-1]) == power
        helpful = 1.0 - month.lever("ally_alienation")[:, power : power + 1]
        found.append((side == sign) * np.where(leads, helpful, bond[:, power]))
    return np.stack(found, axis=1)


def pool_stocks(world: World, month: Month, target: Array, standing: Array) -> None:
    """Whoever holds more than the pool's common cover helps those who are cut off; the giver's own cover falls.

    A member hands over the part ``q b`` of what it has above, b = its standing (run, power, N) by ``loyal``. What
    counts as cut off is strictness over that of before the start. target (run, mineral, N) t. Rebinds pooled and stock.
    """
    m = world.minerals
    cut = np.maximum(m.strictness - m.strictness_start, 0.0)
    given = np.zeros_like(m.stock)
    for power in range(POWERS):
        willing = month.assume("mineral_pooling") * standing[:, power]
        given = given + lateral_transshipment(m.stock, target, willing[:, None, :], cut)
    m.pooled = given
    m.stock = np.maximum(m.stock + given, 0.0)  # who gives all it has may be left with less than nothing by rounding
