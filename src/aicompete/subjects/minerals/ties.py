"""Ties to sellers with a licence duty: how far a nation still needs them, and how far it chooses to cut them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate, unbundling_choice
from aicompete.rules.minerals import part_of
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.state import MONTHS

if TYPE_CHECKING:
    from aicompete.subjects.state import World

TIES_ASSUMPTIONS = (
    "interdependence",
    "unbundling_worth",
    "unbundling_half_life",
    "rebundling_half_life",
    "bypass_memory",
    "mineral_diversification",
)


def avoiding(world: World, month: Month) -> Array:
    """Part of what falls to sellers with a licence duty that buyers want from others, ``(run, mineral, nation)``.

    Users who remember a cut turn away of their own accord, and governments that cut ties make all of them do so:
    ``1 - (1 - q scare)(1 - d)``.
    """
    m = world.minerals
    return np.asarray(1.0 - (1.0 - month.assume("mineral_diversification", 2) * m.scare) * (1.0 - m.unbundled))


def cut_ties(world: World, month: Month) -> None:
    """Governments weigh the risk of depending on a rival against what replacing it costs, and move in years.

    Bypass b = part of the need that is met by substitutes and from sources other than sellers with a licence duty
    (their part of the supply counted off), as it was on average over some time; the rule ``unbundling_choice`` gives
    the part d that is worth cutting, at the risk r that the nation sees (its own memory of a cut, and the news) and the
    rivalry of its side. Laws take years to be felt, and longer to be undone. Rebinds bypass and unbundled.
    """
    m = world.minerals
    supply = m.received + m.refine_output + m.recycled + np.maximum(m.diverted, 0.0)
    dependent = np.minimum(part_of(m.from_licensed, supply), 1.0)
    now = m.substitution + (1.0 - m.substitution) * m.fill * (1.0 - dependent)
    m.bypass = now if month.index == 0 else approach(m.bypass, now, 1.0 / month.assume("bypass_memory", 2))
    risk = np.maximum(m.scare, world.beliefs.minerals[..., None])
    rival = np.clip(0.5 * (1.0 + world.alliances.alignment), 0.0, 1.0)
    rival = np.where(world.facts.is_chn, 0.0, np.where(np.arange(world.facts.n) == world.facts.usa, 1.0, rival))
    wanted = unbundling_choice(
        month.assume("unbundling_worth", 2) * rival[:, None, :] * risk, m.bypass, month.assume("interdependence", 2)
    )
    rising = half_life_to_rate(month.assume("unbundling_half_life", 2) * MONTHS)
    falling = half_life_to_rate(month.assume("rebundling_half_life", 2) * MONTHS)
    m.unbundled = approach(m.unbundled, wanted, np.where(wanted > m.unbundled, rising, falling))
