"""Second sources: paid for in growth, worth it in a sudden loss, and no help against a lasting one."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import DIPLOMACY, Trace, trace

from aicompete.world.columns import Array

LEAN, SAFE = "CHN.redundancy_share=0", "CHN.redundancy_share=0.4"
STRUCK = "CHN.production_disruption.chips={2028-01: 0.5, 2028-07: 0}"


def _run(*settings: str, months: int = 30) -> Trace:
    return trace(*settings, months=months, runs=2, disable=DIPLOMACY)


def _wafers(run: Trace) -> Array:
    return run.path("firms", "capacity")[:, :, run.facts.makers.home_foundries].sum(axis=2)


def test_redundancy_costs_growth_and_covers_sudden_losses() -> None:
    lean, safe = _run(LEAN, STRUCK), _run(SAFE, STRUCK)
    assert (_wafers(safe)[:, 23] < _wafers(lean)[:, 23]).all()

    def kept(run: Trace) -> Array:
        made = run.path("fabrication", "front_end")[:, :, 1]
        return np.asarray(made[:, 25] / made[:, 23])

    assert (kept(safe) > kept(lean)).all()


def test_a_total_loss_strikes_second_sources_too() -> None:
    run = _run(SAFE, "CHN.production_disruption.chips=1", months=6)
    assert np.allclose(run.last.fabrication.dies_made, 0.0)


def test_spares_do_not_replace_what_is_lost_for_good() -> None:
    banned = "{2026-01: 0, 2028-01: 1}"
    denied = tuple(f"{nation}.sme_export_control={banned}" for nation in ("USA", "NLD", "JPN", "KOR", "DEU"))
    run = _run(SAFE, *denied, months=84)
    fab = run.path("fabrication", "tools_usual")
    now = [world.fabrication.home_tools for world in run.worlds[1:]]
    sudden = fab[:, 25] - now[25]
    lasting = fab[:, -1] - now[-1]
    assert (sudden > lasting).all()


def test_cover_takes_years() -> None:
    cover = _run(SAFE, months=30).path("fabrication", "slack")
    assert (np.diff(cover, axis=1) > 0.0).all()
    assert (cover[:, 11] < 0.75 * cover[:, 29]).all()
