"""The command: where the page goes, and one clear line with code 2 where there is nothing to report."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.plots.synthetic import write_results
from tests.report.conftest import Made
from typer.testing import CliRunner, Result

from aicompete.cli import app
from aicompete.report import write

pytestmark = pytest.mark.slow  # whole commands or processes


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def refused(*words: str) -> str:
    done = call(*words)
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    assert done.output.count("\n") == 1, done.output
    return done.output


def test_the_page_goes_into_the_results_or_where_it_is_asked(made: Made, tmp_path: Path) -> None:
    done = call("report", str(made.sweep))
    assert done.exit_code == 0, done.output
    assert (made.sweep / "report.html").is_file()
    assert "report.html (" in done.output
    asked = tmp_path / "new" / "page.html"
    assert call("report", str(made.baseline), "--out", str(asked)).exit_code == 0
    assert asked.is_file()


def test_a_point_of_a_sweep_is_reported_as_a_run(made: Made, tmp_path: Path) -> None:
    done = call("report", str(made.sweep), "--point", "1", "--out", str(tmp_path / "point.html"))
    assert done.exit_code == 0, done.output
    text = (tmp_path / "point.html").read_text(encoding="utf-8")
    assert "What happened" in text
    assert "United States: ally alienation" in text


def test_what_cannot_be_reported_is_one_line(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "there is no results folder" in refused("report", str(tmp_path / "absent"))
    (tmp_path / "empty").mkdir()
    assert "manifest" in refused("report", str(tmp_path / "empty"))
    assert "not on 3" in refused("report", str(made.baseline), str(made.tight), str(made.baseline))
    assert "is a folder" in refused("report", str(made.baseline), "--out", str(tmp_path))
    assert "say which point" in refused("report", str(made.baseline), str(made.sweep))
    monkeypatch.setattr(write, "NEEDED", ("no_such_package",))
    assert "pip install 'aicompete[report]'" in refused("report", str(made.baseline))


def test_results_of_another_model_are_reported_without_what_needs_it(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "made_up", runs=12, months=24)
    assert call("report", str(folder), "--out", str(tmp_path / "page.html")).exit_code == 0
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "the model has changed since these results were made" in text
    assert "do not name the reference values" in text


@pytest.mark.parametrize(("runs", "months"), [(1, 12), (3, 1), (1, 1)])
def test_one_run_and_one_month_claim_no_band_and_no_change(tmp_path: Path, runs: int, months: int) -> None:
    folder = write_results(tmp_path / "made_up", runs=runs, months=months)
    assert call("report", str(folder), "--out", str(tmp_path / "page.html")).exit_code == 0
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    answer = text[text.index("<ol") : text.index("</ol>")]
    assert ("stayed" in answer or "went" in answer or "fell" in answer or "rose" in answer) == (months > 1)


def test_made_up_sweeps_and_pairs_with_failures_are_reported(tmp_path: Path) -> None:
    sweep = write_results(tmp_path / "sweep", months=12, sweep=True, draws=3, replicates=2, failed=3)
    assert call("report", str(sweep), "--out", str(tmp_path / "sweep.html")).exit_code == 0
    a = write_results(tmp_path / "a", runs=10, months=12, policy="constant")
    b = write_results(tmp_path / "b", runs=10, months=12, shift=0.3, failed=2)
    assert call("report", str(a), str(b), "--out", str(tmp_path / "pair.html")).exit_code == 0
    assert "8 pairs of runs" in (tmp_path / "pair.html").read_text(encoding="utf-8")
    other = write_results(tmp_path / "other", runs=10, months=12, seed=4)
    assert call("report", str(a), str(other), "--out", str(tmp_path / "unpaired.html")).exit_code == 0
    assert "the seeds differ" in (tmp_path / "unpaired.html").read_text(encoding="utf-8").replace("\n", " ")
