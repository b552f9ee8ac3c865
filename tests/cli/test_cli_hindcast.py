"""The hindcast command: tables, pictures, text, and one message with code 2 for bad input."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from aicompete.cli import app


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--runs", "0"), "--runs"),
        (("--seed", "-1"), "--seed"),
        (("--runs", "many"), "--runs"),
        (("--years", "3"), "--years"),
        (("--assumptions", "priro"), "did you mean 'prior'"),
    ],
)
def test_bad_arguments_end_with_code_two(words: tuple[str, ...], message: str) -> None:
    done = call("hindcast", *words)
    assert done.exit_code == 2
    assert message in done.output
    assert "Traceback" not in done.output


def test_a_file_in_place_of_the_folder_is_refused_before_anything_runs(tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("mine")
    done = call("hindcast", "--out", str(file))
    assert done.exit_code == 2
    assert "is a file, not a folder" in done.output
    assert "replaying" not in done.output
    assert file.read_text() == "mine"


@pytest.mark.slow
def test_a_small_hindcast_writes_tables_pictures_and_text(tmp_path: Path) -> None:
    out = tmp_path / "hindcast"
    done = call("hindcast", "--runs", "8", "--out", str(out), "--workers", "1")
    assert done.exit_code == 0, done.output
    table, scores = pd.read_csv(out / "targets.csv"), pd.read_csv(out / "scores.csv")
    pictures = sorted((out / "plots").glob("*.png"))
    assert table["id"].is_unique
    assert table["median"].notna().sum() > 25
    assert (scores["model"] >= 0.0).all()
    assert pd.read_csv(out / "alliances_moves.csv")["rho"].dropna().between(-1.0, 1.0).all()
    assert [p.stem for p in pictures] == ["hindcast_chips", "hindcast_compute", "hindcast_makers", "hindcast_minerals"]
    assert all(p.stat().st_size > 40_000 for p in pictures)
    for words in (
        "8 runs of history (assumptions: ",
        "no controls",
        "test:",
        "conditional replay",
        "14 files in",
        "Seam:",
        "Rolling origin",
        "with the discrepancy",
    ):
        assert words in done.output


@pytest.mark.slow
def test_the_same_command_again_gives_the_same_tables(tmp_path: Path) -> None:
    texts = []
    for name, workers in (("a", "1"), ("b", "2")):
        assert (
            call("hindcast", "--runs", "6", "--no-plots", "--out", str(tmp_path / name), "--workers", workers).exit_code
            == 0
        )
        texts.append([(tmp_path / name / f).read_text() for f in ("targets.csv", "scores.csv")])
        assert not (tmp_path / name / "plots").exists()
    assert texts[0] == texts[1]
