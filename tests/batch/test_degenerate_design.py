"""Designs whose points are all the same run to their end, and say that nothing can be told from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.batch.fake_engine import fake_model

from aicompete.analysis import story, summary
from aicompete.batch.design.design import sweep
from aicompete.batch.run.runner import in_memory
from aicompete.config import load_experiment

SPREADS = ("sobol", "halton", "latin_hypercube")
RANGE, SINGLE = "{USA.ally_alienation: [0.1, 0.9]}", "{USA.ally_alienation: {values: [0.3]}}"


@pytest.mark.parametrize(
    ("design", "said"),
    [
        *((f"{kind}: {{points: 1, over: {RANGE}}}", "one point varies nothing") for kind in SPREADS),
        *((f"{kind}: {{points: 4, over: {SINGLE}}}", "all 4 points are the same") for kind in SPREADS),
        (f"morris: {{trajectories: 1, over: {SINGLE}}}", "all 2 points are the same"),
    ],
)
def test_points_that_are_all_the_same_are_told_and_summed_up(tmp_path: Path, design: str, said: str) -> None:
    (tmp_path / "base.yaml").write_text("name: base\nmonths: 3\n")
    file = tmp_path / "e.yaml"
    file.write_text(f"scenario: base\nsweep: {{{design}}}\ndraws: 2\nreplicates: 2\n")
    experiment = load_experiment(file)
    assert any(said in remark for remark in experiment.remarks)
    planned = sweep(experiment)
    results = in_memory(planned, fake_model(planned))
    assert story(results)
    found = summary(results)
    assert any("nothing can be told" in line for line in found.lines())
    assert not any("too few runs" in line.lower() for line in found.lines())
    assert found.text()
    found.save_csv(tmp_path / "csv")


def test_one_setting_that_stands_still_is_named(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("name: base\nmonths: 3\n")
    file = tmp_path / "e.yaml"
    over = "{USA.ally_alienation: [0.1, 0.9], CHN.ally_alienation: {values: [0.2]}}"
    file.write_text(f"scenario: base\nsweep: {{sobol: {{points: 4, over: {over}}}}}\n")
    assert [r for r in load_experiment(file).remarks if "CHN.ally_alienation" in r and "same value" in r]
