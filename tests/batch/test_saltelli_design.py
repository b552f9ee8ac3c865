"""A Saltelli design run, summed up, and made larger."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.batch.fake_engine import fake_model

from aicompete.analysis import sensitivity
from aicompete.analysis.cube import blocks_of
from aicompete.analysis.tables import view
from aicompete.batch.design.design import sweep
from aicompete.batch.run.runner import to_folder
from aicompete.batch.store.results import Results
from aicompete.config import load_experiment

pytestmark = pytest.mark.slow

OVER = "{USA.ally_alienation: [0, 0.9], CHN.ally_alienation: {values: [0, 0.5]}, assumptions.diffusion: distribution}"


@pytest.mark.parametrize("scenarios", ["scenario: base", "scenarios: [base, other]"])
def test_a_folder_grows_with_the_base(tmp_path: Path, scenarios: str) -> None:
    for name in ("base", "other"):
        (tmp_path / f"{name}.yaml").write_text(f"name: {name}\nmonths: 2\n")

    def run(base: int) -> Results:
        file = tmp_path / "e.yaml"
        file.write_text(f"{scenarios}\nsweep: {{saltelli: {{base: {base}, over: {OVER}}}}}\ndraws: 1\nreplicates: 2\n")
        design = sweep(load_experiment(file))
        return to_folder(design, tmp_path / "r", fake_model(design), workers=1)

    few = run(4)
    before = few.series
    many = run(8)
    assert many.series.head(len(before)).equals(before)
    worlds = 2 if "scenarios" in scenarios else 1
    blocks = blocks_of(view(many))
    assert blocks.shape == (8 * worlds, 5)
    points = many.manifest["points"]
    for row in blocks:
        a, first = points[row[0]], points[row[1]]
        assert {key for key in a if a[key] != first[key]} == {"USA.ally_alienation"}
        assert len({points[p].get("scenario") for p in row}) == 1
    table = sensitivity(many)
    assert set(table["setting"]) == {"USA.ally_alienation", "CHN.ally_alienation", "assumptions.diffusion"}
    assert np.isfinite(table["total_order"]).any()
