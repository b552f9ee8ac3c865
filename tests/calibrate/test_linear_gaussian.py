"""The whole calibration on a model whose posterior is known: linear in normal inputs, with noise of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtri
from tests.extras_kit import needs

from aicompete.calibrate import Calibration, CalibrationError, Plan, calibrate
from aicompete.calibrate.problem import NINETY, Array, Figure
from aicompete.calibrate.summary import about, columns, screen_rows

pytestmark = [pytest.mark.slow, needs("sklearn", "SALib")]

NAMES = ("a", "b", "c", *(f"idle{i}" for i in range(20)))
EFFECTS = np.array([[1.0, 0.6, 0.0], [0.0, 1.0, -0.8], [0.0, 0.0, 0.0]])
NOISE = 0.3  # standard deviation of a replicate
OBSERVED = np.array([1.5, -1.0, 0.2])
SD = np.array([0.4, 0.5, 1.0])
PLAN = Plan(seed=3, draws=2000, waves=2, size=200, discrepancy=0.5)


@dataclass(frozen=True)
class Linear:
    """Figures ``A x + noise`` of standard normal inputs; the last figure is all noise."""

    names: tuple[str, ...] = NAMES

    def value(self, name: str, shares: Array) -> Array:
        found: Array = ndtri(shares)
        return found

    def run(self, shares: Array, replicates: NDArray[np.int64]) -> Array:
        luck = np.array([np.random.default_rng(int(r)).normal(size=3) for r in replicates])
        found: Array = ndtri(shares[:, :3]) @ EFFECTS.T + NOISE * luck
        return found


def figures(observed: Array = OBSERVED) -> list[Figure]:
    return [
        Figure(f"F{i}", f"figure {i}", "x", z, z - sd * NINETY / 2, z + sd * NINETY / 2, False, z, sd)
        for i, (z, sd) in enumerate(zip(observed.tolist(), SD.tolist(), strict=True))
    ]


@cache
def found() -> Calibration:
    return calibrate(Linear(), figures(), PLAN)


def posterior() -> tuple[Array, Array]:
    """Mean and covariance of a, b, c given the observations."""
    variance = np.diag(1.0 / (SD**2 * 1.25 + NOISE**2))
    covariance = np.linalg.inv(np.eye(3) + EFFECTS.T @ variance @ EFFECTS)
    return covariance @ EFFECTS.T @ variance @ OBSERVED, covariance


def test_inputs_that_matter_are_kept_and_idle_ones_are_not() -> None:
    assert set(found().names) == {"a", "b", "c"}
    shares = found().screened.shares[:3]
    explained = EFFECTS**2 / (EFFECTS**2).sum(axis=1, keepdims=True).clip(1e-9)
    total = (EFFECTS**2).sum(axis=1) / ((EFFECTS**2).sum(axis=1) + NOISE**2)
    assert shares[:, :2] == pytest.approx((explained.T * total)[:, :2], abs=0.05)


def test_replicate_noise_is_measured() -> None:
    assert found().noise.replicate == pytest.approx([NOISE**2] * 3, rel=0.2)


def test_the_weighted_runs_are_the_posterior() -> None:
    mean, covariance = posterior()
    order = [found().screened.names.index(name) for name in "abc"]
    values, weights = ndtri(found().constrained.shares[:, order]), found().constrained.weights
    error = 4.0 / np.sqrt(found().constrained.effective)
    centre = weights @ values
    assert centre == pytest.approx(mean, abs=error)
    spread = (values - centre).T @ (weights[:, None] * (values - centre))
    assert spread == pytest.approx(covariance, abs=1.5 * error)
    assert covariance[0, 1] < -0.1  # joint: what the first figure cannot tell apart


def test_accepted_draws_are_a_sample_of_it() -> None:
    mean, covariance = posterior()
    drawn = columns(found(), Linear())
    values = np.column_stack([drawn[name] for name in "abc"])
    assert values.shape == (PLAN.size, 3)
    assert len(np.unique(values, axis=0)) == PLAN.size
    assert values.mean(axis=0) == pytest.approx(mean, abs=0.25)
    assert np.cov(values.T) == pytest.approx(covariance, abs=0.3)


def test_fresh_runs_of_the_accepted_draws_have_the_posterior_spread() -> None:
    mean, covariance = posterior()
    assert found().fresh.shape == (2 * PLAN.size, 3)
    assert found().fresh.mean(axis=0) == pytest.approx(EFFECTS @ mean, abs=0.25)
    spread = EFFECTS @ covariance @ EFFECTS.T + NOISE**2 * np.eye(3)
    assert np.cov(found().fresh.T) == pytest.approx(spread, abs=0.25)


def test_waves_narrow_the_prior_and_lose_little() -> None:
    parts = [wave.region.share for wave in found().waves]
    assert parts[0] == 1.0
    assert all(later <= earlier for earlier, later in pairwise(parts))
    assert 0.0 < parts[-1] < 0.7
    assert found().weight_ruled_out < 0.03
    wrong, audited = found().wrongly_ruled_out
    assert audited == 100 * (len(parts) - 1)
    assert wrong < audited / 2


def test_the_summary_tells_what_was_learned() -> None:
    told = about(found(), Linear(), {"name": "v1"})
    by_name = {one["name"]: one for one in told["assumptions"]}
    assert by_name["a"]["identified"]
    assert by_name["a"]["prior"] == pytest.approx([-1.645, 0.0, 1.645], abs=1e-3)
    assert told["without_influence"] == 20
    assert told["rows"] == PLAN.size
    assert {"a", "b"} in [set(pair["pair"]) for pair in told["correlations"]]
    first = told["targets"][0]
    assert first["accepted_inside"] > first["prior_inside"] + 0.2
    assert [row["input"] for row in screen_rows(found())][3:] != list(NAMES[:3])


def test_the_same_seed_gives_the_same_draws_and_another_one_others() -> None:
    plan = replace(PLAN, draws=500, waves=1, size=40)
    one, two = (calibrate(Linear(), figures(), plan).accepted for _ in range(2))
    assert np.array_equal(one, two)
    other = calibrate(Linear(), figures(), replace(plan, seed=4)).accepted
    assert not np.array_equal(one, other)


def test_a_figure_that_nothing_comes_near_is_not_fitted() -> None:
    said: list[str] = []
    far = calibrate(
        Linear(), figures(np.array([1.5, 30.0, 0.2])), replace(PLAN, draws=500, waves=1, size=40), said.append
    )
    assert far.fit.tolist() == [True, False, True]
    assert "F1 is not fitted: no run comes near it" in said


def test_figures_that_cannot_be_met_together() -> None:
    """Each is within reach alone; both at once are worth too few runs."""

    class Torn(Linear):
        def run(self, shares: Array, replicates: NDArray[np.int64]) -> Array:
            figure = super().run(shares, replicates)[:, :1]
            return np.hstack([figure, figure, figure])

    with pytest.raises(CalibrationError, match=r"--draws or --waves|plausible|left to learn from"):
        calibrate(Torn(), figures(np.array([4.0, -3.0, 0.0])), replace(PLAN, draws=400, waves=1, size=40))


def test_failed_runs_are_never_accepted() -> None:
    class Breaking(Linear):
        def run(self, shares: Array, replicates: NDArray[np.int64]) -> Array:
            done = super().run(shares, replicates)
            done[shares[:, 0] > 0.9] = np.nan
            return done

    some = calibrate(Breaking(), figures(), replace(PLAN, draws=800, waves=1, size=60))
    assert some.constrained.shares[some.constrained.rows, 0].max() <= 0.9


def test_too_few_draws() -> None:
    with pytest.raises(CalibrationError, match="--draws is 10"):
        Plan(draws=10)
