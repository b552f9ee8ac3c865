"""Research that bears fruit after years, the bypass it opens, and ties that are cut once there is one."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.mineral_kit import NEUTRAL, path

from aicompete.subjects.state import World
from aicompete.world.columns import Array

MONTHS = 96
RESEARCH = ("USA.mineral_substitution_rd=20",)


def substituted(world: World) -> Array:
    return world.minerals.substitution[..., world.facts.usa].mean(axis=1)


def unbundled(world: World) -> Array:
    return world.minerals.unbundled[..., world.facts.usa].mean(axis=1)


def research(world: World) -> Array:
    return world.minerals.research[..., world.facts.usa]


def from_licensed(world: World) -> Array:
    return world.minerals.from_licensed.sum(axis=(1, 2))


def test_steady_spending_bears_fruit_at_its_own_rate() -> None:
    assert np.allclose(path(research, months=36), 1.0, rtol=1e-12)


def test_new_money_for_research_comes_to_use_after_years_and_is_not_lost() -> None:
    paid = path(research, "USA.mineral_substitution_rd={2026-01: 20, 2027-01: 1}", central=True, runs=1, months=360)
    extra = (paid[:, 0] - 1.0) / 12.0
    assert extra.sum() == pytest.approx(19.0, rel=0.01)
    assert extra[:12].sum() < 0.02 * extra.sum()
    assert extra[:24].sum() < 0.2 * extra.sum()


def test_research_lowers_the_need_per_unit_of_output_late() -> None:
    gain = path(substituted, *RESEARCH, months=MONTHS) - path(substituted, months=MONTHS)
    assert gain[11].max() < 0.002
    assert np.median(gain[-1]) > 0.01


def test_nobody_cuts_ties_at_neutral_levers_or_without_a_worth_of_security() -> None:
    assert path(from_licensed, *NEUTRAL, "all.mineral_suspended_strictness=0").max() == 0.0
    squeeze = ("CHN.mineral_licence_strictness=0.8", "assumptions.unbundling_worth=0")
    assert path(unbundled, *squeeze).max() == 0.0


def test_ties_are_cut_more_as_the_bypass_succeeds_and_less_where_chains_are_interwoven() -> None:
    squeeze = ("CHN.mineral_licence_strictness=0.5",)
    own = ("USA.mineral_rebuild_budget=30", *RESEARCH)
    alone, helped = (np.median(path(unbundled, *squeeze, *s, months=MONTHS)[-1]) for s in ((), own))
    assert helped > 1.2 * alone
    loose, tight = (
        np.median(path(unbundled, *squeeze, *own, f"assumptions.interdependence={i}", months=MONTHS)[-1])
        for i in (0.4, 0.8)
    )
    assert loose > tight + 0.03
    assert tight < 0.6  # full separation is not chosen


def test_who_cuts_ties_buys_less_there() -> None:
    building = ("USA.mineral_rebuild_budget=30", "us_allies.mineral_rebuild_budget=5")  # or nobody else has any to sell
    squeeze = ("CHN.mineral_licence_strictness=0.6", *building, *RESEARCH)
    kept, cut = (
        np.median(path(from_licensed, *squeeze, f"assumptions.unbundling_worth={w}", months=MONTHS)[-12:])
        for w in (0.0, 1.0)
    )
    assert cut < 0.97 * kept
