"""The ablate command: its table, CSV and picture, and one line with code 2 for bad input."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from aicompete.analysis.ablation import COLUMNS, METRICS
from aicompete.batch.design.ablation import ablated, own_metrics, switched_off
from aicompete.batch.errors import BatchError
from aicompete.cli import app
from aicompete.config import load_catalogue, load_scenario
from aicompete.engine.metrics import by_level

OFF = [name for name, entry in load_catalogue().mechanisms.items() if entry.can_disable]


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    few = ", ".join(name for name in OFF if name not in ("chips", "smuggling", "costs"))
    (tmp_path / "few.yaml").write_text(f"name: few\nmonths: 8\ndisable: [{few}]\n", encoding="utf-8")
    (tmp_path / "none.yaml").write_text(f"name: none\nmonths: 8\ndisable: [{', '.join(OFF)}]\n", encoding="utf-8")
    return tmp_path


def test_every_step_that_can_be_disabled_once_and_the_replies() -> None:
    answered, held = load_scenario("baseline_answered"), load_scenario("baseline")
    assert list(switched_off(held)) == OFF
    assert list(switched_off(answered)) == [*OFF, "replies"]
    assert switched_off(answered)["alliances"].disable == ("alliances",)
    assert switched_off(answered)["replies"].replies == ()
    design = ablated(answered, 3, 1, months=2)
    columns = design.keys.columns()
    assert columns["draw"].tolist() == columns["replicate"].tolist() == [0, 1, 2] * len(design.points)


def test_metrics_are_recorded_and_known_by_their_subject() -> None:
    assert set(METRICS) <= {metric.name for metric in by_level("series")}
    assert len(METRICS) == 10
    own = own_metrics()
    assert "alignment_mean" in own["alliances"]
    assert {"chip_price", "chip_flow_to_chn_home"} <= set(own["chips"])
    assert "supply_open" in own["investment"]  # two steps of one subject
    assert "chip_price" not in own["smuggling"]


def test_table_csv_and_picture(here: Path) -> None:
    done = call("ablate", "few.yaml", "--runs", "4", "--workers", "1")
    assert done.exit_code == 0, done.output
    folder = here / "results" / "ablation_few"
    table = pd.read_csv(folder / "ablation.csv")
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 3 * len(METRICS)
    assert (table["pairs"] == 4).all()
    assert (table["end_low"] <= table["end"]).all()
    assert (table["end"] <= table["end_high"]).all()
    assert table[table["without"] == "costs"]["size"].eq(0.0).all()  # nothing follows from the account
    chips = table[table["without"] == "chips"].set_index("metric")
    assert chips.loc["chip_price", "own"]
    assert chips.loc["chip_price", "largest"] != 0.0
    assert table["without"].iloc[-1] == "costs"
    assert (folder / "ablation.png").stat().st_size > 40_000
    assert "nothing outside its own subject" in done.output
    assert str(Path("results") / "ablation_few" / "ablation.csv") in done.output
    again = call("ablate", "few.yaml", "--runs", "4", "--workers", "1")  # nothing is run twice
    assert again.stdout == done.stdout


def test_months_settings_and_no_picture(here: Path) -> None:
    words = ("--runs", "2", "--months", "1", "--set", "USA.ally_alienation=0.9", "--no-plots", "--workers", "1")
    done = call("ablate", "few.yaml", *words, "--out", "mine")
    assert done.exit_code == 0, done.output
    assert "USA.ally_alienation=0.9" in done.output
    assert (here / "mine" / "ablation.csv").exists()
    assert not (here / "mine" / "ablation.png").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("baselin",), "did you mean 'baseline'"),
        (("none.yaml",), "nothing left to switch off"),
        (("few.yaml", "--set", "USA.ally_alienatio=1"), "did you mean"),
        (("few.yaml", "--out", "none.yaml"), "none.yaml"),
    ],
)
def test_bad_input_is_one_line_with_code_two(here: Path, words: tuple[str, ...], message: str) -> None:
    done = call("ablate", *words)
    assert done.exit_code == 2, done.output
    assert message in done.output
    assert done.output.strip().count("\n") == 0
    assert (here / "none.yaml").is_file()


@pytest.mark.parametrize("words", [("--runs", "1"), ("--runs", "many"), ("--seed", "-1"), ("--months", "0")])
def test_bad_options_end_with_code_two(here: Path, words: tuple[str, ...]) -> None:
    done = call("ablate", "few.yaml", *words)
    assert done.exit_code == 2
    assert words[0] in done.output
    assert "Traceback" not in done.output


def test_an_empty_scenario_is_refused_before_anything_is_written(here: Path) -> None:
    with pytest.raises(BatchError, match="nothing left"):
        ablated(load_scenario("none.yaml"), 2, 1)
    assert not (here / "results").exists()
