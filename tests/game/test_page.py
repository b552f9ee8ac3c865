"""What the page on games shows, and the games that come with the package, by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs_kit import ROOT, blocks
from typer.testing import CliRunner

from aicompete.cli import app

GAMES = sorted((ROOT / "games").glob("*.yaml"))


@pytest.mark.parametrize("path", GAMES, ids=lambda path: path.stem)
def test_shipped_games_are_valid(path: Path) -> None:
    told = CliRunner().invoke(app, ["validate", str(path)])
    assert told.exit_code == 0, told.output
    assert f"game '{path.stem}'" in told.output


def test_the_move_on_the_page_can_be_played(tmp_path: Path) -> None:
    (move,) = (text for language, text in blocks(ROOT / "docs" / "games.md") if language == "yaml")
    body = "".join(f"  {line}\n" for line in move.splitlines())
    stages = "stages:\n  - {player: CHN, month: 2, options: {mine: [my_move]}}\n"
    path = tmp_path / "mine.yaml"
    path.write_text(f"name: mine\nmoves:\n{body}{stages}", encoding="utf-8")
    assert CliRunner().invoke(app, ["validate", str(path)]).exit_code == 0


def test_a_bad_game_is_one_message_and_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("name: bad\nstages:\n  - {player: USA, month: 2, options: {x: [A1-1z]}}\n", encoding="utf-8")
    for command in ("validate", "game"):
        told = CliRunner().invoke(app, [command, str(path)])
        assert told.exit_code == 2
        assert "bad.yaml:3" in told.output
        assert "did you mean 'A1-1" in told.output
    assert CliRunner().invoke(app, ["game", "game_x"]).exit_code == 2
