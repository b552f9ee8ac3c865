"""Landscape theory against the published Syria case and its invariants."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from aicompete import rules

CASE = json.loads((Path(__file__).parents[1] / "reference" / "landscape_mideast_2016.json").read_text())
SIZE = np.array(CASE["sizes"]["base"])
PROPENSITY = np.array(CASE["propensity"], dtype=float)
EXPECTED = CASE["expected"]["base"]


def sides(text: str) -> np.ndarray:
    return np.array([[1.0 if letter == "1" else -1.0 for letter in text]])


# the first actor stays on side 1: half of all alignments, one for each relabelling
ALL = np.array([[1.0, *rest] for rest in itertools.product([1.0, -1.0], repeat=len(SIZE) - 1)])


def test_published_energies_and_frustrations() -> None:
    for text, energy in EXPECTED["five_lowest"]:
        assert rules.landscape_energy(SIZE, PROPENSITY, sides(text))[0] == energy
    best = sides(EXPECTED["alignment"])
    weighted = SIZE * rules.frustration(SIZE, PROPENSITY, best)
    assert dict(zip(CASE["names"], weighted[0], strict=True)) == EXPECTED["frustration"]
    assert rules.landscape_energy(SIZE, PROPENSITY, np.ones((1, 11)))[0] == EXPECTED["all_aligned_energy"]


def test_global_minimum_is_the_only_local_one() -> None:
    energy = rules.landscape_energy(SIZE, PROPENSITY, ALL)
    assert energy.min() == EXPECTED["global_minimum_energy"]
    order = np.argsort(energy)[:5]
    assert [energy[i] for i in order] == [e for _, e in EXPECTED["five_lowest"]]
    end = rules.landscape_descent(SIZE, PROPENSITY, ALL, rounds=20)
    minima = {tuple(row * row[0]) for row in end}
    assert minima == {tuple(sides(EXPECTED["alignment"])[0])}


def test_descent_lowers_energy_by_twice_the_weighted_frustration() -> None:
    rng = np.random.default_rng(1)
    size, raw = rng.uniform(0.5, 3, (50, 6)), rng.normal(size=(50, 6, 6))
    propensity = raw + np.swapaxes(raw, -1, -2)
    side = np.sign(rng.normal(size=(50, 6)))
    for mover in range(6):
        only = np.arange(6) == mover
        after = rules.landscape_descent(size, propensity, side, only)
        drop = (
            rules.frustration(size, propensity, after)[:, mover] - rules.frustration(size, propensity, side)[:, mover]
        )
        change = rules.landscape_energy(size, propensity, after) - rules.landscape_energy(size, propensity, side)
        np.testing.assert_allclose(change, 2 * size[:, mover] * drop, atol=1e-9)
        assert (drop <= 1e-12).all()
        moved = (after != side)[:, mover]
        flipped = np.where(only, -side, side)
        would = (
            rules.frustration(size, propensity, flipped)[:, mover] - rules.frustration(size, propensity, side)[:, mover]
        )
        np.testing.assert_array_equal(moved, would < 0)  # moves iff strictly better
        side = after


def test_relabelling_scale_and_fixed_powers() -> None:
    energy = rules.landscape_energy(SIZE, PROPENSITY, ALL)
    np.testing.assert_array_equal(rules.landscape_energy(SIZE, PROPENSITY, -ALL), energy)
    np.testing.assert_array_equal(rules.landscape_energy(2 * SIZE, PROPENSITY, ALL), 4 * energy)
    fixed = np.arange(11) > 1
    end = rules.landscape_descent(SIZE, PROPENSITY, ALL, fixed, rounds=5)
    np.testing.assert_array_equal(end[:, :2], ALL[:, :2])


def test_structural_balance() -> None:
    camp = np.array([1.0, 1, 1, -1, -1])
    propensity = np.outer(camp, camp) - np.eye(5)
    starts = np.array(list(itertools.product([1.0, -1.0], repeat=5)))
    energy = rules.landscape_energy(np.ones(5), propensity, starts)
    lowest = starts[energy == energy.min()]
    assert {tuple(row) for row in lowest} == {tuple(camp), tuple(-camp)}
    assert (rules.frustration(np.ones(5), propensity, camp[None]) == [[-2, -2, -2, -3, -3]]).all()


def test_coalition_share() -> None:
    weight, member = np.array([0.0, 0.0, 3.0, 1.0, 4.0]), np.array([[1.0, -1.0, 1.0, 0.0, -1.0]])
    shares = [float(rules.coalition_share(weight, member, side)[0]) for side in (1.0, 0.0, -1.0)]
    assert shares == [0.375, 0.125, 0.5]


def test_fragmentation_limits() -> None:
    share = np.array([[1.0, 0, 0, 0], [0.25, 0.25, 0.25, 0.25], [0.5, 0.5, 0, 0]])
    np.testing.assert_allclose(rules.fragmentation(share), [0, 0.75, 0.5])
    np.testing.assert_allclose(rules.effective_number(share), [1, 4, 2])


@pytest.mark.parametrize(("cost", "benefit", "size"), [(1.0, 1.0, 1), (2.5, 1.0, 3), (3.0, 1.0, 3), (1.0, 0.3, 4)])
def test_pact_size_by_enumeration(cost: float, benefit: float, size: int) -> None:
    # the smallest pact whose members gain by acting
    smallest = next(k for k in range(1, 50) if k * benefit >= cost)
    assert rules.pact_size(cost, benefit) == size == smallest


def test_bonds_are_what_a_move_would_add_and_name_the_published_minimum() -> None:
    rng = np.random.default_rng(7)
    size, side = rng.uniform(0.5, 3.0, (4, 11)), rng.choice([-1.0, 1.0], (4, 11))
    bond = rules.landscape_bond(size, PROPENSITY, side)
    before = rules.frustration(size, PROPENSITY, side)
    for mover in range(11):
        moved = np.where(np.arange(11) == mover, -side, side)
        after = rules.frustration(size, PROPENSITY, moved)
        np.testing.assert_allclose(bond[:, mover], after[:, mover] - before[:, mover], atol=1e-9)
    free = SIZE > 0
    best = rules.landscape_bond(np.broadcast_to(SIZE, ALL.shape), PROPENSITY, ALL)
    at_rest = ALL[(best >= 0.0)[:, free].all(axis=1)]
    assert [tuple(row) for row in at_rest] == [tuple(sides(EXPECTED["alignment"])[0])]
