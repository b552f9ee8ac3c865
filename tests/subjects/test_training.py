"""Spread training reaches data and sites, loses compute, and is policed; public data are an input."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import Trace, trace

from aicompete.world.columns import Array

MONTHS = 48
BARRED = "USA.training_compute_control=1"
SPREAD = "CHN.federated_training=0.6"
BLOCK = "USA.distributed_training_block=1"
LOOSE = "CHN.decentralised_training=1"


def _run(*settings: str) -> Trace:
    return trace(*settings, months=MONTHS, runs=4)


def _china(run: Trace, group: str, name: str) -> Array:
    return run.path(group, name)[:, -1, run.facts.chn]


def test_the_status_quo_changes_nothing() -> None:
    run = _run()
    for name in ("spread_gain", "data_gain", "drag"):
        assert np.allclose(run.path("training", name), 0.0, atol=1e-12), name


def test_spread_training_pays_first_and_costs_later() -> None:
    certain = (
        "assumptions.federated_lag=0.3",
        "assumptions.federated_pool=0.12",
        "assumptions.federated_efficiency_loss=0.4",
    )
    some, much = (
        _china(_run(f"CHN.federated_training={share}", *certain), "training", "spread_gain") for share in (0.15, 0.6)
    )
    assert (some > 0.0).all()
    assert (much < some).all()


def test_spread_training_escapes_a_bar_on_rented_compute() -> None:
    barred, spread = (_china(_run(BARRED, *more), "compute", "rented") for more in ((), (SPREAD,)))
    open_all = _china(_run("USA.training_compute_control=0"), "compute", "rented")
    assert (barred < spread).all()
    assert (spread < open_all).all()


def test_the_chain_of_four_steps() -> None:
    steps = [_run(BARRED, *more) for more in ((), (SPREAD,), (SPREAD, BLOCK), (SPREAD, BLOCK, LOOSE))]
    rented = [_china(step, "compute", "rented") for step in steps]
    assert (rented[0] < rented[1]).all()  # spread training gets round the bar
    assert (rented[2] < rented[1]).all()  # a block takes that back
    assert (rented[3] > rented[2]).all()  # without a server it is had again
    served, loose = (_china(_run(BARRED, SPREAD, *more), "training", "spread_gain") for more in ((), (LOOSE,)))
    assert (loose < served).all()  # and costs compute
    drags = [step.path("training", "drag")[:, -1, step.facts.usa] for step in steps]
    assert (drags[1] == 0.0).all()
    assert (drags[3] >= drags[2]).all()
    assert (drags[2] > 0.0).all()


def test_compute_stays_binding() -> None:
    # no way of training is worth what a tenfold of chips is
    spread = _china(_run(BARRED, SPREAD, LOOSE), "capability", "level")
    plain = _china(_run(BARRED), "capability", "level")
    chips = _china(_run(BARRED, "CHN.ai_demand=3", "CHN.domestic_stack_fund=400"), "capability", "level")
    assert (np.abs(spread - plain) < chips - plain).mean() >= 0.75


def test_public_data_pay_less_and_less_and_stay_out() -> None:
    closed, half, full = (
        _china(_run(f"CHN.public_data_open={v}", "USA.public_data_open=0.5"), "training", "data_gain")
        for v in (0.2, 0.6, 1.0)
    )
    assert np.allclose(closed, 0.0)
    assert (half > 0.0).all()
    assert (full - half < half).all()
    shut = _run("CHN.public_data_open={2026-01: 1, 2028-01: 0}")
    held = shut.path("training", "public_data")[:, :, shut.facts.chn]
    assert (np.diff(held, axis=1) >= 0.0).all()


def test_others_read_what_is_opened() -> None:
    run = _run("CHN.public_data_open=1")
    gains = run.path("training", "data_gain")[:, -1]
    assert (gains[:, run.facts.usa] > 0.0).all()
    assert (gains[:, run.facts.usa] < gains[:, run.facts.chn]).all()


def test_neutral_levers_leave_no_spread_training() -> None:
    run = trace("all.federated_training=0", months=120, runs=2)
    assert run.last.training.spread_out.max() < 0.005
