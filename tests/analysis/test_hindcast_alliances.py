"""How the replay sides: ranks at their limits; a model that follows the record, stands still or goes astray."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from aicompete.analysis.errors import DamagedResults
from aicompete.analysis.hindcast import alliances
from aicompete.analysis.hindcast.alliances import record
from aicompete.analysis.hindcast.alliances.bynation import ByNation
from aicompete.analysis.hindcast.alliances.judge import SERIES
from aicompete.analysis.hindcast.alliances.ranks import ahead, chance, spearman
from aicompete.analysis.hindcast.monthly import months_of
from aicompete.world.institutions import membership
from aicompete.world.tables import load_tables

NATIONS = load_tables("2022-01").nation_ids
MONTHS = months_of("2022..2025")
METRICS = ("alignment", "votes", "trust_us", "trust_cn", "compliance_us")


def table(value: Callable[[str, str, str], float], runs: int = 3) -> pd.DataFrame:
    """A table of nations from a function of metric, month and nation."""
    keys = [(run, month, nation) for run in range(runs) for month in MONTHS for nation in NATIONS]
    columns = {name: [value(name, month, nation) for _, month, nation in keys] for name in METRICS}
    return pd.DataFrame(keys, columns=["run", "month", "nation"]).assign(**columns)


def following(sign: float) -> pd.DataFrame:
    """A world in which votes go year by year where they went (or the other way), in December."""
    years = {year: record.voted(year) for year in record.YEARS}

    def value(metric: str, month: str, nation: str) -> float:
        if metric != "votes" or nation not in years[2021]:
            return 0.5
        last = int(month[:4]) if month[5:] == "12" else int(month[:4]) - 1
        now, start = years[min(last, 2024)][nation], years[2021][nation]
        return start + sign * (now - start)

    return table(value)


def test_rank_correlation_at_its_limits():
    a = np.array([3.0, 1.0, 2.0, 5.0])
    assert spearman(a, np.exp(a)) == pytest.approx(1.0)
    assert spearman(a, -a) == pytest.approx(-1.0)
    assert np.isnan(spearman(a, np.zeros(4)))
    assert np.isnan(spearman(a[:2], a[:2]))
    assert spearman(np.array([1.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(np.sqrt(3) / 2)
    assert chance(26) == pytest.approx(0.2)


def test_who_joined_stands_ahead():
    joined = np.array([True, True, False, False])
    assert ahead(np.array([4.0, 3.0, 2.0, 1.0]), joined) == 1.0
    assert ahead(np.array([1.0, 2.0, 3.0, 4.0]), joined) == 0.0
    assert ahead(np.ones(4), joined) == 0.5
    assert np.isnan(ahead(np.ones(4), np.ones(4, dtype=bool)))


def test_a_model_that_follows_the_votes_has_rank_correlation_one_and_full_skill():
    rows = alliances.judge(following(1.0)).moves.set_index("series")
    for series in [name for name in rows.index if name.startswith("votes")]:
        assert rows.loc[series, "rho"] == pytest.approx(1.0), series
        assert rows.loc[series, "skill"] == pytest.approx(1.0), series


def test_a_model_that_goes_the_other_way_is_worse_than_no_change():
    row = alliances.judge(following(-1.0)).moves.set_index("series").loc["votes, 2021 to 2024"]
    assert row["rho"] == pytest.approx(-1.0)
    assert row["skill"] < 0.0


def test_a_model_that_stands_still_has_no_rank_correlation_and_no_skill():
    found = alliances.judge(table(lambda metric, month, nation: 0.3))
    assert found.moves["rho"].isna().all()
    np.testing.assert_allclose(found.moves["skill"], 0.0, atol=1e-12)
    assert (found.joinings["ahead"] == 0.5).all()
    still = found.responses["expected"] == 0
    assert (found.responses["right"] == still).all()


def test_nations_that_join_by_moving_raise_the_skill_over_the_start():
    event = next(row for row in record.events("joinings") if row["id"] == "J06")
    inside = event["joined"].split()

    def value(metric: str, month: str, nation: str) -> float:
        late = month >= "2025-06" and metric == "alignment"
        return 0.01 * NATIONS.index(nation) + (2.0 if late and nation in inside else 0.0)

    row = alliances.judge(table(value)).joinings.set_index("id").loc["J06"]
    assert row["ahead"] == row["ahead_moved"] == row["skill"] == 1.0
    assert row["ahead_start"] < 0.9


def test_surveys_become_moves_of_trust_between_the_same_questions():
    moves = {(m.nation, m.begin, m.end): m.change for m in record.survey_moves("us")}
    assert moves["MEX", "2024-04", "2025-03"] == pytest.approx(-0.32)
    china = {(m.nation, m.begin, m.end): m.change for m in record.survey_moves("cn")}
    assert china["AUS", "2022-04", "2023-04"] == pytest.approx(-0.01)  # unfavourable, 86 to 87
    assert china["AUS", "2024-04", "2025-03"] == pytest.approx(0.09)  # counted once, as favourable
    assert ("SGP", "2022-04", "2024-04") not in china  # two different questions


def test_what_was_not_verified_is_listed_and_never_scored():
    rows = record.table("surveys")
    unseen = rows["confidence"] == "UNVERIFIED"
    assert unseen.any()
    assert rows.loc[unseen, "percent"].isna().all()
    assert rows.loc[~unseen, "percent"].notna().all()
    assert all(np.isfinite(m.change) for power in ("us", "cn") for m in record.survey_moves(power))


@pytest.mark.parametrize("name", ["joinings", "surveys", "responses"])
def test_the_record_names_known_nations_and_sources(name: str):
    rows = record.table(name)
    assert (rows["source"] != "").all()
    assert set(rows["confidence"]) <= {"SEEN-primary", "SEEN-secondary", "DERIVED", "ESTIMATE", "UNVERIFIED"}
    named = " ".join(rows[column].str.cat(sep=" ") for column in ("joined", "left_out", "nation") if column in rows)
    assert set(named.split()) <= set(NATIONS[2:-1])


def test_a_start_in_january_counts_as_the_end_of_the_year_before():
    replay = ByNation.of(following(1.0))
    move = replay.move("votes", "2021-12", "2022-01")
    assert all((values == 0.0).all() for values in move.values())
    assert replay.at("votes", "2026-02")["DEU"] == pytest.approx(replay.at("votes", "2025-12")["DEU"])


def test_broken_runs_are_left_out_and_a_missing_row_is_an_error():
    whole = following(1.0)
    broken = whole.copy()
    broken.loc[broken["run"] == 1, list(METRICS)] = np.nan
    assert ByNation.of(broken).runs == 2
    with pytest.raises(DamagedResults):
        ByNation.of(whole.iloc[:-1])


def test_the_section_fits_a_terminal_and_the_tables_are_written(tmp_path):
    found = alliances.judge(following(1.0))
    text = list(alliances.lines(found))
    assert max(map(len, text)) <= 150
    assert any("4 of 6 measured series" in line for line in text)
    files = alliances.save_judgement(found, tmp_path / "new")
    assert [len(pd.read_csv(path)) for path in files[:2]] == [len(SERIES), len(found.by_nation)]


def joined_as(chance: Callable[[str, str], float]) -> pd.DataFrame:
    """A replay of two runs in which a nation is a member of a club in the given share of runs."""
    found = table(lambda metric, month, nation: 0.3, runs=2)
    for club in ("pax_silica", "safety_network", "waico", "brics"):
        share = found["nation"].map(lambda nation, club=club: chance(club, nation))
        found[f"member_{club}"] = (share > found["run"] / 2.0).astype(float)
    return found


def test_free_joining_is_held_against_who_joined_by_the_end():
    record = {(club, iso3) for club, iso3, since in membership() if since <= "2025-12"}
    right = alliances.judge(joined_as(lambda club, nation: float((club, nation) in record))).clubs
    assert list(right["club"]) == ["safety_network", "brics"]  # the others opened too late, or not at all
    np.testing.assert_allclose(right[["chance_joined", "ahead", "skill"]], 1.0)
    assert (right["chance_others"] == 0.0).all()
    assert (right["expected"] == right["joined"]).all()
    wrong = alliances.judge(joined_as(lambda club, nation: float((club, nation) not in record))).clubs
    assert (wrong["ahead"] == 0.0).all()
    assert (wrong["skill"] < 0.0).all()
    even = alliances.judge(joined_as(lambda club, nation: 0.4)).clubs
    assert (even["ahead"] == 0.5).all()
    assert "safety institutes" in "\n".join(alliances.lines(alliances.judge(joined_as(lambda c, n: 0.4))))


def test_without_membership_nothing_is_said_of_clubs():
    assert alliances.judge(table(lambda metric, month, nation: 0.3)).clubs.empty
