"""Compliance of nations with the export controls of each power."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, compliance_choice, compliance_threshold, half_life_to_rate
from aicompete.subjects.alliances import conduct
from aicompete.subjects.alliances.state import Demand
from aicompete.subjects.mechanism import Month
from aicompete.world.memo import memo
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.powers import of_powers, of_rival

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = ("ally_control_pressure", "ally_alienation", "chip_export_control", "mineral_licence_strictness")
BINDING = "fullstack_values_condition"
"""The lever whose conditions bind whoever takes a package with them."""
ASSUMPTIONS = (
    "compliance_reluctance",
    "lost_trade_weight",
    "side_payment_weight",
    "pressure_weight",
    "leadership_weight",
    "guarantee_erosion",
    "captive_share",
    "solidarity_slope",
    "compliance_trust_weight",
    "compliance_spread",
    "ally_compliance_half_life",
    "condition_binding",
)


def anchor_compliance(world: World, month: Month) -> None:
    """First month: the fixed effect that makes the coded compliance a rest point under the levers before the start."""
    alliances = world.alliances
    spread = month.assume("compliance_spread", 2)
    coded = np.clip(alliances.compliance, 0.01, 0.99)
    needed = spread * np.log(coded / (1.0 - coded))
    before = demand(world, policy_at(world.facts.date), month)
    taken = bound(world, policy_at(world.facts.date), world.offers.package_start)
    start = threshold(world, month, before, world.offers.effect_start, taken)
    alliances.reasons_start = reasons(
        world, month, policy_at(world.facts.date), before, world.offers.effect_start, taken
    )
    alliances.compliance_offset = needed - (company(world) - start)


def move_compliance(world: World, month: Month) -> None:
    """Granovetter: comply as far as the company one keeps exceeds one's threshold.

    ``target = logistic((company - threshold + offset) / spread)``, ``threshold = (cost - side payment - pressure -
    example - trust gained) / solidarity`` in [0, 1]: cost = reluctance + lost trade, example = the leader's own
    controls as far as it is relied on (Martin 1992). The powers keep 1 with their own controls and 0 with the rival's;
    the openly hostile stay where they are.
    """
    alliances = world.alliances
    alliances.demand = memo(alliances.demand, month, LEVERS, lambda: demand(world, month, month))
    asked = alliances.demand.value
    taken = bound(world, month, world.offers.package)
    needed = threshold(world, month, asked, world.offers.effect, taken) - alliances.compliance_offset
    found = reasons(world, month, month, asked, world.offers.effect, taken)
    alliances.reasons = found - alliances.reasons_start
    chosen = compliance_choice(needed, company(world), month.assume("compliance_spread", 2))
    alliances.compliance_chosen = np.where(asked.rate > 0.0, chosen, alliances.compliance)
    alliances.compliance = approach(alliances.compliance, chosen, asked.rate)


def company(world: World) -> Array:
    """GDP-weighted share of the nations that act which comply with each power, ``(run, power, 1)``."""
    weight = world.economy.gdp * world.alliances.ties.acts
    complying = np.einsum("rpn,rn->rp", world.alliances.compliance, weight)
    return np.asarray(complying / weight.sum(axis=-1, keepdims=True))[:, :, None]


def bound(world: World, levers: Levers, package: Array) -> Array:
    """How far packages bind their takers to the giver's rules, ``(run, power, N)``: ``package x condition x kinship``.

    Conditions are written into the taker's own rules on buying, exports and investment; who thinks alike lives by them.
    """
    return np.asarray(package * of_powers(levers.lever(BINDING)) * world.alliances.ties.kinship)


def threshold(world: World, month: Month, asked: Demand, effect: Array, taken: Array) -> Array:
    """Share of the coalition that must comply before a nation does, ``(run, power, N)``.

    effect: what offers are worth; taken: packages with conditions that bind (see ``bound``).
    """
    alliances = world.alliances
    paid = month.assume("side_payment_weight", 2) * effect + month.assume("condition_binding", 2) * taken
    paid = paid + month.assume("compliance_trust_weight", 2) * (alliances.trust - alliances.trust_start)
    solidarity = np.empty(effect.shape)
    toward_us = np.exp(month.assume("solidarity_slope") * alliances.alignment)
    # whoever leans to the one leans away from the other
    solidarity[:, 0], solidarity[:, 1] = toward_us, 1.0 / toward_us
    bite = asked.reliance * (alliances.trade + world.stacks.base[:, :2])
    return compliance_threshold(asked.cost + lost_trade(world, month), paid, bite, solidarity)


def lost_trade(world: World, month: Month) -> Array:
    """What trade at large with the rival is worth beside the revenue of the firms concerned, ``(run, power, N)``."""
    return np.asarray(month.assume("lost_trade_weight", 2) * of_rival(world.alliances.trade))


def reasons(world: World, month: Month, levers: Levers, asked: Demand, effect: Array, taken: Array) -> Array:
    """What speaks for complying with the USA, ``(run, reason, N)``, in the order of ``REASONS``: they sum to company
    less threshold, but for what it costs whatever happens.

    All by the solidarity of the start; ``leaning`` is what the solidarity of now changes, ``limits`` what is cut off
    where the threshold would leave [0, 1].
    """
    alliances = world.alliances
    slope = month.assume("solidarity_slope")
    start, now = np.exp(slope * alliances.alignment_start), np.exp(slope * alliances.alignment)
    parts = (
        asked.reliance[:, 0] * (alliances.trade + world.stacks.base[:, :2])[:, 0],
        example(world, levers, month)[:, 0],
        month.assume("side_payment_weight") * effect[:, 0],
        month.assume("condition_binding") * taken[:, 0],
        month.assume("compliance_trust_weight") * (alliances.trust - alliances.trust_start)[:, 0],
    )
    needed = threshold(world, month, asked, effect, taken)[:, 0]
    # own costs are in the cost with the example taken off
    cost = asked.cost[:, 0] + lost_trade(world, month)[:, 0] + parts[1]
    left = cost - sum(parts, np.zeros_like(needed))
    leaning = left / start - left / now
    limits = left / now - needed
    whole = (company(world)[:, 0], *(part / start for part in parts), leaning, limits)
    return np.stack(np.broadcast_arrays(*whole), axis=1)


def demand(world: World, levers: Levers, month: Month) -> Demand:
    """What levers and ties alone decide: cost of complying less pressure and example, and the rate of change.

    Law and officials at home, and what is lost in the rival's market: revenue of the firms concerned and, by weight,
    trade at large. Pressure bites by reliance, the mean of trade and installed base.
    """
    ties = world.alliances.ties
    lost = month.assume("compliance_reluctance", 2) + ties.rival_market
    pressure = 0.5 * month.assume("pressure_weight", 2) * of_powers(levers.lever("ally_control_pressure"))
    cost = lost - example(world, levers, month)
    free = (np.arange(cost.shape[-1]) >= 2) & (ties.rivalry <= 0.0)
    rate = np.where(free, half_life_to_rate(month.assume("ally_compliance_half_life", 2)), 0.0)
    return Demand(cost, pressure, rate)


def example(world: World, levers: Levers, month: Month) -> Array:
    """What the leader's own controls are worth as an example, ``(run, power, N)``: ``w controls (1 - e doubt)``.

    Its visible costs make it credible (Martin 1992), less so where it is doubted whether it would stand by those who
    follow (``conduct.reliable``).
    """
    return np.asarray(
        month.assume("leadership_weight", 2)
        * own_controls(levers)
        * conduct.reliable(world.alliances.ties, levers, month)
    )


def own_controls(levers: Levers) -> Array:
    """What each power denies the rival itself: US chips, Chinese minerals (mean over items), ``(runs, power, 1)``."""
    chips = levers.lever("chip_export_control")[:, 0]
    minerals = levers.lever("mineral_licence_strictness")[:, :, 1].mean(axis=1)
    shape = (max(chips.shape[0], minerals.shape[0]),)
    return np.stack([np.broadcast_to(chips, shape), np.broadcast_to(minerals, shape)], axis=1)[:, :, None]
