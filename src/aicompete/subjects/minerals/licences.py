"""From the issuers' levers to the share of each seller's goods that a buyer may get, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.rules import Array
from aicompete.rules.looks import somewhere, used_places
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.state import Ints, SellerMap
from aicompete.world.facts import MINERALS
from aicompete.world.past_policy import Levers

LICENCE_LEVERS = (
    "mineral_licence_strictness",
    "mineral_licence_delay",
    "mineral_target_strictness",
    "mineral_target_mode",
    "mineral_suspended_strictness",
    "mineral_suspended_mode",
)
LICENCE_ASSUMPTIONS = (*(f"mineral_uncontrolled_{item}" for item in MINERALS), "mineral_defence_share")

MODES = ("none", "defence", "all_us", "us_and_allies")
"""Choices of ``mineral_target_mode`` in the order of their codes: nobody; the defence part of the need of the target
and its coalition; the target as a whole; the target and its coalition."""

USA, CHN = 0, 1
STEPS = 4
WEEKS_PER_STEP = 52.0 / 12.0 / STEPS


@dataclass(frozen=True, eq=False)
class Licences:
    """Licence terms of a month.

    Only sellers with a licence duty in some run of the block have a row here: the others would add exact zeros.

    Attributes
    ----------
    rows : (L,) the sellers with a licence duty.
    duty : (1 or run, mineral, L) 1 where the run's seller has it, else 0.
    passes : (run, mineral, L, nation) share of an order that is free or expected to be licensed at once; the last axis
        has length one where no licence is aimed at anybody.
    controlled : (run, mineral, L) share of the seller's goods that needs a licence.
    delay : (run, mineral, L) mean time of a decision in sub-steps of a month.
    """

    rows: Ints
    duty: Array
    passes: Array
    controlled: Array
    delay: Array


def by_item(month: Month, stem: str) -> Array:
    """An assumption that differs by item, ``(run, mineral)``; its names end in the item."""
    return month.cached(stem, lambda: np.stack([month.assume(f"{stem}_{item}", 0) for item in MINERALS], axis=-1))


def sides(membership: Array) -> Array:
    """Coalition of each nation with the powers in their own, ``(run, nation)`` in {-1, 0, 1}."""
    nation = np.arange(membership.shape[-1])
    return np.where(nation == USA, 1.0, np.where(nation == CHN, -1.0, membership))


def grant_licences(
    policy: Levers, month: Month, side: Array, sellers: SellerMap, lapsed: Array | None = None
) -> Licences:
    """Strictness, scope and delay of every seller's licences.

    What a truce held back comes on top where it has lapsed (run,): the stricter of two general strictnesses and the
    wider of two modes count.

    ``refusal = general + weight max(target - general, 0)``; weight = the part of the buyer's demand that the mode hits:
    the row of the target table in mode all_us, the target and the coalition it leads in mode us_and_allies, the defence
    share of that in mode defence; ``passes = 1 - controlled x refusal``. policy holds the levers: of the month, or of
    the time before the start.
    """
    strict, aim = policy.lever("mineral_licence_strictness"), policy.lever("mineral_target_strictness")
    modes, weeks = policy.lever("mineral_target_mode"), policy.lever("mineral_licence_delay")
    if lapsed is not None:
        back = lapsed[:, None, None]
        strict = np.maximum(strict, back * policy.lever("mineral_suspended_strictness"))
        modes = np.maximum(modes, back * policy.lever("mineral_suspended_mode"))
    licensed = ((strict > 0.0) | (weeks > 0.0) | ((aim > 0.0) & (modes > 0.0)))[..., sellers.nation]
    rows = used_places(licensed)
    issuers = sellers.nation[rows]
    general, mode = strict[..., issuers], modes[..., issuers]
    aimed = np.maximum(aim[..., issuers] - general, 0.0)
    duty = np.where(licensed[..., rows], 1.0, 0.0)
    controlled = duty * (1.0 - by_item(month, "mineral_uncontrolled"))[..., None]
    passes = (1.0 - controlled * general)[..., None]
    if somewhere((aimed > 0.0) & (mode > 0.0)):
        passes = passes - _aimed_at(month, side, issuers, controlled, aimed, mode)
    delay = np.broadcast_to(weeks[..., issuers] / WEEKS_PER_STEP, controlled.shape)
    return Licences(rows, duty, passes, controlled, delay)


def _aimed_at(month: Month, side: Array, issuers: Ints, controlled: Array, aimed: Array, mode: Array) -> Array:
    """Share of an order that is refused for who the buyer is, ``(run, mineral, L, nation)``: see ``grant_licences``."""
    hit = month.targets("mineral_target_mode")[issuers]
    led = np.maximum(hit[:, USA, None] * (side > 0)[:, None], hit[:, CHN, None] * (side < 0)[:, None])
    whole = np.where(mode == MODES.index("all_us"), aimed, 0.0)
    allied = np.where(mode == MODES.index("us_and_allies"), 1.0, 0.0)
    part = np.where(mode == MODES.index("defence"), month.assume("mineral_defence_share", 2), allied) * aimed
    refused = (controlled * part)[..., None] * np.maximum(hit, led)[:, None]
    if somewhere(whole):
        refused += (controlled * whole)[..., None] * hit
    return np.asarray(refused)
