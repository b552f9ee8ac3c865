"""Quantum: a long shot that moves the tail, and a side race that moves AI through money alone."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import DIPLOMACY, Trace, trace

from aicompete.month import MONTH
from aicompete.world.columns import Array

LIKELY = ("assumptions.quantum_breakthrough_prob=0.02", "assumptions.quantum_jump=0.6")
NEVER = ("assumptions.quantum_breakthrough_prob=0",)


def _run(*settings: str, months: int = 24, runs: int = 3) -> Trace:
    return trace(*settings, months=months, runs=runs, disable=DIPLOMACY)


def _level(run: Trace) -> Array:
    return run.last.capability.level[:, run.facts.chn]


def test_a_breakthrough_moves_the_tail_and_not_the_median() -> None:
    change = _level(_run(*LIKELY, months=96, runs=16)) - _level(_run(*NEVER, months=96, runs=16))
    assert abs(np.median(change)) < 0.05
    assert change.max() > 0.15


def test_breakthroughs_come_as_often_as_their_hazard_says() -> None:
    often = ("assumptions.quantum_breakthrough_prob=0.2",)
    quantum = trace(
        *often, months=36, runs=64, disable=tuple(s.name for s in MONTH if s.can_disable and s.name != "quantum")
    ).last.quantum
    share = (quantum.hazard >= quantum.due).mean(axis=0)
    expected = 1.0 - np.exp(-quantum.hazard.mean(axis=0))
    assert (np.abs(share - expected) < 0.2).all()
    assert (quantum.hazard[:, 1] > quantum.hazard[:, 0]).all()  # China spends more


def test_own_research_shields() -> None:
    usual, more, both = (
        _run(*spent).last.quantum.exposed[:, 1]
        for spent in ((), ("USA.quantum_research=10",), ("USA.quantum_research=10", "CHN.quantum_research=10"))
    )
    assert (more > usual).all()
    assert (both < more).all()


def test_sensing_moves_ai_through_money_alone() -> None:
    free = "assumptions.quantum_displacement=0"
    still, spent = (_level(_run(*NEVER, free, f"CHN.quantum_research={v}")) for v in (2, 10))
    assert np.array_equal(still, spent)
    still, spent = (_run(*NEVER, f"CHN.quantum_research={v}").path("fabrication", "fund_left")[:, -1] for v in (2, 10))
    assert np.allclose(still, 1.0)
    assert (spent < 1.0).all()
