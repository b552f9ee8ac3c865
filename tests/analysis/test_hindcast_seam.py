"""The seam between the replay and the world of today: what counts as a break, and the list that may only shrink."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from aicompete import simulate
from aicompete.analysis.hindcast import REPLAY, TODAY, mended, new_breaks, seam, seam_text
from aicompete.analysis.hindcast.seam import known_breaks

RUNS = 48


def side(month: str, **columns: np.ndarray) -> pd.DataFrame:
    runs = len(next(iter(columns.values())))
    return pd.DataFrame({"run": np.arange(runs), "month": month, **columns})


SPREAD = np.linspace(-1.0, 1.0, 41) * np.sqrt(3.0)  # of standard deviation 1.02


def test_a_metric_breaks_above_two_joint_standard_deviations() -> None:
    before = side("2025-12", near=10.0 + SPREAD, far=10.0 + SPREAD)
    after = side("2026-01", near=12.5 + SPREAD, far=13.5 + SPREAD)
    found = seam(before, after).set_index("metric")
    assert found.loc["near", "gap"] == pytest.approx(2.5 / np.hypot(SPREAD.std(), SPREAD.std()))
    assert found["breaks"].to_dict() == {"far": True, "near": False}
    assert new_breaks(seam(before, after)) == ["far"]


def test_where_neither_side_varies_a_hundredth_is_no_break() -> None:
    before = side("2025-12", small=np.full(3, 1.0), large=np.full(3, 1.0), zero=np.zeros(3))
    after = side("2026-01", small=np.full(3, 1.005), large=np.full(3, 1.5), zero=np.zeros(3))
    found = seam(before, after).set_index("metric")
    assert found["breaks"].to_dict() == {"large": True, "small": False, "zero": False}
    assert np.isinf(found.loc["large", "gap"])


def test_a_known_break_that_meets_again_must_leave_the_list() -> None:
    name = next(iter(known_breaks()))
    before, after = side("2025-12", **{name: 5.0 + SPREAD}), side("2026-01", **{name: 5.1 + SPREAD})
    assert name in mended(seam(before, after))
    assert f"{name} meets now" in "\n".join(seam_text(seam(before, after)))


@pytest.mark.slow
def test_the_replay_ends_where_the_world_of_today_starts_but_for_the_known_breaks() -> None:
    replay = simulate(REPLAY, RUNS, 1, nations=False).series
    found = seam(replay, simulate(TODAY, RUNS, 1, months=1, nations=False).series)
    told = "\n".join(seam_text(found))
    assert not new_breaks(found), f"new breaks: mend them, the list of known ones may only shrink\n{told}"
    assert not mended(found), f"mended: strike them from analysis/hindcast/data/known_breaks.csv\n{told}"
