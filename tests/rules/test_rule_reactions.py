"""Reactions: acting on a trigger, and Richardson's arms race held to its textbook limits."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete.rules import reaction_step, richardson_rest, richardson_settles, richardson_step


def test_a_step_stops_at_the_limit_and_a_step_back_at_zero() -> None:
    size = np.array([0.0, 0.25, 0.3, 0.05, 0.0, 0.2])
    fires = np.array([True, True, True, False, False, False])
    eases = np.array([False, False, False, True, True, False])
    moved, done = reaction_step(size, fires, eases, 0.1, 0.1, 0.3)
    assert moved == pytest.approx([0.1, 0.3, 0.3, 0.0, 0.0, 0.2])
    assert done.tolist() == [1, 1, 0, -1, 0, 0]


def race(reaction: float, fatigue: float, months: int = 4000) -> tuple[float, float]:
    """A symmetric race from a common start, with grievances 1 and 2 and a rate of a hundredth a month."""
    x = y = np.array(5.0)
    k, a = 0.01 * reaction, 0.01 * fatigue
    for _ in range(months):
        x, y = richardson_step(x, y, k, k, a, a, 0.01, 0.02)
    return float(x), float(y)


def test_a_race_settles_where_the_product_of_reactions_is_below_that_of_fatigues() -> None:
    """Richardson (1960): x' = k y - a x + g, y' = l x - b y + h is stable if and only if k l < a b."""
    assert richardson_settles(0.9, 1.0, 1.0, 1.0)
    assert not richardson_settles(1.0, 1.0, 1.0, 1.0)
    assert not richardson_settles(2.0, 0.6, 1.0, 1.0)
    assert richardson_settles(2.0, 0.4, 1.0, 1.0)
    rest = richardson_rest(0.5, 0.5, 1.0, 1.0, 1.0, 2.0)
    assert race(0.5, 1.0) == pytest.approx([float(side) for side in rest], rel=1e-6)
    assert min(race(1.5, 1.0)) > 1e6


def test_the_condition_is_that_of_the_eigenvalues() -> None:
    rng = np.random.default_rng(1)
    k, m, a, b = rng.uniform(0.05, 2.0, size=(4, 500))
    largest = [np.linalg.eigvals([[-a[i], k[i]], [m[i], -b[i]]]).real.max() for i in range(500)]
    assert np.array_equal(richardson_settles(k, m, a, b), np.array(largest) < 0.0)


def test_rest_is_where_nothing_moves() -> None:
    x, y = richardson_rest(0.3, 0.8, 1.1, 0.9, 0.2, 0.4)
    again = richardson_step(x, y, 0.3, 0.8, 1.1, 0.9, 0.2, 0.4)
    assert again[0] == pytest.approx(float(x))
    assert again[1] == pytest.approx(float(y))
