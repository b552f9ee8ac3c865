"""What home-made chips are worth: software learned by use, and clusters that lose more the weaker the chips."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import DIPLOMACY, Trace, trace

from aicompete.world.columns import Array


def _run(*settings: str, months: int = 30) -> Trace:
    return trace(*settings, months=months, runs=2, disable=DIPLOMACY)


def _end(run: Trace, name: str) -> Array:
    return run.path("compute", name)[:, -1]


def test_software_is_learned_by_use_and_faster_when_pushed() -> None:
    none, full = _run("CHN.software_ecosystem=0"), _run("CHN.software_ecosystem=1")
    assert (_end(full, "home_usable") > _end(none, "home_usable")).all()
    assert (_end(none, "home_usable") > none.path("compute", "home_usable")[:, 0]).all()  # users help themselves
    more = _run("CHN.software_ecosystem=1", "CHN.domestic_stack_fund=400")
    assert (_end(more, "home_usable") > _end(full, "home_usable")).all()  # more chips in use teach more
    for run in (none, full, more):
        usable = run.path("compute", "home_usable")
        assert (np.diff(usable, axis=1) >= 0.0).all()
        assert (usable <= np.maximum(run.assume("home_software_ceiling"), usable[:, :1])).all()


def test_home_made_compute_counts_by_its_software() -> None:
    none, full = _run("CHN.software_ecosystem=0"), _run("CHN.software_ecosystem=1")
    chn = none.facts.chn
    owned, used = ([run.path("compute", name)[:, -1, chn] for run in (none, full)] for name in ("owned", "used"))
    assert (used[1] / owned[1] > used[0] / owned[0]).all()


def test_links_keep_more_work_and_draw_more_power() -> None:
    few, many = _run("CHN.cluster_interconnect=0"), _run("CHN.cluster_interconnect=1")
    assert (_end(many, "home_scaling") > _end(few, "home_scaling")).all()
    need = [run.path("power", "need")[:, 20, run.facts.chn] for run in (few, many)]
    assert (need[1] > need[0]).all()


def test_weaker_chips_lose_more_of_their_work_in_clusters() -> None:
    slow, fast = (
        _run(f"assumptions.home_performance_growth={growth}", "assumptions.cluster_loss=0.06") for growth in (0, 0.5)
    )
    assert (_end(fast, "home_scaling") > _end(slow, "home_scaling")).all()


def test_the_status_quo_starts_at_one() -> None:
    run = _run(months=1)
    assert np.allclose(_end(run, "home_scaling"), _end(run, "home_scaling_start"))
