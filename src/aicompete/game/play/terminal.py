"""A play in the terminal: what a seat is shown, and what it types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from aicompete.config import ConfigError
from aicompete.game.conditions import units_of
from aicompete.game.files import Game
from aicompete.game.play import log
from aicompete.game.play.session import HUMAN, Handed, Session
from aicompete.game.plays import Play

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
    entries: list[dict[str, Any]] = [log.header(session)]
    while not session.over:
        month = session.month
        handed: dict[str, Handed] = {}
        for seat, by in session.seats.items():
            if by == HUMAN:
                hand = _asked(session, seat, ask, say)
                if hand is None:
                    return False
                handed[seat] = hand
            else:
                handed[seat] = session.chosen(seat)
        session.end_turn(handed)
        for seat, hand in handed.items():
            made = ", ".join(f"{name} ({session.moves[name].name})" for name in hand.moves) or "no move"
            say(f"  {seat}: {made}" + (f"; expects {hand.expected}" if hand.expected else ""))
        entries.append(log.of_turn(session, handed, month))
        log.write(path, entries)
    return True


def _asked(session: Session, seat: str, ask: Ask, say: Say) -> Handed | None:
    """A seat's turn: what it sees, then what it types until it is done."""
    for line in briefing(session, seat):
        say(line)
    words: list[str] = []
    while True:
        typed = ask(f"{seat}> ")
        if typed is not None and typed.strip() == "quit":
            return None
        typed = (typed or "").strip()
        if typed in ("", "done"):
            hand = session.read(seat, words)
            seen = {report.name: report.value for report in session.reports(seat)}
            return Handed(hand.words, hand.moves, hand.expected, seen)
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
    line = session.line if hand is None else (*session.line, *(Play(session.month, name) for name in hand.moves))
    fan = session.fan(seat, line)
    if fan:
        yield "In two years, " + ("as things stand:" if hand is None else f"with {', '.join(hand.moves)}:")
    for name, (_, low, middle, high) in fan.items():
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


def ending(session: Session) -> Iterator[str]:
    """The play told: moves in time, what came of it, against the same world in which nobody moved."""
    still = session.nobody()
    yield ""
    yield f"After {session.turn} turns, in {session.date}:"
    for play_ in session.line:
        move = session.moves[play_.move]
        yield f"  {session.game.scenario.start + play_.month}  {move.player}  {play_.move}: {move.name}"
    played, unplayed = session.payoffs(session.truth, session.line), session.payoffs(still, ())
    yield "Payoffs, and by how much the moves changed them in this world:"
    for who, value in played.items():
        yield f"  {who} {float(value[0]):+.3f} ({float(value[0] - unplayed[who][0]):+.3f})"
    series, before = session.truth.seen()["series"], still.seen()["series"]
    yield "From the first quarter to the last, and had nobody moved:"
    for name in series:
        first, last, without = series[name][0, 2], series[name][0, -1], before[name][0, -1]
        yield f"  {name} {first:.4g} -> {last:.4g} ({without:.4g})"


def seats_of(game: Game, human: list[str], fill: str) -> dict[str, str]:
    """Who sits where: players of the game that nobody took are played by rule."""
    return {**dict.fromkeys(human, HUMAN), **{who: fill for who in game.players if who not in human}}
