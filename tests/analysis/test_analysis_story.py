"""Coalitions as probabilities, responses of sweeps, and the story told about both."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.plots.synthetic import FolderResults, write_results

from aicompete.analysis import (
    AnalysisError,
    coalition_shares,
    crossings,
    largest_movers,
    response,
    side_probabilities,
    story,
    view,
)
from aicompete.analysis.cube import ordered
from aicompete.analysis.sweepresponse import grid, spreads
from aicompete.analysis.words import change, metric_text, number, quantity, span


def test_shares_of_a_weight_sum_to_one(courted: FolderResults) -> None:
    shares = coalition_shares(courted)
    assert set(shares) == {"count", "gdp", "compute", "votes"}
    for sides in shares.values():
        assert sum(sides.values()) == pytest.approx(np.ones((18, 36)))


def test_sides_are_probabilities_over_runs(courted: FolderResults) -> None:
    sides = side_probabilities(courted)
    assert sum(sides.values()) == pytest.approx(np.ones((36, 32)))
    assert sides["us"][:, 0] == pytest.approx(np.ones(36))
    assert sides["cn"][:, 1] == pytest.approx(np.ones(36))


def test_crossings_count_runs_that_changed_sides(courted: FolderResults) -> None:
    table = crossings(courted)
    seen = view(courted)
    assert len(table) == 30
    assert not {"USA", "CHN", "ROW"} & set(table["nation"])
    first = table.iloc[0]
    i = seen.nation_codes.index(first["nation"])
    membership = seen.nation_metric("membership")[:, :, i]
    assert first["changed"] == np.mean(membership[:, 0] != membership[:, -1])
    assert table["changed"].is_monotonic_decreasing


def test_movers_are_changes_within_runs(courted: FolderResults) -> None:
    table = largest_movers(courted, start="2026-06", end="2028-06")
    seen = view(courted)
    row = table.iloc[0]
    values = seen.nation_metric("alignment")[:, :, seen.nation_codes.index(row["nation"])]
    assert row["change"] == pytest.approx(np.median(values[:, 29] - values[:, 5]))
    assert table["change"].abs().is_monotonic_decreasing
    assert row["low"] <= row["change"] <= row["high"]


def test_response_has_one_row_a_point(sweep: FolderResults) -> None:
    table = response(sweep, "compute_share_chn")
    assert len(table) == 12
    assert (table["runs"] == 32).all()
    assert (table["seed_spread"] > 0).all()
    assert (table["parameter_spread"] > 0).all()
    cells = grid(table, "CHN.mineral_licence_strictness", "USA.chip_export_control")
    assert cells.shape == (3, 4)
    assert (np.diff(cells.to_numpy(), axis=1) < 0).all()
    values = view(sweep, 4).metric("compute_share_chn")[:, -1]
    assert table.loc[4, "median"] == pytest.approx(np.median(values))


def test_spreads_tell_luck_from_ignorance() -> None:
    rng = np.random.default_rng(1)
    values = 3.0 * rng.normal(size=(2, 400, 1)) + 0.5 * rng.normal(size=(2, 400, 20))
    values[1, 3, :7] = np.nan
    seed, parameter = spreads(values)
    assert seed == pytest.approx([0.5, 0.5], rel=0.05)
    assert parameter == pytest.approx([3.0, 3.0], rel=0.1)
    assert np.isnan(spreads(values[:, :, :1])).all()


def test_a_plain_run_has_no_response(base: FolderResults) -> None:
    with pytest.raises(AnalysisError, match="is not a sweep"):
        response(base, "chip_price")


def test_settings_in_words_keep_the_order_of_the_sweep() -> None:
    assert ordered(pd.Series(["none", "defence", "all", "none"])) == ["none", "defence", "all"]
    assert ordered(pd.Series([0.9, 0.0, 0.3])) == [0.0, 0.3, 0.9]


def test_the_story_of_a_run_has_numbers_bands_and_movers(courted: FolderResults) -> None:
    told = story(courted)
    assert 3 <= len(told) <= 8
    text = " ".join(told)
    assert "18 of 20 runs (2 failed and are left out)" in text
    assert "seed 1" in text
    assert "10-90 %" in text
    assert any("the two powers are not counted in these shares" in line for line in story(courted))
    share = np.median(view(courted).metric("coalition_share_us_gdp")[:, -1])
    assert f"to {100 * share:.0f} %" in told[1]
    assert largest_movers(courted).loc[0, "name"] in text
    assert all(s.endswith(".") for s in told)


def test_the_story_of_one_run_claims_no_band(tmp_path: Path) -> None:
    told = story(FolderResults(write_results(tmp_path, runs=1, months=12)))
    assert "one run, so no band" in told[0]
    assert "% of runs" not in " ".join(told)


def test_the_story_of_one_recorded_month_says_nothing_of_changes(tmp_path: Path) -> None:
    told = " ".join(story(FolderResults(write_results(tmp_path, runs=3, months=12, every="end"))))
    assert "Dec 2026 (the only month recorded, so nothing is said of changes)" in told
    assert "The chip price was" in told
    for claim in ("stayed", "went from", "moved", "changed sides", "times"):
        assert claim not in told


def test_the_story_of_yearly_records_counts_from_the_first_of_them(tmp_path: Path) -> None:
    told = " ".join(story(FolderResults(write_results(tmp_path, runs=3, months=36, every="year"))))
    assert "the runs start in Jan 2026; changes count from Dec 2026, the first month recorded" in told
    assert "times its price in Dec 2026" in told
    assert "times the start" not in told
    monthly = " ".join(story(FolderResults(write_results(tmp_path / "m", runs=3, months=36))))
    assert "times the start" in monthly
    assert "first month recorded" not in monthly


def test_the_story_without_nations_is_shorter_but_whole(tmp_path: Path) -> None:
    told = story(FolderResults(write_results(tmp_path, runs=3, months=12, nations=False)))
    assert 3 <= len(told) <= 8


def test_the_story_of_a_sweep_is_its_response(sweep: FolderResults) -> None:
    told = story(sweep)
    assert 3 <= len(told) <= 8
    assert "384 runs over 12 points" in told[0]
    text = " ".join(told)
    assert "As United States chip export control goes from 0 to 0.9" in text
    assert "China's share of world AI compute falls" in text
    assert "from random shocks" in told[-1]


def test_words_for_numbers() -> None:
    assert number(1234567.0) == "1.23 million"
    assert number(16995.0) == "17,000"
    assert number(1127.0, 2) == "1,130"
    assert number(999.0) == "999"
    assert number(float("nan")) == "not known"
    assert quantity(0.1234, "share") == "12 %"
    assert quantity(0.012, "share") == "1.2 %"
    assert quantity(50, "usd_bn_per_year") == "50.0 USD bn per year"
    assert span(0.47, 0.65, "share") == "47 to 65 %"
    assert change(-0.034, "share") == "-3.4 points"
    assert metric_text("coalition_share_cn_votes") == "Chinese side's share of votes"
    assert metric_text("jobs_automated_chn") == "jobs automated of China"
    assert metric_text("lever_usa_chip_export_control") == "chip export control of the United States"
    assert metric_text("mineral_price_heavy_rare_earths_outside") == "price of heavy rare earths outside China"
    assert metric_text("something_new") == "something new"
