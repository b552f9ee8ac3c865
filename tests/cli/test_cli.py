"""Every command: what it prints, what it writes, and one clear message with code 2 for bad input."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from aicompete.cli import app
from aicompete.subjects.alliances.state import TERMS

COMMANDS = (
    "init",
    "run",
    "sweep",
    "ablate",
    "plot",
    "compare",
    "report",
    "hindcast",
    "validate",
    "levers",
    "explain",
    "metrics",
    "schema",
    "calibrate",
    "doctor",
    "export",
)
TINY = "name: tiny\ndescription: A small one.\nmonths: 3\n"
SWEEP = """name: two
scenario: ./tiny.yaml
sweep: {grid: {USA.ally_alienation: [0.1, 0.9]}}
draws: 2
replicates: 2
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a small scenario and experiment."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "two.yaml").write_text(SWEEP)
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def refused(*words: str) -> str:
    """The one message of a refusal: code 2, no traceback."""
    done = call(*words)
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    return done.output


def test_help_lists_every_command() -> None:
    text = call("--help").output
    assert all(f"  {name} " in text for name in COMMANDS)
    for name in COMMANDS:
        assert call(name, "--help").exit_code == 0


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom aicompete.cli import app\n"
        "from typer.testing import CliRunner\nassert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "heavy = ('numpy', 'pandas', 'pyarrow', 'yaml', 'matplotlib', 'mesa', 'rich', 'plotly', 'jinja2')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_command_or_option_names_the_nearest() -> None:
    assert "Did you mean 'sweep'" in refused("swep")
    assert "--runs" in refused("run", "x", "--rums", "3")


def test_run_writes_results_and_tells_what_happened(here: Path) -> None:
    done = call("run", "tiny.yaml", "--runs", "3", "--no-plots", "--csv", "--set", "USA.ally_alienation=0.9")
    assert done.exit_code == 0, done.output
    folder = here / "results" / "tiny+USA.ally_alienation=0.9"
    assert f"Results: {folder.relative_to(here)}" in done.output
    assert "3 runs" in done.output
    assert (folder / "csv" / "series.csv").is_file()
    assert not (folder / "plots").exists()


def test_run_again_finds_everything_finished(here: Path) -> None:
    first = call("run", "tiny.yaml", "--runs", "3", "--no-plots", "--out", "r")
    before = {p: p.stat().st_mtime_ns for p in (here / "r").rglob("*.parquet")}
    second = call("run", "tiny.yaml", "--runs", "3", "--no-plots", "--out", "r")
    assert first.exit_code == second.exit_code == 0
    assert {p: p.stat().st_mtime_ns for p in (here / "r").rglob("*.parquet")} == before


def test_run_refuses_a_folder_of_another_design_and_adds_runs_to_its_own(here: Path) -> None:
    assert call("run", "tiny.yaml", "--runs", "2", "--no-plots", "--out", "r").exit_code == 0
    message = refused("run", "tiny.yaml", "--runs", "2", "--seed", "5", "--no-plots", "--out", "r")
    assert "seed 1, now 5" in message
    assert "--out r-2" in message
    more = call("run", "tiny.yaml", "--runs", "3", "--no-plots", "--out", "r")
    assert more.exit_code == 0
    assert "grows from 2 to 3 runs" in more.output


def test_sweep_and_its_records(here: Path) -> None:
    done = call("sweep", "two.yaml", "--no-plots", "--workers", "1")
    assert done.exit_code == 0, done.output
    assert (here / "results" / "two" / "series" / "part-000000.parquet").is_file()


def test_each_kind_of_file_points_to_its_command(here: Path) -> None:
    assert "aicompete sweep" in refused("run", "two.yaml")
    assert "aicompete run" in refused("sweep", "tiny.yaml")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "absent.yaml"), "absent.yaml"),
        (("run", "tiny.yaml", "--set", "USA.ally_alienatoin=0.9"), "did you mean 'ally_alienation'"),
        (("run", "tiny.yaml", "--set", "USA.ally_alienation=9"), "outside 0 to 1"),
        (("run", "tiny.yaml", "--set", "nonsense"), "KEY=VALUE"),
        (("run", "tiny.yaml", "--runs", "0"), "--runs"),
        (("run", "tiny.yaml", "--runs", "many"), "--runs"),
        (("run", "tiny.yaml", "--runs", "1", "--out", "tiny.yaml"), "is a file"),
        (("sweep", "absent.yaml"), "absent.yaml"),
        (("plot", "absent"), "no results folder absent"),
        (("compare", "absent", "other"), "no results folder absent"),
        (("compare", "absent"), "at least two"),
        (("validate", "absent.yaml"), "absent.yaml"),
        (("levers", "no_such_lever_at_all"), "no lever or assumption matches"),
        (("metrics", "no_such_metric"), "no metric matches"),
        (("init", "tiny.yaml"), "is a file"),
    ],
)
def test_bad_input_is_one_message(here: Path, words: tuple[str, ...], said: str) -> None:
    assert said in refused(*words)


