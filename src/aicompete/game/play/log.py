"""The log of a play: what every seat saw, expected and handed in, and the world after each turn; it replays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aicompete.batch.errors import BatchError
from aicompete.game.files import Game
from aicompete.game.play.session import Handed, Session


def header(session: Session) -> dict[str, Any]:
    """What a replay must agree on."""
    return {
        "game": session.game.name,
        "digest": session.game.digest(),
        "world": session.world,
        "turns": session.turns,
        "seats": session.seats,
        "fan": session.others.ensemble.runs,
    }


def of_turn(session: Session, handed: Mapping[str, Handed], month: int) -> dict[str, Any]:
    """A turn that has just ended."""
    seats = {
        seat: {
            "by": session.seats[seat],
            "handed": list(hand.words),
            "moves": list(hand.moves),
            "expected": hand.expected,
            "seen": dict(hand.seen),
        }
        for seat, hand in handed.items()
    }
    return {"turn": session.turn, "month": month, "seats": seats, "world": session.state()}


def text_of(entries: list[dict[str, Any]]) -> str:
    """One line of JSON an entry."""
    return "".join(json.dumps(entry, sort_keys=True) + "\n" for entry in entries)


def write(path: Path, entries: list[dict[str, Any]]) -> None:
    """The log as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text_of(entries), encoding="utf-8")


def read(path: Path) -> list[dict[str, Any]]:
    """The entries of a log. Raises ``BatchError`` where it is none."""
    try:
        entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        if not entries or not {"game", "digest", "turns", "seats", "world"} <= set(entries[0]):
            raise ValueError("the first line does not begin a log")
    except (OSError, ValueError) as error:
        raise BatchError(f"{path} is no log of a play: {error}") from None
    return entries


def replay(game: Game, path: Path) -> tuple[Session, list[str]]:
    """Play a log again. Returns the play and what differs from the log, bit for bit; nothing when all is the same."""
    first, *turns = read(path)
    if first["digest"] != game.digest():
        raise BatchError(f"{path} is the log of another game than {game.name}, or of this one before it was changed")
    session = Session(game, first["seats"], int(first["turns"]), int(first["world"]), int(first["fan"]))
    differences = []
    for turn in turns:
        handed = {seat: session.read(seat, entry["handed"]) for seat, entry in turn["seats"].items()}
        session.end_turn(handed)
        for name, value in session.state().items():
            if turn["world"].get(name) != value:
                differences.append(f"turn {turn['turn']}: {name} is {value}, the log has {turn['world'].get(name)}")
    return session, differences
