"""Three pillars: the weakest limits, and what users abroad give back is little."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import trace

pytestmark = pytest.mark.slow

ALL: tuple[str, ...] = ()


def test_all_pillars_start_at_one_and_the_weakest_is_the_chain() -> None:
    worlds = trace(months=24, runs=4, disable=ALL).worlds[1:]
    assert np.allclose(worlds[0].pillars.index, 1.0)
    for world in worlds:
        assert np.array_equal(world.pillars.chain, world.pillars.index.min(axis=1))


@pytest.mark.parametrize(
    ("knocked", "pillar"),
    [
        (("USA.grid_expansion_rate=0", "USA.permit_speedup=0", "assumptions.own_generation=0.005"), 1),
        (("CHN.standards_package=1", "CHN.aid_budget=20", "CHN.fullstack_export_intensity=1"), 2),
    ],
)
def test_a_pillar_that_is_knocked_out_pulls_the_chain_down(knocked: tuple[str, ...], pillar: int) -> None:
    base, hit = (
        trace(months=72, runs=4, disable=ALL).last.pillars,
        trace(*knocked, months=72, runs=4, disable=ALL).last.pillars,
    )
    assert (hit.index[:, pillar, 0] < base.index[:, pillar, 0]).all()
    assert hit.chain[:, 0].mean() < base.chain[:, 0].mean()


def test_the_loop_gives_back_less_than_is_put_in() -> None:
    """The claim is a loop that feeds itself; over the ranges of the assumptions the gain stays below one."""
    pillars = trace(months=24, runs=24, disable=ALL).last.pillars
    assert (pillars.gain > 0.0).all()
    assert (pillars.gain < 1.0).all()


def test_the_stated_gain_is_what_a_push_gives_back() -> None:
    """A push on US software alone, with the loop and without: what comes back is near what is stated."""

    def grown(returns: float, restricted: int) -> tuple[np.ndarray, np.ndarray]:
        settings = ("assumptions.talent_brake=0.3", "assumptions.talent_loss=0", f"assumptions.loop_return={returns}")
        last = trace(
            *settings, f"USA.talent_restriction={restricted}", months=120, runs=1, central=True, disable=ALL
        ).last
        return last.capability.software[:, 0], last.pillars.gain[:, 0]

    plain = grown(0.0, 0)[0] - grown(0.0, 1)[0]
    looped, stated = grown(0.12, 0)[0] - grown(0.12, 1)[0], grown(0.12, 0)[1]
    assert looped / plain - 1.0 == pytest.approx(stated, abs=0.02)
