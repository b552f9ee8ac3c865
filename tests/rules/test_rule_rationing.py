"""Rationing hands out what there is: conservation, bounds, and the classical numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from aicompete import rules

AMOUNT = st.one_of(st.just(0.0), st.floats(1e-6, 1e6))
CLAIMS = hnp.arrays(np.float64, (3, 5), elements=AMOUNT)
CAPACITY = hnp.arrays(np.float64, (3,), elements=AMOUNT)
SHARE = hnp.arrays(np.float64, (3, 5), elements=st.floats(0, 1))


def check(given_out: np.ndarray, claims: np.ndarray, capacity: np.ndarray) -> None:
    total = claims.sum(-1)
    assert (given_out >= -1e-12 * claims.max(initial=1.0)).all()
    assert (given_out <= claims).all()
    np.testing.assert_allclose(given_out.sum(-1), np.minimum(total, capacity), rtol=1e-12, atol=1e-9 * total.max())


@given(CLAIMS, CAPACITY)
def test_proportional(claims, capacity) -> None:
    met = rules.ration(claims, capacity)
    check(met, claims, capacity)
    short = (capacity < claims.sum(-1)) & (capacity > 0)
    for run in np.flatnonzero(short):
        asked = claims[run] > 0
        np.testing.assert_allclose(met[run][asked] / claims[run][asked], capacity[run] / claims[run].sum(), rtol=1e-12)


@given(CLAIMS, CAPACITY, SHARE)
def test_priority(claims, capacity, preferred) -> None:
    check(rules.priority_ration(claims, capacity, preferred), claims, capacity)


@given(CLAIMS, CAPACITY)
def test_equal_awards(claims, capacity) -> None:
    met = rules.constrained_equal_awards(claims, capacity)
    check(met, claims, capacity)
    # nobody cut short gets less than anybody else
    level = met.max(-1, keepdims=True)
    assert ((met >= claims * (1 - 1e-12)) | (met >= level * (1 - 1e-9))).all()


@given(CLAIMS, CAPACITY)
def test_talmud(claims, capacity) -> None:
    met = rules.talmud(claims, capacity)
    check(met, claims, capacity)
    # self-dual: losses are divided as awards are
    loss = rules.talmud(claims, np.maximum(claims.sum(-1) - capacity, 0.0))
    scarce = (capacity <= claims.sum(-1))[:, None]
    np.testing.assert_allclose(
        np.where(scarce, met + loss, claims), claims, rtol=1e-9, atol=1e-9 * claims.max(initial=1.0)
    )


@pytest.mark.parametrize(
    ("estate", "award"), [(100, [100 / 3] * 3), (200, [50, 75, 75]), (300, [50, 100, 150]), (600, [100, 200, 300])]
)
def test_talmud_of_the_three_wives(estate: float, award: list[float]) -> None:
    np.testing.assert_allclose(rules.talmud(np.array([[100.0, 200.0, 300.0]]), np.array([estate])), [award])


def test_contested_garment() -> None:
    np.testing.assert_allclose(rules.talmud(np.array([1.0, 0.5]), 1.0), [0.75, 0.25])


def test_priority_limits() -> None:
    claims, capacity = np.array([[4.0, 6.0]]), np.array([5.0])
    np.testing.assert_allclose(rules.priority_ration(claims, capacity, 0.0), rules.ration(claims, capacity))
    np.testing.assert_allclose(rules.priority_ration(claims, capacity, 1.0), rules.ration(claims, capacity))
    np.testing.assert_allclose(rules.priority_ration(claims, capacity, np.array([1.0, 0.0])), [[4, 1]])


def test_other_axis() -> None:
    claims = np.arange(1.0, 13.0).reshape(2, 3, 2)
    capacity = np.array([[3.0, 4.0], [5.0, 100.0]])
    for rule in (rules.ration, rules.constrained_equal_awards, rules.talmud):
        along = rule(claims, capacity, -2)
        np.testing.assert_allclose(along, np.swapaxes(rule(np.swapaxes(claims, -1, -2), capacity), -1, -2))


@given(CLAIMS, st.floats(0.0, 6.0))
def test_attention_is_used_up_and_nobody_gets_more_than_all_of_one(worth, effort) -> None:
    given_out = rules.shared_attention(worth, np.full((3, 1), effort), rounds=6)
    assert (given_out >= 0.0).all()
    assert (given_out <= 1.0).all()
    assert (given_out[worth == 0.0] == 0.0).all()
    most = np.minimum(effort, (worth > 0.0).sum(axis=1))
    np.testing.assert_allclose(given_out.sum(axis=1), most, atol=1e-9)


def test_attention_goes_by_worth_and_a_further_target_takes_from_the_others() -> None:
    two = rules.shared_attention(np.array([[3.0, 1.0, 0.0]]), np.array([[1.0]]))
    np.testing.assert_allclose(two, [[0.75, 0.25, 0.0]])
    three = rules.shared_attention(np.array([[3.0, 1.0, 2.0]]), np.array([[1.0]]))
    np.testing.assert_allclose(three, [[3 / 6, 1 / 6, 2 / 6]])
    spilled = rules.shared_attention(np.array([[8.0, 1.0, 1.0]]), np.array([[2.0]]))
    np.testing.assert_allclose(spilled, [[1.0, 0.5, 0.5]])


PART = st.one_of(st.just(0.0), st.floats(1e-6, 1.0))


@given(st.lists(st.tuples(AMOUNT, PART), min_size=1, max_size=6), AMOUNT)
def test_shares_of_sums_hand_out_what_priority_ration_does(orders: list[tuple[float, float]], capacity: float) -> None:
    claims, preferred = np.array(orders).T
    first = claims * preferred
    of_first, of_rest = rules.priority_shares(first.sum(), claims.sum(), np.array(capacity))
    met = first * of_first + (claims - first) * of_rest
    np.testing.assert_allclose(met, rules.priority_ration(claims, np.array(capacity), preferred), rtol=1e-9, atol=1e-6)
