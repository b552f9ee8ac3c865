"""Other tools read what is written for them; each format with the real package where it can be had."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from aicompete import Results, simulate
from aicompete.analysis import AnalysisError, to_ema
from aicompete.analysis.export import FORMATS, save, to_iamc, to_salib
from aicompete.analysis.export.iamc import COLUMNS, variables
from aicompete.batch.design.design import sweep
from aicompete.batch.run.runner import to_folder
from aicompete.cli import app
from aicompete.config import load_experiment

pytestmark = pytest.mark.slow

OVER = """
      USA.chip_export_control: [0, 0.9]
      USA.chip_ceiling_basis: [index, tpp]
      assumptions.diffusion: distribution
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return simulate("baseline", runs=4, months=6, out=tmp_path_factory.mktemp("run") / "r")


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Results]:
    folder = tmp_path_factory.mktemp("sweeps")
    sizes = {"saltelli": "base: 4", "morris": "trajectories: 4", "sobol": "points: 8"}
    found = {}
    for kind, size in sizes.items():
        file = folder / f"{kind}.yaml"
        file.write_text(
            "scenario: baseline\nmonths: 6\ndraws: 1\nreplicates: 2\nrecord: {nations: false, every: end}\n"
            f"metrics: [compute_share_chn, chip_price]\nsweep:\n  {kind}:\n    {size}\n    over:{OVER}"
        )
        found[kind] = to_folder(sweep(load_experiment(file)), folder / kind, workers=1)
    return found


def test_iamc_keeps_the_rules_of_the_format(run: Results, swept: dict[str, Results], tmp_path: Path) -> None:
    for results in (run, swept["saltelli"]):
        path, list_of, meta = save(results, "iamc", tmp_path / results.name)
        back = pd.read_csv(path)
        assert tuple(back.columns) == COLUMNS
        assert not back.isna().any().any()  # an empty cell is an error there
        assert not back.duplicated(list(COLUMNS[:-1])).any()
        assert pd.to_datetime(back["time"]).dt.day.eq(1).all()
        assert back["value"].map(np.isfinite).all()
        known = pd.read_csv(list_of)
        assert set(back["variable"].str.rpartition("|")[0]) == set(known["variable"])
        assert known["variable"].is_unique or known["level"].nunique() == 2
        assert set(back["scenario"]) == set(pd.read_csv(meta)["scenario"])


def test_iamc_has_the_numbers_of_the_results(run: Results) -> None:
    table = to_iamc(run, ["chip_price", "alignment"])
    name = variables(run, ["chip_price"])["variable"].item()
    price = table[table["variable"] == f"{name}|Median"]
    assert price["value"].to_numpy() == pytest.approx(run.series.groupby("month")["chip_price"].median().to_numpy())
    assert set(price["region"]) == {"World"}
    assert run.nations is not None
    korea = table[(table["region"] == "South Korea") & table["variable"].str.endswith("Alignment|Mean")]
    wanted = run.nations[run.nations["nation"] == "KOR"].groupby("month")["alignment"].mean()
    assert korea["value"].to_numpy() == pytest.approx(wanted.to_numpy())


def test_pyam_reads_it(run: Results, tmp_path: Path) -> None:
    try:
        import pyam
    except Exception as error:  # its own dependencies may not fit each other
        pytest.skip(f"pyam does not import: {error}")
    path, *_ = save(run, "iamc", tmp_path, ["chip_price"])
    frame = pyam.IamDataFrame(str(path))
    assert frame.model == ["aicompete 0.1.0"]
    assert frame.time_domain == "datetime"
    assert len(frame.variable) == 4


