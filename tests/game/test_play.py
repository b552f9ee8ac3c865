"""A game at a table: fog, turns, what is refused, and the log that replays bit for bit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.game_kit import SMALL_GAME

from aicompete.batch.errors import BatchError
from aicompete.config import ConfigError
from aicompete.engine.choice import NUMPY
from aicompete.game.files import Game, load_game
from aicompete.game.play import log, terminal
from aicompete.game.play.outlook import outlook
from aicompete.game.play.players import RULES
from aicompete.game.play.session import HUMAN, Session
from aicompete.game.plays import Play


@pytest.fixture
def game(tmp_path: Path) -> Game:
    path = tmp_path / "table.yaml"
    path.write_text(SMALL_GAME, encoding="utf-8")
    return load_game(path)


def _session(game: Game, seats: dict[str, str], turns: int = 2) -> Session:
    return Session(game, seats, turns, fan=4, engine=NUMPY)


def _typed(lines: list[str]) -> tuple[list[str], terminal.Ask]:
    said: list[str] = []
    left: Iterator[str] = iter(lines)
    return said, lambda prompt: next(left, None)


def test_a_play_by_hand_goes_to_its_end_and_replays(game: Game, tmp_path: Path) -> None:
    session = _session(game, {"USA": HUMAN, "NLD": HUMAN, "CHN": "best"})
    typed = [
        "moves",
        "never",
        "cloze",
        "close",
        "done",
        "sme_export_control=0.4",
        "",
        "look aid_budget=3",
        "",
        "firm_hedging=2",
        "",
    ]
    said, ask = _typed(typed)
    path = tmp_path / "log.jsonl"
    assert terminal.play(session, ask, said.append, path)
    text = "\n".join(said)
    assert "never needs what is not seen: chip_price < 0" in text
    assert "unknown move 'cloze' (did you mean 'close'?)" in text
    assert "firm_hedging" in text
    assert [play.move for play in session.line if play.move != "aid"] == ["close", "NLD.t1.sme_export_control"]
    assert any(line.startswith("  CHN") for line in said)

    again, differences = log.replay(game, path)
    assert differences == []
    assert again.state() == session.state()
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    entries[2]["world"]["capability_lag_chn"] = (1.0).hex()
    log.write(path, entries)
    assert len(log.replay(game, path)[1]) == 1


def test_what_happens_is_the_run_of_its_draw(game: Game) -> None:
    from aicompete import simulate

    session = _session(game, {"USA": "none", "CHN": "none"})
    while not session.over:
        session.end_turn({seat: session.chosen(seat) for seat in session.seats})
    plain = simulate("baseline", 1, 1, months=9, nations=False, engine=NUMPY).series
    assert float.fromhex(session.state()["capability_lag_chn"]) == plain["capability_lag_chn"].iloc[-1]


def test_looking_ahead_leaves_the_worlds_as_they_were(game: Game) -> None:
    session = _session(game, {"USA": HUMAN, "CHN": "none"})
    before = session.others.seen()["series"]["capability_lag_chn"].copy()
    still = session.others.ahead((), 6)
    closed = session.others.ahead((Play(3, "close"),), 6)
    assert np.array_equal(still["capability_lag_chn"], session.others.ahead((), 6)["capability_lag_chn"])
    assert not np.array_equal(still["capability_lag_chn"], closed["capability_lag_chn"])
    assert np.array_equal(before, session.others.seen()["series"]["capability_lag_chn"])
    session.others.advance(6)
    assert np.array_equal(
        session.others.seen()["series"]["capability_lag_chn"][:, 3:6], still["capability_lag_chn"][:, :3]
    )


def test_others_affairs_are_seen_late_and_through_fog(game: Game) -> None:
    session = _session(game, {"USA": HUMAN, "CHN": HUMAN})
    truth = session.truth.seen()["series"]
    of_usa = {report.name: report for report in session.reports("USA")}
    assert of_usa["cost_usa"].month == session.month - 1 - game.lag
    assert of_usa["cost_usa"].value == truth["cost_usa"][0, of_usa["cost_usa"].month]
    lag = of_usa["capability_lag_chn"]
    assert lag.value != truth["capability_lag_chn"][0, lag.month]
    assert lag.value == pytest.approx(truth["capability_lag_chn"][0, lag.month], rel=0.5)
    assert session.reports("USA") == session.reports("USA")
    assert {r.name for r in session.reports("CHN")} != set(of_usa)


@pytest.mark.parametrize("rule", RULES)
def test_players_by_rule_hand_in_what_can_be_made(game: Game, rule: str) -> None:
    session = _session(game, {"USA": rule, "CHN": rule}, turns=1)
    hand = session.chosen("USA")
    assert set(hand.moves) <= {"close"}
    if rule == "scripted":
        assert hand.moves == ()  # its script makes a move that lacks what it needs
    if rule == "best":
        assert hand.expected


def test_effort_is_limited_and_other_seats_levers_are_not_theirs(game: Game) -> None:
    session = _session(game, {"USA": HUMAN, "CHN": HUMAN})
    with pytest.raises(ConfigError, match=r"effort of 2\.5"):
        session.read("CHN", ["aid", "un_effort=0.9"])
    with pytest.raises(ConfigError, match="own levers only"):
        session.read("CHN", ["USA.aid_budget=3"])
    with pytest.raises(ConfigError, match="close is a move of USA"):
        session.read("CHN", ["close"])


def test_a_setting_by_hand_may_be_taken_back(game: Game) -> None:
    session = _session(game, {"USA": HUMAN, "CHN": "none"}, turns=2)
    for word in ("chip_export_control=0.9", "chip_export_control=0.5"):
        session.end_turn({"USA": session.read("USA", [word]), "CHN": session.chosen("CHN")})
    levers = session.truth.ensemble.policy.stretch("chip_export_control", 0, 9)[0, :, 0]
    assert levers[2] == pytest.approx(0.6)
    assert levers[5] > 0.8
    assert levers[8] < levers[5]


def test_a_nation_sees_its_levers_and_what_may_come_of_them(game: Game) -> None:
    session = _session(game, {"NLD": HUMAN, "USA": "none", "CHN": "none"})
    levers = {name: value for name, value, _ in session.levers_of("NLD")}
    assert "firm_hedging" in levers
    assert "domestic_stack_fund" not in levers
    hand = session.read("NLD", ["sme_export_control=1"])
    still, moved = (outlook(session, "NLD", moves)["NLD.compliance_us"] for moves in ((), hand.moves))
    assert still.report == moved.report
    assert still.middle[-1] != moved.middle[-1]


def test_a_log_of_another_game_is_refused(game: Game, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(BatchError, match="is no log of a play"):
        log.replay(game, path)
    session = _session(game, {"USA": "none", "CHN": "none"}, turns=1)
    log.write(path, [{**log.header(session), "digest": "other"}])
    with pytest.raises(BatchError, match="another game"):
        log.replay(game, path)
