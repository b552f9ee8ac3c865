"""The node ladder: dated by work and tools, used for AI dies once it pays; parity is found and not set."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import DIPLOMACY, Trace, trace

from aicompete.subjects.fabrication.state import H100_TPP, NEVER
from aicompete.world.columns import Array

MONTHS = 60
DENIED = tuple(f"{nation}.sme_export_control=1" for nation in ("USA", "NLD", "JPN", "KOR", "DEU"))
SURE = ("assumptions.node_gain=0.45", "assumptions.node_yield_start=0.8", "assumptions.node_throughput=0.9")


def _run(*settings: str, months: int = MONTHS, runs: int = 6) -> Trace:
    return trace(*settings, months=months, runs=runs, disable=DIPLOMACY)


def _fab(run: Trace, name: str) -> Array:
    return run.path("fabrication", name)


def test_ai_dies_move_up_only_when_a_wafer_gives_more() -> None:
    run = _run(*SURE)
    used, moved = _fab(run, "node_used"), np.diff(_fab(run, "node_used"), axis=1) > 0.0
    assert moved.any(axis=1).all()
    assert (used <= np.floor(_fab(run, "node_work"))).all()
    worth = run.path("chips", "performance")[:, :, 1] * _fab(run, "yield_home") * _fab(run, "node_throughput")
    growth = np.diff(np.log(worth), axis=1)
    assert growth[moved].min() > 0.0  # H100e of a wafer never fall by a move
    never = _run("assumptions.node_gain=0.05", "assumptions.node_throughput=0.8", "assumptions.node_yield_start=0.4")
    assert (_fab(never, "node_used")[:, -1] == 0.0).all()
    assert (_fab(never, "node_work")[:, -1] > 1.0).all()  # it is there and does not pay


def test_a_node_costs_yield_and_wafers() -> None:
    run = _run(*SURE)
    moved = np.diff(_fab(run, "node_used"), axis=1) > 0.0
    assert (np.diff(_fab(run, "yield_home"), axis=1)[moved] < 0.0).all()
    assert np.allclose(np.diff(np.log(_fab(run, "node_throughput")), axis=1)[moved], np.log(0.9))


def test_denied_tools_delay_every_node() -> None:
    free, denied = (_fab(_run(*SURE, *more), "node_work")[:, -1] for more in ((), DENIED))
    assert (denied < free).all()


def test_dates_differ_between_runs() -> None:
    used = _fab(_run(months=84, runs=16), "node_used")
    first = np.argmax(used >= 1.0, axis=1)
    assert len(set(first.tolist())) >= 6


def test_the_year_of_parity_is_the_first_and_is_never_scripted() -> None:
    usual = _run()
    assert (_fab(usual, "parity_year") == NEVER).all()
    # a frontier that hardly moves against a home line at its best
    fast = _run(
        *SURE,
        "assumptions.frontier_tpp_growth=0.3",
        "assumptions.home_performance_growth=0.5",
        "assumptions.performance_fade=0",
        "assumptions.node_growth_share=0",
        "CHN.side_track_share=0.6",
        months=100,
    )
    years, ratio = _fab(fast, "parity_year"), _fab(fast, "quality_ratio")
    card = fast.path("chips", "performance")[:, :, 1] * fast.facts.market["cn_dies_per_card"] * H100_TPP
    frontier = fast.path("chips", "frontier_tpp")
    assert np.allclose(ratio, card / frontier, rtol=1e-9)
    reached = years[:, -1] < NEVER
    assert reached.any()
    for run in np.flatnonzero(reached):
        month = round((years[run, -1] - 2026.0) * 12.0)
        level = fast.assume("parity_level")[run, 0]
        assert ratio[run, month] >= level
        assert (ratio[run, :month] < level).all()
    assert (np.diff(years[reached], axis=1) <= 0.0).all()  # once found it stays
