"""From the issuers' levers to the share of each seller's goods that a buyer may get, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.mechanisms.base import Month
from aicompete.rules import Array
from aicompete.world.facts import MINERALS
from aicompete.world.minerals import SellerMap
from aicompete.world.past_policy import Levers

LICENCE_LEVERS = (
    "mineral_licence_strictness",
    "mineral_licence_delay",
    "mineral_target_strictness",
    "mineral_target_mode",
)
LICENCE_ASSUMPTIONS = (*(f"mineral_uncontrolled_{item}" for item in MINERALS), "mineral_defence_share")

MODES = ("none", "defence", "all_us", "us_and_allies")
"""Choices of ``mineral_target_mode`` in the order of their codes: nobody; the defence part of the demand of the target and
its coalition; the target as a whole; the target and its coalition."""

USA, CHN = 0, 1
STEPS = 4
WEEKS_PER_STEP = 52.0 / 12.0 / STEPS


@dataclass(frozen=True, eq=False)
class Licences:
    """Licence terms of a month.

    Attributes
    ----------
    refusal : (1 or run, mineral, seller, nation) share of a buyer's applications that stalls.
    controlled : (run, mineral, seller) share of the seller's goods that needs a licence; 0 where there is no licence duty.
    delay : (1 or run, mineral, seller) mean time of a decision in sub-steps of a month.
    """

    refusal: Array
    controlled: Array
    delay: Array


def by_item(month: Month, stem: str) -> Array:
    """An assumption that differs by item, ``(run, mineral)``; its names end in the item."""
    return np.stack([month.assume(f"{stem}_{item}", 0) for item in MINERALS], axis=-1)


def sides(membership: Array) -> Array:
    """Coalition of each nation with the powers in their own, ``(run, nation)`` in {-1, 0, 1}."""
    side = membership.copy()
    side[:, (USA, CHN)] = (1.0, -1.0)
    return side


def grant_licences(policy: Levers, month: Month, side: Array, sellers: SellerMap) -> Licences:
    """Strictness, scope and delay of every seller's licences.

    ``refusal = general + weight max(target - general, 0)``; weight = the part of the buyer's demand that the mode hits:
    the row of the target table in mode all_us, the target and the coalition it leads in mode us_and_allies, the defence
    share of that in mode defence. policy holds the levers: of the month, or of the time before the start.
    """
    general = policy.lever("mineral_licence_strictness")[..., sellers.nation]
    aimed = np.maximum(policy.lever("mineral_target_strictness")[..., sellers.nation] - general, 0.0)
    mode = policy.lever("mineral_target_mode")[..., sellers.nation]
    delay = policy.lever("mineral_licence_delay")[..., sellers.nation] / WEEKS_PER_STEP
    hit = month.targets("mineral_target_mode")[sellers.nation]
    led = np.maximum(hit[:, USA, None] * (side > 0)[:, None], hit[:, CHN, None] * (side < 0)[:, None])
    bloc = np.maximum(hit, led)
    defence = month.assume("mineral_defence_share", 2)
    whole = np.where(mode == MODES.index("all_us"), aimed, 0.0)
    part = np.where(mode == MODES.index("defence"), defence, np.where(mode == MODES.index("us_and_allies"), 1.0, 0.0))
    refusal = (general[..., None] + whole[..., None] * hit) + (part * aimed)[..., None] * bloc[:, None]
    licensed = (general > 0.0) | (delay > 0.0) | ((aimed > 0.0) & (mode > 0.0))
    controlled = licensed * (1.0 - by_item(month, "mineral_uncontrolled"))[..., None]
    return Licences(refusal, controlled, delay)
