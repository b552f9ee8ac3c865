"""Data regimes: closed data, pilots, waivers, complaints, audits."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.alliance_kit import path, place, stepped

from aicompete.subjects.data_regimes.metrics import METRICS
from aicompete.subjects.state import World

SERIES = {metric.name: metric for metric in METRICS if metric.level == "series"}


def closed(world: World, nation: str) -> float:
    return float(np.median(world.data.closed[:, place(world, nation)[0]]))


def test_under_the_levers_of_the_start_nothing_moves_but_what_the_world_moves() -> None:
    world = stepped(months=24)
    assert world.data.met == pytest.approx(world.data.met_start, abs=1e-4)  # certificates follow GDP
    assert world.data.factor == pytest.approx(np.ones_like(world.data.factor), abs=1e-9)
    assert world.data.audits.sum(axis=1) == pytest.approx(np.ones((12, 33)))
    assert np.median(np.abs(world.data.audits - world.data.audits_start)) < 0.01  # trust and bases drift


def test_closing_splits_the_pool_and_slows_both_ends() -> None:
    world = stepped("CHN.data_localisation=1", "CHN.ftz_pilot_coverage=0", months=2)
    usa, chn, bra = place(world, "USA", "CHN", "BRA")
    factor = np.median(world.data.factor, axis=0)
    assert factor[usa] == pytest.approx(1.0)  # no data pass between the powers as it is
    assert factor[chn] < factor[bra] < 1.0
    everybody = stepped("all.data_localisation=1", "CHN.ftz_pilot_coverage=0", "assumptions.complaint_gain=0", months=2)
    assert np.median(everybody.data.pool, axis=0)[bra] == pytest.approx(
        np.median(everybody.economy.gdp[:, bra] / everybody.economy.gdp.sum(axis=1)), rel=0.02
    )


def test_pilots_free_what_is_off_the_list_and_weaken_the_complaint() -> None:
    plain, zones, listed = (
        stepped(*settings, months=2)
        for settings in (
            ("CHN.ftz_pilot_coverage=0",),
            ("CHN.ftz_pilot_coverage=1", "CHN.negative_list_scope=0.1"),
            ("CHN.ftz_pilot_coverage=1", "CHN.negative_list_scope=1"),
        )
    )
    assert closed(zones, "CHN") == pytest.approx(0.1 * closed(plain, "CHN"))
    assert closed(listed, "CHN") == pytest.approx(closed(plain, "CHN"))

    def freed(*settings: str) -> float:
        free, sued = (stepped(*settings, f"USA.wto_dfft_challenge={x}", months=72, runs=3) for x in (0, 1))
        return closed(free, "CHN") - closed(sued, "CHN")

    assert 0.0 < freed("CHN.ftz_pilot_coverage=1", "CHN.negative_list_scope=0.1") < 0.2 * freed()


def test_waivers_help_certified_firms_alone() -> None:
    world = stepped("CHN.iso27701_exemption=1", "USA.voluntary_audit_push=1", months=60, runs=4)
    shut, chn = closed(world, "CHN"), place(world, "CHN")[0]
    met = world.data.met[:, 0, chn]
    assert np.median(met) == pytest.approx(shut * (1.0 - np.median(world.data.certified[:, 0])), rel=0.05)
    few = stepped("CHN.iso27701_exemption=1", "USA.voluntary_audit_push=0", months=60, runs=4)
    assert (few.data.certified[:, 0] < world.data.certified[:, 0]).all()


def test_a_complaint_bears_fruit_after_years_where_exports_depend() -> None:
    def relief(nation: str) -> np.ndarray:
        def read(world: World) -> np.ndarray:
            return np.median(world.data.closed[:, place(world, nation)[0]], keepdims=True)

        quiet, sued = path(read, months=96, runs=3), path(read, "USA.wto_dfft_challenge=1", months=96, runs=3)
        return (quiet - sued)[:, 0]

    vietnam, russia = relief("VNM"), relief("RUS")
    assert vietnam[5] < 0.05 * vietnam[-1]
    assert 24 < int(np.argmax(vietnam > 0.5 * vietnam[-1])) < 60
    assert russia[-1] < 0.2 * vietnam[-1]


@pytest.mark.parametrize(
    ("setting", "metric"),
    [
        ("USA.voluntary_audit_push=1", "audit_share_us"),
        ("CHN.audit_openness=1", "audit_share_cn"),
        ("eu.digital_autonomy=1", "audit_share_own"),
    ],
)
def test_audits_follow_push_openness_and_trust(setting: str, metric: str) -> None:
    base, moved = stepped(months=48), stepped(setting, months=48)
    assert np.median(SERIES[metric].read(moved) - SERIES[metric].read(base)) > 0.005
    scorned = stepped("USA.ally_alienation=1", months=48)
    assert np.median(SERIES["audit_share_us"].read(scorned) - SERIES["audit_share_us"].read(base)) < -0.002
    powers = place(base, "USA", "CHN")
    assert moved.data.audits[:, 0, powers[0]] == pytest.approx(np.ones(12))
    assert moved.data.audits[:, 1, powers[1]] == pytest.approx(np.ones(12))


def test_metrics_are_finite() -> None:
    world = stepped(months=3)
    shapes = {"series": (12,), "nations": (12, 33)}
    for metric in METRICS:
        values = metric.read(world)
        assert values.shape == shapes[metric.level], metric.name
        assert np.isfinite(values).all(), metric.name
