"""From the issuers' levers and the others' compliance to who may ship what to whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.rules import ceiling_ratio, hill_switch_normalised, joint_control, refused_sales
from aicompete.rules.looks import somewhere
from aicompete.subjects.controls.hold import CONDITION, orders_refused
from aicompete.subjects.controls.release import LEVER, WEIGHT, held_back
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, beside, pick
from aicompete.world.facts import HOME_POOL, OPEN_POOL, Facts, Ints
from aicompete.world.foreign_rule import REACH_ASSUMPTIONS, reach_abroad


@mechanism(
    "permissions",
    levers=(
        "chip_export_control",
        "chip_ceiling_tpp",
        "chip_ceiling_basis",
        "chip_volume_cap_share",
        "chip_licence_refusal",
        LEVER,
        "chip_revenue_share",
        "decoupling_bill_passed",
        "sme_export_control",
        "hbm_export_control",
        "entity_list_reach",
        "entity_list_suspended",
        CONDITION,
    ),
    assumptions=(
        "ceiling_midpoint",
        "ceiling_steepness",
        "entity_tool_weight",
        *REACH_ASSUMPTIONS,
        "data_condition_refusal",
        "tool_backfill",
        WEIGHT,
    ),
    covers=("M09", "M10", "M20", "M27", "M29", "M32", "M34", "M96"),
    can_disable=False,
)
def grant_permissions(world: World, month: Month) -> None:
    """Performance ceilings, licensed shares and levies for chips; permitted shares for tools and memory.

    A control index c means a ceiling ``phi(c)`` over the frontier of the date (normalised Hill curve, 1 at 0 and 0 at
    1); a ceiling in TPP means ``min(1, ceiling/frontier)``. The two are readings of one law: ``chip_ceiling_basis``
    says which sets the products; the index says in both cases how tight agents take the control to be.
    """
    facts, p = world.facts, world.permissions
    usa = facts.usa
    terms = month.cached_for("terms", TERMS_LEVERS, lambda: _terms(world, month))
    p.chip_control, p.chip_levy = terms.control, terms.levy
    taken = (1.0 - orders_refused(world, month)) * (1.0 - held_back(world, month))
    p.chip_share = beside(terms.licensed[:, OPEN_POOL] * taken, terms.licensed[:, HOME_POOL])
    by_tpp = month.lever("chip_ceiling_basis")[:, usa : usa + 1]
    ceiling = month.lever("chip_ceiling_tpp")[:, usa : usa + 1]
    if somewhere(by_tpp):
        hit = month.targets("chip_ceiling_tpp")[usa]
        physical = 1.0 - hit * (1.0 - ceiling_ratio(ceiling, world.chips.frontier_tpp[:, None]))
        law = month.lever("decoupling_bill_passed")[:, usa : usa + 1] * month.targets("decoupling_bill_passed")[usa]
        foreign = by_tpp * physical * (1.0 - law) + (1.0 - by_tpp) * terms.ceiling[:, OPEN_POOL]
        p.chip_ceiling = beside(foreign, terms.ceiling[:, HOME_POOL])
    else:
        p.chip_ceiling = terms.ceiling
    _grant_tools(world, month)


TERMS_LEVERS = (
    "chip_export_control",
    "chip_volume_cap_share",
    "chip_licence_refusal",
    "chip_revenue_share",
    "decoupling_bill_passed",
)


@dataclass(frozen=True, eq=False)
class Terms:
    """What levers alone decide of the chip trade: control and levy ``(run, N)``, ceiling and share ``(run, 2, N)``."""

    control: Array
    ceiling: Array
    licensed: Array
    levy: Array


def _terms(world: World, month: Month) -> Terms:
    facts, shape = world.facts, (month.runs, world.facts.n)
    usa, control = facts.usa, _chip_control(month, facts)
    own = (
        month.lever("chip_export_control")[:, facts.chn : facts.chn + 1]
        * month.targets("chip_export_control")[facts.chn]
    )
    ceiling = hill_switch_normalised(
        np.stack([control, own], axis=1), month.assume("ceiling_midpoint", 2), month.assume("ceiling_steepness", 2)
    )
    licensed = _licensed_share(month, facts) * np.ones(shape)
    levy = month.lever("chip_revenue_share")[:, usa : usa + 1] * month.targets("chip_revenue_share")[usa]
    return Terms(
        np.broadcast_to(control, shape),
        ceiling,
        beside(licensed, 1.0),
        np.broadcast_to(levy, shape),
    )


def _chip_control(month: Month, facts: Facts) -> Array:
    """Control met by each buyer: the strictest of the designers' home and the place of the leading foundry.

    A decoupling law, once passed, bars all.
    """
    lever, targets = month.lever("chip_export_control"), month.targets("chip_export_control")
    usa, place = facts.usa, facts.leader_place
    barred = month.lever("decoupling_bill_passed")[:, usa : usa + 1] * month.targets("decoupling_bill_passed")[usa]
    home = np.maximum(lever[:, usa : usa + 1] * targets[usa], barred)
    return np.asarray(np.maximum(home, lever[:, place : place + 1] * targets[place]))


def _licensed_share(month: Month, facts: Facts) -> Array:
    """Share of the orders for permitted products that is licensed before what is held back, ``(1 or run, N)``."""
    usa = facts.usa
    capped = 1.0 - month.targets("chip_volume_cap_share")[usa] * (
        1.0 - month.lever("chip_volume_cap_share")[:, usa : usa + 1]
    )
    refused = month.lever("chip_licence_refusal")[:, usa : usa + 1] * month.targets("chip_licence_refusal")[usa]
    return np.asarray(capped * (1.0 - refused))


def _grant_tools(world: World, month: Month) -> None:
    """Tools and memory for China: the stricter of own law and the leader's law that a firm follows.

    Toolmakers who may ship take over a part of what others must refuse: access = a (1 + b (1 - a)), a = the share of
    all orders whose makers may ship, b = the part of the refused orders that a rival could fill.
    """
    facts, p = world.facts, world.permissions
    usa = facts.usa
    tools, memory = facts.foreign_toolmakers, facts.makers.open_memory
    follow = world.firms.compliance
    back = world.truce.lapsed[:, None] * month.lever("entity_list_suspended")[:, usa : usa + 1]
    reach = np.minimum(month.lever("entity_list_reach")[:, usa : usa + 1] + back, 1.0)
    listed = reach * month.assume("entity_tool_weight") * pick(follow, tools)
    strict = joint_control(np.stack([_refused(world, month, "sme_export_control", tools), listed], axis=0), axis=0)
    open_share = _weighted(1.0 - strict, facts.firm_share[tools])
    taken_over = 1.0 + month.assume("tool_backfill", 0) * (1.0 - open_share)
    p.tool_share = (1.0 - strict) * taken_over[:, None]
    p.tool_access = open_share * taken_over
    p.memory_allowed = 1.0 - _refused(world, month, "hbm_export_control", memory)
    p.memory_share = _weighted(p.memory_allowed, facts.firm_share[memory])


def _refused(world: World, month: Month, lever: str, firms: Ints) -> Array:
    """Share of sales to China that each of some firms refuses: own law, or the leader's as far as that binds it.

    Abroad the leader's law reaches the part of a firm's sales that its parts and technology are in, less where its rule
    on foreign products leaves the nation out, and a firm follows it as far as it chooses to.
    """
    facts = world.facts
    values, targets = month.lever(lever), month.targets(lever)
    own = pick(values * targets[:, facts.chn], facts.firm_nation[firms])
    reach = reach_abroad(facts, lever, firms, *(month.assume(name) for name in REACH_ASSUMPTIONS))
    bound = reach * pick(world.firms.compliance, firms)
    leader = values[:, facts.usa : facts.usa + 1] * targets[facts.usa, facts.chn]
    return refused_sales(own, leader, bound)


def _weighted(values: Array, weight: Array) -> Array:
    return np.asarray((values * weight).sum(axis=1) / weight.sum())