def test_the_workbench_reads_it(run: Results, swept: dict[str, Results], tmp_path: Path) -> None:
    pytest.importorskip("ema_workbench")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench import load_results
        from ema_workbench.analysis import feature_scoring
    results = swept["sobol"]
    experiments, outcomes = to_ema(results)
    written = save(results, "ema", tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        back, arrays = load_results(str(written[-1]))
    assert back["scenario"].tolist() == experiments["scenario"].tolist()
    assert back["policy"].tolist() == experiments["policy"].tolist()
    assert all(np.array_equal(arrays[name], values) for name, values in outcomes.items())
    scores = feature_scoring.get_feature_scores_all(
        experiments[["USA.chip_export_control", "assumptions.diffusion"]], {"price": outcomes["chip_price"]}
    )
    assert scores.shape == (2, 1)
    over_time = save(run, "ema", tmp_path / "run", ["chip_price"])  # the same outcome with another shape
    assert load_results(str(over_time[-1]))[1]["chip_price"].shape == (4, 6)


@pytest.mark.parametrize("kind", ["saltelli", "morris", "sobol"])
def test_salib_reads_it(swept: dict[str, Results], tmp_path: Path, kind: str) -> None:
    pytest.importorskip("SALib")
    from SALib.analyze import delta, morris, sobol

    from aicompete.analysis import sensitivity

    results = swept[kind]
    paths = save(results, "salib", tmp_path)
    about = json.loads(paths[0].read_text())
    problem, x = about["problem"], pd.read_csv(paths[1]).to_numpy()
    y = pd.read_csv(paths[2])["chip_price"].to_numpy()
    assert len(x) == len(y)
    assert problem["names"] == pd.read_csv(paths[1], nrows=0).columns.tolist()
    assert (x >= [low for low, _ in problem["bounds"]]).all()
    assert (x <= [high for _, high in problem["bounds"]]).all()
    ours = sensitivity(results, ["chip_price"]).set_index("setting").loc[problem["names"]]
    if kind == "saltelli":
        found = sobol.analyze(problem, y, **about["options"])
        np.testing.assert_allclose(ours["total_order"], found["ST"], rtol=1e-9, atol=1e-12)
    elif kind == "morris":
        assert about["options"] == {"num_levels": 4}
        found = morris.analyze(problem, x, y, **about["options"])
        numbers = [n for n in problem["names"] if n == "USA.chip_export_control"]  # words have two places only
        place = [problem["names"].index(n) for n in numbers]
        np.testing.assert_allclose(ours.loc[numbers, "mu_star"], np.asarray(found["mu_star"])[place], rtol=1e-6)
    else:
        found = delta.analyze(problem, x, y, num_resamples=2, seed=1)
        assert len(found["S1"]) == 3


def test_salib_says_what_it_cannot_take(run: Results) -> None:
    with pytest.raises(AnalysisError, match="SALib takes sampled designs"):
        to_salib(run)


def test_sheets_open_as_they_are(run: Results, swept: dict[str, Results], tmp_path: Path) -> None:
    said: list[str] = []
    written = save(run, "csv", tmp_path / "run", tell=said.append)
    assert [path.name for path in written] == [
        "bands.csv", "medians.csv", "runs.csv", "series.csv", "nations.csv", "units.csv",
    ]  # fmt: skip
    for path in written:
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")  # how a spreadsheet knows UTF-8
        assert b"\r" not in raw
    medians = pd.read_csv(tmp_path / "run" / "medians.csv", parse_dates=["month"])
    assert medians["month"].dt.day.eq(1).all()
    assert medians["chip_price"].to_numpy() == pytest.approx(
        run.series.groupby("month")["chip_price"].median().to_numpy()
    )
    points = pd.read_csv(save(swept["sobol"], "csv", tmp_path / "sweep")[1])
    assert points["scenario"].nunique() == 8
    assert said == []


def test_a_table_longer_than_a_sheet_is_told(run: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aicompete.analysis.export.sheets.MOST_ROWS", 100)
    said: list[str] = []
    save(run, "csv", tmp_path, tell=said.append)
    assert any("nations.csv has" in text for text in said)


def test_xarray_reads_it(run: Results, tmp_path: Path) -> None:
    xr = pytest.importorskip("xarray")
    pytest.importorskip("h5netcdf")
    pytest.importorskip("h5py")
    for metrics in (["chip_price"], None):  # a second time over the first
        [path] = save(run, "netcdf", tmp_path, metrics)
    with xr.open_dataset(path, group="nations", engine="h5netcdf") as nations:
        assert dict(nations.sizes) == {"run": 4, "month": 6, "nation": 33}
        assert str(nations["month"].values[0])[:10] == "2026-01-01"
        assert nations["alignment"].attrs["units"] == "index"
        assert run.nations is not None
        assert nations["alignment"].sel(run=2, nation="KOR").values == pytest.approx(
            run.nations.query("run == 2 and nation == 'KOR'")["alignment"].to_numpy()
        )
    with xr.open_dataset(path, group="runs", engine="h5netcdf") as runs:
        assert runs["state"].values.tolist() == ["ok"] * 4 if "state" in runs else True
        assert runs.attrs["seed"] == "1"


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_writes_every_format(swept: dict[str, Results], tmp_path: Path, form: str) -> None:
    folder = swept["saltelli"].folder
    words: list[Any] = ["export", folder, "--format", form, "--out", tmp_path / form, "--metric", "chip_price"]
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    assert list((tmp_path / form).iterdir())


def test_an_unknown_format_or_metric_is_one_message(swept: dict[str, Results], tmp_path: Path) -> None:
    folder = str(swept["saltelli"].folder)
    for words, part in (
        (["--format", "xlsx"], "must be one of iamc, ema, salib, csv, netcdf"),
        (["--format", "iamc", "--metric", "chip_prise"], "did you mean 'chip_price'"),
    ):
        done = CliRunner().invoke(app, ["export", folder, "--out", str(tmp_path), *words])
        assert done.exit_code == 2
        assert part in done.output
