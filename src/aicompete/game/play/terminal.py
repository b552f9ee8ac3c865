"""A play in the terminal: what a seat is shown, and what it types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from aicompete.config import ConfigError
from aicompete.game.conditions import units_of
from aicompete.game.play import log
from aicompete.game.play.outlook import outlook
from aicompete.game.play.session import Handed, Session
from aicompete.game.play.table import Table

Ask = Callable[[str], str | None]
"""Asks for a line; None when there is no more input."""
Say = Callable[[str], None]
HELP = """\
Type ids of moves, or levers as lever=value (aid_budget=8, mineral_licence_strictness.gallium=0.9), one or more a line.
  look ID   what may come if this move were made    moves   what can be made    help    this
  levers    what can be set by hand, and where it stands
  done      hand in and go on (an empty line too)   quit    stop here"""


def play(session: Session, ask: Ask, say: Say, path: Path) -> bool:
    """Play until the turns are over; false when somebody stopped before. The log is written after every turn."""
    table = Table(session)
    while not session.over:
        while (seat := table.waiting) is not None:
            words = _asked(session, seat, ask, say)
            if words is None:
                return False
            table.hand_in(seat, words)
        for line in table.end_turn():
            say(f"  {line}")
        log.write(path, table.entries)
    return True


def _asked(session: Session, seat: str, ask: Ask, say: Say) -> list[str] | None:
    """A seat's turn: what it sees, then what it types until it is done; None when it stops the play."""
    for line in briefing(session, seat):
        say(line)
    words: list[str] = []
    while True:
        typed = ask(f"{seat}> ")
        if typed is not None and typed.strip() == "quit":
            return None
        typed = (typed or "").strip()
        if typed in ("", "done"):
            return words
        if typed == "help":
            say(HELP)
        elif typed == "moves":
            for line in moves_of(session, seat):
                say(line)
        elif typed == "levers":
            for name, value, fits in session.levers_of(seat):
                say(f"  {name} {value} ({fits})")
        else:
            try:
                if typed.startswith("look "):
                    hand = session.read(seat, typed.split()[1:])
                    for line in fan_of(session, seat, hand):
                        say(line)
                else:
                    session.read(seat, [*words, *typed.split()])
                    words += typed.split()
                    say("  handed in: " + " ".join(words))
            except ConfigError as error:
                say(str(error))


def briefing(session: Session, seat: str) -> Iterator[str]:
    """What a seat is shown at its turn."""
    yield ""
    late = f"{session.game.lag} months late"
    yield f"Turn {session.turn + 1} of {session.turns}, {session.date}. {seat}, as you have it ({late}):"
    for report in session.reports(seat):
        yield f"  {report.name} {report.value:.4g} {report.unit}"
    yield from fan_of(session, seat, None)
    yield from moves_of(session, seat)


def fan_of(session: Session, seat: str, hand: Handed | None) -> Iterator[str]:
    """What may come in two years as things stand, or with moves that are thought of."""
    fan = outlook(session, seat, hand.moves if hand is not None else ())
    if fan:
        yield "In two years, " + ("as things stand:" if hand is None else f"with {', '.join(hand.moves)}:")
    for name, to in fan.items():
        low, middle, high = (float(path[-1]) for path in (to.low, to.middle, to.high))
        yield f"  {name} {middle:.4g} (from {low:.4g} to {high:.4g} in four of five other worlds)"


def moves_of(session: Session, seat: str) -> Iterator[str]:
    """The moves that a seat can make now."""
    able = session.able(seat)
    yield (
        f"Moves you can make (effort {session.game.effort:g} a turn):"
        if able
        else "No move of the game is left; levers can be set by hand."
    )
    for name in able:
        move = session.moves[name]
        yield f"  {name}: {move.name} (costs {units_of(move.costs)})"