def test_validate_reports_every_error_of_every_file(here: Path) -> None:
    good = call("validate", "tiny.yaml", "two.yaml")
    assert good.exit_code == 0
    assert "scenario 'tiny', 3 months from 2026-01: ok" in good.output
    assert "2 points x 2 draws x 2 replicates = 8 runs of 3 months, about " in good.output
    assert "(estimate): ok" in good.output
    (here / "bad.yaml").write_text("name: bad\nmonths: -3\nlevers: {USA: {ally_alienatoin: 0.5}}\n")
    text = refused("validate", "tiny.yaml", "bad.yaml")
    assert "bad.yaml:2:" in text
    assert "bad.yaml:3:" in text
    assert "tiny.yaml: scenario" in text


def test_a_damaged_folder_is_one_message(here: Path) -> None:
    assert call("run", "tiny.yaml", "--runs", "2", "--no-plots", "--out", "r").exit_code == 0
    part = here / "r" / "series" / "part-000000.parquet"
    part.write_bytes(part.read_bytes()[:100])
    assert "part-000000.parquet is damaged" in refused("compare", "r", "r")
    shutil.rmtree(here / "r" / "series")
    assert "no series table" in refused("compare", "r", "r")
    (here / "r" / "manifest.json").write_text("{")
    assert "manifest.json is damaged" in refused("plot", "r")


def test_compare_prints_differences(here: Path) -> None:
    for name, value in (("a", "0.1"), ("b", "0.9")):
        setting = f"USA.ally_alienation={value}"
        assert call("run", "tiny.yaml", "--runs", "3", "--no-plots", "--out", name, "--set", setting).exit_code == 0
    done = call("compare", "a", "b")
    assert done.exit_code == 0, done.output
    assert "ally alienation" in done.output
    assert "3 pairs of runs" in done.output
    assert "The model alone" in done.output
    wide = call("compare", "a", "b", "--discrepancy")
    assert wide.exit_code == 0, wide.output
    assert "With the discrepancy" in wide.output
    assert wide.output != done.output


def test_levers_list_search_and_page() -> None:
    listed = call("levers")
    assert "ally_alienation" in listed.output
    page = call("levers", "ally_alienation").output
    for word in ("values", "default", "controller", "source", "used by", "check", "aicompete run"):
        assert f"  {word}" in page
    assert "alliances" in page
    found = call("levers", "chip").output
    assert "chip_export_control" in found


def test_old_names_find_the_lever() -> None:
    from aicompete.config import load_catalogue

    for lever in load_catalogue().levers.values():
        if lever.aliases:
            assert call("levers", lever.aliases[0]).output.startswith(lever.name)


def test_explain_names_the_terms(here: Path) -> None:
    done = call("explain", "tiny.yaml", "kor", "--runs", "4", "--date", "2026-02")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("KOR: alignment +")
    for term in (*TERMS, "sum"):
        assert f"\n  {term} " in done.output
    assert "is outside the scenario" in refused("explain", "tiny.yaml", "KOR", "--date", "2030-01")
    assert "no nation that takes sides" in refused("explain", "tiny.yaml", "USA")


def test_explain_takes_a_results_folder_and_tells_its_own_runs(here: Path) -> None:
    setting = ("--set", "USA.ally_alienation=0.9")
    assert call("run", "tiny.yaml", "--runs", "5", "--seed", "4", "--no-plots", "--out", "r", *setting).exit_code == 0
    done = call("explain", "r", "KOR")
    assert done.exit_code == 0, done.output
    assert done.output == call("explain", "tiny.yaml", "KOR", "--runs", "5", "--seed", "4", *setting).output
    assert "Medians over 5 runs" in done.output
    assert call("sweep", "two.yaml", "--no-plots", "--workers", "1", "--out", "s").exit_code == 0
    assert "say which one (0 to 1)" in refused("explain", "s", "KOR")
    assert "point 2 does not exist" in refused("explain", "s", "KOR", "--point", "2")
    assert call("explain", "s", "KOR", "--point", "1").exit_code == 0
    assert "--point is for a results folder" in refused("explain", "tiny.yaml", "KOR", "--point", "1")


