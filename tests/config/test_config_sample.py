"""Draws of the assumptions: distributions, and independence of what else is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from aicompete.config import Catalogue, central_assumptions, load_catalogue, sample_assumptions
from aicompete.config.sampling.sample import quantile

from .conftest import ASSUMPTIONS, Load


def test_more_draws_and_other_assumptions_change_nothing(load: Load, small: Catalogue, tmp_path: Path) -> None:
    scenario = load("name: x\n")
    few, many = sample_assumptions(scenario, 3, 5, small), sample_assumptions(scenario, 3, 50, small)
    for name in small.assumptions:
        assert few[name].shape == (5,)
        assert np.array_equal(few[name], many[name][:5])
    (tmp_path / "one").mkdir()
    block = ASSUMPTIONS[ASSUMPTIONS.index("retry:") : ASSUMPTIONS.index("scale:")]
    (tmp_path / "one" / "assumptions.yaml").write_text(block)
    alone = sample_assumptions(scenario, 3, 5, load_catalogue(tmp_path))
    assert list(alone) == ["retry"]
    assert np.array_equal(alone["retry"], few["retry"])
    other = sample_assumptions(scenario, 4, 5, small)
    assert not np.array_equal(other["retry"], few["retry"])
    assert not np.array_equal(few["retry"], few["elasticity"])


def test_draws_stay_as_they_are(load: Load, small: Catalogue) -> None:
    """A golden number: results of the same seed must not move with a refactoring."""
    found = sample_assumptions(load("name: x\n"), 1, 2, small)
    assert found["retry"] == pytest.approx([0.30688078758905, 0.2972993151175], rel=1e-12)


@pytest.mark.parametrize(
    ("name", "share", "value"),
    [
        ("retry", 0.25, 0.35),
        ("scale", 0.5, 1000**0.5),
        ("elasticity", 0.0, 2.5),
        ("elasticity", (3.8 - 2.5) / 2.5, 3.8),
        ("elasticity", 1.0, 5.0),
        ("noise", 0.5, 0.0),
        ("noise", 0.8413447460685429, 0.6),
        ("noise", 0.0, -1.0),  # clipped to the range
        ("noise", 1.0, 1.0),
        ("constant", 0.3, 9.0),
    ],
)
def test_inverse_distribution_functions(small: Catalogue, name: str, share: float, value: float) -> None:
    assumption = small.assumptions[name]
    assert quantile(assumption.distribution, np.array([share]), assumption)[0] == pytest.approx(value, abs=1e-9)


def test_moments(load: Load, small: Catalogue) -> None:
    draws = sample_assumptions(load("name: x\n"), 11, 20_000, small)
    assert draws["retry"].mean() == pytest.approx(0.5, abs=0.01)
    assert draws["elasticity"].mean() == pytest.approx((2.5 + 3.8 + 5) / 3, abs=0.02)
    assert np.log(draws["scale"]).mean() == pytest.approx(np.log(1000) / 2, abs=0.05)
    assert abs(draws["noise"].mean()) < 0.02
    for name, assumption in small.assumptions.items():
        assert draws[name].min() >= assumption.low
        assert draws[name].max() <= assumption.high


def test_overrides(load: Load, small: Catalogue) -> None:
    plain = sample_assumptions(load("name: x\n"), 5, 8, small)
    scenario = load("assumptions: {elasticity: 3, scale: central, retry: {uniform: [0, 0.5]}}\n")
    changed = sample_assumptions(scenario, 5, 8, small)
    assert changed["elasticity"].tolist() == [3] * 8
    assert changed["scale"].tolist() == [30] * 8
    assert changed["retry"] / 0.5 == pytest.approx((plain["retry"] - 0.2) / 0.6)  # the same quantiles
    assert np.array_equal(changed["noise"], plain["noise"])
    central = sample_assumptions(load("assumptions: central\n"), 5, 3, small)
    assert {name: set(values) for name, values in central.items()} == {
        name: {assumption.central} for name, assumption in small.assumptions.items()
    }
    assert central_assumptions(scenario, small) == {
        "elasticity": 3, "retry": 0.5, "scale": 30, "noise": 0, "constant": 9,
    }  # fmt: skip
