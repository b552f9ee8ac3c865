"""Games in the dashboard without a browser: what a seat is shown, what is refused, and a log that replays."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from tests.game_kit import SMALL_GAME

from aicompete.app import sitting
from aicompete.app.charts.outlook import fan_of
from aicompete.app.sitting import Sitting
from aicompete.batch.errors import BatchError
from aicompete.config import ConfigError
from aicompete.engine.choice import NUMPY
from aicompete.game.files import Game, load_game, shipped_games
from aicompete.game.play import log
from aicompete.game.play.session import Session


@pytest.fixture
def game(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Game:
    monkeypatch.setattr(sitting, "Session", partial(Session, fan=4, engine=NUMPY))
    (tmp_path / "small.yaml").write_text(SMALL_GAME, encoding="utf-8")
    return sitting.opened("small.yaml", tmp_path)


def sat(game: Game, people: list[str], fill: str = "none", turns: int = 2) -> Sitting:
    return sitting.sit_down(game, people, fill, turns, 0)


def test_every_game_of_the_package_is_offered_with_its_players_first() -> None:
    assert set(sitting.games()) == set(shipped_games())
    whom = list(sitting.seats(load_game("f1_federal_and_states")).items())
    assert whom[:2] == [("federal", "Federal"), ("states", "States")]
    assert ("USA", "United States (USA)") in whom


@pytest.mark.parametrize("name", ["../other.yaml", "/etc/passwd", "", "missing.yaml", "game_aa"])
def test_what_is_no_game_below_the_folder_is_refused_in_a_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "other.yaml").write_text(SMALL_GAME, encoding="utf-8")
    with pytest.raises((BatchError, ConfigError)) as refused:
        sitting.opened(name, tmp_path / "here")
    assert "Traceback" not in sitting.clear(refused.value)
    assert len(sitting.clear(refused.value).splitlines()) == 1


def test_a_seat_is_told_its_figures_late_and_the_moves_it_can_make(game: Game) -> None:
    play = sat(game, ["USA"])
    assert (play.seat, play.head) == ("USA", "Turn 1 of 2, Apr 2026")
    rows = {row["metric"]: row for row in play.figures()}
    assert rows["What the competition costs the United States"]["known"] == "exact"
    assert rows["China's capability lag"] | {"value": ""} == {
        "metric": "China's capability lag", "value": "", "change": "", "month": "Feb 2026", "known": "± 5 %",
    }  # fmt: skip
    assert [(row["id"], row["needs"], row["costs"]) for row in play.moves()] == [("close", "nothing", "1 effort")]
    assert [(row["id"], row["lack"]) for row in play.barred()] == [("never", "chip_price < 0")]
    assert play.levers()["aid_budget"].startswith("Aid budget: now ")


def test_only_what_is_accepted_is_chosen(game: Game) -> None:
    play = sat(game, ["USA"])
    for wrong, why in (("never", "chip_price < 0"), ("aid", "a move of CHN"), ("aid_budget=-4", "aid_budget")):
        with pytest.raises(ConfigError, match=why):
            play.take(wrong)
    play.take("close")
    play.take("aid_budget=3")
    play.take("aid_budget=5")
    assert play.words == ["close", "aid_budget=5"]
    assert play.effort == "effort 1.5 of 2"
    with pytest.raises(ConfigError, match=r"effort of 2\.5"):
        [play.take(word) for word in ("export_finance=3", "un_effort=0.9")]
    play.drop("close")
    assert "close" not in play.words
    with pytest.raises(BatchError, match="nobody sits"):
        sat(game, [])
    assert sitting.clear(KeyError("x")) == "This did not work: KeyError 'x'"


def test_the_fan_begins_at_what_was_told_and_moves_open_a_second_one(game: Game) -> None:
    play = sat(game, ["USA"])
    assert len(play.looks()) == 1
    play.take("close")
    still, moved = play.looks()
    name = "capability_lag_chn"
    assert still[name].middle[-1] != moved[name].middle[-1]
    option = fan_of("Lag", game.scenario.start, play.session.month, play.past()[name], [still[name], moved[name]])
    low, width, middle, *_, told = (part["data"] for part in option["series"])
    assert middle[0][1] == told[-1][1] == pytest.approx(still[name].report.value, rel=1e-3)
    assert low[-1][1] + width[-1][1] == pytest.approx(still[name].high[-1], rel=2e-3)
    assert middle[0][0] == "2026-03-01"
    json.dumps(option)


def test_seats_hand_in_one_after_the_other_and_the_log_replays(game: Game, tmp_path: Path) -> None:
    play = sat(game, ["USA", "NLD"], "best")
    play.take("close")
    play.hand_in()
    assert (play.seat, play.session.turn, play.words) == ("NLD", 0, [])
    play.take("sme_export_control=0.4")
    play.hand_in()
    assert (play.seat, play.session.turn) == ("USA", 1)
    head, lines = play.told[-1]
    assert head == "Turn 1 of 2, Apr 2026"
    assert lines[0] == "USA: close (Close)"
    assert play.figures()[0]["change"]
    for _ in range(2):
        play.hand_in()
    assert play.seat == ""
    assert play.head == "The play is over, in Oct 2026"
    assert any(line.startswith("  USA ") for line in play.end())
    path = tmp_path / play.log_name
    path.write_text(play.log_text(), encoding="utf-8")
    again, differences = log.replay(game, path)
    assert differences == []
    assert again.state() == play.session.state()
    assert play.replay == f"aicompete play {game.file} --replay play_small.jsonl"
