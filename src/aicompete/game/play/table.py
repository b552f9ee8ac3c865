"""People at one table: they hand in one after the other, rules play the rest, the turn ends, and the log grows.

The terminal and the dashboard both play through it; it asks nobody and prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from aicompete.game.files import Game
from aicompete.game.play import log
from aicompete.game.play.session import HUMAN, Handed, Session


class Table:
    """A play with its log; ``handed`` is what people have handed in this turn."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.entries: list[dict[str, Any]] = [log.header(session)]
        self.handed: dict[str, Handed] = {}

    @property
    def waiting(self) -> str | None:
        """The seat whose hand the turn waits for; None when rules alone are left to play."""
        people = (seat for seat, by in self.session.seats.items() if by == HUMAN)
        return next((seat for seat in people if seat not in self.handed), None)

    def hand_in(self, seat: str, words: Sequence[str]) -> None:
        """A person's moves of this turn, with what was seen. Raises ``ConfigError`` and changes nothing."""
        hand = self.session.read(seat, words)
        self.handed[seat] = replace(hand, seen={report.name: report.value for report in self.session.reports(seat)})

    def end_turn(self) -> list[str]:
        """Players by rule choose, all moves begin, a quarter passes; what everybody did, a line each."""
        session, month = self.session, self.session.month
        handed = {seat: self.handed.get(seat) or session.chosen(seat) for seat in session.seats}
        session.end_turn(handed)
        self.handed = {}
        self.entries.append(log.of_turn(session, handed, month))
        return list(_told(session, handed.items()))


def _told(session: Session, handed: Iterable[tuple[str, Handed]]) -> Iterator[str]:
    for seat, hand in handed:
        made = ", ".join(f"{name} ({session.moves[name].name})" for name in hand.moves) or "no move"
        yield f"{seat}: {made}" + (f"; expects {hand.expected}" if hand.expected else "")


def seats_of(game: Game, human: Sequence[str], fill: str) -> dict[str, str]:
    """Who sits where: players of the game that nobody took are played by rule."""
    return {**dict.fromkeys(human, HUMAN), **{who: fill for who in game.players if who not in human}}
