"""Pictures of sampled sweeps: against each setting, and the effects of Morris walks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text
from scipy.stats import qmc
from tests.analysis.sweep_kit import MadeSweep, made_sweep, morris_sweep

from aicompete import plots

pytestmark = pytest.mark.slow


def sampled(kind: str, *, wide: bool = False) -> MadeSweep:
    names = ["USA.chip_export_control@2028-01", "CHN.mineral_licence_strictness", "CHN.mode"]
    shares = qmc.Sobol(12, rng=1).random(64)
    words = np.where(shares[:, 2] < 0.5, "none", "all_us").tolist()
    points = [dict(zip(names, (*row[:2], word), strict=True)) for row, word in zip(shares.tolist(), words, strict=True)]
    given = {f"assumptions.a{i}": shares[:, 3 + i].tolist() for i in range(9)} if wide else {}
    sampling = {"kind": kind, "dimensions": [{"name": name} for name in (*names, *given)]}
    return made_sweep(points, lambda p, d, r: p[names[0]] ** 2 + 0.1 * r, replicates=3, sampling=sampling, given=given)


def test_a_sampled_sweep_is_drawn_against_each_setting(tmp_path: Path) -> None:
    figure = plots.draw_sweep_response(sampled("sobol"), tmp_path / "p.png")
    labels = [axes.get_xlabel() for axes in figure.axes if axes.get_visible()]
    assert [label.split("  [")[0].replace("\n", " ") for label in labels] == [
        "United States chip export control from Jan 2028", "China mineral licence strictness", "China mode",
    ]  # fmt: skip
    assert len(figure.axes[0].collections[1].get_offsets()) == 64
    wide = plots.draw_sweep_response(sampled("halton", wide=True))
    assert sum(axes.get_visible() and bool(axes.get_xlabel()) for axes in wide.axes) == 6
    assert any("6 of 12 settings" in str(text.get_text()) for text in wide.findobj(Text))


def test_morris_walks_are_drawn_as_effects() -> None:
    figure = plots.draw_sweep_response(morris_sweep(lambda p, d, r: 2 * p["USA.chip_export_control"] + r))
    axes = figure.axes[0]
    assert axes.get_yticklabels()[0].get_text() == "United States chip export control"
    assert [bar.get_width() for bar in axes.patches[:3]] == pytest.approx([2, 0, 0], abs=1e-9)


def test_points_that_are_all_the_same_leave_the_picture_out(tmp_path: Path) -> None:
    points = [{"USA.chip_export_control": 0.3}] * 4
    made = made_sweep(points, lambda p, d, r: 0.1 * r, replicates=2, sampling={"kind": "sobol", "dimensions": []})
    said: list[str] = []
    assert plots.draw_all(made, out=tmp_path, tell=said.append) == []
    assert "all points are the same" in said[0]
