"""Chips that are short go to the coalition of the seller first, if its government asks for it."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import same_columns, trace

from aicompete.world.facts import OPEN_POOL

PRIORITY = ("USA.chip_bloc_priority=1",)


def test_without_priority_all_are_served_alike() -> None:
    for world in trace(months=18).worlds[1:]:
        assert np.allclose(world.chips.served, world.chips.fill[:, :, None], rtol=1e-12)


def test_members_are_served_first_and_no_chip_is_made_or_lost() -> None:
    worlds = trace(*PRIORITY, months=18).worlds[1:]
    apart = 0.0
    for world in worlds:
        chips, member = world.chips, world.alliances.membership > 0.0
        served = chips.served[:, OPEN_POOL]
        assert served.min() >= 0.0
        assert served.max() <= 1.0
        usual = np.where(member, served, 1.0).min(axis=1) >= np.where(member, 0.0, served)[:, 2:-1].max(axis=1) - 1e-12
        assert usual.all()
        units = chips.delivered / (chips.performance[:, :, None])
        shipped = (units[:, OPEN_POOL] / np.maximum(chips.product, 1e-9)).sum(axis=1)
        assert (shipped <= world.fabrication.supply[:, OPEN_POOL] * (1.0 + 1e-9)).all()
        apart = max(apart, float(np.max(served.max(axis=1) - served.min(axis=1))))
    assert apart > 0.2


def test_priority_of_a_power_leaves_the_rivals_pool_alone() -> None:
    plain, first = trace(months=2).worlds[1], trace("CHN.chip_bloc_priority=1", months=2).worlds[1]
    moved = same_columns(plain, first)
    assert not any(name.startswith("minerals") for name in moved)
    assert np.array_equal(plain.chips.served[:, OPEN_POOL], first.chips.served[:, OPEN_POOL])
