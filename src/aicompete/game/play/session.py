"""A play from turn to turn: who may do what, what is handed in, and the world that happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from aicompete.config import ConfigError, Problem, load_catalogue
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import from_python, parse
from aicompete.engine.block import Record
from aicompete.engine.choice import NUMPY
from aicompete.game.conditions import holding, looked_at
from aicompete.game.files import Game
from aicompete.game.moves import Move, read_moves
from aicompete.game.payoffs import END, metrics_in, moves_metrics, weighted
from aicompete.game.play import fog
from aicompete.game.play.players import Choice, choose
from aicompete.game.play.rollout import Rollout
from aicompete.game.plays import Line, Play, costs_of
from aicompete.game.stepping import told
from aicompete.world.columns import Array

QUARTER = 3
HUMAN = "human"
ELSEWHERE = 1000
"""Draw from which on the other worlds are taken; the one that happens is below."""
SETTING_EFFORT = 0.5
"""Effort of setting a lever by hand, where a move of the game names its own."""


@dataclass(frozen=True)
class Handed:
    """What a seat handed in: its words, the moves they are, and what was seen and expected."""

    words: tuple[str, ...]
    moves: tuple[str, ...]
    expected: str = ""
    seen: Mapping[str, float] = field(default_factory=dict)


class Session:
    """A play of a game. The world that happens is one run, stepped line by line; ``others`` are what may come."""

    def __init__(
        self, game: Game, seats: Mapping[str, str], turns: int, world: int = 0, fan: int = 24, engine: str | None = None
    ) -> None:
        self.game, self.seats, self.turns, self.world = game, dict(seats), turns, world
        own = moves_metrics((*load_catalogue().actors.axis, *game.players))
        looks = [words[0] for words in looked_at(m.needs for m in game.moves.values()) if len(words) == 1]
        series = tuple(n for n in dict.fromkeys([*metrics_in(game.payoffs), *game.watch, *looks]) if n not in own)
        record = Record(nations=True, every="month", series=series)
        months = turns * QUARTER + game.horizon
        self.truth = Rollout(game, world, 1, months, record, NUMPY)
        self.others = Rollout(game, ELSEWHERE, fan, months, record, engine)
        self.moves: dict[str, Move] = dict(game.moves)
        self.line: Line = ()
        self.turn = 0
        self.advance()

    @property
    def month(self) -> int:
        """The month in which the moves of this turn begin."""
        return self.truth.month

    @property
    def date(self) -> str:
        """The same as a date."""
        return str(self.game.scenario.start + self.month)

    @property
    def over(self) -> bool:
        """Whether all turns are played."""
        return self.turn >= self.turns

    def advance(self) -> None:
        """A quarter passes, here and in the other worlds."""
        for worlds in (self.truth, self.others):
            worlds.advance(worlds.month + QUARTER)

    def reports(self, seat: str) -> list[fog.Report]:
        """What a seat is told this turn."""
        return self.history(seat)[-1]

    def history(self, seat: str) -> list[list[fog.Report]]:
        """What a seat was told turn by turn, this one last."""
        seen, seed = self.truth.seen(), self.game.seed + self.world
        turns = range(QUARTER, self.month + 1, QUARTER)
        return [fog.reports(self.game, seat, seen, done, seed) for done in turns]

    def levers_of(self, seat: str) -> list[tuple[str, str, str]]:
        """The levers that a seat can set: name, where it stands, what fits."""
        catalogue, policy = load_catalogue(), self.truth.ensemble.policy
        found = []
        for lever in catalogue.levers.values():
            if seat not in lever.default:
                continue
            column = policy.column(lever.name, self.month - 1)[0, ..., catalogue.actors.axis.index(seat)]
            values = [str(lever.value_of(round(float(code), 4))) for code in np.atleast_1d(column)]
            found.append((lever.name, ", ".join(values), lever.what_fits))
        return found

    def left(self, seat: str) -> list[str]:
        """The game's moves that a seat has not made yet, whether it can make them now or not."""
        made = {play.move for play in self.line}
        own = [name for name in self.game.used if self.moves[name].player == seat]
        own += [n for n, m in self.game.moves.items() if m.player == seat and n in self.game.own and n not in own]
        return [name for name in own if name not in made]

    def able(self, seat: str) -> list[str]:
        """The game's moves that a seat can make now: not made yet, and what they need is seen."""
        return [name for name in self.left(seat) if not self.lacks(name)]

    def lacks(self, name: str) -> str:
        """What a move needs and is not seen; empty when it can be made."""
        move = self.moves[name]
        if move.after and not any(play.move in move.after for play in self.line):
            return f"one of {', '.join(move.after)} to have been made"
        if move.needs is None:
            return ""
        tables = self.truth.seen()
        now = max(self.month - 1 - self.game.lag, 0)
        there = holding(move.needs, lambda words: told(words, tables, self.truth.ensemble), now)
        return "" if bool(there[0]) else move.needs_text

    def read(self, seat: str, words: Sequence[str]) -> Handed:
        """Check what a seat hands in: ids of moves, or levers as ``lever=value``. Raises ``ConfigError``."""
        place = Mark(f"turn {self.turn + 1}, {seat}")
        problems = Problems()
        names: list[str] = []
        for word in words:
            if "=" in word:
                names += self._setting(seat, word, place, problems)
            else:
                names += self._known(seat, word, place, problems)
        effort = sum(self.moves[name].costs.get("effort", 0.0) for name in names if name in self.moves)
        if not problems and effort > self.game.effort + 1e-9:
            problems.add(place, f"this takes an effort of {effort:g}; a turn has {self.game.effort:g}")
        if problems:
            raise ConfigError(problems.found)
        return Handed(tuple(words), tuple(names))

    def _known(self, seat: str, word: str, place: Mark, problems: Problems) -> list[str]:
        own = [name for name, move in self.moves.items() if move.player == seat]
        if word not in own:
            who = self.moves[word].player if word in self.moves else ""
            problems.add(place, f"{word} is a move of {who}" if who else f"unknown move '{word}'", nearest(word, own))
        elif any(play.move == word for play in self.line):
            problems.add(place, f"{word} has been made already")
        elif lack := self.lacks(word):
            problems.add(place, f"{word} needs what is not seen: {lack}")
        else:
            return [word]
        return []

    def _setting(self, seat: str, word: str, place: Mark, problems: Problems) -> list[str]:
        lever, _, text = word.partition("=")
        value = parse(text, place.file, problems)
        name = f"{seat}.t{self.turn + 1}.{lever}"
        content = {
            "player": seat,
            "level": 0,
            "name": f"sets {word}",
            "levers": {lever: text},
            "costs": {"effort": SETTING_EFFORT},
            "source": "handed in at the table",
        }
        node = from_python({name: content}, place, problems)
        if value is None or problems:
            return []
        levers = node.pairs[name][1].pairs["levers"][1]  # type: ignore[union-attr]
        levers.pairs[lever] = (place, value)  # type: ignore[union-attr]
        own = Problems()
        moves = read_moves(node, load_catalogue(), own, self.moves)
        if own:
            first = own.found[0]
            problems.add(place, first.message, first.suggestion)
            return []
        if any(t.actor != seat for move in moves.values() for t in move.targets):
            problems.add(place, f"{seat} sets its own levers only")
            return []
        self.add({key: move.freed() for key, move in moves.items()})
        return list(moves)

    def add(self, moves: Mapping[str, Move]) -> None:
        """Make moves known that were not in the game's file."""
        self.moves.update(moves)
        for worlds in (self.truth, self.others):
            worlds.moves.update(moves)

    def chosen(self, seat: str) -> Handed:
        """What a player by rule hands in."""
        able = self.able(seat)
        found: Choice = choose(
            self.seats[seat], self.game, seat, able, self.line, self.month, self.others, self.game.seed + self.world
        )
        within, spent = [], 0.0
        for name in found.moves:
            spent += self.moves[name].costs.get("effort", 0.0)
            if spent <= self.game.effort + 1e-9:
                within.append(name)
        return Handed(tuple(within), tuple(within), str(found.expected or ""))

    def end_turn(self, handed: Mapping[str, Handed]) -> None:
        """All moves of the turn begin at once, and a quarter passes."""
        self.line += tuple(Play(self.month, name) for hand in handed.values() for name in hand.moves)
        self.truth.play(self.line)
        self.others.play(self.line)
        self.turn += 1
        self.advance()

    def payoffs(self, worlds: Rollout, line: Line) -> dict[str, Array]:
        """Everybody's payoff over the months played, ``(run,)``."""
        series, months = worlds.seen()["series"], worlds.month
        players = dict.fromkeys((*load_catalogue().actors.axis, *self.game.players))
        costs = costs_of(line, self.moves, players, months)
        found = {}
        for who, terms in self.game.payoffs.items():
            parts = {}
            for term in terms:
                values = series[term.metric][:, :months] if term.metric in series else costs[term.metric][None, :]
                parts[term.metric, term.when] = values[:, -1] if term.when == END else values.mean(axis=1)
            found[who] = weighted(terms, parts)
        return found

    def nobody(self) -> Rollout:
        """The same world in which nobody has made a move, as far as this one has come."""
        still = Rollout(self.game, self.world, 1, self.truth.months, self.truth.record, NUMPY)
        still.advance(self.month)
        return still

    def state(self) -> dict[str, str]:
        """The last month of the world that happens, bit for bit: series -> hexadecimal number."""
        return {name: float(values[0, -1]).hex() for name, values in self.truth.seen()["series"].items()}


def refuse_seats(game: Game, seats: Sequence[str]) -> None:
    """Raise ``ConfigError`` for a seat that is neither a nation nor a player of the game."""
    actors = load_catalogue().actors
    wrong = [seat for seat in seats if seat not in (*actors.axis, *game.players)]
    if wrong:
        raise ConfigError(
            [Problem("--seats", 0, 0, f"unknown nation '{seat}'", actors.suggest(seat)) for seat in wrong]
        )
