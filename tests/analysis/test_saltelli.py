"""Total-order indices: against the exact ones of a textbook function, and against SALib's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.analysis.sweep_kit import DEAD, A, B, saltelli_sweep

from aicompete import plots
from aicompete.analysis import sensitivity, summary
from aicompete.analysis.effects import NOTHING, setting_effects
from aicompete.analysis.sensitivity import indices
from aicompete.analysis.sweepsummary import _part
from aicompete.config import load_experiment
from aicompete.config.sampling.unitpoints import saltelli_points

pytestmark = pytest.mark.slow


def ishigami(point: Mapping[str, Any], *_: int) -> float:
    """Ishigami and Homma (1990), a = 7, b = 0.1."""
    x, y, z = (np.pi * (2 * float(value) - 1) for value in point.values())
    return float(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


EXACT = {A: (0.3139, 0.5576), B: (0.4424, 0.4424), DEAD: (0.0, 0.2437)}


def test_the_points_are_blocks_of_one_exchange() -> None:
    blocks = saltelli_points(8, 3, seed=1).reshape(8, 5, 3)
    a, b = blocks[:, 0], blocks[:, -1]
    for i in range(3):
        others = [j for j in range(3) if j != i]
        assert np.array_equal(blocks[:, 1 + i, i], b[:, i])
        assert np.array_equal(blocks[:, 1 + i][:, others], a[:, others])
    assert np.array_equal(saltelli_points(16, 3, seed=1)[: 8 * 5], saltelli_points(8, 3, seed=1))


def test_indices_are_those_of_the_textbook() -> None:
    table = sensitivity(saltelli_sweep(ishigami, base=1024)).set_index("setting")
    for setting, (first, total) in EXACT.items():
        row = table.loc[setting]
        assert row["first_order"] == pytest.approx(first, abs=0.03)
        assert row["total_order"] == pytest.approx(total, abs=0.03)
        assert abs(row["total_order"] - total) < 4 * row["total_error"] + 0.01
    assert table.index[0] == A


def test_indices_are_those_of_salib() -> None:
    sobol = pytest.importorskip("SALib.analyze.sobol")
    made = saltelli_sweep(ishigami, base=64)
    y = made.series[made.series["month"] == "2026-02"]["level"].to_numpy()
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    theirs = sobol.analyze(problem, y, calc_second_order=False)
    first, total = indices(y.reshape(64, 5))
    np.testing.assert_allclose(first, theirs["S1"], rtol=1e-9)
    np.testing.assert_allclose(total, theirs["ST"], rtol=1e-9)


def test_a_dead_setting_is_found_for_certain_and_the_text_names_the_others(tmp_path: Path) -> None:
    made = saltelli_sweep(lambda p, d, r: p[A] * p[B], base=32)
    effects = setting_effects(made).set_index("setting")
    assert effects.loc[DEAD, "verdict"] == NOTHING
    assert effects.loc[A, "pairs"] == effects.loc[A, "pairs_moved"] == 32
    table = sensitivity(made).set_index("setting")
    assert table.loc[DEAD, "total_order"] == 0.0
    assert table.loc[A, "total_order"] > table.loc[A, "first_order"]  # they act together
    text = " ".join(summary(made).lines())
    assert "alone" in text
    assert "in all" in text
    assert "standard error up to" in text
    parts = re.findall(r"\((?:under )?(\d+) % alone, (?:under )?(\d+) % in all\)", text)
    assert parts
    assert all(int(part) <= 100 for pair in parts for part in pair)
    assert [_part(value) for value in (-0.1, 0.4, 1.34)] == [0.0, 0.4, 1.0]
    assert "ally alienation changed nothing at all" in text
    figure = plots.draw_sweep_response(made, tmp_path / "p.png")
    assert len(figure.axes[0].get_yticklabels()) == 3


def test_an_experiment_asks_for_base_samples(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("name: base\nmonths: 2\n")
    file = tmp_path / "e.yaml"
    over = "{USA.ally_alienation: [0.1, 0.9], assumptions.diffusion: distribution}"
    file.write_text(f"scenario: base\nsweep: {{saltelli: {{base: 8, over: {over}}}}}\n")
    experiment = load_experiment(file)
    assert len(experiment.points) == 8 * 4
    assert np.array(experiment.sampling["blocks"]).shape == (8, 4)
