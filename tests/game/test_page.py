"""What the page on games shows, and the games that come with the package, by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.docs_kit import ROOT, blocks
from typer.testing import CliRunner

from aicompete.cli import app

GAMES = sorted((ROOT / "games").glob("*.yaml"))


@pytest.mark.parametrize("path", GAMES, ids=lambda path: path.stem)
def test_shipped_games_are_valid(path: Path) -> None:
    told = CliRunner().invoke(app, ["validate", str(path)])
    assert told.exit_code == 0, told.output
    assert f"game '{path.stem}'" in told.output


def test_the_schema_for_editors_is_up_to_date_and_takes_the_shipped_games() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from aicompete.game.schema import FILE, game_schema, schema_text

    assert (ROOT / "schema" / FILE).read_text(encoding="utf-8") == schema_text(), "run `aicompete schema`"
    check = jsonschema.Draft7Validator(game_schema())
    for path in GAMES:
        game = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert [error.message for error in check.iter_errors(game)] == []
        assert list(check.iter_errors({**game, "rnus": 3}))


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


def test_a_play_from_a_pipe_is_logged_and_replayed(tmp_path: Path) -> None:
    path = tmp_path / "quick.yaml"
    path.write_text(
        "name: quick\nmonths: 12\nhorizon: 3\nstages:\n  - {player: USA, month: 3, options: {x: [B0-1]}}\n",
        encoding="utf-8",
    )
    log = tmp_path / "quick.jsonl"
    words = ["play", str(path), "--seats", "USA", "--turns", "1", "--fan", "4", "--engine", "numpy", "--log", str(log)]
    told = CliRunner().invoke(app, words, input="B0-1\ndone\n")
    assert told.exit_code == 0, told.output
    assert "Payoffs, and by how much the moves changed them" in told.output
    again = CliRunner().invoke(app, ["play", str(path), "--replay", str(log)])
    assert "replays bit for bit: 1 turns" in again.output
    stopped = CliRunner().invoke(app, words, input="quit\n")
    assert stopped.exit_code == 130
    wrong = CliRunner().invoke(app, ["play", str(path), "--seats", "UAS"])
    assert wrong.exit_code == 2
    assert "did you mean 'USA'?" in wrong.output
