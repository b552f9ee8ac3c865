"""Coercion: what nations meet from each power, how long they remember it, and whether they resist or bend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, lasting_memory, resolve, safe_divide
from aicompete.subjects.alliances import blows
from aicompete.subjects.mechanism import Month
from aicompete.world.groups import members
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.powers import of_powers, of_rival
from aicompete.world.relations import SIDE

if TYPE_CHECKING:
    from aicompete.subjects.state import World
    from aicompete.world.facts import Facts

LEVERS = ("entity_sanctions", "tariff_on_allies", "coop_channel", *blows.LEVERS)
ASSUMPTIONS = (
    "market_share_scale",
    "mineral_exposure_scale",
    "reaction_weight",
    "grievance_onset",
    "grievance_half_life",
    "resolve_size",
    "strength_reference",
    "union_backing",
    *blows.ASSUMPTIONS,
)
UNION = "eu"
USD_BN_PER_TONNE = 1e3 / 1e9
"""USD per kg times tonnes, in USD bn."""


def bear_grudges(world: World, month: Month) -> None:
    """Grievances follow what is met and fade over years (rule ``lasting_memory``); rebinds harm, grievance, reaction.

    ``reaction = w sum_p side_p (1 - 2 resolve_p) (grievance_p - grievance_p at the start) (1 - coop)``: the strong and
    the guarded turn away from whoever coerces them, the weak and dependent toward it.
    """
    alliances = world.alliances
    alliances.mineral_harm = mineral_harm(world, month)
    alliances.struck = blows.struck(world, month, month)
    alliances.harm = harm(world, month, month, alliances.mineral_harm)
    alliances.harm = np.minimum(alliances.harm + alliances.struck, 1.0)
    onset, fade = month.assume("grievance_onset", 2), month.assume("grievance_half_life", 2) * 12.0
    alliances.resolve = resolve_of(world, month)
    if month.index == 0:  # at rest under the conduct of before
        before = harm(world, policy_at(world.facts.date), month, np.zeros_like(alliances.mineral_harm))
        rest = before / (1.0 + (onset - 1.0) * (1.0 - np.exp2(-1.0 / fade)))
        alliances.grievance = alliances.grievance_start = rest
    alliances.grievance = lasting_memory(alliances.grievance, alliances.harm, onset, fade)
    tension = 1.0 - month.lever("coop_channel")[:, :2].mean(axis=1, keepdims=True)
    felt = (1.0 - 2.0 * alliances.resolve) * (alliances.grievance - alliances.grievance_start)
    alliances.reaction = month.assume("reaction_weight") * tension * (SIDE * felt).sum(axis=1) * alliances.ties.acts


def harm(world: World, levers: Levers, month: Month, cut: Array) -> Array:
    """Coercion met from each power as a share of what would hurt fully, ``(run, power, N)``, at most 1.

    Sanctions and tariffs by the exports that go there, cut minerals (cut, ``(run, N)``) by what they are worth.
    """
    market = np.minimum(world.alliances.trade / month.assume("market_share_scale", 2), 1.0)
    used = of_powers(levers.lever("entity_sanctions")) + of_powers(levers.lever("tariff_on_allies")) / 100.0
    met = used * market
    return np.minimum(met + np.stack([np.zeros_like(cut), cut], axis=1), 1.0)


def mineral_harm(world: World, month: Month) -> Array:
    """How hard China's licences over those before the start hit each nation, ``(run, N)`` in [0, 1].

    ``sum_m v_m (s_m - s_m at the start) x / (x + x_0)``: s = strictness that a nation's own applications meet, target
    lists and modes included; v = part of the mineral in what it imports by value, x = that value over GDP.
    """
    minerals = world.minerals
    part, size = world.facts.once(_imports)
    risen = np.maximum(minerals.strictness - minerals.strictness_start, 0.0)
    hit = np.einsum("rmn,mn->rn", risen, part)
    return np.asarray(hit * (size / (size + month.assume("mineral_exposure_scale"))))


def _imports(facts: Facts) -> tuple[Array, Array]:
    """Part of each mineral in what nations buy from China by value ``(mineral, N)``, that value over GDP ``(N,)``.

    Bought is what is needed and not refined at home, at the start and at prices inside China.
    """
    t = facts.tables
    lacking = np.maximum(t.mineral_consumption - t.refine_output, 0.0) * ~facts.is_chn
    value = lacking * t.price_inside[:, None] * USD_BN_PER_TONNE
    total = value.sum(axis=0)
    return safe_divide(value, total[None]), total / t.gdp


def resolve_of(world: World, month: Month) -> Array:
    """Resolve of each nation against each power, ``(run, power, N)``, by size, guard and dependence (rule ``resolve``).

    Guard is the tie to the rival power; dependence the part of its exports that go to the coercer and its tie to it. A
    member of the European Union is as large as it is with the part of the Union that stands by it.
    """
    ties = world.alliances.ties
    size = backed_size(world, month)
    reach = size / (size + month.assume("strength_reference"))
    strength = of_rival(ties.security[None]) + month.assume("resolve_size", 2) * reach[:, None]
    dependence = np.minimum(world.alliances.trade / month.assume("market_share_scale", 2), 1.0) + ties.security
    return resolve(strength, dependence)


def backed_size(world: World, month: Month) -> Array:
    """GDP behind each nation when it is coerced, ``(run, N)`` USD bn: its own, and a part of its fellow members'.

    The Union makes trade policy for all its members and answers for them, as far as these agree to.
    """
    gdp, union = world.economy.gdp, members(world.facts.date, UNION)
    fellows = np.einsum("rn,n->r", gdp, union)[:, None] - gdp
    return np.asarray(gdp + month.assume("union_backing") * union * fellows)