def test_explain_takes_a_change_apart_and_draws_it(here: Path) -> None:
    asked = ("--nation", "kor", "--from", "2026-01", "--to", "2026-02", "--runs", "4")
    done = call("explain", "tiny.yaml", *asked, "--out", "why")
    assert done.exit_code == 0, done.output
    for word in (*TERMS, "sum", "2026-01", "2026-02", "alignment [-1 China to +1 USA]", "compliance with the USA"):
        assert word in done.output
    assert (here / "why" / "explain_KOR_2026-01_2026-02.png").stat().st_size > 10_000
    assert "goes back in time" in refused("explain", "tiny.yaml", "KOR", "--from", "2026-02", "--to", "2026-01")
    assert "say which nation" in refused("explain", "tiny.yaml", "--from", "2026-01")
    assert "no nation that takes sides" in refused("explain", "tiny.yaml", "USA", "--from", "2026-01")


def test_explain_tells_two_scenarios_apart(here: Path) -> None:
    done = call("explain", "--between", "tiny.yaml", "tiny.yaml", "--nation", "KOR", "--runs", "3")
    assert done.exit_code == 0, done.output
    assert "sum" in done.output
    assert "leave the first argument out" in refused(
        "explain", "tiny.yaml", "KOR", "--between", "tiny.yaml", "tiny.yaml"
    )
    assert "one month" in refused(
        "explain", "--between", "tiny.yaml", "tiny.yaml", "--nation", "KOR", "--from", "2026-01"
    )


def test_metrics_have_units() -> None:
    text = call("metrics").output
    assert "coalition_share_us_gdp" in text
    assert "series (one value a run and month)" in text
    only = call("metrics", "smuggled").output
    assert "compute_smuggled_chn" in only
    assert "coalition_share_us_gdp" not in only


def test_schema_writes_all_three(here: Path) -> None:
    assert call("schema", "s").exit_code == 0
    assert sorted(p.name for p in (here / "s").iterdir()) == ["experiment.json", "game.json", "scenario.json"]


def test_lever_check_of_one_lever(here: Path) -> None:
    done = call("levers", "ally_alienation", "--check", "--pairs", "2", "--workers", "1")
    assert done.exit_code == 0, done.output
    assert done.output.strip().splitlines()[-1].endswith("0 wrong way, 0 dead")


def test_init_copies_and_never_overwrites_silently(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = here / "source"
    (source / "configs").mkdir(parents=True)
    (source / "experiments").mkdir()
    (source / "configs" / "baseline.yaml").write_text(TINY)
    (source / "experiments" / "two.yaml").write_text(SWEEP)
    monkeypatch.setattr("aicompete.examples.examples_folder", lambda: source)
    assert "2 written" in call("init", "work").output
    mine = here / "work" / "configs" / "baseline.yaml"
    mine.write_text("name: mine\n")
    again = call("init", "work")
    assert "0 written, 1 already there, 1 kept" in again.output
    assert "kept work/configs/baseline.yaml" in again.output
    assert mine.read_text() == "name: mine\n"
    assert "2 written" in call("init", "work", "--force").output
    assert mine.read_text() == TINY


def test_ctrl_c_says_how_to_go_on(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aicompete.batch.run import runner

    def stop(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "do_block", stop)
    monkeypatch.setattr(sys, "argv", ["aicompete", "run", "tiny.yaml"])
    done = call("run", "tiny.yaml", "--no-plots", "--workers", "1")
    assert done.exit_code == 130
    assert "stopped after 0 of 100 runs" in done.output
    assert "aicompete run tiny.yaml" in done.output


def test_all_runs_failing_is_said_with_code_1(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import aicompete.engine.block as block

    def fail(task: object) -> None:
        raise ValueError("no world")

    monkeypatch.setattr(block, "simulate_block", fail)
    done = call("run", "tiny.yaml", "--runs", "2", "--no-plots", "--workers", "1")
    assert done.exit_code == 1
    assert "every run failed, the first with: ValueError: no world" in done.output


def test_summary_tells_and_writes_tables(here: Path) -> None:
    swept = call("sweep", "two.yaml", "--no-plots", "--workers", "1")
    assert "here the spread of" in swept.output
    done = call("summary", "results/two", "--metric", "coalition_share_us", "--ema", "ema")
    assert done.exit_code == 0, done.output
    assert "error: standard error of the mean" in done.output
    assert (here / "results" / "two" / "summary" / "points.csv").is_file()
    assert (here / "ema" / "experiments.csv").is_file()
    assert "did you mean" in refused("summary", "results/two", "--metric", "compute_share_chm")
