"""The solvers against textbook games."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete.game.solve import mixed, normal, quantal, trees
from aicompete.game.solve.noise import CLAIMED, OPEN, REFUTED, interval, regret

PENNIES = np.array([[1.0, -1.0], [-1.0, 1.0]])
STEP = 0.25
OUTPUT = np.arange(0.0, 12.0 + STEP / 2, STEP)
COURNOT = OUTPUT[:, None] * (12.0 - OUTPUT[:, None] - OUTPUT[None, :])
"""Inverse demand 12 + c - Q at cost c: the equilibrium is 4 each, the leader's output 6 and the follower's 3."""


def eleven_twenty() -> np.ndarray:
    """Arad and Rubinstein (2012): one's own request, and 20 more for exactly one below the other's."""
    ask = np.arange(11.0, 21.0)
    return ask[:, None] + 20.0 * (ask[:, None] == ask[None, :] - 1.0)


def test_cournot_rests_at_a_third_and_halves_its_error() -> None:
    found = [tuple(OUTPUT[list(p)]) for p in normal.pure_equilibria([COURNOT, COURNOT.T])]
    assert (4.0, 4.0) in found
    assert all(abs(x - 4.0) <= STEP and abs(y - 4.0) <= STEP for x, y in found)
    path, cycle = normal.best_replies([COURNOT, COURNOT.T], (0, 0))
    assert cycle == 0
    assert [OUTPUT[i] for i, _ in path[1:4:2]] == [6.0, 4.5]  # replies (12 - q) / 2: 6, 3, 4.5, 3.75
    assert abs(OUTPUT[path[-1][0]] - 4.0) <= STEP


def test_stackelberg_leads_with_half() -> None:
    leads = OUTPUT[::2]  # so that the answer (12 - q) / 2 lies on the follower's grid
    leader, follower = normal.stackelberg(COURNOT[::2], COURNOT.T[::2])
    assert (leads[leader], OUTPUT[follower]) == (6.0, 3.0)


def test_richardson_race_rests_where_the_lines_cross() -> None:
    k, el, a, b, g, h = 0.5, 0.5, 1.0, 1.0, 2.0, 1.0  # x' = k y - a x + g; rest (g b + k h) / (a b - k el)
    arms = np.linspace(0.0, 10.0, 201)
    x, y = arms[:, None], arms[None, :]
    payoffs = [-((a * x - k * y - g) ** 2), -((b * y - el * x - h) ** 2)]
    path, cycle = normal.best_replies(payoffs, (0, 0))
    assert cycle == 0
    ends = arms[list(path[-1])]
    assert ends == pytest.approx([(g * b + k * h) / (a * b - k * el), (h * a + el * g) / (a * b - k * el)], abs=0.1)
    assert [i for i, _ in path] == sorted(i for i, _ in path)  # from nothing both arm, and neither disarms


def test_matching_pennies_has_no_pure_equilibrium_and_cycles_in_four() -> None:
    payoffs = [PENNIES, -PENNIES]
    assert normal.pure_equilibria(payoffs) == []
    assert {normal.best_replies(payoffs, start)[1] for start in ((0, 0), (0, 1), (1, 0), (1, 1))} == {4}


def test_matching_pennies_mixes_evenly() -> None:
    pytest.importorskip("nashpy")
    (found,) = mixed.mixed_equilibria(PENNIES, -PENNIES)
    assert np.allclose(found, 0.5)


def test_mixed_equilibria_find_all_three_of_a_battle() -> None:
    pytest.importorskip("nashpy")
    first, second = np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [0.0, 2.0]])
    found = mixed.mixed_equilibria(first, second)
    assert len(found) == 3
    assert any(np.allclose(x, [2 / 3, 1 / 3]) and np.allclose(y, [1 / 3, 2 / 3]) for x, y in found)


def test_eleven_twenty_equilibrium_and_levels() -> None:
    game = eleven_twenty()
    mix = np.array([0, 0, 0, 0, 25, 25, 20, 15, 10, 5]) / 100.0  # 15 to 20, as printed in the paper
    assert mixed.regret_of(game, game.T, (mix, mix)) == pytest.approx(0.0, abs=1e-9)
    naive = np.eye(10)[9]  # level 0 asks 20
    asked = [11 + pair[0] for pair in quantal.level_k(game, game.T, 4, (naive, naive))]
    assert asked == [19, 18, 17, 16]


def test_logit_equilibrium_between_even_and_nash() -> None:
    dilemma = np.array([[3.0, 0.0], [4.0, 1.0]])  # to defect gains 1 whatever the other does
    for precision in (0.5, 2.0):
        x, y = quantal.logit_equilibrium(dilemma, dilemma.T, precision)
        assert x[1] == pytest.approx(1.0 / (1.0 + np.exp(-precision)), abs=1e-9)
        assert y == pytest.approx(x)
    lopsided = np.array([[9.0, 0.0], [0.0, 1.0]])  # Goeree and Holt's asymmetric pennies
    x, y = quantal.logit_equilibrium(lopsided, np.array([[0.0, 1.0], [1.0, 0.0]]), 1.0)
    assert x == pytest.approx(quantal.logit(lopsided @ y, 1.0), abs=1e-8)
    assert x[0] > 0.5  # own payoff effect, which Nash's even mix has not
    assert np.allclose(quantal.logit_equilibrium(PENNIES, -PENNIES, 50.0), 0.5)


def test_cognitive_hierarchy_of_nobody_who_thinks_is_even() -> None:
    game = eleven_twenty()
    assert np.allclose(quantal.cognitive_hierarchy(game, game.T, 1e-12)[0], 0.1)
    first, _ = quantal.cognitive_hierarchy(game, game.T, 1.5)
    assert first.sum() == pytest.approx(1.0)
    assert first[8] > 0.1  # level 1 against an even mix asks 19 or so


def test_a_deeper_level_may_hurt_the_player_who_gets_it() -> None:
    payoffs = {"A": np.array([[3.0, 0.0], [1.0, 2.0]]), "B": np.array([[3.0, 4.0], [0.0, 1.0]])}
    shallow, deep = trees.values_of_depth(payoffs, ["A", "B"], [0, 1])
    assert (shallow.way, payoffs["B"][shallow.way]) == ((0, 0), 3.0)
    assert (deep.way, payoffs["B"][deep.way]) == ((1, 1), 1.0)
    myopic = trees.followed([trees.lookahead(payoffs, ["A", "B"], s, 0) for s in range(2)])
    assert myopic == (0, 1)  # A does not see the answer coming
    assert trees.followed([trees.lookahead(payoffs, ["A", "B"], s, 2) for s in range(2)]) == deep.way


def test_backward_induction_leaves_no_better_choice_at_any_node() -> None:
    generator = np.random.default_rng(3)
    payoffs = {who: generator.normal(size=(3, 4, 2, 3)) for who in "AB"}
    movers = ["A", "B", "A", "B"]
    solved = trees.backward(payoffs, movers)
    for stage, choice in enumerate(solved.choices):
        for before in np.ndindex(*choice.shape):
            values = []
            for option in range(payoffs["A"].shape[stage]):
                way = (*before, option)
                while len(way) < 4:
                    way = (*way, int(solved.choices[len(way)][way]))
                values.append(payoffs[movers[stage]][way])
            assert choice[before] == int(np.argmax(values))


def test_dominated_strategies() -> None:
    assert normal.dominated([np.array([[3.0, 0.0], [4.0, 1.0]]), np.array([[3.0, 4.0], [0.0, 1.0]])]) == [[0], [0]]


@pytest.mark.parametrize(("noise", "verdict"), [(0.01, CLAIMED), (20.0, OPEN)])
def test_an_equilibrium_is_claimed_only_above_the_noise(noise: float, verdict: str) -> None:
    generator = np.random.default_rng(1)
    means = [np.array([[2.0, 0.0], [1.0, 1.0]]), np.array([[2.0, 1.0], [0.0, 1.0]])]
    payoffs = [m[..., None] + noise * generator.normal(size=(2, 2, 30)) for m in means]
    first = np.eye(2)[0]
    assert regret(payoffs, [first, first], 0.0).verdict == verdict


def test_a_profile_that_somebody_leaves_is_refuted() -> None:
    payoffs = [PENNIES[..., None] + 0.001 * np.arange(5.0), -PENNIES[..., None] + 0.001 * np.arange(5.0)]
    found = regret(payoffs, [np.eye(2)[0], np.eye(2)[0]], 0.1)
    assert (found.verdict, found.player, found.deviation) == (REFUTED, 1, 1)
    assert found.gain.mean == pytest.approx(2.0)


def test_intervals_hold_as_often_as_they_say() -> None:
    generator = np.random.default_rng(0)
    inside = 0
    for _ in range(2000):
        found = interval(generator.normal(size=8))
        inside += found.low <= 0.0 <= found.high
    assert 0.935 < inside / 2000 < 0.965
