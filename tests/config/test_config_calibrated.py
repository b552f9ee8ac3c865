"""Sets of accepted draws: joint rows, permuted by seed; what a scenario says goes before, the prior stays at hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from aicompete.batch.design.sampling import sampled
from aicompete.config import (
    Catalogue,
    ConfigError,
    Month,
    Scenario,
    apply_settings,
    central_assumptions,
    load_catalogue,
    sample_assumptions,
    scenario_from_dict,
)
from aicompete.config.catalogue.calibrated import read_set, set_named, shipped_sets
from aicompete.config.sampling.sample import quantile

ROWS = [(3.0, 0.31, 0.5), (3.5, 0.36, -0.5), (4.0, 0.41, 0.25), (4.5, 0.46, 0.0), (4.9, 0.49, 0.9)]
NAMES = ("elasticity", "retry", "coding.USA.control")
BAND = {"USA.control": {"band": [0.1, 0.2, 0.6]}}


def write(folder: Path, name: str, rows: list[tuple[float, ...]], medoid: int = 2) -> None:
    folder.mkdir(exist_ok=True)
    lines = [",".join(NAMES), *(",".join(map(repr, row)) for row in rows)]
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    (folder / f"{name}.yaml").write_text(f"rows: {len(rows)}\nmedoid: {medoid}\ndefault: true\n")


@pytest.fixture
def calibrated(folder: Path, tmp_path: Path) -> Catalogue:
    """The small catalogue with two sets, v2 and the newer v10."""
    place = tmp_path / "catalogue"
    shutil.copytree(folder, place)
    write(place / "calibrated", "v2", [(2.6, 0.2, 0.0), (2.7, 0.2, 0.0)], 0)
    write(place / "calibrated", "v10", ROWS)
    return load_catalogue(place)


@pytest.fixture
def plain() -> Scenario:
    return Scenario("x", "", Month(2026, 1), 12)


def test_draws_are_joint_rows(calibrated: Catalogue, plain: Scenario) -> None:
    banded = apply_settings(plain, BAND, calibrated)
    for seed in (1, 2):
        found = sample_assumptions(banded, seed, 10, calibrated)
        rows = list(zip(*(found[name].tolist() for name in NAMES), strict=True))
        assert sorted(rows[:5]) == sorted(rows[5:]) == sorted(ROWS)
        assert rows[:5] == rows[5:]
        assert np.array_equal(sample_assumptions(banded, seed, 3, calibrated, first=4)["retry"], found["retry"][4:7])
    assert "coding.USA.control" not in sample_assumptions(plain, 1, 2, calibrated)
    orders = {tuple(sample_assumptions(plain, seed, 5, calibrated)["retry"]) for seed in range(6)}
    assert len(orders) > 1


def test_the_others_come_from_their_own_streams(calibrated: Catalogue, small: Catalogue, plain: Scenario) -> None:
    found, prior = sample_assumptions(plain, 3, 7, calibrated), sample_assumptions(plain, 3, 7, small)
    assert np.array_equal(found["noise"], prior["noise"])
    assert np.array_equal(found["scale"], prior["scale"])
    assert not np.array_equal(found["retry"], prior["retry"])


@pytest.mark.parametrize("setting", ["assumptions=prior", "assumptions={all: prior}"])
def test_the_prior_gives_the_old_bits(calibrated: Catalogue, small: Catalogue, plain: Scenario, setting: str) -> None:
    prior = apply_settings(apply_settings(plain, BAND, calibrated), [setting], calibrated)
    found, old = (sample_assumptions(s, 3, 9, c) for s, c in ((prior, calibrated), (prior, small)))
    assert list(found) == list(old)
    assert all(np.array_equal(values, old[name]) for name, values in found.items())
    entry = small.assumptions["retry"]
    assert set(found["retry"]).isdisjoint({row[1] for row in ROWS})
    assert found["retry"] == pytest.approx(quantile(entry.distribution, (found["retry"] - 0.2) / 0.6, entry))


def test_a_set_by_its_name(calibrated: Catalogue, plain: Scenario) -> None:
    assert list(shipped_sets(calibrated)) == ["v2", "v10"]
    old = apply_settings(plain, ["assumptions=v2"], calibrated)
    assert set(sample_assumptions(old, 1, 4, calibrated)["elasticity"]) == {2.6, 2.7}
    newest = apply_settings(old, ["assumptions=calibrated"], calibrated)
    assert sample_assumptions(newest, 1, 4, calibrated)["retry"].min() > 0.3
    again = scenario_from_dict(old.to_dict(), calibrated)
    assert again == old
    assert old.digest != plain.digest


def test_what_a_scenario_says_goes_before(calibrated: Catalogue, plain: Scenario) -> None:
    changed = apply_settings(plain, {"assumptions.retry": 0.7, **BAND, "assumptions.coding": 1}, calibrated)
    found, all_rows = sample_assumptions(changed, 1, 5, calibrated), sample_assumptions(plain, 1, 5, calibrated)
    assert set(found["retry"]) == {0.7}
    assert set(found["coding.USA.control"]) == {1.0}
    assert np.array_equal(found["elasticity"], all_rows["elasticity"])
    drawn = apply_settings(plain, {"assumptions.retry": {"uniform": [0.6, 0.8]}}, calibrated)
    assert sample_assumptions(drawn, 1, 50, calibrated)["retry"].min() >= 0.6


def test_central_is_the_middlemost_accepted_draw(calibrated: Catalogue, plain: Scenario) -> None:
    central = apply_settings(apply_settings(plain, BAND, calibrated), ["assumptions=central"], calibrated)
    found = sample_assumptions(central, 1, 2, calibrated)
    assert tuple(found[name][0] for name in NAMES) == ROWS[2]
    assert found["scale"].tolist() == [30, 30]
    assert central_assumptions(central, calibrated)["retry"] == 0.41
    prior = apply_settings(central, ["assumptions=prior"], calibrated)
    assert sample_assumptions(prior, 1, 1, calibrated)["elasticity"].tolist() == [3.8]
    assert central_assumptions(prior, calibrated)["retry"] == 0.5
    assert sample_assumptions(prior, 1, 1, calibrated)["coding.USA.control"].tolist() == [0]


def test_points_of_one_design_may_use_different_sets(
    calibrated: Catalogue, plain: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("aicompete.batch.design.sampling", "aicompete.config.sampling.sample"):
        monkeypatch.setattr(f"{module}.load_catalogue", lambda: calibrated)
    points = [plain, apply_settings(plain, ["assumptions=prior"], calibrated)]
    draw = np.arange(4)
    both = sampled(points, np.repeat([0, 1], 4), np.tile(draw, 2), 5)
    for place, point in enumerate(points):
        alone = sample_assumptions(point, 5, 4, calibrated)
        assert all(np.array_equal(values, both[name][4 * place : 4 * place + 4]) for name, values in alone.items())


def test_wrong_names(calibrated: Catalogue, small: Catalogue, plain: Scenario) -> None:
    with pytest.raises(ConfigError, match="one of 'central', 'prior', 'calibrated', 'v2', 'v10'"):
        apply_settings(plain, ["assumptions=v3"], calibrated)
    with pytest.raises(ConfigError, match="one of 'central', 'prior', not"):
        apply_settings(plain, ["assumptions=calibrated"], small)
    elsewhere = apply_settings(plain, ["assumptions=v2"], calibrated)
    with pytest.raises(ConfigError, match="no accepted draws 'v2'"):
        sample_assumptions(elsewhere, 1, 1, small)
    assert set_named("", small) is None


def test_a_table_that_does_not_fit_its_description(tmp_path: Path) -> None:
    write(tmp_path, "v1", ROWS, medoid=5)
    with pytest.raises(ConfigError, match=r"v1\.yaml"):
        read_set(tmp_path / "v1.csv")


def test_shipped_sets_fit_the_catalogue() -> None:
    """Every column is an assumption or a position, every value inside its range."""
    from aicompete.config.scenarios.codings import position_of

    catalogue = load_catalogue()
    for path in shipped_sets(catalogue).values():
        draws = read_set(path)
        for name, values in draws.columns.items():
            entry = catalogue.assumptions.get(name) or position_of(name, catalogue)
            assert entry is not None, name
            assert entry.low <= values.min() <= values.max() <= entry.high, name
