"""Replies on the command line: what is listed, and one line with code 2 for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from aicompete.cli import app

pytestmark = pytest.mark.slow  # whole commands or processes

RULE = """  - name: own
    who: USA
    lever: chip_export_control
    trigger: {trigger}
    lag: 1
    step: 0.1
    limit: 0.2
    cooldown: 3
    dead_band: 0.01
"""


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_list_and_a_page() -> None:
    found = call("replies")
    assert found.exit_code == 0
    assert "forced_innovation" in found.output
    assert "minerals_answer_chips and chips_answer_minerals (1, 2.4): settles" in found.output
    assert "fatigue" in call("replies", "chips_answer_minerals").output
    wrong = call("replies", "forced_inovation")
    assert (wrong.exit_code, wrong.output.count("\n")) == (2, 1)
    assert "did you mean 'forced_innovation'?" in wrong.output


@pytest.mark.parametrize(
    ("replies", "line", "part"),
    [
        ("replies: maybe\n", 3, "must be off, on or a list"),
        ("replies: [forced_inovation]\n", 3, "did you mean 'forced_innovation'?"),
        ("replies:\n" + RULE.format(trigger="capability_lag_chn <"), 7, "ends too early"),
        ("replies:\n" + RULE.format(trigger="capability_lag_cnh < 8"), 7, "did you mean 'capability_lag_chn'?"),
        ("replies:\n" + RULE.format(trigger="USA.chip_export_contrl.x < 8"), 7, "did you mean 'chip_export_control'?"),
    ],
)
@pytest.mark.parametrize("command", ["validate", "run"])
def test_mistakes_are_one_line_with_its_number(here: Path, replies: str, line: int, part: str, command: str) -> None:
    (here / "bad.yaml").write_text(f"name: bad\nmonths: 3\n{replies}", encoding="utf-8")
    result = call(command, "bad.yaml", *(["--runs", "2"] if command == "run" else []))
    assert result.exit_code == 2
    assert result.output.strip().count("\n") == 0, result.output
    assert f"bad.yaml:{line}:" in result.output
    assert part in result.output


def test_a_sweep_over_scenarios_with_and_without_replies(here: Path) -> None:
    """Tables are alike, a killed sweep goes on, and what is off is zero."""
    (here / "held.yaml").write_text("name: held\nmonths: 8\n", encoding="utf-8")
    (here / "told.yaml").write_text(
        "name: told\nmonths: 8\nreplies:\n" + RULE.format(trigger="chip_price > 0"), encoding="utf-8"
    )
    (here / "both.yaml").write_text(
        "name: both\nscenarios: [./held.yaml, ./told.yaml]\ndraws: 2\nreplicates: 2\n", encoding="utf-8"
    )
    done = call("sweep", "both.yaml", "--workers", "1", "--no-plots")
    assert done.exit_code == 0, done.output
    folder = here / "results" / "both"
    runs = pd.read_parquet(folder / "runs.parquet")
    series = pd.read_parquet(folder / "series").merge(runs[["run", "scenario"]], on="run")
    last = series[series["month"] == "2026-08"].groupby("scenario")
    assert last["reply_own"].max()["held"] == 0.0
    assert last["reply_own"].min()["told"] > 0.0
    assert last["lever_usa_chip_export_control"].max()["held"] == pytest.approx(0.6)
    assert last["lever_usa_chip_export_control"].min()["told"] > 0.6
    parts = sorted(folder.glob("series/part-*.parquet"))
    assert len(parts) == 2  # blocks share their replies
    before = parts[1].read_bytes()
    parts[1].unlink()
    assert call("sweep", "both.yaml", "--workers", "1", "--no-plots").exit_code == 0
    assert parts[1].read_bytes() == before


def test_compare_names_the_rules(here: Path) -> None:
    for name, words in (("held", []), ("told", ["--set", "replies=[forced_innovation]"])):
        small = ("--runs", "4", "--months", "4", "--workers", "1", "--no-plots")
        made = call("run", "baseline", *small, "--out", name, *words)
        assert made.exit_code == 0, made.output
    found = call("compare", "held", "told")
    assert "rule of reply forced innovation: off in A, at work in B" in found.output, found.output
