"""Governments on record: one after another, of a known side, and terms that end after the record."""

from __future__ import annotations

import pytest

from aicompete.world.facts import load_facts
from aicompete.world.governments import NEVER, SIDES, governments, in_office, side_on
from aicompete.world.tables import START_DATES, read_columns


def test_every_government_takes_office_after_the_one_before_and_is_of_a_known_side():
    for iso3, terms in in_office().items():
        days = [day for day, _ in terms]
        assert days == sorted(set(days)), iso3
        assert {side for _, side in terms} <= set(SIDES.values())


def test_all_but_the_powers_the_union_and_the_rest_have_a_government_at_both_starts():
    for date in START_DATES:
        names = load_facts(date).tables.nation_ids
        without = {iso3 for iso3 in names if side_on(iso3, f"{date}-01") is None}
        assert without == {"USA", "CHN", "EUR", "ROW"}


def test_terms_are_of_nations_with_governments_and_end_after_the_last_one_on_record():
    rows = read_columns("terms_of_office.csv")
    last = max(day for terms in in_office().values() for day, _ in terms)
    assert set(rows["iso3"]) < set(in_office())
    assert min(rows["next_end"]) > last[:7]
    assert all(24 <= int(months) <= 84 for months in rows["term_months"])
    assert set(rows["democracy"]) == {"0", "1"}


@pytest.mark.parametrize(
    ("date", "iso3", "side", "usual", "changes"),
    [
        ("2022-01", "KOR", -1.0, -1.0, {4: 1.0, 41: -1.0}),  # May 2022, June 2025; December 2024 changed no side
        ("2022-01", "DEU", -1.0, 1.0, {40: 1.0}),  # in office three weeks before the start
        ("2022-01", "MEX", -1.0, -0.5, {}),  # one of four assemblies under the government before
        ("2022-01", "GBR", 1.0, 1.0, {30: -1.0}),
        ("2026-01", "BRA", -1.0, 0.0, {}),
        ("2026-01", "CHL", -1.0, -0.5, {2: 1.0}),
    ],
)
def test_the_start_knows_who_is_in_office_and_whose_votes_are_the_habit(
    date: str, iso3: str, side: float, usual: float, changes: dict[int, float]
):
    facts = load_facts(date)
    found, place = governments(facts), facts.tables.nation_ids.index(iso3)
    assert found.side[place] == side
    assert found.usual[place] == usual
    months, sides = found.months[:, place], found.sides[:, place]
    assert dict(zip(months[months < NEVER].tolist(), sides[months < NEVER].tolist(), strict=True)) == changes


def test_powers_have_no_government_here():
    found = governments(load_facts("2026-01"))
    for values in (found.side, found.usual, found.term, found.democracy):
        assert values[:2].tolist() == [0.0, 0.0]
