"""Standards: each nation's installed base moves between stacks; bases and forums make the global standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import (
    Array,
    global_standard_share,
    half_life_to_rate,
    installed_base_step,
    layered_choice,
    product_by_run,
    stack_utility,
)
from aicompete.rules.types import Value
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.standards import contracts, forums
from aicompete.subjects.standards.state import Adoption
from aicompete.world.columns import Stream
from aicompete.world.memo import memo
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.powers import of_powers
from aicompete.world.relations import SIDE

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = ("open_source_push", "open_source_weaponisation")
ASSUMPTIONS = (
    "quality_weight",
    "network_externality",
    "own_base_gain",
    "partner_base_gain",
    "switching_cost",
    "stack_offer_weight",
    "stack_package_weight",
    "stack_alignment_weight",
    "standard_pull",
    "data_sovereignty_demand",
    "sovereignty_strain_weight",
    "localisation_weight",
    "audit_fit_weight",
    "openness_weight",
    "compute_layer",
    "compute_renewal",
    "stack_turnover",
    "stack_growth",
    "stack_age_scale",
    "deal_speed",
    "stack_taste_spread",
    "stack_taste_half_life",
    "defacto_weight",
)


@mechanism(
    "standards",
    levers=(*LEVERS, *forums.LEVERS),
    assumptions=tuple(dict.fromkeys((*ASSUMPTIONS, *contracts.CONTRACT_ASSUMPTIONS, *forums.ASSUMPTIONS))),
    streams=(Stream("stack_taste", ("stack", "nation")), Stream("text_begun", ("power",))),
    covers=("M06", "M07", "M08", "M12", "M16", "M43", "M44", "M53", "M54", "M55", "M56", "M57", "M61"),
)
def adopt_stacks(world: World, month: Month) -> None:
    """A part of each base chooses anew, by a logit over stacks that starts at rest on the coded shares.

    ``P_s ~ base0_s exp(U_s - U_s(start))``, in the chip layer also by access. The part that chooses is ``turnover
    exp(-switching cost x age / scale)`` of each stack's base, growth, new compute and deals; what a power has built
    under contract keeps drawing choices to its stack. ``standard share = w B^g /
    sum(B^g) + (1 - w) forum`` with ``g = 1 + network externality``.
    """
    stacks = world.stacks
    stacks.quality = quality(world)
    rho = 1.0 - half_life_to_rate(month.assume("stack_taste_half_life", 2))
    sd = month.assume("stack_taste_spread", 2)
    stacks.taste = rho * stacks.taste + np.sqrt(1.0 - rho * rho) * sd * month.noise("stack_taste")
    forums.move_forums(world, month)
    if month.index == 0:
        stacks.quality_start = stacks.quality
        stacks.network_start = network(world, month)
        stacks.standard_start = standard(world, month)
        stacks.standard_share = stacks.standard_start
        stacks.welcome = contracts.welcome(stacks.ties, month)
    deals = world.alliances.confidence * world.offers.package * stacks.welcome
    contracts.sign_contracts(world, month, deals)
    fixed = start_columns(world)
    stacks.choice = memo(stacks.choice, month, LEVERS, lambda: adoption(world, month), fixed)
    toward = toward_powers(world, month)
    stacks.terms = terms(world, month, toward, stacks.choice.value)
    stacks.utility = utility(world, month, toward) - stacks.choice.value.counted_off
    choice = choose(world, month, stacks.choice.value)
    chosen = choosing(world, month, deals[:, 0] + deals[:, 1])
    stacks.base, stacks.adoption = installed_base_step(stacks.base, choice, chosen)
    stacks.age = aged(world)
    stacks.standard_share = standard(world, month)


def quality(world: World) -> Array:
    """Capability behind each stack ``(run, stack)``: the powers' own; open models stand between the two."""
    capability = world.capability.level[:, :2]
    return np.concatenate([capability, capability.mean(axis=1, keepdims=True)], axis=1)


def toward_powers(world: World, month: Month) -> tuple[Array, ...]:
    """What concerns the stacks of the two powers alone, each ``(run, power, N)``, in the order of the terms."""
    stacks, alliances, offers = world.stacks, world.alliances, world.offers
    bound = month.assume("sovereignty_strain_weight", 2) * month.assume("data_sovereignty_demand", 2)
    return (
        month.assume("stack_alignment_weight", 2) * SIDE * alliances.alignment[:, None, :],
        month.assume("stack_offer_weight", 2) * offers.effect * stacks.welcome,
        month.assume("stack_package_weight", 2) * (stacks.contracted - stacks.contracted_usual),
        -bound * (alliances.strain - alliances.strain_start),
        -month.assume("localisation_weight", 2) * (world.data.met - world.data.met_start),
        month.assume("audit_fit_weight", 2) * (world.data.audits - world.data.audits_start)[:, :2],
    )


def utility(world: World, month: Month, toward: tuple[Array, ...]) -> Array:
    """Utility of each stack ``(run, stack, N)``; what is counted off it (its start value too) is in ``adoption``."""
    better, known = merits(world, month)
    total = network(world, month, (better + known)[:, :, None], world.stacks.taste)
    alignment, offers, contracts_, strain, rules, audits = toward
    total[:, :2] += alignment + offers + contracts_ + strain + rules + audits
    return total


