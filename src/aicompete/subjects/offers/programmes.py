"""Offers: what the powers put on the table for each nation within their budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, logistic
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.offers.state import Pot, Programmes
from aicompete.world.memo import memo
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.powers import NOBODY, of_powers, share_out
from aicompete.world.relations import SIDE, Relations

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = (
    "marshall_budget",
    "export_finance",
    "aid_budget",
    "aid_conditionality",
    "waico_resource",
    "brics_centre_budget",
    "fullstack_export_intensity",
    "fullstack_values_condition",
    "standards_package",
    "coordination",
)
AIMED = ("marshall_budget", "export_finance", "aid_budget")
"""Budgets that a scenario may aim; the others go to all that qualify."""
ASSUMPTIONS = (
    "programme_floor",
    "offer_size_exponent",
    "offer_alignment_pull",
    "aid_income_half",
    "condition_aversion",
    "package_appeal",
    "package_condition_cost",
    "package_infrastructure_need",
    "offer_reference",
)


@mechanism(
    "offers",
    levers=LEVERS,
    assumptions=ASSUMPTIONS,
    covers=("M01", "M05", "M07", "M08", "M13", "M14", "M15", "M16", "M17", "M66", "M76"),
)
def make_offers(world: World, month: Month) -> None:
    """Share the powers' programmes out over nations and weigh what arrives.

    ``value = sum over programmes of budget x weight / sum(weight)``; ``delivered = yield x (1 - condition x aversion x
    distance) x value`` with ``yield = floor + (1 - floor) x coordination``; ``effect = ln(1 + delivered / (reference x
    GDP))``. Programme weights: alliance and export money goes by GDP^e, absorptive capacity and closeness ``exp(k a)``;
    aid by population^e, need and absorptive capacity.
    """
    offers = world.offers
    if month.index == 0:
        before = programmes(world, policy_at(world.facts.date), month)
        _, offers.delivered_start, offers.effect_start = shared_out(world, before, month)
        offers.package_start = before.package
    fixed = (offers.readiness, offers.neediness)
    offers.standing = memo(offers.standing, month, LEVERS, lambda: programmes(world, month, month), fixed)
    offers.value, offers.delivered, offers.effect = shared_out(
        world, offers.standing.value, month, lifted(world, month)
    )
    offers.package = offers.standing.value.package


def lifted(world: World, month: Month) -> Array:
    """What better coordination at home, and what the public lets pass, make of the programmes, ``(run, power, 1)``."""
    floor = month.assume("programme_floor", 2)
    lever = of_powers(month.lever("coordination"))
    reach = floor + (1.0 - floor) * lever
    now = floor + (1.0 - floor) * (lever + of_powers(world.science.led) * (1.0 - lever))
    return np.asarray(now / reach * of_powers(world.politics.funding))


def shared_out(world: World, plan: Programmes, month: Month, lift: Array | float = 1.0) -> tuple[Array, Array, Array]:
    """Value, delivered and effect ``(run, power, N)`` of the programmes, shared out by size and closeness."""
    gdp = world.economy.gdp
    near = month.assume("offer_alignment_pull") * world.alliances.alignment
    size = month.assume("offer_size_exponent") * np.log(gdp)
    appeal = np.exp(size[:, None, :] + SIDE * near[:, None, :])
    value, delivered = plan.social, plan.usable_social
    for pot in plan.pots:
        weight = appeal * pot.open_to
        share = weight / np.maximum(np.einsum("rpn->rp", weight), NOBODY)[:, :, None]
        value, delivered = pot.money * share + value, pot.usable * share + delivered
    delivered = delivered * lift
    felt = 1.0 / (month.assume("offer_reference") * gdp)
    welcome = delivered + plan.usable_courses * lift
    # the logarithm of one and a little: at a billionth of GDP it has still seven digits, and costs half of log1p
    return value, delivered, np.log(1.0 + welcome * felt[:, None, :])


def programmes(world: World, levers: Levers, month: Month) -> Programmes:
    """What levers alone decide: money, what conditions and execution leave of it, and the package.

    Money is shared over the nations it is aimed at, by their weight times that of the target.
    """
    offers, ties = world.offers, world.offers.ties
    club = of_powers(levers.lever("brics_centre_budget"))
    aid = pooled(levers, ("aid_budget", "waico_resource"), offers.neediness)
    social = sum((share_out(money, weight) for weight, money in aid), np.zeros((1, 1, 1)))
    courses = share_out(club, offers.neediness * (ties.brics + ties.belt))
    floor = month.assume("programme_floor", 2)
    reach = floor + (1.0 - floor) * of_powers(levers.lever("coordination"))
    put_off = month.assume("condition_aversion", 2) * distance(ties)
    kept = reach * (1.0 - of_powers(levers.lever("fullstack_values_condition")) * put_off)
    pots = pooled(levers, ("marshall_budget", "export_finance"), offers.readiness)
    free = reach * (1.0 - of_powers(levers.lever("aid_conditionality")) * put_off)
    return Programmes(
        tuple(Pot(weight, money, kept * money) for weight, money in pots),
        np.asarray(social + courses),
        np.asarray(free * social),
        np.asarray(free * courses),
        reach * package(world, levers, month),
    )


def pooled(levers: Levers, budgets: tuple[str, ...], weight: Array) -> list[tuple[Array, Array]]:
    """Budgets added up where they go to the same nations: pairs of weight times target and money ``(runs, power, 1)``.

    weight (run, power, N), nothing for the powers. Most are aimed at all that qualify, and one sum is shared out once.
    """
    sums: dict[bytes, tuple[Array, Array]] = {}
    for name in budgets:
        aim = levers.targets(name)[:2] if name in AIMED else np.ones((2, weight.shape[-1]))
        money, key = of_powers(levers.lever(name)), aim[:, 2:].tobytes()
        sums[key] = (sums[key][0], sums[key][1] + money) if key in sums else (weight * aim, money)
    return list(sums.values())


def distance(ties: Relations) -> Array:
    """Unlikeness of a nation and each power, which makes conditions unwelcome, ``(power, N)``."""
    return np.where(ties.acts > 0.0, 1.0 - ties.kinship, 0.0)


def package(world: World, levers: Levers, month: Month) -> Array:
    """Strength of the technology package ``(run, power, N)``: full-stack exports where welcome, standards packages."""
    ties = world.offers.ties
    values_condition = of_powers(levers.lever("fullstack_values_condition"))
    cost = month.assume("package_condition_cost", 2) * values_condition * distance(ties)
    export = aimed(levers, "fullstack_export_intensity") * logistic(month.assume("package_appeal", 2) - cost)
    # a standards package rides on infrastructure that is still to be built
    half = month.assume("aid_income_half", 2)
    route = month.assume("package_infrastructure_need", 2)
    build = route * half / (ties.income + half) + (1.0 - route) * ties.belt
    standards = aimed(levers, "standards_package") * build
    return np.asarray((1.0 - (1.0 - export) * (1.0 - standards)) * (1.0 - ties.rivalry) * ties.acts)


def aimed(levers: Levers, name: str) -> Array:
    """A lever of the powers with the weight of each target, ``(1 or run, power, N)``."""
    return np.asarray(of_powers(levers.lever(name)) * levers.targets(name)[:2])
