"""Offers: what the powers put on the table for each nation within their budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.mechanisms.base import Month, mechanism
from aicompete.mechanisms.posture import of_powers, share_out
from aicompete.rules import Array, logistic
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.relations import SIDE

if TYPE_CHECKING:
    from aicompete.world.state import World

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
    covers=("M01", "M05", "M07", "M08", "M13", "M14", "M15", "M16", "M17", "M76"),
)
def make_offers(world: World, month: Month) -> None:
    """Share the powers' programmes out over nations and weigh what arrives.

    ``value = sum over programmes of budget x weight / sum(weight)``; ``delivered = yield x (1 - condition x aversion x
    distance) x value`` with ``yield = floor + (1 - floor) x coordination``; ``effect = ln(1 + delivered / (reference x
    GDP))``. Programme weights: alliance and export money goes by GDP^e, absorptive capacity and closeness ``exp(k a)``;
    aid by population^e, need and absorptive capacity.
    """
    offers = world.offers
    value, delivered, effect, package = terms(world, month, month)
    offers.value, offers.delivered, offers.effect, offers.package = value, delivered, effect, package
    if month.index == 0:
        *_, before, before_package = terms(world, policy_at(world.facts.date), month)
        offers.effect_start = np.broadcast_to(before, effect.shape)
        offers.package_start = np.broadcast_to(before_package, effect.shape)


def terms(world: World, levers: Levers, month: Month) -> tuple[Array, Array, Array, Array]:
    """Value, delivered, effect and package ``(run, power, N)`` under some levers."""
    offers, ties, gdp = world.offers, world.offers.ties, world.nations.gdp
    near = month.assume("offer_alignment_pull") * world.alliances.alignment
    size = month.assume("offer_size_exponent") * np.log(gdp)
    by_size = np.exp(size[:, None, :] + SIDE * near[:, None, :]) * offers.readiness
    by_need = offers.neediness
    by_club = by_need * (ties.brics + ties.belt)

    club = of_powers(levers.lever("brics_centre_budget"))
    alliance = of_powers(levers.lever("marshall_budget")) + of_powers(levers.lever("export_finance"))
    aid = of_powers(levers.lever("aid_budget")) + of_powers(levers.lever("waico_resource"))
    commercial = share_out(alliance, by_size)
    social = share_out(aid, by_need) + share_out(club, by_club)

    distance = np.where(ties.acts > 0.0, 1.0 - ties.kinship, 0.0)
    put_off = month.assume("condition_aversion", 2) * distance
    values_condition = of_powers(levers.lever("fullstack_values_condition"))
    accepted = (1.0 - values_condition * put_off) * commercial
    accepted = accepted + (1.0 - of_powers(levers.lever("aid_conditionality")) * put_off) * social
    floor = month.assume("programme_floor", 2)
    reach = floor + (1.0 - floor) * of_powers(levers.lever("coordination"))
    delivered = reach * accepted
    effect = np.log1p(delivered / (month.assume("offer_reference") * gdp)[:, None, :])

    welcome = logistic(
        month.assume("package_appeal", 2) - month.assume("package_condition_cost", 2) * values_condition * distance
    )
    export = of_powers(levers.lever("fullstack_export_intensity")) * welcome
    # a standards package rides on infrastructure that is still to be built
    need = month.assume("aid_income_half", 2) / (ties.income + month.assume("aid_income_half", 2))
    route = month.assume("package_infrastructure_need", 2)
    build = route * need + (1.0 - route) * ties.belt
    standards = of_powers(levers.lever("standards_package")) * build
    package = reach * (1.0 - (1.0 - export) * (1.0 - standards)) * (1.0 - ties.rivalry) * ties.acts
    return commercial + social, delivered, effect, package
