"""How nations run AI at home: safety rules, political tests, public use, green building; help for those behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate, power
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.world.past_policy import Levers, policy_at

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = (
    "safety_framework",
    "audit_openness",
    "ideology_test",
    "subnational_content_mandate",
    "public_sector_adoption",
    "green_compute",
)
ASSUMPTIONS = (
    "safety_drag",
    "safety_effect",
    "audit_drag",
    "test_drag",
    "test_conflict_drag",
    "public_practice",
    "public_demand",
    "public_half_life",
    "green_saving",
    "green_premium",
    "rule_phase_in",
    "misuse_growth",
    "help_gain",
    "help_income_half",
    "help_room",
    "offer_reference",
)


@mechanism("development", levers=LEVERS, assumptions=ASSUMPTIONS, covers=("M06", "M65", "M66", "M67", "M68", "M69"))
def develop(world: World, month: Month) -> None:
    """What chip buyers, sites and laboratories find next month, over what they found under the levers of the start.

    ``pace = 1 - change of (rules + audits + tests + tests x mandates) + practice``; ``demand = (1 + d public) (1 - g
    green)``; ``draw = 1 - s green``, for new chips only; ``misuse = 10^(k (C - C_0)) (1 - e S) / (1 - e S_0)``. Rules
    are phased in: what they cost and prevent follows them with a half-life.
    """
    state, before = world.development, policy_at(world.facts.date)
    if month.index == 0:
        state.level_start = world.capability.level
        state.borne = burden(before, month) + np.zeros_like(state.pace)
        state.guarded = guard(before, month) + np.zeros_like(state.pace)
        state.practised = before.lever("public_sector_adoption") + np.zeros_like(state.pace)
    used = before.lever("public_sector_adoption")
    speed = half_life_to_rate(month.assume("public_half_life"))
    state.practised = approach(state.practised, month.lever("public_sector_adoption"), speed)
    phased = half_life_to_rate(month.assume("rule_phase_in"))
    state.borne = approach(state.borne, burden(month, month), phased)
    state.guarded = approach(state.guarded, guard(month, month), phased)
    more, green = state.practised - used, month.lever("green_compute") - before.lever("green_compute")
    state.pace = 1.0 + month.assume("public_practice") * more - state.borne + burden(before, month)
    state.demand = (1.0 + month.assume("public_demand") * more) * (1.0 - month.assume("green_premium") * green)
    state.draw = 1.0 - month.assume("green_saving") * green + np.zeros_like(state.pace)
    state.let_through = (1.0 - state.guarded) / (1.0 - guard(before, month))
    grown = month.assume("misuse_growth") * (world.capability.level - state.level_start)
    state.misuse = state.let_through * power(10.0 + np.zeros_like(grown), grown)
    state.skill = helped(world, month)


def burden(levers: Levers, month: Month) -> Array:
    """Part of software growth that rules cost, ``(run, N)``: opposed duties cost by their product."""
    test = levers.lever("ideology_test")
    return np.asarray(
        month.assume("safety_drag") * levers.lever("safety_framework")
        + month.assume("audit_drag") * levers.lever("audit_openness")
        + month.assume("test_drag") * test
        + month.assume("test_conflict_drag") * test * levers.lever("subnational_content_mandate")
    )


def guard(levers: Levers, month: Month) -> Array:
    """Part of the harm that safety rules prevent once they are phased in, ``(run, N)``."""
    return np.asarray(month.assume("safety_effect") * levers.lever("safety_framework"))


def helped(world: World, month: Month) -> Array:
    """Software that programmes of the powers bring over those of the start, ``(run, N)`` log10 a month.

    ``gain (effect - effect at the start) absorb room``: two givers of the same thing add up less than once each; absorb
    rises with income; room closes as a nation nears the leader, since what is taught is known by then.
    """
    state, offers, gdp = world.development, world.offers, world.economy.gdp
    felt = 1.0 / (month.assume("offer_reference") * gdp)
    rise = np.log(1.0 + felt * offers.delivered.sum(axis=1)) - np.log(1.0 + felt * offers.delivered_start.sum(axis=1))
    absorb = state.ties.income / (state.ties.income + month.assume("help_income_half"))
    leader = world.capability.level[:, :2].max(axis=1, keepdims=True)
    room = np.clip((leader - world.capability.level) / month.assume("help_room"), 0.0, 1.0)
    return np.asarray(month.assume("help_gain") / 12.0 * rise * absorb * room * state.ties.acts)
