"""Experiments with sampled designs: what a folder holds, and how it grows, or says why it cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.batch.fake_engine import fake_model

from aicompete.analysis import summary
from aicompete.batch.design.design import Design, sweep
from aicompete.batch.errors import BatchError, FolderError
from aicompete.batch.run.cost import Cost, estimate
from aicompete.batch.run.runner import in_memory, to_folder
from aicompete.batch.store.results import Results
from aicompete.config import Experiment, load_experiment

pytestmark = pytest.mark.slow

OVER = "over: {USA.ally_alienation: [0, 0.9], assumptions.diffusion: distribution}"
Read = Callable[..., Experiment]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    (tmp_path / "base.yaml").write_text("name: base\nmonths: 4\n")
    (tmp_path / "other.yaml").write_text("name: other\nmonths: 4\ndisable: [beliefs]\n")

    def load(design: str, draws: str = "draws: 2", scenario: str = "scenario: base") -> Experiment:
        file = tmp_path / "e.yaml"
        file.write_text(f"{scenario}\nsweep: {{{design}}}\nreplicates: 2\n{draws}\n")
        return load_experiment(file)

    return load


def run(experiment: Experiment, folder: Path) -> Results:
    design = sweep(experiment)
    return to_folder(design, folder, fake_model(design), block_size=5, workers=1)


@pytest.mark.parametrize("kind", ["sobol", "halton"])
def test_sequences_grow_and_keep_what_exists(tmp_path: Path, read: Read, kind: str) -> None:
    folder = tmp_path / "r"
    before = run(read(f"{kind}: {{points: 4, {OVER}}}"), folder)
    runs, series = before.runs, before.series
    grown = run(read(f"{kind}: {{points: 8, {OVER}}}"), folder)
    assert grown.finished
    pd.testing.assert_frame_equal(grown.runs.head(len(runs)), runs)
    pd.testing.assert_frame_equal(grown.series.head(len(series)), series, check_exact=True)
    assert grown.manifest["sampling"]["samples"] == 8


@pytest.mark.parametrize(
    ("small", "large"),
    [
        (f"latin_hypercube: {{points: 4, {OVER}}}", f"latin_hypercube: {{points: 8, {OVER}}}"),
        (f"morris: {{trajectories: 4, {OVER}}}", f"morris: {{trajectories: 6, {OVER}}}"),
    ],
)
def test_designs_that_cannot_grow_say_so_and_still_take_draws(
    tmp_path: Path, read: Read, small: str, large: str
) -> None:
    folder = tmp_path / "r"
    run(read(small), folder)
    with pytest.raises(FolderError, match=r"4 samples, now \d: a .* design of another size has other"):
        run(read(large), folder)
    assert run(read(small, draws="draws: 3"), folder).finished


def test_all_assumptions_belong_to_the_point(tmp_path: Path, read: Read) -> None:
    over = "over: {USA.ally_alienation: [0, 1], assumptions: all}"
    experiment = read(f"sobol: {{points: 4, {over}}}", draws="seed: 3")
    results = run(experiment, tmp_path / "r")
    runs = results.runs
    for name, values in experiment.given.items():
        np.testing.assert_array_equal(runs[f"assumptions.{name}"], np.repeat(values, 2))
    assert "assumptions.diffusion" not in results.manifest["points"][0]
    longer = sweep(read(f"sobol: {{points: 8, {over}}}", draws="seed: 3"))
    assert longer.point_ids[:4] == sweep(experiment).point_ids
    level = results.series.groupby("run")["level"].first()  # the stand-in engine adds the first assumption
    first = next(c for c in runs.columns if c.startswith("assumptions."))
    lift = level - runs[first] - runs["USA.ally_alienation"]
    np.testing.assert_allclose(lift, np.tile(lift[:2], 4))


def test_scenarios_that_disable_others_share_no_block(tmp_path: Path, read: Read) -> None:
    experiment = read("grid: {USA.ally_alienation: [0.1, 0.2]}", scenario="scenarios: [base, other]")
    results = run(experiment, tmp_path / "r")
    assert results.finished
    assert results.runs.groupby("scenario")["point"].unique().map(list).to_dict() == {"base": [0, 1], "other": [2, 3]}
    starts = [pd.read_parquet(p)["run"].min() for p in sorted((tmp_path / "r" / "status").glob("*.parquet"))]
    assert starts == [0, 5, 8, 13]


def test_trajectories_name_their_points(read: Read) -> None:
    design: Design = sweep(read(f"morris: {{trajectories: 3, {OVER}}}"))
    walks = design.sampling["path"]
    assert len(walks) == 3
    assert {name for walk in walks for name in walk} == set(design.point_ids)


def test_the_estimate_follows_the_runs(read: Read) -> None:
    small, large = (estimate(read(f"sobol: {{points: {n}, {OVER}}}")) for n in (4, 8))
    assert large.seconds == pytest.approx(2 * small.seconds)
    assert large.size == pytest.approx(2 * small.size)
    assert Cost(600.0, 3e6).text(2) == "about 5 min on 2 processors, 3 MB (estimate)"
    assert Cost(1e6, 2e9).text(1) == "about 12 days on 1 processor, 2.0 GB (estimate)"
    with pytest.raises(BatchError, match="neither a metric"):
        estimate(read("grid: {USA.ally_alienation: [0]}", draws="record: {series: [no_such_metric]}"))


@pytest.mark.slow
def test_the_real_model_grows_to_the_bits_of_one_run_at_once(tmp_path: Path, read: Read) -> None:
    over = "over: {USA.ally_alienation@2026-02: [0, 1], USA.chip_export_control: [0, 1], assumptions: all}"
    small, large = (sweep(read(f"sobol: {{points: {n}, {over}}}", draws="seed: 3")) for n in (2, 4))
    to_folder(small, tmp_path / "r", block_size=3, workers=1)
    grown = to_folder(large, tmp_path / "r", workers=1)
    whole = in_memory(large)
    for table in ("series", "nations"):
        pd.testing.assert_frame_equal(getattr(grown, table), getattr(whole, table), check_exact=True)
    assert grown.series.groupby("run")["coalition_share_us_gdp"].last().nunique() > 4


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_the_shipped_sobol_experiment_runs_and_is_summed_up() -> None:
    experiment = load_experiment(Path(__file__).parents[2] / "experiments" / "sobol_controls.yaml")
    assert experiment.remarks == ()
    results = in_memory(sweep(experiment))
    assert results.failed == 0
    assert len(results.runs) == 64
    found = summary(results)
    assert found.points["error"].gt(0).all()
    licence = "CHN.mineral_licence_strictness@2028-01"
    price = found.sensitivity[found.sensitivity["metric"] == "mineral_price_rare_earths_outside"].set_index("setting")
    assert price.loc[licence, "rank_correlation"] > 0.3
