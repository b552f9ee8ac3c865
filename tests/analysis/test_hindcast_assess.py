"""The assessment of a replay whose figures are known, in tables, words and pictures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.analysis.hindcast_kit import table
from tests.analysis.test_hindcast_operators import metrics

from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.hindcast import (
    NO_CONTROLS,
    REPLAY,
    assess,
    counts,
    makers,
    panels,
    points,
    readings,
    report,
    save_tables,
)
from aicompete.analysis.hindcast import series as series_module
from aicompete.analysis.hindcast.figure import quarter_of, years
from aicompete.analysis.hindcast.monthly import Monthly
from aicompete.analysis.hindcast.observed import observed, observed_points
from aicompete.analysis.hindcast.panels import chip_panels, compute_panels, maker_panels, mineral_panels
from aicompete.analysis.hindcast.series import SERIES
from aicompete.analysis.hindcast.seriesrows import RIVALS
from aicompete.analysis.hindcast.targetfamilies import FAMILY_OF, linear_sd, target_sd
from aicompete.analysis.hindcast.targets import expressed
from aicompete.analysis.hindcast.targets import targets as all_targets
from aicompete.analysis.hindcast.timelines import TIME_LINES
from aicompete.analysis.hindcast.wide import learned_to, misfits
from aicompete.config import load_catalogue, load_scenario

pytestmark = pytest.mark.slow

KEPT = {
    "ai_demand", "ai_spending", "ally_alienation", "ally_control_pressure", "chip_ceiling_basis",
    "chip_volume_cap_share", "chips_reshoring_subsidy", "coop_channel", "data_localisation", "dereg",
    "domestic_stack_fund", "energy_emergency", "federal_preemption_route", "federal_preemption_strength",
    "fullstack_export_intensity", "genesis_access_breadth", "genesis_budget", "genesis_data_release",
    "gov_capacity_cut", "grid_expansion_rate", "loophole_enforcement", "mineral_price_floor",
    "mineral_stockpile_fund", "model_weight_control", "multilateral_engagement", "open_source_push",
    "permit_speedup", "public_research_cut", "reg_pressure_on_allies", "state_bill_rate", "talent_restriction",
    "tariff_on_allies", "tariff_on_rival", "truce_active", "truce_length", "waico_resource",
}  # fmt: skip
"""Levers of the replay that are no controls: the world without controls keeps them."""


def replay(runs: int = 20, months_of_truth: bool = True) -> pd.DataFrame:
    """Runs spread around a world in which NVIDIA ships what was observed."""
    columns = {name: np.repeat(values[:1], runs, axis=0) for name, values in metrics().items()}
    if months_of_truth:
        per_month = next(s for s in SERIES if s.name == "nvidia_world").points()["value"].to_numpy() / 3.0
        columns["chip_flow_nvidia"] = np.repeat(per_month, 3)[None, :] * np.linspace(0.8, 1.2, runs)[:, None]
    return table(columns)


@pytest.fixture(scope="module")
def found():
    return assess(replay(), replay(months_of_truth=False))


def test_every_target_has_a_row_and_a_verdict(found):
    assert list(found.table["id"]) == [target.id for target in all_targets()]
    row = found.table.set_index("id").loc["H04"]
    assert row["inside"]
    assert row["covered"]
    assert row["q05"] < row["median"] < row["q95"]
    assert row["median"] == pytest.approx(13_659_258, rel=0.05)
    explained = found.table[found.table["median"].isna()]
    assert (explained["reason"] != "").all()


def test_context_is_shown_and_not_scored(found):
    counted = sum(counts.inside(found.table, use)[1] for use in ("calibrate", "test"))
    bands = zip(found.table["low"], found.table["high"], strict=True)
    tests = np.array([counts.is_test(low, high) for low, high in bands])
    assert counted == ((found.table["use"] != "context") & found.table["median"].notna() & tests).sum()
    assert (found.table["use"] == "context").sum() > 0


def test_a_band_in_which_nearly_everything_lies_is_no_test(found):
    assert not counts.is_test(10_000.0, 400_000.0)
    assert counts.is_test(4.0, 14.0)
    assert counts.is_test(0.0, 5000.0)  # a ceiling can be broken
    assert "H40" in set(counts.shown(found.table, "test")["id"])
    assert "H40" not in set(counts.counted(found.table, "test")["id"])
    assert "no test" in "\n".join(report(found))


def test_a_replay_that_is_right_beats_every_rival_on_that_series(found):
    row = found.scores.set_index("series").loc["nvidia_world"]
    assert row["points"] == 12
    assert row["coverage"] > 0.9
    assert all(row[f"skill_{rival}"] > 0.5 for rival in RIVALS)


def test_series_that_controls_do_not_reach_count_as_alike(found):
    better, worse, alike = counts.wins(found.scores, "no_controls")
    assert better + worse + alike == len(SERIES)
    assert alike >= 5


def test_history_of_a_series_ends_with_2022():
    for series in SERIES:
        known, ahead = series.history(), series.ahead()
        if not len(known.values):
            assert series.points()["date"].min() > "2022-12-31", series.name
            continue
        assert known.years.max() < 2023.0, series.name
        assert (np.diff(known.years) >= 0).all(), series.name
        assert len(ahead), series.name
        assert years(ahead["date"]).min() >= 2023.0, series.name


def test_the_model_is_read_at_every_point_of_every_series():
    monthly = Monthly.of(table(metrics()))
    for series in SERIES:
        values = series.model(monthly, series.ahead())
        assert values.shape == (2, len(series.ahead())), series.name
        assert np.isfinite(values).all(), series.name


def test_low_values_are_scored_as_the_floor():
    flow = next(s for s in SERIES if s.name == "nvidia_china")
    assert flow.on_scale(np.array([0.0, 500.0, 1000.0])).tolist() == pytest.approx([np.log(1000.0)] * 3)


def test_quarters_of_days():
    assert [quarter_of(day) for day in ("2023-03-31", "2023-04-01", "2023-12-31")] == ["2023Q1", "2023Q2", "2023Q4"]


def test_observed_points_have_a_source_and_a_confidence():
    points = observed_points()
    assert (points["source"].fillna("") != "").all()
    assert set(points["confidence"]) <= {"SEEN-primary", "SEEN-secondary", "DERIVED", "ESTIMATE", "UNVERIFIED"}
    assert not points.duplicated(["date", "series", "actor", "freq"]).any()


def test_the_report_says_what_it_adds_up_to(found):
    text = "\n".join(report(found))
    assert max(map(len, text.splitlines())) <= 150
    assert "conditional replay" in text
    assert "H30" in text
    hits, total = counts.inside(found.table, "test")
    assert f"median inside the band for {hits} of {total} targets" in text
    seen = counts.points_covered(found.scores)
    assert f"{seen.plain} of {seen.total} observed points" in text
    assert f"with the discrepancy {seen.wide} " in text
    assert "Rolling origin" in text


def test_tables_are_written(found, tmp_path):
    files = save_tables(found, pd.DataFrame({"metric": []}), tmp_path / "deep" / "folder")
    names = ["targets", "scores", "origins", "discrepancy", "seam"]
    assert [path.name for path in files] == [f"{name}.csv" for name in names]
    assert len(pd.read_csv(files[0])) == len(all_targets())


def test_failed_runs_are_left_out_and_nothing_but_failed_runs_is_an_error():
    broken = replay(4)
    broken.loc[broken["run"] == 2, [c for c in broken.columns if c not in ("run", "month")]] = np.nan
    assert assess(broken, replay(2)).runs == 3
    with pytest.raises(AnalysisError, match="every run failed"):
        assess(broken[broken["run"] == 2], replay(2))


def test_one_run_without_a_figure_does_not_void_it():
    broken = replay(8)
    one = broken["run"] == 3
    broken.loc[one, "chip_flow_nvidia"] = np.nan
    found, whole = assess(broken, replay(2)), assess(replay(8)[~one.to_numpy()], replay(2))
    row, other = (t.table.set_index("id").loc["H04"] for t in (found, whole))
    assert row["missing"] == 1
    assert row["median"] == other["median"]
    row, other = (t.scores.set_index("series").loc["nvidia_world"] for t in (found, whole))
    assert row["points"] == 12
    assert row["missing"] == 12
    assert row["model"] == pytest.approx(other["model"], rel=1e-12)
    assert "missing and left out" in "\n".join(report(found))


def test_a_replay_that_stops_early_is_held_against_what_it_reaches():
    part = replay(4)
    part = part[part["month"].astype(str) < "2024-02"]
    found = assess(part, part)
    assert counts.inside(found.table, "test") == (0, 0)
    seen = counts.points_covered(found.scores)
    assert 0 < seen.total < 60
    assert counts.points_covered(found.scores, later=True).total < 5
    assert "its months were not run" in "\n".join(report(found))


def test_the_discrepancy_is_learned_from_2022_and_2023_alone():
    plain, late = replay(6), replay(6)
    after = late["month"].astype(str) > "2024-01"  # the fiscal quarter that 2023 ends in ends in January
    late.loc[after, [c for c in late.columns if c not in ("run", "month")]] *= 3.0
    assert misfits(Monthly.of(plain), "2023-12-31")["month"].max() == 23
    assert learned_to(Monthly.of(late)) == learned_to(Monthly.of(plain))
    assert learned_to(Monthly.of(late), "2024-12-31") != learned_to(Monthly.of(plain), "2024-12-31")


def test_with_the_discrepancy_bands_are_wider_and_cover_no_less(found):
    seen = counts.points_covered(found.scores)
    assert seen.plain <= seen.wide <= seen.total
    later = counts.points_covered(found.scores, later=True)
    assert later.total < seen.total
    table = found.table[found.table["median"].notna() & (found.table["id"].isin(FAMILY_OF))]
    positive = table["q05"] > 0.0
    assert (table["q95_wide"] - table["q05_wide"] > 0.9 * (table["q95"] - table["q05"]))[positive].all()


def test_the_same_replay_gives_the_same_discrepancy_to_the_bit_and_a_run_keeps_its_own():
    first, second = assess(replay(6), replay(2)), assess(replay(6), replay(2))
    pd.testing.assert_frame_equal(first.scores, second.scores, check_exact=True)
    pd.testing.assert_frame_equal(first.table, second.table, check_exact=True)


def test_every_year_is_an_origin_that_knows_nothing_of_the_next(found):
    assert found.origins["scored"].tolist() == [2023, 2024, 2025]
    assert (found.origins["scored"] == found.origins["learned_to"] + 1).all()
    assert found.origins["learned_points"].is_monotonic_increasing
    assert found.origins["points"].sum() == counts.points_covered(found.scores).total
    assert found.origins["hits"].sum() == counts.points_covered(found.scores).plain
    assert (found.origins["hits_wide"] <= found.origins["points"]).all()


def test_every_target_has_a_record_to_be_wide_by_but_the_lag(found):
    for target in expressed():
        sd = target_sd(target, found.discrepancy)
        assert np.isfinite(sd), target.id
        assert (sd == 0.0) == (target.id == "H41"), target.id
        assert np.isfinite(linear_sd(target, found.discrepancy)), target.id


def test_every_drawn_series_is_scored():
    assert set(TIME_LINES) == {series.name for series in SERIES if series.name not in ("light_inside",)}


def test_panels_carry_the_fan_and_the_points(found):
    drawn = [*chip_panels(found), *compute_panels(found), *maker_panels(found), *mineral_panels(found)]
    assert len(drawn) == 22
    for panel in drawn:
        for line in panel.lines:
            assert line.fan.shape == (5, len(line.dates))
            assert (np.diff(line.fan, axis=0) >= 0).all()
            assert line.wide is None or line.wide.shape == (2, len(line.dates))
        assert sum(len(line.points) for line in panel.lines), panel.title


def test_every_series_that_comes_with_the_package_is_used(found):
    read: set[str] = set()

    def noting(series: str, actor: str | None = None) -> pd.DataFrame:
        read.add(series)
        return observed(series, actor)

    with pytest.MonkeyPatch.context() as patched:
        for module in (makers, panels, points, readings, series_module):
            patched.setattr(module, "observed", noting)
        maker_panels(found)
        mineral_panels(found)
        compute_panels(found)
        for series in SERIES:
            series.points()
    assert read == set(observed_points()["series"])


def test_the_world_without_controls_drops_every_control_and_nothing_else():
    catalogue = load_catalogue()
    before, after = load_scenario(REPLAY), load_scenario(NO_CONTROLS)
    assert set(after.levers) == set(before.levers)
    for name, actors in after.levers.items():
        neutral = catalogue.levers[name].neutral
        if name in KEPT:
            assert actors == before.levers[name]
            continue
        for actor, paths in actors.items():
            for path in paths.values() if isinstance(paths, dict) else [paths]:
                assert set(path.values) == {neutral}, f"{actor}.{name}"
