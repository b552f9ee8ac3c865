"""Shocks drawn in lanes are those of the engine."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete.engine.noise import Shocks
from aicompete.engine.program.compiler import aligned
from aicompete.engine.program.shocks import Drawing
from aicompete.world.columns import Stream

STREAMS = (Stream("one", ("nation",)), Stream("single"), Stream("wide", ("mineral", "nation")))
SIZES = {"nation": 33, "mineral": 4}


@pytest.mark.parametrize("lanes", [2, 4, 8])
def test_numbers_in_lanes(lanes: int) -> None:
    replicates = [*range(10), 2**35 + 3]
    shocks = Shocks(2**40 + 7, replicates, STREAMS, SIZES)
    places = {"one": 1, "wide": 34, "single": 166}
    drawing = Drawing(shocks, places, lanes, 167)
    groups = -(-len(replicates) // lanes)
    bank = aligned(groups, 5, 167, lanes)
    for group in range(groups):
        drawing.fill(bank[group], group, 9)
    assert (bank[:, :, 0] == 0.0).all()
    by_run = bank.transpose(0, 3, 1, 2).reshape(groups * lanes, 5, 167)[: len(replicates)]
    for name, values in shocks.stretch(9, 5).items():
        size = values[0, 0].size
        ours = by_run[:, :, places[name] : places[name] + size]
        np.testing.assert_allclose(ours, values.reshape(len(replicates), 5, size), rtol=1e-14, atol=1e-15)


def test_bits_do_not_depend_on_the_width() -> None:
    shocks = Shocks(1, range(8), STREAMS[:1], SIZES)
    drawn = []
    for lanes in (2, 8):
        bank = aligned(8 // lanes, 3, 33, lanes)
        for group in range(8 // lanes):
            Drawing(shocks, {"one": 0}, lanes, 33).fill(bank[group], group, 0)
        drawn.append(bank.transpose(0, 3, 1, 2).reshape(8, 3, 33))
    np.testing.assert_array_equal(*drawn)
