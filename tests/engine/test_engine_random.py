"""Common random numbers: shocks belong to (seed, replicate, stream, month) and to nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import block, differing, draws, scenario, task

from aicompete.engine.block import simulate_block
from aicompete.engine.ensemble import axis_sizes, month_streams, start_streams
from aicompete.engine.noise import Shocks, draw_shocks, philox
from aicompete.world.columns import Stream
from aicompete.world.facts import load_facts

MONTHS = 8
ONE, OTHER = Stream("one", ("nation",)), Stream("other", ("pool",))
SIZES = {"nation": 5, "pool": 2}


@pytest.mark.parametrize(
    "idle",
    [
        "USA.chip_ceiling_tpp=2368",  # the products follow the index, not the ceiling in TPP
        "CHN.mineral_target_strictness=0.35",  # hits nobody in mode none, set below
        "USA.chip_export_control={2026-01: 0.6, 2026-06: 0.6}",  # a dated step to the same value
        "CHN.chip_export_control=0",
    ],
)
def test_an_idle_change_of_policy_moves_no_bit(idle: str) -> None:
    base = ("CHN.mineral_target_mode=none",)
    plain = block(scenario(*base, months=MONTHS), range(3))
    assert differing(plain, block(scenario(*base, idle, months=MONTHS), range(3))) == []


def test_a_policy_that_comes_later_leaves_the_months_before() -> None:
    plain = block(scenario(months=MONTHS), range(3))
    later = block(scenario("USA.chip_export_control={2026-06: 1}", months=MONTHS), range(3))
    assert differing(plain, later, months=5) == []
    assert "series:chip_flow_to_chn_foreign" in differing(plain, later, months=6)


def test_a_longer_horizon_keeps_the_earlier_months() -> None:
    short, long = block(scenario(months=5), range(3)), block(scenario(months=12), range(3))
    assert short.dates == long.dates[:5]
    assert differing(long, short, months=5) == []


def test_a_replicate_alone_is_the_replicate_in_a_block() -> None:
    point = scenario(months=MONTHS)
    drawn = draws(point, [0, 0, 0, 0])  # one draw for all: only the shocks differ
    whole = block(point, [3, 1, 4, 8], assumptions=drawn)
    alone = block(point, [4], assumptions={name: values[:1] for name, values in drawn.items()})
    assert differing(whole, alone, [2]) == []
    assert not np.array_equal(whole.series["alignment_mean"][0], whole.series["alignment_mean"][1])


def test_the_same_replicate_twice_is_the_same_run() -> None:
    twice = block(scenario(months=4), [2, 2])
    assert all(np.array_equal(values[0], values[1]) for values in twice.series.values())


def test_another_seed_is_another_run() -> None:
    point = scenario(months=4)
    drawn = draws(point, [0])
    one = simulate_block(task(point, [0], assumptions=drawn, seed=1))
    two = simulate_block(task(point, [0], assumptions=drawn, seed=2))
    assert "series:chip_spending_world" in differing(one, two)


def test_an_added_stream_moves_no_other() -> None:
    alone = draw_shocks(7, [0, 3], [ONE], SIZES, 6)
    both = draw_shocks(7, [0, 3], [OTHER, ONE], SIZES, 6)
    assert np.array_equal(alone["one"], both["one"])
    assert both["other"].shape == (6, 2, 2)


def test_shocks_of_a_stream_depend_on_replicate_and_seed_alone() -> None:
    whole = draw_shocks(7, [0, 1, 2, 3], [ONE], SIZES, 6)["one"]
    assert np.array_equal(whole[:, 3:], draw_shocks(7, [3], [ONE], SIZES, 6)["one"])
    assert np.array_equal(whole[:4], draw_shocks(7, [0, 1, 2, 3], [ONE], SIZES, 4)["one"])
    assert not np.array_equal(whole, draw_shocks(8, [0, 1, 2, 3], [ONE], SIZES, 6)["one"])
    assert len(np.unique(whole)) == whole.size


def test_the_numbers_are_those_of_philox() -> None:
    """Published test vectors of Philox4x32-10, counter and key all zero and all ones."""
    for word, expected in (
        (0, ("6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8")),
        (0xFFFFFFFF, ("408f276d", "41c83b0e", "a20bc7c6", "6d5451fd")),
    ):
        counter = tuple(np.full(1, word, dtype=np.uint64) for _ in range(4))
        one, two = (int(part[0]) for part in philox((word, word), counter))  # type: ignore[arg-type]
        assert tuple(f"{w & 0xFFFFFFFF:08x}" for w in (one, one >> 32, two, two >> 32)) == expected


def test_any_month_is_drawn_by_itself() -> None:
    shocks = Shocks(3, [5, 2**40 + 1], [ONE, OTHER], SIZES)
    whole = shocks.stretch(0, 40)
    for name, values in whole.items():
        np.testing.assert_array_equal(shocks.stretch(37, 2)[name], values[:, 37:39])
        np.testing.assert_array_equal(shocks.month(21)[name], values[:, 21])
        np.testing.assert_array_equal(shocks.month(3)[name], values[:, 3])


def test_large_seeds_and_replicates_are_told_apart() -> None:
    drawn = {
        Shocks(seed, [replicate], [ONE], SIZES).stretch(0, 1)["one"].tobytes()
        for seed in (0, 1, 2**32, 2**63, 2**64, 10**40)
        for replicate in (0, 1, 2**32, 2**40)
    }
    assert len(drawn) == 24


def test_shocks_are_standard_normal() -> None:
    drawn = draw_shocks(1, range(40), [ONE], SIZES, 100)["one"]
    assert abs(drawn.mean()) < 0.02
    assert abs(drawn.std() - 1.0) < 0.02


def test_streams_are_independent_of_each_other() -> None:
    same_shape = Stream("two", ONE.axes)
    drawn = draw_shocks(1, range(40), [ONE, same_shape], SIZES, 100)
    assert abs(np.corrcoef(drawn["one"].ravel(), drawn["two"].ravel())[0, 1]) < 0.03


def test_every_stream_has_known_axes_and_one_shape() -> None:
    sizes = axis_sizes(load_facts("2026-01"))
    declared: dict[str, tuple[str, ...]] = {}
    for stream in (*month_streams(), *start_streams()):
        assert set(stream.axes) <= set(sizes), stream
        assert declared.setdefault(stream.name, stream.axes) == stream.axes
    assert {s.name for s in month_streams()}.isdisjoint(s.name for s in start_streams())
