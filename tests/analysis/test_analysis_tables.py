"""Reading results: reshaping, failed runs, and a clear word about damage."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.plots.synthetic import CODES, FolderResults, write_results

from aicompete.analysis import AnalysisError, DamagedResults, NotRecorded, band, band_table, view
from aicompete.analysis.tables import default_dates, failure_text


def test_a_metric_is_an_array_of_runs_and_months(base: FolderResults) -> None:
    seen = view(base)
    values = seen.metric("chip_price")
    table = base.series.set_index(["run", "month"])["chip_price"]
    assert values.shape == (20, 36)
    assert values[7, 11] == table.loc[(7, "2026-12")]


def test_rows_in_any_order_give_the_same_arrays(base: FolderResults) -> None:
    shuffled = FolderResults(base.folder)
    shuffled.__dict__["series"] = base.series.sample(frac=1, random_state=3)
    shuffled.__dict__["nations"] = base.nations.sample(frac=1, random_state=3)  # type: ignore[union-attr]
    assert np.array_equal(view(shuffled).metric("chip_price"), view(base).metric("chip_price"))
    assert np.array_equal(view(shuffled).nation_metric("alignment"), view(base).nation_metric("alignment"))


def test_nations_stand_in_the_manifest_order_without_the_rest_of_the_world(base: FolderResults) -> None:
    seen = view(base)
    assert seen.nation_codes == [c for c in CODES if c != "ROW"]
    assert np.all(seen.nation_metric("alignment")[:, :, 0] == 1)
    assert np.all(seen.nation_metric("alignment")[:, :, 1] == -1)


def test_failed_runs_are_counted_and_left_out(courted: FolderResults) -> None:
    seen = view(courted)
    assert seen.failed.tolist() == [0, 1]
    assert len(seen.metric("chip_price")) == 18
    assert not np.isnan(seen.metric("chip_price")).any()
    assert failure_text(seen) == "18 of 20 runs (2 failed and are left out)"


def test_runs_without_a_state_count_as_failed_when_all_their_metrics_are_missing(courted: FolderResults) -> None:
    silent = FolderResults(courted.folder)
    silent.__dict__["runs"] = courted.runs.drop(columns=["state", "message"])
    assert view(silent).failed.tolist() == [0, 1]


def test_a_point_of_a_sweep_has_its_own_runs_and_levers(sweep: FolderResults) -> None:
    seen = view(sweep, point=5)
    assert len(seen.good) == 32
    assert set(seen.runs["point"]) == {5}
    strictness = [e for e in seen.levers if e["lever"] == "mineral_licence_strictness"]
    assert {e["item"] for e in strictness} == {"rare_earths", "heavy_rare_earths", "gallium", "germanium"}
    assert {tuple(e["path"].values()) for e in strictness} == {(0.9,)}
    control = [e for e in seen.levers if e["lever"] == "chip_export_control" and e["actor"] == "USA"]
    assert [e["path"] for e in control] == [{"2026-01": 0.3}]
    with pytest.raises(AnalysisError, match="points 0 to 11"):
        view(sweep, point=12)


def test_unknown_metric_names_the_nearest(base: FolderResults) -> None:
    with pytest.raises(NotRecorded, match="did you mean 'chip_price'"):
        view(base).metric("chip_prise")


def test_nations_not_recorded_is_said(tmp_path: Path) -> None:
    seen = view(FolderResults(write_results(tmp_path, runs=2, months=3, nations=False)))
    with pytest.raises(NotRecorded, match="nations table was not recorded"):
        seen.nation_metric("alignment")


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda r: r.__dict__.update(series=r.series[r.series["run"] != 3]), "1 of 4 runs have no rows"),
        (lambda r: r.__dict__.update(series=r.series.iloc[:-1]), "different numbers of months"),
        (lambda r: r.__dict__.update(series=pd.concat([r.series, r.series.iloc[:1]])), "same run and month twice"),
        (lambda r: r.__dict__.update(runs=r.runs[r.runs["run"] != 3]), "not in the design"),
        (lambda r: r.__dict__.update(series=r.series.iloc[:0]), "series table is empty"),
        (lambda r: r.manifest.pop("nations"), "manifest.json has no 'nations'"),
        (lambda r: r.manifest["dates"].pop(), "names 5 dates, the series table has 6"),
    ],
)
def test_damage_is_named(tmp_path: Path, harm: object, message: str) -> None:
    results = FolderResults(write_results(tmp_path, runs=4, months=6))
    assert view(results).dates[-1] == "2026-06"
    harm(results)  # type: ignore[operator]
    with pytest.raises(DamagedResults, match=message):
        view(results)


def test_all_runs_failed_is_an_error_with_the_first_message(tmp_path: Path) -> None:
    results = FolderResults(write_results(tmp_path, runs=3, months=3, failed=3))
    with pytest.raises(DamagedResults, match=r"every run failed .*price is NaN"):
        view(results)


def test_a_folder_without_manifest_is_not_a_results_folder(tmp_path: Path) -> None:
    with pytest.raises(DamagedResults, match=r"no manifest\.json"):
        view(tmp_path)


def test_a_folder_is_opened_by_the_batch(base: FolderResults, tmp_path: Path) -> None:
    pytest.importorskip("aicompete.batch.store.results")
    folder = tmp_path / "copy"
    shutil.copytree(base.folder, folder)
    assert np.array_equal(view(folder).metric("chip_price"), view(base).metric("chip_price"))


def test_dates_are_checked(base: FolderResults) -> None:
    seen = view(base)
    assert seen.month_index("2026-03") == 2
    assert default_dates(seen) == ["2026-01", "2027-07", "2028-12"]
    with pytest.raises(AnalysisError, match="outside the results, which run from 2026-01 to 2028-12"):
        seen.month_index("2029-01")
    with pytest.raises(AnalysisError, match="not a month"):
        seen.month_index("2026")


def test_yearly_dates_stand_for_their_year(tmp_path: Path) -> None:
    seen = view(FolderResults(write_results(tmp_path, runs=2, months=36, every="year")))
    assert seen.dates == ["2026-12", "2027-12", "2028-12"]
    assert seen.month_index("2028-06") == 1


def test_bands_are_quantiles_over_runs() -> None:
    b = band(np.arange(101.0)[:, None])
    assert (b.low[0], b.q25[0], b.median[0], b.q75[0], b.high[0], b.mean[0]) == (10, 25, 50, 75, 90, 50)
    assert b.has_band
    assert not band(np.ones((1, 3))).has_band


def test_a_missing_run_leaves_the_band_of_the_others() -> None:
    values = np.array([[1.0], [np.nan], [3.0]])
    assert band(values).median[0] == 2.0


def test_band_table_says_units(base: FolderResults) -> None:
    table = band_table(base, ["chip_price", "compute_share_chn"])
    assert len(table) == 72
    assert set(table["unit"]) == {"USD per H100e", "share"}
    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()


def test_the_manifest_is_plain_json(base: FolderResults) -> None:
    assert json.loads((base.folder / "manifest.json").read_text())["nations"][0]["name"] == "United States"
