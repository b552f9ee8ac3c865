"""What NumPy does with arrays, a program does too: views, changes in place, sums, choices by mask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.engine.program.kit import computed

from aicompete.engine.program.graph import Graph
from aicompete.engine.program.tracing.clock import Clock
from aicompete.engine.program.untraceable import Untraceable

HERE = (__name__,)
A = np.random.default_rng(2).normal(size=(11, 4, 33))
B = np.random.default_rng(3).normal(size=(11, 33))


def _in_place(a: Any, b: Any) -> Any:
    whole = np.zeros((a.shape[0], 4, 33))
    whole[:, 1:3] = a[:, 1:3]
    whole[:, 0] += b
    for row in whole.swapaxes(0, 1):
        row *= 2.0
    seen = whole[:, :, ::2]
    seen -= 1.0
    whole[..., 5] = b[:, 7:8]
    return whole


def _queue(a: Any, b: Any) -> Any:
    held = np.array(np.swapaxes(a, 0, 1), order="C")
    flow = b.copy()
    for stage in held:
        stage += flow
        np.multiply(stage, 0.25, out=flow)
        stage -= flow
    return np.swapaxes(held, 0, 1) + flow[:, None]


CASES: dict[str, Callable[..., Any]] = {
    "broadcasting": lambda a, b: a * b[:, None] - 1.0 / (1.0 + b[:, None] * b[:, None]),
    "views and changes in place": _in_place,
    "a queue in place": _queue,
    "long sums": lambda a, b: a.sum(axis=-1, keepdims=True) * a + b.sum(axis=1)[:, None, None],
    "short sums": lambda a, b: a.sum(axis=1) + b,
    "largest and smallest": lambda a, b: np.max(a, axis=2) - a.min(axis=2) + b.max(axis=1, keepdims=True),
    "einsum": lambda a, b: np.einsum("rmn,rn->rm", a, b),
    "einsum of a short axis": lambda a, b: np.einsum("rmn->rn", a),
    "products of matrices": lambda a, b: np.matmul(a, np.swapaxes(a, 1, 2)),
    "fancy places": lambda a, b: a[:, :, [3, 1, 32]] + b[:, np.array([0, 5, 9])][:, None],
    "repeated places": lambda a, b: np.take(b, np.array([0, 0, 4, 4, 2]), axis=1),
    "masks": lambda a, b: np.where((a > 0.0) & ~(b[:, None] < 0.3), a, -b[:, None]) * (a >= 0.1),
    "side by side": lambda a, b: np.concatenate([a, b[:, None], np.ones((a.shape[0], 1, 33))], axis=1),
    "stacked": lambda a, b: np.stack([b, a[:, 0], 2.0 * b], axis=1),
    "bounds and powers": lambda a, b: np.clip(a, -0.5, 0.5) ** 3 + np.abs(b[:, None]) ** 0.5,
    "groups": lambda a, b: np.add.reduceat(a, np.array([0, 3, 4, 20]), axis=-1),
    "running maximum": lambda a, b: np.maximum.accumulate(b, axis=1),
    "other axes": lambda a, b: np.moveaxis(a, 1, 2).reshape(a.shape[0], -1)[:, ::3],
    "places that are values": lambda a, b: np.take_along_axis(b, np.floor(np.abs(a[:, 0]) * 4.0).astype(int), axis=1),
    "truth as numbers": lambda a, b: (a > 0).sum(axis=2) + (b > 0).mean(axis=1, keepdims=True),
    "any and all": lambda a, b: np.where((a > 1.5).any(axis=2), 1.0, 0.0) + (b > -9.0).all(axis=1)[:, None],
}


@pytest.mark.parametrize("name", CASES)
def test_a_program_gives_what_numpy_gives(name: str) -> None:
    expected = np.asarray(CASES[name](A.copy(), B.copy()), dtype=np.float64)
    got = computed(CASES[name], A.copy(), B.copy(), modules=HERE)
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda a: a if a.any() else -a,
        lambda a: float(a[0, 0]),
        lambda a: np.sort(a, axis=1),
        lambda a: a[a > 0],
        lambda a: np.power(a, a),
        lambda a: np.add(a, 1.0, out=np.zeros(a.shape)),
    ],
    ids=["a decision", "a plain number", "sorting", "a mask as places", "a column as exponent", "into a plain array"],
)
def test_what_a_program_cannot_hold_is_refused(wrong: Callable[..., Any]) -> None:
    with pytest.raises(Untraceable):
        computed(wrong, B)


def _clock() -> Clock:
    graph = Graph()
    return Clock.at(graph, graph.given("n", 0, 1))


def test_decisions_on_the_month_say_from_when_on_a_program_holds() -> None:
    for decide, answer, first in (
        (lambda month: month == 0, False, 1),
        (lambda month: month <= 1, False, 2),
        (lambda month: month >= 24, True, 24),
        (lambda month: month < 12, False, 12),
        (lambda month: month != 5, True, 6),
    ):
        clock = _clock()
        assert bool(decide(clock)) is answer
        assert (clock.first, clock.last) == (first, Clock.FAR)


def test_a_decision_on_a_month_of_the_year_is_refused() -> None:
    with pytest.raises(Untraceable):
        bool(_clock() % 12 == 0)


def test_decisions_in_the_first_month_say_until_when_a_program_holds() -> None:
    graph = Graph()
    for decide, last in ((lambda month: month == 0, 0), (lambda month: month <= 1, 1), (lambda month: month < 12, 11)):
        clock = Clock.at(graph, graph.given("n", 0, 1), 0)
        assert bool(decide(clock)) is True
        assert (clock.first, clock.last) == (0, last)
