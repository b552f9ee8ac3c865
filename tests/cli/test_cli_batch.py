"""Commands around long batches: status, query, limits, levels of failure, beginning anew, wrong metrics."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from aicompete.cli import app

pytestmark = pytest.mark.slow

TINY = "name: tiny\ndescription: A small one.\nmonths: 2\n"
SWEEP = """name: two
scenario: ./tiny.yaml
sweep: {grid: {USA.ally_alienation: [0.1, 0.9]}}
draws: 2
replicates: 2
record: {every: end, nations: false, series: [compute_share, coalition_share_us_gdp]}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "two.yaml").write_text(SWEEP)
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def refused(*words: str) -> str:
    done = call(*words)
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    return done.output


def test_the_end_of_some_metrics_is_swept_told_and_asked(here: Path) -> None:
    done = call("sweep", "two.yaml", "--workers", "1", "--no-plots")
    assert done.exit_code == 0, done.output
    told = call("status", "results/two", "--check")
    assert told.exit_code == 0
    assert "8 of 8 runs done (100 %), 0 failed" in told.output
    assert told.output.splitlines()[-1] == "finished"
    asked = call("query", "results/two", "SELECT count(*) AS runs, min(month) AS month FROM series")
    assert [line.split() for line in asked.output.splitlines()] == [["runs", "month"], ["8", "2026-02"]]
    csv = call("query", "results/two", "SELECT run, coalition_share_us_gdp AS c FROM series ORDER BY run", "--csv")
    assert len(csv.output.splitlines()) == 9
    assert "did you mean 'series'" in refused("query", "results/two", "SELECT 1 FROM serie")
    assert "did you mean 'coalition_share_us_gdp'" in refused(
        "query", "results/two", "SELECT coalition_share_us_gd FROM series"
    )
    assert "only SELECT" in refused("query", "results/two", "DROP VIEW series")
    assert "no results folder results/too (did you mean 'results/two'?)" in refused("query", "results/too", "SELECT 1")
    assert "no results folder" in refused("status", "nowhere")


def test_a_time_limit_stops_with_a_code_of_its_own_and_the_same_command_goes_on(here: Path) -> None:
    stopped = call("sweep", "two.yaml", "--workers", "1", "--no-plots", "--max-time", "0s")
    assert stopped.exit_code == 124
    assert "the time is up after 0 of 8 runs; finished blocks are kept" in stopped.output
    assert "The same command goes on:" in stopped.output
    assert "not finished" in call("status", "results/two").output
    assert call("sweep", "two.yaml", "--workers", "1", "--no-plots").exit_code == 0
    assert "must be a time such as 90s, 30m, 2h" in refused("sweep", "two.yaml", "--max-time", "soon")


def test_failures_are_reported_ignored_or_stop_the_sweep(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aicompete.engine import block

    simulate = block.simulate_block

    def broken(task: block.BlockTask) -> block.BlockResult:
        if any(key.run == 5 for key in task.runs):
            raise ValueError("went wrong")
        return simulate(task)

    monkeypatch.setattr(block, "simulate_block", broken)
    words = ("sweep", "two.yaml", "--workers", "1", "--no-plots", "--out")
    told = call(*words, "reported")
    assert told.exit_code == 0
    assert "1 of 8 runs failed:\n  1 failed at simulate: ValueError: went wrong" in told.output
    assert "went wrong" not in call(*words, "ignored", "--on-failure", "ignore").output
    stopped = call(*words, "stopped", "--on-failure", "stop")
    assert stopped.exit_code == 1
    assert "stopped at a failed run after 8 of 8 runs" in stopped.output
    assert "The same command goes on:" in stopped.output
    assert "must be ignore, report or stop, not 'cry'" in refused(*words, "x", "--on-failure", "cry")


def test_results_of_another_design_are_moved_aside_when_asked(here: Path) -> None:
    words = ("run", "tiny.yaml", "--runs", "1", "--no-plots", "--out", "r", "--workers", "1")
    assert call(*words, "--seed", "1").exit_code == 0
    assert "--force-new" in refused(*words, "--seed", "2")
    anew = call(*words, "--seed", "2", "--force-new")
    assert anew.exit_code == 0, anew.output
    assert "the old results are kept as r-old" in anew.output
    assert "seed 2" in call("status", "r").output
    assert "seed 1" in call("status", "r-old").output


def test_a_metric_to_record_that_is_not_there(here: Path) -> None:
    (here / "two.yaml").write_text(SWEEP.replace("compute_share,", "compute_shar,"))
    said = refused("sweep", "two.yaml", "--no-plots")
    assert "'compute_shar', which is neither a metric nor a family of metrics (did you mean 'compute_share'?)" in said
    assert "two.yaml: record: series names 'compute_shar'" in refused("validate", "two.yaml", "tiny.yaml")


def test_schemas_into_a_place_that_is_no_folder(here: Path) -> None:
    said = refused("schema", "tiny.yaml/schema")
    assert said.startswith("error: cannot write the schemas into tiny.yaml/schema: ")
    assert "[Errno" not in said
    assert "cannot write the schemas" in refused("schema", "tiny.yaml")


def test_tables_too_large_for_memory_are_left_on_the_disk(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aicompete.cli.batches.LARGE", 1000)
    done = call("sweep", "two.yaml", "--workers", "1")
    assert done.exit_code == 0, done.output
    assert "nothing is summed up or drawn here; ask them with aicompete query" in done.output
    assert not (here / "results" / "two" / "plots").exists()
    assert call("query", "results/two", "SELECT count(*) AS n FROM series").output.split() == ["n", "8"]


def test_results_that_do_not_fit_on_the_disk_are_refused(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aicompete.batch.run.cost.free_space", lambda folder: 100.0)
    for command in (("validate", "two.yaml"), ("sweep", "two.yaml")):
        said = refused(*command)
        assert "are free in" in said
        assert ": ok" not in said
    assert not (here / "results" / "two").exists()
    monkeypatch.setattr("aicompete.batch.run.cost.free_space", lambda folder: 1e12)
    assert ": ok" in call("validate", "two.yaml").output
