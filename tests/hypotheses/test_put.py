"""A claim put to the model: paired arms, a folder that is resumed, the command and its picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.hypotheses.test_entries import GOOD
from typer.testing import CliRunner

from aicompete.batch.run.runner import in_memory
from aicompete.cli import app
from aicompete.hypotheses.entry import HOLDS
from aicompete.hypotheses.put import design_of, judge
from aicompete.hypotheses.reading import load_hypothesis
from aicompete.hypotheses.table import COLUMNS

SAME = """  nothing:
    says: nothing where nothing differs
    reading: {of: usa.compute, mean: [2026-01, 2027-12]}
    effect: median(again - base)
    holds: {at_most: 0, at_least: 0}
    scale: 1
""".replace("usa.", "USA.")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD.replace("  base: []\n", "  base: []\n  again: []\n") + SAME, encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_arms_have_the_same_draws_and_shocks(mine: Path) -> None:
    one = load_hypothesis(mine)
    results = in_memory(design_of(one, 8, 1), engine="numpy")
    loss, nothing = judge(one, results).findings
    assert loss.effect.pairs == 8
    assert loss.effect.high < 0.0
    assert nothing.verdict == HOLDS
    np.testing.assert_array_equal([nothing.effect.low, nothing.effect.high], 0.0)


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_the_command_writes_table_and_picture_and_goes_on_where_it_was(mine: Path, tmp_path: Path) -> None:
    words = ["hypotheses", str(mine), "--runs", "8", "--out", str(tmp_path / "out"), "--workers", "1"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "X1  " in done.output
    assert "1 hypotheses: " in done.output
    made = pd.read_csv(tmp_path / "out" / "hypotheses.csv")
    assert tuple(made.columns) == COLUMNS
    assert list(made["part"]) == ["loss", "nothing"]
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "out" / "hypotheses.parquet")[["id", "effect"]], made[["id", "effect"]]
    )
    assert (tmp_path / "out" / "hypotheses.png").stat().st_size > 20_000
    assert "runs/s" not in CliRunner().invoke(app, [*words, "--no-plots"]).output  # nothing is run again


def test_claims_are_listed_without_a_run_and_bad_names_end_with_code_2(tmp_path: Path) -> None:
    listed = CliRunner().invoke(app, ["hypotheses", "H07", "--list"])
    assert listed.exit_code == 0
    assert "refuted if: The loss of output is below 2 %." in listed.output
    wrong = CliRunner().invoke(app, ["hypotheses", "H77"])
    assert wrong.exit_code == 2
    assert "did you mean 'H" in wrong.output
    assert CliRunner().invoke(app, ["hypotheses", str(tmp_path / "none.yaml")]).exit_code == 2
