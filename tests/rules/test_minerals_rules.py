"""Rules of the mineral markets against their closed forms and limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicompete.rules import erlang_queue_step, licence_decision
from aicompete.rules.minerals import (
    entry_target,
    fading_growth,
    husbanded_use,
    kept_promise,
    licence_steps,
    licence_throughput,
    saturating_step,
    traded_price,
    transshipment,
    unbundling_choice,
    unbundling_cost,
)

share = st.floats(0.0, 1.0)


def test_throughput_is_the_sum_of_all_tries():
    strictness, retry = 0.6, 0.5
    tries = sum((strictness * retry) ** k * (1.0 - strictness) for k in range(200))
    assert licence_throughput(strictness, retry) == pytest.approx(tries, rel=1e-12)
    assert licence_throughput(strictness, 0.0) == pytest.approx(1.0 - strictness)
    assert licence_throughput(1.0, 0.9) == 0.0
    assert licence_throughput(1.0, 1.0) == 1.0  # whoever never gives up waits for ever; by convention not refused


@given(share, share, st.floats(0.0, 20.0))
def test_licence_office_loses_no_application(strictness, retry, delay):
    stages = np.array([[[3.0], [2.0], [1.0]]])
    after, approved, dropped = licence_steps(stages, np.array([[4.0]]), delay, strictness, retry, 4)
    assert after.sum() + approved.sum() + dropped.sum() == pytest.approx(10.0, rel=1e-12)
    assert after.min() >= 0.0
    assert approved.min() >= 0.0


def test_licence_office_is_the_erlang_queue_with_decisions():
    rng = np.random.default_rng(1)
    stages, applied = rng.random((5, 3, 4)), rng.random((5, 4))
    delay, strictness, retry = rng.random((5, 4)) * 9.0, rng.random((5, 4)), rng.random((5, 1))
    queue, back, total = stages, np.zeros((5, 4)), np.zeros((5, 4))
    for _ in range(4):
        queue, decided = erlang_queue_step(queue, applied / 4 + back, delay)
        passed, back, _ = licence_decision(decided, strictness, retry)
        total = total + passed
    after, approved, _ = licence_steps(stages, applied, delay, strictness, retry, 4)
    np.testing.assert_allclose(approved, total, rtol=1e-12)
    np.testing.assert_allclose(after[:, 1:], queue[:, 1:], rtol=1e-12)
    np.testing.assert_allclose(after[:, 0], queue[:, 0] + back, rtol=1e-12)


def test_no_licence_and_no_delay_pass_at_once():
    after, approved, dropped = licence_steps(np.zeros((1, 3, 1)), np.array([[7.0]]), 0.0, 0.0, 0.5, 4)
    assert approved[0, 0] == pytest.approx(7.0)
    assert after.sum() == pytest.approx(0.0, abs=1e-12)
    assert dropped.sum() == pytest.approx(0.0, abs=1e-12)


def test_long_run_approvals_follow_the_throughput():
    stages, applied = np.zeros((1, 3, 1)), np.array([[1.0]])
    for _ in range(400):
        stages, approved, _ = licence_steps(stages, applied, 8.0, 0.6, 0.5, 4)
    assert approved[0, 0] == pytest.approx(float(licence_throughput(0.6, 0.5)), rel=1e-9)


def test_use_is_unhindered_at_the_normal_stock_and_never_above_supply():
    wanted = np.full((1, 3), 10.0)
    supply = np.array([[40.0, 12.5, 1.0]])  # normal cover of 3 months, psi 0.5: hindered below 25
    used = husbanded_use(wanted, supply, 3.0, 0.5)
    np.testing.assert_allclose(used, [[10.0, 5.0, 0.4]])
    assert (used <= supply).all()
    np.testing.assert_allclose(husbanded_use(wanted, supply, 3.0, 0.0), [[10.0, 10.0, 1.0]])


def test_entrants_take_nothing_at_cost_and_the_whole_market_at_any_price():
    assert entry_target(5.0, 1.0, 1.0, 100.0) == pytest.approx(5.0)
    assert entry_target(5.0, 0.3, 1.0, 100.0) == pytest.approx(5.0)
    assert entry_target(5.0, 2.0, 1.0, 100.0) == pytest.approx(10.0 + 50.0)
    assert entry_target(0.0, 1e9, 1.0, 100.0) == pytest.approx(100.0, rel=1e-6)


@given(st.lists(st.tuples(share, share, share), min_size=2, max_size=8), share)
def test_transshipment_conserves_and_respects_reach_and_need(rows, reach):
    received, unmet, strictness = (np.array([column]) for column in zip(*rows, strict=True))
    moved = transshipment(received, unmet, strictness, reach)
    assert moved.sum() == pytest.approx(0.0, abs=1e-12)
    assert (-moved <= reach * received + 1e-12).all()
    assert (moved <= unmet + 1e-12).all()


def test_equal_licences_leave_nothing_to_transship():
    received, unmet = np.array([[5.0, 3.0]]), np.array([[9.0, 9.0]])
    np.testing.assert_array_equal(transshipment(received, unmet, np.array([[0.7, 0.7]]), 1.0), 0.0)
    np.testing.assert_array_equal(transshipment(received, unmet, np.zeros((1, 2)), 1.0), 0.0)
    np.testing.assert_allclose(transshipment(received, unmet, np.array([[0.0, 1.0]]), 0.2), [[-1.0, 1.0]])


def test_traded_price_lies_between_contract_and_quote():
    assert traded_price(200.0, 1000.0, 0.01) == pytest.approx(208.0)
    assert traded_price(200.0, 1000.0, 0.0) == 200.0
    assert traded_price(200.0, 1000.0, 1.0) == 1000.0


def test_fading_growth_is_the_integral_of_the_fading_rate():
    times = np.linspace(2.0, 7.0, 100_001)
    rates = 0.06 * np.exp(-np.log(2.0) * times / 5.0)
    numeric = float(np.sum((rates[1:] + rates[:-1]) / 2.0 * np.diff(times)))
    assert fading_growth(0.06, 5.0, 2.0, 7.0) == pytest.approx(numeric, rel=1e-8)
    assert fading_growth(0.06, 1e6, 2.0, 7.0) == pytest.approx(0.3, rel=1e-4)


def test_nothing_is_unlearned():
    assert saturating_step(0.2, 0.4, 0.5) == pytest.approx(0.3)
    assert saturating_step(0.5, 0.4, 0.5) == 0.5


@given(st.floats(0.0, 2.0), share, st.floats(0.05, 1.0))
def test_no_other_part_is_worth_more_than_the_one_that_is_cut(gain, bypass, interdependence):
    worth = lambda part: gain * part - unbundling_cost(part, bypass, interdependence)  # noqa: E731
    best = worth(unbundling_choice(gain, bypass, interdependence))
    assert best >= max(worth(part) for part in np.linspace(0.0, 1.0, 41)) - 1e-12


def test_ties_are_cut_only_once_there_is_a_bypass_and_seldom_all_of_them():
    assert unbundling_choice(0.3, 0.4, 0.6) == 0.0  # 1 - G / I = 0.5
    assert unbundling_choice(0.3, 0.7, 0.6) == pytest.approx(0.2)
    assert unbundling_choice(0.3, 1.0, 0.6) == pytest.approx(0.5)
    assert unbundling_choice(0.3, 0.7, 0.3) == pytest.approx(0.7)  # looser chains: more is cut
    assert unbundling_cost(1.0, 1.0, 0.6) == pytest.approx(0.3)
    assert unbundling_cost(0.0, 0.2, 0.6) == 0.0


def test_a_contract_holds_in_full_in_calm_and_as_far_as_trust_carries_in_need():
    assert kept_promise(0.2, 0.0) == 1.0
    assert kept_promise(0.2, 1.0) == pytest.approx(0.2)
    assert kept_promise(1.0, 1.0) == 1.0
    assert kept_promise(0.5, 0.4) == pytest.approx(0.8)
