"""Clubs are chosen, in company, and left slowly; a vacuum is filled by those who try; training takes years."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.alliance_kit import SUPPLY, ensemble, path, place, stepped

from aicompete.subjects.state import World
from aicompete.world.institutions import BRICS, CLUBS, WAICO, membership

PAX, SAFETY = CLUBS.index("pax_silica"), CLUBS.index("safety_network")
SURE = ("assumptions.club_taste_spread=0", "assumptions.club_agenda=-2")


def members(world: World, club: int) -> float:
    return float(world.institutions.member[:, club].sum(axis=1).mean())


def test_the_start_worlds_hold_the_members_on_record():
    for start in ("2022-01", "2026-01"):
        world = ensemble(runs=1, months=1, start=start).world
        for club, iso3, month in membership():
            inside = world.institutions.member[0, CLUBS.index(club), world.facts.nation(iso3)]
            assert inside == (1.0 if month < start else 0.0), (club, iso3)
    assert not world.institutions.member[:, :, [0, 1, -1]].any()


def test_nobody_joins_before_a_club_opens_nor_what_nobody_pays_for():
    early = path(lambda w: w.institutions.member[:, [PAX, SAFETY]].sum(), start="2022-01", months=34)
    assert (early == 0.0).all()
    unpaid = stepped("CHN.waico_resource=0", months=72)
    assert members(unpaid, WAICO) == 0.0
    assert members(stepped(months=72), WAICO) > 3.0


def test_money_and_company_gain_members_and_breed_more():
    few, many = (stepped(f"CHN.waico_resource={money}", months=72) for money in (0.05, 10))
    assert members(many, WAICO) > members(few, WAICO) + 3.0
    alone, together = (
        stepped(f"assumptions.club_company_weight={weight}", "CHN.waico_resource=2", months=72) for weight in (0, 1)
    )
    assert members(together, WAICO) > members(alone, WAICO) + 1.0


def test_joining_takes_the_months_of_accession_and_enemies_stay_out():
    months = path(
        lambda w: w.institutions.member[0, PAX].copy(), *SURE, "assumptions.accession_scale=1", months=6, runs=1
    )
    started = ensemble(runs=1, months=1).world.institutions.member[0, PAX]
    assert (months[0] == started).all()
    assert months[-1].sum() > started.sum()
    world = stepped("CHN.brics_centre_budget=10", *SURE, months=48)
    taiwan, india = place(world, "TWN", "IND")
    assert not world.institutions.member[:, BRICS, taiwan].any()
    assert not world.institutions.member[:, WAICO, india].any()  # open quarrel on the border
    assert world.institutions.member[:, BRICS, india].all()  # it was in before


def test_members_stay_when_the_mood_turns_a_little_and_go_slowly_when_it_turns_much():
    hostile = ("USA.ally_alienation=1", "USA.tariff_on_allies=100", "USA.fullstack_export_intensity=0")
    stay = stepped(*hostile, "assumptions.club_loyalty=2", "assumptions.club_taste_spread=0", months=60)
    start = ensemble(runs=1, months=1).world.institutions.member[0, PAX]
    assert (stay.institutions.member[:, PAX] >= start).all()
    # with the least of luck: a change of mood at home brings one back now and then
    cost = ("assumptions.club_cost=1.5", "assumptions.club_loyalty=0", "assumptions.alliance_shock_spread=0.08")
    left = path(lambda w: (w.institutions.member[:, PAX] * start).sum(axis=1).mean(), *hostile, *cost, months=24)
    assert left[0] == start.sum()
    assert left[-1] < start.sum() - 1.0
    assert (np.diff(left) <= 0.0).all()


def test_nothing_fills_a_vacuum_that_nobody_enters_and_nothing_is_missing_where_the_usa_leads():
    gone = ("USA.multilateral_engagement=0", "USA.ally_alienation=1")
    idle = path(lambda w: w.institutions.filled.sum(axis=1).max(), *gone, "CHN.rival_vacuum_uptake=0",
                "IND.rival_vacuum_uptake=0", "eu.rival_vacuum_uptake=0", months=24)  # fmt: skip
    assert (np.diff(idle) < 0.0).all()
    there = stepped("USA.multilateral_engagement=1", "USA.ally_alienation=0", months=24)
    assert (there.institutions.vacuum == 0.0).all()
    world = stepped(*gone, months=120)
    need = world.institutions.vacuum
    assert (world.institutions.filled.sum(axis=1) <= need).all()


def test_europe_in_the_lead_draws_to_the_middle_and_china_to_itself():
    gone = ("USA.multilateral_engagement=0", "USA.ally_alienation=1", "assumptions.vacuum_weight=0.5")
    idle = [f"{who}.rival_vacuum_uptake=0" for who in ("CHN", "IND", "eu")]
    none, europe, china = (
        stepped(*gone, *idle, *tried, months=72).alliances.alignment.mean(axis=0)
        for tried in ([], ["eu.rival_vacuum_uptake=1"], ["CHN.rival_vacuum_uptake=1"])
    )
    rest, germany, brazil = place(ensemble(runs=1, months=1).world, "EUR", "DEU", "BRA")
    assert (np.abs(europe[[rest, germany]]) < np.abs(none[[rest, germany]]) - 0.005).all()
    assert europe[brazil] > none[brazil] - 0.01
    assert china[brazil] < none[brazil] - 0.02
    assert china[germany] == pytest.approx(none[germany], abs=0.02)


def test_training_counts_from_the_start_and_reaches_partners_only():
    still = stepped(months=36)
    assert np.abs(still.institutions.skill).mean() < 0.002  # new members share what old ones had
    world = stepped("CHN.brics_centre_budget=10", months=60)
    brazil, japan = place(world, "BRA", "JPN")
    assert world.institutions.skill[:, brazil].mean() > 0.03
    assert world.institutions.skill[:, japan].max() == 0.0


def test_partners_with_training_catch_up_on_capability():
    free = tuple(name for name in SUPPLY if name != "capability")
    low, high = (stepped(f"CHN.brics_centre_budget={money}", months=84, disable=free, runs=4) for money in (0, 10))
    brazil, japan = place(low, "BRA", "JPN")
    gain = (high.capability.level - low.capability.level).mean(axis=0)
    assert gain[brazil] > 0.005
    assert abs(gain[japan]) < 0.3 * gain[brazil]


def test_firms_with_less_to_lose_in_china_come_to_the_mission():
    still = stepped(months=12).institutions
    np.testing.assert_allclose(still.admitted, still.admitted_start)
    opened = stepped("USA.genesis_ally_access=1", months=48)
    canada, korea, russia, brazil = place(opened, "CAN", "KOR", "RUS", "BRA")
    admitted = opened.institutions.admitted.mean(axis=0)
    assert admitted[canada] > admitted[korea] > admitted[brazil] > admitted[russia]
    assert admitted[russia] == 0.0
    assert opened.institutions.skill[:, canada].mean() > 0.01
    shut = stepped("USA.genesis_ally_access=0", months=48)
    gained = opened.alliances.alignment - shut.alliances.alignment
    assert gained[:, canada].mean() > gained[:, russia].mean()
    assert gained[:, canada].mean() > 0.003


def test_switched_off_the_institutions_leave_everything_as_it_was():
    off = stepped(disable=(*SUPPLY, "institutions"), months=24)
    assert not off.institutions.inclination.any()
    assert not off.institutions.skill.any()
    assert not off.institutions.repute.any()
    assert (off.institutions.member == off.institutions.member_start).all()
