"""Keys told by rule are the same runs as a list of them, however asked for; draws are made a stretch at a time."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aicompete.batch.design.blocks import cut, task_of, with_assumptions
from aicompete.batch.design.design import assumption_columns, ensemble
from aicompete.batch.design.keys import Crossing, Keys, crossing, pairing
from aicompete.config import Scenario, apply_settings
from aicompete.engine.block import RunKey

pytestmark = pytest.mark.slow

sizes = st.integers(1, 4)


@settings(max_examples=40, deadline=None)
@given(sizes, sizes, sizes, sizes, st.integers(0, 100), st.integers(0, 100))
def test_keys_are_the_list_of_their_runs(points: int, draws: int, replicates: int, more: int, a: int, b: int) -> None:
    crossings = (
        Crossing(range(points), range(draws), range(replicates)),
        Crossing(range(points, points + more), range(2, 2 + draws), range(2, 2 + draws), paired=True),
    )
    keys = Keys(crossings)
    listed = [RunKey(i, *key) for i, key in enumerate(product(range(points), range(draws), range(replicates)))]
    pairs = [(p, d, d) for p in range(points, points + more) for d in range(2, 2 + draws)]
    listed += [RunKey(i, *key) for i, key in enumerate(pairs, len(listed))]
    assert list(keys) == listed
    assert len(keys) == len(listed)
    assert list(keys[a:b]) == listed[a:b]
    assert keys[-1] == listed[-1]
    assert keys[:: 1 + a % 3] == tuple(listed[:: 1 + a % 3])
    assert keys.columns()["draw"].tolist() == [key.draw for key in listed]
    with pytest.raises(IndexError, match="there is no run"):
        keys[len(listed)]


def test_a_million_runs_take_no_room() -> None:
    keys = crossing(1000, 100, 10)
    assert len(keys) == 1_000_000
    assert keys[999_999] == RunKey(999_999, 999, 99, 9)
    assert keys[500_000:500_001] == (RunKey(500_000, 500, 0, 0),)
    assert len(str(keys.plain())) < 200
    assert pairing(1, 1_000_000)[777_777] == RunKey(777_777, 0, 777_777, 777_777)


def test_draws_and_replicates_that_do_not_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="3 draws cannot be paired with 2 replicates"):
        Crossing(range(1), range(3), range(2), paired=True)


@pytest.mark.parametrize("size", [1, 5, 12, 24])
def test_draws_do_not_depend_on_the_block(design, scenario: Scenario, size: int) -> None:
    names = list(assumption_columns(ensemble(scenario, 1, seed=1)))
    other = apply_settings(scenario, [f"assumptions.{names[2]}=central"])
    made = replace(design(), points=(scenario, other))
    whole = assumption_columns(made)
    assert list(whole) == names
    for block in cut(made.runs, size):
        found = with_assumptions(task_of(made, block)).assumptions
        assert found.keys() == whole.keys()
        for name, values in found.items():
            np.testing.assert_array_equal(values, whole[name][block.start : block.stop], err_msg=name)


def test_draws_far_apart_are_those_of_the_whole(scenario: Scenario) -> None:
    made = ensemble(scenario, 3000, seed=4)
    whole = assumption_columns(made)
    late = assumption_columns(made, 2990, 3000)
    torn = replace(made, keys=Keys((Crossing(range(1), range(5, 3000, 1400), range(1)),)))
    picked = assumption_columns(torn)
    for name, values in whole.items():
        np.testing.assert_array_equal(late[name], values[2990:])
        np.testing.assert_array_equal(picked[name], values[[5, 1405, 2805]])
