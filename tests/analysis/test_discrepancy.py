"""The discrepancy: an AR(1) against its textbook, families on their scales, what misfits teach, widened results."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.plots.synthetic import FolderResults, write_results

from aicompete.analysis import compare, view
from aicompete.analysis.discrepancy import (
    FAMILIES,
    Discrepancy,
    Learned,
    ar1,
    difference_variance,
    family_of,
    learn,
    noise,
    stored,
    variance,
    widened,
)
from aicompete.analysis.discrepancy.learn import USUAL, correlation

WHITE = np.random.default_rng(5).standard_normal((20_000, 13))


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9, 1.0])
def test_a_stationary_path_keeps_its_variance_and_forgets_by_rho(rho: float) -> None:
    path = ar1(WHITE, rho, scale=0.4)
    assert path.std(axis=0) == pytest.approx(np.full(13, 0.4), rel=0.03)
    for apart in (1, 6):
        assert np.corrcoef(path[:, 2], path[:, 2 + apart])[0, 1] == pytest.approx(rho**apart, abs=0.03)
        moved = path[:, 2 + apart] - path[:, 2]
        assert moved.var() == pytest.approx(difference_variance(apart, rho, 0.4), rel=0.05, abs=1e-12)


def test_without_memory_months_are_the_noise_itself_and_with_all_of_it_they_are_one_constant() -> None:
    assert np.array_equal(ar1(WHITE, 0.0, scale=2.0), 2.0 * WHITE)
    constant = ar1(WHITE, 1.0)
    assert np.array_equal(constant, np.repeat(constant[:, :1], 13, axis=1))


def test_a_path_that_starts_from_nothing_grows_to_the_stationary_variance() -> None:
    path = ar1(WHITE, 0.8, scale=0.5, start=0.0)
    assert (path[:, 0] == 0.0).all()
    assert path.var(axis=0) == pytest.approx(variance(np.arange(13), 0.8, 0.5, 0.0), rel=0.05)
    assert variance(np.array(500), 0.8, 0.5, 0.0) == pytest.approx(0.25)
    assert variance(np.arange(4), 0.8, 0.5, 1.0) == pytest.approx(np.full(4, 0.25))


@pytest.mark.parametrize(("rho", "scale"), [(-0.1, 1.0), (1.1, 1.0), (0.5, -1.0)])
def test_no_process_of_that_kind(rho: float, scale: float) -> None:
    with pytest.raises(ValueError, match="AR"):
        ar1(WHITE, rho, scale)


def test_noise_of_a_run_is_its_own_whoever_stands_beside_it_and_however_long_it_runs() -> None:
    many = noise("chip_price", [(run,) for run in range(9)], 24, copies=2)
    some = noise("chip_price", [(4,), (7,)], 12, copies=2)
    assert np.array_equal(many[[8, 9, 14, 15], :12], some)
    assert not np.array_equal(some[0], some[1])
    assert not np.array_equal(some, noise("compute_world", [(4,), (7,)], 12, copies=2))


def test_shares_stay_shares_and_nothing_stays_nothing() -> None:
    flows, shares = FAMILIES["chip_flows"], FAMILIES["chip_shares"]
    assert flows.shifted(np.array([0.0, 100.0]), np.log(2.0)).tolist() == pytest.approx([0.0, 200.0])
    moved = shares.shifted(np.array([0.0, 50.0, 100.0]), np.log(3.0))
    assert moved.tolist() == pytest.approx([0.0, 75.0, 100.0])
    assert shares.shifted(np.array(0.2), 50.0, whole=1.0) <= 1.0
    values, by = np.array([1.0, 20.0, 97.0]), 0.3
    assert shares.on_scale(shares.shifted(values, by)) == pytest.approx(shares.on_scale(values) + by)


def test_every_family_takes_metrics_by_name() -> None:
    assert family_of("mineral_price_gallium_outside") is FAMILIES["mineral_prices"]
    assert family_of("compute_share_chn") is FAMILIES["chip_shares"]
    assert family_of("compute_world") is FAMILIES["chip_stocks"]
    assert family_of("alignment_mean") is None
    assert family_of("capability_lag_chn") is None


def made_up(scale: float, rho: float, series: int, family: str = "chip_flows", spread: float = 0.0) -> pd.DataFrame:
    """Misfits of many series that follow the process, a quarter apart, beside runs that differ by ``spread``."""
    months = np.arange(2, 24, 3)
    random = np.random.default_rng(11)
    path = ar1(random.standard_normal((series, 24)), rho, scale, FAMILIES[family].start)[:, months]
    path = path + np.sqrt(spread) * random.standard_normal(path.shape)
    return pd.DataFrame(
        {
            "family": family,
            "series": np.repeat([f"s{i}" for i in range(series)], len(months)),
            "month": np.tile(months, series),
            "misfit": path.reshape(-1),
            "spread": spread,
        }
    )


@pytest.mark.parametrize("family", ["chip_flows", "chip_stocks"])
def test_the_scale_and_the_memory_that_misfits_were_made_with_are_found(family: str) -> None:
    found = learn(made_up(0.3, 0.8, 200, family)).of(family)
    assert found.scale == pytest.approx(0.3, rel=0.2)
    assert found.rho == pytest.approx(0.8, abs=0.1)


def test_what_the_runs_differ_by_is_not_counted_as_discrepancy() -> None:
    plain, noisy = made_up(0.3, 0.8, 200), made_up(0.3, 0.8, 200, spread=0.04)
    assert learn(noisy).of("chip_flows").scale == pytest.approx(learn(plain).of("chip_flows").scale, rel=0.15)


def test_a_series_has_its_own_scale_and_one_without_a_record_that_of_its_family() -> None:
    small, large = made_up(0.05, 0.5, 1), made_up(0.8, 0.5, 1).assign(series="large")
    found = learn(pd.concat([small, large]))
    family = found.of("chip_flows", "never seen")
    assert found.of("chip_flows", "s0").scale < family.scale < found.of("chip_flows", "large").scale
    assert family.points == 16


def test_nothing_seen_is_no_discrepancy_and_no_pair_of_quarters_a_usual_memory() -> None:
    empty = made_up(0.3, 0.8, 1).head(0)
    assert learn(empty).of("chip_flows").scale == 0.0
    assert correlation(made_up(0.3, 0.8, 1).head(1)) == USUAL


def test_the_discrepancy_that_ships_knows_every_family() -> None:
    assert set(stored().families) == set(FAMILIES)
    assert all(0.0 <= one.rho <= 1.0 and 0.0 < one.scale < 2.0 for one in stored().families.values())


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[FolderResults, FolderResults]:
    folder = tmp_path_factory.mktemp("pair")
    return tuple(FolderResults(write_results(folder / name, runs=30, months=24)) for name in "ab")  # type: ignore[return-value]


def fixed(scale: float) -> Discrepancy:
    return Discrepancy({name: Learned(name, scale, 0.9, f.start, 9) for name, f in FAMILIES.items()}, {})


def test_widened_results_move_what_was_observed_and_leave_the_rest(pair: tuple[FolderResults, FolderResults]) -> None:
    plain, wide = view(pair[0]), view(widened(pair[0], fixed(0.3)))
    for metric in pair[0].series.columns.drop(["run", "month"]):
        same = np.array_equal(plain.metric(metric), wide.metric(metric), equal_nan=True)
        assert same == (family_of(metric) is None), metric
    ratio = np.log(wide.metric("compute_world") / plain.metric("compute_world"))
    assert (ratio[:, 0] == 0.0).all()
    assert 0.1 < ratio[:, -1].std() < 0.5


def test_none_of_it_changes_nothing(pair: tuple[FolderResults, FolderResults]) -> None:
    metric = "compute_world"
    assert view(widened(pair[0], fixed(0.0))).metric(metric) == pytest.approx(view(pair[0]).metric(metric), rel=1e-12)


def test_policies_under_the_same_shocks_share_their_discrepancy(pair: tuple[FolderResults, FolderResults]) -> None:
    found = compare(widened(pair[0]), widened(pair[1]))
    assert (found.effects["note"] == "identical in every run").all()
    assert "With the discrepancy" in found.text()
    assert "The model alone" in compare(*pair).text()
