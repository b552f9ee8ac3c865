"""Side tracks: rare and unequal successes paid by the main line; what coordination and lobbying do to programmes."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import DIPLOMACY, Trace, trace

from aicompete.month import MONTH
from aicompete.world.columns import Array


def _run(*settings: str, months: int = 60, runs: int = 3) -> Trace:
    return trace(*settings, months=months, runs=runs, disable=DIPLOMACY)


def test_side_bets_widen_the_tail_and_cost_the_median() -> None:
    def performance(share: float) -> Array:
        run = _run(f"CHN.side_track_share={share}", "assumptions.side_success_rate=0.4", months=96, runs=32)
        return np.log(run.last.chips.performance[:, 1])

    none, much = performance(0.0), performance(0.6)
    change = much - none  # the same luck and the same assumptions in both
    assert np.median(change) < np.mean(change)  # skewed: few win much
    assert np.quantile(change, 0.25) < 0.0  # most pay for what they do not get
    assert change.max() > 0.2


def test_successes_come_as_often_as_their_hazard_says() -> None:
    alone = tuple(step.name for step in MONTH if step.can_disable and step.name != "fabrication")
    run = trace("CHN.side_track_share=0.6", "assumptions.side_success_rate=0.9", months=48, runs=64, disable=alone)
    fab = run.last.fabrication
    expected = fab.side_hazard[:, 1].mean()
    first = (fab.side_times[:, 0, 1] <= fab.side_hazard[:, 1]).mean()
    assert abs(first - (1.0 - np.exp(-expected))) < 0.2
    assert (np.diff(fab.side_times, axis=1) > 0.0).all()


def test_without_side_tracks_nothing_is_won_there() -> None:
    run = _run("USA.side_track_share=0", "CHN.side_track_share=0")
    assert (run.last.fabrication.side_built == 0.0).all()


def test_coordination_is_quick_at_known_targets_and_poor_in_new_ideas() -> None:
    loose, tight = (_run(f"CHN.coordination={v}", months=48) for v in (0.1, 1))
    tools = [run.path("fabrication", "home_tools")[:, -1] for run in (loose, tight)]
    assert (tools[1] > tools[0]).all()
    risked = [run.path("fabrication", "side_hazard")[:, -1, 1] for run in (loose, tight)]
    assert (risked[1] < risked[0]).all()


def test_lobbying_wastes_programmes() -> None:
    clean, lobbied = (_run(f"CHN.lobby_intensity={v}", f"USA.lobby_intensity={v}", months=48) for v in (0, 1))
    for name in ("capacity", "us_orders"):
        less, more = (run.path("firms", name)[:, -1] for run in (lobbied, clean))
        if name == "capacity":
            less, more = (x[:, clean.facts.makers.home_foundries].sum(axis=1) for x in (less, more))
        else:
            less, more = (x[:, -1] for x in (less, more))
        assert (less < more).all(), name
