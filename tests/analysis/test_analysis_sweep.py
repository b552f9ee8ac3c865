"""What a sweep shows: errors of means, parts of the variance, dead settings, sensitivities, the workbench's shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc
from tests.analysis.sweep_kit import DEAD, A, B, MadeSweep, made_sweep, morris_sweep

from aicompete.analysis import AnalysisError, save_ema, sensitivity, setting_effects, summary, to_ema, variance_split
from aicompete.analysis.montecarlo import mean_error
from aicompete.analysis.variance import balanced, components
from aicompete.config.sampling.unitpoints import spread_points


def grid(**changes: Any) -> MadeSweep:
    """Two levers on a grid, one of them dead; noise by draw and replicate, the same at every point."""
    rng = np.random.default_rng(1)
    draw, replicate = rng.normal(size=40), rng.normal(size=40)
    points = [{A: a, DEAD: b} for a in (0.0, 0.5, 1.0) for b in (0.1, 0.2)]
    options = {"draws": 4, "replicates": 5, **changes}
    return made_sweep(points, lambda p, d, r: 3 * p[A] + 0.1 * draw[d] + 0.2 * replicate[r], **options)


def ishigami(x: np.ndarray) -> np.ndarray:
    """Ishigami and Homma 1990; first-order shares 0.3139, 0.4424 and 0."""
    z = np.pi * (2 * x - 1)
    return np.sin(z[:, 0]) + 7 * np.sin(z[:, 1]) ** 2 + 0.1 * z[:, 2] ** 4 * np.sin(z[:, 0])


# -- errors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draws", "replicates", "variance"),
    [
        (8, 6, 4 / 8 + 1 / 6 + 0.25 / 48),
        (1, 12, (1 + 0.25) / 12),  # the draw's own effect, shared by all replicates, cannot be seen
        (12, 1, (4 + 0.25) / 12),
    ],
)
def test_the_error_of_a_mean_is_the_spread_of_means(draws: int, replicates: int, variance: float) -> None:
    rng = np.random.default_rng(2)
    many = 4000
    values = 2.0 * rng.normal(size=(many, draws, 1)) + rng.normal(size=(many, 1, replicates))
    values = values + 0.5 * rng.normal(size=(many, draws, replicates))
    found = mean_error(values)
    assert float((found.error**2).mean()) == pytest.approx(variance, rel=0.05)
    if min(draws, replicates) > 1:
        assert float(found.mean.var(ddof=1)) == pytest.approx(variance, rel=0.05)


def test_a_single_run_has_no_error_and_missing_runs_are_left_out() -> None:
    assert np.isnan(mean_error(np.ones((3, 1, 1))).error).all()
    rng = np.random.default_rng(3)
    values = rng.normal(size=(1, 30, 30))
    whole = mean_error(values).error[0]
    values[0, 4, 5:9] = np.nan
    assert mean_error(values).error[0] == pytest.approx(whole, rel=0.1)


# -- parts of the variance ---------------------------------------------------------------------------------------------


def test_components_of_known_parts_come_back() -> None:
    rng = np.random.default_rng(4)
    shape = (60, 50, 40)

    def effect(scale: float, *axes: int) -> np.ndarray:
        return scale * rng.normal(size=[n if axis in axes else 1 for axis, n in enumerate(shape)])

    values = 5 + effect(3, 0) + effect(2, 1) + effect(1, 2) + effect(1.5, 0, 1) + effect(0.5, 0, 1, 2)
    found = components(values)
    assert found["points",] == pytest.approx(9, rel=0.35)
    assert found["draws",] == pytest.approx(4, rel=0.35)
    assert found["replicates",] == pytest.approx(1, rel=0.35)
    assert found["points", "draws"] == pytest.approx(2.25, rel=0.1)
    assert found["points", "draws", "replicates"] == pytest.approx(0.25, rel=0.05)
    assert found["points", "replicates"] < 0.01
    assert found["draws", "replicates"] < 0.01


def test_a_factor_of_one_level_is_not_there() -> None:
    values = np.random.default_rng(5).normal(size=(6, 1, 9))
    assert list(components(values)) == [("points",), ("replicates",), ("points", "replicates")]
    assert components(np.ones((1, 1, 1))) == {}


def test_failed_runs_cost_the_slices_they_are_in() -> None:
    values = np.ones((4, 5, 6))
    values[2] = np.nan
    values[:, :, 3] = np.nan
    assert balanced(values).shape == (3, 5, 5)
    values[:] = np.nan
    assert balanced(values).size == 0


def test_the_split_of_a_sweep() -> None:
    table = variance_split(grid()).set_index("source")
    assert table["share"].sum() == pytest.approx(1)
    assert table.loc["levers", "share"] > 0.9
    assert table.loc["seeds", "variance"] > table.loc["assumptions", "variance"] > 0
    assert table.loc["levers x seeds", "variance"] == pytest.approx(0, abs=1e-12)
    assert set(variance_split(grid(failed=[3]))["left_out"]) == {19}


# -- settings that do nothing ------------------------------------------------------------------------------------------


def test_a_dead_lever_of_a_grid_is_named() -> None:
    table = setting_effects(grid()).set_index("setting")
    assert table.loc[DEAD].to_list() == ["changed nothing", 3, 0]
    assert table.loc[A].to_list() == ["moved results", 4, 4]
    assert any("United States ally alienation changed nothing at all" in line for line in summary(grid()).lines())


def test_a_tiny_effect_is_not_dead() -> None:
    points = [{A: a} for a in (0.0, 1.0)]
    made = made_sweep(points, lambda p, d, r: 1.0 + (1e-15 if p[A] and r == 2 else 0.0), replicates=3)
    assert setting_effects(made)["verdict"].tolist() == ["moved results"]


def test_a_dead_dimension_of_a_sobol_design_shows_no_effect() -> None:
    shares = qmc.Sobol(3, rng=7).random(256)
    points = [{A: x, B: y} for x, y, _ in shares.tolist()]
    sampling = {"kind": "sobol", "dimensions": [{"name": n} for n in (A, B, "assumptions.gain")]}
    given = {"assumptions.gain": shares[:, 2].tolist()}
    made = made_sweep(points, lambda p, d, r: p[A] + p["assumptions.gain"] ** 2, sampling=sampling, given=given)
    table = setting_effects(made).set_index("setting")["verdict"]
    assert table.to_dict() == {A: "moved results", B: "no effect to be seen", "assumptions.gain": "moved results"}


# -- sensitivities -----------------------------------------------------------------------------------------------------


def test_first_order_shares_of_the_ishigami_function() -> None:
    shares = qmc.Sobol(3, rng=1).random(4096)
    names = [A, B, DEAD]
    y = dict(zip(map(tuple, shares.tolist()), ishigami(shares), strict=True))
    points = [dict(zip(names, row, strict=True)) for row in shares.tolist()]
    sampling = {"kind": "sobol", "dimensions": [{"name": name} for name in names]}
    made = made_sweep(points, lambda p, d, r: y[tuple(p[n] for n in names)], sampling=sampling)
    table = sensitivity(made).set_index("setting")
    assert table.loc[A, "first_order"] == pytest.approx(0.3139, abs=0.03)
    assert table.loc[B, "first_order"] == pytest.approx(0.4424, abs=0.03)
    assert table.loc[DEAD, "first_order"] == pytest.approx(0.0, abs=0.02)
    assert table.loc[A, "rank_correlation"] > 0.4
    assert table.loc[A, "chance"] < 1e-6 < table.loc[DEAD, "chance"]
    assert table.index.tolist() == [B, A, DEAD]
    assert any("China mineral licence strictness (4" in line for line in summary(made).lines())


def test_elementary_effects_of_a_linear_function_are_its_coefficients() -> None:
    table = sensitivity(morris_sweep(lambda p, d, r: 2 * p[A] - 5 * p[B] + 10 * r)).set_index("setting")
    assert table.index.tolist() == [B, A, DEAD]
    assert table.loc[A, ["mu", "mu_star"]].tolist() == pytest.approx([2, 2])
    assert table.loc[B, ["mu", "mu_star"]].tolist() == pytest.approx([-5, 5])
    assert table["sigma"].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    assert table["walks"].tolist() == [10, 10, 10]


def test_elementary_effects_see_interaction() -> None:
    made = morris_sweep(lambda p, d, r: p[A] * p[B], count=40)
    table = sensitivity(made).set_index("setting")
    assert table.loc[A, "mu"] == pytest.approx(0.5, abs=0.1)
    assert table.loc[A, "sigma"] > 0.3
    assert setting_effects(made).set_index("setting").loc[DEAD, "verdict"] == "changed nothing"


def test_a_grid_has_no_sensitivities() -> None:
    assert sensitivity(grid()).empty


# -- the summary -------------------------------------------------------------------------------------------------------


def test_one_row_a_point_and_metric() -> None:
    made = grid(failed=[7])
    table = summary(made, ["level", "flat"]).points
    assert table.shape[0] == 12
    first = made.series[(made.series["month"] == "2026-02") & made.series["run"].isin(range(20))]["level"].dropna()
    row = table.iloc[0]
    assert row["mean"] == pytest.approx(first.mean())
    assert row["median"] == pytest.approx(first.median())
    assert (row["runs"], row["failed"], row["point_id"], row[A]) == (19, 1, "id0", 0.0)
    assert table.loc[6:, "error"].max() == 0
    with pytest.raises(AnalysisError, match="did you mean 'level'"):
        summary(made, ["leve"])


def test_neighbours_are_compared_run_by_run() -> None:
    found = summary(grid()).neighbours
    assert found[found["setting"] == A]["difference"].tolist() == pytest.approx([1.5] * 4)
    assert found["error"].tolist() == pytest.approx([0] * 7, abs=1e-12)  # the noise is shared


def test_too_few_replicates_are_warned_of() -> None:
    rng = np.random.default_rng(6)
    noise = rng.normal(size=(3, 2, 4))
    points = [{A: a} for a in (0.0, 0.5, 1.0)]
    noisy = made_sweep(points, lambda p, d, r: 0.01 * p[A] + noise[int(2 * p[A]), d, r], draws=2, replicates=4)
    [line] = [line for line in summary(noisy).lines() if line.startswith("Too few runs")]
    assert "of 2 neighbouring points lie within 2 standard errors" in line
    clear = made_sweep(points, lambda p, d, r: 50 * p[A] + noise[int(2 * p[A]), d, r], draws=2, replicates=4)
    assert not [line for line in summary(clear).lines() if "oo few" in line]
    single = made_sweep(points, lambda p, d, r: p[A])
    assert summary(single).lines()[0].startswith("One run at each point")


def test_noisy_points_of_a_sample_are_warned_of() -> None:
    rng = np.random.default_rng(6)
    points = [{A: x} for x in qmc.Sobol(1, rng=1).random(16)[:, 0].tolist()]
    sampling = {"kind": "sobol", "dimensions": [{"name": A}]}
    noisy = made_sweep(points, lambda p, d, r: rng.normal(), replicates=3, sampling=sampling)
    assert any("is not small against the spread of the points" in line for line in summary(noisy).lines())


def test_text_and_tables(tmp_path: Path) -> None:
    found = summary(grid())
    assert found.text().startswith("Made: 120 runs, 6 points x 4 draws x 5 replicates; values at Feb 2026.")
    files = {path.name for path in found.save_csv(tmp_path / "s")}
    assert files == {"points.csv", "neighbours.csv", "variance.csv", "effects.csv"}
    stored = pd.read_csv(tmp_path / "s" / "points.csv")
    pd.testing.assert_series_equal(stored["mean"], found.points["mean"])


# -- the workbench -----------------------------------------------------------------------------------------------------


def test_the_workbench_gets_experiments_and_outcomes(tmp_path: Path) -> None:
    made = grid(failed=[7])
    experiments, outcomes = to_ema(made)
    assert len(experiments) == 119
    assert list(experiments.columns) == [A, DEAD, "scenario", "policy", "model"]
    assert {name: values.shape for name, values in outcomes.items()} == {
        "TIME": (119, 2), "level": (119, 2), "flat": (119, 2),
    }  # fmt: skip
    row = made.runs[made.runs["state"] == "ok"].index[30]
    np.testing.assert_array_equal(outcomes["level"][30], made.series[made.series["run"] == row]["level"])
    assert experiments.loc[30, A] == made.runs.loc[row, A]
    assert outcomes["TIME"][0].tolist() == pytest.approx([2026, 2026 + 1 / 12])
    folder = save_ema(made, tmp_path / "ema", ["level"])
    assert sorted(path.name for path in folder.iterdir()) == ["TIME.npy", "experiments.csv", "level.npy"]
    np.testing.assert_array_equal(np.load(folder / "level.npy"), outcomes["level"])


def test_settings_that_divide_the_points_alike_are_said_to_be_one() -> None:
    shares = spread_points("sobol", 64, 2, seed=3)
    points = [{A: a, B: a, DEAD: dead} for a, dead in shares.tolist()]
    sampling = {"kind": "sobol", "dimensions": [{"name": name} for name in (A, B, DEAD)]}
    made = made_sweep(points, lambda p, d, r: p[A], sampling=sampling, replicates=2)
    text = " ".join(summary(made).lines())
    assert "or 1 more that these points cannot tell from it" in text
    alone = made_sweep(
        [{A: p[A], DEAD: p[DEAD]} for p in points], lambda p, d, r: p[A], sampling=sampling, replicates=2
    )
    assert "cannot tell from it" not in " ".join(summary(alone).lines())