def merits(world: World, month: Month) -> tuple[Array, Array]:
    """What quality and the standard speak for each stack, over the start, ``(run, stack)`` each."""
    stacks = world.stacks
    better = month.assume("quality_weight") * (stacks.quality - stacks.quality_start)
    return better, month.assume("standard_pull") * (stacks.standard_share - stacks.standard_start)


def terms(world: World, month: Month, toward: tuple[Array, ...], counted: Adoption) -> Array:
    """Named terms of the utility over their start, ``(run, term, stack, N)``, by ``ADOPTION_TERMS``; they sum to it."""
    stacks, alliances, offers = world.stacks, world.alliances, world.offers
    better, known = merits(world, month)
    none = np.zeros_like(stacks.taste)
    start = (
        month.assume("stack_alignment_weight", 2) * SIDE * alliances.alignment_start[:, None, :],
        month.assume("stack_offer_weight", 2) * offers.effect_start * stacks.welcome,
    )
    of_both = (toward[0] - start[0], toward[1] - start[1], *toward[2:])
    wide = [np.concatenate([term + none[:, :2], none[:, 2:]], axis=1) for term in of_both]
    pushed = np.concatenate([none[:, :2], (stacks.network_start - counted.counted_off)[:, 2:]], axis=1)
    merit = [column[:, :, None] + none for column in (better, known)]
    return np.stack([network(world, month) - stacks.network_start, *merit, stacks.taste, *wide, pushed], axis=1)


def start_columns(world: World) -> tuple[Array, ...]:
    """Columns of the start that ``adoption`` counts from."""
    stacks, alliances, offers = world.stacks, world.alliances, world.offers
    return (
        stacks.network_start,
        stacks.chip_taste,
        stacks.free_taste,
        alliances.alignment_start,
        offers.effect_start,
        stacks.welcome,
    )


def adoption(world: World, month: Month) -> Adoption:
    """What levers and start values alone decide of the choice.

    Counted off the utility: its start value and, with its sign turned, the push of whoever makes open weights.
    """
    stacks, alliances, offers = world.stacks, world.alliances, world.offers
    powers = (
        month.assume("stack_alignment_weight", 2) * SIDE * alliances.alignment_start[:, None, :]
        + month.assume("stack_offer_weight", 2) * offers.effect_start * stacks.welcome
    )
    before = policy_at(world.facts.date)
    push = (_free_models(month) - _free_models(before)).mean(axis=1)
    free = np.broadcast_to(-month.assume("openness_weight") * push, powers[:, 0].shape)
    off = stacks.network_start + np.concatenate([powers, free[:, None, :]], axis=1)
    return Adoption(off, np.exp(stacks.free_taste), np.exp(stacks.chip_taste))


def _free_models(levers: Levers) -> Array:
    """Open models of each power that anyone may use: clauses against some make all wary, ``(1 or run, 2, 1)``."""
    return np.asarray(
        of_powers(levers.lever("open_source_push")) * (1.0 - of_powers(levers.lever("open_source_weaponisation")))
    )


def network(world: World, month: Month, better: Value = 0.0, taste: Value = 0.0) -> Array:
    """Benefit of a stack's base at home and among partners, less the cost of switching to it, ``(run, stack, N)``."""
    base, ties = world.stacks.base, world.stacks.ties
    gain = month.assume("network_externality", 2)
    own, partner = month.assume("own_base_gain", 2) * gain, month.assume("partner_base_gain", 2) * gain
    powers = product_by_run(base[:, :2], ties.partners.T)
    free = ties.partnered - (powers[:, 0] + powers[:, 1])  # the shares of each partner sum to 1
    among = np.concatenate([powers, free[:, None]], axis=1)
    return stack_utility(better, base, among, own, partner, month.assume("switching_cost", 2), taste)


def choose(world: World, month: Month, weights: Adoption) -> Array:
    """Shares of those who choose now, ``(run, stack, N)``: chips by what may be bought, the layers above freely."""
    to_be_had = np.maximum(world.chips.access[:, :2], 1e-6)
    return layered_choice(world.stacks.utility, weights.free, weights.chips * to_be_had, month.assume("compute_layer"))


def choosing(world: World, month: Month, deals: Array) -> Array:
    """Part of each base that chooses this month: turnover, growth, new compute and deals, ``(run, stack, N)``."""
    stacks = world.stacks
    stay = np.exp(-month.assume("switching_cost", 2) / month.assume("stack_age_scale", 2) * stacks.age)
    added = np.minimum(world.compute.installed / np.maximum(world.compute.owned, 1.0), 1.0)
    renewal = month.assume("compute_layer") * month.assume("compute_renewal") * added
    growth = month.assume("stack_growth") / 12.0
    monthly = renewal + growth + month.assume("deal_speed") / 12.0 * deals
    return np.asarray(month.assume("stack_turnover", 2) / 12.0 * stay + monthly[:, None, :])


def aged(world: World) -> Array:
    """Mean age of each base: what was not chosen this month is a month older."""
    stacks = world.stacks
    old = np.clip(1.0 - stacks.adoption / np.maximum(stacks.base, 1e-12), 0.0, 1.0)
    return np.asarray((stacks.age + 1.0 / 12.0) * old)


def standard(world: World, month: Month) -> Array:
    """Share of each stack in the global standard, ``(run, stack)``."""
    stacks = world.stacks
    weight = world.economy.gdp
    return global_standard_share(
        stacks.base,
        weight,
        stacks.forum,
        month.assume("defacto_weight", 0),
        1.0 + month.assume("network_externality", 0),
    )
